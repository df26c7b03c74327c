// Pure decisions, and the small readers of the browser's side.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { photoPlace } from './form/exif.ts';
import { photoBytes } from './photos.fixture.ts';
import { cursorOf, readCursor } from './public.ts';
import { likeness, wordsInCommon } from './rules.ts';
import { receiptCode } from './submitting.ts';

test('likeness: nearer, newer, same class and common words raise it; it stays between 0 and 1', () => {
  const reach = { m: 50, h: 24 };
  const base = { metres: 10, hours: 1, sameClass: true, sameMain: true, words: 0.5 };
  const best = likeness(base, reach);
  for (const worse of [{ metres: 80 }, { hours: 40 }, { sameClass: false }, { words: 0 }]) assert.ok(likeness({ ...base, ...worse }, reach) < best);
  assert.equal(likeness({ metres: 0, hours: 0, sameClass: true, sameMain: true, words: 1 }, reach), 1);
  assert.equal(likeness({ metres: 1e6, hours: 1e6, sameClass: false, sameMain: false, words: 0 }, reach), 0);
  assert.equal(wordsInCommon('水果 摊', '摊 人行道 水果'), 1);
  assert.equal(wordsInCommon('', 'a'), 0);
});

test('the receipt code follows from the form alone and is easy to read aloud', () => {
  const code = receiptCode('1c0cf1a6-9d5c-4f0d-8d5b-0f6f8f1c2d3e');
  assert.equal(code, receiptCode('1c0cf1a6-9d5c-4f0d-8d5b-0f6f8f1c2d3e'));
  assert.match(code, /^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/);
  assert.equal(new Set(Array.from({ length: 2000 }, (_, i) => receiptCode(String(i)))).size, 2000);
});

test('a place in the list survives its way through an address', () => {
  const row = { received_at: new Date('2026-11-18T01:41:00.123Z'), id: 42 };
  assert.deepEqual(readCursor(cursorOf(row)), { at: row.received_at, id: 42 });
  for (const bad of ['', '1', '2026-11-18T01:41:00Z', '2026-13-40T01:41:00Z_1', `${cursorOf(row)}x`]) assert.equal(readCursor(bad), undefined, bad);
});

test('the browser reads where a photo was taken, and nothing from what is no such photo', async () => {
  const whole = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
  for (const at of [{ lon: 118.3051, lat: 30.9049 }, { lon: -43.1729, lat: -22.9068 }]) {
    const found = photoPlace(whole(await photoBytes({ at })));
    assert.ok(found && Math.abs(found.lon - at.lon) < 1e-4 && Math.abs(found.lat - at.lat) < 1e-4);
  }
  const photo = await photoBytes({ at: { lon: 118.3, lat: 30.9 } });
  for (let cut = 0; cut < 400; cut += 7) photoPlace(whole(photo.subarray(0, cut)));   // never throws
  for (const other of [await photoBytes(), Buffer.from('GIF89a'), Buffer.alloc(0), Buffer.alloc(64, 0xff)]) assert.equal(photoPlace(whole(other)), undefined);
});
