// A stream's history for whoever draws or analyses it: at most so many points, each with the least, mean and greatest of its values.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';

export interface SeriesPoint {
  /** The moment of its first value. */
  readonly at: Date;
  readonly min: number; readonly avg: number; readonly max: number;
  /** How many values it stands for. */
  readonly n: number;
}

const Row = z.object({ at: z.date(), min: z.number(), avg: z.number(), max: z.number(), n: z.number() });
/** Values looked at for one answer, the newest of the span when there are more. */
const MOST_VALUES = 200_000;

/** What stream `stream` told in `from` ≤ time < `to`, in time order, in at most `points` parts of equal length (parts without a number are left out). Numbers only. */
export async function seriesOf(db: Db, stream: number, from: Date, to: Date, points: number): Promise<SeriesPoint[]> {
  const span = to.getTime() - from.getTime();
  if (!(span > 0) || points < 1) return [];
  return db.rows(Row, sql`
    select min(v.time) as at, min(v.number) as min, avg(v.number) as avg, max(v.number) as max, count(*)::int as n
    from (select o.time, o.number from sense.observations o where o.datastream_id = ${stream}::bigint and o.time >= ${from}::timestamptz and o.time < ${to}::timestamptz and o.number is not null order by o.time desc limit ${MOST_VALUES}) v
    group by floor(extract(epoch from v.time - ${from}::timestamptz) * 1000 / ${span / points}::float8) order by 1`);
}
