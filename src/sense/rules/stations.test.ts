// The two city stations of the reference data, replayed through the ingest, with a rule raising cases: what is raised is what a plain loop over the file finds.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { freshDatabase } from '#test/database.ts';
import { needs, sharedFolder } from '#test/needs.ts';
import { seedSmallCity } from '#test/small-city.ts';
import { sql } from '#ground/db/index.ts';
import { activeRule, arrive, countIn, definition, NOW, station } from './rules.fixture.ts';
import { judgeAll } from './running.ts';
import { isBehind } from './store.ts';
import { addTrial, runTrial, trialById } from './trying.ts';

const HOUR = 3_600_000;
const [LIMIT, SPAN, GAP] = [150, 2 * HOUR, 2 * HOUR];
interface Hour { readonly at: number; readonly pm10: number }

/** Three months of hourly PM10 (µg/m³), hours of China; hours without a value are left out. */
function hoursOf(name: string): Hour[] {
  const lines = gunzipSync(readFileSync(join(sharedFolder, `data/air/beijing-${name}-hourly-2013-2017.csv.gz`))).toString().trim().split('\n').slice(1);
  return lines.flatMap((line) => {
    const [, year, month, day, hour, , pm10 = 'NA'] = line.split(',');
    const at = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour) - 8);
    return pm10 === 'NA' || at >= Date.UTC(2013, 5, 1) ? [] : [{ at, pm10: Number(pm10) }];
  });
}

/** When it was past the limit for the span, anew each time it had been back; written without the engine. */
function episodes(hours: readonly Hour[]): number[] {
  const found: number[] = [];
  let since: number | undefined;
  let last = -Infinity;
  let over = false;
  for (const { at, pm10 } of hours) {
    if (pm10 <= LIMIT) { since = undefined; over = false; } else if (since === undefined || at - last > GAP) { since = at; }
    // A gap in the values ends the proof, and with it what held.
    if (since !== undefined && at - since < SPAN) over = false;
    if (since !== undefined && !over && at - since >= SPAN) { over = true; found.push(at); }
    last = at;
  }
  return found;
}

test('two stations, three months: one case each, raised and raised again when the file says so; the trial counts the same', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'shared')) return;
  const db = await freshDatabase(t);
  await seedSmallCity(db, NOW);
  const stations = [{ name: 'dongsi', hours: hoursOf('dongsi') }, { name: 'tiantan', hours: hoursOf('tiantan') }];
  const streams = [(await station(db, 'dongsi', ['PM10']))[0] ?? 0, (await station(db, 'tiantan', ['PM10'], [118.33, 30.91]))[0] ?? 0];
  const rule = { when: { kind: 'threshold', input: 'PM10', op: 'above', limit: LIMIT, for: SPAN / 1000, gap: GAP / 1000 }, suppress: 0 };
  await activeRule(db, rule);
  const all = stations.flatMap(({ hours }, i) => hours.map(({ at, pm10 }) => ({ stream: streams[i] ?? 0, from: new Date(at), to: null, resultTime: null, number: pm10, result: null, quality: null, validFrom: null, validTo: null, parameters: null, feature: null }))).sort((a, b) => a.from.getTime() - b.from.getTime());
  for (let i = 0; i < all.length; i += 500) { await arrive(db, all.slice(i, i + 500)); await judgeAll(db, NOW); }
  for (let i = 0; i < 500 && (await isBehind(db)); i++) { await judgeAll(db, NOW); await new Promise((resolve) => setTimeout(resolve, 10)); }
  const expected = stations.map(({ hours }) => episodes(hours));
  assert.ok((expected[0]?.length ?? 0) > 5);
  const begun = await db.rows(z.object({ key: z.string(), at: z.date() }), sql`select key, at from sense.rule_steps where what in ('raised', 'returned') order by at`);
  assert.deepEqual(stations.map((_, i) => begun.filter(({ key }) => key === `thing:${i + 1}`).map(({ at }) => at.getTime())), expected);
  assert.deepEqual([await countIn(db, 'alarms'), await countIn(db, 'cases'), await countIn(db, 'happenings')], [2, 2, 2]);
  const trial = await addTrial(db, { rule: null, definition: definition(rule), from: new Date(Date.UTC(2013, 1, 28)), to: new Date(Date.UTC(2013, 5, 1)), by: null, now: NOW });
  await runTrial(db, trial, NOW);
  const report = (await trialById(db, trial))?.report;
  assert.equal(report?.raised, expected.flat().length);
  assert.equal(report?.observations, all.length);
});
