// Bad input at the doors of this room: every field against hostile values, and the slips that real people and programs make.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { fromWgs84 } from '#ground/geo/datums.ts';
import { testApp, type TestApp } from '#test/app.ts';
import { saveAssets } from '#city/assets/index.ts';
import { saveClasses } from '#city/classes/index.ts';
import { HOSTILE, hostileText } from '#test/hostile.ts';
import { needs } from '#test/needs.ts';
import { photoBytes, photoFile } from './photos.fixture.ts';

const HERE = { lon: '118.302', lat: '30.902' };
const VALID = { class: 'C0102', 'answer.size': 'big', description: '井盖破了', ...HERE, place: '滨江路 128 号', reporter: 'named', name: '吴女士', phone: '13900004417', email: 'wu@example.org' };
const FREE = new Set(['description', 'place', 'name']);   // takes any plain text
const written = async (app: TestApp): Promise<number> => (await app.db.one(z.object({ n: z.number() }), sql`select (select count(*) from serve.reports)::int + (select count(*) from city.cases)::int + (select count(*) from ground.identity_people where kind = 'contact')::int as n`)).n;
const Problem = z.object({ title: z.string(), status: z.number(), errors: z.array(z.object({ field: z.string(), detail: z.string() })).default([]) });

test('every field of the report form refuses hostile values by name, in Chinese, and writes nothing', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const fields = [...Object.keys(VALID), 'nature', 'datum', 'accuracy', 'place_from', 'asset', 'once', 'understood', 'photos'];
  for (const field of fields) {
    for (const hostile of hostileText()) {
      const before = await written(app);
      const response = await app.request('/report', { form: { ...VALID, once: randomUUID(), [field]: hostile.value } });
      const body = await response.text();
      const about = `${field}: ${hostile.name}: ${response.status}`;
      assert.ok(response.status < 500, about);
      if (response.status === 303) {
        assert.ok(field === 'understood' || (FREE.has(field) && hostile.plain), `${about} was taken`);   // a tick is a tick, whatever it says
        continue;
      }
      assert.ok(response.status >= 400, about);
      assert.equal(await written(app), before, `${about} wrote something`);
      assert.match(body, new RegExp(`href="#f-(${field.replace('.', '\\.')}|place|lon|lat)`), `${about} does not name the field`);
      assert.ok(/<h2>.*还不能提交/.test(body), `${about} is not told in Chinese`);
      assert.ok(!body.includes('<script>alert') && !body.includes('<img src=x'), `${about} is not escaped`);
    }
  }
});

test('every field of POST /api/reports refuses hostile values by name, in English', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { 'answer.size': size, ...rest } = VALID;
  const valid = { ...rest, lon: 118.302, lat: 30.902, answers: { size } };
  for (const field of [...Object.keys(valid), 'nature', 'datum', 'accuracy', 'place_from', 'asset', 'once', 'understood', 'photos']) {
    for (const hostile of HOSTILE) {
      const before = await written(app);
      const response = await app.request('/api/reports', { lang: 'en', json: { ...valid, once: randomUUID(), [field]: hostile.value } });
      const about = `${field}: ${hostile.name}: ${response.status}`;
      assert.ok(response.status < 500, about);
      if (response.status < 300) {
        assert.ok((FREE.has(field) && hostile.plain) || (field === 'understood' && hostile.value === true), `${about} was taken`);
        continue;
      }
      const problem = Problem.parse(await response.json());
      assert.ok(problem.errors.some((e) => e.field === field || e.field.startsWith(`${field}.`) || (field === 'answers' && e.field.startsWith('answer')) || (['lon', 'lat'].includes(field) && ['lon', 'lat', 'place'].includes(e.field))), `${about}: ${JSON.stringify(problem.errors)}`);
      assert.ok(!/[\u4e00-\u9fff]/.test(problem.title.replaceAll(String(hostile.value), '')), about);
      assert.equal(await written(app), before, about);
    }
  }
});

