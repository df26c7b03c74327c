// Long lists, narrowed by anything, at a million cases. No single plan is right for them: read newest first, a rare word walks the whole table;
// gathered from its index, a common one sorts half of it. So one statement tries three ways in turn, each bounded, and stops at the first that fills the page:
//   walked   the newest WALKED cases in the order of an index, those that fit picked out: fills the page when a fortieth of them fits;
//   recent   what fits among the last SLOTS months, gathered from the index cases_sought, then sorted: at most a few thousand;
//   whole    all that fit, gathered and sorted: what is not among the recent ones is rare.
// A way that is not needed is planned, never executed (its condition is counted first). EXPLAIN at 1,000,000 cases: docs/rooms/cases.md.
// Rejected: an index for each pair of filters (every step of a case writes every index), and counting or sampling beforehand (a second question).
import { all, sql, type Query } from '#ground/db/index.ts';

const DAY_MS = 86_400_000;
const SLOT_DAYS = 30;
const SLOTS = 3;
const EPOCH = Date.UTC(2000, 0, 1);
/** How many rows of an index are walked for each row wanted, and at least and at most. */
const [WALKED, WALKED_LEAST, WALKED_MOST] = [40, 600, 2000];
/** Where there is no second way before all is gathered, more are walked. */
const CHANGED = 5000;

/** What the index cases_sought knows, written as its migration writes it; on alias c. */
const facets = sql`array[c.class, '~' || c.nature, '@' || c.source, '#' || c.supervision, case when c.filed_at is not null then '=' || c.command end,
    case when c.stage = 'void' then '!void' when c.closed_at is null then '!open' else '!closed' end, case when c.late then '!late' end]`;
const slot = sql`array[(extract(epoch from (c.received_at - timestamptz '2000-01-01 00:00:00+00'))::bigint / 2592000)::int]`;

export interface Facets {
  /** Codes of small classes, any of them. */
  readonly classes?: readonly string[] | undefined;
  readonly natures?: readonly string[] | undefined;
  readonly sources?: readonly string[] | undefined;
  /** Code of the area that holds the case, of any kind. */
  readonly area?: string | undefined;
  readonly unit?: string | undefined;
  readonly open?: boolean | undefined;
  /** Any of these. */
  readonly stages?: readonly string[] | undefined;
  /** Late: the limit was missed, or the promise has passed and nothing has stopped the clock. */
  readonly late?: boolean | undefined;
  /** As searchQuery makes it. */
  readonly words?: string | undefined;
}

/** Has any of these: a class, ~nature, @source, #supervision, =command (of what is filed), !open, !closed, !void, !late. On alias c. */
export const hasAny = (tokens: readonly string[]): Query => sql`${facets} && ${[...tokens]}::text[]`;

/** Conditions on alias c that cases_sought answers; those not asked for are absent. */
export function faceted(f: Facets, now: Date): Query[] {
  const passed = sql`(c.late or (c.closed_at is null and c.suspended_at is null and c.due_at < ${now}::timestamptz))`;
  const given = [
    f.classes && hasAny(f.classes), f.natures?.length ? hasAny(f.natures.map((nature) => `~${nature}`)) : undefined, f.sources?.length ? hasAny(f.sources.map((source) => `@${source}`)) : undefined,
    f.area === undefined ? undefined : sql`c.path @> array[${f.area}]::text[]`, f.unit === undefined ? undefined : sql`c.units @> array[${f.unit}]::text[]`,
    f.open === undefined ? undefined : hasAny(f.open ? ['!open'] : ['!closed', '!void']),
    f.stages?.length ? sql`${hasAny([...new Set(f.stages.map((stage) => (stage === 'void' ? '!void' : stage === 'closed' ? '!closed' : '!open')))])} and c.stage = any(${[...f.stages]}::text[])` : undefined,
    f.late === undefined ? undefined : f.late ? sql`${hasAny(['!late', '!open'])} and ${passed}` : sql`not ${passed}`,
    f.words === undefined ? undefined : sql`c.find @@ to_tsquery('simple', ${f.words})`,
  ];
  return given.filter((condition) => condition !== undefined);
}

/** Where a list goes on: after this row. */
export interface Place { readonly at: Date; readonly id: number }

export interface Listing {
  /** What leads an index in the list's order (isPublic, one centre, one unit): walking obeys it. */
  readonly led?: Query | undefined;
  /** What everyone of the list must fit beside, when no index leads it. */
  readonly seen?: Query | undefined;
  readonly filters: readonly (Query | undefined | false)[];
  /** Received not before, and before. */
  readonly since?: Date | undefined; readonly until?: Date | undefined;
  readonly after?: Place | undefined;
  readonly limit: number;
  readonly now: Date;
}

