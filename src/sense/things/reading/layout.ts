// What a query wants of an entity, settled before any SQL: which properties and addresses, which relations opened and how far.
import { BadQuery } from '../query/bad.ts';
import type { Expansion, Options } from '../query/ast.ts';
import { entityOf, propertyOf, relationOf, type EntityType, type Property, type Relation } from '../model.ts';

export interface Column { readonly property: Property; readonly keys: readonly string[] }
export interface Opened { readonly relation: Relation; readonly layout: Layout; readonly options: Options }
export interface Layout {
  readonly entity: EntityType;
  readonly columns: readonly Column[];
  readonly id: boolean; readonly selfLink: boolean;
  /** Relations told by their address. */
  readonly links: readonly Relation[];
  readonly opened: readonly Opened[];
}

/** Throws BadQuery for names the entity does not have. */
export function layoutOf(entity: EntityType, options: Options): Layout {
  const opened = merged(options.expand ?? []).map(({ name, options: inner }): Opened => {
    const relation = relationOf(entity, name);
    if (!relation) throw new BadQuery(`${entity.one} has no relation '${name.slice(0, 60)}' to expand`);
    return { relation, layout: layoutOf(entityOf(relation.target), inner), options: inner };
  });
  const closed = entity.relations.filter((relation) => !opened.some((one) => one.relation === relation));
  if (!options.select) return { entity, columns: entity.properties.map((property) => ({ property, keys: [] })), id: true, selfLink: true, links: closed, opened };
  const columns: Column[] = [];
  const links: Relation[] = [];
  let [id, selfLink] = [false, false];
  for (const [first = '', ...keys] of options.select) {
    const property = propertyOf(entity, first);
    const relation = relationOf(entity, first);
    if (first === 'id' || first === '@iot.id') id = true;
    else if (first === '@iot.selfLink' || first === 'selfLink') selfLink = true;
    else if (property) columns.push({ property, keys });
    else if (relation && keys.length === 0) { if (closed.includes(relation)) links.push(relation); }
    else throw new BadQuery(`${entity.one} has no '${first.slice(0, 60)}' to select`);
  }
  return { entity, columns, id, selfLink, links, opened };
}

/** `A/B,A/C($top=1)` opens A once, with B and C inside; options belong to the last step. */
function merged(expand: readonly Expansion[]): { name: string; options: Options }[] {
  const byName = new Map<string, Options>();
  for (const { steps: [name = '', ...rest], options } of expand) {
    const before = byName.get(name) ?? {};
    const here = rest.length ? { expand: [{ steps: rest, options }] } : options;
    byName.set(name, { ...before, ...here, expand: [...before.expand ?? [], ...here.expand ?? []] });
  }
  return [...byName].map(([name, options]) => ({ name, options }));
}
