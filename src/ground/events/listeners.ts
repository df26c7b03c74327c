// Listeners: each has a cursor and gets every event of its types at least once, in order. What it writes and its cursor move in one
// transaction, so a row is written exactly once; what needs the network hands it to a job. An event that fails five times is parked and shown.
import { z } from 'zod';
import { sql } from '../db/sql.ts';
import type { Database, Db } from '../db/types.ts';
import type { EventType, Happened } from './event.ts';
import { readAfter, type Place } from './outbox.ts';

export interface Listener { readonly name: string; readonly types: readonly string[]; handle(tx: Db, event: Happened, now: Date): Promise<void> }

/** `listen('serve/push', caseStepped, async (tx, event) => …)`; the payload is parsed by the event's own schema. */
export function listen<S extends z.ZodType>(name: string, to: EventType<S>, handle: (tx: Db, event: Happened<z.output<S>>, now: Date) => Promise<void>): Listener {
  return { name: `${name}:${to.type}`, types: [to.type], handle: (tx, event, now) => handle(tx, { ...event, payload: to.payload.parse(event.payload) }, now) };
}

const FAILURES_BEFORE_PARKING = 5;
const BATCH = 50;
const Cursor = z.object({ tx: z.string(), id: z.number(), failures: z.number() });

/** One slice of work for one listener; true when there may be more. Safe from several processes: the cursor row is locked. */
export async function advance(db: Database, listener: Listener, now: Date): Promise<boolean> {
  await db.run(sql`insert into ground.events_cursors (listener) values (${listener.name}) on conflict do nothing`);
  let at: Happened | undefined;
  try {
    return await db.begin(async (tx) => {
      const cursor = await tx.maybe(Cursor, sql`select tx::text as tx, id, failures from ground.events_cursors
        where listener = ${listener.name} and (retry_at is null or retry_at <= ${now}) for update skip locked`);
      if (!cursor) return false;
      const events = await readAfter(tx, cursor, BATCH);
      for (const event of events) {
        at = event;
        if (listener.types.includes(event.type)) await listener.handle(tx, event, now);
      }
      const last = events.at(-1);
      if (last) await move(tx, listener, last, now);
      return events.length === BATCH;
    });
  } catch (error) {
    if (!at) throw error;
    return afterFailure(db, listener, at, error, now);
  }
}

const move = (tx: Db, listener: Listener, to: Place, now: Date) => tx.run(sql`
  update ground.events_cursors set tx = ${to.tx}::text::xid8, id = ${to.id}, failures = 0, retry_at = null, last_error = null, moved_at = ${now} where listener = ${listener.name}`);

/** The batch was rolled back. Events before the failing one are redone alone, then it waits longer each time, then it is parked. */
async function afterFailure(db: Database, listener: Listener, failed: Happened, error: unknown, now: Date): Promise<boolean> {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return db.begin(async (tx) => {
    const cursor = await tx.one(Cursor, sql`select tx::text as tx, id, failures from ground.events_cursors where listener = ${listener.name} for update`);
    const before = (await readAfter(tx, cursor, BATCH)).filter((e) => earlier(e, failed));
    for (const event of before) if (listener.types.includes(event.type)) await listener.handle(tx, event, now);
    const reached = before.at(-1);
    const failures = reached ? 1 : cursor.failures + 1;
    if (failures >= FAILURES_BEFORE_PARKING) {
      await tx.run(sql`insert into ground.events_parked (listener, event, type, subject, payload, error, parked_at)
        values (${listener.name}, ${failed.id}, ${failed.type}, ${failed.subject}, ${JSON.stringify(failed.payload)}::text::jsonb, ${text}, ${now})`);
      await move(tx, listener, failed, now);
      return true;
    }
    const place = reached ?? cursor;
    await tx.run(sql`update ground.events_cursors set tx = ${place.tx}::text::xid8, id = ${place.id}, failures = ${failures},
      last_error = ${text}, retry_at = ${new Date(now.getTime() + 1000 * 4 ** failures)} where listener = ${listener.name}`);
    return false;
  });
}

const earlier = (a: Place, b: Place) => BigInt(a.tx) < BigInt(b.tx) || (a.tx === b.tx && a.id < b.id);
