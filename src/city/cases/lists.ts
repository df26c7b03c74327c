// Lists of the desks: one statement a page, by keyset, never counted whole. Every condition of a queue is led by an index (queues.ts); filters narrow
// it as sought.ts says, so that neither a rare word nor a common one makes anybody wait. Plans at 1,000,000 cases: docs/rooms/cases.md.
import { z } from 'zod';
import { all, join, sql, type Db, type Query } from '#ground/db/index.ts';
import { organisationsOf, type Viewer } from '#ground/identity/index.ts';
import { many, ticked } from '#ground/http/route.ts';
import { CaseState, NATURES, SOURCES, STAGES } from './contract.ts';
import { cityTools, type CityTools } from './context.ts';
import { askedFor } from './finding.ts';
import { soughtByStaff } from './seeing.ts';
import { orderOf, queuesOf, queueWhere, type Order, type QueueName } from './queues.ts';
import { faceted, hasAny, mostUrgent, newest, type UrgentPlace } from './sought.ts';

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text)).optional();
/** What stands in the address of a queue. `from` and `to`: when it was received, the end not included; `closed`: since when it is closed. `after` is where the next page begins. */
export const Filter = z.object({
  nature: many(z.enum(NATURES)), source: many(z.enum(SOURCES)), stage: many(z.enum(STAGES)), class: z.string().max(40).optional(), area: z.string().max(40).optional(), unit: z.string().max(40).optional(),
  late: z.enum(['amber', 'red']).optional(), photo: ticked, returned: ticked, reopened: ticked, suspended: ticked, q: z.string().trim().max(100).optional(),
  from: moment, to: moment, closed: moment, sort: z.enum(['due', 'received']).optional(), after: z.string().max(60).regex(/^[0-9TZ:.-]+_\d+$/).optional(),
});
export type Filter = z.output<typeof Filter>;
export const NO_FILTER: Filter = Filter.parse({});

export const QueueRow = CaseState.pick({
  nature: true, class: true, path: true, stage: true, holder: true, lead: true, returned: true, signed_at: true, suspended_at: true, suspended_until: true, urged: true, reopened: true, reworked: true, followers: true,
  received_at: true, stage_due_at: true, stage_amber_at: true, due_at: true, amber_at: true, closed_at: true, outcome: true, late: true, priority: true, extension: true,
}).extend({
  id: z.number(), number: z.string(), title: z.string(), place: z.string().nullable(), source: z.enum(SOURCES), last_step: z.number(), lon: z.number().nullable(), lat: z.number().nullable(),
  clock_started_at: z.date().nullable(), photo: z.string().nullable(), alike: z.number(), reason: z.string().nullable(), mine: z.boolean(),
});
export type QueueRow = z.output<typeof QueueRow>;
export interface QueuePage { readonly rows: readonly QueueRow[]; readonly next: string | undefined }

const PAGE = 50;
/** One page of a queue, the most urgent first (or the newest, by `sort`). */
export async function queuePage(db: Db, viewer: Viewer, tools: CityTools, queue: QueueName, filter: Filter, now: Date, size = PAGE): Promise<QueuePage> {
  const order = orderFor(queue, filter);
  const rows = await db.rows(QueueRow, sql`
    with page as (select c.* from (${pageOf(viewer, tools, queue, filter, now, order, size + 1)}) n join city.cases c using (id))
    select c.id, c.number, c.title, c.place, c.nature, c.source, c.class, c.path, c.stage, c.holder, c.lead, c.returned, c.signed_at, c.suspended_at, c.suspended_until, c.urged, c.reopened, c.reworked, c.followers,
      c.received_at, c.stage_due_at, c.stage_amber_at, c.due_at, c.amber_at, c.closed_at, c.outcome, c.late, c.priority, c.extension, c.last_step, ST_X(c.geom) as lon, ST_Y(c.geom) as lat, coalesce(c.officer = ${viewer.person ?? null}::uuid, false) as mine,
      (select k.started_at from city.case_clocks k where k.case_id = c.id and k.ended_at is null order by k.started_at desc limit 1) as clock_started_at,
      (select f.id from ground.files f where f.owner_type = 'case' and f.owner_key = c.number and f.removed_at is null order by f.at limit 1) as photo,
      case when c.stage in ('received', 'verifying') then (select count(*)::int from (select 1 from city.cases o where o.geom && ST_Expand(c.geom, 0.0006) and o.id <> c.id and o.closed_at is null and o.class = c.class
        and o.received_at > c.received_at - interval '3 days' limit 9) n) else 0 end as alike,
      case when c.returned then (select coalesce(t.reason, t.note) from city.case_steps t where t.case_id = c.id and t.verb in ('return', 'rework', 'check') order by t.id desc limit 1) end as reason
    from page c order by ${orderBy(order)}`);
  const last = rows.length > size ? rows[size - 1] : undefined;
  return { rows: rows.slice(0, size), next: last && cursorOf(last, order) };
}

