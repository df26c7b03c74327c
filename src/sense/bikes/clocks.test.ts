// What goes wrong in the field: clocks that run ahead, events that come late or at the same moment, bikes that two operators claim, months, policies that end, orders whose bikes move on.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test from 'node:test';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { needs } from '#test/needs.ts';
import { bike, event, KEY, openTown, OTHER, OTHER_KEY, PLACE, telemetry, type Town } from './bikes.fixture.ts';
import { PolicyDoc } from './contract.ts';
import { forgetOld, govern } from './governing.ts';
import { latestOrders } from './orders.ts';
import { addGeography, publishedPolicies, publishPolicy, saveDraft } from './policies.ts';
import { inForce } from './rules.ts';

const Row = z.object({ state: z.string(), public_id: z.string(), event_at: z.date().nullable(), parked_since: z.date().nullable(), seen_at: z.date().nullable(), tipped: z.boolean() });
const rowOf = (town: Town, id: string) => town.db.one(Row, sql`select state, public_id::text as public_id, event_at, parked_since, seen_at, tipped from sense.bike_vehicles where device_id = ${id}::uuid`);
const at = (town: Town, minutes: number) => new Date(town.clock.now().getTime() + minutes * 60_000);
const tell = (town: Town, ...events: object[]) => town.ask('/mds/events', { json: events, key: KEY });
const counted = async (town: Town, query: ReturnType<typeof sql>) => (await town.db.one(z.object({ n: z.number() }), query)).n;
async function registered(town: Town): Promise<string> {
  const one = bike();
  await town.ask('/mds/vehicles', { json: [one], key: KEY });
  return one.device_id;
}
const square = (lon: number, lat: number, half: number) => ({ type: 'Polygon', coordinates: [[[lon - half, lat - half], [lon + half, lat - half], [lon + half, lat + half], [lon - half, lat + half], [lon - half, lat - half]]] });
const noPark = (geographies: string[]) => PolicyDoc.parse({ name: '禁停', mode_id: 'micromobility', description: '防汛', provider_ids: [], rules: [{ name: '禁停', rule_id: randomUUID(), rule_type: 'count', rule_units: 'devices', maximum: 0, geographies, states: {} }] });

test('a clock nine minutes ahead: what comes after is not taken for late, and nothing stands in the future', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const device_id = await registered(town);
  await tell(town, event(device_id, at(town, 9)));
  await town.ask('/mds/telemetry', { json: [telemetry(device_id, at(town, 9))], key: KEY });
  assert.deepEqual([(await rowOf(town, device_id)).event_at, (await rowOf(town, device_id)).parked_since, (await rowOf(town, device_id)).seen_at], [town.clock.now(), town.clock.now(), town.clock.now()]);
  town.clock.set(at(town, 1));
  await tell(town, event(device_id, town.clock.now(), { vehicle_state: 'non_operational', event_types: ['maintenance'] }));
  await town.ask('/mds/telemetry', { json: [telemetry(device_id, town.clock.now(), { tipped_over: true })], key: KEY });
  assert.deepEqual([(await rowOf(town, device_id)).state, (await rowOf(town, device_id)).tipped], ['non_operational', true]);
  assert.equal((await tell(town, event(device_id, at(town, 11)))).status, 400, 'eleven minutes are a wrong timestamp');
});

test('late events: they do not make a bike stand longer, and a trip told late still gives it another id', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const device_id = await registered(town);
  await tell(town, event(device_id, at(town, -30)));
  // A trip's end of an hour ago arrives with a new event: standing since half an hour it is.
  await tell(town, event(device_id, at(town, -60), { event_types: ['trip_end'], trip_ids: [randomUUID()] }), event(device_id, at(town, -5), { vehicle_state: 'non_operational', event_types: ['maintenance'] }));
  const row = await rowOf(town, device_id);
  assert.deepEqual([row.state, row.parked_since], ['non_operational', at(town, -30)]);
  // A whole trip is told after the event that followed it.
  const trip_ids = [randomUUID()];
  await tell(town, event(device_id, at(town, -20), { vehicle_state: 'on_trip', event_types: ['trip_start'], trip_ids }), event(device_id, at(town, -10), { event_types: ['trip_end'], trip_ids }));
  const after = await rowOf(town, device_id);
  assert.notEqual(after.public_id, row.public_id, 'the trip cannot be followed by the id');
  assert.deepEqual({ ...after, public_id: '' }, { ...row, public_id: '' }, 'nothing else moves');
});

