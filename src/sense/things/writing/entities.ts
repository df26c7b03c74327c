// The rows of entities: one statement to add one, one to write all its columns anew. Which columns there are stands here and in model.ts only.
import { z } from 'zod';
import { sql, type Db, type Query } from '#ground/db/index.ts';
import type { SetName } from '../model.ts';
import type { Shape } from './shapes.ts';

/** Values by property name as checks.ts made them, and ids of the entities it belongs to by relation name. */
export interface Record_ { readonly values: Readonly<Record<string, unknown>>; readonly ids: Readonly<Record<string, number>> }

const Id = z.object({ id: z.number() });
const geometry = (shape: unknown): Query => sql`ST_SetSRID(ST_GeomFromGeoJSON(${(shape as Shape | undefined)?.geometry ?? null}::text), 4326)`;
const json = (shape: unknown): string | null => (shape as Shape | undefined)?.json ?? null;

/** Adds a row and returns its id. Observations go another way (ingest.ts). */
export async function addRow(db: Db, set: SetName, { values: v, ids }: Record_): Promise<number> {
  return (await db.one(Id, addStatement(set, v, ids))).id;
}

function addStatement(set: SetName, v: Readonly<Record<string, unknown>>, ids: Readonly<Record<string, number>>): Query {
  switch (set) {
    case 'Things': return sql`insert into sense.things (name, description, properties) values (${v['name']}, ${v['description']}, ${v['properties'] ?? null}::text::jsonb) returning id`;
    case 'Locations': return sql`insert into sense.locations (name, description, encoding_type, location, geom, properties) values (${v['name']}, ${v['description']}, ${v['encodingType']}, ${json(v['location'])}::text::jsonb, ${geometry(v['location'])}, ${v['properties'] ?? null}::text::jsonb) returning id`;
    case 'HistoricalLocations': return sql`insert into sense.historical_locations (thing_id, time) values (${ids['Thing']}, ${v['time']}) returning id`;
    case 'Sensors': return sql`insert into sense.sensors (name, description, encoding_type, metadata, properties) values (${v['name']}, ${v['description']}, ${v['encodingType']}, ${v['metadata']}::text::jsonb, ${v['properties'] ?? null}::text::jsonb) returning id`;
    case 'ObservedProperties': return sql`insert into sense.observed_properties (name, definition, description, properties) values (${v['name']}, ${v['definition']}, ${v['description']}, ${v['properties'] ?? null}::text::jsonb) returning id`;
    case 'Datastreams': return sql`insert into sense.datastreams (name, description, observation_type, unit, properties, thing_id, sensor_id, observed_property_id) values (${v['name']}, ${v['description']}, ${v['observationType']}, ${v['unitOfMeasurement']}::text::jsonb, ${v['properties'] ?? null}::text::jsonb, ${ids['Thing']}, ${ids['Sensor']}, ${ids['ObservedProperty']}) returning id`;
    case 'MultiDatastreams': return sql`insert into sense.datastreams (multi, name, description, observation_type, units, data_types, properties, thing_id, sensor_id) values (true, ${v['name']}, ${v['description']}, ${v['observationType']}, ${v['unitOfMeasurements']}::text::jsonb, ${v['multiObservationDataTypes']}::text::jsonb, ${v['properties'] ?? null}::text::jsonb, ${ids['Thing']}, ${ids['Sensor']}) returning id`;
    case 'FeaturesOfInterest': return sql`insert into sense.features (name, description, encoding_type, feature, geom, properties) values (${v['name']}, ${v['description']}, ${v['encodingType']}, ${json(v['feature'])}::text::jsonb, ${geometry(v['feature'])}, ${v['properties'] ?? null}::text::jsonb) returning id`;
    case 'Observations': throw new Error('observations are added by ingest');
  }
}

/** Writes the columns named in `values` and the links in `ids`; everything else stays. Returns false when there is no such row. */
export async function changeRow(db: Db, set: SetName, id: number, { values: v, ids }: Record_): Promise<boolean> {
  const has = (name: string): boolean => name in v;
  const text = (name: string): unknown => v[name] ?? null;
  const link = (name: string): number | null => ids[name] ?? null;
  const statement = ((): Query => {
    switch (set) {
      case 'Things': return sql`update sense.things set name = coalesce(${text('name')}, name), description = coalesce(${text('description')}, description), properties = case when ${has('properties')} then ${text('properties')}::text::jsonb else properties end, changed_at = now() where id = ${id}`;
      case 'Locations': return sql`update sense.locations set name = coalesce(${text('name')}, name), description = coalesce(${text('description')}, description), encoding_type = coalesce(${text('encodingType')}, encoding_type), location = coalesce(${json(v['location'])}::text::jsonb, location),
        geom = case when ${has('location')} then ${geometry(v['location'])} else geom end, properties = case when ${has('properties')} then ${text('properties')}::text::jsonb else properties end where id = ${id}`;
      case 'HistoricalLocations': return sql`update sense.historical_locations set time = coalesce(${v['time'] ?? null}::timestamptz, time), thing_id = coalesce(${link('Thing')}::bigint, thing_id) where id = ${id}`;
      case 'Sensors': return sql`update sense.sensors set name = coalesce(${text('name')}, name), description = coalesce(${text('description')}, description), encoding_type = coalesce(${text('encodingType')}, encoding_type), metadata = coalesce(${text('metadata')}::text::jsonb, metadata), properties = case when ${has('properties')} then ${text('properties')}::text::jsonb else properties end where id = ${id}`;
      case 'ObservedProperties': return sql`update sense.observed_properties set name = coalesce(${text('name')}, name), definition = coalesce(${text('definition')}, definition), description = coalesce(${text('description')}, description), properties = case when ${has('properties')} then ${text('properties')}::text::jsonb else properties end where id = ${id}`;
      case 'Datastreams': case 'MultiDatastreams': return sql`update sense.datastreams set name = coalesce(${text('name')}, name), description = coalesce(${text('description')}, description), observation_type = coalesce(${text('observationType')}, observation_type), unit = coalesce(${text('unitOfMeasurement')}::text::jsonb, unit),
        units = coalesce(${text('unitOfMeasurements')}::text::jsonb, units), data_types = coalesce(${text('multiObservationDataTypes')}::text::jsonb, data_types), properties = case when ${has('properties')} then ${text('properties')}::text::jsonb else properties end,
        thing_id = coalesce(${link('Thing')}::bigint, thing_id), sensor_id = coalesce(${link('Sensor')}::bigint, sensor_id), observed_property_id = coalesce(${link('ObservedProperty')}::bigint, observed_property_id) where id = ${id} and multi = ${set === 'MultiDatastreams'}`;
      case 'FeaturesOfInterest': return sql`update sense.features set name = coalesce(${text('name')}, name), description = coalesce(${text('description')}, description), encoding_type = coalesce(${text('encodingType')}, encoding_type), feature = coalesce(${json(v['feature'])}::text::jsonb, feature),
        geom = case when ${has('feature')} then ${geometry(v['feature'])} else geom end, properties = case when ${has('properties')} then ${text('properties')}::text::jsonb else properties end where id = ${id}`;
      case 'Observations': throw new Error('observations are changed by observations.ts');
    }
  })();
  return (await db.run(statement)) > 0;
}
