import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { metres } from '#ground/geo/points.ts';
import type { Policy } from './contract.ts';
import { ruleAt, type Geofencing, type GbfsZone } from './gbfs-zones.ts';
import { follows, isAllowed, STATES, TRANSITIONS } from './machine.ts';
import { accuracyOf, holds, outlineOf, sideOf, toEdge } from './positions.ts';
import { inForce, isAbove, isOpen, mayStart, means } from './rules.ts';
import { scoreOf } from './scoring.ts';

test('states and events: only pairs of the table are allowed', () => {
  const types = [...new Set(STATES.flatMap((state) => Object.keys(TRANSITIONS[state])))];
  // From the standard's models/modes/micromobility/event.yaml: how many events lead into each state.
  assert.deepEqual(STATES.map((state) => [state, types.filter((type) => isAllowed(state, [type])).length]), [
    ['removed', 8], ['available', 12], ['non_operational', 7], ['reserved', 4], ['on_trip', 6], ['non_contactable', 2], ['missing', 2], ['elsewhere', 4],
  ]);
  for (const bad of [['available', []], ['available', ['trip_start']], ['stopped', ['trip_end']], ['available', ['constructor']], ['available', ['nonsense', 'trip_end']]] as const) assert.equal(isAllowed(bad[0], bad[1]), false, bad.join());
});

test('what follows: with prior states, through intermediate ones, and never refusing when nothing is known', () => {
  const cases: [string | undefined, string[], string, boolean][] = [
    ['on_trip', ['trip_end'], 'available', true], ['available', ['trip_end'], 'available', false], ['available', ['trip_start'], 'on_trip', true], ['reserved', ['trip_start'], 'on_trip', true], ['removed', ['trip_start'], 'on_trip', false],
    ['on_trip', ['trip_end', 'battery_low'], 'non_operational', true], ['available', ['trip_end', 'battery_low'], 'non_operational', false], ['on_trip', ['comms_lost'], 'non_contactable', true], ['non_contactable', ['comms_restored'], 'on_trip', true],
    ['missing', ['located'], 'removed', true], ['available', ['located'], 'available', false], ['removed', ['provider_drop_off'], 'available', true], ['elsewhere', ['trip_enter_jurisdiction'], 'on_trip', true], [undefined, ['trip_end'], 'available', true],
  ];
  for (const [before, types, state, wanted] of cases) assert.equal(follows(before, types, state), wanted, `${before} ${types.join()} ${state}`);
});

const square = (west: number, south: number, side: number) => outlineOf({ type: 'Polygon', coordinates: [[[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]] });

test('positions: certain means that no place within the accuracy is on the other side', () => {
  const zone = square(118.3, 30.9, 0.002);
  const place = fc.record({ lon: fc.double({ min: 118.298, max: 118.304, noNaN: true }), lat: fc.double({ min: 30.898, max: 30.904, noNaN: true }) });
  fc.assert(fc.property(place, fc.double({ min: 1, max: 80, noNaN: true }), fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }), fc.double({ min: 0, max: 0.99, noNaN: true }), (at, accuracy, angle, share) => {
    const side = sideOf(at, accuracy, zone);
    const moved = { lon: at.lon + (share * accuracy * Math.cos(angle)) / (111_195.08 * Math.cos((at.lat * Math.PI) / 180)), lat: at.lat + (share * accuracy * Math.sin(angle)) / 111_195.08 };
    if (side !== 'uncertain') assert.equal(holds(moved, zone.polygons), side === 'inside');
    else assert.ok(toEdge(at, zone.polygons) <= accuracy + 0.1);
  }));
  assert.equal(sideOf({ lon: 118.301, lat: 30.901 }, 20, zone), 'inside');
  assert.equal(sideOf({ lon: 118.2999, lat: 30.901 }, 20, zone), 'uncertain');
  assert.equal(sideOf({ lon: 118.2999, lat: 30.901 }, 5, zone), 'outside');
  assert.ok(Math.abs(toEdge({ lon: 118.301, lat: 30.901 }, zone.polygons) - metres({ lon: 118.301, lat: 30.901 }, { lon: 118.3, lat: 30.901 })) < 1);
  for (const [told, taken] of [[undefined, 10], [null, 10], [-1, 10], [Number.NaN, 10], [3, 3], [5000, 100]] as const) assert.equal(accuracyOf(told), taken);
  const ring = outlineOf({ type: 'MultiPolygon', coordinates: [[[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]]] });
  assert.deepEqual([holds({ lon: 2, lat: 2 }, ring.polygons), holds({ lon: 0.5, lat: 0.5 }, ring.polygons)], [false, true]);
});

const policy = (id: string, start: string, more: Partial<Policy> = {}): Policy => ({ policy_id: id, doc: { name: id, mode_id: 'micromobility', description: id, provider_ids: [], rules: [] }, start_at: new Date(start), end_at: null, published_at: new Date('2026-01-01T00:00:00Z'), previous: [], ...more });
test('policies: notice, beginning, end, replacement', () => {
  const at = new Date('2026-11-18T01:41:00Z');
  const list = [policy('a', '2026-02-01T00:00:00Z'), policy('b', '2026-03-01T00:00:00Z', { previous: ['a'] }), policy('c', '2027-01-01T00:00:00Z', { previous: ['b'] }), policy('d', '2026-02-01T00:00:00Z', { end_at: at }), policy('e', '2026-02-01T00:00:00Z', { published_at: null })];
  assert.deepEqual(inForce(list, at).map((p) => p.policy_id), ['b']);
  assert.deepEqual(inForce(list, new Date('2026-02-15T00:00:00Z')).map((p) => p.policy_id), ['a', 'd']);
  assert.deepEqual(inForce(list, new Date('2027-02-01T00:00:00Z')).map((p) => p.policy_id), ['c']);
  assert.equal(mayStart(new Date(at.getTime() + 20 * 60_000), at), true);
  assert.equal(mayStart(new Date(at.getTime() + 20 * 60_000 - 1), at), false);
});

