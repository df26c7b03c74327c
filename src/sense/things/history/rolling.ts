// Rolling up: hours from values, days from hours. A slice of the stream of what was added and the marks of what was taken away or changed say which
// hours are no longer what their values say; these are counted anew once they are over. The cursor, the hours still to do and the roll-ups move in one transaction,
// so that after a crash the next process goes on where the last commit was: nothing is left out, and counting anew counts nothing twice.
import { z } from 'zod';
import { sql, type Database, type Db } from '#ground/db/index.ts';
import { setRight } from '../writing/remove.ts';
import { addLate, type Hour } from './late.ts';
import { FIGURES, OF_FIGURES, OF_VALUES, REPLACED } from './sums.ts';
import { backfill, changeZone } from './backfill.ts';

const MOST_BATCHES = 200;
const MOST_MARKS = 2000;
const MOST_HOURS = 500;
/** After its end an hour is still waited for, so that what is on the way does not have it counted twice (ms). */
const GRACE_MS = 120_000;
const HOUR_MS = 3_600_000;

/** Everything that can be rolled up now. `slices`: at most so many, each a short transaction. Returns how many hours were counted; another process at it: 0. */
export async function rollUp(db: Database, zone: string, now: Date, slices = 10_000): Promise<number> {
  let hours = 0;
  for (let i = 0; i < slices; i++) {
    const slice = await db.begin((tx) => rollSlice(tx, zone, now));
    hours += slice.hours;
    if (!slice.more) break;
  }
  return hours;
}

/** One short transaction of it. */
export async function rollSlice(tx: Db, zone: string, now: Date): Promise<{ more: boolean; hours: number }> {
  const state = await tx.maybe(z.object({ zone: z.string().nullable() }), sql`select zone from sense.history_state for update skip locked`);
  if (!state) return { more: false, hours: 0 };
  if (state.zone !== zone) await changeZone(tx, state.zone, zone);
  const read = await takeBatches(tx, zone);
  const marked = await takeMarks(tx, zone);
  const due = await dueHours(tx, now);
  await count(tx, zone, due);
  const refilled = due.length === 0 && !read && !marked && (await backfill(tx, zone));
  return { more: read || marked || due.length > 0 || refilled, hours: due.length };
}

/** The next batches that no open transaction can still come before: their hours become pending, the cursor moves. False when there is none. */
async function takeBatches(tx: Db, zone: string): Promise<boolean> {
  const { read } = await tx.one(z.object({ read: z.number() }), sql`
    with slice as materialized (
      select b.tx, b.id, b.streams, b.times from sense.history_state s cross join lateral (
        select * from sense.observation_batches v where (v.tx, v.id) > (s.tx, s.id) and v.tx < pg_snapshot_xmin(pg_current_snapshot()) order by v.tx, v.id limit ${MOST_BATCHES}) b),
    pending as (
      insert into sense.history_pending (hour, datastream_id) select distinct date_trunc('hour', u.time, ${zone}::text), u.stream from slice b cross join lateral unnest(b.streams, b.times) as u(stream, time) on conflict do nothing),
    moved as (update sense.history_state s set tx = l.tx, id = l.id from (select tx, id from slice order by tx desc, id desc limit 1) l)
    select count(*)::int as read from slice`);
  return read > 0;
}

/** Marks are hours of UTC; where the city's hours begin at half past, two of them may be meant. */
async function takeMarks(tx: Db, zone: string): Promise<boolean> {
  const { read } = await tx.one(z.object({ read: z.number() }), sql`
    with taken as (delete from sense.history_dirty where id in (select id from sense.history_dirty order by id limit ${MOST_MARKS}) returning datastream_id, hour),
    pending as (
      insert into sense.history_pending (hour, datastream_id) select distinct date_trunc('hour', m.moment, ${zone}::text), t.datastream_id
      from taken t cross join lateral (values (t.hour), (t.hour + interval '30 minutes'), (t.hour + interval '59 minutes 59.999999 seconds')) as m(moment) on conflict do nothing)
    select count(*)::int as read from taken`);
  return read > 0;
}

const Due = z.object({ stream: z.number(), hour: z.date(), there: z.boolean(), sealed: z.boolean(), hourless: z.boolean() });

