// The two city stations of the reference data, replayed through the ingest, with a rule raising cases: what is raised is what a plain loop over the file finds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { freshDatabase } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { seedSmallCity } from '#test/small-city.ts';
import { sql } from '#ground/db/index.ts';
import { activeRule, arrive, countIn, definition, NOW, station } from './rules.fixture.ts';
import { judgeAll } from './running.ts';
import { episodes, hoursOf, RULE } from './stations.fixture.ts';
import { isBehind } from './store.ts';
import { addTrial, runTrial, trialById } from './trying.ts';

test('two stations, three months: one case each, raised and raised again when the file says so; the trial counts the same', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'shared')) return;
  const db = await freshDatabase(t);
  await seedSmallCity(db, NOW);
  const stations = [{ name: 'dongsi', hours: hoursOf('dongsi') }, { name: 'tiantan', hours: hoursOf('tiantan') }];
  const streams = [(await station(db, 'dongsi', ['PM10']))[0] ?? 0, (await station(db, 'tiantan', ['PM10'], [118.33, 30.91]))[0] ?? 0];
  await activeRule(db, RULE);
  const all = stations.flatMap(({ hours }, i) => hours.map(({ at, pm10 }) => ({ stream: streams[i] ?? 0, from: new Date(at), to: null, resultTime: null, number: pm10, result: null, quality: null, validFrom: null, validTo: null, parameters: null, feature: null }))).sort((a, b) => a.from.getTime() - b.from.getTime());
  for (let i = 0; i < all.length; i += 500) { await arrive(db, all.slice(i, i + 500)); await judgeAll(db, NOW); }
  for (let i = 0; i < 500 && (await isBehind(db)); i++) { await judgeAll(db, NOW); await new Promise((resolve) => setTimeout(resolve, 10)); }
  const expected = stations.map(({ hours }) => episodes(hours));
  assert.ok((expected[0]?.length ?? 0) > 5);
  const begun = await db.rows(z.object({ key: z.string(), at: z.date() }), sql`select key, at from sense.rule_steps where what in ('raised', 'returned') order by at`);
  assert.deepEqual(stations.map((_, i) => begun.filter(({ key }) => key === `thing:${i + 1}`).map(({ at }) => at.getTime())), expected);
  assert.deepEqual([await countIn(db, 'alarms'), await countIn(db, 'cases'), await countIn(db, 'happenings')], [2, 2, 2]);
  const trial = await addTrial(db, { rule: null, definition: definition(RULE), from: new Date(Date.UTC(2013, 1, 28)), to: new Date(Date.UTC(2013, 5, 1)), by: null, now: NOW });
  await runTrial(db, trial, NOW);
  const report = (await trialById(db, trial))?.report;
  assert.equal(report?.raised, expected.flat().length);
  assert.equal(report?.observations, all.length);
});
