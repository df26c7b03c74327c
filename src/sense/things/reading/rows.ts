// A layout as one statement: a row is one JSON array (id, columns, opened relations, keys of the order), so that a query with any
// number of $expands is one round trip and the driver parses one value a row.
import { all, join, sql, type Query } from '#ground/db/index.ts';
import { BadQuery } from '../query/bad.ts';
import type { Options } from '../query/ast.ts';
import { entityOf, kept, propertyOf, type EntityType, type Relation, type Sees } from '../model.ts';
import { aliases, condition, value, type Aliases, type Scope } from './conditions.ts';
import type { Column, Layout } from './layout.ts';

/** How many come at most in a page, and in an opened relation, when nothing is asked for; and whatever is asked for. */
export const PAGE = 100;
export const MOST = 10_000;
export const pageSize = (options: Options): number => Math.min(options.top ?? PAGE, MOST);

/** Which rows: a condition on the alias given. */
export type Within = (alias: Query) => Query;

export interface Reading { readonly layout: Layout; readonly options: Options; readonly within: Within; readonly now: Date; readonly sees: Sees; readonly after?: readonly string[] | undefined;
  /** The rows are few and lie apart: they are gathered and then ordered, rather than looked for along the order. */
  readonly few?: boolean }

/** The rows of a set, one more than the page holds when there are more. `keyed`: the last cells of a row are where the next page can begin. */
export function rowsStatement({ layout, options, within, now, sees, after, few = false }: Reading): { statement: Query; keyed: boolean } {
  const names = aliases();
  const alias = names.next();
  const scope: Scope = { entity: layout.entity, alias, now, sees, aliases: names };
  const order = orderOf(layout.entity, options, scope, few);
  const keyed = keyable(order);
  return { keyed, statement: sql`select ${rowOf(layout, scope, keyed ? order : [])} as r from ${layout.entity.table} ${alias}
    where ${all([within(alias), kept(layout.entity, alias, sees), options.filter && condition(options.filter, scope), after && beyond(order, after)])}
    order by ${orderBy(order)} limit ${pageSize(options) + 1} offset ${after ? 0 : options.skip ?? 0}` };
}

/** How many rows there are, whatever the page. */
export function countStatement({ layout: { entity }, options, within, now, sees }: Pick<Reading, 'layout' | 'options' | 'within' | 'now' | 'sees'>): Query {
  const names = aliases();
  const alias = names.next();
  const scope: Scope = { entity, alias, now, sees, aliases: names };
  return sql`select count(*)::float8 as n from ${entity.table} ${alias} where ${all([within(alias), kept(entity, alias, sees), options.filter && condition(options.filter, scope)])}`;
}

function rowOf(layout: Layout, scope: Scope, order: readonly Ordered[]): Query {
  const cells = [sql`${scope.alias}.id`, ...layout.columns.flatMap((column) => cellsOf(column, scope.alias)), ...layout.opened.map((one) => openedCell(one.relation, one.layout, one.options, scope)), ...order.map((one) => one.key)];
  return sql`json_build_array(${join(cells)})`;
}

function cellsOf({ property, keys }: Column, a: Query): Query[] {
  if (keys.length) return [sql`${property.of(a)} #> ${[...keys]}::text[]`];
  if (property.type === 'interval') return [sql`${property.of(a)}`, property.end?.(a) ?? sql`null`];
  if (property.type === 'result') return [sql`coalesce(to_json(${property.number?.(a) ?? sql`null::float8`}), ${property.of(a)}::json)`];
  return [property.of(a)];
}

/** An opened relation: a row or null, or `{rows, n}` with one row more than asked for when there are more. */
function openedCell(relation: Relation, layout: Layout, options: Options, outer: Scope): Query {
  const alias = outer.aliases.next();
  const scope: Scope = { ...outer, entity: layout.entity, alias };
  const linked = relation.link(outer.alias, alias);
  const which = all([linked, kept(layout.entity, alias, outer.sees), options.filter && condition(options.filter, scope)]);
  if (!relation.many) return sql`(select ${rowOf(layout, scope, [])} from ${layout.entity.table} ${alias} where ${which} limit 1)`;
  if (isLatest(outer.entity, relation, options)) return latestCell(layout, scope, outer, which, options);
  const order = options.orderby ? orderOf(layout.entity, options, scope) : [{ by: relation.order?.(outer.alias, alias) ?? naturalOrder(layout.entity, alias), down: false, key: sql`null` }, idOrder(alias, false)];
  const counted = options.count ? sql`(select count(*) from ${layout.entity.table} ${alias} where ${which})` : sql`null`;
  const one = outer.aliases.next();
  return sql`json_build_object('n', ${counted}, 'rows', (select coalesce(json_agg(${one}.r), '[]') from (
    select ${rowOf(layout, scope, [])} as r from ${layout.entity.table} ${alias} where ${which} order by ${orderBy(order)} limit ${pageSize(options) + 1} offset ${options.skip ?? 0}) ${one}))`;
}

