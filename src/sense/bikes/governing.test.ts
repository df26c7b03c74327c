import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test from 'node:test';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { OutsideError } from '#ground/http/outside.ts';
import { needs } from '#test/needs.ts';
import { bike, event, KEY, openTown, PLACE, PROVIDER, type Town } from './bikes.fixture.ts';
import { feedStates, isStale, readFeeds, understand } from './gbfs-reading.ts';
import { forgetOld, govern } from './governing.ts';
import { citySettings } from '#city/settings/index.ts';
import { jobs } from './jobs.ts';
import { latestOrders } from './orders.ts';
import { addGeography } from './policies.ts';
import { keepScores, latestScores } from './scores.ts';
import { beginSimulation, letTimePass } from './simulation.ts';
import { saveOperator } from './operators.ts';

const square = (lon: number, lat: number, half: number) => ({ type: 'Polygon', coordinates: [[[lon - half, lat - half], [lon + half, lat - half], [lon + half, lat + half], [lon - half, lat + half], [lon - half, lat - half]]] });
const draft = (geography: string, more: Record<string, string> = {}): Record<string, string> => ({ name: '江边禁停', description: '防汛通道', start: '2026-11-18T10:10', kind: 'no_park', geography, ...more });
const counted = async (town: Town, query: ReturnType<typeof sql>) => (await town.db.one(z.object({ n: z.number() }), query)).n;

