// What the wall reads: two statements an area. `readNow` is what changes with every step, `readPast` what does not change before midnight.
// Measured on 1,000,000 cases: docs/rooms/wall.md.
import { z } from 'zod';
import { all, sql, type Db, type Query } from '#ground/db/index.ts';
import { NATURES } from '#city/cases/contract.ts';
import { settingValue } from '#city/settings/index.ts';
import type { Box, View } from './rules.ts';

/** The part of the city and of the catalogue that a wall shows. `depth` is how many areas stand above and including it; `classes` undefined for all. */
export interface Slice { readonly area: string; readonly depth: number; readonly classes: readonly string[] | undefined }
/** The city's moments: midnight before now, the first of the month. */
export interface Moments { readonly now: Date; readonly day: Date; readonly month: Date; readonly zone: string }

/** By no index on purpose: time or being open narrows far more than the area, and the index on paths would gather a whole district of years. */
const inside = ({ area, classes }: Slice): Query => all([sql`${area} = any(c.path)`, classes && sql`c.class = any(${[...classes]}::text[])`]);
const child = ({ depth }: Slice): Query => sql`c.path[${depth + 1}::int]`;
/** Cases in the sense of the month's figures: handled by a unit and closed with a result, not merged away. */
const counted = sql`(c.nature in ('report', 'complaint', 'help') and c.outcome in ('resolved', 'unresolved') and c.merged_into is null and c.dispatched_at is not null)`;

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const LateRow = z.object({
  number: z.string(), nature: z.enum(NATURES), class: z.string().nullable(), path: z.array(z.string()), public: z.boolean(), stage: z.string(), holder: z.string().nullable(), lead: z.string().nullable(),
  signed: z.boolean(), urged: z.number(), due: time, x: z.number().nullable(), y: z.number().nullable(),
});
export type LateRow = z.output<typeof LateRow>;
const MovedRow = z.object({ number: z.string(), nature: z.enum(NATURES), class: z.string().nullable(), path: z.array(z.string()), verb: z.string(), at: time, source: z.string() });
export type MovedRow = z.output<typeof MovedRow>;
const Now = z.object({
  open: z.number(), late: z.number(), soon: z.number(), longest: z.date().nullable(), yesterday: z.number(), received: z.number(), closed: z.number(), ten_minutes: z.number(), hidden: z.number(),
  stages: z.record(z.string(), z.number()), hours: z.record(z.string(), z.number()), children: z.record(z.string(), z.object({ open: z.number(), late: z.number() })),
  closed_today: z.record(z.string(), z.object({ closed: z.number(), on_time: z.number() })), dots: z.array(z.number()), lates: z.array(LateRow), arrived: z.array(MovedRow), stream: z.array(MovedRow), target: z.unknown(),
});
export type Now = z.output<typeof Now>;

const MOST_LATE = 12;
const HOUR = 3_600_000;
/** The verbs people at the wall want to hear of. */
const TOLD = ['file', 'dispatch', 'sign', 'return', 'feedback', 'order-check', 'check', 'rework', 'close', 'answer', 'reopen', 'urge', 'escalate', 'suspend', 'resume'];