/** The newest observation of a stream, as dashboards ask for every stream of every thing. */
function isLatest(entity: EntityType, relation: Relation, options: Options): boolean {
  const [order, ...more] = options.orderby ?? [];
  return relation.target === 'Observations' && (entity.set === 'Datastreams' || entity.set === 'MultiDatastreams') && options.top === 1 && !options.skip && !options.filter
    && more.length === 0 && order?.down === true && order.by.kind === 'path' && order.by.steps.length === 1 && order.by.steps[0] === 'phenomenonTime';
}

/** The one the stream remembers, by its whole key. Where clocks run ahead there may be newer ones: among those, and months before it are not looked at. */
function latestCell(layout: Layout, scope: Scope, outer: Scope, which: Query, options: Options): Query {
  const [a, d] = [scope.alias, outer.alias];
  const from = sql`select json_build_array(${rowOf(layout, scope, [])}) from ${layout.entity.table} ${a} where ${which}`;
  return sql`json_build_object('n', ${options.count ? sql`${d}.observed` : sql`null`}, 'more', ${d}.observed > 1, 'rows', coalesce(
    (${from} and ${d}.time_to = ${d}.last_time and ${a}.time = ${d}.last_time and ${a}.id = ${d}.last_id),
    (${from} and ${a}.time >= coalesce(${d}.last_time, '-infinity') order by ${a}.time desc, ${a}.id desc limit 1), '[]'))`;
}

/** Observations of one stream stand by time, which their key gives; all else by id. */
const naturalOrder = (entity: EntityType, alias: Query): Query => (entity.set === 'Observations' ? sql`${alias}.time` : sql`${alias}.id`);

/** An ordering with the text of its value for the address of the next page. `read` makes the value of that text again; absent where a value may be null, so that no page can begin after it. */
export interface Ordered { readonly by: Query; readonly down: boolean; readonly key: Query; readonly read?: (key: string) => Query }
const idOrder = (alias: Query, down: boolean, few = false): Ordered => ({ by: few ? sql`(${alias}.id + 0)` : sql`${alias}.id`, down, key: sql`${alias}.id::text`, read: (key) => sql`${key}::text::bigint` });

function orderOf(entity: EntityType, options: Options, scope: Scope, few = false): Ordered[] {
  const list = (options.orderby ?? []).map(({ by, down }): Ordered => {
    const steps = by.kind === 'path' ? by.steps : [];
    if (entity.relations.some((relation) => relation.name === steps[0])) return { by: throughOne(entity, steps, scope), down, key: sql`null` };
    const found = value(by, scope);
    if (found.kind === 'geometry') throw new BadQuery('a geometry has no order');
    if (found.kind === 'null') throw new BadQuery('null has no order');
    const sorted = found.kind === 'result' ? found.number : found.sql;
    const property = steps.length === 1 ? propertyOf(entity, steps[0] ?? '') : undefined;
    const read = property && !property.optional && property.type === 'text' ? (key: string) => sql`${key}::text` : property && (property.name === 'phenomenonTime' && entity.set === 'Observations' || property.type === 'time' && !property.optional) ? (key: string) => sql`${key}::text::timestamptz` : undefined;
    return { by: sorted, down, key: sql`(${sorted})::text`, ...(read && { read }) };
  });
  return [...list, idOrder(scope.alias, list.at(-1)?.down ?? false, few)];
}

/** `Datastream/name` of an observation: the value on the other side of relations to one. */
function throughOne(entity: EntityType, steps: readonly string[], scope: Scope): Query {
  const [first = '', ...rest] = steps;
  const relation = entity.relations.find((one) => one.name === first);
  if (!relation) return value({ kind: 'path', steps }, scope).sql;
  if (relation.many) throw new BadQuery(`the order cannot go through ${first}, of which there may be several`);
  const inner: Scope = { ...scope, entity: entityOf(relation.target), alias: scope.aliases.next() };
  return sql`(select ${throughOne(inner.entity, rest, inner)} from ${inner.entity.table} ${inner.alias} where ${all([relation.link(scope.alias, inner.alias), kept(inner.entity, inner.alias, scope.sees)])} limit 1)`;
}

const orderBy = (order: readonly Ordered[]): Query => join(order.map((one) => (one.down ? sql`${one.by} desc` : one.by)));

/** True when a page can begin after a row's keys: all one way, none ever null. */
const keyable = (order: readonly Ordered[]): boolean => order.every((one) => one.read && one.down === order[0]?.down);

function beyond(order: readonly Ordered[], keys: readonly string[]): Query {
  if (!keyable(order) || keys.length !== order.length) throw new BadQuery('$skiptoken does not fit this order');
  const mine = join(order.map((one) => one.by));
  const theirs = join(order.map((one, i) => one.read?.(keys[i] ?? '') ?? sql`null`));
  return order[0]?.down ? sql`(${mine}) < (${theirs})` : sql`(${mine}) > (${theirs})`;
}
