// GBFS 3.0: every feed against the official schemas, and what schemas cannot say: ids, who is absent, times, references between files.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { sql } from '#ground/db/index.ts';
import { bike, event, KEY, openTown, PLACE, telemetry, type Town } from '../../src/sense/bikes/bikes.fixture.ts';
import { PolicyDoc } from '../../src/sense/bikes/contract.ts';
import { FEEDS, TTL } from '../../src/sense/bikes/gbfs-feeds.ts';
import { govern } from '../../src/sense/bikes/governing.ts';
import { addGeography, publishPolicy, saveDraft } from '../../src/sense/bikes/policies.ts';
import { needs, sharedFolder } from '../support/needs.ts';

const FOLDER = join(sharedFolder, 'schemas/gbfs-3.0');

interface Feed { last_updated: string; ttl: number; version: string; data: Record<string, unknown> }
async function validated(town: Town): Promise<Record<string, Feed>> {
  const ajv = new Ajv({ strict: false, allErrors: true });
  (formats as unknown as (ajv: Ajv) => void)(ajv);
  const feeds: Record<string, Feed> = {};
  for (const name of FEEDS) {
    const response = await town.ask(`/gbfs/3.0/green/${name}.json`);
    assert.equal(response.status, 200, name);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    const feed = await response.json() as Feed;
    const { $id: _, ...schema } = JSON.parse(await readFile(join(FOLDER, `${name}.json`), 'utf8')) as Record<string, unknown>;
    assert.ok(ajv.validate(schema, feed), `${name}: ${ajv.errorsText(ajv.errors?.slice(0, 5))}\n${JSON.stringify(feed).slice(0, 600)}`);
    assert.deepEqual([feed.version, feed.ttl], ['3.0', TTL[name]]);
    assert.ok(Date.parse(feed.last_updated) <= town.clock.now().getTime() && TTL[name] <= 3600, name);
    feeds[name] = feed;
  }
  return feeds;
}
const list = (feed: Feed | undefined, key: string) => feed?.data[key] as Record<string, unknown>[];

