// Retention (保存期限): values older than their policy says go when their hours are counted; hours go when their days are; days stay for ever. A month that no stream
// needs any more is dropped as a whole, the rest goes row by row, some thousands in a transaction. Afterwards `observed` and the times of a stream say
// what is still there to be read as observations, as SensorThings means them; what was before stands in the roll-ups.
import { z } from 'zod';
import { sql, sqlState, type Database, type Db, type Query } from '#ground/db/index.ts';
import { setRight } from '../writing/remove.ts';
import { forgetting } from './late.ts';
import { rollUp } from './rolling.ts';

export interface Forgotten { values: number; hours: number; months: number }
/** Rows of one transaction, about: an hour or a day goes as a whole. */
const SLICE = 5000;
const STREAMS = 200;

/** Midnight of the city so many days before today. */
export const midnight = (now: Date, zone: string, days: Query) => sql`((date_trunc('day', ${now}::timestamptz at time zone ${zone}::text) - make_interval(days => ${days})) at time zone ${zone}::text)`;

/** Does what the policies say. Safe at any time and after any crash: what is not rolled up yet is not forgotten. */
export async function forget(db: Database, zone: string, now: Date): Promise<Forgotten> {
  await rollUp(db, zone, now);
  const done: Forgotten = { values: 0, hours: 0, months: 0 };
  await forgetMonths(db, zone, now, done);
  await eachStream(db, outdated(zone, now, 'values'), async (stream, cut) => { done.values += await forgetValues(db, zone, stream, cut); });
  await eachStream(db, outdated(zone, now, 'hours'), async (stream, cut) => { done.hours += await forgetHours(db, zone, stream, cut); });
  return done;
}

/** Streams after one of them that have what their policy no longer wants, with the moment before which it goes. */
const outdated = (zone: string, now: Date, what: 'values' | 'hours') => (after: number): Query => {
  const days = what === 'values' ? sql`p.raw_days` : sql`p.hours_days`;
  const has = what === 'values' ? sql`d.time_from < c.cut and exists (select 1 from sense.observations o where o.datastream_id = d.id and o.time < c.cut)` : sql`exists (select 1 from sense.observation_hours h where h.datastream_id = d.id and h.hour < c.cut)`;
  return sql`select d.id, c.cut from sense.datastreams d join sense.things t on t.id = d.thing_id cross join lateral sense.history_policy(d.observed_property_id, t.kind) p
    cross join lateral (select ${midnight(now, zone, days)} as cut) c where d.id > ${after}::bigint and ${has} order by d.id limit ${STREAMS}`;
};

async function eachStream(db: Db, after: (id: number) => Query, forgetOf: (stream: number, cut: Date) => Promise<void>): Promise<void> {
  for (let last = 0; ;) {
    const some = await db.rows(z.object({ id: z.number(), cut: z.date() }), after(last));
    for (const { id, cut } of some) await forgetOf(id, cut);
    if (some.length < STREAMS) return;
    last = some.at(-1)?.id ?? last;
  }
}

const Gone = z.object({ n: z.number(), more: z.boolean(), recount: z.boolean() });
/** Something of this time is not in the roll-ups yet. */
class NotYet extends Error {}

async function forgetValues(db: Database, zone: string, stream: number, cut: Date): Promise<number> {
  let n = 0;
  for (let recount = false, more = true; more;) {
    const gone = await db.begin((tx) => forgetSlice(tx, zone, stream, cut, recount)).catch(unlessNotYet);
    if (!gone) return n;
    n += gone.n;
    ({ more } = gone);
    recount ||= gone.recount;
  }
  return n;
}

