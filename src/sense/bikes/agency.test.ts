import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { fromWgs84 } from '#ground/geo/datums.ts';
import { metres } from '#ground/geo/points.ts';
import { needs } from '#test/needs.ts';
import { bike, bikeScene, event, KEY, openTown, OTHER, OTHER_KEY, PLACE, telemetry, trip, type Town } from './bikes.fixture.ts';

const body = async (response: Response) => await response.json() as { success: number; total: number; failures?: { error: string; error_details: string[] }[] };
const errors = async (response: Response) => (await body(response)).failures?.map((one) => one.error);
const Row = z.object({ state: z.string(), public_id: z.string(), event_at: z.date().nullable(), parked_since: z.date().nullable(), tipped: z.boolean(), lon: z.number().nullable(), lat: z.number().nullable() });
const rowOf = (town: Town, id: string) => town.db.one(Row, sql`select state, public_id::text as public_id, event_at, parked_since, tipped, ST_X(geom) as lon, ST_Y(geom) as lat from sense.bike_vehicles where device_id = ${id}::uuid`);
const minutes = (town: Town, n: number) => new Date(town.clock.now().getTime() + n * 60_000);

test('who may, which version, and what a list of items is answered', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const one = bike();
  assert.equal((await town.ask('/mds/vehicles', { json: [one] })).status, 401);
  assert.equal((await town.ask('/mds/vehicles', { json: [one], key: 'wrong' })).status, 401);
  assert.equal((await town.ask('/mds/vehicles', { as: 'handler' })).status, 401, 'cookies are not read');
  for (const [accept, status] of [['application/vnd.mds+json;version=1.2', 406], ['application/vnd.mds+json;version=2.0', 201], ['*/*', 409]] as const) {
    const response = await town.ask('/mds/vehicles', { json: [one], key: KEY, headers: { accept } });
    assert.equal(response.status, status, accept);
    assert.match(response.headers.get('content-type') ?? '', /application\/vnd\.mds\+json;version=2\.0/);
  }
  const { vehicle_id: _, ...nameless } = bike();
  const mixed = await town.ask('/mds/vehicles', { json: [one, bike(), nameless, bike({ vehicle_type: 'unicorn' }), bike({ provider_id: OTHER })], key: KEY });
  assert.equal(mixed.status, 201);
  const told = await body(mixed);
  assert.deepEqual([told.success, told.total, told.failures?.map((f) => f.error).sort()], [1, 5, ['already_registered', 'bad_param', 'bad_param', 'missing_param']]);
  assert.deepEqual(told.failures?.find((f) => f.error === 'missing_param')?.error_details, ['vehicle_id']);
  assert.equal((await town.ask('/mds/vehicles', { json: {}, key: KEY })).status, 400);
  assert.equal((await town.ask('/mds/vehicles', { json: [], key: KEY })).status, 400);
  // Another operator neither sees nor moves it.
  assert.equal((await town.ask(`/mds/vehicles/${one.device_id}`, { key: OTHER_KEY })).status, 404);
  assert.equal((await town.ask('/mds/vehicles', { method: 'PUT', json: [{ ...one, provider_id: OTHER }], key: OTHER_KEY })).status, 404);
  assert.deepEqual(await errors(await town.ask('/mds/events', { json: [event(one.device_id, town.clock.now(), { provider_id: OTHER })], key: OTHER_KEY })), ['unregistered']);
  const changed = await town.ask('/mds/vehicles', { method: 'PUT', json: [{ ...one, vehicle_id: 'G-99' }], key: KEY });
  assert.equal(changed.status, 200);
  const got = await (await town.ask(`/mds/vehicles/${one.device_id}`, { key: KEY })).json() as { vehicles: { vehicle_id: string }[] };
  assert.equal(got.vehicles[0]?.vehicle_id, 'G-99');
});

test('lists are paged to their end, each bike once', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  await town.ask('/mds/vehicles', { json: Array.from({ length: 7 }, () => bike()), key: KEY });
  const seen: string[] = [];
  for (let path: string | null = '/mds/vehicles?limit=3'; path; ) {
    const page = await (await town.ask(path, { key: KEY })).json() as { vehicles: { device_id: string }[]; links: { next: string | null } };
    seen.push(...page.vehicles.map((v) => v.device_id));
    path = page.links.next && page.links.next.replace('http://localhost', '');
  }
  assert.equal(new Set(seen).size, 7);
  assert.equal(seen.length, 7);
});

