import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Refusal } from '#ground/http/refusal.ts';
import { Geometry } from './contract.ts';
import { linesOf, middleOf, readGeometry } from './geometry.ts';
import { kilometresPerHour, levelOf, stateOf } from './rules.ts';

const CITY = { minLon: 118.3, minLat: 30.9, maxLon: 118.34, maxLat: 30.92 };

test('a road is free from six tenths of its empty speed, slow from three tenths, jammed below; without a speed it is unknown', () => {
  const cases: readonly [number | undefined, number, string][] = [[50, 50, 'free'], [30, 50, 'free'], [29.9, 50, 'slow'], [15, 50, 'slow'], [14.9, 50, 'jammed'], [0, 50, 'jammed'], [90, 120, 'free'], [200, 50, 'free'], [undefined, 50, 'unknown'], [NaN, 50, 'unknown'], [-1, 50, 'unknown'], [Infinity, 50, 'unknown'], [30, 0, 'unknown']];
  for (const [speed, free, level] of cases) assert.equal(levelOf(speed, free), level, `${speed} of ${free}`);
});

test('speeds are told in the unit they came in, and one of no speed is not guessed', () => {
  assert.deepEqual([kilometresPerHour(10, 'm/s'), kilometresPerHour(50, 'km/h'), kilometresPerHour(100, 'mph'), kilometresPerHour(5, '%'), kilometresPerHour(5, null)], [36, 50, 160.9344, undefined, undefined]);
});

test('a closure is planned, in force, over or withdrawn by the clock alone', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 18, 0, minute));
  const closure = { withdrawn: false, starts_at: at(10), ends_at: at(20), ended_at: null };
  assert.deepEqual([9, 10, 19, 20].map((minute) => stateOf(closure, at(minute))), ['planned', 'active', 'active', 'ended']);
  assert.equal(stateOf({ ...closure, ends_at: null }, at(10_000)), 'active', 'until further notice');
  assert.equal(stateOf({ ...closure, ended_at: at(12) }, at(13)), 'ended', 'opened before its time');
  assert.equal(stateOf({ ...closure, withdrawn: true, ended_at: at(5) }, at(15)), 'withdrawn');
});

test('a place is typed, pasted or drawn', () => {
  assert.deepEqual(readGeometry(' 118.301,30.901 ', 'wgs84', CITY), { type: 'Point', coordinates: [118.301, 30.901] });
  assert.deepEqual(readGeometry('118.301, 30.901；118.303，30.902\n118.304 30.903', 'wgs84', CITY), { type: 'LineString', coordinates: [[118.301, 30.901], [118.303, 30.902], [118.304, 30.903]] });
  const line = { type: 'LineString', coordinates: [[118.301, 30.901, 12], [118.303, 30.902, 13]] };
  for (const text of [line, { type: 'Feature', properties: {}, geometry: line }, { type: 'FeatureCollection', features: [{ type: 'Feature', geometry: line }] }]) assert.deepEqual(readGeometry(JSON.stringify(text), 'wgs84', CITY), { type: 'LineString', coordinates: [[118.301, 30.901], [118.303, 30.902]] }, 'heights are left out');
  const shifted = linesOf(readGeometry('118.306,30.899', 'gcj02', CITY))[0]?.[0] ?? [0, 0];
  assert.ok(Math.abs(shifted[0] - 118.306) > 0.001, 'GCJ-02 is turned');
  assert.deepEqual(middleOf({ type: 'LineString', coordinates: [[118.3, 30.9], [118.302, 30.9]] }).lon.toFixed(4), '118.3010');
});

test('hostile geometry is refused by name', () => {
  const bad: readonly [string, RegExp][] = [
    ['30.901,118.301', /swapped/], ['118.301', /point or line/], ['118.301,30.901,5', /point or line/], ['a,b', /point or line/], ['NaN,NaN', /point or line/], ['1e2,30', /point or line/], ['; ;', /point or line/], ['117.0,30.9', /outside/], ['118.301,30.901; 118.301,30.901', /no length/],
    ['{', /point or line/], ['{"type":"Polygon","coordinates":[[[118.3,30.9],[118.31,30.9],[118.31,30.91],[118.3,30.9]]]}', /point or line/], ['{"type":"LineString","coordinates":[[118.301,30.901]]}', /point or line/], ['{"type":"LineString","coordinates":[]}', /point or line/],
    ['{"type":"Point","coordinates":["118.3","30.9"]}', /point or line/], ['{"type":"Point","coordinates":[118.3,30.9,1,2]}', /point or line/], ['{"type":"Point","coordinates":[1e999,30.9]}', /point or line/], ['{"type":"GeometryCollection","geometries":[]}', /point or line/], ['{"type":"FeatureCollection","features":[]}', /point or line/],
    [`{"type":"LineString","coordinates":${'['.repeat(5000)}1${']'.repeat(5000)}}`, /point or line/], [`{"type":"LineString","coordinates":[${Array.from({ length: 2001 }, (_, i) => `[118.3${String(i).padStart(4, '0')},30.91]`).join(',')}]}`, /At most 2000/],
  ];
  for (const [text, why] of bad) assert.throws(() => readGeometry(text, 'wgs84', CITY), (error) => error instanceof Refusal && error.status === 422 && why.test(error.say('en')) || assert.fail(`${text.slice(0, 60)}: ${String(error)}`));
  assert.throws(() => readGeometry('0,0; 1,1', 'wgs84', undefined), /100 km/);
});

test('whatever is sent, it is a point or a line of the city, or a refusal', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.array(fc.tuple(fc.double(), fc.double())).map((pairs) => pairs.map((pair) => pair.join(',')).join(';')), fc.anything().map((coordinates) => JSON.stringify({ type: 'LineString', coordinates }))), (text) => {
    try { assert.ok(Geometry.safeParse(readGeometry(text, 'wgs84', CITY)).success); } catch (error) { assert.ok(error instanceof Refusal, `${text}: ${String(error)}`); }
  }), { numRuns: 3000 });
});
