// SQL of the pages that everyone sees: things with their latest values, one statement each. What is not public only staff sees.
import { z } from 'zod';
import { all, none, sql, type Db, type Query } from '#ground/db/index.ts';
import type { Bbox } from '#ground/geo/points.ts';
import type { Sees } from '../model.ts';
import { promisedSeconds, silentAfter, staleAfter, STREAMS } from './freshness.ts';

const Names = z.object({ name: z.string(), listed: z.string().nullable() });
/** A stream with its latest value. A MultiDatastream has several properties and units, and a list as result. */
export const StreamRow = z.object({
  id: z.number(), thing: z.number(), name: z.string(), multi: z.boolean(), numeric: z.boolean(), properties: z.array(Names), units: z.array(z.string()), observed: z.number(),
  last_time: z.date().nullable(), number: z.number().nullable(), result: z.unknown(), heard_at: z.date().nullable(), stale: z.boolean(), interval_s: z.number().nullable(),
});
export type StreamRow = z.output<typeof StreamRow>;

const ThingRow = z.object({
  id: z.number(), name: z.string(), name_en: z.string().nullable(), description: z.string(), kind: z.string().nullable(), code: z.string().nullable(), asset: z.string().nullable(), organisation: z.string().nullable(), public: z.boolean(),
  lon: z.number().nullable(), lat: z.number().nullable(), place: z.string().nullable(),
});
export type ThingRow = z.output<typeof ThingRow>;

/** Things of the city's own books have a name in both languages. */
export const nameEn = sql`case when jsonb_typeof(t.properties->'name'->'en') = 'string' then t.properties->'name'->>'en' end`;
const columns = sql`t.id, t.name, ${nameEn} as name_en, t.description, t.kind, t.code, t.asset, t.organisation, t.public, w.lon, w.lat, w.place`;
/** Where a thing stands now: the latest of its places that is a geometry we know. */
const where = sql`left join lateral (select ST_X(ST_PointOnSurface(l.geom)) as lon, ST_Y(ST_PointOnSurface(l.geom)) as lat, l.name as place
  from sense.thing_locations x join sense.locations l on l.id = x.location_id where x.thing_id = t.id and l.geom is not null order by l.id desc limit 1) w on true`;

const seenBy = (sees: Sees): Query | false => sees === 'public' && sql`t.public`;
/** Sensors are things that measure; a camera that is only a thing has a page of its own. Asked thing by thing: `exists` would be joined, with every stream there is. */
const measures = sql`(select d.id from sense.datastreams d where d.thing_id = t.id limit 1) is not null`;

/** Things with a stream of a property, which is meant by its code in the city's list or by its name. */
const observing = (property: string): Query => sql`t.id in (
  select d.thing_id from sense.observed_properties p join sense.datastreams d on d.observed_property_id = p.id where p.name = ${property}
  union all select d.thing_id from sense.observed_properties p join sense.datastream_properties m on m.observed_property_id = p.id join sense.datastreams d on d.id = m.datastream_id where p.name = ${property})`;

export interface Wanted { readonly sees: Sees; readonly kind?: string | undefined; readonly property?: string | undefined; readonly text?: string | undefined }
const wanted = ({ sees, kind, property, text }: Wanted): (Query | false)[] => [seenBy(sees), kind !== undefined && sql`t.kind = ${kind}`, property !== undefined && observing(property), !!text && called(text)];
/** By a part of its name in either language or of its code, each with an index. */
const called = (text: string): Query => sql`(t.name ilike ${pattern(text)} or t.properties->'name'->>'en' ilike ${pattern(text)} or t.code ilike ${pattern(text)})`;
const pattern = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** Things that measure, by id, from the one after `after`. */
export const listSensors = (db: Db, want: Wanted & { after?: number | undefined; limit: number }): Promise<ThingRow[]> => db.rows(ThingRow, sql`
  select ${columns} from sense.things t ${where} where ${all([...wanted(want), measures, want.after !== undefined && sql`t.id > ${want.after}`])} order by t.id limit ${want.limit}`);