test('two events of one millisecond: the later of the list is the newer', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  for (let i = 0; i < 6; i++) {
    const device_id = await registered(town);
    const trip_ids = [randomUUID()];
    await tell(town, event(device_id, at(town, -9), { vehicle_state: 'on_trip', event_types: ['trip_start'], trip_ids }));
    await tell(town, event(device_id, at(town, -3), { event_types: ['trip_end'], trip_ids }), event(device_id, at(town, -3), { vehicle_state: 'non_operational', event_types: ['battery_low'] }));
    assert.equal((await rowOf(town, device_id)).state, 'non_operational');
  }
});

test('a moment of telemetry told twice with other words: the first stands, in history and now', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const device_id = await registered(town);
  for (const tipped_over of [true, false]) await town.ask('/mds/telemetry', { json: [telemetry(device_id, at(town, -3), { tipped_over })], key: KEY });
  assert.deepEqual([(await rowOf(town, device_id)).tipped, await counted(town, sql`select count(*)::int as n from sense.bike_telemetry where tipped`)], [true, 1]);
});

test('one bike, two operators: whoever registered it first has it, whatever the other tells', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const device_id = await registered(town);
  await tell(town, event(device_id, at(town, -30)));
  const before = await rowOf(town, device_id);
  const theirs = { device_id, provider_id: OTHER };
  assert.equal((await town.ask('/mds/vehicles', { json: [bike(theirs)], key: OTHER_KEY })).status, 409);
  for (const [path, body] of [['/mds/events', event(device_id, at(town, -1), theirs)], ['/mds/telemetry', telemetry(device_id, at(town, -1), theirs)]] as const) assert.equal((await town.ask(path, { json: [body], key: OTHER_KEY })).status, 404, path);
  assert.equal((await town.ask('/mds/events', { json: [event(device_id, at(town, -1))], key: OTHER_KEY })).status, 400, 'nor in the name of the first');
  assert.deepEqual(await rowOf(town, device_id), before);
});

test('months: at the turn, a year late, and a month that was forgotten already; telemetry is always taken', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const device_id = await registered(town);
  town.clock.set(new Date('2026-12-01T00:05:00Z'));
  const send = async (...times: string[]) => assert.equal((await town.ask('/mds/telemetry', { json: times.map((time) => telemetry(device_id, new Date(time))), key: KEY })).status, 201, times.join());
  await send('2026-11-30T23:59:59.999Z', '2026-12-01T00:00:00Z', '2026-11-30T16:00:00Z', '2026-11-30T15:59:59Z');
  const parts = z.object({ part: z.string(), n: z.number() });
  const kept = () => town.db.rows(parts, sql`select tableoid::regclass::text as part, count(*)::int as n from sense.bike_telemetry group by 1 order by 1`);
  assert.deepEqual((await kept()).map((row) => [row.part.split('.').at(-1), row.n]), [['bike_telemetry_2026_11', 3], ['bike_telemetry_2026_12', 1]], 'months are those of UTC');
  // Old ones among new ones, then alone.
  await send('2019-01-05T00:00:00Z', '2026-12-01T00:01:00Z');
  await send('2019-01-06T00:00:00Z');
  await send('2025-11-30T00:00:00Z', '2025-12-20T00:00:00Z');
  await send('2025-12-21T00:00:00Z');
  // What was forgotten arrives again, before and after this process knows of the month.
  await town.db.run(sql`insert into sense.bike_settings (key, value) values ('keep_days', '1')`);
  town.clock.set(new Date('2026-12-20T00:00:00Z'));
  await forgetOld(town.db, town.clock.now());
  await send('2026-11-20T00:00:00Z');
  await town.db.run(sql`select sense.bike_telemetry_month('2026-11-01')`);
  await send('2026-11-21T00:00:00Z');
});

test('a policy that was replaced does not come back when what replaced it ends; what is not published replaces nothing', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const zone = await addGeography(town.db, { name: '江边', kind: 'policy_zone', geometry: square(PLACE.lng, PLACE.lat, 0.001) }, null, town.clock.now());
  const publish = async (start: number, more: object = {}) => { const id = await saveDraft(town.db, { doc: noPark([zone]), start_at: at(town, start), ...more }, null, town.clock.now()); await publishPolicy(town.db, id, town.clock.now()); return id; };
  const first = await publish(30);
  const second = await publish(60, { previous: [first], end_at: at(town, 120) });
  const draft = await saveDraft(town.db, { doc: noPark([zone]), start_at: at(town, 40) }, null, town.clock.now());
  for (const previous of [[draft], [randomUUID()]]) await assert.rejects(saveDraft(town.db, { doc: noPark([zone]), start_at: at(town, 40), previous }, null, town.clock.now()), /replaced|替换/);
  const listed = async () => ((await (await town.ask('/mds/policies')).json()) as { policies: { policy_id: string }[] }).policies.map((one) => one.policy_id);
  const began = town.clock.now();
  for (const [minutes, wanted, open] of [[0, [first, second], []], [31, [first, second], [first]], [61, [second], [second]], [121, [], []], [50_000, [], []]] as const) {
    town.clock.set(new Date(began.getTime() + minutes * 60_000));
    assert.deepEqual(await listed(), wanted, `${minutes} minutes: what is published`);
    assert.deepEqual(inForce(await publishedPolicies(town.db, town.clock.now()), town.clock.now()).map((p) => p.policy_id), open, `${minutes} minutes: what is in force`);
  }
});

