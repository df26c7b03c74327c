import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'node:test';
import { z } from 'zod';
import { freshDatabase } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { DatabaseAway, isDuplicate, json, openDatabase, sql, sqlState } from './index.ts';

const N = z.object({ n: z.number() });

test('values arrive as the rulebook says', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: [] });
  const at = new Date('2026-11-20T01:02:03.456Z');
  const row = await db.one(z.record(z.string(), z.unknown()), sql`
    select ${9007199254740991n}::bigint as big, ${'12.50'}::numeric as num, ${at}::timestamptz as at, ${'2026-02-28'}::date as day, ${[at]}::timestamptz[] as ats,
      ${['a', 'b"{,}']}::text[] as texts, ${[]}::int[] as none, array[1, 2]::bigint[] as bigs, array['2026-02-28']::date[] as days, ${{ a: ['七'] }}::jsonb as obj,
      ${[{ a: 1 }]}::jsonb as objs, ${json(['x'])}::jsonb as list, ${json(null)}::jsonb as jnull, ${null}::text as nil, ${undefined}::text as undef, ${Buffer.from('hi')}::bytea as bytes, '1 day'::interval as span`);
  assert.deepEqual(row, {
    big: 9007199254740991, num: 12.5, at, day: '2026-02-28', ats: [at], texts: ['a', 'b"{,}'], none: [], bigs: [1, 2], days: ['2026-02-28'], obj: { a: ['七'] },
    objs: [{ a: 1 }], list: ['x'], jnull: null, nil: null, undef: null, bytes: Buffer.from('hi'), span: '1 day',
  });
});

test('rows, maybe, one, run, capture and the count of round trips', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: [] });
  const seen: unknown[] = [];
  const stop = db.capture((text, values) => seen.push([text, values]));
  const before = db.statements.count;
  await db.run(sql`create table x (n int primary key)`);
  assert.equal(await db.run(sql`insert into x select generate_series(1, ${3})`), 3);
  stop();
  assert.deepEqual(await db.rows(N, sql`select n from x order by n`), [{ n: 1 }, { n: 2 }, { n: 3 }]);
  assert.equal(await db.maybe(N, sql`select n from x where n = 9`), undefined);
  await assert.rejects(db.one(N, sql`select n from x where n = 9`), /A row was expected/);
  await assert.rejects(db.run(sql`insert into x values (1)`), (error) => isDuplicate(error, 'x_pkey') && !isDuplicate(error, 'other') && sqlState(error) === '23505');
  assert.equal(db.statements.count - before, 6);
  assert.deepEqual(seen, [['create table x (n int primary key)', []], ['insert into x select generate_series(1, $1)', [3]]]);
});

test('begin: joins on tx, refuses through the root, dooms the whole when a part failed', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: [] });
  await db.run(sql`create table x (n int primary key)`);
  await db.begin(async (tx) => {
    await tx.run(sql`insert into x values (1)`);
    await tx.begin((inner) => inner.run(sql`insert into x values (2)`));
    await assert.rejects(db.run(sql`select 1`), /use tx/);
    await assert.rejects(db.begin(async () => {}), /use tx.begin/);
  });
  await assert.rejects(db.begin(async (tx) => {
    await tx.run(sql`insert into x values (3)`);
    await tx.begin(async () => { throw new Error('part'); }).catch(() => {});
  }), /nothing of it was written/);
  await assert.rejects(db.begin(async (tx) => {
    await tx.run(sql`insert into x values (4)`);
    await tx.run(sql`insert into x values (1)`).catch(() => {});
  }), /nothing of it was written/);
  assert.deepEqual(await db.one(N, sql`select count(*) as n from x`), { n: 2 });
});

test('a forgotten await is told: the transaction is over', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: [] });
  let late: Promise<unknown> | undefined;
  await db.begin(async (tx) => { late = wait(20).then(() => tx.run(sql`select 1`)); });
  await assert.rejects(late ?? Promise.resolve(), /This transaction is over/);
});

test('afterCommit runs after the commit only, outside of it at once, and may use the database', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: [] });
  await db.run(sql`create table x (n int)`);
  const told: string[] = [];
  let after: Promise<{ n: number }> | undefined;
  await db.begin(async (tx) => {
    tx.afterCommit(() => { told.push('tx'); throw new Error('must not reach the caller'); });
    db.afterCommit(() => { told.push('root'); after = db.one(N, sql`select count(*) as n from x`); });
    await tx.run(sql`insert into x values (1)`);
    assert.deepEqual(told, []);
  });
  assert.deepEqual(told, ['tx', 'root']);
  assert.deepEqual(await after, { n: 1 });
  await assert.rejects(db.begin(async (tx) => { tx.afterCommit(() => told.push('never')); throw new Error('no'); }), /^Error: no$/);
  db.afterCommit(() => told.push('now'));
  assert.deepEqual(told, ['tx', 'root', 'now']);
});

test('prepared statements survive a change of their table', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: [], poolSize: 1 });
  await db.run(sql`create table x (n int)`);
  await db.run(sql`insert into x values (1)`);
  const read = () => db.rows(z.object({ n: z.coerce.number() }), sql`select * from x`);
  assert.deepEqual(await read(), [{ n: 1 }]);
  await db.run(sql`alter table x alter n type text`);
  assert.deepEqual(await read(), [{ n: 1 }]);
});

test('a server that is away is DatabaseAway', async () => {
  const db = await openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' });
  await assert.rejects(db.run(sql`select 1`), DatabaseAway);
  await assert.rejects(db.begin(async () => {}), DatabaseAway);
  await db.close();
  await assert.rejects(db.run(sql`select 1`), DatabaseAway);
});
