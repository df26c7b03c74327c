// New entities with whatever hangs on them (deep insert, OGC 18-088 §10.2.2): what it belongs to first, then itself, then what belongs to it,
// all in the caller's transaction, so that a wrong part anywhere leaves nothing behind.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { entityOf, type EntityType, type Relation, type SetName } from '../model.ts';
import { BadEntity } from './bad.ts';
import { checked, observation, type Draft, type Related } from './checks.ts';
import { addRow } from './entities.ts';
import { ingest, type NewObservation } from './ingest.ts';
import { placeThing, tie } from './ties.ts';
import { reasonText } from './reasons.ts';

/** Ids of entities this one belongs to, by relation: what the address said (`/Things(1)/Datastreams`) or the entity around it. */
export type Around = Readonly<Record<string, number>>;

const DEEPEST = 12;
/** Entities without which it cannot be. Observations want one of the two kinds of streams. */
const NEEDS: Readonly<Partial<Record<SetName, readonly string[]>>> = { HistoricalLocations: ['Thing'], Datastreams: ['Thing', 'Sensor', 'ObservedProperty'], MultiDatastreams: ['Thing', 'Sensor'] };
/** What a member of a relation to many calls the entity it belongs to; relations that are not here are pairs in a table of their own. */
const BACK: Readonly<Record<string, string>> = { 'Things.HistoricalLocations': 'Thing', 'Things.Datastreams': 'Thing', 'Things.MultiDatastreams': 'Thing', 'Sensors.Datastreams': 'Sensor', 'Sensors.MultiDatastreams': 'Sensor', 'ObservedProperties.Datastreams': 'ObservedProperty', 'Datastreams.Observations': 'Datastream', 'MultiDatastreams.Observations': 'MultiDatastream', 'FeaturesOfInterest.Observations': 'FeatureOfInterest' };

/** Returns the id. Throws BadEntity naming the field. */
export async function create(tx: Db, entity: EntityType, body: unknown, now: Date, around: Around = {}, at = '', depth = 0): Promise<number> {
  if (depth > DEEPEST) throw new BadEntity(at, `entities nest at most ${DEEPEST} deep`);
  const draft = checked(entity, body, at, true);
  const ids = { ...(await belongings(tx, draft, now, at, depth)), ...around };
  if (entity.set === 'Observations') return one(await addObservations(tx, [{ values: draft.values, ids, at }], now));
  for (const need of NEEDS[entity.set] ?? []) if (ids[need] === undefined) throw new BadEntity(at === '' ? need : `${at}.${need}`, 'is missing');
  const id = await addRow(tx, entity.set, { values: draft.values, ids });
  await members(tx, draft, id, now, at, depth);
  await joinAround(tx, entity, id, around, now);
  return id;
}

/** POST to a set behind an entity where the two are a pair: `/Things(1)/Locations` places the thing. */
async function joinAround(tx: Db, { set }: EntityType, id: number, around: Around, now: Date): Promise<void> {
  const { Thing, Location, HistoricalLocation, MultiDatastream, ObservedProperty } = around;
  if (set === 'Locations' && Thing !== undefined) await placeThing(tx, Thing, [id], now);
  if (set === 'Things' && Location !== undefined) await placeThing(tx, id, [Location], now);
  if (set === 'Locations' && HistoricalLocation !== undefined) await tie(tx, 'HistoricalLocations', 'Locations', HistoricalLocation, [id]);
  if (set === 'HistoricalLocations' && Location !== undefined) await tie(tx, set, 'Locations', id, [Location]);
  if (set === 'ObservedProperties' && MultiDatastream !== undefined) await tie(tx, set, 'MultiDatastreams', id, [MultiDatastream]);
  if (set === 'MultiDatastreams' && ObservedProperty !== undefined) await tie(tx, 'ObservedProperties', 'MultiDatastreams', ObservedProperty, [id]);
}