test('from a rule to an order: drafted, published, judged, ordered, handled under our number, cleared', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const geography = await addGeography(town.db, { name: '江边', kind: 'policy_zone', geometry: square(PLACE.lng, PLACE.lat, 0.001) }, null, town.clock.now());
  // Stewards only; too soon is refused at its field; what is published stays.
  assert.equal((await town.ask('/desk/bikes/rules/new', { as: 'dispatcher', form: draft(geography) })).status, 403);
  const soon = await town.ask('/desk/bikes/rules/new', { as: 'steward-city', form: draft(geography, { start: '2026-11-18T10:00', act: 'publish' }) });
  assert.equal(soon.status, 422);
  assert.match(await soon.text(), /至少隔 20 分钟/);
  assert.equal(await counted(town, sql`select count(*)::int as n from sense.bike_policies`), 0, 'nothing is half-written');
  assert.equal((await town.ask('/desk/bikes/rules/new', { as: 'steward-city', form: draft(geography, { kind: 'cap' }) })).status, 422, 'a cap without its number');
  assert.equal((await town.ask('/desk/bikes/rules/new', { as: 'steward-city', form: draft(randomUUID()) })).status, 422, 'an unknown area');
  for (const bad of [{ start: '2026-13-45T99:99' }, { start: '0000-01-01T00:00' }, { from: '99:99' }, { maximum: '1e9', kind: 'cap' }, { days: 'never' }, { end: '2026-11-18T10:00' }]) assert.equal((await town.ask('/desk/bikes/rules/new', { as: 'steward-city', form: draft(geography, bad as Record<string, string>) })).status, 422, JSON.stringify(bad));
  const published = await town.ask('/desk/bikes/rules/new', { as: 'steward-city', form: draft(geography, { act: 'publish', message: '请勿停放', days: 'wed' }) });
  assert.equal(published.status, 303);
  const { id } = await town.db.one(z.object({ id: z.string() }), sql`select policy_id::text as id from sense.bike_policies`);
  assert.equal((await town.ask(`/desk/bikes/rules/${id}`, { as: 'steward-city', form: draft(geography) })).status, 409);
  await assert.rejects(town.db.run(sql`update sense.bike_policies set doc = '{}'`), /immutable/);
  await assert.rejects(town.db.run(sql`delete from sense.bike_policies`), /immutable/);
  await assert.rejects(town.db.run(sql`update sense.bike_geographies set name = 'x'`), /immutable/);

  const ids = [randomUUID(), randomUUID(), randomUUID()];
  await town.ask('/mds/vehicles', { json: ids.map((device_id) => bike({ device_id })), key: KEY });
  const places = [PLACE, PLACE, { ...PLACE, lng: PLACE.lng + 0.00099, horizontal_accuracy: 20 }];
  await town.ask('/mds/events', { json: ids.map((device_id, i) => event(device_id, town.clock.now(), { location: places[i] })), key: KEY });
  await govern(town.db, town.clock.now());
  assert.equal(await counted(town, sql`select count(*)::int as n from sense.bike_findings`), 0, 'not in force yet');
  town.clock.set(new Date('2026-11-18T10:11:00+08:00'));
  await govern(town.db, town.clock.now());
  assert.deepEqual([await counted(town, sql`select count(*)::int as n from sense.bike_findings where certain`), await counted(town, sql`select count(*)::int as n from sense.bike_findings where not certain`)], [2, 1]);

  const order = { operator: 'green', kind: 'no_park', place: geography };
  assert.equal((await town.ask('/desk/bikes', { as: 'acceptor', form: order })).status, 403);
  const both = await Promise.all([town.ask('/desk/bikes', { as: 'dispatcher', form: order }), town.ask('/desk/bikes', { as: 'dispatcher', form: order })]);
  assert.deepEqual(both.map((r) => r.status).sort((a, b) => a - b), [303, 409], 'two presses are one order');
  assert.equal((await town.ask('/desk/bikes', { as: 'dispatcher2', form: order })).status, 409);
  const [made] = await latestOrders(town.db, 5);
  assert.deepEqual([made?.operator, made?.kind, made?.bikes, made?.open, made?.place], ['green', 'no_park', 2, 2, '江边']);
  const Case = z.object({ stage: z.string(), lead: z.string().nullable(), source: z.string(), class: z.string().nullable(), due_at: z.date().nullable() });
  const opened = await town.db.one(Case, sql`select stage, lead, source, class, due_at from city.v_cases where number = ${made?.case_number ?? ''}`);
  assert.deepEqual([opened.stage, opened.lead, opened.source, opened.class], ['handling', 'green', 'sensor', 'E0410']);
  assert.equal(opened.due_at?.getTime(), made?.due_at.getTime());
  assert.equal(await counted(town, sql`select count(*)::int as n from city.happenings where subject_key = ${made?.case_number ?? ''} and source = 'sensor'`), 1);

  // The operator takes them away under our number; the next judgement clears the order.
  town.clock.set(new Date('2026-11-18T11:00:00+08:00'));
  await town.ask('/mds/events', { json: ids.slice(0, 2).map((device_id) => event(device_id, town.clock.now(), { vehicle_state: 'removed', event_types: ['compliance_pick_up'], associated_ticket: made?.case_number })), key: KEY });
  await govern(town.db, town.clock.now());
  const [cleared] = await latestOrders(town.db, 5);
  assert.deepEqual([cleared?.open, cleared?.cleared_at?.getTime(), cleared?.answered_at?.getTime()], [0, town.clock.now().getTime(), town.clock.now().getTime()]);
  await keepScores(town.db, 'Asia/Shanghai', town.clock.now());
  const scores = await latestScores(town.db);
  assert.deepEqual(scores.find((s) => s.operator === 'green')?.parts.orders, [1, 1]);
  assert.equal(scores.find((s) => s.operator === 'green')?.score, 100);
  assert.equal(scores.find((s) => s.operator === 'orange')?.score, null);

  for (const [path, as] of [['/bikes', undefined], ['/desk/bikes', 'dispatcher'], ['/desk/bikes/rules', 'steward-city'], [`/desk/bikes/rules/${id}`, 'steward-city'], ['/desk/bikes/rules/new', 'steward-city'], ['/desk/bikes/areas', 'steward-city'], ['/desk/bikes/settings', 'steward-city']] as const) {
    for (const lang of ['zh', 'en']) {
      const page = await town.ask(path, { ...(as && { as }), lang });
      assert.equal(page.status, 200, path);
      assert.doesNotMatch((await page.text()).replace(/data-props='[^']*'/g, ''), /\{\w+\}|undefined|NaN/, path);
    }
  }
  for (const path of ['/api/bikes/bikes.geojson', '/api/bikes/frames.geojson', '/api/bikes/zones.geojson', '/api/bikes/frames-points', '/api/bikes', '/api/bikes/green/rule?lon=118.3105&lat=30.9105']) assert.equal((await town.ask(path)).status, 200, path);
  const rule = await (await town.ask('/api/bikes/green/rule?lon=118.3105&lat=30.9105')).json() as { ride_end_allowed: boolean };
  assert.equal(rule.ride_end_allowed, false);
});