/** Everything open in the slice and everything of today, as one row. One walk over the open cases, one over those touched since yesterday. */
export function readNow(db: Db, slice: Slice, view: View, components: readonly string[], at: Moments): Promise<Now> {
  const { now, day, zone } = at;
  const [hour, dayAgo, tenMinutes] = [new Date(now.getTime() + HOUR), new Date(now.getTime() - 24 * HOUR), new Date(now.getTime() - HOUR / 6)];
  const since = day < dayAgo ? day : dayAgo;
  return db.one(Now, sql`
    with open as materialized (
      select c.id, c.stage, c.stage_due_at as due, c.received_at, ${child(slice)} as child, case when c.visibility = 'public' then c.public_geom end as geom, coalesce(c.class = any(${[...components]}::text[]), false) as component,
        case when c.suspended_at is not null or c.stage_due_at is null then 0 when c.stage_due_at < ${now} then 3 when c.stage_due_at < ${hour} then 2 else 0 end as state
      from city.v_cases c where c.closed_at is null and ${inside(slice)}),
    touched as materialized (
      select c.closed_at, c.received_at, c.stage, c.merged_into, c.late, c.exempt, ${child(slice)} as child, ${counted} as counted
      from city.v_cases c where c.updated_at >= ${since} and c.closed_at >= ${since} and ${inside(slice)}),
    today as materialized (select c.received_at from city.v_cases c where c.received_at >= ${day} and c.received_at <= ${now} and ${inside(slice)}),
    points as (
      select floor((ST_X(geom) - ${view.west}::float8) * ${view.kx}::float8)::int as x, floor((${view.north}::float8 - ST_Y(geom)) * ${view.ky}::float8)::int as y, greatest(state, component::int) as state
      from open where geom is not null),
    cells as (select (min(y) * 2048 + min(x)) * 4 + max(state) as dot from points where x between 0 and 2047 and y between 0 and 2047 group by x / 4, y / 4),
    lates as (
      select c.number, c.nature, c.class, c.path, c.visibility = 'public' as public, c.stage, c.holder, c.lead, c.signed_at is not null as signed, c.urged, o.due,
        floor((ST_X(o.geom) - ${view.west}::float8) * ${view.kx}::float8) as x, floor((${view.north}::float8 - ST_Y(o.geom)) * ${view.ky}::float8) as y
      from (select id, due, geom from open where state = 3 order by due, id limit ${MOST_LATE}) o join city.v_cases c on c.id = o.id order by o.due, o.id),
    arrived as (
      select c.number, c.nature, c.class, c.path, 'receive' as verb, c.received_at as at, c.source from city.v_cases c
      where c.received_at >= ${since} and c.received_at <= ${now} and c.visibility = 'public' and ${inside(slice)} order by c.received_at desc, c.id desc limit 3),
    recent as (select s.id, s.case_id, s.verb, s.at from city.v_case_steps s where s.public and s.at >= ${dayAgo} and s.at <= ${now} order by s.at desc, s.id desc limit 400),
    stream as (
      select c.number, c.nature, c.class, c.path, r.verb, r.at, c.source from recent r join city.v_cases c on c.id = r.case_id
      where r.verb = any(${TOLD}::text[]) and c.visibility = 'public' and ${inside(slice)} order by r.at desc, r.id desc limit 6)
    select o.*, t.*, d.*,
      coalesce((select jsonb_object_agg(stage, n) from (select stage, count(*)::int as n from open group by stage) g), '{}') as stages,
      coalesce((select jsonb_object_agg(h, n) from (select extract(hour from received_at at time zone ${zone})::int as h, count(*)::int as n from today group by 1) g), '{}') as hours,
      coalesce((select jsonb_object_agg(child, jsonb_build_object('open', n, 'late', late)) from (select child, count(*)::int as n, (count(*) filter (where state = 3))::int as late from open where child is not null group by child) g), '{}') as children,
      coalesce((select jsonb_object_agg(child, jsonb_build_object('closed', n, 'on_time', fine)) from (select child, count(*)::int as n, (count(*) filter (where not late or exempt))::int as fine from touched where counted and child is not null and closed_at >= ${day} group by child) g), '{}') as closed_today,
      coalesce((select jsonb_agg(dot) from cells), '[]') as dots,
      coalesce((select jsonb_agg(jsonb_build_object('number', number, 'nature', nature, 'class', class, 'path', path, 'public', public, 'stage', stage, 'holder', holder, 'lead', lead, 'signed', signed, 'urged', urged,
        'due', due, 'x', x, 'y', y)) from lates), '[]') as lates,
      coalesce((select jsonb_agg(to_jsonb(arrived)) from arrived), '[]') as arrived, coalesce((select jsonb_agg(to_jsonb(stream)) from stream), '[]') as stream, ${settingValue('wall')} as target
    from (select count(*)::int as open, (count(*) filter (where state = 3))::int as late, (count(*) filter (where state = 2))::int as soon, min(due) filter (where state = 3) as longest, (count(*) filter (where geom is null))::int as hidden,
        (count(*) filter (where received_at <= ${dayAgo}))::int + (select count(*)::int from touched where closed_at > ${dayAgo} and received_at <= ${dayAgo}) as yesterday from open) o,
      (select count(*)::int as received, (count(*) filter (where received_at > ${tenMinutes}))::int as ten_minutes from today) t,
      (select count(*)::int as closed from touched where closed_at >= ${day} and closed_at <= ${now} and stage = 'closed' and merged_into is null) d`);
}

const Past = z.object({ weeks: z.array(z.object({ week: z.number(), hour: z.number(), n: z.number() })), closed: z.record(z.string(), z.object({ closed: z.number(), on_time: z.number() })) });
export type Past = z.output<typeof Past>;

/** Reports by hour of the days given (their first and last moments), and what was closed this month before today, by area below. */
export function readPast(db: Db, slice: Slice, days: readonly (readonly [from: Date, to: Date])[], at: Moments): Promise<Past> {
  return db.one(Past, sql`
    with days as (select * from unnest(${days.map(([from]) => from)}::timestamptz[], ${days.map(([, to]) => to)}::timestamptz[]) with ordinality as d(began, ended, week)),
    counts as (
      select d.week::int as week, h.hour, h.n from days d cross join lateral (
        select extract(hour from c.received_at at time zone ${at.zone})::int as hour, count(*)::int as n from city.v_cases c
        where c.received_at >= d.began and c.received_at < d.ended and ${inside(slice)} group by 1) h),
    closed as (
      select ${child(slice)} as child, count(*)::int as n, (count(*) filter (where not c.late or c.exempt))::int as fine from city.v_cases c
      where c.updated_at >= ${at.month} and c.closed_at >= ${at.month} and c.closed_at < ${at.day} and ${counted} and ${inside(slice)} group by 1)
    select coalesce((select jsonb_agg(jsonb_build_object('week', week, 'hour', hour, 'n', n)) from counts), '[]') as weeks,
      coalesce((select jsonb_object_agg(child, jsonb_build_object('closed', n, 'on_time', fine)) from closed where child is not null), '{}') as closed`);
}

const Extent = z.object({ lons: z.array(z.number()).nullable(), lats: z.array(z.number()).nullable() });
/** Where the newest cases of an area lie, for areas without an outline; undefined without positions. The outermost hundredth may be a slip of the hand. */
export async function readExtent(db: Db, area: string): Promise<Box | undefined> {
  const { lons, lats } = await db.one(Extent, sql`
    select percentile_disc(array[0.01, 0.99]::float8[]) within group (order by ST_X(g)) as lons, percentile_disc(array[0.01, 0.99]::float8[]) within group (order by ST_Y(g)) as lats
    from (select c.public_geom as g from city.v_cases c where c.path @> array[${area}]::text[] and c.public_geom is not null order by c.received_at desc, c.id desc limit 5000) n`);
  const [minLon, maxLon] = lons ?? [];
  const [minLat, maxLat] = lats ?? [];
  return minLon === undefined || maxLon === undefined || minLat === undefined || maxLat === undefined ? undefined : { minLon, minLat, maxLon, maxLat };
}
