// The entities of SensorThings 1.1 (OGC 18-088 §8.2) as data: which properties and relations they have, and where those stand in the tables.
// Everything that reads or writes entities goes by this, so that a path, an $expand and a filter mean the same.
import { all, sql, type Query } from '#ground/db/index.ts';
import { SEEN } from './seen.ts';

export type PropertyType = 'text' | 'json' | 'time' | 'interval' | 'geometry' | 'result' | 'number';
export interface Property {
  readonly name: string; readonly type: PropertyType;
  /** May be left out when creating. */
  readonly optional?: true;
  /** Worked out, never taken from a client. */
  readonly derived?: true;
  /** The value on alias `a`; of an interval its beginning. */
  readonly of: (a: Query) => Query;
  /** The end of an interval. */
  readonly end?: (a: Query) => Query;
  /** The geometry that spatial functions use. */
  readonly shape?: (a: Query) => Query;
  /** The number of a result. */
  readonly number?: (a: Query) => Query;
}
export interface Relation {
  readonly name: string; readonly target: SetName; readonly many: boolean;
  /** True when row `to` of the target belongs to row `from` of this entity. Pairs by `exists`, which the planner joins either way round; `in` it would not. */
  readonly link: (from: Query, to: Query) => Query;
  /** Order in which the members stand when nothing else is asked for. */
  readonly order?: (from: Query, to: Query) => Query;
}
export interface EntityType {
  readonly set: SetName; readonly one: string; readonly table: Query;
  /** Rows of the table that belong to the set. */
  readonly where?: (a: Query) => Query;
  readonly properties: readonly Property[]; readonly relations: readonly Relation[];
}

export const SETS = ['Things', 'Locations', 'HistoricalLocations', 'Datastreams', 'MultiDatastreams', 'Sensors', 'ObservedProperties', 'Observations', 'FeaturesOfInterest'] as const;
export type SetName = (typeof SETS)[number];

const text = (name: string, of: Property['of']): Property => ({ name, type: 'text', of });
const json = (name: string, of: Property['of']): Property => ({ name, type: 'json', of });
const NAME = text('name', (a) => sql`${a}.name`);
const DESCRIPTION = text('description', (a) => sql`${a}.description`);
const PROPERTIES: Property = { name: 'properties', type: 'json', optional: true, of: (a) => sql`${a}.properties` };
const ENCODING = text('encodingType', (a) => sql`${a}.encoding_type`);

const one = (name: string, target: SetName, link: Relation['link']): Relation => ({ name, target, many: false, link });
const many = (name: string, target: SetName, link: Relation['link'], order?: Relation['order']): Relation => ({ name, target, many: true, link, ...(order && { order }) });

/** What both kinds of streams share. */
const STREAM = {
  table: sql`sense.datastreams`,
  derived: [
    { name: 'observedArea', type: 'geometry', derived: true, optional: true, of: (a: Query) => sql`ST_AsGeoJSON(${a}.observed_area)::jsonb`, shape: (a: Query) => sql`${a}.observed_area` },
    { name: 'phenomenonTime', type: 'interval', derived: true, optional: true, of: (a: Query) => sql`${a}.time_from`, end: (a: Query) => sql`${a}.time_to` },
    { name: 'resultTime', type: 'interval', derived: true, optional: true, of: (a: Query) => sql`${a}.result_from`, end: (a: Query) => sql`${a}.result_to` },
  ] satisfies Property[],
  relations: [
    one('Thing', 'Things', (d, t) => sql`${t}.id = ${d}.thing_id`), one('Sensor', 'Sensors', (d, s) => sql`${s}.id = ${d}.sensor_id`),
    many('Observations', 'Observations', (d, o) => sql`${o}.datastream_id = ${d}.id`),
  ],
};

