// A resource path walked over the model: which set or entity or property it means, and the condition its rows fulfil.
import { z } from 'zod';
import { all, sql, type Db, type Query } from '#ground/db/index.ts';
import { BadQuery } from '../query/bad.ts';
import type { ResourcePath } from '../query/path.ts';
import { entityOf, isSet, kept, propertyOf, relationOf, type EntityType, type Property, type Sees } from '../model.ts';
import type { Within } from './rows.ts';

export interface Resource {
  readonly entity: EntityType;
  /** Several entities, or one. */
  readonly many: boolean;
  readonly within: Within;
  /** The entity before the last step: when it is missing so is everything behind it. */
  readonly parent?: Resource | undefined;
  /** How many entities stand before it. */
  readonly level: number;
  readonly property?: Property | undefined;
  /** Keys inside a JSON property: /properties/colour. */
  readonly keys: readonly string[];
  readonly ending: 'ref' | 'value' | undefined;
}

/** Throws BadQuery for a path that cannot be; undefined for the name of a set that does not exist (404). */
export function resourceOf({ segments, ending }: ResourcePath, sees: Sees): Resource | undefined {
  const [first, ...rest] = segments;
  if (!first || !isSet(first.name)) return undefined;
  let here: Resource = { entity: entityOf(first.name), many: first.id === undefined, within: first.id === undefined ? () => sql`true` : byId(first.id), level: 0, keys: [], ending };
  for (const [i, { name, id }] of rest.entries()) {
    const relation = here.many ? undefined : relationOf(here.entity, name);
    if (relation) {
      if (id !== undefined && !relation.many) throw new BadQuery(`${name} is one entity and takes no id`);
      const before = here;
      const linked: Within = (alias) => through(before, (parent) => relation.link(parent, alias), sees);
      const own = id === undefined ? undefined : byId(id);
      here = { entity: entityOf(relation.target), many: relation.many && id === undefined, within: own ? (alias) => sql`${own(alias)} and ${linked(alias)}` : linked, parent: before, level: before.level + 1, keys: [], ending };
      continue;
    }
    const property = here.many || id !== undefined ? undefined : propertyOf(here.entity, name);
    if (!property) return undefined;
    const keys = rest.slice(i + 1).map((one) => one.name);
    if (keys.length && property.type !== 'json' && property.type !== 'result') return undefined;
    return valued({ ...here, property, keys });
  }
  if (ending === 'value') throw new BadQuery('$value stands after a property');
  return here;
}

function valued(resource: Resource): Resource {
  if (resource.ending === 'ref') throw new BadQuery('$ref stands after entities');
  return resource;
}

/** Larger than any id there can be: no row, and no error of the database. */
const LARGEST = Number.MAX_SAFE_INTEGER;
const byId = (id: number): Within => (id > LARGEST ? () => sql`false` : (alias) => sql`${alias}.id = ${id}::bigint`);

/** Names of the entities along a path; those of a statement's own begin with other letters. */
const NAMES = [sql`p0`, sql`p1`, sql`p2`, sql`p3`, sql`p4`, sql`p5`, sql`p6`, sql`p7`, sql`p8`, sql`p9`, sql`q0`, sql`q1`, sql`q2`, sql`q3`, sql`q4`, sql`q5`, sql`q6`, sql`q7`, sql`q8`, sql`q9`];
function through(parent: Resource, link: (parent: Query) => Query, sees: Sees): Query {
  const alias = NAMES[parent.level];
  if (!alias) throw new BadQuery(`a path goes over at most ${NAMES.length} entities`);
  return sql`exists (select 1 from ${parent.entity.table} ${alias} where ${all([parent.within(alias), kept(parent.entity, alias, sees), link(alias)])})`;
}

const P = sql`p`;
/** Whether there is such an entity (or any of a set), with everything the path says before it. */
export const isThere = async (db: Db, { entity, within }: Resource, sees: Sees): Promise<boolean> => (await db.maybe(z.object({ yes: z.boolean() }), sql`select true as yes from ${entity.table} ${P} where ${all([within(P), kept(entity, P, sees)])} limit 1`)) !== undefined;
