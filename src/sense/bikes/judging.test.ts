import assert from 'node:assert/strict';
import test from 'node:test';
import type { Policy, Rule } from './contract.ts';
import { judge, type Bike, type Town } from './judging.ts';
import { outlineOf } from './positions.ts';

const NOW = new Date('2026-11-18T01:41:00Z');
const box = (west: number, south: number, east: number, north: number) => outlineOf({ type: 'Polygon', coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] });
const bike = (id: string, more: Partial<Bike> = {}): Bike => ({ device_id: id, operator: 'green', state: 'available', event_types: ['trip_end'], vehicle_type: 'bicycle', propulsion: 'human', lon: 118.3105, lat: 30.9105, accuracy_m: 3, parked_since: new Date(NOW.getTime() - 3_600_000), tipped: false, location_type: 'sidewalk', speed: null, ...more });
const rule = (more: Partial<Rule>): Rule => ({ name: 'r', rule_id: '00000000-0000-4000-8000-000000000001', rule_type: 'count', geographies: ['zone'], states: { available: [] }, rule_units: 'devices', ...more });
const policy = (rules: Rule[], more: Partial<Policy['doc']> = {}): Policy => ({ policy_id: 'p', doc: { name: 'p', mode_id: 'micromobility', description: 'p', provider_ids: [], rules, ...more }, start_at: new Date(0), end_at: null, published_at: new Date(0), previous: [] });
const town = (more: Partial<Town> = {}): Town => ({ frames: [], zones: [{ geography_id: 'zone', kind: 'policy_zone', outline: box(118.31, 30.91, 118.311, 30.911) }], policies: [], operators: new Map([['provider', 'green'], ['another', 'orange']]), caps: new Map(), zone: 'Asia/Shanghai', overstayMs: 24 * 3_600_000, ...more });
const found = (bikes: Bike[], where: Town) => judge(bikes, where, NOW).findings.map((f) => [f.kind, f.subject, f.certain, f.amount, f.allowed]);

test('no parking: inside for certain, near the edge perhaps, outside not; riding through is fine', () => {
  const where = town({ policies: [policy([rule({ maximum: 0 })])] });
  assert.deepEqual(found([bike('in'), bike('edge', { lon: 118.30999 }), bike('rough', { accuracy_m: 90 }), bike('out', { lon: 118.309 }), bike('riding', { state: 'on_trip' })], where), [['no_park', 'in', true, null, null], ['no_park', 'edge', false, null, null], ['no_park', 'rough', false, null, null]]);
  const forOthers = town({ policies: [policy([rule({ maximum: 0 })], { provider_ids: ['another'] })] });
  assert.deepEqual(found([bike('in')], forOthers), []);
});

test('caps: of each operator, certain only by certain bikes; the first rule that means a bike decides', () => {
  const where = town({ policies: [policy([rule({ maximum: 2 })])] });
  const many = (n: number, more: Partial<Bike> = {}) => Array.from({ length: n }, (_, i) => bike(`${more.operator ?? 'green'}${i}${more.accuracy_m ?? ''}`, more));
  assert.deepEqual(found(many(2), where), []);
  assert.deepEqual(found([...many(3), ...many(2, { operator: 'orange' })], where), [['over_cap', 'green 00000000-0000-4000-8000-000000000001', true, 3, 2]]);
  assert.deepEqual(found([...many(2), ...many(1, { accuracy_m: 90 })], where), [['over_cap', 'green 00000000-0000-4000-8000-000000000001', false, 2, 2]]);
  const first = town({ policies: [policy([rule({ maximum: 100 }), rule({ maximum: 0, rule_id: '00000000-0000-4000-8000-000000000002' })])] });
  assert.deepEqual(found(many(3), first), []);
  // Of all geographies of a rule together.
  const two = town({ zones: [...town().zones, { geography_id: 'zone2', kind: 'policy_zone', outline: box(118.32, 30.91, 118.321, 30.911) }], policies: [policy([rule({ maximum: 2, geographies: ['zone', 'zone2'] })])] });
  assert.deepEqual(found([...many(2), bike('there', { lon: 118.3205 })], two).map((f) => f[3]), [3]);
  assert.deepEqual(found(many(3), town({ caps: new Map([['green', 2]]) })), [['over_cap', 'green', true, 3, 2]]);
});

test('standing too long: everywhere, and by a rule sooner; at the limit itself it is in bounds', () => {
  const since = (hours: number) => ({ parked_since: new Date(NOW.getTime() - hours * 3_600_000) });
  assert.deepEqual(found([bike('a', since(25)), bike('b', since(24)), bike('c', since(99)), bike('d', { ...since(99), state: 'on_trip' })], town()), [['overstay', 'a', true, 1500, 1440], ['overstay', 'c', true, 5940, 1440]]);
  const where = town({ policies: [policy([rule({ rule_type: 'time', rule_units: 'hours', maximum: 2 })])] });
  assert.deepEqual(found([bike('a', since(3)), bike('b', since(2)), bike('c', { ...since(3), lon: 118.3 })], where), [['overstay', 'a', true, 180, 120]]);
});

test('frames: capacity, who has most of it, and zones in which they are a must', () => {
  const frame = { stop_id: 'frame', capacity: 2, outline: box(118.3104, 30.9104, 118.3106, 30.9106) };
  const near = (id: string, more: Partial<Bike> = {}) => bike(id, { accuracy_m: 2, ...more });
  const full = judge([near('a'), near('b'), near('c', { operator: 'orange' })], town({ frames: [frame], zones: [] }), NOW);
  assert.deepEqual(full.findings.map((f) => [f.kind, f.subject, f.operator, f.certain, f.amount, f.allowed]), [['frame_full', 'green frame', 'green', true, 3, 2]]);
  assert.deepEqual(full.counts.filter((c) => c.kind === 'frame').map((c) => [c.operator, c.sure, c.available]), [['green', 2, 2], ['orange', 1, 1]]);
  assert.deepEqual(found([near('a'), near('b')], town({ frames: [frame], zones: [] })), []);
  const must = town({ frames: [frame], zones: [{ geography_id: 'zone', kind: 'frame_zone', outline: box(118.31, 30.91, 118.311, 30.911) }], policies: [policy([rule({ rule_type: 'user', rule_units: null })])] });
  assert.deepEqual(found([near('in'), near('out', { lon: 118.3108 }), near('edge', { lon: 118.31061 })], must).map((f) => f.slice(0, 3)), [['outside_frame', 'out', true], ['outside_frame', 'edge', false]]);
});

test('lying, in the road, too fast', () => {
  assert.deepEqual(found([bike('a', { tipped: true }), bike('b', { location_type: 'crosswalk' }), bike('c', { location_type: 'street', accuracy_m: 40 }), bike('d', { tipped: true, state: 'on_trip' })], town()).map((f) => f.slice(0, 3)), [['tipped', 'a', true], ['road', 'b', true], ['road', 'c', false]]);
  const where = town({ policies: [policy([rule({ rule_type: 'speed', rule_units: 'kph', maximum: 15, states: { on_trip: [] } })])] });
  assert.deepEqual(found([bike('a', { state: 'on_trip', speed: 6 }), bike('b', { state: 'on_trip', speed: 4 })], where), [['speeding', 'a', true, 22, 15]]);
});

test('rules count in their hours only', () => {
  const night = town({ policies: [policy([rule({ maximum: 0, start_time: '22:00:00', end_time: '05:00:00' })])] });
  assert.deepEqual(found([bike('in')], night), []);
});