/** Hours that are over, the oldest first: either only such as have values, or only such whose values are gone, since these lock their streams otherwise. */
async function dueHours(tx: Db, now: Date): Promise<Hour[]> {
  const due = await tx.rows(Due, sql`
    select p.datastream_id as stream, p.hour, d.id is not null as there, p.hour < greatest(k.raw_from, s.raw_floor) as sealed, coalesce(p.hour < k.hours_from, false) as hourless
    from (select hour, datastream_id from sense.history_pending where hour <= ${new Date(now.getTime() - HOUR_MS - GRACE_MS)}::timestamptz order by hour limit ${MOST_HOURS}) p
      cross join sense.history_state s left join sense.datastreams d on d.id = p.datastream_id left join sense.history_kept k on k.datastream_id = p.datastream_id`);
  const [sealed, open] = [due.filter((one) => one.sealed), due.filter((one) => !one.sealed)];
  return sealed.length ? sealed : open;
}

async function count(tx: Db, zone: string, due: readonly Hour[]): Promise<void> {
  if (due.length === 0) return;
  const there = due.filter((one) => one.there);
  if (due.some((one) => one.sealed)) {
    const touched = await addLate(tx, zone, there);
    await setRight(tx, touched);
  } else {
    const left = await countHours(tx, zone, there);
    await countDays(tx, zone, left);
  }
  await tx.run(sql`delete from sense.history_pending p using unnest(${due.map((one) => one.hour)}::timestamptz[], ${due.map((one) => one.stream)}::bigint[]) as w(hour, stream) where p.hour = w.hour and p.datastream_id = w.stream`);
}

/** Hours from their values. A stream that is being removed is left out. */
async function countHours(tx: Db, zone: string, hours: readonly Hour[]): Promise<Hour[]> {
  const held = new Set((await tx.rows(z.object({ id: z.number() }), sql`select id from sense.datastreams where id = any(${[...new Set(hours.map((one) => one.stream))]}::bigint[]) order by id for key share`)).map(({ id }) => id));
  const kept = hours.filter((one) => held.has(one.stream));
  await tx.run(sql`
    with counted as materialized (
      select w.stream, w.hour, x.* from unnest(${kept.map((one) => one.stream)}::bigint[], ${kept.map((one) => one.hour)}::timestamptz[]) as w(stream, hour) cross join lateral (
        select ${OF_VALUES} from sense.observations v where v.datastream_id = w.stream and v.time >= w.hour and v.time < w.hour + interval '1 hour' and date_trunc('hour', v.time, ${zone}::text) = w.hour) x),
    emptied as (delete from sense.observation_hours h using counted c where c.n = 0 and h.datastream_id = c.stream and h.hour = c.hour)
    insert into sense.observation_hours (datastream_id, hour, ${FIGURES}) select stream, hour, ${FIGURES} from counted where n > 0 on conflict (datastream_id, hour) do update set ${REPLACED}`);
  return kept;
}

/** Days from their hours. One whose hours are gone in part stays as it is but for what came later (late.ts). */
export const countDays = (tx: Db, zone: string, hours: readonly Pick<Hour, 'stream' | 'hour'>[]): Promise<number> => tx.run(sql`
  with wanted as (
    select distinct w.stream, date_trunc('day', w.hour, ${zone}::text) as day from unnest(${hours.map((one) => one.stream)}::bigint[], ${hours.map((one) => one.hour)}::timestamptz[]) as w(stream, hour)),
  counted as materialized (
    select w.stream, w.day, x.* from wanted w left join sense.history_kept k on k.datastream_id = w.stream cross join lateral (
      select ${OF_FIGURES} from sense.observation_hours f where f.datastream_id = w.stream and f.hour >= w.day and f.hour < w.day + interval '26 hours' and date_trunc('day', f.hour, ${zone}::text) = w.day) x
    where w.day >= coalesce(k.hours_from, '-infinity')),
  emptied as (delete from sense.observation_days d using counted c where c.n is null and d.datastream_id = c.stream and d.day = c.day)
  insert into sense.observation_days (datastream_id, day, ${FIGURES}) select stream, day, ${FIGURES} from counted where n is not null on conflict (datastream_id, day) do update set ${REPLACED}`);
