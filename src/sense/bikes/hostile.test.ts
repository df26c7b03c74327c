// Feeds of operators are strangers' files, areas are drawn by hand, and bikes stand on borders: each of it is looked at without harm.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { fetchOutside, type FetchOutside } from '#ground/http/outside.ts';
import { needs } from '#test/needs.ts';
import { openTown, OTHER, PROVIDER } from './bikes.fixture.ts';
import { feedStates, readFeeds, understand } from './gbfs-reading.ts';
import { saveOperator } from './operators.ts';
import { areaText, cornersIn, squareMetres, surfaceOf, type Corner } from './outline.ts';
import { holds, outlineOf, sideOf } from './positions.ts';
import { isOpen } from './rules.ts';

const BOX = { minLon: 118.3, minLat: 30.9, maxLon: 118.34, maxLat: 30.92 };
const vehicle = (more: object = {}) => ({ vehicle_id: 'a', lat: 30.91, lon: 118.31, is_reserved: false, is_disabled: false, ...more });
const feed = (data: unknown, more: object = {}) => JSON.stringify({ last_updated: '2026-11-18T01:40:00Z', ttl: 60, version: '3.0', data, ...more });

test('a hostile feed: whatever it holds is understood, counted as wrong, or no feed at all', () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom('vehicles', 'bikes', 'data', 'ttl', 'last_updated'), (value, where) => {
    const text = where === 'vehicles' || where === 'bikes' ? feed({ [where]: [value, vehicle()] }) : feed({ vehicles: [vehicle()] }, { [where]: value });
    const read = understand(text, BOX);
    assert.ok(read === undefined || read.vehicles.every((v) => v.lon === null || (v.lon >= BOX.minLon - 1 && v.lon <= BOX.maxLon + 1)));
  }), { numRuns: 500 });
  for (const bad of [{ vehicle_id: '\0' }, { vehicle_id: '\ud800' }, { vehicle_id: '' }, { vehicle_id: 'x'.repeat(201) }, { vehicle_id: {} }, { lat: 1e308 }, { lat: '30.91' }, { lat: null }, { is_disabled: 'no' }, { last_reported: '0000-01-01T00:00:00Z' }, { last_reported: '9999-12-31T23:59:59Z' }, { last_reported: -1 }]) {
    assert.deepEqual([understand(feed({ vehicles: [vehicle(bad)] }), BOX)?.wrong, understand(feed({ vehicles: [vehicle(bad)] }), BOX)?.vehicles.length], [1, 0], JSON.stringify(bad));
  }
  for (const bad of ['[' .repeat(100_000), feed({ vehicles: [] }, { ttl: 1e12 }), feed({ vehicles: [] }, { last_updated: '0000-01-01T00:00:00Z' }), feed({ vehicles: {} }), '{"data":{"__proto__":{"vehicles":[]}}}']) assert.equal(understand(bad, BOX), undefined, bad.slice(0, 60));
  assert.equal(understand(feed({ vehicles: [{ ...vehicle(), ['__proto__']: { x: 1 } }, vehicle({ vehicle_id: 'constructor' })] }), BOX)?.vehicles.length, 2);
  const many = understand(feed({ vehicles: Array.from({ length: 100_000 }, (_, i) => vehicle({ vehicle_id: String(i) })) }), BOX);
  assert.equal(many?.vehicles.length, 100_000);
});

test('a feed does not become a hand inside our network: neither its address nor the addresses it names', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const now = town.clock.now();
  const problemOf = async (url: string, fetch?: FetchOutside) => {
    await saveOperator(town.db, { code: 'green', provider_id: PROVIDER, gbfs_url: url }, now);
    await readFeeds(town.db, now, fetch);
    return (await feedStates(town.db)).find((state) => state.operator === 'green')?.problem ?? '';
  };
  for (const url of ['http://127.0.0.1/gbfs.json', 'http://[::1]/gbfs.json', 'http://169.254.169.254/latest/meta-data', 'http://10.0.0.1/gbfs.json', 'http://2130706433/gbfs.json', 'http://[::ffff:127.0.0.1]/x']) assert.match(await problemOf(url), /not on the open internet/, url);
  assert.match(await problemOf('file:///etc/passwd'), /only http and https/);
  const outside = 'https://bikes.example/gbfs.json';
  const naming = (inner: string): FetchOutside => (url, options) => (url === outside ? Promise.resolve({ bytes: new TextEncoder().encode(feed({ feeds: [{ name: 'vehicle_status', url: inner }] })), type: 'application/json', url }) : fetchOutside(url, options));
  for (const inner of ['http://127.0.0.1/v.json', 'http://192.168.1.1/v.json']) assert.match(await problemOf(outside, naming(inner)), /not on the open internet/, inner);
  assert.match(await problemOf(outside, naming('file:///etc/passwd')), /only http and https/);
});

