// A filter as one SQL condition. Every value is bound; the only text that reaches SQL is what stands in these files.
// A predicate over another entity (`Datastream/Thing/name eq 'x'`) becomes `exists`, which the planner turns into a semi-join either way round.
import { join, sql, type Query } from '#ground/db/index.ts';
import { BadQuery } from '../query/bad.ts';
import type { Arithmetic, Expression } from '../query/ast.ts';
import { entityOf, propertyOf, relationOf, type EntityType, type Property, type Sees } from '../model.ts';
import { SEEN } from '../seen.ts';
import { compared, type Side } from './comparing.ts';
import { called } from './functions.ts';
import { as, literalValue, type Value } from './values.ts';

/** Where names are looked up: an entity under an alias, the entities reached from it, and variables of `any`. */
export interface Scope {
  readonly entity: EntityType; readonly alias: Query; readonly now: Date; readonly sees: Sees; readonly aliases: Aliases;
  readonly reached?: ReadonlyMap<string, Here>; readonly variables?: ReadonlyMap<string, Here>;
}
interface Here { readonly entity: EntityType; readonly alias: Query }

/** Aliases of one statement, each used once. */
export interface Aliases { next(): Query }
const NAMES = [sql`a0`, sql`a1`, sql`a2`, sql`a3`, sql`a4`, sql`a5`, sql`a6`, sql`a7`, sql`a8`, sql`a9`, sql`b0`, sql`b1`, sql`b2`, sql`b3`, sql`b4`, sql`b5`, sql`b6`, sql`b7`, sql`b8`, sql`b9`, sql`c0`, sql`c1`, sql`c2`, sql`c3`, sql`c4`, sql`c5`, sql`c6`, sql`c7`, sql`c8`, sql`c9`];
export function aliases(): Aliases {
  let used = 0;
  return { next: () => { const name = NAMES[used++]; if (!name) throw new BadQuery('the query reaches over too many entities'); return name; } };
}

/** True for rows that the filter keeps. Throws BadQuery for names that are not there and kinds that do not fit. */
export function condition(e: Expression, scope: Scope): Query {
  switch (e.kind) {
    case 'and': return sql`(${condition(e.left, scope)} and ${condition(e.right, scope)})`;
    case 'or': return sql`(${condition(e.left, scope)} or ${condition(e.right, scope)})`;
    case 'not': return sql`(not coalesce(${condition(e.of, scope)}, false))`;
    case 'any': return anyOf(e, scope);
    default: return across(e, scope);
  }
}

/** The predicate inside `exists` over whatever other entities it names; without any, as it is. */
function across(e: Expression, scope: Scope): Query {
  const reached = new Map<string, Here>();
  const from: Query[] = [];
  const where: Query[] = [];
  for (const steps of pathsOf(e)) reach(steps, scope, reached, from, where);
  if (from.length === 0) return predicate(e, scope);
  where.push(predicate(e, { ...scope, reached }));
  return sql`exists (select 1 from ${join(from)} where ${join(where, sql` and `)})`;
}

function predicate(e: Expression, scope: Scope): Query {
  if (e.kind === 'compare') return indexed(e, scope) ?? compared(e.op, side(e.left, scope), side(e.right, scope));
  if (e.kind === 'in') return sql`(${join(e.list.map((one) => compared('eq', side(e.left, scope), side(one, scope))), sql` or `)})`;
  return sql`coalesce(${as('boolean', value(e, scope))}, false)`;
}

const side = (of: Expression, scope: Scope): Side => ({ value: value(of, scope), of });

/** `properties/x eq 'v'` by the index of the whole column. */
function indexed(e: Expression & { kind: 'compare' }, scope: Scope): Query | undefined {
  if (e.op !== 'eq' || e.left.kind !== 'path' || (e.right.kind !== 'string' && e.right.kind !== 'number' && e.right.kind !== 'boolean')) return undefined;
  const found = find(e.left.steps, scope);
  if (found.property?.type !== 'json' || found.keys.length === 0 || found.keys.some((key) => /^\d+$/.test(key))) return undefined;
  let wanted: unknown = e.right.value;
  for (const key of found.keys.toReversed()) wanted = { [key]: wanted };
  return sql`${found.property.of(found.here.alias)} @> ${JSON.stringify(wanted).replaceAll('\\u0000', '\uFFFD')}::text::jsonb`;
}

/** The value of an expression that stands inside a predicate. */
export function value(e: Expression, scope: Scope): Value {
  switch (e.kind) {
    case 'path': return pathValue(e.steps, scope);
    case 'call': return called(e.name, e.args.map((of) => side(of, scope)), scope.now);
    case 'calculate': return calculated(e.op, side(e.left, scope), side(e.right, scope));
    case 'compare': case 'in': return { kind: 'boolean', sql: sql`(${predicate(e, scope)})` };
    case 'and': case 'or': case 'not': case 'any': return { kind: 'boolean', sql: sql`(${condition(e, scope)})` };
    default: return literalValue(e);
  }
}