const ENTITIES: readonly EntityType[] = [
  {
    set: 'Things', one: 'Thing', table: sql`sense.things`, properties: [NAME, DESCRIPTION, PROPERTIES],
    relations: [
      many('Locations', 'Locations', (t, l) => sql`exists (select 1 from sense.thing_locations x where x.thing_id = ${t}.id and x.location_id = ${l}.id)`),
      many('HistoricalLocations', 'HistoricalLocations', (t, h) => sql`${h}.thing_id = ${t}.id`),
      many('Datastreams', 'Datastreams', (t, d) => sql`${d}.thing_id = ${t}.id and not ${d}.multi`),
      many('MultiDatastreams', 'MultiDatastreams', (t, d) => sql`${d}.thing_id = ${t}.id and ${d}.multi`),
    ],
  },
  {
    set: 'Locations', one: 'Location', table: sql`sense.locations`,
    properties: [NAME, DESCRIPTION, ENCODING, { name: 'location', type: 'geometry', of: (a) => sql`${a}.location`, shape: (a) => sql`${a}.geom` }, PROPERTIES],
    relations: [
      many('Things', 'Things', (l, t) => sql`exists (select 1 from sense.thing_locations x where x.location_id = ${l}.id and x.thing_id = ${t}.id)`),
      many('HistoricalLocations', 'HistoricalLocations', (l, h) => sql`exists (select 1 from sense.historical_location_locations x where x.location_id = ${l}.id and x.historical_location_id = ${h}.id)`),
    ],
  },
  {
    set: 'HistoricalLocations', one: 'HistoricalLocation', table: sql`sense.historical_locations`, properties: [{ name: 'time', type: 'time', of: (a) => sql`${a}.time` }],
    relations: [
      one('Thing', 'Things', (h, t) => sql`${t}.id = ${h}.thing_id`),
      many('Locations', 'Locations', (h, l) => sql`exists (select 1 from sense.historical_location_locations x where x.historical_location_id = ${h}.id and x.location_id = ${l}.id)`),
    ],
  },
  {
    set: 'Datastreams', one: 'Datastream', table: STREAM.table, where: (a) => sql`not ${a}.multi`,
    properties: [NAME, DESCRIPTION, text('observationType', (a) => sql`${a}.observation_type`), json('unitOfMeasurement', (a) => sql`${a}.unit`), ...STREAM.derived, PROPERTIES],
    relations: [...STREAM.relations, one('ObservedProperty', 'ObservedProperties', (d, p) => sql`${p}.id = ${d}.observed_property_id`)],
  },
  {
    set: 'MultiDatastreams', one: 'MultiDatastream', table: STREAM.table, where: (a) => sql`${a}.multi`,
    properties: [NAME, DESCRIPTION, text('observationType', (a) => sql`${a}.observation_type`), json('multiObservationDataTypes', (a) => sql`${a}.data_types`), json('unitOfMeasurements', (a) => sql`${a}.units`), ...STREAM.derived, PROPERTIES],
    relations: [...STREAM.relations, many('ObservedProperties', 'ObservedProperties', (d, p) => sql`exists (select 1 from sense.datastream_properties x where x.datastream_id = ${d}.id and x.observed_property_id = ${p}.id)`,
      (d, p) => sql`(select min(x.place) from sense.datastream_properties x where x.datastream_id = ${d}.id and x.observed_property_id = ${p}.id)`)],
  },
  {
    set: 'Sensors', one: 'Sensor', table: sql`sense.sensors`, properties: [NAME, DESCRIPTION, ENCODING, json('metadata', (a) => sql`${a}.metadata`), PROPERTIES],
    relations: [many('Datastreams', 'Datastreams', (s, d) => sql`${d}.sensor_id = ${s}.id and not ${d}.multi`), many('MultiDatastreams', 'MultiDatastreams', (s, d) => sql`${d}.sensor_id = ${s}.id and ${d}.multi`)],
  },
  {
    set: 'ObservedProperties', one: 'ObservedProperty', table: sql`sense.observed_properties`, properties: [NAME, text('definition', (a) => sql`${a}.definition`), DESCRIPTION, PROPERTIES],
    relations: [
      many('Datastreams', 'Datastreams', (p, d) => sql`${d}.observed_property_id = ${p}.id`),
      many('MultiDatastreams', 'MultiDatastreams', (p, d) => sql`exists (select 1 from sense.datastream_properties x where x.observed_property_id = ${p}.id and x.datastream_id = ${d}.id)`),
    ],
  },
  {
    set: 'Observations', one: 'Observation', table: sql`sense.observations`,
    properties: [
      { name: 'phenomenonTime', type: 'interval', optional: true, of: (a) => sql`${a}.time`, end: (a) => sql`${a}.time_end` },
      { name: 'resultTime', type: 'time', optional: true, of: (a) => sql`${a}.result_time` },
      { name: 'result', type: 'result', of: (a) => sql`${a}.result`, number: (a) => sql`${a}.number` },
      { name: 'resultQuality', type: 'json', optional: true, of: (a) => sql`${a}.quality` },
      { name: 'validTime', type: 'interval', optional: true, of: (a) => sql`${a}.valid_from`, end: (a) => sql`${a}.valid_to` },
      { name: 'parameters', type: 'json', optional: true, of: (a) => sql`${a}.parameters` },
    ],
    relations: [
      one('Datastream', 'Datastreams', (o, d) => sql`${d}.id = ${o}.datastream_id and not ${d}.multi`), one('MultiDatastream', 'MultiDatastreams', (o, d) => sql`${d}.id = ${o}.datastream_id and ${d}.multi`),
      one('FeatureOfInterest', 'FeaturesOfInterest', (o, f) => sql`${f}.id = ${o}.feature_id`),
    ],
  },
  {
    set: 'FeaturesOfInterest', one: 'FeatureOfInterest', table: sql`sense.features`,
    properties: [NAME, DESCRIPTION, ENCODING, { name: 'feature', type: 'geometry', of: (a) => sql`${a}.feature`, shape: (a) => sql`${a}.geom` }, PROPERTIES],
    relations: [many('Observations', 'Observations', (f, o) => sql`${o}.feature_id = ${f}.id`)],
  },
];

/** Who is reading: everything, or only what hangs on things that are public. */
export type Sees = 'all' | 'public';

/** True of a row that belongs to the set and may be seen. */
export const kept = (entity: EntityType, alias: Query, sees: Sees): Query => all([entity.where?.(alias), sees === 'public' && SEEN[entity.set](alias)]);

const BY_SET = new Map(ENTITIES.map((entity) => [entity.set, entity]));

/** The entity type of a set. */
export function entityOf(set: SetName): EntityType {
  const entity = BY_SET.get(set);
  if (!entity) throw new Error(`no entity type for ${set}`);
  return entity;
}

export const isSet = (name: string): name is SetName => (SETS as readonly string[]).includes(name);
export const propertyOf = (entity: EntityType, name: string): Property | undefined => entity.properties.find((one) => one.name === name);
export const relationOf = (entity: EntityType, name: string): Relation | undefined => entity.relations.find((one) => one.name === name);