test('published policies and areas stay as they are: by page, by API, by SQL', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const zone = await addGeography(town.db, { name: '江边', kind: 'policy_zone', geometry: square(PLACE.lng, PLACE.lat, 0.001) }, null, town.clock.now());
  const id = await saveDraft(town.db, { doc: noPark([zone]), start_at: at(town, 30) }, null, town.clock.now());
  await publishPolicy(town.db, id, town.clock.now());
  const before = await (await town.ask(`/mds/policies/${id}`)).text();
  const form = { name: '另一项', description: '另一项', start: '2026-11-18T13:10', kind: 'no_park', geography: zone };
  for (const act of ['save', 'publish']) assert.equal((await town.ask(`/desk/bikes/rules/${id}`, { as: 'steward-city', form: { ...form, act } })).status, 409, act);
  assert.ok([303, 409].includes((await town.ask(`/desk/bikes/rules/${id}`, { as: 'steward-city', form: { ...form, act: 'drop' } })).status));
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) for (const path of [`/mds/policies/${id}`, '/mds/policies', `/mds/geographies/${zone}`, '/mds/geographies']) assert.ok([404, 405].includes((await town.ask(path, { method, json: {}, key: KEY })).status), `${method} ${path}`);
  for (const change of [sql`update sense.bike_policies set end_at = now()`, sql`update sense.bike_policies set published_at = null`, sql`update sense.bike_policies set doc = doc || '{"name":"x"}'`, sql`delete from sense.bike_policies`, sql`update sense.bike_geographies set geom = ST_Translate(geom, 1, 0)`, sql`update sense.bike_geographies set kind = 'frame_zone'`, sql`delete from sense.bike_geographies`]) await assert.rejects(town.db.run(change), /immutable/);
  assert.equal(await (await town.ask(`/mds/policies/${id}`)).text(), before);
});

test('an order is for its place: bikes that stand wrongly elsewhere later are another finding', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const [here, there] = [await addGeography(town.db, { name: '江边', kind: 'policy_zone', geometry: square(118.31, 30.91, 0.0005) }, null, town.clock.now()), await addGeography(town.db, { name: '广场', kind: 'policy_zone', geometry: square(118.315, 30.915, 0.0005) }, null, town.clock.now())];
  const id = await saveDraft(town.db, { doc: noPark([here, there]), start_at: at(town, 30) }, null, town.clock.now());
  await publishPolicy(town.db, id, town.clock.now());
  const device_id = await registered(town);
  const place = (lng: number, lat: number) => ({ location: { lat, lng, horizontal_accuracy: 3 } });
  await tell(town, event(device_id, at(town, -5), place(118.31, 30.91)));
  town.clock.set(at(town, 31));
  await govern(town.db, town.clock.now());
  assert.equal((await town.ask('/desk/bikes', { as: 'dispatcher', form: { operator: 'green', kind: 'no_park', place: here } })).status, 303);
  // Ridden to the other zone between two judgements.
  const trip_ids = [randomUUID()];
  await tell(town, event(device_id, at(town, 1), { ...place(118.31, 30.91), vehicle_state: 'on_trip', event_types: ['trip_start'], trip_ids }), event(device_id, at(town, 3), { ...place(118.315, 30.915), event_types: ['trip_end'], trip_ids }));
  town.clock.set(at(town, 5));
  await govern(town.db, town.clock.now());
  const [order] = await latestOrders(town.db, 1);
  assert.deepEqual([order?.open, order?.cleared_at], [0, town.clock.now()], 'the first place is clear');
  assert.equal((await town.ask('/desk/bikes', { as: 'dispatcher', form: { operator: 'green', kind: 'no_park', place: there } })).status, 303, 'the other can be ordered');
  // The same judgement again changes nothing.
  const open = () => counted(town, sql`select count(*)::int as n from sense.bike_findings where until is null`);
  const n = await open();
  for (let i = 0; i < 2; i++) { town.clock.set(at(town, 5)); await govern(town.db, town.clock.now()); }
  assert.equal(await open(), n);
});
