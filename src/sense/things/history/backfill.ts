// Rolling up from the beginning: streams that were there before roll-ups were, and all of them when the city's clock is set to another zone.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { FIGURES, OF_FIGURES, REPLACED } from './sums.ts';

const MOST_HOURS = 500;
const HOUR_MS = 3_600_000;

/** The hours of the old clock are forgotten: whatever was to be done is done by the new one. */
export async function changeZone(tx: Db, from: string | null, to: string): Promise<void> {
  if (from !== null) {
    await tx.run(sql`with old as (delete from sense.history_pending returning hour, datastream_id) insert into sense.history_dirty (datastream_id, hour) select datastream_id, h from old cross join lateral (values (date_trunc('hour', hour, 'UTC')), (date_trunc('hour', hour, 'UTC') + interval '1 hour')) as x(h)`);
    await tx.run(sql`insert into sense.history_backfill (datastream_id) select id from sense.datastreams on conflict (datastream_id) do update set after = null`);
  }
  await tx.run(sql`update sense.history_state set zone = ${to}`);
}

const Stream = z.object({ stream: z.number(), after: z.date().nullable(), raw_from: z.date().nullable(), there: z.boolean() });

/** The next hours of one stream become pending. False when no stream is left. */
export async function backfill(tx: Db, zone: string): Promise<boolean> {
  const next = await tx.maybe(Stream, sql`
    select b.datastream_id as stream, b.after, nullif(greatest(k.raw_from, s.raw_floor), '-infinity') as raw_from, d.id is not null as there
    from sense.history_backfill b cross join sense.history_state s left join sense.history_kept k on k.datastream_id = b.datastream_id left join sense.datastreams d on d.id = b.datastream_id order by b.datastream_id limit 1`);
  if (!next) return false;
  if (next.there && next.after === null) await begin(tx, zone, next.stream, next.raw_from);
  const last = next.there ? await markHours(tx, zone, next.stream, next.after ?? (next.raw_from && new Date(next.raw_from.getTime() - HOUR_MS))) : null;
  await tx.run(last ? sql`update sense.history_backfill set after = ${last} where datastream_id = ${next.stream}` : sql`delete from sense.history_backfill where datastream_id = ${next.stream}`);
  return true;
}

/** Hours that can be counted anew go; days are cut anew from the hours that stay. */
async function begin(tx: Db, zone: string, stream: number, rawFrom: Date | null): Promise<void> {
  await tx.run(sql`delete from sense.observation_hours where datastream_id = ${stream} and hour >= coalesce(${rawFrom}::timestamptz, '-infinity')`);
  await tx.run(sql`delete from sense.observation_days where datastream_id = ${stream} and day >= coalesce((select hours_from from sense.history_kept where datastream_id = ${stream}), '-infinity')`);
  await tx.run(sql`
    insert into sense.observation_days (datastream_id, day, ${FIGURES}) select f.datastream_id, date_trunc('day', f.hour, ${zone}::text), ${OF_FIGURES} from sense.observation_hours f where f.datastream_id = ${stream} group by 1, 2
    on conflict (datastream_id, day) do update set ${REPLACED}`);
}

/** From one hour with values to the next by the key, without reading the values between. Returns the last hour marked. */
async function markHours(tx: Db, zone: string, stream: number, after: Date | null): Promise<Date | null> {
  const next = (moment: ReturnType<typeof sql>) => sql`(select date_trunc('hour', o.time, ${zone}::text) from sense.observations o where o.datastream_id = ${stream}::bigint and o.time >= ${moment} order by o.time limit 1)`;
  const { last } = await tx.one(z.object({ last: z.date().nullable() }), sql`
    with recursive h(hour, i) as (
      select ${next(sql`coalesce(${after}::timestamptz + interval '1 hour', '-infinity')`)}, 1
      union all select ${next(sql`h.hour + interval '1 hour'`)}, h.i + 1 from h where h.hour is not null and h.i < ${MOST_HOURS}),
    marked as (insert into sense.history_pending (hour, datastream_id) select hour, ${stream}::bigint from h where hour is not null on conflict do nothing)
    select max(hour) as last from h`);
  return last;
}
