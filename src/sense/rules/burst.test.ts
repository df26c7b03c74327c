// The whole product under far more observations than it can take, killed in the middle (kill -9), started again: every observation that was acknowledged is there
// as it was sent, and every alarm that the stored ones imply is there, once, with its case, its fact and every step, as reckoned without the engine.
// Ten seconds of it here; COMIS_BURST_SECONDS=60 for the full minute.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { migrationFolders } from '#app';
import { freshUrl } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { seedSmallCity } from '#test/small-city.ts';
import { migrate, openDatabase, sql, type Database } from '#ground/db/index.ts';
import { issueKey } from '#ground/identity/index.ts';
import { startProduct } from '../../../test/bench/support/product.ts';
import { burst, impliedSteps, type Burst } from './burst.fixture.ts';
import { activeRule, countIn, station } from './rules.fixture.ts';
import { isBehind, makeCursor } from './store.ts';

const SECONDS = Number(process.env['COMIS_BURST_SECONDS'] ?? 10);
/** The limit is what 16 senders reach; so many times as many send in the burst. */
const [SENDERS, TIMES] = [16, 10];
const DUST = { limit: 150, clear: 120, minutes: 4 };
const RULES = [DUST, { limit: 280, clear: 280, minutes: 0 }];

for (const kind of ['server', 'embedded'] as const) {
  test(`kill -9 in a burst of ten times the senders that reach the limit: nothing acknowledged is lost, no alarm is missing or doubled (${kind})`, { timeout: 240_000 + SECONDS * 4000 }, async (t) => {
    if (kind === 'server' && !needs(t, 'postgres')) return;
    const { settings, open } = await place(t, kind);
    const prepared = await open();
    await migrate(prepared, migrationFolders);
    const people = await seedSmallCity(prepared, new Date());
    const streams: number[] = [];
    for (let i = 0; i < SENDERS * TIMES; i++) streams.push(...(await station(prepared, `s${i}`, ['PM10'])));
    for (const { limit, clear, minutes } of RULES) await activeRule(prepared, { per: 'stream', when: { kind: 'threshold', input: 'PM10', op: 'above', limit, ...(clear < limit && { clear }), for: minutes * 60 } }, new Date());
    await makeCursor(prepared);
    const key = await issueKey(prepared, people['administrator'] ?? '', 'burst');
    await prepared.close();

    // So many minutes that the last one is still in the past.
    const started = Date.now() - 300 * 86_400_000;
    const first = await startProduct(settings, { args: ['--empty'] });
    const one: Burst = burst(first.url, key, streams, started);
    await pause(SECONDS * 1000);
    // A busy machine is given longer, so that there is something to lose.
    for (let i = 0; i < 60 && one.acknowledged.size <= 5000; i++) await pause(1000);
    process.kill(first.pid, 'SIGKILL');
    await one.stop();
    await first.stop();
    t.diagnostic(`${one.sent} observations sent, ${one.acknowledged.size} acknowledged in ${SECONDS} s by ${streams.length} senders`);
    assert.ok(one.acknowledged.size > 1000 && one.sent > one.acknowledged.size, 'it was killed in the middle');

    const db = await judgedByProduct(settings, open);
    try {
      await checkAcknowledged(db, one, started);
      await checkAlarms(t, db, streams, started);
    } finally {
      await db.close();
    }
  });
}

interface Place { readonly settings: Record<string, string>; open(): Promise<Database> }
/** A database that no process holds, and the settings for one that does. */
async function place(t: TestContext, kind: 'server' | 'embedded'): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'comis-burst-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const fast = { DATA_DIR: folder, KEY_WRITES_PER_MINUTE: '100000000' };
  if (kind === 'embedded') return { settings: fast, open: () => openDatabase({ dataDir: join(folder, 'database') }) };
  const url = await freshUrl(t, { migrate: migrationFolders });
  return { settings: { ...fast, DATABASE_URL: url }, open: () => openDatabase({ url }) };
}

/** The product is started again and left alone until it has judged what was there; then it is stopped, and its database opened. */
async function judgedByProduct(settings: Record<string, string>, open: Place['open']): Promise<Database> {
  for (let i = 0; i < 12; i++) {
    const again = await startProduct(settings, { args: ['--empty'] });
    await pause(5000);
    await again.stop();
    const db = await open();
    if (!(await isBehind(db))) return db;
    await db.close();
  }
  throw new Error('the product does not catch up');
}

const Row = z.object({ id: z.number(), stream: z.number(), time: z.date(), number: z.number() });
const storedRows = (db: Database, stream: number) => db.rows(Row, sql`select id, datastream_id as stream, time, number from sense.observations where datastream_id = ${stream} order by time, id`);

async function checkAcknowledged(db: Database, { acknowledged }: Burst, started: number): Promise<void> {
  const streams = [...new Set([...acknowledged.values()].map((told) => told.stream))];
  const stored = new Map<number, z.output<typeof Row>>();
  for (const stream of streams) for (const row of await storedRows(db, stream)) stored.set(row.id, row);
  const wrong = [...acknowledged].filter(([id, told]) => { const row = stored.get(id); return row?.stream !== told.stream || row.number !== told.number || row.time.getTime() !== started + told.minute * 60_000; });
  assert.deepEqual(wrong.slice(0, 5), [], `${wrong.length} of ${acknowledged.size} acknowledged observations are not there as they were sent`);
}

async function checkAlarms(t: TestContext, db: Database, streams: readonly number[], started: number): Promise<void> {
  const steps = await db.rows(z.object({ rule: z.number(), key: z.string(), what: z.string(), at: z.date() }), sql`select rule_id as rule, key, what, at from sense.rule_steps order by id`);
  const rules = [...new Set((await db.rows(z.object({ id: z.number() }), sql`select id from sense.rules order by id`)).map(({ id }) => id))];
  let [raised, total] = [0, 0];
  for (const stream of streams) {
    const values = (await storedRows(db, stream)).map((row) => ({ minute: (row.time.getTime() - started) / 60_000, number: row.number }));
    for (const [i, rule] of RULES.entries()) {
      const expected = impliedSteps(values, rule);
      assert.deepEqual(steps.filter((step) => step.rule === rules[i] && step.key === `stream:${stream}`).map((step) => `${step.what} ${(step.at.getTime() - started) / 60_000}`), expected, `stream ${stream}, rule ${i}`);
      raised += expected.filter((step) => step.startsWith('raised')).length;
      total += expected.length;
    }
  }
  t.diagnostic(`${raised} alarms, ${total} steps`);
  assert.ok(raised > streams.length / 2, 'alarms are implied');
  assert.equal(steps.length, total);
  assert.deepEqual([await countIn(db, 'alarms'), await countIn(db, 'cases'), await countIn(db, 'happenings')], [raised, raised, raised]);
}