test('one operator\'s broken feed stops no other, and what was read before stays', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const now = town.clock.now();
  await saveOperator(town.db, { code: 'green', provider_id: PROVIDER, gbfs_url: 'https://green.example/gbfs.json' }, now);
  await saveOperator(town.db, { code: 'orange', provider_id: OTHER, gbfs_url: 'https://orange.example/gbfs.json' }, now);
  const answers: Record<string, string> = {};
  const fetch: FetchOutside = (url) => Promise.resolve({ bytes: new TextEncoder().encode(answers[url] ?? ''), type: 'application/json', url });
  for (const name of ['green', 'orange']) {
    answers[`https://${name}.example/gbfs.json`] = feed({ feeds: [{ name: 'vehicle_status', url: `https://${name}.example/v.json` }] });
    answers[`https://${name}.example/v.json`] = feed({ vehicles: [vehicle(), vehicle({ vehicle_id: 'b', last_reported: '2026-11-18T01:39:00+08:00' })] });
  }
  await readFeeds(town.db, now, fetch);
  for (const broken of ['', '{}', feed({ vehicles: 'none' }), feed({ vehicles: [] }, { last_updated: '0000-01-01T00:00:00Z' }), '\ufffd']) {
    answers['https://green.example/v.json'] = broken;
    await readFeeds(town.db, now, fetch);
    const states = await feedStates(town.db);
    assert.deepEqual(states.map((state) => [state.operator, state.bikes, state.problem === null]), [['green', 2, false], ['orange', 2, true]], broken.slice(0, 60));
  }
  const { n } = await town.db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from sense.bike_feed_vehicles where operator = 'green'`);
  assert.equal(n, 2);
});

test('borders and holes: on an edge nothing is certain, however exact a bike says it is; a hole is outside, its edge uncertain', () => {
  const ring = (west: number, south: number, side: number): [number, number][] => [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]];
  const holed = outlineOf({ type: 'Polygon', coordinates: [ring(118.31, 30.91, 0.004), ring(118.311, 30.911, 0.002)] });
  const cases: [lon: number, lat: number, accuracy: number, side: string][] = [
    [118.31, 30.912, 0, 'uncertain'], [118.31, 30.91, 1, 'uncertain'], [118.314, 30.914, 1, 'uncertain'], [118.3105, 30.912, 3, 'inside'], [118.312, 30.912, 3, 'outside'], [118.312, 30.912, 90, 'outside'], [118.312, 30.912, 99, 'uncertain'],
    [118.311, 30.912, 1, 'uncertain'], [118.31101, 30.912, 5, 'uncertain'], [118.3095, 30.912, 3, 'outside'],
  ];
  for (const [lon, lat, accuracy, wanted] of cases) assert.equal(sideOf({ lon, lat }, accuracy, holed), wanted, `${lon} ${lat} ±${accuracy}`);
  // An island in a lake in an island, and two parts.
  const island = outlineOf({ type: 'MultiPolygon', coordinates: [[ring(118.31, 30.91, 0.004), ring(118.311, 30.911, 0.002)], [ring(118.3115, 30.9115, 0.001)]] });
  assert.deepEqual([holds({ lon: 118.312, lat: 30.912 }, island.polygons), holds({ lon: 118.3112, lat: 30.912 }, island.polygons), holds({ lon: 118.3105, lat: 30.912 }, island.polygons)], [true, false, true]);
});

test('windows of rules where clocks are changed and where months and years end', () => {
  const night = { start_time: '22:00:00', end_time: '05:00:00' };
  const cases: [object, string, string, boolean][] = [
    [{ ...night, days: ['sat'] }, '2026-11-01T04:59:00-05:00', 'America/New_York', true],   // the night in which an hour comes twice
    [{ start_time: '02:00:00', end_time: '02:59:59' }, '2026-03-08T03:30:00-04:00', 'America/New_York', false],   // the hour that does not come
    [{ ...night, days: ['thu'] }, '2027-01-01T00:30:00+08:00', 'Asia/Shanghai', true], [{ ...night, days: ['fri'] }, '2027-01-01T00:30:00+08:00', 'Asia/Shanghai', false],
    [{ days: ['mon'] }, '2026-11-30T23:59:59+08:00', 'Asia/Shanghai', true], [{ days: ['mon'] }, '2026-12-01T00:00:00+08:00', 'Asia/Shanghai', false], [{ days: ['tue'] }, '2028-02-29T12:00:00+08:00', 'Asia/Shanghai', true],
    [{ start_time: '07:00:00' }, '2026-11-18T06:59:59+08:00', 'Asia/Shanghai', false], [{ end_time: '07:00:00' }, '2026-11-18T07:00:00+08:00', 'Asia/Shanghai', true], [{ start_time: '07:00:00', end_time: '07:00:00' }, '2026-11-18T07:00:00+08:00', 'Asia/Shanghai', true],
  ];
  for (const [rule, at, zone, wanted] of cases) assert.equal(isOpen(rule, new Date(at), zone), wanted, `${JSON.stringify(rule)} ${at}`);
});

test('what is drawn is what is sent: corners there and back, and their size', () => {
  const corner = fc.tuple(fc.double({ min: 118, max: 119, noNaN: true }), fc.double({ min: 30, max: 31, noNaN: true })).map(([lon, lat]): Corner => [Math.round(lon * 1e7) / 1e7, Math.round(lat * 1e7) / 1e7]);
  fc.assert(fc.property(fc.array(corner, { minLength: 3, maxLength: 12 }), (corners) => assert.deepEqual(cornersIn(JSON.stringify(surfaceOf(corners))), corners)));
  for (const text of ['', 'nonsense', 'null', '[]', '{"type":"Point","coordinates":[1,2]}', '{"type":"Polygon","coordinates":[]}', '{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]}']) assert.deepEqual(cornersIn(text), [], text);
  const side = 100 / 111_195.08;
  const wide = side / Math.cos((30.91 * Math.PI) / 180);
  const hundred: Corner[] = [[118.31, 30.91], [118.31 + wide, 30.91], [118.31 + wide, 30.91 + side], [118.31, 30.91 + side]];
  assert.ok(Math.abs(squareMetres(hundred) - 10_000) < 10 && Math.abs(squareMetres(hundred.toReversed()) - 10_000) < 10);
  assert.equal(areaText(hundred, 'en'), '10,000');
});