/** Entities it belongs to: found or made. */
async function belongings(tx: Db, { entity, related }: Draft, now: Date, at: string, depth: number): Promise<Record<string, number>> {
  const ids: Record<string, number> = {};
  for (const relation of entity.relations) {
    const [found] = relation.many ? [] : related.get(relation) ?? [];
    if (found) ids[relation.name] = await relatedId(tx, relation, found, now, path(at, relation.name), depth, {});
  }
  return ids;
}

/** Entities that belong to it, in the order of the model: a thing stands somewhere before its first observation. */
async function members(tx: Db, { entity, related }: Draft, id: number, now: Date, at: string, depth: number): Promise<void> {
  for (const relation of entity.relations) {
    const list = relation.many ? related.get(relation) : undefined;
    if (!list) continue;
    const here = path(at, relation.name);
    const back = BACK[`${entity.set}.${relation.name}`];
    if (relation.target === 'Observations' && back) { await observationsOf(tx, list, { [back]: id }, now, here, depth); continue; }
    const others: number[] = [];
    for (const [i, one] of list.entries()) others.push(await relatedId(tx, relation, one, now, `${here}[${i}]`, depth, back ? { [back]: id } : {}));
    if (entity.set === 'Things' && relation.target === 'Locations') await placeThing(tx, id, others, now);
    else if (entity.set === 'Locations' && relation.target === 'Things') for (const thing of others) await placeThing(tx, thing, [id], now);
    else await tie(tx, entity.set, relation.name, id, others);
  }
}

async function relatedId(tx: Db, relation: Relation, one: Related, now: Date, at: string, depth: number, around: Around): Promise<number> {
  const target = entityOf(relation.target);
  if ('body' in one) return create(tx, target, one.body, now, around, at, depth + 1);
  if (!(await isThere(tx, target, one.id))) throw new BadEntity(at, `there is no ${target.one} ${one.id}`);
  return one.id;
}

const A = sql`a`;
export const isThere = async (db: Db, { table, where }: EntityType, id: number): Promise<boolean> => (await db.maybe(z.object({ yes: z.boolean() }), sql`select true as yes from ${table} ${A} where ${A}.id = ${id}::bigint and ${where?.(A) ?? sql`true`}`)) !== undefined;

/** Observations inside of a new stream or feature: one statement for all of them. */
async function observationsOf(tx: Db, list: readonly Related[], around: Around, now: Date, at: string, depth: number): Promise<void> {
  const drafts: Parsed[] = [];
  for (const [i, one] of list.entries()) {
    const here = `${at}[${i}]`;
    if ('id' in one) throw new BadEntity(here, 'an observation that is there already stays where it is');
    const draft = checked(entityOf('Observations'), one.body, here, true);
    drafts.push({ values: draft.values, ids: { ...(await belongings(tx, draft, now, here, depth)), ...around }, at: here });
  }
  if (drafts.length) await addObservations(tx, drafts, now);
}

export interface Parsed { readonly values: Readonly<Record<string, unknown>>; readonly ids: Around; readonly at: string }

/** One observation as the ingest takes it. Throws BadEntity when its stream is not said. */
export function toIngest({ values, ids, at }: Parsed, now: Date): NewObservation {
  const stream = ids['Datastream'] ?? ids['MultiDatastream'];
  if (stream === undefined) throw new BadEntity(path(at, 'Datastream'), 'is missing');
  return { ...observation(values, at, now), stream, multi: ids['Datastream'] === undefined, feature: ids['FeatureOfInterest'] ?? null };
}

async function addObservations(tx: Db, list: readonly Parsed[], now: Date): Promise<number[]> {
  const outcomes = await ingest(tx, list.map((parsed) => toIngest(parsed, now)), now);
  return outcomes.map((outcome, i) => {
    if ('refused' in outcome) throw new BadEntity(list[i]?.at ?? '', reasonText(outcome.refused));
    return outcome.id;
  });
}

const one = (ids: readonly number[]): number => ids[0] ?? 0;
const path = (at: string, key: string): string => (at === '' ? key : `${at}.${key}`);