interface Case { what: string; fields: Record<string, string>; field: string; says: RegExp; without?: string[] }
const CASES: readonly Case[] = [
  { what: 'outside of the city', fields: { lon: '117.9', lat: '30.9' }, field: 'place', says: /不归/ },
  { what: 'longitude and latitude swapped', fields: { lon: '30.902', lat: '118.302' }, field: 'lat', says: /颠倒/ },
  { what: 'latitude without longitude', fields: {}, without: ['lon'], field: 'lon', says: /都要给/ },
  { what: 'longitude without latitude', fields: {}, without: ['lat'], field: 'lat', says: /都要给/ },
  { what: 'an unknown class', fields: { class: 'X9999' }, field: 'class', says: /X9999/ },
  { what: 'an expired class', fields: { class: 'E0405' }, field: 'class', says: /./ },
  { what: 'a main class', fields: { class: 'E04' }, field: 'class', says: /./ },
  { what: 'a required answer missing', fields: {}, without: ['answer.size'], field: 'answer.size', says: /./ },
  { what: 'an answer that is no choice', fields: { 'answer.size': 'huge' }, field: 'answer.size', says: /./ },
  { what: 'an answer nobody asked for', fields: { 'answer.colour': 'red' }, field: 'answer.colour', says: /./ },
  { what: 'a number in words', fields: { 'answer.depth': '很深' }, field: 'answer.depth', says: /数字/ },
  { what: 'named without any contact', fields: {}, without: ['phone', 'email'], field: 'phone', says: /电话或邮箱/ },
  { what: 'confidential without any contact', fields: { reporter: 'confidential' }, without: ['phone', 'email'], field: 'phone', says: /电话或邮箱/ },
  { what: '4,001 characters', fields: { description: '字'.repeat(4001) }, field: 'description', says: /4000/ },
  { what: 'neither class nor words', fields: {}, without: ['class', 'description', 'answer.size'], field: 'class', says: /选一类/ },
  { what: 'a question without words', fields: { nature: 'question' }, without: ['class', 'description', 'answer.size'], field: 'description', says: /写一下/ },
  { what: 'no place at all', fields: {}, without: ['lon', 'lat', 'place'], field: 'place', says: /标一下/ },
  { what: 'a place that is nowhere', fields: { place: '不存在的路 9999 号' }, without: ['lon', 'lat'], field: 'place', says: /没找到/ },
  { what: 'an unknown asset', fields: { asset: '9901010102000001' }, field: 'asset', says: /9901010102000001/ },
  { what: 'an unknown datum', fields: { datum: 'mars' }, field: 'datum', says: /wgs84/ },
  { what: 'a class that sends emergencies elsewhere', fields: { class: 'C0111' }, without: ['answer.size'], field: 'understood', says: /119/ },
  { what: 'words that sound like an emergency', fields: { class: 'E0406', description: '楼道里有燃气味' }, without: ['answer.size'], field: 'understood', says: /119/ },
  { what: 'a stopper understood but its class chosen', fields: { class: 'C0111', understood: 'yes' }, without: ['answer.size'], field: 'understood', says: /119/ },
];

test('slips of real people are told at their field, and nothing is written', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  for (const one of CASES) {
    const fields: Record<string, string> = { ...VALID, ...one.fields };
    for (const name of one.without ?? []) delete fields[name];
    if (one.fields['class'] && one.fields['class'] !== 'C0102') delete fields['answer.size'];
    const response = await app.request('/report', { form: fields });
    const body = await response.text();
    assert.equal(response.status, 422, one.what);
    const error = new RegExp(`id="f-${one.field.replace('.', '\\.')}-error"|href="#f-${one.field.replace('.', '\\.')}"`).test(body);
    assert.ok(error, `${one.what}: not at ${one.field}`);
    assert.match(body, one.says, one.what);
    assert.match(body, /吴女士/, `${one.what}: what was typed is kept`);
  }
  assert.equal(await written(app), 0);
});

