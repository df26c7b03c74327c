import { test } from 'node:test';
import assert from 'node:assert/strict';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { testApp } from '#test/app.ts';
import { needs } from '#test/needs.ts';
import { forgetBatches } from './jobs.ts';

test('the stream of what was added is forgotten after a day, however much there is of it', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { db, clock, ground } = await testApp(t);
  const add = (hours: number, n: number) => db.run(sql`insert into sense.observation_batches (at, ids, streams, times, numbers) select ${clock.now()}::timestamptz - make_interval(hours => ${hours}::int), '{1}', '{1}', array[now()], '{1}' from generate_series(1, ${n}::int)`);
  await add(25, 4500);
  await add(23, 3);
  await db.run(sql`delete from sense.entity_changes`);
  for (const hours of [25, 23]) {
    await db.run(sql`insert into sense.entity_changes (at, kind, ids) values (${clock.now()}::timestamptz - make_interval(hours => ${hours}::int), 'Things', '{1}')`);
    await db.run(sql`insert into sense.mqtt_sessions (name, tx, id, seen_at) values (${`session ${hours}`}, '3', 0, ${clock.now()}::timestamptz - make_interval(hours => ${hours}::int))`);
  }
  // Transactions of other databases of the server may withhold them from the roll-ups for a moment.
  for (let i = 0; i < 100; i++) {
    await forgetBatches.run(ground, {});
    if ((await db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from sense.observation_batches`)).n === 3) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.deepEqual(await db.rows(z.object({ name: z.string() }), sql`select kind as name from sense.entity_changes union all select name from sense.mqtt_sessions`), [{ name: 'Things' }, { name: 'session 23' }]);
  assert.deepEqual(await db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from sense.observation_batches`), { n: 3 });
});
