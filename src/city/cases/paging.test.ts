// A queue read page by page: everything once, in its order, whatever has no limit last.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { beginSession, viewerOfSession } from '#ground/identity/index.ts';
import { needs } from '#test/needs.ts';
import { testApp, type TestApp } from '#test/app.ts';
import { openCase } from './cases.fixture.ts';
import { cityTools } from './context.ts';
import { Filter, queuePage } from './lists.ts';
import type { QueueName } from './queues.ts';

async function pages(app: TestApp, queue: QueueName, filter: Record<string, string>, size: number): Promise<number[]> {
  const { person } = await app.db.one(z.object({ person: z.string() }), sql`select id::text as person from ground.identity_people where login = 'acceptor'`);
  const now = app.clock.now();
  const viewer = await viewerOfSession(app.db, await beginSession(app.db, person, { hours: 1, now }), now);
  assert.ok(viewer);
  const [tools, ids] = [await cityTools(app.db), [] as number[]];
  for (let after: string | undefined, i = 0; i < 20; i++) {
    const page = await queuePage(app.db, viewer, tools, queue, Filter.parse({ ...filter, after }), now, size);
    ids.push(...page.rows.map((row) => row.id));
    if (page.next === undefined) return ids;
    after = page.next;
  }
  throw new Error('the pages never end');
}

test('cases without a limit come last, and on whatever page they come none is missed or told twice', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  for (let i = 0; i < 9; i++) { await openCase(app); app.clock.advance(1); }
  await app.db.run(sql`update city.cases set stage_due_at = case when id % 9 < 5 then null when id % 9 < 7 then '2026-11-20T00:00:00Z'::timestamptz else '2026-11-21T00:00:00Z'::timestamptz end`);
  const all = (await app.db.rows(z.object({ id: z.number() }), sql`select id from city.cases order by stage_due_at nulls last, id`)).map((row) => row.id);
  for (const size of [1, 2, 3, 4, 5, 20]) {
    assert.deepEqual(await pages(app, 'received', {}, size), all, `a queue, ${size} a page`);
    assert.deepEqual(await pages(app, 'all', { sort: 'due' }, size), all, `all cases, ${size} a page`);
    assert.deepEqual(await pages(app, 'received', { class: 'E0406' }, size), all, `narrowed, ${size} a page`);
    assert.deepEqual(await pages(app, 'all', {}, size), all.toSorted((a, b) => b - a), `the newest first, ${size} a page`);
  }
});