function calculated(op: Arithmetic, left: Side, right: Side): Value {
  const [l, r] = [left.value, right.value];
  if (r.kind === 'duration' && (op === 'add' || op === 'sub')) {
    if (l.kind === 'duration') return { kind: 'duration', sql: op === 'add' ? sql`(${l.sql} + ${r.sql})` : sql`(${l.sql} - ${r.sql})` };
    const moment = as('moment', l, left.of);
    return { kind: 'moment', sql: op === 'add' ? sql`(${moment} + ${r.sql})` : sql`(${moment} - ${r.sql})` };
  }
  if (op === 'sub' && (l.kind === 'moment' || l.kind === 'interval') && (r.kind === 'moment' || r.kind === 'interval')) return { kind: 'duration', sql: sql`(${as('moment', l)} - ${as('moment', r)})` };
  const [a, b] = [as('number', l, left.of), as('number', r, right.of)];
  switch (op) {
    case 'add': return { kind: 'number', sql: sql`(${a} + ${b})` };
    case 'sub': return { kind: 'number', sql: sql`(${a} - ${b})` };
    case 'mul': return { kind: 'number', sql: sql`(${a} * ${b})` };
    // Divided by nothing there is no answer, and no error either.
    case 'div': return { kind: 'number', sql: sql`(${a} / nullif(${b}, 0))` };
    case 'mod': return { kind: 'number', sql: sql`mod(${a}::numeric, nullif(${b}::numeric, 0))::float8` };
  }
}

interface Found { readonly here: Here; readonly property: Property | undefined; readonly keys: readonly string[] }

/** The property a path ends in, with the keys inside of its JSON. `property` is undefined for the id. */
function find(steps: readonly string[], scope: Scope): Found {
  const { start, rest } = begin(steps, scope);
  let here = start;
  const variable = rest.length < steps.length ? `${steps[0]}/` : '';
  for (let i = 0; i < rest.length; i++) {
    const name = rest[i] ?? '';
    const keys = rest.slice(i + 1);
    if ((name === 'id' || name === '@iot.id') && keys.length === 0) return { here, property: undefined, keys };
    const property = propertyOf(here.entity, name);
    if (property) {
      if (keys.length && property.type !== 'json' && property.type !== 'result' && property.type !== 'geometry') throw new BadQuery(`${name} has no parts`);
      return { here, property, keys };
    }
    const next = scope.reached?.get(variable + rest.slice(0, i + 1).join('/'));
    if (!next) throw new BadQuery(`${here.entity.one} has no '${name.slice(0, 60)}'`);
    here = next;
  }
  throw new BadQuery(`'${steps.join('/').slice(0, 80)}' ends in an entity, not in a value`);
}

function begin(steps: readonly string[], scope: Scope): { start: Here; rest: readonly string[] } {
  const variable = scope.variables?.get(steps[0] ?? '');
  return variable ? { start: variable, rest: steps.slice(1) } : { start: scope, rest: steps };
}

function pathValue(steps: readonly string[], scope: Scope): Value {
  const { here: { alias }, property, keys } = find(steps, scope);
  if (!property) return { kind: 'number', sql: sql`${alias}.id` };
  if (keys.length) return { kind: 'json', sql: sql`(${property.of(alias)} #> ${[...keys]}::text[])` };
  switch (property.type) {
    case 'text': return { kind: 'text', sql: property.of(alias) };
    case 'number': return { kind: 'number', sql: property.of(alias) };
    case 'json': return { kind: 'json', sql: property.of(alias) };
    case 'time': return { kind: 'moment', sql: property.of(alias) };
    case 'interval': return { kind: 'interval', sql: property.of(alias), end: property.end?.(alias) ?? sql`null` };
    case 'geometry': return { kind: 'geometry', sql: property.shape?.(alias) ?? sql`null::geometry` };
    case 'result': return { kind: 'result', sql: property.of(alias), number: property.number?.(alias) ?? sql`null::float8` };
  }
}

/** Joins the entities along a path into `from` and `where`; paths that begin alike share them. */
function reach(steps: readonly string[], scope: Scope, reached: Map<string, Here>, from: Query[], where: Query[]): void {
  const { start, rest } = begin(steps, scope);
  let key = rest.length < steps.length ? `${steps[0]}/` : '';
  let here = start;
  for (const [i, name] of rest.entries()) {
    const relation = relationOf(here.entity, name);
    if (!relation) return;
    key += (i > 0 ? '/' : '') + name;
    let next = reached.get(key);
    if (!next) {
      next = { entity: entityOf(relation.target), alias: scope.aliases.next() };
      reached.set(key, next);
      from.push(sql`${next.entity.table} ${next.alias}`);
      where.push(relation.link(here.alias, next.alias));
      // What may not be seen is not there for a filter either.
      if (scope.sees === 'public') where.push(SEEN[relation.target](next.alias));
    }
    here = next;
  }
}

function anyOf(e: Expression & { kind: 'any' }, scope: Scope): Query {
  const reached = new Map<string, Here>();
  const from: Query[] = [];
  const where: Query[] = [];
  reach(e.steps, scope, reached, from, where);
  const last = [...reached.values()].at(-1);
  const { rest } = begin(e.steps, scope);
  if (!last || reached.size !== rest.length) throw new BadQuery(`'${e.steps.join('/').slice(0, 80)}' is no set of entities`);
  if (e.of) where.push(condition(e.of, { ...scope, variables: new Map([...scope.variables ?? [], [e.variable ?? '', last]]) }));
  return sql`exists (select 1 from ${join(from)} where ${join(where, sql` and `)})`;
}

/** Every path in a predicate; those inside of `and`, `or`, `not`, `any` below it belong to predicates of their own. */
function pathsOf(e: Expression): (readonly string[])[] {
  switch (e.kind) {
    case 'path': return [e.steps];
    case 'call': return e.args.flatMap(pathsOf);
    case 'compare': case 'calculate': return [...pathsOf(e.left), ...pathsOf(e.right)];
    case 'in': return pathsOf(e.left);
    default: return [];
  }
}
