import { test } from 'node:test';
import assert from 'node:assert/strict';
import { z } from 'zod';
import { freshDatabase } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { systemClock } from '../clock/index.ts';
import { sql } from '../db/sql.ts';
import { event } from './event.ts';
import { listen } from './listeners.ts';
import { startPump } from './pump.ts';

const happened = event('test.happened', z.object({}));

test('live pages do not wait for a listener that has much to catch up on', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  const write = (n: number, subject: string) => db.run(sql`insert into ground.events_outbox (type, subject, payload) select ${happened.type}, ${subject}, '{}' from generate_series(1, ${n}::int)`);
  let handled = 0;
  const slow = listen('slow', happened, async () => { handled++; await new Promise((resolve) => setTimeout(resolve, 5)); });
  await write(400, 'backlog');
  const pump = startPump({ db, listeners: [slow], clock: systemClock, onError: (error) => { throw error; }, every: 20 });
  const seen = new Promise<number>((resolve) => { pump.watch((events) => { if (events.some((one) => one.subject === 'news')) resolve(handled); }); });
  while (handled === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await write(1, 'news');
  const before = await seen;
  await pump.settle();
  await pump.stop();
  assert.ok(before < 400, `seen after ${before} of the backlog`);
  assert.equal(handled, 401);
});
