import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { freshDatabase } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { openDatabase, sql } from '#ground/db/index.ts';
import { monthsOf } from './months.ts';

test('the first values of a new month come from many at the same moment, in several processes: one makes its table, nobody is refused', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  const connection = db.connection;
  assert.ok('connectionString' in connection);
  const other = await openDatabase({ url: connection.connectionString });
  try {
    for (let year = 1990; year < 2000; year++) {
      const moments = [new Date(Date.UTC(year, 0, 1)), new Date(Date.UTC(year, 1, 1))];
      await Promise.all([db, other].flatMap((one) => Array.from({ length: 12 }, () => monthsOf(one, moments))));
    }
  } finally {
    await other.close();
  }
  assert.equal((await db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from pg_inherits where inhparent = 'sense.observations'::regclass and inhrelid::regclass::text like '%observations_199%'`)).n, 20);
});
