// What only the embedded database has to prove: its lock, its life after kill -9 and after the death of its thread, pg-boss on it, its housekeeping.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { test, type TestContext } from 'node:test';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { z } from 'zod';
import { connect } from '../connect.ts';
import { DatabaseAway, DatabaseRefusal, openDatabase, sql, type Database } from '../index.ts';
import { openPool } from '../pool.ts';
import { prepareFolder } from './folder.ts';
import { openEmbedded, type Embedded, type EmbeddedOptions } from './index.ts';
import type { News, Task } from './worker.ts';

const N = z.object({ n: z.number() });

async function folder(t: TestContext) {
  const dir = await mkdtemp(join(tmpdir(), 'comis-embedded-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

async function opened(dataDir: string, options: Partial<EmbeddedOptions> = {}) {
  const log: string[] = [];
  const embedded = await openEmbedded({ dataDir, idleTransaction: 10_000, log: (line) => log.push(line), ...options });
  const pool = openPool({ size: 8, log: () => {}, connection: embedded.connection });
  return { db: connect('embedded', pool, embedded.connection, () => {}, embedded.stop), embedded, log };
}

test('kill -9 under 16 writers: no acknowledged row is lost, none is half; the dead owner\'s lock and socket are taken over', async (t) => {
  const dataDir = await folder(t);
  const writer = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./writer.fixture.ts', import.meta.url)), dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  writer.stdout.on('data', (text: Buffer) => { printed += text.toString(); });
  const gone = new Promise((resolve) => writer.once('close', resolve));
  for (let i = 0; i < 400 && printed.split('\n').length < 1_000; i++) await wait(100);
  await assert.rejects(openDatabase({ dataDir }), (error) => error instanceof DatabaseRefusal && new RegExp(`in use by another process \\(${writer.pid}\\)`).test(error.say('en')) && /正被另一个进程/.test(error.say('zh')));
  writer.kill('SIGKILL');
  await gone;
  const acknowledged = printed.split('\n').slice(0, -1).map(Number);
  assert.ok(acknowledged.length >= 999, `only ${acknowledged.length} rows`);
  const { db } = await opened(dataDir);
  const lost = await db.rows(N, sql`select n from unnest(${acknowledged}::int[]) n except (select n from a intersect select n from b)`);
  const half = await db.one(N, sql`select count(*) as n from a full join b using (n) where a.n is null or b.n is null`);
  await db.close();
  assert.deepEqual([lost, half.n], [[], 0]);
  assert.ok(!existsSync(join(dataDir, 'comis.lock')));
});

test('when its thread dies another one serves: DatabaseAway meanwhile, rows, prepared statements and listeners as before', async (t) => {
  const { db, embedded, log } = await opened(await folder(t));
  const heard: string[] = [];
  await db.listen('news', (payload) => heard.push(payload));
  await db.run(sql`create table kept (n int)`);
  await db.run(sql`insert into kept values (${1})`);
  const open = db.begin(async (tx) => { await tx.run(sql`insert into kept values (${2})`); await wait(300); await tx.run(sql`select 1`); });
  await wait(50);
  void embedded.worker().terminate();
  await assert.rejects(open, DatabaseAway);
  let away = 0;
  let rows: unknown;
  for (let i = 0; i < 200 && !rows; i++) {
    rows = await db.rows(N, sql`select n from kept`).catch((error: unknown) => { assert.ok(error instanceof DatabaseAway, String(error)); away++; return undefined; });
    if (!rows) await wait(50);
  }
  assert.deepEqual(rows, [{ n: 1 }]);
  assert.ok(away > 0 && log.some((line) => line.includes('started again')));
  await db.run(sql`insert into kept values (${3})`);
  for (let i = 0; i < 300 && !heard.length; i++) { await db.run(sql`select pg_notify('news', 'again')`); await wait(20); }
  assert.equal(heard[0], 'again');
  void embedded.worker().terminate();
  for (let i = 0; i < 100 && !log.some((line) => /again in \d+ s/.test(line)); i++) await wait(20);
  assert.ok(log.some((line) => /again in \d+ s/.test(line)), log.join('\n'));
  await assert.rejects(db.run(sql`select 1`), DatabaseAway);
  await db.close();
});

test('a program that overflows its stack says so and ends, instead of hanging', async (t) => {
  const dataDir = await folder(t);
  await prepareFolder(join(dataDir, 'pgdata'));
  const deep = '['.repeat(200_000) + ']'.repeat(200_000);
  const task: Task = { do: 'serve', folder: join(dataDir, 'pgdata'), path: join(dataDir, '.s.PGSQL.5432'), idleTransaction: 1_000, housekeepingEvery: 10_000 };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: task, resourceLimits: { stackSizeMb: 2 } });
  const news: News[] = [];
  worker.on('message', (one: News) => news.push(one));
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  while (!news.length) await wait(20);
  const client = new pg.Client({ host: dataDir, user: 'postgres', database: 'postgres' });
  client.on('error', () => {});
  await client.connect();
  await assert.rejects(client.query({ text: 'select $1::jsonb', values: [deep] }), /Connection terminated/);
  assert.equal(await ended, 1);
  assert.deepEqual(news, [{ ready: true }, { failed: 'Maximum call stack size exceeded' }]);
});

test('housekeeping vacuums bloat and cuts the log by checkpoints; pg-boss 12 sends and works a job meanwhile', async (t) => {
  const { db, embedded } = await opened(await folder(t), { housekeepingEvery: 100 });
  await db.run(sql`create table bloat as select n, repeat('x', 200) as text from generate_series(1, 100000) n`);
  for (let i = 0; i < 3; i++) await db.run(sql`update bloat set n = n + 1`);
  const State = z.object({ dead: z.number(), analyzed: z.boolean(), log: z.number() });
  const look = () => db.one(State, sql`
    select n_dead_tup as dead, last_analyze is not null as analyzed, pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn) as log from pg_stat_user_tables, pg_control_checkpoint() where relname = 'bloat'`);
  let state = await look();
  for (let i = 0; i < 100 && (state.dead > 0 || !state.analyzed || state.log > 64 * 1024 * 1024); i++) { await wait(100); state = await look(); }
  assert.ok(state.dead === 0 && state.analyzed && state.log <= 64 * 1024 * 1024, JSON.stringify(state));
  await bossWorks(db, embedded);
  await db.close();
});

test('a table filled shortly before the end is analyzed after the next start, though the counters are gone', async (t) => {
  const dir = await folder(t);
  const first = await opened(dir, { housekeepingEvery: 60_000 });
  await first.db.run(sql`create table filled as select n from generate_series(1, 5000) n`);
  await first.db.close();
  const { db } = await opened(dir, { housekeepingEvery: 50 });
  const rows = async () => (await db.one(z.object({ n: z.number() }), sql`select reltuples as n from pg_class where relname = 'filled'`)).n;
  for (let i = 0; i < 100 && (await rows()) < 0; i++) await wait(50);
  assert.equal(await rows(), 5000);
  await db.close();
});

async function bossWorks(db: Database, embedded: Embedded): Promise<void> {
  const boss = new PgBoss({ ...embedded.connection, max: 4 });
  const errors: unknown[] = [];
  boss.on('error', (error: unknown) => errors.push(error));
  await boss.start();
  await boss.createQueue('mail');
  const done = Promise.withResolvers<unknown>();
  await boss.work('mail', { pollingIntervalSeconds: 0.5 }, async ([job]) => { done.resolve(job?.data); });
  const id = await boss.send('mail', { to: '王' });
  assert.deepEqual(await Promise.race([done.promise, wait(10_000, 'nothing came')]), { to: '王' });
  const state = () => db.maybe(z.object({ state: z.string() }), sql`select state::text from pgboss.job where id = ${id}`);
  for (let i = 0; i < 100 && (await state())?.state !== 'completed'; i++) await wait(50);
  assert.deepEqual(await state(), { state: 'completed' });
  await boss.stop({ graceful: true, timeout: 3_000 });
  assert.deepEqual(errors, []);
}
