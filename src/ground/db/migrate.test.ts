import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { z } from 'zod';
import { freshDatabase, freshUrl } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { DatabaseRefusal, migrate, openDatabase, sql } from './index.ts';

async function folders(t: TestContext, files: Record<string, string>) {
  const root = await mkdtemp(join(tmpdir(), 'comis-migrations-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(root, name, '..'), { recursive: true });
    await writeFile(join(root, name), text);
  }
  return { root, list: ['a', 'b'].map((room) => ({ room, dir: join(root, room) })) };
}
const says = (pattern: RegExp) => (error: unknown) => error instanceof DatabaseRefusal && pattern.test(error.say('en')) && error.say('zh') !== error.say('en');
const Count = z.object({ n: z.number() });

test('files of all rooms run in name order, once', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: [] });
  const { list } = await folders(t, {
    'b/20260102T0000_b.sql': "create table s.two (id int primary key references s.one); insert into s.two select id from s.one;",
    'a/20260101T0000_a.sql': "create schema s; create table s.one (id int primary key); insert into s.one values (1), (2); -- last ; comment",
    'a/20260103T0000_a.sql': 'create function s.f() returns int language plpgsql as $$ begin return 1; end; $$;',
    'a/readme.txt': 'not a migration',
  });
  assert.deepEqual(await migrate(db, list), ['20260101T0000_a.sql', '20260102T0000_b.sql', '20260103T0000_a.sql']);
  assert.deepEqual(await migrate(db, list), []);
  assert.deepEqual(await db.rows(Count, sql`select count(*) as n from s.two`), [{ n: 2 }]);
});

test('changed, vanished, doubled and failing files are refused in a sentence', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: [] });
  const { root, list } = await folders(t, { 'a/1_a.sql': 'create table one (id int);', 'b/2_b.sql': 'create table two (id int);' });
  await migrate(db, list);
  await writeFile(join(root, 'a/1_a.sql'), 'create table one (id bigint);');
  await assert.rejects(migrate(db, list), says(/1_a\.sql was changed/));
  await rm(join(root, 'a/1_a.sql'));
  await assert.rejects(migrate(db, list), says(/1_a\.sql has run .* missing/));
  await writeFile(join(root, 'a/1_a.sql'), 'create table one (id int);');
  await writeFile(join(root, 'b/1_a.sql'), 'select 1;');
  await assert.rejects(migrate(db, list), says(/same name: 1_a\.sql/));
  await rm(join(root, 'b/1_a.sql'));
  await writeFile(join(root, 'b/3_b.sql'), 'create table three (id int); select 1 / 0;');
  await assert.rejects(migrate(db, list), says(/3_b\.sql failed: division by zero/));
  assert.deepEqual(await db.rows(Count, sql`select count(*) as n from pg_class where relname = 'three'`), [{ n: 0 }]);
});

test('two processes that start at once run every file once', async (t) => {
  if (!needs(t, 'postgres')) return;
  const url = await freshUrl(t, { migrate: [] });
  const files = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`a/${100 + i}_a.sql`, `create table t${i} (id int); select pg_sleep(0.01);`]));
  const { list } = await folders(t, files);
  const both = await Promise.all([1, 2, 3].map(() => openDatabase({ url, poolSize: 2 })));
  const ran = await Promise.all(both.map((db) => migrate(db, list)));
  await Promise.all(both.map((db) => db.close()));
  assert.deepEqual(ran.flat().sort(), Object.keys(files).map((name) => name.slice(2)));
});