test('areas: an area of the city, a pasted surface in its datum, and what is none', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const send = (form: Record<string, string>) => town.ask('/desk/bikes/areas', { as: 'steward-city', form: { name: '范围', kind: 'policy_zone', ...form } });
  assert.equal((await send({ area: '900101001' })).status, 303);
  assert.equal((await send({ geometry: JSON.stringify(square(118.31, 30.91, 0.001)), datum: 'gcj02' })).status, 303);
  assert.ok(await counted(town, sql`select count(*)::int as n from sense.bike_geographies where ST_X(ST_Centroid(geom)) between 118.304 and 118.3095`) >= 1, 'shifted from GCJ-02');
  const bow = { type: 'Polygon', coordinates: [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]] };
  for (const form of [{}, { geometry: 'nonsense' }, { geometry: '{"type":"Point","coordinates":[1,2]}' }, { geometry: JSON.stringify(bow) }, { geometry: '{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,2]]]}' }, { geometry: '{"type":"Polygon","coordinates":[[[1,1],[200,1],[2,2],[1,1]]]}' }, { area: 'nowhere' }]) assert.equal((await send(form as Record<string, string>)).status, 422, JSON.stringify(form));
});

test('feeds of operators: understood in both versions, swapped positions turned, problems kept, stale ones told', async (t) => {
  const box = { minLon: 118.3, minLat: 30.9, maxLon: 118.34, maxLat: 30.92 };
  const vehicle = (id: string, lat: number, lon: number, more: object = {}) => ({ vehicle_id: id, lat, lon, is_reserved: false, is_disabled: false, ...more });
  const feed = (data: object, more: object = {}) => JSON.stringify({ last_updated: '2026-11-18T01:40:00Z', ttl: 60, version: '3.0', data, ...more });
  const read = understand(feed({ vehicles: [vehicle('a', 30.91, 118.31), vehicle('b', 118.31, 30.91), vehicle('c', 10, 10), vehicle('a', 30.91, 118.31), { vehicle_id: 'd' }, { vehicle_id: 'e', is_reserved: false, is_disabled: true, station_id: 's' }] }), box);
  assert.deepEqual([read?.vehicles.map((v) => [v.vehicle_id, v.lon, v.lat]), read?.swapped, read?.outside, read?.wrong], [[['a', 118.31, 30.91], ['b', 118.31, 30.91], ['c', null, null], ['e', null, null]], 1, 1, 2]);
  assert.equal(understand(feed({ bikes: [{ bike_id: 'x', lat: 30.91, lon: 118.31, is_reserved: 0, is_disabled: 1 }] }, { last_updated: 1_763_430_000 }), box)?.vehicles[0]?.disabled, true);
  for (const text of ['', 'null', '[]', '{"data":{}}', feed({}), feed({ vehicles: 'many' })]) assert.equal(understand(text, box), undefined, text);
  assert.deepEqual([isStale(new Date(0), 60, new Date(299_000)), isStale(new Date(0), 60, new Date(301_000)), isStale(new Date(0), 900, new Date(301_000))], [false, true, false]);
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const now = town.clock.now();
  await saveOperator(town.db, { code: 'green', provider_id: PROVIDER, gbfs_url: 'https://bikes.example/gbfs.json' }, now);
  const answers: Record<string, string> = { 'https://bikes.example/gbfs.json': feed({ feeds: [{ name: 'vehicle_status', url: 'https://bikes.example/v.json' }] }), 'https://bikes.example/v.json': feed({ vehicles: [vehicle('a', 30.91, 118.31), vehicle('b', 118.31, 30.91)] }) };
  const fetch = (url: string) => (answers[url] === undefined ? Promise.reject(new OutsideError('answered 500', false)) : Promise.resolve({ bytes: new TextEncoder().encode(answers[url]), type: 'application/json', url }));
  await readFeeds(town.db, now, fetch);
  const [state] = await feedStates(town.db);
  assert.deepEqual([state?.bikes, state?.swapped, state?.problem], [2, 1, null]);
  delete answers['https://bikes.example/v.json'];
  await readFeeds(town.db, now, fetch);
  assert.deepEqual([(await feedStates(town.db))[0]?.problem, (await feedStates(town.db))[0]?.bikes], ['answered 500', 2], 'what was read before stays');
  assert.match(await (await town.ask('/desk/bikes', { as: 'dispatcher' })).text(), /读取失败/);
});

