// Questions about observations that their streams answer. A filter on Datastream/… is asked of the streams first, which are few, and the
// observations are then looked up by stream; how many there are each stream keeps in the transaction that adds them.
import { z } from 'zod';
import { all, sql, type Db, type Query } from '#ground/db/index.ts';
import type { Expression, Options } from '../query/ast.ts';
import { entityOf, kept, type EntityType, type Sees } from '../model.ts';
import { aliases, condition } from './conditions.ts';
import type { Resource } from './resource.ts';
import type { Within } from './rows.ts';

type Group = 'Datastream' | 'MultiDatastream' | 'FeatureOfInterest';
const TARGETS = { Datastream: 'Datastreams', MultiDatastream: 'MultiDatastreams', FeatureOfInterest: 'FeaturesOfInterest' } as const;

/** A filter in two: what it asks of one related entity alone, in that entity's own words, and the rest. */
export interface Parted { readonly group: Group; readonly asked: Expression; readonly rest: Expression | undefined }

/** Undefined where no part of it can be asked of a related entity alone. */
export function parted(filter: Expression): Parted | undefined {
  const parts = conjuncts(filter);
  for (const group of ['Datastream', 'MultiDatastream', 'FeatureOfInterest'] as const) {
    const both = parts.map((part) => ({ part, own: predicateOf(part, group) }));
    const asked = joined(both.flatMap(({ own }) => own ?? []));
    if (asked) return { group, asked, rest: joined(both.flatMap(({ part, own }) => (own ? [] : [part]))) };
  }
  return undefined;
}

const conjuncts = (e: Expression): Expression[] => (e.kind === 'and' ? [...conjuncts(e.left), ...conjuncts(e.right)] : [e]);
const joined = (list: readonly Expression[]): Expression | undefined => (list.length ? list.reduce((left, right) => ({ kind: 'and', left, right })) : undefined);

/** Every predicate names the group: one that names nothing is true of all observations, not only of those that have such an entity. So is what stands behind `not`. */
function predicateOf(e: Expression, group: Group): Expression | undefined {
  if (e.kind === 'and' || e.kind === 'or') {
    const [left, right] = [predicateOf(e.left, group), predicateOf(e.right, group)];
    return left && right && { ...e, left, right };
  }
  return names(e) ? ownWords(e, group) : undefined;
}

function ownWords(e: Expression, group: Group): Expression | undefined {
  switch (e.kind) {
    case 'path': return e.steps[0] === group && e.steps.length > 1 ? { ...e, steps: e.steps.slice(1) } : undefined;
    case 'compare': case 'calculate': {
      const [left, right] = [ownWords(e.left, group), ownWords(e.right, group)];
      return left && right && { ...e, left, right };
    }
    case 'call': {
      const args = e.args.flatMap((one) => ownWords(one, group) ?? []);
      return args.length === e.args.length ? { ...e, args } : undefined;
    }
    case 'in': { const left = ownWords(e.left, group); return left && { ...e, left }; }
    case 'and': case 'or': case 'not': case 'any': return undefined;
    default: return e;
  }
}

function names(e: Expression): boolean {
  switch (e.kind) {
    case 'path': return true;
    case 'compare': case 'calculate': return names(e.left) || names(e.right);
    case 'call': return e.args.some(names);
    case 'in': return names(e.left);
    default: return false;
  }
}

export interface Narrowed { readonly within: Within; readonly rest: Options; readonly none: boolean; readonly few: boolean }

/** More entities than this are no narrowing. */
const MOST_FOUND = 2000;
/** Observations that are gathered faster than they are met on the way along the order. */
const FEW = 50_000;
const Found = z.object({ ids: z.array(z.coerce.number()), n: z.number() });
const E = sql`e`;

/** A query for observations with the streams or features of its filter found first. Undefined where that gains nothing. Throws BadQuery as the filter does. */
export async function narrowed(db: Db, resource: Resource, options: Options, sees: Sees, now: Date): Promise<Narrowed | undefined> {
  if (resource.entity.set !== 'Observations' || !options.filter) return undefined;
  const parts = parted(options.filter);
  if (!parts) return undefined;
  const { group, asked, rest } = parts;
  const entity = entityOf(TARGETS[group]);
  const observed = group === 'FeatureOfInterest' ? sql`0` : sql`${E}.observed`;
  const { ids, n } = await db.one(Found, sql`select coalesce(array_agg(f.id), '{}') as ids, coalesce(sum(f.n), 0)::float8 as n from (
    select ${E}.id, ${observed} as n from ${entity.table} ${E} where ${which(entity, asked, sees, now)} limit ${MOST_FOUND + 1}) f`);
  if (ids.length > MOST_FOUND) return undefined;
  const { filter: _, ...others } = options;
  const found: Within = group === 'FeatureOfInterest' ? (a) => sql`${a}.feature_id = any(${ids}::bigint[])` : (a) => sql`${a}.datastream_id = any(${ids}::bigint[])`;
  return { within: (a) => all([resource.within(a), found(a)]), rest: rest ? { ...others, filter: rest } : others, none: ids.length === 0, few: group !== 'FeatureOfInterest' && n <= FEW };
}

const which = (entity: EntityType, asked: Expression, sees: Sees, now: Date): Query => all([kept(entity, E, sees), condition(asked, { entity, alias: E, now, sees, aliases: aliases() })]);

/** How many observations there are, from what streams know of themselves; undefined where the filter asks more than that. Throws BadQuery as the filter does. */
export function knownCount(resource: Resource, options: Options, sees: Sees, now: Date): Query | undefined {
  if (resource.entity.set !== 'Observations') return undefined;
  const { parent } = resource;
  if (parent && parent.entity.set !== 'Datastreams' && parent.entity.set !== 'MultiDatastreams') return undefined;
  const parts = options.filter && parted(options.filter);
  if (options.filter && (!parts || parts.rest || parts.group === 'FeatureOfInterest')) return undefined;
  const asked = parts && which(entityOf(TARGETS[parts.group]), parts.asked, sees, now);
  return sql`select coalesce(sum(${E}.observed), 0)::float8 as n from sense.datastreams ${E} where ${all([parent ? all([parent.within(E), kept(parent.entity, E, sees)]) : kept(ANY_STREAM, E, sees), asked])}`;
}

/** Of both kinds. */
const ANY_STREAM: EntityType = { ...entityOf('Datastreams'), where: () => sql`true` };