/** A query of (id, received_at), the newest first, at most `limit`: to be joined to whatever the page shows. */
export function newest(l: Listing): Query {
  const filters = l.filters.filter((condition): condition is Query => !!condition);
  const range = all([l.since && sql`c.received_at >= ${l.since}::timestamptz`, l.until && sql`c.received_at < ${l.until}::timestamptz`, l.after && sql`(c.received_at, c.id) < (${l.after.at}::timestamptz, ${l.after.id}::bigint)`]);
  const order = sql`order by received_at desc, id desc`;
  const led = all([l.led, range]);
  if (filters.length === 0 && !l.seen) return sql`select c.id, c.received_at from city.cases c where ${led} order by c.received_at desc, c.id desc limit ${l.limit}`;
  const fits = all([l.led, range, l.seen, ...filters]);
  const top = Math.min(l.until?.getTime() ?? Infinity, l.after?.at.getTime() ?? Infinity, l.now.getTime() + DAY_MS);
  const spanned = l.since && sql`${slot} && ${slotsBack(top, Math.min(400, slotOf(top) - slotOf(l.since.getTime()) + 1))}::int[]`;
  return staged({
    walked: sql`select c.id, c.received_at from (select * from city.cases c where ${led} order by c.received_at desc, c.id desc limit ${reach(l.limit)}) c where ${all([l.seen, ...filters])}`,
    recent: sql`select c.id, c.received_at from city.cases c where ${all([fits, sql`${slot} && ${slotsBack(top, SLOTS)}::int[]`])}`,
    whole: sql`select c.id, c.received_at from city.cases c where ${all([fits, spanned])}`,
  }, order, l.limit);
}

/** The last changed first: (id, updated_at). What changed lately may be old, so nothing is gathered by months. */
export function lastChanged(l: Pick<Listing, 'led' | 'filters' | 'limit'>): Query {
  const filters = l.filters.filter((condition): condition is Query => !!condition);
  const led = all([l.led]);
  if (filters.length === 0) return sql`select c.id, c.updated_at from city.cases c where ${led} order by c.updated_at desc, c.id desc limit ${l.limit}`;
  return staged({
    walked: sql`select c.id, c.updated_at from (select * from city.cases c where ${led} order by c.updated_at desc, c.id desc limit ${CHANGED}) c where ${all(filters)}`,
    whole: sql`select c.id, c.updated_at from city.cases c where ${all([led, ...filters])}`,
  }, sql`order by updated_at desc, id desc`, l.limit);
}

/** Where a list by limits goes on; `at` null: among those without a limit, which stand last. */
export interface UrgentPlace { readonly at: Date | null; readonly id: number }

/** The same for lists of open cases, the most urgent first, those without a limit last: (id, stage_due_at). The open ones are few, so there is no second way. */
export function mostUrgent(l: Pick<Listing, 'led' | 'filters' | 'limit'> & { readonly after?: UrgentPlace | undefined }): Query {
  const filters = l.filters.filter((condition): condition is Query => !!condition);
  const order = sql`order by stage_due_at, id`;
  if (filters.length === 0) return sql`select c.id, c.stage_due_at from (${urgentAfter(l, l.limit)}) c ${order} limit ${l.limit}`;
  return staged({
    walked: sql`select c.id, c.stage_due_at from (${urgentAfter(l, reach(l.limit))}) c where ${all(filters)}`,
    whole: sql`select c.id, c.stage_due_at from city.cases c where ${all([l.led, l.after && isAfter(l.after), ...filters, ...faceted({ open: true }, new Date(0))])}`,
  }, order, l.limit);
}

/** The next `limit` of an index by limits. Rows without a limit are no part of a comparison, so behind those with one they are read by themselves. */
function urgentAfter({ led, after }: { led?: Query | undefined; after?: UrgentPlace | undefined }, limit: number): Query {
  const some = (where: Query | undefined) => sql`(select * from city.cases c where ${all([led, where])} order by c.stage_due_at, c.id limit ${limit})`;
  if (!after?.at) return some(after && isAfter(after));
  return sql`select * from (${some(isLater(after.at, after.id))} union all ${some(sql`c.stage_due_at is null`)}) c order by c.stage_due_at, c.id limit ${limit}`;
}

const isLater = (at: Date, id: number): Query => sql`(c.stage_due_at, c.id) > (${at}::timestamptz, ${id}::bigint)`;
const isAfter = ({ at, id }: UrgentPlace): Query => (at ? sql`(${isLater(at, id)} or c.stage_due_at is null)` : sql`c.stage_due_at is null and c.id > ${id}::bigint`);

/**
 * The ways in turn: each runs only where those before it found less than a page; the last that ran is the list. What is gathered is not ordered where it is
 * gathered: with an order and a limit in sight the planner would walk the table again, for whatever it takes to be common.
 */
function staged(ways: { walked: Query; recent?: Query; whole: Query }, order: Query, limit: number): Query {
  const full = (name: Query) => sql`(select count(*) from ${name}) >= ${limit}`;
  // True everywhere, and never in a parallel worker: the workers of a way that is not taken would be started before it is known.
  const alone = sql`pg_backend_pid() > 0`;
  const [walked, recent] = [full(sql`walked`), full(sql`recent`)];
  return sql`with walked as materialized (${ways.walked} limit ${limit}),
    ${ways.recent ? sql`recent as materialized (${ways.recent} and ${alone} and not ${walked}),` : sql``}
    whole as materialized (${ways.whole} and ${alone} and not ${walked} ${ways.recent ? sql`and not ${recent}` : sql``})
    select * from (select * from walked where ${walked} ${ways.recent ? sql`union all select * from recent where ${recent}` : sql``} union all select * from whole) found ${order} limit ${limit}`;
}

const reach = (limit: number): number => Math.max(limit, Math.min(WALKED_MOST, Math.max(WALKED_LEAST, limit * WALKED)));
const slotOf = (ms: number): number => Math.floor((ms - EPOCH) / (SLOT_DAYS * DAY_MS));
/** The slot of a moment, `n - 1` before it, and the next one: PostgreSQL rounds seconds where we cut them. */
const slotsBack = (ms: number, n: number): number[] => Array.from({ length: Math.max(1, n) + 1 }, (_, i) => slotOf(ms) + 1 - i);