test('events: duplicates once, out of order harmless, ids of GBFS change with each trip, odd ones are kept and counted', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const { device_id } = bike();
  await town.ask('/mds/vehicles', { json: [bike({ device_id })], key: KEY });
  const tell = (...events: object[]) => town.ask('/mds/events', { json: events, key: KEY });
  const dropped = event(device_id, minutes(town, -60));
  assert.equal((await tell(dropped)).status, 201);
  const first = await rowOf(town, device_id);
  assert.deepEqual([first.state, first.parked_since], ['available', minutes(town, -60)]);
  assert.equal((await tell(dropped)).status, 201, 'the same again');
  const trip_ids = [randomUUID()];
  await tell(event(device_id, minutes(town, -30), { vehicle_state: 'on_trip', event_types: ['trip_start'], trip_ids }));
  assert.deepEqual([(await rowOf(town, device_id)).state, (await rowOf(town, device_id)).parked_since], ['on_trip', null]);
  const elsewhere = { lat: 30.915, lng: 118.315 };
  await tell(event(device_id, minutes(town, -20), { event_types: ['trip_end'], trip_ids, location: elsewhere }));
  const after = await rowOf(town, device_id);
  assert.notEqual(after.public_id, first.public_id);
  assert.deepEqual([after.state, after.parked_since, after.lat], ['available', minutes(town, -20), 30.915]);
  // Late: the row stands, the event is kept.
  await tell(event(device_id, minutes(town, -45), { vehicle_state: 'reserved', event_types: ['reservation_start'], location: PLACE }));
  assert.deepEqual(await rowOf(town, device_id), after);
  // A state that does not follow is taken and marked.
  await tell(event(device_id, minutes(town, -5), { event_types: ['battery_charged'] }));
  const { n, odd } = await town.db.one(z.object({ n: z.number(), odd: z.number() }), sql`select count(*)::int as n, count(*) filter (where odd)::int as odd from sense.bike_events`);
  assert.deepEqual([n, odd], [5, 1]);
  // What the table does not know is refused, and what is lacking.
  assert.deepEqual(await errors(await tell(event(device_id, minutes(town, -4), { event_types: ['trip_start'], trip_ids }))), ['bad_param']);
  assert.deepEqual(await errors(await tell(event(device_id, minutes(town, -4), { vehicle_state: 'on_trip', event_types: ['trip_start'] }))), ['bad_param']);
  assert.deepEqual(await errors(await tell(event(device_id, minutes(town, 60)))), ['bad_param']);
  assert.deepEqual(await errors(await tell(event(device_id, minutes(town, -4), { location: undefined }))), ['bad_param']);
  assert.deepEqual(await errors(await tell(event(randomUUID(), minutes(town, -4)))), ['unregistered']);
});

