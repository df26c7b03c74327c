// Reading the outbox. Ids are not commit order: a row may be read only when no transaction older than its own can still commit.
import { z } from 'zod';
import { sql } from '../db/sql.ts';
import type { Db } from '../db/types.ts';
import type { Happened } from './event.ts';

export interface Place { readonly tx: string; readonly id: number }
const Row = z.object({ tx: z.string(), id: z.number(), at: z.date(), type: z.string(), subject: z.string(), payload: z.unknown() });

/** At most `limit` events after `place`, in an order that never changes afterwards. */
export const readAfter = (db: Db, place: Place, limit: number): Promise<Happened[]> => db.rows(Row, sql`
  select tx::text as tx, id, at, type, subject, payload from ground.events_outbox
  where (tx, id) > (${place.tx}::text::xid8, ${place.id}::bigint) and tx < pg_snapshot_xmin(pg_current_snapshot())
  order by events_outbox.tx, id limit ${limit}`);

/** Where reading would begin now: after everything that may be read. */
export async function latest(db: Db): Promise<Place> {
  const row = await db.maybe(z.object({ tx: z.string(), id: z.number() }), sql`
    select tx::text as tx, id from ground.events_outbox where tx < pg_snapshot_xmin(pg_current_snapshot()) order by events_outbox.tx desc, id desc limit 1`);
  return row ?? { tx: '0', id: 0 };
}

/** Are there committed events that may not be read yet, because an older transaction (of any database of the server) is still open? */
export async function isWithheld(db: Db): Promise<boolean> {
  const { held } = await db.one(z.object({ held: z.boolean() }), sql`
    select exists (select 1 from ground.events_outbox where tx >= pg_snapshot_xmin(pg_current_snapshot())) as held`);
  return held;
}
