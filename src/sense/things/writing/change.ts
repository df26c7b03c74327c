// PATCH, PUT and JSON Patch. Links to entities that are there may be changed; new entities do not come in by this door (OGC 18-088 §10.3: 400).
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { entityOf, type EntityType } from '../model.ts';
import { layoutOf } from '../reading/layout.ts';
import { present } from '../reading/present.ts';
import { rowsStatement } from '../reading/rows.ts';
import { BadEntity } from './bad.ts';
import { checked, observation, type Draft } from './checks.ts';
import { isThere } from './create.ts';
import { changeRow } from './entities.ts';
import { patched } from './json-patch.ts';
import { monthsOf } from './months.ts';
import { setRight } from './remove.ts';
import { placeThing, tie } from './ties.ts';

export type Manner = 'patch' | 'put' | 'json-patch';

/** False when there is no such entity. In the caller's transaction. Throws BadEntity. */
export async function change(tx: Db, entity: EntityType, id: number, body: unknown, manner: Manner, now: Date): Promise<boolean> {
  const before = await propertiesOf(tx, entity, id, now);
  if (!before) return false;
  const draft = manner === 'patch' ? checked(entity, body, '', false) : checked(entity, manner === 'put' ? body : patched(before, body), '', true);
  const values = manner === 'patch' ? draft.values : { ...Object.fromEntries(entity.properties.filter((one) => one.optional && !one.derived).map((one) => [one.name, null])), ...draft.values };
  const ids = await links(tx, draft, id, now);
  if (entity.set === 'Observations') return changeObservation(tx, id, before, values, ids, now);
  return changeRow(tx, entity.set, id, { values, ids });
}

/** What stands there now, as a client would read it without control information. */
async function propertiesOf(tx: Db, entity: EntityType, id: number, now: Date): Promise<Record<string, unknown> | undefined> {
  const layout = layoutOf(entity, { select: entity.properties.filter((one) => !one.derived).map((one) => [one.name]) });
  const { statement } = rowsStatement({ layout, options: { top: 1 }, within: (a) => sql`${a}.id = ${id}::bigint`, now, sees: 'all' });
  const row = await tx.maybe(z.object({ r: z.array(z.unknown()) }), statement);
  return row && present(row.r, layout, '');
}

/** Entities it is to belong to from now on; members are linked at once. */
async function links(tx: Db, { entity, related }: Draft, id: number, now: Date): Promise<Record<string, number>> {
  const ids: Record<string, number> = {};
  for (const [relation, list] of related) {
    const found: number[] = [];
    for (const one of list) {
      if ('body' in one) throw new BadEntity(relation.name, 'an update links to entities that are there; new ones are made by POST');
      if (!(await isThere(tx, entityOf(relation.target), one.id))) throw new BadEntity(relation.name, `there is no ${relation.target}(${one.id})`);
      found.push(one.id);
    }
    const [first] = found;
    if (!relation.many) { if (first !== undefined) ids[relation.name] = first; }
    else if (entity.set === 'Things' && relation.target === 'Locations') await placeThing(tx, id, found, now);
    else if (entity.set === 'Locations' && relation.target === 'Things') for (const thing of found) await placeThing(tx, thing, [id], now);
    else await tie(tx, entity.set, relation.name, id, found);
  }
  return ids;
}

async function changeObservation(tx: Db, id: number, before: Readonly<Record<string, unknown>>, values: Readonly<Record<string, unknown>>, ids: Readonly<Record<string, number>>, now: Date): Promise<boolean> {
  const kept = checkedAgain(before);
  const o = observation({ ...kept, ...Object.fromEntries(Object.entries(values).filter(([key, value]) => value !== null || key !== 'phenomenonTime')) }, '', now);
  await monthsOf(tx, [o.from]);
  const stream = ids['Datastream'] ?? ids['MultiDatastream'] ?? null;
  const touched = await tx.rows(z.object({ id: z.number() }), sql`
    with old as materialized (select datastream_id, time from sense.observations where id = ${id}::bigint),
    done as (update sense.observations o set time = ${o.from}, time_end = ${o.to}, result_time = ${o.resultTime}, number = ${o.number}, result = ${o.result}::text::jsonb, quality = ${o.quality}::text::jsonb, valid_from = ${o.validFrom}, valid_to = ${o.validTo},
      parameters = ${o.parameters}::text::jsonb, feature_id = coalesce(${ids['FeatureOfInterest'] ?? null}::bigint, o.feature_id), datastream_id = coalesce(${stream}::bigint, o.datastream_id)
      from old where o.id = ${id}::bigint and o.datastream_id = old.datastream_id and o.time = old.time returning o.datastream_id),
    told as (insert into sense.entity_changes (kind, ids, streams) select 'Observations', array[${id}::bigint], array[datastream_id] from done)
    select datastream_id as id from old union select datastream_id from done`);
  await setRight(tx, touched.map((one) => one.id));
  return touched.length > 0;
}

/** Properties read back, as the checks give them. */
const checkedAgain = (before: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const time = (value: unknown): Date | null => (typeof value === 'string' ? new Date(value) : null);
  const text = (value: unknown): string | null => (value === undefined || value === null ? null : JSON.stringify(value));
  return { ...before, resultTime: time(before['resultTime']), resultQuality: text(before['resultQuality']), parameters: text(before['parameters']) };
};