test('photos: not one, a bomb, six, too large', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t, { env: { UPLOAD_MB: '1' } });
  const send = async (files: File[]) => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ class: 'E0406', ...HERE, place: '滨江路' })) form.set(name, value);
    for (const file of files) form.append('photos', file);
    return app.request('/report', { form });
  };
  const bomb = Buffer.from(await photoBytes());
  // A picture that says it is 60,000 by 60,000: refused by its header, before a pixel is decoded.
  const frame = bomb.indexOf(Buffer.from([0xff, 0xc0]));
  bomb.writeUInt16BE(60_000, frame + 5);
  bomb.writeUInt16BE(60_000, frame + 7);
  const tries: [string, File[], number, RegExp][] = [
    ['text', [new File(['not a photo'], 'photo.jpg', { type: 'image/jpeg' })], 422, /不是能打开的照片/],
    ['SVG', [new File(['<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'], 'a.svg', { type: 'image/svg+xml' })], 422, /不是能打开的照片/],
    ['a pixel bomb', [new File([new Uint8Array(bomb)], 'b.jpg')], 413, /百万像素/],
    ['six', await Promise.all(Array.from({ length: 6 }, () => photoFile())), 422, /最多 5/],
    ['too large', [new File([new Uint8Array(1_200_000)], 'big.jpg')], 413, /最大 1 MB/],
  ];
  for (const [what, files, status, says] of tries) {
    const response = await send(files);
    const body = await response.text();
    assert.equal(response.status, status, what);
    assert.match(body, says, what);
    assert.match(body, /照片要重新选一次/, what);
  }
  assert.equal(await written(app), 0);
  const fine = await send([await photoFile()]);
  assert.equal(fine.status, 303);
});

test('a replayed form leads to the same receipt', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const form = { ...VALID, once: randomUUID() };
  const [first, second] = [await app.request('/report', { form }), await app.request('/report', { form })];
  assert.equal(first.status, 303);
  assert.equal(first.headers.get('location'), second.headers.get('location'));
  assert.equal(await written(app), 3);
});

test('GCJ-02 comes in converted', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const there = fromWgs84({ lon: 118.302, lat: 30.902 }, 'gcj02');
  await app.json('/api/reports', { json: { class: 'E0406', ...there, datum: 'gcj02', place: '滨江路' } });
  const row = await app.db.one(z.object({ lon: z.number(), lat: z.number() }), sql`select ST_X(geom) as lon, ST_Y(geom) as lat from serve.reports`);
  assert.ok(Math.abs(row.lon - 118.302) < 1e-5 && Math.abs(row.lat - 30.902) < 1e-5);
});

test('a form from another site is refused', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const response = await app.request('/report', { form: VALID, headers: { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' } });
  assert.equal(response.status, 403);
  assert.equal(await written(app), 0);
});

test('broken UTF-8 in the body is refused', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const body = Buffer.concat([Buffer.from('class=E0406&lon=118.302&lat=30.902&place=x&description='), Buffer.from([0xff, 0xfe])]);
  const response = await app.request('/report', { body, method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  assert.equal(response.status, 400);
  assert.equal(await written(app), 0);
});

test('a class about a thing on record wants that thing; without script those near the place are listed', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  await saveClasses(app.db, [{ code: 'C0137', scheme: 'test', kind: 'component', parent: 'C01', name: '路灯', asset_class: 'C0137' }], null, app.clock.now());
  await saveAssets(app.db, [{ code: '9001010137000001', class: 'C0137', name: '路灯 1 号', lon: 118.3022, lat: 30.902 }], null, app.clock.now());
  const form = { class: 'C0137', ...HERE, place: '滨江路 128 号' };
  const refused = await app.request('/report', { form });
  const body = await refused.text();
  assert.equal(refused.status, 422);
  assert.match(body, /href="#f-asset"/);
  assert.match(body, /name="asset" value="9001010137000001"/);
  assert.equal((await app.request('/report', { form: { ...form, asset: '9001010137000001' } })).status, 303);
  const near = (await app.json(`/api/reports/assets?class=C0137&lon=${HERE.lon}&lat=${HERE.lat}`)) as { assets: { code: string }[] };
  assert.deepEqual(near.assets.map((a) => a.code), ['9001010137000001']);
});