async function forgetSlice(tx: Db, zone: string, stream: number, cut: Date, recount: boolean): Promise<z.output<typeof Gone>> {
  await tx.run(sql`select 1 from sense.history_state for update`);
  // What adds to the stream or takes of it waits.
  await tx.run(sql`select id from sense.datastreams where id = ${stream}::bigint for no key update`);
  await forgetting(tx);
  const { border } = await tx.one(z.object({ border: z.date() }), sql`
    select least(${cut}::timestamptz, date_trunc('hour', (select o.time from sense.observations o where o.datastream_id = ${stream}::bigint and o.time < ${cut}::timestamptz order by o.time offset ${SLICE} limit 1), ${zone}::text) + interval '1 hour') as border`);
  const gone = await tx.one(Gone, sql`
    with gone as (delete from sense.observations o where o.datastream_id = ${stream}::bigint and o.time < ${border}::timestamptz returning o.time, o.time_end, o.result_time),
    sums as (select count(*) as n, max(coalesce(time_end, time)) as time_to, min(result_time) as result_from, max(result_time) as result_to from gone),
    kept as (insert into sense.history_kept (datastream_id, raw_from) values (${stream}::bigint, ${border}::timestamptz) on conflict (datastream_id) do update set raw_from = greatest(history_kept.raw_from, excluded.raw_from)),
    figures as (update sense.datastreams d set observed = d.observed - s.n, time_from = (select o.time from sense.observations o where o.datastream_id = d.id and o.time >= ${border}::timestamptz order by o.time limit 1) from sums s where d.id = ${stream}::bigint)
    select s.n, ${border}::timestamptz < ${cut}::timestamptz as more, coalesce(s.time_to >= d.time_to or s.result_from <= d.result_from or s.result_to >= d.result_to, false) as recount from sums s, sense.datastreams d where d.id = ${stream}::bigint`);
  await refuseUnrolled(tx, border, stream);
  if (!gone.more && (recount || gone.recount)) await setRight(tx, [stream]);
  return gone;
}

/** Throws while something before `border` was added, taken away or changed that the roll-ups do not know. The caller holds the state, so that they cannot learn of it meanwhile. */
async function refuseUnrolled(tx: Db, border: Date, stream?: number): Promise<void> {
  const of = (column: Query) => (stream === undefined ? sql`true` : sql`${column} = ${stream}::bigint`);
  const { behind } = await tx.one(z.object({ behind: z.boolean() }), sql`
    select exists (select 1 from sense.history_pending where hour < ${border}::timestamptz and ${of(sql`datastream_id`)}) or exists (select 1 from sense.history_dirty where hour < ${border}::timestamptz and ${of(sql`datastream_id`)})
      or exists (select 1 from sense.history_backfill where ${of(sql`datastream_id`)})
      or exists (select 1 from sense.history_state s join sense.observation_batches b on (b.tx, b.id) > (s.tx, s.id) cross join lateral unnest(b.streams, b.times) as u(stream, time) where u.time < ${border}::timestamptz and ${of(sql`u.stream`)}) as behind`);
  if (behind) throw new NotYet();
}

function unlessNotYet(error: unknown): undefined {
  // 55P03: somebody reads for long; the next night comes.
  if (error instanceof NotYet || sqlState(error) === '55P03') return undefined;
  throw error;
}

async function forgetHours(db: Database, zone: string, stream: number, cut: Date): Promise<number> {
  for (let n = 0; ;) {
    const gone = await db.begin(async (tx) => {
      await tx.run(sql`select 1 from sense.history_state for update`);
      const slice = await tx.one(z.object({ n: z.number(), more: z.boolean(), border: z.date() }), sql`
        with border as (select least(${cut}::timestamptz, date_trunc('day', (select h.hour from sense.observation_hours h where h.datastream_id = ${stream}::bigint and h.hour < ${cut}::timestamptz order by h.hour offset ${SLICE} limit 1), ${zone}::text)) as b),
        gone as (delete from sense.observation_hours h using border where h.datastream_id = ${stream}::bigint and h.hour < border.b returning 1),
        kept as (insert into sense.history_kept (datastream_id, raw_from, hours_from) select ${stream}::bigint, b, b from border
          on conflict (datastream_id) do update set hours_from = greatest(history_kept.hours_from, excluded.hours_from), raw_from = greatest(history_kept.raw_from, excluded.raw_from))
        select (select count(*) from gone) as n, b as border, b < ${cut}::timestamptz as more from border`);
      const { raw } = await tx.one(z.object({ raw: z.boolean() }), sql`select exists (select 1 from sense.observations o where o.datastream_id = ${stream}::bigint and o.time < ${slice.border}::timestamptz) as raw`);
      if (raw) throw new NotYet();
      await refuseUnrolled(tx, slice.border, stream);
      return slice;
    }).catch(unlessNotYet);
    n += gone?.n ?? 0;
    if (!gone?.more) return n;
  }
}

