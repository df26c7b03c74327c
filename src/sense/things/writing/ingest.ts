// Observations into the tables: any number in one statement, each judged by itself, so that one wrong row spoils no other. The statement locks
// its streams in the order of their ids (two batches never wait for each other in a circle), adds the rows, keeps what is true of each
// stream now, and leaves the batch for rules and subscribers.
import { z } from 'zod';
import { none, sql, type Db, type Query } from '#ground/db/index.ts';
import { sayAdded } from './added.ts';
import { makeFeatures } from './features.ts';
import { monthsOf } from './months.ts';

/** One observation, checked for itself; whether its stream and feature exist the statement finds out. JSON values as text. */
export interface NewObservation {
  readonly stream: number;
  /** Which kind of stream it was said to be; absent: either. */
  readonly multi?: boolean | undefined;
  readonly from: Date; readonly to: Date | null; readonly resultTime: Date | null;
  readonly number: number | null; readonly result: string | null; readonly quality: string | null;
  readonly validFrom: Date | null; readonly validTo: Date | null; readonly parameters: string | null;
  /** Absent: made from the place of the thing, and used again. */
  readonly feature: number | null;
  /** Codes of organisations to whose things the sender may add; absent: to all. */
  readonly only?: readonly string[] | undefined;
}
export type Outcome = { readonly id: number; readonly feature: number } | { readonly refused: Reason };
/** Why a row was not taken. `not-yours`: the thing is of another organisation. `number`, `integer`, `boolean`, `text`: what the stream's observationType wants. `arity`: a list as long as the MultiDatastream has properties. */
export type Reason = 'no-stream' | 'not-yours' | 'no-feature' | 'no-location' | 'number' | 'integer' | 'boolean' | 'text' | 'arity';

const Judged = z.object({ ord: z.number(), id: z.number(), feature: z.number().nullable(), refused: z.enum(['no-stream', 'not-yours', 'no-feature', 'no-location', 'number', 'integer', 'boolean', 'text', 'arity']).nullable() });

/** Values from further ahead than this do not become the latest: a clock that runs wrong must not hide the right ones (ms). */
const AHEAD_MS = 600_000;

/** Outcomes in the order of `rows`. Durable when it returns, unless `db` is a transaction. */
export async function ingest(db: Db, rows: readonly NewObservation[], now: Date): Promise<Outcome[]> {
  await monthsOf(db, rows.map((row) => row.from));
  const first = await insert(db, rows, now);
  sayAdded(db);
  // The first value of a thing at a new place: its feature is made, then the row tried again.
  const again = rows.flatMap((row, i) => (first[i] && 'refused' in first[i] && first[i].refused === 'no-location' ? [{ row, i }] : []));
  if (again.length === 0 || !(await makeFeatures(db, again.map(({ row }) => row.stream)))) return first;
  const second = await insert(db, again.map(({ row }) => row), now);
  sayAdded(db);
  again.forEach(({ i }, k) => { const outcome = second[k]; if (outcome) first[i] = outcome; });
  return first;
}

/** Codes of organisations as one text of the row: PostgreSQL has no arrays of arrays of different lengths. */
const SEPARATOR = '\u001f';
const onlyText = ({ only }: NewObservation): string | null => (only ? only.join(SEPARATOR) : null);

const allowed = (rows: readonly NewObservation[]): Query => sql`left join sense.things t on t.id = s.thing_id left join unnest(${rows.map((_, i) => i)}::int[], ${rows.map(onlyText)}::text[]) as o(ord, organisations) on o.ord = i.ord`;
const notYours = sql`when o.organisations is not null and coalesce(t.organisation = any(string_to_array(o.organisations, ${SEPARATOR}::text)), false) is false then 'not-yours'`;

