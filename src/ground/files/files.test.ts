import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import exifReader from 'exif-reader';
import sharp from 'sharp';
import { freshDatabase } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { sql } from '../db/index.ts';
import { groundHouse, groundMigrations, NOW } from '../http/house.fixture.ts';
import { Refusal } from '../http/refusal.ts';
import { attaching, fileOf, filesOf, openFiles, photoAnswer, type FileStore } from './index.ts';
import { readPhoto } from './photos.ts';
import { withPhotos } from './uploads.ts';

const picture = (width = 300, height = 200) => sharp({ create: { width, height, channels: 3, background: '#357' } });
/** What a phone writes: where, when, who made it, and that it was held upright. */
const tagged = (exif: Record<string, Record<string, string>>, orientation = 1) => picture().withExif(exif).withMetadata({ orientation }).jpeg().toBuffer();
const GPS = { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '30/1 54/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '118/1 18/1 36/1' } };
const PHONE = { IFD0: { Make: 'Maker', Artist: '周岚' }, IFD2: { DateTimeOriginal: '2026:11:18 09:41:00' }, ...GPS };

async function storeIn(t: TestContext): Promise<{ files: FileStore; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'comis-files-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return { files: openFiles(folder), folder };
}
const refused = (status: number) => (error: unknown) => error instanceof Refusal && error.status === status && error.fields[0]?.field === 'photos';

test('position and time are read from the photo, then nothing of its metadata is kept', async () => {
  const source = await tagged(PHONE);
  assert.ok(exifReader((await sharp(source).metadata()).exif ?? Buffer.of()).GPSInfo, 'the source has them');
  const { facts, full, small } = await readPhoto(source);
  assert.ok(facts.position && Math.abs(facts.position.lon - 118.31) < 1e-9 && Math.abs(facts.position.lat - 30.9) < 1e-9);
  assert.equal(facts.takenAt?.toISOString(), '2026-11-18T09:41:00.000Z');
  for (const [out, kind] of [[full, 'jpeg'], [small, 'webp']] as const) {
    const { exif, xmp, iptc, icc, format } = await sharp(out).metadata();
    assert.deepEqual([exif, xmp, iptc, icc, format], [undefined, undefined, undefined, undefined, kind]);
    assert.ok(!out.includes('Maker') && !out.includes('GPS') && !out.includes('周岚'));
  }
});

test('positions that make no sense are none; south and west are negative', async () => {
  const position = async (gps: Record<string, string>) => (await readPhoto(await tagged({ IFD3: gps }))).facts.position;
  assert.deepEqual(await position({ GPSLatitudeRef: 'S', GPSLatitude: '30/1 30/1 0/1', GPSLongitudeRef: 'W', GPSLongitude: '118/1 30/1 0/1' }), { lon: -118.5, lat: -30.5 });
  assert.equal(await position({ GPSLatitudeRef: 'N', GPSLatitude: '0/1 0/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '0/1 0/1 0/1' }), undefined);
  assert.equal(await position({ GPSLatitudeRef: 'N', GPSLatitude: '95/1 0/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '118/1 0/1 0/1' }), undefined);
  assert.equal(await position({ GPSLatitudeRef: 'N', GPSLatitude: '30/0 0/0 0/0', GPSLongitudeRef: 'E', GPSLongitude: '118/1 0/1 0/1' }), undefined);
  assert.equal(await position({ GPSLatitudeRef: 'N', GPSLatitude: '30/1 0/1 0/1' }), undefined);
});

test('a photo is turned upright, made no larger than 2048 and never larger than it was', async () => {
  const turned = await readPhoto(await tagged({}, 6));
  assert.deepEqual([turned.facts.width, turned.facts.height], [200, 300]);
  const wide = await readPhoto(await picture(5000, 1000).png().toBuffer());
  assert.deepEqual([wide.facts.width, wide.facts.height], [2048, 410]);
  assert.equal((await sharp(wide.small).metadata()).width, 480);
  const tiny = await readPhoto(await picture(1, 1).webp().toBuffer());
  assert.deepEqual([tiny.facts.width, tiny.facts.height], [1, 1]);
  const clear = await readPhoto(await sharp({ create: { width: 4, height: 4, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } }).png().toBuffer());
  assert.ok((await sharp(clear.full).stats()).channels.every((c) => c.mean > 250), 'transparent is white');
});

/** A PNG that says it is this large and holds hardly anything. */
function pngClaiming(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => { const body = Buffer.concat([Buffer.from(type), data]); const out = Buffer.alloc(body.length + 8); out.writeUInt32BE(data.length, 0); body.copy(out, 4); out.writeUInt32BE(crc(body), body.length + 4); return out; };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0); header.writeUInt32BE(height, 4); header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(1_000_000))), chunk('IEND', Buffer.alloc(0))]);
}
function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) { value ^= byte; for (let k = 0; k < 8; k++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1; }
  return (value ^ 0xffffffff) >>> 0;
}

test('what is no picture is refused with its reason, quickly', async () => {
  const jpeg = await picture(800, 600).jpeg().toBuffer();
  const noise = Buffer.from(jpeg);
  for (let i = 200; i < noise.length; i += 7) noise[i] = 0xff;
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/><script>alert(1)</script></svg>';
  const cases: [string, Uint8Array, number][] = [
    ['nothing', new Uint8Array(), 415], ['text', Buffer.from('hello'), 415], ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>'), 415], ['SVG', Buffer.from(svg), 415], ['SVG behind a declaration', Buffer.from(`<?xml version="1.0"?>\n${svg}`), 415],
    ['compressed SVG', gzipSync(svg), 415], ['PDF', Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n'), 415], ['zip', Buffer.from('504b0304140000000800', 'hex'), 415], ['zip bomb', gzipSync(Buffer.alloc(50_000_000)), 415],
    ['JPEG cut short', jpeg.subarray(0, jpeg.length >> 1), 415], ['only its first bytes', jpeg.subarray(0, 4), 415], ['JPEG full of noise', noise, 415], ['pixel bomb', pngClaiming(60_000, 60_000), 413], ['just too many pixels', pngClaiming(10_001, 10_000), 413],
    ['a line of a billion', pngClaiming(1_000_000_000, 1), 413], ['GIF of nothing', Buffer.from('GIF89a'), 415], ['MP4 that says HEIC', Buffer.from('0000001866747970686569630000000068656963', 'hex'), 415],
  ];
  for (const [what, bytes, status] of cases) {
    const started = performance.now();
    await assert.rejects(readPhoto(bytes), (error) => refused(status)(error) || (status === 413 && refused(415)(error)), what);
    assert.ok(performance.now() - started < 3000, `${what} took ${Math.round(performance.now() - started)} ms`);
  }
});

test('files are written whole under names that say nothing, read by id only, dropped', async (t) => {
  const { files, folder } = await storeIn(t);
  const photo = await files.takePhoto(await picture().jpeg().toBuffer());
  assert.deepEqual((await readdir(join(folder, photo.id.slice(0, 2)))).toSorted(), [`${photo.id}-full.jpg`, `${photo.id}-small.webp`]);
  assert.equal((await files.read(photo.id, 'full'))?.length, photo.bytes);
  for (const id of ['../../../etc/passwd', `${photo.id}/..`, '', 'x'.repeat(36), photo.id.toUpperCase()]) assert.equal(await files.read(id, 'full'), undefined, id);
  const answer = await photoAnswer(files, photo.id, 'small');
  assert.deepEqual([answer?.headers.get('content-type'), answer?.headers.get('cache-control')], ['image/webp', 'private, max-age=86400']);
  assert.equal((await photoAnswer(files, photo.id, 'full'))?.headers.get('content-type'), 'image/jpeg');
  // Small pictures were JPEG once.
  await rename(join(folder, photo.id.slice(0, 2), `${photo.id}-small.webp`), join(folder, photo.id.slice(0, 2), `${photo.id}-small.jpg`));
  await writeFile(join(folder, photo.id.slice(0, 2), `${photo.id}-small.jpg`), await picture().jpeg().toBuffer());
  assert.equal((await photoAnswer(files, photo.id, 'small'))?.headers.get('content-type'), 'image/jpeg');
  await files.drop(photo.id);
  await files.drop(photo.id);
  assert.deepEqual([await files.read(photo.id, 'full'), await photoAnswer(files, photo.id, 'small')], [undefined, undefined]);
});

test('a photo belongs to its owner from the statement that makes the owner; another owner does not have it', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: groundMigrations });
  const { files } = await storeIn(t);
  const photo = await files.takePhoto(await tagged(PHONE));
  const attach = (photos: readonly typeof photo[]) => db.run(sql`with opened as (select 'LJ-7' as number), attached as (${attaching(photos, { type: 'case', key: sql`number`, from: sql`opened` }, { now: NOW })} returning id) select * from attached`);
  assert.equal(await attach([]), 0);
  assert.equal(await attach([photo]), 1);
  const owner = { type: 'case', key: 'LJ-7' };
  assert.deepEqual((await filesOf(db, owner)).map((file) => [file.id, file.role, file.width, file.height]), [[photo.id, 'photo', 300, 200]]);
  assert.equal((await fileOf(db, owner, photo.id))?.id, photo.id);
  assert.equal(await fileOf(db, { type: 'case', key: 'LJ-8' }, photo.id), undefined);
  await db.run(sql`update ground.files set removed_at = ${NOW}`);
  assert.deepEqual([await filesOf(db, owner), await fileOf(db, owner, photo.id)], [[], undefined]);
});

test('photos of a form that is refused leave nothing on the disk', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { ground, folder } = await groundHouse(t, {}, { UPLOAD_MB: '1' });
  const good = new File([new Uint8Array(await picture().jpeg().toBuffer())], 'a.jpg');
  const left = () => (existsSync(join(folder, 'files')) ? readdirSync(join(folder, 'files'), { recursive: true }).filter((name) => /\.(jpg|webp)$/.test(String(name))).length : 0);
  await assert.rejects(withPhotos({ ground }, [good, new File(['no'], 'b.jpg')], async () => 1), refused(415));
  assert.equal(left(), 0);
  await assert.rejects(withPhotos({ ground }, [good], async () => { throw new Error('the case was closed meanwhile'); }), /closed/);
  assert.equal(left(), 0);
  await assert.rejects(withPhotos({ ground }, [new File([new Uint8Array(1_048_577)], 'big.jpg')], async () => 1), refused(413));
  assert.equal(await withPhotos({ ground }, [good, good], async (photos) => photos.length), 2);
  assert.equal(left(), 4);
});