for (const embedded of [false, true]) {
  test(`the simulator: marked as synthetic, through the operators' doors, on ${embedded ? 'the embedded database' : 'PostgreSQL'}`, async (t) => {
    if (!embedded && !needs(t, 'postgres')) return;
    const town = await openTown(t, { embedded });
    await assert.rejects(beginSimulation(town.db, 10, town.clock.now()), /real/);
    await town.db.run(sql`delete from sense.bike_operators`);
    await beginSimulation(town.db, 300, town.clock.now());
    assert.equal(await counted(town, sql`select count(*)::int as n from sense.bike_vehicles where doc->>'vehicle_id' like 'SIM-%' and state = 'available'`), 300);
    town.clock.set(new Date(town.clock.now().getTime() + 3_600_000));
    const rides = await letTimePass(town.db, 60, town.clock.now(), 7);
    assert.ok(rides > 5, `${rides} rides`);
    assert.equal(await counted(town, sql`select count(*)::int as n from sense.bike_trips`), rides);
    assert.equal(await counted(town, sql`select count(*)::int as n from sense.bike_events where odd`), 0);
    const judged = await govern(town.db, town.clock.now());
    assert.equal(judged.bikes, 300);
    assert.ok(judged.findings.some((f) => f.kind === 'overstay') && judged.findings.some((f) => f.kind === 'tipped'));
    assert.match(await (await town.ask('/bikes')).text(), /这些车是模拟出来的/);
    await forgetOld(town.db, new Date(town.clock.now().getTime() + 200 * 86_400_000));
    assert.equal(await counted(town, sql`select ((select count(*) from sense.bike_telemetry) + (select count(*) from sense.bike_trips) + (select count(*) from sense.bike_events))::int as n`), 0);
  });
}

test('the demo city gets its bikes by itself and they go on moving; a real city never does', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const run = async (name: string) => { const job = jobs.find((one) => one.name === name); assert.ok(job, name); await job.run(town.ground, {}); };
  await town.db.run(sql`delete from sense.bike_operators`);
  const demo = (await citySettings(town.db)).demo;
  await run('bikes.begin');
  assert.equal(await counted(town, sql`select count(*)::int as n from sense.bike_vehicles`), demo ? 1500 : 0);
  if (!demo) return;
  assert.equal(await counted(town, sql`select count(*)::int as n from sense.bike_scores`), 2, 'scores stand there at once');
  await run('bikes.begin');
  assert.equal(await counted(town, sql`select count(*)::int as n from sense.bike_vehicles`), 1500, 'once');
  town.clock.set(new Date(town.clock.now().getTime() + 600_000));
  await run('bikes.demo');
  const rides = await counted(town, sql`select count(*)::int as n from sense.bike_trips`);
  assert.ok(rides > 0, `${rides} rides in ten minutes`);
  await town.db.run(sql`update sense.bike_operators set synthetic = false where code = 'green'`);
  await run('bikes.demo');
  assert.equal(await counted(town, sql`select count(*)::int as n from sense.bike_trips`), rides, 'not beside a real operator');
});