/** Which cases the page shows: (id and what orders them). Queues of open cases are led by their own index; what one may see of all cases is found as sought.ts says. */
function pageOf(viewer: Viewer, tools: CityTools, queue: QueueName, filter: Filter, now: Date, order: Order, limit: number): Query {
  const [where, after] = [queueWhere(queue, viewer, tools, now), placeOf(filter.after)];
  const asked = filter.q ? askedFor(filter.q) : undefined;
  // Who asks for a number means that one case.
  if (asked?.number !== undefined && asked.words === undefined) return sql`select c.id from city.cases c where ${all([sql`c.number = ${asked.number}`, where, ...narrowed(filter, now, tools, undefined)])} limit ${limit}`;
  const filters = narrowed(filter, now, tools, asked);
  const led = isLed(queue, viewer);
  if (order === 'due') return mostUrgent({ led: led ? where : sql`c.closed_at is null`, filters: led ? filters : [queue === 'all' ? soughtByStaff(viewer) : where, ...filters], after, limit });
  return newest({ ...(led ? { led: where } : { seen: queue === 'all' ? soughtByStaff(viewer) : where }), filters, since: filter.from, until: filter.to, after: after?.at ? { at: after.at, id: after.id } : undefined, limit, now });
}

/** Whether an index leads this viewer's queue: all cases one may see are of many areas and units, and what several units have done is in no common order. */
const isLed = (queue: QueueName, viewer: Viewer): boolean => queue !== 'all' && (queue !== 'done' || organisationsOf(viewer, 'handler').length === 1);
/** What is closed has no limit to be ordered by. */
const orderFor = (queue: QueueName, { sort, stage }: Filter): Order => (sort === 'due' && stage.length > 0 && stage.every((one) => one === 'closed' || one === 'void') ? 'received' : (sort ?? orderOf(queue)));

const orderBy = (order: Order): Query => (order === 'due' ? sql`c.stage_due_at, c.id` : sql`c.received_at desc, c.id desc`);
const cursorOf = (row: QueueRow, order: Order): string => `${(order === 'due' ? row.stage_due_at : row.received_at)?.toISOString() ?? NO_LIMIT}_${row.id}`;
/** Stands in a cursor for the time of what has no limit. */
const NO_LIMIT = '-';

function placeOf(cursor: string | undefined): UrgentPlace | undefined {
  const [time = '', id = '0'] = cursor?.split('_') ?? [];
  if (time === NO_LIMIT) return { at: null, id: Number(id) };
  const at = new Date(time);
  return cursor === undefined || Number.isNaN(at.getTime()) ? undefined : { at, id: Number(id) };
}

/** The filters as conditions; those not asked for are absent. */
function narrowed(f: Filter, now: Date, tools: CityTools, asked: ReturnType<typeof askedFor> | undefined): (Query | undefined)[] {
  const either = asked?.number !== undefined;
  return [
    ...faceted({
      natures: f.nature, sources: f.source, area: f.area, unit: f.unit, classes: f.class ? [f.class, ...tools.classes.children(f.class).map((one) => one.code)] : undefined,
      stages: f.stage, words: either ? undefined : asked?.words,
    }, now),
    either && asked.words !== undefined ? sql`(c.number = ${asked.number} or c.find @@ to_tsquery('simple', ${asked.words}))` : undefined,
    f.late === 'red' ? sql`c.stage_due_at < ${now} and c.closed_at is null and c.suspended_at is null` : f.late === 'amber' ? sql`c.stage_amber_at <= ${now} and c.closed_at is null and c.suspended_at is null` : undefined,
    f.photo ? sql`exists (select 1 from ground.files f where f.owner_type = 'case' and f.owner_key = c.number and f.removed_at is null)` : undefined,
    f.returned ? sql`${hasAny(['!open'])} and c.returned` : undefined, f.reopened ? sql`c.reopened > 0` : undefined, f.closed ? closedSince(f.closed) : undefined, f.suspended ? sql`${hasAny(['!open'])} and c.suspended_at is not null` : undefined,
  ];
}

/** A step is the last change or comes before it, so the index of changes leads. */
const closedSince = (at: Date): Query => sql`c.updated_at >= ${at}::timestamptz and c.closed_at >= ${at}::timestamptz`;

export type Counts = Readonly<Partial<Record<QueueName, number>>>;
const counted = new WeakMap<Viewer, Promise<Counts>>();
const MOST = 100;

/** How many wait in each queue of this viewer's roles, counted to 100 at most, in one statement; asked once a request however many badges want it. */
export function deskCounts(db: Db, viewer: Viewer, now: Date): Promise<Counts> {
  const before = counted.get(viewer);
  if (before) return before;
  const asking = count(db, viewer, now);
  counted.set(viewer, asking);
  return asking;
}

async function count(db: Db, viewer: Viewer, now: Date): Promise<Counts> {
  const queues = queuesOf(viewer);
  if (queues.length === 0) return {};
  const tools = await cityTools(db);
  const parts = queues.map((queue) => sql`(select count(*)::int from (select 1 from city.cases c where ${queueWhere(queue, viewer, tools, now)} limit ${MOST}) n)`);
  const row = await db.one(z.object({ n: z.array(z.number()) }), sql`select array[${join(parts)}] as n`);
  return Object.fromEntries(queues.map((queue, at) => [queue, row.n[at] ?? 0]));
}
