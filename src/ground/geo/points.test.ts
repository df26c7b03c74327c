import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { fromWgs84, toWgs84 } from './datums.ts';
import { boxAround, looksSwapped, m, metres, parseBbox, parsePoint, roundToGrid, within } from './points.ts';

test('a position is read or refused at its field', () => {
  const cases: [unknown, unknown, unknown, string, unknown][] = [
    ['118.3', '30.9', undefined, 'ok', null], [118.3, 30.9, 'WGS-84', 'ok', null], [' 118.3 ', '+30.9', '', 'ok', null], ['1.183e2', 30.9, null, 'ok', null],
    ['', '30.9', undefined, 'lon', m.pointMissing], ['118.3', undefined, undefined, 'lat', m.pointMissing],
    ['NaN', '30', undefined, 'lon', m.pointNotNumber], [Number.NaN, 30, undefined, 'lon', m.pointNotNumber], [118, Infinity, undefined, 'lat', m.pointNotNumber],
    ['0x10', 1, undefined, 'lon', m.pointNotNumber], ['118,3', 30, undefined, 'lon', m.pointNotNumber], [{}, 30, undefined, 'lon', m.pointNotNumber], [[118], 30, undefined, 'lon', m.pointNotNumber],
    ['１１８', 30, undefined, 'lon', m.pointNotNumber], ['9'.repeat(400), 30, undefined, 'lon', m.pointNotNumber],
    [30.9, 118.3, undefined, 'lat', m.swapped], [118, 181, undefined, 'lat', m.latRange], [181, 30, undefined, 'lon', m.lonRange], [118, 30, 'cgcs', 'datum', m.datum],
  ];
  for (const [lon, lat, datum, field, problem] of cases) {
    const got = parsePoint({ lon, lat, datum });
    assert.equal(got.ok ? 'ok' : got.field, field, JSON.stringify([lon, lat, datum]));
    if (!got.ok) assert.equal(got.problem, problem, JSON.stringify([lon, lat, datum]));
  }
});

test('datums: the same place lies hundreds of metres apart, and comes back within half a metre', () => {
  const square = { lon: 116.3974, lat: 39.9087 };
  const gcj = fromWgs84(square, 'gcj02');
  assert.ok(metres(square, gcj) > 300 && metres(square, gcj) < 800);
  fc.assert(fc.property(fc.double({ min: 75, max: 130, noNaN: true }), fc.double({ min: 19, max: 52, noNaN: true }), fc.constantFrom('gcj02' as const, 'bd09' as const), (lon, lat, datum) => {
    assert.ok(metres({ lon, lat }, toWgs84(fromWgs84({ lon, lat }, datum), datum)) < 0.5);
  }));
  const parsed = parsePoint({ ...gcj, datum: 'gcj02' });
  assert.ok(parsed.ok && metres(parsed.value, square) < 0.5);
});

test('distance agrees with known ones', () => {
  assert.ok(Math.abs(metres({ lon: 0, lat: 0 }, { lon: 0, lat: 1 }) - 111_195) < 1);
  assert.ok(Math.abs(metres({ lon: 116.4074, lat: 39.9042 }, { lon: 121.4737, lat: 31.2304 }) - 1_067_000) < 3000);   // Beijing to Shanghai
});

test('public rounding is stable, near and forgets the place in its cell', () => {
  const place = fc.record({ lon: fc.double({ min: -179, max: 179, noNaN: true }), lat: fc.double({ min: -80, max: 80, noNaN: true }) });
  fc.assert(fc.property(place, fc.integer({ min: 20, max: 2000 }), (point, grid) => {
    const public_ = roundToGrid(point, grid);
    assert.deepEqual(roundToGrid(public_, grid), public_);
    assert.ok(metres(point, public_) <= grid * 0.72);
    const neighbour = roundToGrid({ lon: public_.lon + grid / 1e6, lat: public_.lat - grid / 1e6 }, grid);
    assert.deepEqual(neighbour, public_);
  }));
  assert.deepEqual(roundToGrid({ lon: 118.1234567, lat: 30.7654321 }, 0), { lon: 118.1234567, lat: 30.7654321 });
});

test('boxes', () => {
  const box = parseBbox('118.1,30.8,118.4,31');
  assert.ok(box.ok);
  assert.ok(within({ lon: 118.2, lat: 30.9 }, box.value));
  assert.ok(looksSwapped({ lon: 30.9, lat: 118.2 }, box.value));
  assert.ok(!looksSwapped({ lon: 118.2, lat: 30.9 }, box.value) && !looksSwapped({ lon: 1, lat: 2 }, box.value));
  for (const text of ['', '1,2,3', '1,2,3,4,5', 'a,b,c,d', '3,2,1,4', '1,4,3,2', '-181,0,0,0', '0,0,0,91', '1,2,,4']) assert.ok(!parseBbox(text).ok, text);
  const around = boxAround({ lon: 118, lat: 30 }, 500);
  assert.ok(Math.abs(metres({ lon: 118, lat: 30 }, { lon: around.maxLon, lat: 30 }) - 500) < 1);
});