test('telemetry: newest moves the bike, a moment counts once, positions of GCJ-02 are kept in WGS 84', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const { device_id } = bike();
  await town.ask('/mds/vehicles', { json: [bike({ device_id, provider_id: OTHER })], key: OTHER_KEY });
  const gcj = fromWgs84({ lon: PLACE.lng, lat: PLACE.lat }, 'gcj02');
  const about = { provider_id: OTHER, location: { lat: gcj.lat, lng: gcj.lon } };
  await town.ask('/mds/events', { json: [event(device_id, minutes(town, -60), about)], key: OTHER_KEY });
  const at = minutes(town, -10);
  for (let i = 0; i < 2; i++) assert.equal((await town.ask('/mds/telemetry', { json: [telemetry(device_id, at, { ...about, tipped_over: true })], key: OTHER_KEY })).status, 201);
  const row = await rowOf(town, device_id);
  assert.ok(metres({ lon: row.lon ?? 0, lat: row.lat ?? 0 }, { lon: PLACE.lng, lat: PLACE.lat }) < 1);
  assert.equal(row.tipped, true);
  await town.ask('/mds/telemetry', { json: [telemetry(device_id, minutes(town, -40), { ...about, tipped_over: false }), telemetry(device_id, new Date('2019-01-05T00:00:00Z'), about)], key: OTHER_KEY });
  assert.equal((await rowOf(town, device_id)).tipped, true, 'older telemetry moves nothing');
  const { n } = await town.db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from sense.bike_telemetry where device_id = ${device_id}::uuid`);
  assert.equal(n, 3);
  const status = await (await town.ask(`/mds/vehicles/status/${device_id}`, { key: OTHER_KEY })).json() as { vehicles_status: { last_telemetry: { location: { lng: number } } }[] };
  assert.ok(Math.abs((status.vehicles_status[0]?.last_telemetry.location.lng ?? 0) - PLACE.lng) < 1e-5);
  // Moved by hand by more than its accuracy: it begins to stand anew.
  await town.ask('/mds/telemetry', { json: [telemetry(device_id, minutes(town, -1), { provider_id: OTHER, location: { lat: 30.905, lng: 118.305 } })], key: OTHER_KEY });
  assert.deepEqual((await rowOf(town, device_id)).parked_since, minutes(town, -1));
});

test('trips, stops and reports', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const { device_id } = bike();
  await town.ask('/mds/vehicles', { json: [bike({ device_id })], key: KEY });
  const now = town.clock.now();
  assert.equal((await town.ask('/mds/trips', { json: [trip(device_id, now), trip(randomUUID(), now), trip(device_id, now, { end_time: 1_600_000_000_000 })], key: KEY })).status, 201);
  assert.deepEqual(await errors(await town.ask('/mds/trips', { json: [trip(randomUUID(), now)], key: KEY })), ['unregistered']);
  for (const more of [{ duration: 1e12 }, { distance: -1 }, { end_time: now.getTime() + 3_600_000 }, { start_location: { lat: 91, lng: 0 } }]) assert.deepEqual(await errors(await town.ask('/mds/trips', { json: [trip(device_id, now, more)], key: KEY })), ['bad_param'], JSON.stringify(more));
  const stop = { stop_id: randomUUID(), provider_id: event(device_id, now).provider_id, name: '江边', last_updated: now.getTime(), location: PLACE, status: { is_installed: true, is_renting: true, is_returning: true }, capacity: { bicycle: 20 }, num_vehicles_available: { bicycle: 3 }, num_vehicles_disabled: {} };
  assert.equal((await town.ask('/mds/stops', { json: [stop], key: KEY })).status, 201);
  assert.equal((await town.ask('/mds/stops', { json: [stop], key: KEY })).status, 409);
  assert.equal((await town.ask('/mds/stops', { method: 'PUT', json: [{ stop_id: stop.stop_id, last_updated: now.getTime(), num_vehicles_available: { bicycle: 9 } }], key: KEY })).status, 200);
  assert.equal((await town.ask('/mds/stops', { method: 'PUT', json: [{ stop_id: stop.stop_id, last_updated: now.getTime() }], key: OTHER_KEY })).status, 404);
  const stops = await (await town.ask(`/mds/stops/${stop.stop_id}`, { key: KEY })).json() as { stops: { num_vehicles_available: { bicycle: number } }[] };
  assert.equal(stops.stops[0]?.num_vehicles_available.bicycle, 9);
  const head = 'provider_id,start_date,duration,special_group_type,geography_id,vehicle_type,trip_count,rider_count';
  const line = (n: string) => `${stop.provider_id},2026-10-01,P1M,all_riders,${randomUUID()},bicycle,${n},983`;
  assert.equal((await town.ask('/mds/reports', { method: 'POST', body: `${head}\n${line('1302')}\n${line('-1')}\n`, key: KEY, headers: { 'content-type': 'text/csv' } })).status, 201);
  assert.equal((await town.ask('/mds/reports', { method: 'POST', body: 'a,b\n1,2', key: KEY, headers: { 'content-type': 'text/csv' } })).status, 400);
  assert.deepEqual(await errors(await town.ask('/mds/reports', { method: 'POST', body: `${head}\n${line('many')}`, key: KEY, headers: { 'content-type': 'text/csv' } })), ['bad_param']);
});

test('what is a scene\'s own is seen with its key and with no other', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const [green, orange] = [await bikeScene(town.db, 'green', { lon: 118.31, lat: 30.91 }, town.clock.now()), await bikeScene(town.db, 'orange', { lon: 118.33, lat: 30.91 }, town.clock.now())];
  for (const [scene, mine, other] of [[green, KEY, OTHER_KEY], [orange, OTHER_KEY, KEY]] as const) {
    for (const path of [`/mds/vehicles/${scene.device_id}`, `/mds/vehicles/status/${scene.device_id}`, `/mds/stops/${scene.stop_id}`]) assert.deepEqual([(await town.ask(path, { key: mine })).status, (await town.ask(path, { key: other })).status], [200, 404], path);
    for (const path of [`/mds/policies/${scene.policy_id}`, `/mds/geographies/${scene.geography_id}`]) assert.equal((await town.ask(path)).status, 200, path);
  }
});

test('whatever is sent, nothing breaks and nothing is half-written', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const { device_id } = bike();
  await town.ask('/mds/vehicles', { json: [bike({ device_id })], key: KEY });
  const now = town.clock.now();
  const samples = { vehicles: bike(), events: event(device_id, now), telemetry: telemetry(device_id, now), trips: trip(device_id, now), stops: { stop_id: randomUUID(), last_updated: now.getTime() } };
  const odd = fc.oneof(fc.constantFrom<unknown>(null, '', 0, -1, 1e308, 1e15, true, [], {}, 'x'.repeat(5000), '\u0000', '\ud800', '__proto__', '2411D395-04F2-47C9-AB66-D09E9E3C3251', [[[]]]), fc.jsonValue({ maxDepth: 3 }));
  const change = fc.record({ door: fc.constantFrom(...Object.keys(samples) as (keyof typeof samples)[]), method: fc.constantFrom('POST', 'PUT'), field: fc.nat(20), value: odd, whole: fc.boolean() });
  await fc.assert(fc.asyncProperty(change, async ({ door, method, field, value, whole }) => {
    const sample: Record<string, unknown> = { ...samples[door] };
    const key = Object.keys(sample)[field % Object.keys(sample).length] ?? '';
    const response = await town.ask(`/mds/${door}`, { method, json: whole ? value : [{ ...sample, [key]: value }], key: KEY });
    assert.ok(response.status < 500, `${response.status} ${door} ${key} ${JSON.stringify(value).slice(0, 200)}`);
    await response.body?.cancel();
  }), { numRuns: 400 });
  const { n } = await town.db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from sense.bike_vehicles where doc->>'device_id' is distinct from device_id::text`);
  assert.equal(n, 0);
});