async function insert(db: Db, rows: readonly NewObservation[], now: Date): Promise<Outcome[]> {
  // Nearly every batch is of those who may add anywhere.
  const limited = rows.some((row) => row.only);
  // A column that nobody fills is an empty list, which unnest pads with nulls.
  const column = <T>(value: (row: NewObservation) => T | null): (T | null)[] => { const list = rows.map(value); return list.some((one) => one !== null) ? list : []; };
  const notAhead = sql`time <= ${new Date(now.getTime() + AHEAD_MS)}::timestamptz`;
  const judged = await db.rows(Judged, sql`
    with input as (
      select * from unnest(${rows.map((_, i) => i)}::int[], ${rows.map((r) => r.stream)}::bigint[], ${rows.map((r) => r.from)}::timestamptz[], ${column((r) => r.to)}::timestamptz[], ${column((r) => r.resultTime)}::timestamptz[],
        ${column((r) => r.number)}::float8[], ${column((r) => r.result)}::text[], ${column((r) => r.quality)}::text[], ${column((r) => r.validFrom)}::timestamptz[], ${column((r) => r.validTo)}::timestamptz[],
        ${column((r) => r.parameters)}::text[], ${column((r) => r.feature)}::bigint[], ${column((r) => r.multi ?? null)}::boolean[]) as i(ord, stream, time, time_end, result_time, number, result, quality, valid_from, valid_to, parameters, feature, multi)),
    streams as materialized (
      select d.id, d.thing_id, d.multi, d.observation_type, jsonb_array_length(d.data_types) as arity from sense.datastreams d where d.id = any(${[...new Set(rows.map((r) => r.stream))]}::bigint[]) order by d.id for no key update),
    places as materialized (
      select distinct on (s.id) s.id, f.id as feature from streams s join sense.thing_locations l on l.thing_id = s.thing_id join sense.features f on f.of_location = l.location_id
      where s.id = any(${[...new Set(rows.flatMap((r) => (r.feature === null ? [r.stream] : [])))]}::bigint[]) order by s.id, l.location_id desc),
    -- Ids in the order of arrival, also where the joins came in another.
    judged as materialized (select j.*, nextval('sense.observation_ids') as id from (
      select i.*, coalesce(f.id, p.feature) as feature_id, coalesce(case
        when s.id is null or s.multi <> i.multi then 'no-stream'
        ${limited ? notYours : none}
        when i.feature is not null and f.id is null then 'no-feature'
        when s.multi then case when i.result is null or jsonb_typeof(i.result::jsonb) <> 'array' or jsonb_array_length(i.result::jsonb) <> s.arity then 'arity' end
        when s.observation_type like '%OM\_Measurement' then case when i.number is null then 'number' end
        when s.observation_type like '%OM\_CountObservation' then case when i.number is null or i.number <> trunc(i.number) then 'integer' end
        when s.observation_type like '%OM\_TruthObservation' then case when i.result is null or jsonb_typeof(i.result::jsonb) <> 'boolean' then 'boolean' end
        when s.observation_type like '%OM\_CategoryObservation' then case when i.result is null or jsonb_typeof(i.result::jsonb) <> 'string' then 'text' end
      -- Last, since a feature is made for what is refused for nothing else.
      end, case when i.feature is null and p.feature is null then 'no-location' end) as refused
      from input i left join streams s on s.id = i.stream left join places p on p.id = i.stream left join sense.features f on f.id = i.feature ${limited ? allowed(rows) : none} order by i.ord) j),
    added as (
      insert into sense.observations (id, datastream_id, time, time_end, result_time, number, result, quality, valid_from, valid_to, parameters, feature_id)
      select id, stream, time, time_end, result_time, number, result::jsonb, quality::jsonb, valid_from, valid_to, parameters::jsonb, feature_id from judged where refused is null),
    -- One pass a stream, without a join of its own: a batch may bring a thousand streams.
    summed as (
      select stream, count(*) as n, min(time) as time_from, max(coalesce(time_end, time)) as time_to, min(result_time) as result_from, max(result_time) as result_to, max(time) filter (where ${notAhead}) as last_time,
        (array_agg(id order by time desc, ord desc) filter (where ${notAhead}))[1] as last_id, (array_agg(number order by time desc, ord desc) filter (where ${notAhead}))[1] as last_number, (array_agg(result order by time desc, ord desc) filter (where ${notAhead}))[1] as last_result
      from judged where refused is null group by stream),
    kept as (
      update sense.datastreams d set observed = d.observed + s.n, heard_at = ${now}::timestamptz,
        time_from = least(d.time_from, s.time_from), time_to = greatest(d.time_to, s.time_to), result_from = least(d.result_from, s.result_from), result_to = greatest(d.result_to, s.result_to),
        last_id = case when s.last_time >= coalesce(d.last_time, '-infinity') then s.last_id else d.last_id end, last_number = case when s.last_time >= coalesce(d.last_time, '-infinity') then s.last_number else d.last_number end,
        last_result = case when s.last_time >= coalesce(d.last_time, '-infinity') then s.last_result::jsonb else d.last_result end, last_time = greatest(d.last_time, s.last_time)
      from summed s where d.id = s.stream),
    told as (
      insert into sense.observation_batches (ids, streams, times, numbers)
      select array_agg(id), array_agg(stream), array_agg(time), array_agg(number) from (select * from judged where refused is null order by ord) t having count(*) > 0)
    select ord, id, feature_id as feature, refused from judged order by ord`);
  return judged.map((row): Outcome => (row.refused === null && row.feature !== null ? { id: row.id, feature: row.feature } : { refused: row.refused ?? 'no-feature' }));
}
