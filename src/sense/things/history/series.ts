// A stream's history for whoever draws or analyses it: at most so many points, each with the least, mean and greatest of its values. Read from the finest
// that is still there and that a bounded read can take: values, else hours, else days; what is not rolled up yet always comes from the values.
import { z } from 'zod';
import { sql, type Db, type Query } from '#ground/db/index.ts';
import { scaled } from './sums.ts';

export interface SeriesPoint {
  /** The moment of its first value; of hours and days, their beginning. */
  readonly at: Date;
  readonly min: number; readonly avg: number; readonly max: number;
  /** How many values it stands for. */
  readonly n: number;
}

const Point = z.object({ at: z.date(), min: z.number(), avg: z.number(), max: z.number(), n: z.number() });
/** Rows read for one answer, at most: values or hours. */
const MOST = 50_000;
const HOUR_MS = 3_600_000;
/** Twenty-nine hundred days of hours would be too many; so long a span is read by days. */
const MOST_HOURS_MS = 20_000 * HOUR_MS;

/**
 * What stream `stream` told in `from` ≤ time < `to`, in time order, in at most `points` parts of equal length; parts without a number are left out. Numbers only.
 * An hour or day that begins before `from` is not in it. Values that came late stand in hours and days a minute or two after they came.
 */
export async function seriesOf(db: Db, stream: number, from: Date, to: Date, points: number): Promise<SeriesPoint[]> {
  if (!(to > from) || points < 1) return [];
  const span: Span = { stream, from, to, points };
  const { rolled, kept } = await db.one(Known, knownOf(span));
  // Too many values for certain, or only the roll-ups remember the beginning.
  const coarse = rolled > MOST || to.getTime() - from.getTime() > MOST_HOURS_MS || (kept !== null && kept > from);
  return db.rows(Point, coarse ? fromRollUps(span) : fromValues(span));
}

interface Span { readonly stream: number; readonly from: Date; readonly to: Date; readonly points: number }
const Known = z.object({ rolled: z.number(), kept: z.date().nullable() });

/** How many values the hours of the span stand for (as far as it matters), and since when values are there. */
const knownOf = ({ stream, from, to }: Span): Query => sql`
  select coalesce((select sum(n) from (select h.n from sense.observation_hours h where h.datastream_id = ${stream}::bigint and h.hour >= ${from}::timestamptz and h.hour < ${to}::timestamptz order by h.hour limit 20000) x), 0)::bigint as rolled,
    nullif(greatest((select k.raw_from from sense.history_kept k where k.datastream_id = ${stream}::bigint), (select raw_floor from sense.history_state)), '-infinity') as kept`;

const fromValues = (span: Span): Query => inParts(span, valuesOf(span, sql`${span.from}::timestamptz`));

/** Days for what has no hours any more or would be too many, then hours, then values of what no hour stands for yet. */
function fromRollUps(span: Span): Query {
  const { stream, from, to } = span;
  const byDay = to.getTime() - from.getTime() > MOST_HOURS_MS;
  const of = sql`datastream_id = ${stream}::bigint`;
  return sql`
    with last_hour as (select max(hour) as hour from sense.observation_hours where ${of} and hour < ${to}::timestamptz),
    hours_from as (select greatest(${from}::timestamptz, ${byDay ? sql`(select max(day) from sense.observation_days where ${of} and day < ${to}::timestamptz)` : sql`(select hours_from from sense.history_kept where ${of})`}) as at),
    values_from as (select greatest(${from}::timestamptz, (select hour + interval '1 hour' from last_hour), (select raw_from from sense.history_kept where ${of}), (select raw_floor from sense.history_state)) as at)
    ${inParts(span, sql`
      select day as time, min, max, avg, numbers as n from sense.observation_days where ${of} and day >= ${from}::timestamptz and day < least((select at from hours_from), ${to}::timestamptz)
      union all select hour, min, max, avg, numbers from sense.observation_hours where ${of} and hour >= (select at from hours_from) and hour < ${to}::timestamptz
      union all (${valuesOf(span, sql`(select at from values_from)`)})`)}`;
}

const valuesOf = ({ stream, to }: Span, from: Query): Query => sql`
  select v.time, v.number as min, v.number as max, v.number as avg, 1::bigint as n from (
    select o.time, o.number from sense.observations o where o.datastream_id = ${stream}::bigint and o.time >= ${from} and o.time < ${to}::timestamptz and o.number is not null order by o.time desc limit ${MOST}) v`;

/** Figures (time, min, max, avg, n) summed by parts of the span. */
const inParts = ({ from, to, points }: Span, figures: Query): Query => sql`
  select min(f.time) as at, min(f.min) as min, sense.history_mean(sum((${scaled(sql`f.avg`)}) * f.n), sum(f.n)::bigint, min(f.min), max(f.max)) as avg, max(f.max) as max, sum(f.n)::bigint as n
  from (${figures}) f where f.n > 0 group by floor(extract(epoch from f.time - ${from}::timestamptz) * 1000 / ${(to.getTime() - from.getTime()) / points}::float8) order by 1`;