const Month = z.object({ month: z.string(), from: z.date(), border: z.date() });
/** Whole months that no stream with values wants any more, the oldest first. Their end is the end of the city's hour they end in. */
export const droppable = (db: Db, zone: string, now: Date): Promise<z.output<typeof Month>[]> => db.rows(Month, sql`
  with cuts as (
    select min(coalesce(${midnight(now, zone, sql`p.raw_days`)}, '-infinity')) as cut
    from sense.datastreams d join sense.things t on t.id = d.thing_id left join lateral sense.history_policy(d.observed_property_id, t.kind) p on true where d.observed > 0),
  months as (
    select to_date(substr(c.relname, 14), 'YYYY_MM') as month from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'sense.observations'::regclass and c.relname ~ '^observations_\\d{4}_\\d{2}$'),
  ends as (
    select month, (month::timestamp at time zone 'UTC') as "from", ((month + interval '1 month') at time zone 'UTC') as "end" from months)
  select e.month::text as month, e."from", date_trunc('hour', e."end" + interval '59 minutes 59 seconds', ${zone}::text) as border from ends e, cuts
  where date_trunc('hour', e."end" + interval '59 minutes 59 seconds', ${zone}::text) <= cuts.cut order by 1`);

async function forgetMonths(db: Database, zone: string, now: Date, done: Forgotten): Promise<void> {
  for (const { month, from, border } of await droppable(db, zone, now)) {
    const gone = await db.begin((tx) => dropMonth(tx, month, from, border)).catch(unlessNotYet);
    if (!gone) return;
    done.months += 1;
    done.values += gone.n;
    for (let i = 0; i < gone.recount.length; i += STREAMS) await db.begin((tx) => setRight(tx, gone.recount.slice(i, i + STREAMS)));
  }
}

/** Reading and adding wait while a month is counted and dropped: a second or so for ten million values. */
async function dropMonth(tx: Db, month: string, from: Date, border: Date): Promise<{ n: number; recount: number[] }> {
  await tx.run(sql`select set_config('lock_timeout', '5s', true)`);
  await tx.run(sql`select 1 from sense.history_state for update`);
  await tx.run(sql`lock table sense.observations in access exclusive mode`);
  await refuseUnrolled(tx, border);
  await forgetting(tx);
  const streams = await tx.rows(z.object({ id: z.number(), n: z.number(), recount: z.boolean() }), sql`
    with gone as (select o.datastream_id as id, count(*) as n, max(coalesce(o.time_end, o.time)) as time_to from sense.observations o where o.time < ${border}::timestamptz group by 1)
    update sense.datastreams d set observed = d.observed - g.n, time_from = (select o.time from sense.observations o where o.datastream_id = d.id and o.time >= ${border}::timestamptz order by o.time limit 1)
    from gone g where d.id = g.id returning d.id, g.n, d.result_from is not null or g.time_to >= d.time_to as recount`);
  // What lies in other tables: the rest of the hour, what came for months dropped before.
  const month_end = sql`((${month}::text::date + interval '1 month') at time zone 'UTC')`;
  await tx.run(sql`delete from sense.observations o where o.time < ${border}::timestamptz and (o.time < ${from}::timestamptz or o.time >= ${month_end})`);
  await tx.run(sql`update sense.history_state set raw_floor = greatest(raw_floor, ${border}::timestamptz)`);
  await tx.run(sql`select sense.history_drop_month(${month}::text::date)`);
  return { n: streams.reduce((sum, one) => sum + one.n, 0), recount: streams.flatMap((one) => (one.recount ? [one.id] : [])) };
}
