// The stream that subscribers are told from: batches of observations and changed entities, in an order that never changes afterwards. Only what no older
// transaction can still come before is read (ground/events, decision 0003), so a reader keeps its place and misses nothing, whichever process wrote it.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { SETS } from '../model.ts';
import type { Place } from './place.ts';

const Added = z.object({ tx: z.string(), id: z.number(), kind: z.enum(SETS), ids: z.array(z.number()), streams: z.array(z.number()).nullable(), times: z.array(z.date()).nullable() });
/** One statement's worth. `streams` stands beside `ids` where they are observations, `times` too where those are new. */
export type Added = z.output<typeof Added>;

/** Rows of one look: a batch holds up to some thousand observations. */
export const SLICE = 20;
const readable = (place: Place) => sql`(tx, id) > (${place.tx}::text::xid8, ${place.id}::bigint) and tx < pg_snapshot_xmin(pg_current_snapshot())`;

export const readAfter = (db: Db, place: Place): Promise<Added[]> => db.rows(Added, sql`
  select x.tx::text as tx, x.id, x.kind, x.ids, x.streams, x.times from (
    (select tx, id, 'Observations' as kind, ids, streams, times from sense.observation_batches where ${readable(place)} order by tx, id limit ${SLICE})
    union all (select tx, id, kind, ids, streams, null from sense.entity_changes where ${readable(place)} order by tx, id limit ${SLICE})) x
  order by x.tx, x.id limit ${SLICE}`);

/** Where reading begins now: everything from the oldest open transaction on is still to come. */
export async function latestPlace(db: Db): Promise<Place> {
  const { tx } = await db.one(z.object({ tx: z.string() }), sql`select pg_snapshot_xmin(pg_current_snapshot())::text as tx`);
  return { tx, id: 0 };
}

/** Whether a transaction had committed at a certain moment. */
export type Before = (tx: string) => boolean;
/** Of this moment: who subscribes now is not told what was written before, though the reader may have held it back until afterwards. */
export async function writtenBefore(db: Db): Promise<Before> {
  const { snapshot } = await db.one(z.object({ snapshot: z.string() }), sql`select pg_current_snapshot()::text as snapshot`);
  const [, end = '0', open = ''] = snapshot.split(':');
  const running = new Set(open.split(','));
  return (tx) => BigInt(tx) < BigInt(end) && !running.has(tx);
}
