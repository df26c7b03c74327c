// A thing that stands for a record of another room (a camera): made with it, in step with it, in its transaction.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import type { Point } from '#ground/geo/points.ts';
import { entityOf } from '../model.ts';
import { create } from './create.ts';
import { jsonText } from './json-text.ts';
import { placeThing } from './ties.ts';

export interface KeptThing {
  /** The thing it was so far; null, or one that is gone by now: a new one is made. */
  readonly id: number | null;
  readonly name: string; readonly kind: string;
  /** Laid over those the thing has; others stay. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** WGS 84. */
  readonly at: Point;
  /** Codes of the areas it stands in. */
  readonly path: readonly string[]; readonly organisation: string | null; readonly public: boolean;
}

const Id = z.object({ id: z.number() });

/** Returns the id of the thing. Where it stood before remains in its HistoricalLocations; the same place again is no move. */
export async function keepThing(tx: Db, thing: KeptThing, now: Date): Promise<number> {
  const { name, kind, at, organisation } = thing;
  const properties = jsonText(thing.properties, 'properties');
  const kept = thing.id === null ? undefined : await tx.maybe(Id, sql`
    update sense.things set name = ${name}, kind = ${kind}, path = ${[...thing.path]}::text[], organisation = ${organisation}, public = ${thing.public}, properties = coalesce(properties, '{}') || ${properties}::text::jsonb, changed_at = ${now} where id = ${thing.id}::bigint returning id`);
  const { id } = kept ?? await tx.one(Id, sql`
    insert into sense.things (name, description, properties, kind, path, organisation, public, changed_at) values (${name}, ${name}, ${properties}::text::jsonb, ${kind}, ${[...thing.path]}::text[], ${organisation}, ${thing.public}, ${now}) returning id`);
  const there = kept && await tx.maybe(Id, sql`
    select l.id from sense.thing_locations t join sense.locations l on l.id = t.location_id where t.thing_id = ${id}::bigint and ST_Equals(l.geom, ST_SetSRID(ST_MakePoint(${at.lon}::float8, ${at.lat}::float8), 4326)) limit 1`);
  if (!there) await placeThing(tx, id, [await create(tx, entityOf('Locations'), { name, description: name, encodingType: 'application/geo+json', location: { type: 'Point', coordinates: [at.lon, at.lat] } }, now)], now);
  return id;
}
