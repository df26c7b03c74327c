// Whose cases wait where: each queue of the desks as a condition on alias c, made so that its first column is that of an index.
// A person with one centre (nearly everyone) gets `=` rather than `any`, which lets the index give the order too.
import { sql, type Query } from '#ground/db/index.ts';
import { areasOf, is, organisationsOf, type Viewer } from '#ground/identity/index.ts';
import type { CityTools } from './context.ts';
import { seenAsStaff } from './seeing.ts';

export const QUEUES = [
  'received', 'verifying', 'returned', 'handled', 'checked', 'reopened', 'answering', 'appeals',                              // supervision
  'dispatch', 'sent-back', 'extensions', 'under-way', 'suspended', 'urging', 'first-appeals',                                  // command
  'to-sign', 'doing', 'assisting', 'asked', 'done',                                                                             // units
  'tasks', 'all',                                                                                                               // officers; everything one may see
] as const;
export type QueueName = (typeof QUEUES)[number];
/** By what a queue is ordered: the limit of the present stage, or the newest first. */
export type Order = 'due' | 'received';
export const orderOf = (queue: QueueName): Order => (queue === 'done' || queue === 'all' ? 'received' : 'due');

const SUPERVISION: readonly QueueName[] = ['received', 'verifying', 'returned', 'handled', 'checked', 'reopened', 'answering', 'appeals'];
const COMMAND: readonly QueueName[] = ['dispatch', 'sent-back', 'extensions', 'under-way', 'suspended', 'urging', 'first-appeals'];
const UNITS: readonly QueueName[] = ['to-sign', 'doing', 'assisting', 'asked'];

/** The queues whose waiting is counted for this viewer. */
export const queuesOf = (viewer: Viewer): QueueName[] =>
  [...(is(viewer, 'acceptor') ? SUPERVISION : []), ...(is(viewer, 'dispatcher') ? COMMAND : []), ...(is(viewer, 'handler') ? UNITS : []), ...(is(viewer, 'officer') ? ['tasks' as const] : [])];

/** The condition of a queue for this viewer; `false` when they have no part in it. */
export function queueWhere(queue: QueueName, viewer: Viewer, tools: CityTools, now: Date): Query {
  const [mine, command, unit] = [organisationsOf(viewer, 'acceptor'), organisationsOf(viewer, 'dispatcher'), organisationsOf(viewer, 'handler')];
  const supervised = sql`${among(sql`c.supervision`, mine)} and c.closed_at is null`;
  const commanded = sql`${among(sql`c.command`, command)} and c.closed_at is null and c.filed_at is not null`;
  const held = sql`${among(sql`c.holder`, unit)} and c.closed_at is null`;
  switch (queue) {
    case 'received': return sql`${supervised} and c.stage = 'received' and not c.returned and c.reopened = 0`;
    case 'verifying': return sql`${supervised} and c.stage = 'verifying'`;
    case 'returned': return sql`${supervised} and c.stage = 'received' and c.returned`;
    case 'reopened': return sql`${supervised} and c.stage = 'received' and not c.returned and c.reopened > 0`;
    case 'handled': return sql`${supervised} and c.stage in ('handled', 'checking')`;
    case 'checked': return sql`${supervised} and c.stage = 'checked'`;
    case 'answering': return sql`${supervised} and c.stage = 'answering'`;
    case 'appeals': return sql`c.appeal ->> 'state' in ('asked', 'seconded') and c.appeal ->> 'state' = 'seconded' and ${among(sql`c.supervision`, mine)}`;
    case 'dispatch': return sql`${commanded} and c.stage = 'filed' and not c.returned and c.suspended_at is null`;
    case 'sent-back': return sql`${commanded} and c.stage = 'filed' and c.returned and c.suspended_at is null`;
    case 'extensions': return sql`${commanded} and c.stage = 'handling' and c.extension ->> 'state' = 'asked'`;
    case 'under-way': return sql`${commanded} and c.stage = 'handling' and c.suspended_at is null`;
    case 'suspended': return sql`${commanded} and c.suspended_at is not null`;
    case 'urging': return sql`${commanded} and c.stage in ('filed', 'handling') and c.suspended_at is null and c.stage_amber_at <= ${now}`;
    case 'first-appeals': return sql`c.appeal ->> 'state' in ('asked', 'seconded') and c.appeal ->> 'state' = 'asked' and ${among(sql`c.command`, command)}`;
    case 'to-sign': return sql`${held} and c.stage = 'handling' and c.signed_at is null and c.suspended_at is null`;
    case 'doing': return sql`${held} and c.stage = 'handling' and (c.signed_at is not null or c.suspended_at is not null)`;
    case 'assisting': return sql`c.units && ${unit}::text[] and c.assisting && ${unit}::text[] and c.stage = 'handling' and c.closed_at is null`;
    case 'asked': return sql`${held} and c.stage = 'answering'`;
    case 'done': return sql`${among(sql`c.lead`, unit)} and c.stage not in ('filed', 'handling', 'answering')`;
    case 'tasks': return tasks(viewer, tools);
    case 'all': return seenAsStaff(viewer);
  }
}

/** What an officer may go to: their own tasks, and those of their area that nobody has. */
function tasks(viewer: Viewer, tools: CityTools): Query {
  const areas = areasOf(viewer, 'officer');
  const paths = areas.map((code) => tools.areas.get(code)?.path ?? [code]);
  const centres = tools.organisations.all('supervision').filter((one) => paths.some((path) => path.includes(one.area)) || areas.some((area) => tools.areas.under(one.area, area))).map((one) => one.code);
  return sql`${among(sql`c.supervision`, centres)} and c.closed_at is null and c.stage in ('verifying', 'checking') and (c.officer = ${viewer.person ?? null}::uuid or (c.officer is null and c.path && ${areas}::text[]))`;
}

function among(column: Query, codes: readonly string[]): Query {
  const [first] = codes;
  if (first === undefined) return sql`false`;
  return codes.length === 1 ? sql`${column} = ${first}` : sql`${column} = any(${[...codes]}::text[])`;
}
