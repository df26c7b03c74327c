// 50,000 bikes: judged in seconds. Run with COMIS_SCALE=on (a minute to make them); told as a ratio to reading the same rows once, on the same machine.
import assert from 'node:assert/strict';
import test from 'node:test';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { needs } from '#test/needs.ts';
import { openTown } from './bikes.fixture.ts';
import { govern, readTown } from './governing.ts';
import { judge, type Bike } from './judging.ts';
import { outlineOf } from './positions.ts';
import { openGroups, operatorsNow } from './overview.ts';
import { beginSimulation } from './simulation.ts';
import { dice } from './simulating.ts';

test('in memory: ten times the bikes among 2,000 frames take about ten times as long, not a hundred', () => {
  const roll = dice(1);
  const now = new Date('2026-11-18T01:41:00Z');
  const at = () => ({ lon: 118.3 + roll() * 0.1, lat: 30.9 + roll() * 0.1 });
  const bikes: Bike[] = Array.from({ length: 50_000 }, (_, i) => ({ device_id: String(i), operator: `o${i % 3}`, state: 'available', event_types: ['trip_end'], vehicle_type: 'bicycle', propulsion: 'human', accuracy_m: 5, parked_since: now, tipped: false, location_type: 'sidewalk', speed: null, ...at() }));
  const frames = Array.from({ length: 2000 }, (_, i) => { const { lon, lat } = at(); return { stop_id: String(i), capacity: 10, outline: outlineOf({ type: 'Polygon', coordinates: [[[lon, lat], [lon + 0.0004, lat], [lon + 0.0004, lat + 0.0001], [lon, lat + 0.0001], [lon, lat]]] }) }; });
  const town = { frames, zones: [], policies: [], operators: new Map(), caps: new Map(), zone: 'Asia/Shanghai', overstayMs: 1e12 };
  judge(bikes.slice(0, 5000), town, now);
  const times = [5000, 50_000].map((n) => { const started = performance.now(); judge(bikes.slice(0, n), town, now); return performance.now() - started; });
  assert.ok((times[1] ?? 0) < (times[0] ?? 0) * 40, `${times.join(' ms, ')} ms: ten times the bikes, about ten times the time`);
});

test('50,000 bikes in the database', { skip: process.env['COMIS_SCALE'] === 'on' ? false : 'set COMIS_SCALE=on' }, async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  await town.db.run(sql`delete from sense.bike_operators`);
  const took = async <T>(name: string, work: () => Promise<T>): Promise<T> => { const started = performance.now(); const value = await work(); t.diagnostic(`${name}: ${Math.round(performance.now() - started)} ms`); return value; };
  const now = town.clock.now();
  await took('made', () => beginSimulation(town.db, 50_000, now));
  const judged = await took('judged and written', () => govern(town.db, new Date(now.getTime() + 60_000)));
  await took('again', () => govern(town.db, new Date(now.getTime() + 120_000)));
  assert.equal(judged.bikes, 50_000);
  t.diagnostic(`${judged.findings.length} findings, ${judged.counts.length} counts`);
  await took('town read', () => readTown(town.db, now));
  for (const path of ['/gbfs/3.0/green/vehicle_status.json', '/gbfs/3.0/green/station_status.json', '/api/bikes/bikes.geojson', '/bikes', '/api/bikes']) await took(path, async () => assert.equal((await (await town.ask(path)).text()).length > 100, true));
  await took('groups', () => openGroups(town.db));
  await took('operators', () => operatorsNow(town.db));
  const plan = async (name: string, query: ReturnType<typeof sql>) => t.diagnostic(`${name}\n${(await town.db.rows(z.object({ 'QUERY PLAN': z.string() }), sql`explain (analyze, costs off, timing off) ${query}`)).map((row) => row['QUERY PLAN']).join('\n')}`);
  await town.db.run(sql`analyze`);
  await plan('slice', sql`select device_id from sense.bike_vehicles where device_id > ${'80000000-0000-0000-0000-000000000000'}::uuid and geom is not null and state = any(${['available', 'on_trip']}::text[]) order by device_id limit 10000`);
  await plan('ending', sql`select id from sense.bike_findings where until is null and seen_at < ${now}`);
  await plan('events of a day', sql`select count(*) from sense.bike_events where operator = ${'green'} and received_at > ${new Date(now.getTime() - 86_400_000)}`);
  await plan('max changed', sql`select max(changed_at) from sense.bike_vehicles where operator = ${'green'}`);
});
