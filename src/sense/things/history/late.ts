// What comes for a time whose values are gone already (retention): it is added to the roll-up, which alone remembers that time, and taken out of the values at once,
// so that it is added once only.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { FIGURES, ofFigures, OF_VALUES, REPLACED } from './sums.ts';

/** An hour that is no longer what its values say. */
export interface Hour {
  readonly stream: number; readonly hour: Date;
  /** The stream is still there. */
  readonly there: boolean;
  /** Its values are gone. */
  readonly sealed: boolean;
  /** Its row is gone too: only the day is kept. */
  readonly hourless: boolean;
}

const Added = z.object({ stream: z.number() });

/** Adds the values that lie in these sealed hours. Returns the streams that lost rows by it. */
export async function addLate(tx: Db, zone: string, hours: readonly Hour[]): Promise<number[]> {
  const streams = [...new Set(hours.map((one) => one.stream))];
  await tx.run(sql`select id from sense.datastreams where id = any(${streams}::bigint[]) order by id for no key update`);
  await forgetting(tx);
  const touched = await tx.rows(Added, sql`
    with wanted as (select * from unnest(${hours.map((one) => one.stream)}::bigint[], ${hours.map((one) => one.hour)}::timestamptz[], ${hours.map((one) => one.hourless)}::boolean[]) as w(stream, hour, hourless)),
    v as (
      delete from sense.observations o using wanted w where o.datastream_id = w.stream and o.time >= w.hour and o.time < w.hour + interval '1 hour' and date_trunc('hour', o.time, ${zone}::text) = w.hour
      returning w.stream, w.hour, w.hourless, o.number, o.time, o.id),
    late as materialized (select v.stream, v.hour, v.hourless, date_trunc('day', v.hour, ${zone}::text) as day, ${OF_VALUES} from v group by 1, 2, 3, 4),
    hours as (
      insert into sense.observation_hours (datastream_id, hour, ${FIGURES})
      select f.stream, f.hour, ${ofFigures(sql`f.came`)} from (
        select stream, hour, ${FIGURES}, 1 as came from late where not hourless union all
        select h.datastream_id, h.hour, ${figuresOf(sql`h`)}, 0 from sense.observation_hours h join late l on not l.hourless and h.datastream_id = l.stream and h.hour = l.hour) f
      group by 1, 2 on conflict (datastream_id, hour) do update set ${REPLACED}),
    days as (
      insert into sense.observation_days (datastream_id, day, ${FIGURES})
      select f.stream, f.day, ${ofFigures(sql`f.came`)} from (
        select stream, day, ${FIGURES}, 1 as came from late union all
        select d.datastream_id, d.day, ${figuresOf(sql`d`)}, 0 from sense.observation_days d where exists (select 1 from late l where d.datastream_id = l.stream and d.day = l.day)) f
      group by 1, 2 on conflict (datastream_id, day) do update set ${REPLACED})
    select distinct stream from late`);
  return touched.map(({ stream }) => stream);
}

const figuresOf = (a: ReturnType<typeof sql>) => sql`${a}.n, ${a}.numbers, ${a}.min, ${a}.max, ${a}.avg, ${a}.first, ${a}.first_at, ${a}.last, ${a}.last_at`;

/** What this transaction takes away of the values does not mark their hours. */
export const forgetting = (tx: Db) => tx.run(sql`select set_config('comis.forgetting', 'on', true)`);
