import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { freshDatabase } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { seedSmallCity } from '#test/small-city.ts';
import { sql } from '#ground/db/index.ts';
import { activeRule, arrive, countIn, definition, NOW, station, value } from './rules.fixture.ts';
import { judgeAll } from './running.ts';
import { addTrial, runTrial, trialById } from './trying.ts';

test('a trial counts what a rule would have raised, by day, and writes nothing but its report', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  await seedSmallCity(db, NOW);
  const [a = 0] = await station(db, 'a', ['PM10']);
  const [b = 0] = await station(db, 'b', ['PM10'], [118.33, 30.91]);
  const hours = Array.from({ length: 24 * 10 }, (_, i) => i);
  await arrive(db, hours.flatMap((h) => [value(a, h * 60 - 24 * 600, h % 24 < 2 ? 200 : 100), value(b, h * 60 - 24 * 600, h === 30 ? 400 : 100)]));
  await activeRule(db, {});
  await judgeAll(db, NOW);
  const cases = await countIn(db, 'cases');
  const id = await addTrial(db, { rule: null, definition: definition({ suppress: 0, ladder: [{ severity: 'critical', limit: 300 }] }), from: new Date(NOW.getTime() - 11 * 86_400_000), to: NOW, by: null, now: NOW });
  await runTrial(db, id, NOW);
  const done = await trialById(db, id);
  assert.equal(done?.state, 'done');
  assert.deepEqual([done?.progress, done?.report?.observations, done?.report?.raised, done?.report?.longest], [1, 480, 11, 7_200_000]);
  assert.deepEqual(done?.report?.days.map(([, n]) => n), [1, 2, 1, 1, 1, 1, 1, 1, 1, 1]);
  assert.equal(done?.report?.alarms.filter((one) => one.severity === 'critical').length, 1);
  assert.equal(await countIn(db, 'cases'), cases);
  assert.equal((await db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from sense.rule_states`)).n, 2, 'those of the rule that is on');
});

test('cases of the class that were nearby are told; a trial over nothing ends too', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  await seedSmallCity(db, NOW);
  const [a = 0] = await station(db, 'a', ['PM10']);
  await activeRule(db, {});
  await arrive(db, [value(a, -30, 200), value(a, -20, 100)]);
  for (let i = 0; i < 200 && (await countIn(db, 'cases')) === 0; i++) { await judgeAll(db, NOW); await new Promise((resolve) => setTimeout(resolve, 10)); }
  const from = new Date(NOW.getTime() - 86_400_000);
  const [known, empty] = [await addTrial(db, { rule: null, definition: definition({}), from, to: NOW, by: null, now: NOW }), await addTrial(db, { rule: null, definition: definition({ when: { kind: 'silence', input: 'nothing', for: 60 } }), from, to: NOW, by: null, now: NOW })];
  await runTrial(db, known, NOW);
  await runTrial(db, empty, NOW);
  assert.deepEqual([(await trialById(db, known))?.report?.overlaps, (await trialById(db, known))?.report?.alarms[0]?.overlaps], [1, true]);
  assert.deepEqual([(await trialById(db, empty))?.state, (await trialById(db, empty))?.report?.raised], ['done', 0]);
});
