import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { freshDatabase, freshEmbedded } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { readPackage, seedPackage } from '#city/package/index.ts';
import { tellSimulated } from '#sense/things/index.ts';
import { judgeAll } from '../src/sense/rules/running.ts';
import { loadDemoSensors } from './load-sensors.ts';
import { planSensors } from './sensors/plan.ts';

const UNTIL = new Date('2026-11-20T10:00:00+08:00');

test('the demo city has a hundred and twenty sensors of nine kinds, the same each time, none on top of another', () => {
  const sensors = planSensors();
  assert.deepEqual([sensors.length, new Set(sensors.map((one) => one.kind)).size, new Set(sensors.map((one) => one.code)).size, new Set(sensors.map((one) => `${one.kind} ${one.lon} ${one.lat}`)).size], [120, 9, 120, 120]);
  assert.deepEqual(planSensors(), sensors);
});

test('their past is invented and says so, with its stories; rules find the present ones, and the present goes on', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  await seedPackage(db, await readPackage('demo-city'), { password: 'only-a-test' });
  const started = performance.now();
  const done = await loadDemoSensors(db, { until: UNTIL });
  t.diagnostic(`${done.things} things, ${done.values} values in ${Math.round(performance.now() - started)} ms`);
  assert.equal(done.things, 120);
  assert.ok(done.values > 40_000 && done.values < 90_000, `${done.values} values`);
  assert.equal((await db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from sense.things where kind is not null and not (properties @> '{"synthetic": true}' and description like '%nvented%')`)).n, 0, 'every one says that it is invented');
  const Most = z.object({ code: z.string(), most: z.number() });
  const top = (property: string) => db.one(Most, sql`select t.code, max(o.number) as most from sense.observations o join sense.datastreams d on d.id = o.datastream_id join sense.observed_properties p on p.id = d.observed_property_id join sense.things t on t.id = d.thing_id where p.listed = ${property} group by 1 order by 2 desc limit 1`);
  assert.ok((await top('PM10')).most > 250, 'a dust episode');
  assert.ok((await top('water level')).most > 0.5, 'water that rose');
  const loud = await db.one(z.object({ hour: z.number(), most: z.number() }), sql`select o.number as most, extract(hour from o.time at time zone 'Asia/Shanghai')::int as hour from sense.observations o join sense.datastreams d on d.id = o.datastream_id join sense.observed_properties p on p.id = d.observed_property_id where p.listed = 'LAeq' order by 1 desc limit 1`);
  assert.ok(loud.most > 60 && (loud.hour >= 21 || loud.hour < 4), `a noisy night: ${loud.most} dB at ${loud.hour}`);
  const lamp = await db.one(z.object({ last_time: z.date() }), sql`select d.last_time from sense.datastreams d join sense.things t on t.id = d.thing_id where t.properties->'story'->>'kind' = 'silent'`);
  assert.ok(UNTIL.getTime() - lamp.last_time.getTime() > 24 * 3_600_000, 'a silent lamp');
  const flat = await db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from sense.datastreams d join sense.observed_properties p on p.id = d.observed_property_id where p.listed = 'battery' and d.last_number < 20`);
  assert.equal(flat.n, 2, 'two with an empty battery that are not heard any more');

  assert.ok(done.rules >= 4);
  for (let i = 0; i < 20; i++) await judgeAll(db, UNTIL);
  const alarms = await db.rows(z.object({ thing: z.string() }), sql`select thing_name as thing from sense.rule_alarms`);
  assert.ok(alarms.length >= 2 && alarms.length <= 12, `${alarms.length} alarms: ${alarms.map((one) => one.thing).join()}`);

  const later = new Date(UNTIL.getTime() + 15 * 60_000);
  const told = await tellSimulated(db, later);
  assert.ok(told > 100, `${told} values`);
  assert.equal(await tellSimulated(db, later), 0, 'a second tick of the same minute tells nothing twice');
});

test('also quickly on the embedded database', async (t) => {
  const db = await freshEmbedded(t);
  await seedPackage(db, await readPackage('demo-city'), { password: 'only-a-test' });
  const started = performance.now();
  const done = await loadDemoSensors(db, { until: UNTIL });
  t.diagnostic(`${done.values} values in ${Math.round(performance.now() - started)} ms`);
});
