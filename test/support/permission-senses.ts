// What is sensed in a district, for the table of permissions: a rule with an alarm and a trial, a camera with an event, an operator with a bike.
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { bikeScene } from '../../src/sense/bikes/bikes.fixture.ts';
import { hear, makeSensor } from '../../src/sense/things/pages/sensors.fixture.ts';
import { ClosureForm } from '../../src/sense/traffic/contract.ts';
import { saveClosure } from '../../src/sense/traffic/saving.ts';
import { picture } from '#city/cases/cases.fixture.ts';
import type { TestApp } from './app.ts';

export interface Sensed { readonly rule: string; readonly alarm: string; readonly trial: string; readonly camera: string; readonly event: string; readonly bike: string; readonly stop: string; readonly policy: string; readonly geography: string; readonly sensor: string; readonly stream: string; readonly closure: string }

const Id = z.object({ id: z.union([z.string(), z.number()]).transform(String) });
const RULE = { name: { zh: '扬尘超标', en: 'Dust' }, watch: {}, per: 'thing', severity: 'warning', class: 'E0406', when: { kind: 'threshold', input: 'PM10', op: 'above', limit: 150 } };

export async function sensedIn(app: TestApp, district: string, home: { area: string; unit: string; lon: number }): Promise<Sensed> {
  const now = app.clock.now();
  const rule = Id.parse(await app.json('/api/rules', { as: 'administrator', method: 'POST', json: RULE })).id;
  const alarm = await app.db.one(Id, sql`insert into sense.rule_alarms (rule_id, version, key, severity, status, raised_at, decided_at, class, path) values (${Number(rule)}, 1, ${district}, 'warning', 'raised', ${now}, ${now}, 'E0406', array['900000', ${home.area}]::text[]) returning id`);
  const trial = await app.db.one(Id, sql`insert into sense.rule_trials (rule_id, definition, from_at, to_at, state, made_at) select rule_id, definition, ${now}, ${now}, 'failed', ${now} from sense.rule_versions where rule_id = ${Number(rule)} returning id`);
  const camera = `camera-${district}`;
  await app.json(`/api/cameras/${camera}`, { as: 'administrator', method: 'PUT', json: { name: '门口', lon: home.lon, lat: 30.902 } });
  const snapshot = `data:image/jpeg;base64,${Buffer.from(await (await picture()).arrayBuffer()).toString('base64')}`;
  const { event } = z.object({ event: z.union([z.string(), z.number()]).transform(String) }).parse(await app.json('/api/cameras/events', { as: 'administrator', method: 'POST', json: { id: '1', camera, kind: 'rubbish', time: new Date(now.getTime() - 60_000).toISOString(), snapshot } }));
  const sensor = await makeSensor(app.db, { name: '空气站', kind: 'air', organisation: home.unit, at: [home.lon, 30.903], streams: [{ property: 'PM10', unit: 'µg/m³' }] }, now);
  await hear(app.db, sensor.streams[0] ?? 0, [[now, 40]], now);
  const bikes = await bikeScene(app.db, home.unit, { lon: home.lon, lat: 30.901 }, now);
  const closure = await saveClosure(app.db, undefined, ClosureForm.parse({ kind: 'lane', road: '望江路', reason: '施工', starts_at: now.toISOString(), geometry: `${home.lon},30.901; ${home.lon},30.902` }), { person: null, reach: {}, now });
  return { rule, alarm: alarm.id, trial: trial.id, camera, event, bike: bikes.device_id, stop: bikes.stop_id, policy: bikes.policy_id, geography: bikes.geography_id, sensor: String(sensor.id), stream: String(sensor.streams[0]), closure: String(closure) };
}
