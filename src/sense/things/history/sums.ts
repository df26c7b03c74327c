// The figures of an hour or a day, as fragments: from values, and from other figures.
import { sql, type Query } from '#ground/db/index.ts';

/** The columns of a roll-up after its key. */
export const FIGURES = sql`n, numbers, min, max, avg, first, first_at, last, last_at`;
export const REPLACED = sql`n = excluded.n, numbers = excluded.numbers, min = excluded.min, max = excluded.max, avg = excluded.avg, first = excluded.first, first_at = excluded.first_at, last = excluded.last, last_at = excluded.last_at`;

/** Times 2^-40, so that sums of the largest numbers stay numbers; the smallest, which would fall out of the range, count as nothing. */
export const scaled = (number: Query): Query => sql`case when abs(${number}) < 1e-280 then 0::float8 else ${number} * 9.094947017729282e-13::float8 end`;

/** Figures of values (alias v: number, time, id). Of several values of one moment the one that came last is the last. */
export const OF_VALUES: Query = sql`count(*) as n, count(v.number) as numbers, min(v.number) as min, max(v.number) as max, sense.history_mean(sum(${scaled(sql`v.number`)}), count(v.number), min(v.number), max(v.number)) as avg,
  (array_agg(v.number order by v.time, v.id) filter (where v.number is not null))[1] as first, min(v.time) filter (where v.number is not null) as first_at,
  (array_agg(v.number order by v.time desc, v.id desc) filter (where v.number is not null))[1] as last, max(v.time) filter (where v.number is not null) as last_at`;

/** Figures of figures (alias f). `came`: which of two that tell of the same moment came first; not asked where there are none such. */
export const ofFigures = (came: Query = sql`0`): Query => sql`sum(f.n)::bigint as n, sum(f.numbers)::bigint as numbers, min(f.min) as min, max(f.max) as max, sense.history_mean(sum((${scaled(sql`f.avg`)}) * f.numbers), sum(f.numbers)::bigint, min(f.min), max(f.max)) as avg,
  (array_agg(f.first order by f.first_at, ${came}) filter (where f.first_at is not null))[1] as first, min(f.first_at) as first_at, (array_agg(f.last order by f.last_at desc, ${came} desc) filter (where f.last_at is not null))[1] as last, max(f.last_at) as last_at`;
export const OF_FIGURES = ofFigures();
