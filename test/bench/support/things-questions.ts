// What is asked of the sensors, and the best SQL by hand for each: the same tables and indexes, bound values, the same rows in the same order with every
// property that the answer carries, made into JSON by the database in the cheapest way there is.
import { z } from 'zod';
import { sql, type Database, type Query } from '#ground/db/index.ts';
import { BEGAN, STEP_MINUTES, STREAMS, THINGS } from './things-city.ts';

export interface Answered { readonly '@iot.count'?: number | undefined; readonly value: readonly Readonly<Record<string, unknown>>[] }
export interface Question {
  readonly work: string; readonly address: string;
  /** What it finds, in a form to compare. */
  byHand(): Promise<unknown>;
  rowsOf(answer: Answered): unknown;
}

const ids = (answer: Answered): unknown => answer.value.map((one) => one['@iot.id']);
const Ids = z.object({ id: z.number(), r: z.unknown() });
const N = z.object({ n: z.number() });
/** Newer than this stand the last two hundred steps. */
const recent = (total: number): Date => new Date(BEGAN.getTime() + (total / STREAMS - 200) * STEP_MINUTES * 60_000);

export function questions(db: Database, total: number): Question[] {
  const found = (statement: Query) => async () => (await db.rows(Ids, statement)).slice(0, 100).map(({ id }) => id);
  const filter = (work: string, set: string, text: string, statement: Query): Question => ({ work: `filter: ${work}`, address: `/${set}?$filter=${encodeURIComponent(text)}`, byHand: found(statement), rowsOf: ids });
  const since = recent(total);
  const here = 'POLYGON ((116.0005 39.8,116.0055 39.8,116.0055 40,116.0005 40,116.0005 39.8))';
  return [
    { work: 'latest value of every Thing', address: `/Things?$top=${THINGS}&$expand=${encodeURIComponent('Datastreams($expand=Observations($top=1;$orderby=phenomenonTime desc))')}`, byHand: latest(db), rowsOf: (answer) => answer.value.map((thing) => [thing['@iot.id'], (thing['Datastreams'] as { '@iot.id': number; Observations: { '@iot.id': number; result: number }[] }[]).map((d) => [d['@iot.id'], d.Observations[0]?.['@iot.id'], d.Observations[0]?.result])]) },
    { work: 'unfiltered $count', address: '/Observations?$count=true&$top=0', byHand: async () => (await db.one(N, sql`select sum(observed)::float8 as n from sense.datastreams`)).n, rowsOf: (answer) => answer['@iot.count'] },
    filter('observations of a station by its name', 'Observations', "Datastream/Thing/name eq 'station 7'", sql`select o.id, ${OBSERVATION} as r from sense.observations o where o.datastream_id = any(array(select d.id from sense.things t join sense.datastreams d on d.thing_id = t.id where t.name = ${'station 7'} and not d.multi)) order by o.id + 0 limit 101`),
    filter('high values of a property', 'Observations', "Datastream/ObservedProperty/name eq 'PM10' and result gt 990", sql`select o.id, ${OBSERVATION} as r from sense.observations o where o.datastream_id = any(array(select d.id from sense.observed_properties p join sense.datastreams d on d.observed_property_id = p.id where p.name = ${'PM10'})) and o.number > ${990}::float8 order by o.id limit 101`),
    filter('things with a stream of a property', 'Things', "Datastreams/ObservedProperty/name eq 'noise' and properties/row eq 3", sql`select t.id, json_build_array(t.name, t.description, t.properties) as r from sense.things t where t.properties @> ${'{"row": 3}'}::text::jsonb and exists (select 1 from sense.datastreams d join sense.observed_properties p on p.id = d.observed_property_id where d.thing_id = t.id and p.name = ${'noise'}) order by t.id limit 101`),
    filter('observations in a place since a time', 'Observations', `st_within(FeatureOfInterest/feature,geography'${here}') and phenomenonTime ge ${since.toISOString()}`, sql`select o.id, ${OBSERVATION} as r from sense.observations o where o.feature_id = any(array(select f.id from sense.features f where ST_Within(f.geom, ST_SetSRID(ST_GeomFromText(${here}), 4326)))) and o.time >= ${since} order by o.id limit 101`),
    filter('streams of things in a place', 'Datastreams', `st_within(Thing/Locations/location,geography'${here}')`, sql`select d.id, json_build_array(d.name, d.description, d.observation_type, d.unit, ST_AsGeoJSON(d.observed_area)::jsonb, d.time_from, d.time_to, d.result_from, d.result_to, d.properties) as r from sense.datastreams d where d.thing_id = any(array(select x.thing_id from sense.locations l join sense.thing_locations x on x.location_id = l.id where ST_Within(l.geom, ST_SetSRID(ST_GeomFromText(${here}), 4326)))) and not d.multi order by d.id limit 101`),
    filter('a station that is not there', 'Observations', "Datastream/Thing/name eq 'nowhere'", sql`select o.id, ${OBSERVATION} as r from sense.observations o where o.datastream_id = any(array(select d.id from sense.things t join sense.datastreams d on d.thing_id = t.id where t.name = ${'nowhere'} and not d.multi)) limit 101`),
  ];
}

const OBSERVATION = sql`json_build_array(o.time, o.time_end, o.result_time, o.number, o.result, o.quality, o.valid_from, o.valid_to, o.parameters)`;

/** Each stream's last observation by its whole key, which the stream remembers. */
function latest(db: Database): () => Promise<unknown> {
  const Row = z.object({ id: z.number(), r: z.unknown(), streams: z.array(z.tuple([z.number(), z.number(), z.number()]).rest(z.unknown())) });
  const statement = sql`select t.id, json_build_array(t.name, t.description, t.properties) as r, (select json_agg(json_build_array(d.id, o.id, o.number, d.name, d.description, d.observation_type, d.unit, ST_AsGeoJSON(d.observed_area)::jsonb, d.time_from, d.time_to, d.result_from, d.result_to, d.properties, ${OBSERVATION}) order by d.id)
    from sense.datastreams d join sense.observations o on o.datastream_id = d.id and o.time = d.last_time and o.id = d.last_id where d.thing_id = t.id and not d.multi) as streams from sense.things t order by t.id limit ${THINGS + 1}`;
  return async () => (await db.rows(Row, statement)).map(({ id, streams }) => [id, streams.map(([stream, observation, result]) => [stream, observation, result])]);
}