test('rules: windows of the city\'s day, over midnight, days; whom they mean; bounds', () => {
  const wednesday = (time: string) => new Date(`2026-11-18T${time}+08:00`);
  const cases: [object, Date, boolean][] = [
    [{}, wednesday('03:00:00'), true], [{ start_time: '07:00:00', end_time: '09:00:00' }, wednesday('08:00:00'), true], [{ start_time: '07:00:00', end_time: '09:00:00' }, wednesday('09:00:01'), false],
    [{ start_time: '22:00:00', end_time: '05:00:00' }, wednesday('23:00:00'), true], [{ start_time: '22:00:00', end_time: '05:00:00' }, wednesday('12:00:00'), false],
    [{ start_time: '22:00:00', end_time: '05:00:00', days: ['tue'] }, wednesday('04:00:00'), true], [{ start_time: '22:00:00', end_time: '05:00:00', days: ['wed'] }, wednesday('04:00:00'), false], [{ days: ['sat', 'sun'] }, wednesday('04:00:00'), false], [{ days: [] }, wednesday('04:00:00'), true],
  ];
  for (const [rule, at, wanted] of cases) assert.equal(isOpen(rule, at, 'Asia/Shanghai'), wanted, `${JSON.stringify(rule)} ${at.toISOString()}`);
  const rule = { name: 'r', rule_id: 'x', rule_type: 'count' as const, geographies: ['g'], states: { available: ['trip_end'] }, vehicle_types: ['bicycle' as const] };
  const bike = { state: 'available', event_types: ['trip_end'], vehicle_type: 'bicycle', propulsion: 'human' };
  assert.deepEqual([means(rule, bike), means(rule, { ...bike, event_types: ['on_hours'] }), means(rule, { ...bike, state: 'on_trip' }), means(rule, { ...bike, vehicle_type: 'moped' }), means({ ...rule, states: {} }, { ...bike, state: 'on_trip' }), means({ ...rule, propulsion_types: ['electric'] }, bike)], [true, false, false, false, true, false]);
  assert.deepEqual([isAbove(rule, 5, 5), isAbove(rule, 6, 5), isAbove({ ...rule, inclusive_maximum: false }, 5, 5)], [false, true, true]);
});

// The standard's precedence, told again in the plainest way: all rules in order of the file, those of zones first, and the first that applies.
const boxes = fc.array(fc.record({
  at: fc.integer({ min: 0, max: 6 }), size: fc.integer({ min: 1, max: 5 }), active: fc.constantFrom('always', 'past', 'future', 'now'), rules: fc.array(fc.record({ types: fc.option(fc.subarray(['a', 'b'], { minLength: 1 }), { nil: undefined }), speed: fc.integer({ min: 1, max: 30 }) }), { maxLength: 3 }),
}), { maxLength: 6 });
test('zones of GBFS: earlier polygon, earlier rule, polygon before global, only zones of now', () => {
  const now = new Date('2026-11-18T00:00:00Z');
  const time = { always: {}, past: { end: '2026-11-18T00:00:00Z' }, future: { start: '2026-11-19T00:00:00Z' }, now: { start: '2026-11-17T00:00:00+08:00', end: '2026-11-19T00:00:00Z' } } as const;
  const free = { ride_start_allowed: true, ride_end_allowed: true, ride_through_allowed: true };
  fc.assert(fc.property(boxes, fc.double({ min: 0.1, max: 9.9, noNaN: true }), fc.constantFrom('a', 'b'), (list, where, type) => {
    const features = list.map(({ at, size, active, rules }): GbfsZone => ({
      type: 'Feature', properties: { ...time[active], rules: rules.map(({ types, speed }) => ({ ...free, ...(types && { vehicle_type_ids: types }), maximum_speed_kph: speed })) },
      geometry: { type: 'MultiPolygon', coordinates: [[[[at, 0], [at + size, 0], [at + size, 10], [at, 10], [at, 0]]]] },
    }));
    const zones: Geofencing = { geofencing_zones: { type: 'FeatureCollection', features }, global_rules: [{ ...free, vehicle_type_ids: ['a'], maximum_speed_kph: 99 }, { ...free, maximum_speed_kph: 100 }] };
    const plain = list.filter(({ at, size, active }) => (active === 'always' || active === 'now') && where > at && where < at + size).flatMap(({ rules }) => rules).find(({ types }) => types === undefined || types.includes(type));
    assert.equal(ruleAt(zones, { lon: where, lat: 5 }, type, now)?.maximum_speed_kph, plain?.speed ?? (type === 'a' ? 99 : 100));
  }));
});

test('scores: weighted shares; what cannot be told leaves its weight to the others', () => {
  assert.equal(scoreOf({ orders: [1, 2], standing: [9, 10], fresh: [10, 10], sound: [5, 5] }), 77);
  assert.equal(scoreOf({ orders: [0, 0], standing: [9, 10], fresh: [10, 10], sound: [5, 5] }), 95);
  assert.equal(scoreOf({ orders: [0, 0], standing: [0, 0], fresh: [0, 0], sound: [0, 0] }), null);
  const pair = fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 99 }));
  fc.assert(fc.property(pair, pair, pair, pair, (orders, standing, fresh, sound) => { const score = scoreOf({ orders, standing, fresh, sound }); assert.ok(score === null || (score >= 0 && score <= 100)); }));
});