/** Things in a box, each once; in no order, so that a box with a million of them ends at the limit. */
export async function sensorsInBox(db: Db, want: Wanted & { bbox: Bbox; limit: number }): Promise<ThingRow[]> {
  const { minLon, minLat, maxLon, maxLat } = want.bbox;
  const rows = await db.rows(ThingRow, sql`
    select t.id, t.name, ${nameEn} as name_en, t.description, t.kind, t.code, t.asset, t.organisation, t.public, ST_X(ST_PointOnSurface(l.geom)) as lon, ST_Y(ST_PointOnSurface(l.geom)) as lat, l.name as place
    from sense.locations l join sense.thing_locations x on x.location_id = l.id join sense.things t on t.id = x.thing_id
    where l.geom && ST_MakeEnvelope(${minLon}::float8, ${minLat}::float8, ${maxLon}::float8, ${maxLat}::float8, 4326) and ${all([...wanted(want), measures])} limit ${want.limit}`);
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

const Whole = ThingRow.extend({ silent_s: z.number(), changed_at: z.date(), /** Made up for a demo. */ synthetic: z.boolean() });
/** One thing; undefined where this one who asks must not know of it. */
export const sensorById = (db: Db, id: number, sees: Sees): Promise<z.output<typeof Whole> | undefined> => db.maybe(Whole, sql`
  select ${columns}, extract(epoch from ${silentAfter})::float8 as silent_s, t.changed_at, coalesce(t.properties @> '{"synthetic": true}', false) as synthetic from sense.things t left join sense.thing_kinds k on k.code = t.kind ${where} where ${all([sql`t.id = ${id}::bigint`, seenBy(sees)])}`);

const listed = (a: Query): Query => sql`jsonb_build_object('name', ${a}.name, 'listed', ${a}.listed)`;
const streamColumns = (now: Date): Query => sql`d.id, d.thing_id as thing, d.name, d.multi, (not d.multi and d.observation_type ~ 'OM_(Measurement|CountObservation)$' or d.last_number is not null) as numeric,
  case when d.multi then coalesce((select jsonb_agg(${listed(sql`q`)} order by m.place) from sense.datastream_properties m join sense.observed_properties q on q.id = m.observed_property_id where m.datastream_id = d.id), '[]') else jsonb_build_array(${listed(sql`p`)}) end as properties,
  case when d.multi then coalesce((select array_agg(coalesce(u->>'symbol', '')) from jsonb_array_elements(d.units) u), '{}') else array[coalesce(d.unit->>'symbol', '')] end as units,
  d.observed, d.last_time, d.last_number as number, d.last_result as result, d.heard_at, coalesce(d.last_time < ${now}::timestamptz - ${staleAfter}, false) as stale, ${promisedSeconds} as interval_s`;

/** The first streams of each of these things, `each` at most. */
export const streamsOf = (db: Db, things: readonly number[], each: number, now: Date): Promise<StreamRow[]> => (things.length === 0 ? Promise.resolve([]) : db.rows(StreamRow, sql`
  select s.* from unnest(${[...things]}::bigint[]) with ordinality as w(id, ord) cross join lateral (
    select ${streamColumns(now)} from ${STREAMS} where d.thing_id = w.id order by d.id limit ${each}) s order by w.ord, s.id`));

const Result = z.object({ time: z.date(), number: z.number().nullable(), result: z.unknown() });
export type Result = z.output<typeof Result>;
/** Values of a stream in a span as they came, the newest first. */
export const resultsOf = (db: Db, stream: number, from: Date, to: Date, limit: number): Promise<Result[]> => db.rows(Result, sql`
  select time, number, result from sense.observations where datastream_id = ${stream}::bigint and time >= ${from} and time < ${to} order by time desc, id desc limit ${limit}`);

const Each = Result.extend({ id: z.number() });
/** The next slice of all values of a span, the oldest first. */
export const valuesAfter = (db: Db, stream: number, from: Date, to: Date, after: { time: Date; id: number } | undefined, limit: number): Promise<z.output<typeof Each>[]> => db.rows(Each, sql`
  select time, number, result, id from sense.observations where datastream_id = ${stream}::bigint and time >= ${after?.time ?? from} and time < ${to}
    ${after ? sql`and (time, id) > (${after.time}, ${after.id}::bigint)` : none} order by time, id limit ${limit}`);

const Choice = z.object({ kinds: z.array(z.string()), properties: z.array(Names) });
/** What can be asked for: kinds and properties that somebody's things have, found by leaping through their indexes. */
export const choices = (db: Db, sees: Sees): Promise<z.output<typeof Choice>> => db.one(Choice, sql`
  with recursive kinds as (
    (select t.kind from sense.things t where ${all([sql`t.kind is not null`, seenBy(sees)])} order by t.kind limit 1)
    union all select (select t.kind from sense.things t where ${all([sql`t.kind > kinds.kind`, seenBy(sees)])} order by t.kind limit 1) from kinds where kinds.kind is not null),
  names as (
    (select p.name from sense.observed_properties p order by p.name limit 1)
    union all select (select p.name from sense.observed_properties p where p.name > names.name order by p.name limit 1) from names where names.name is not null),
  used as (
    select (select jsonb_build_object('name', p.name, 'listed', p.listed) from sense.observed_properties p where p.name = names.name and (
      (select 1 from sense.datastreams d join sense.things t on t.id = d.thing_id where d.observed_property_id = p.id and ${all([seenBy(sees)])} limit 1) is not null
      or (select 1 from sense.datastream_properties m join sense.datastreams d on d.id = m.datastream_id join sense.things t on t.id = d.thing_id where m.observed_property_id = p.id and ${all([seenBy(sees)])} limit 1) is not null) limit 1) as one
    from (select name from names where name is not null limit ${MOST_CHOICES}) names)
  select coalesce((select array_agg(kind) from (select kind from kinds where kind is not null and (select 1 from sense.things t where ${all([sql`t.kind = kinds.kind`, seenBy(sees), measures])} limit 1) is not null limit ${MOST_CHOICES}) k), '{}') as kinds,
    coalesce((select jsonb_agg(one) from used where one is not null), '[]') as properties`);

/** More names than this nobody chooses from. */
const MOST_CHOICES = 80;
