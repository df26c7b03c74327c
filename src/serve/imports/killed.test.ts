// kill -9 in the middle, then again: the end is what it would have been.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { migrationFolders } from '#app';
import { openDatabase, sql } from '#ground/db/index.ts';
import { audit } from '#ground/audit/index.ts';
import { freshUrl } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { seedSmallCity } from '#test/small-city.ts';
import { bring, closed, csvOf, endState, folder, right } from './imports.fixture.ts';

const rows = Array.from({ length: 900 }, (_, i) => (i % 50 === 7 ? right(String(i), { 时限: '' }) : i % 50 === 9 ? right(String(i), { 上报: '去年' }) : i % 50 === 11 ? right(String(i - 1), { 描述: '重复' }) : i % 2 ? closed(String(i)) : right(String(i))));

test('an import that is killed and run again ends as one that was not', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { put } = await folder(t);
  const file = await put('a.csv', csvOf(rows));
  const now = new Date('2026-11-18T01:41:00Z');
  const open = async () => {
    const url = await freshUrl(t, { migrate: migrationFolders });
    const db = await openDatabase({ url, poolSize: 4 });
    t.after(() => db.close());
    await seedSmallCity(db, now);
    return { url, db };
  };
  const [whole, broken] = [await open(), await open()];
  await bring(whole.db, [file]);
  const wanted = await endState(whole.db);

  for (const after of [3, 2]) {
    const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./killed.fixture.ts', import.meta.url)), broken.url, file, '90'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let batches = 0;
    for await (const piece of child.stdout) { batches += String(piece).trim().split('\n').length; if (batches >= after) break; }
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  const between = await broken.db.one(z.object({ n: z.number(), running: z.number() }), sql`select (select count(*)::int from city.cases) as n, (select count(*)::int from serve.import_runs where state = 'running') as running`);
  assert.ok(between.n > 0 && between.n < 800, `it was killed in the middle: ${between.n}`);
  assert.equal(between.running, 1);
  const { counts } = await bring(broken.db, [file], { batch: 200 });
  assert.ok(counts.new > 0 && counts.same > 0);
  assert.equal(await endState(broken.db), wanted);
  const runs = await broken.db.rows(z.object({ state: z.string(), audits: z.number() }), sql`select state, (select count(*)::int from ground.audit_entries a where a.subject_type = 'import' and a.subject_key = r.id::text) as audits from serve.import_runs r order by id`);
  assert.deepEqual(runs, [{ state: 'broken', audits: 1 }, { state: 'broken', audits: 1 }, { state: 'done', audits: 1 }], 'every run has one audit entry, also one that was killed');
});

test('a second import of the same source takes over: the first writes nothing more', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { put } = await folder(t);
  const url = await freshUrl(t, { migrate: migrationFolders });
  const db = await openDatabase({ url, poolSize: 4 });
  t.after(() => db.close());
  await seedSmallCity(db, new Date());
  await audit(db, { action: 'test', now: new Date() });
  const file = await put('a.csv', csvOf(rows));
  const begun = Promise.withResolvers<void>();
  const [first, second] = await Promise.allSettled([bring(db, [file], { batch: 20, onBatch: () => begun.resolve() }), begun.promise.then(() => bring(db, [file], { batch: 200 }))]);
  assert.equal(second.status, 'fulfilled');
  assert.ok(first.status === 'rejected' && /took over/.test(String(first.reason)), String(first.status));
  const { n } = await db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from city.cases`);
  assert.equal(n, 864);
});
