// kill -9 while a burst comes in: every alarm that the acknowledged observations imply is there, once, and so is every step of it.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { z } from 'zod';
import { freshUrl } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { seedSmallCity } from '#test/small-city.ts';
import { openDatabase, sql } from '#ground/db/index.ts';
import { activeRule, arrive, countIn, definition, NOW, station, value } from './rules.fixture.ts';
import { judged, observe, unheard } from './rules.ts';
import { judgeAll } from './running.ts';
import { isBehind, makeCursor } from './store.ts';

const KILLS = 3;
const THINGS = 6;

test('a process killed three times in a burst leaves out nothing and does nothing twice', async (t) => {
  if (!needs(t, 'postgres')) return;
  const url = await freshUrl(t);
  const db = await openDatabase({ url });
  const children: ChildProcess[] = [];
  try {
    await seedSmallCity(db, NOW);
    const streams: number[] = [];
    for (let i = 0; i < THINGS; i++) streams.push(...(await station(db, `s${i}`, ['PM10'])));
    // Nothing of it depends on the clock: which value a killed process saw last is left to chance.
    const rule = { when: { kind: 'threshold', input: 'PM10', op: 'above', limit: 150, clear: 120, for: 240 }, ladder: [{ severity: 'critical', limit: 250 }] };
    await activeRule(db, rule);
    await makeCursor(db);
    const told = new Map<number, { id: number; stream: number; minute: number; number: number }[]>();
    let minute = -5000;
    for (let kill = 0; kill < KILLS; kill++) {
      const child = begin(url);
      children.push(child);
      await once(child.stdout ?? child, 'data');
      for (let burst = 0; burst < 12; burst++) {
        const rows = streams.map((stream, i) => ({ stream, minute, number: Math.floor((minute + i * 4) / 10) % 2 === 0 ? 200 + (i % 2) * 100 : 100 }));
        const outcomes = await arrive(db, rows.map((row) => value(row.stream, row.minute, row.number)));
        outcomes.forEach((outcome, i) => { const row = rows[i]; if (row && 'id' in outcome) told.set(row.stream, [...(told.get(row.stream) ?? []), { ...row, id: outcome.id }]); });
        minute += 2;
      }
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    for (let i = 0; i < 500; i++) { await judgeAll(db, NOW); if (!(await isBehind(db))) break; await new Promise((resolve) => setTimeout(resolve, 10)); }
    const steps = await db.rows(z.object({ key: z.string(), what: z.string(), at: z.date() }), sql`select key, what, at from sense.rule_steps order by id`);
    const of = judged(definition(rule));
    let raised = 0;
    for (const [i, stream] of streams.entries()) {
      const state = unheard(1);
      const env = { local: () => ({ weekday: 1, minute: 0, working: true }) };
      const expected = (told.get(stream) ?? []).flatMap((v) => observe(of, state, { id: v.id, stream, thing: i + 1, input: 'PM10', time: NOW.getTime() + v.minute * 60_000, number: v.number, at: null }, NOW.getTime(), env)).map((d) => `${d.what} ${d.at}`);
      raised += expected.filter((one) => one.startsWith('raised')).length;
      assert.deepEqual(steps.filter((step) => step.key === `thing:${i + 1}`).map((step) => `${step.what} ${step.at.getTime()}`), expected);
    }
    assert.ok(raised > 0);
    assert.deepEqual([await countIn(db, 'alarms'), await countIn(db, 'cases'), await countIn(db, 'happenings')], [raised, raised, raised]);
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await db.close();
  }
});

const begin = (url: string): ChildProcess => spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./judging-process.fixture.ts', import.meta.url)), url], { stdio: ['ignore', 'pipe', 'inherit'] });