test('all feeds are valid, with bikes and without, and agree with each other', async (t) => {
  if (!needs(t, 'shared') || !needs(t, 'postgres')) return;
  const town = await openTown(t);
  await validated(town);
  const now = town.clock.now();
  const bikes = [bike(), bike({ propulsion_types: ['electric_assist'] }), bike(), bike(), bike()];
  await town.ask('/mds/vehicles', { json: bikes, key: KEY });
  const [standing, electric, riding, broken, gone] = bikes.map((b) => b.device_id);
  const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
  const trip_ids = [randomUUID()];
  await town.ask('/mds/events', { json: [
    ...bikes.map((b) => event(b.device_id, at(-60))), event(electric ?? '', at(-10), { vehicle_state: 'reserved', event_types: ['reservation_start'] }), event(riding ?? '', at(-10), { vehicle_state: 'on_trip', event_types: ['trip_start'], trip_ids }),
    event(broken ?? '', at(-10), { vehicle_state: 'non_operational', event_types: ['maintenance'] }), event(gone ?? '', at(-10), { vehicle_state: 'removed', event_types: ['decommissioned'] }),
  ], key: KEY });
  await town.ask('/mds/telemetry', { json: [telemetry(standing ?? '', at(-5), { location: { ...PLACE, lat: 30.91051234567, horizontal_accuracy: 2 } })], key: KEY });
  await town.db.run(sql`insert into sense.bike_stops (stop_id, name, name_en, capacity, geom, changed_at) values (${randomUUID()}::uuid, '江边框', 'Riverside', 2, ST_MakeEnvelope(118.3104, 30.9104, 118.3106, 30.9106, 4326), ${now})`);
  const square = { type: 'Polygon', coordinates: [[[118.31, 30.91], [118.311, 30.91], [118.311, 30.911], [118.31, 30.911], [118.31, 30.91]]] };
  const [none, frames] = [await addGeography(town.db, { name: '江边', kind: 'policy_zone', geometry: square }, null, now), await addGeography(town.db, { name: '广场', name_en: 'Square', kind: 'frame_zone', geometry: square }, null, now)];
  const rule = (geography: string, more: object) => ({ name: '规定', rule_id: randomUUID(), geographies: [geography], states: {}, ...more });
  for (const [start, more] of [[30, {}], [300, { end_at: at(100_000) }]] as const) {
    const rules = [rule(none, { rule_type: 'count', rule_units: 'devices', maximum: 0 }), rule(frames, { rule_type: 'user' }), rule(none, { rule_type: 'speed', rule_units: 'kph', maximum: 15, vehicle_types: ['bicycle'], propulsion_types: ['electric_assist'] })];
    await publishPolicy(town.db, await saveDraft(town.db, { doc: PolicyDoc.parse({ name: '规定', mode_id: 'micromobility', description: '防汛', provider_ids: [], rules }), start_at: at(start), ...more }, null, now), now);
  }
  town.clock.set(at(31));
  await govern(town.db, town.clock.now());
  const feeds = await validated(town);

  const vehicles = list(feeds['vehicle_status'], 'vehicles');
  assert.deepEqual(vehicles.map((v) => [v['is_reserved'], v['is_disabled']]).sort().join(' '), 'false,false false,true true,false', 'one to ride, one broken, one reserved; none on a trip or taken away');
  assert.ok(vehicles.every((v) => !bikes.some((b) => b.device_id === v['vehicle_id'])), 'operators\' ids are never published');
  assert.ok(vehicles.every((v) => /^-?\d+(\.\d{1,6})?$/.test(String(v['lat']))), 'six decimals at most');
  assert.equal(Date.parse(feeds['vehicle_status']?.last_updated ?? ''), now.getTime());
  const types = list(feeds['vehicle_types'], 'vehicle_types').map((type) => type['vehicle_type_id']);
  assert.ok(vehicles.every((v) => types.includes(v['vehicle_type_id'])), 'every kind is described');
  const stations = list(feeds['station_information'], 'stations').map((s) => s['station_id']);
  const status = list(feeds['station_status'], 'stations');
  assert.deepEqual(status.map((s) => s['station_id']), stations);
  assert.deepEqual([list(feeds['station_information'], 'stations')[0]?.['is_virtual_station'], status[0]?.['num_vehicles_available'], status[0]?.['num_vehicles_disabled'], status[0]?.['is_returning']], [true, 1, 2, false], 'three bikes in a frame of two: full');
  const zones = feeds['geofencing_zones']?.data['geofencing_zones'] as { features: { properties: { rules: Record<string, unknown>[] } }[] };
  assert.deepEqual(zones.features.map((f) => f.properties.rules[0]), [
    { ride_start_allowed: true, ride_end_allowed: false, ride_through_allowed: true }, { ride_start_allowed: true, ride_end_allowed: true, ride_through_allowed: true, station_parking: true },
    { vehicle_type_ids: ['bicycle-electric_assist'], ride_start_allowed: true, ride_end_allowed: true, ride_through_allowed: true, maximum_speed_kph: 15 },
  ]);
  assert.equal(list(feeds['system_alerts'], 'alerts').length, 1, 'the policy that is to come');
  const discovery = list(feeds['gbfs'], 'feeds');
  for (const { url } of discovery) assert.equal((await town.ask(new URL(String(url)).pathname)).status, 200, String(url));
  assert.equal((await town.ask('/gbfs/3.0/manifest.json')).status, 200);
  assert.deepEqual([(await town.ask('/gbfs/3.0/nobody/gbfs.json')).status, (await town.ask('/gbfs/3.0/green/nothing.json')).status], [404, 404]);

  // After its trip a bike has another id, and only that one.
  const before = new Set(vehicles.map((v) => v['vehicle_id']));
  await town.ask('/mds/events', { json: [event(riding ?? '', town.clock.now(), { event_types: ['trip_end'], trip_ids })], key: KEY });
  const after = list((await validated(town))['vehicle_status'], 'vehicles').map((v) => v['vehicle_id']);
  assert.equal(after.length, 4);
  assert.equal(after.filter((id) => !before.has(id)).length, 1);
});
