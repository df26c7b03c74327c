// Last month in three figures, each with its denominator. Counted from the published view, kept ten minutes: no visitor waits for it twice.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';

/** Cases (举报 投诉 求助) closed in the month, as resolved or not. Rates are n of all; hours a median, undefined without cases. */
export interface Figures { readonly month: Date; readonly closed: number; readonly onTime: { n: number; all: number }; readonly hours: { median: number | null; all: number }; readonly solved: { n: number; all: number } }

const Row = z.object({ closed: z.number(), on_time: z.number(), timed: z.number(), hours: z.number().nullable(), measured: z.number(), solved: z.number(), rated: z.number() });
const KEEP_MS = 600_000;
const kept = new WeakMap<Db, { until: number; figures: Promise<Figures> }>();

/** The figures of the month before `now` in the city's zone; at most ten minutes old. A failed count is not kept. */
export function lastMonth(db: Db, zone: string, now: Date): Promise<Figures> {
  const held = kept.get(db.root);
  if (held && held.until > now.getTime() && held.until - KEEP_MS <= now.getTime()) return held.figures;
  const figures = count(db, zone, now).catch((error: unknown) => { kept.delete(db.root); throw error; });
  kept.set(db.root, { until: now.getTime() + KEEP_MS, figures });
  return figures;
}

async function count(db: Db, zone: string, now: Date): Promise<Figures> {
  const month = z.object({ start: z.date(), end: z.date() });
  // updated_at is never before closed_at and has an index; closed_at has none.
  const row = await db.one(Row.extend(month.shape), sql`
    with span as (select date_trunc('month', ${now}::timestamptz at time zone ${zone}) as month),
      edges as (select (month - interval '1 month') at time zone ${zone} as start, month at time zone ${zone} as "end" from span)
    select edges.start, edges."end", count(c.id)::int as closed,
      count(*) filter (where c.dispatched_at is not null and (not c.late or c.exempt))::int as on_time, count(*) filter (where c.dispatched_at is not null)::int as timed,
      percentile_cont(0.5) within group (order by extract(epoch from c.handled_at - c.dispatched_at) / 3600) filter (where c.handled_at >= c.dispatched_at) as hours, count(*) filter (where c.handled_at >= c.dispatched_at)::int as measured,
      count(*) filter (where c.solved)::int as solved, count(c.solved)::int as rated
    from edges left join city.v_cases c on c.updated_at >= edges.start and c.closed_at >= edges.start and c.closed_at < edges."end"
      and c.nature in ('report', 'complaint', 'help') and c.outcome in ('resolved', 'unresolved') and c.merged_into is null
    group by edges.start, edges."end"`);
  return {
    month: row.start, closed: row.closed, onTime: { n: row.on_time, all: row.timed }, hours: { median: row.hours, all: row.measured }, solved: { n: row.solved, all: row.rated },
  };
}

/** A share in percent with one decimal, undefined when there is nothing to divide by. */
export const percent = ({ n, all }: { n: number; all: number }): string | undefined => (all === 0 ? undefined : (Math.round((n / all) * 1000) / 10).toString());
