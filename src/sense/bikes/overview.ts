// What the pages and the open data show: read from what the last judgement left, never counted anew.
import { z } from 'zod';
import { sql, type Db, type Query } from '#ground/db/index.ts';
import type { Bbox } from '#ground/geo/points.ts';
import { FINDINGS } from './contract.ts';
import { inUse } from './frames.ts';

const CityRow = z.object({ operator: z.string(), standing: z.number(), available: z.number(), at: z.date().nullable(), wrong: z.number(), unsure: z.number(), orders: z.number() });
export type OperatorNow = z.output<typeof CityRow>;
/** An operator a row: bikes standing, findings open, orders open. */
export const operatorsNow = (db: Db): Promise<OperatorNow[]> => db.rows(CityRow, sql`
  select b.code as operator, coalesce(c.sure, 0) as standing, coalesce(c.available, 0) as available, c.at, coalesce(f.wrong, 0)::int as wrong, coalesce(f.unsure, 0)::int as unsure,
    (select count(*)::int from sense.bike_orders o where o.operator = b.code and o.cleared_at is null) as orders
  from sense.bike_operators b left join sense.bike_counts c on c.operator = b.code and c.kind = 'city'
    left join (select operator, count(*) filter (where certain) as wrong, count(*) filter (where not certain) as unsure from sense.bike_findings where until is null group by operator) f on f.operator = b.code order by b.code`);

const envelope = (b: Bbox) => sql`ST_MakeEnvelope(${b.minLon}::float8, ${b.minLat}::float8, ${b.maxLon}::float8, ${b.maxLat}::float8, 4326)`;
const PlaceRow = z.object({ id: z.string(), kind: z.enum(['frame', 'zone']), name: z.string(), name_en: z.string().nullable(), capacity: z.number().nullable(), sure: z.number(), uncertain: z.number(), lon: z.number(), lat: z.number() });
export type PlaceNow = z.output<typeof PlaceRow>;
/** Painted frames and zones with the bikes in them, the fullest first. */
export const placesNow = (db: Db, limit: number, now: Date, box?: Bbox): Promise<PlaceNow[]> => db.rows(PlaceRow, sql`
  with n as (select kind, place, sum(sure)::int as sure, sum(uncertain)::int as uncertain from sense.bike_counts where kind in ('frame', 'zone') group by kind, place)
  select * from (
    select s.stop_id::text as id, 'frame' as kind, s.name, s.name_en, s.capacity, coalesce(n.sure, 0) as sure, coalesce(n.uncertain, 0) as uncertain, ST_X(ST_Centroid(s.geom)) as lon, ST_Y(ST_Centroid(s.geom)) as lat
    from sense.bike_stops s left join n on n.kind = 'frame' and n.place = s.stop_id::text where s.operator is null and ${inUse(now)} ${box ? sql`and s.geom && ${envelope(box)}` : sql``}
    union all
    select g.geography_id::text, 'zone', g.name, g.name_en, null, coalesce(n.sure, 0), coalesce(n.uncertain, 0), ST_X(ST_PointOnSurface(g.geom)), ST_Y(ST_PointOnSurface(g.geom))
    from sense.bike_geographies g left join n on n.kind = 'zone' and n.place = g.geography_id::text where g.retire_at is null ${box ? sql`and g.geom && ${envelope(box)}` : sql``}) p
  order by sure::float8 / greatest(capacity, 1) desc nulls last, id limit ${limit}`);

const GroupRow = z.object({ operator: z.string(), kind: z.enum(FINDINGS), place: z.string().nullable(), name: z.string().nullable(), name_en: z.string().nullable(), certain: z.number(), unsure: z.number(), ordered: z.number(), amount: z.number().nullable(), allowed: z.number().nullable(), since: z.date() });
export type Group = z.output<typeof GroupRow>;
/** Open findings by operator, kind and place: what a dispatcher orders with one press. */
export const openGroups = (db: Db): Promise<Group[]> => db.rows(GroupRow, sql`
  select f.operator, f.kind, coalesce(f.geography_id, f.stop_id)::text as place, max(coalesce(g.name, s.name)) as name, max(coalesce(g.name_en, s.name_en)) as name_en, count(*) filter (where f.certain and f.order_id is null)::int as certain, count(*) filter (where not f.certain)::int as unsure,
    count(*) filter (where f.order_id is not null)::int as ordered, max(f.amount) as amount, max(f.allowed) as allowed, min(f.since) as since
  from sense.bike_findings f left join sense.bike_geographies g on g.geography_id = f.geography_id left join sense.bike_stops s on s.stop_id = f.stop_id
  where f.until is null group by f.operator, f.kind, coalesce(f.geography_id, f.stop_id) order by count(*) filter (where f.certain and f.order_id is null) desc, f.operator, f.kind limit 300`);

const isoOf = (at: Query): Query => sql`to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
const Feature = z.record(z.string(), z.unknown());
const collected = async (db: Db, features: ReturnType<typeof sql>): Promise<unknown[]> => (await db.one(z.object({ list: z.array(Feature) }), sql`select coalesce(json_agg(f), '[]'::json) as list from (${features}) f`)).list;

/** Bikes that stand now, by their GBFS id, which changes with each trip. At most `limit`. */
export const bikeFeatures = (db: Db, box: Bbox | undefined, operator: string | undefined, limit: number): Promise<unknown[]> => collected(db, sql`
  select 'Feature' as type, public_id as id, json_build_object('type', 'Point', 'coordinates', json_build_array(round(ST_X(geom)::numeric, 6), round(ST_Y(geom)::numeric, 6))) as geometry,
    json_build_object('operator', operator, 'state', state, 'vehicle_type', vehicle_type, 'propulsion', propulsion, 'accuracy_m', accuracy_m, 'reported_at', to_char(seen_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) as properties
  from sense.bike_vehicles where state in ('available', 'reserved', 'non_operational') and geom is not null ${box ? sql`and geom && ${envelope(box)}` : sql``} ${operator === undefined ? sql`` : sql`and operator = ${operator}`} order by public_id limit ${limit}`);

export const frameFeatures = (db: Db, limit: number, now: Date): Promise<unknown[]> => collected(db, sql`
  select 'Feature' as type, s.stop_id as id, ST_AsGeoJSON(s.geom, 7)::json as geometry, json_build_object('name', s.name, 'name_en', s.name_en, 'capacity', s.capacity, 'certain', coalesce(n.sure, 0), 'uncertain', coalesce(n.uncertain, 0), 'synthetic', s.synthetic, 'valid_from', ${isoOf(sql`s.valid_from`)}, 'valid_to', ${isoOf(sql`s.valid_to`)}) as properties
  from sense.bike_stops s left join (select place, sum(sure)::int as sure, sum(uncertain)::int as uncertain from sense.bike_counts where kind = 'frame' group by place) n on n.place = s.stop_id::text
  where s.operator is null and ${inUse(now)} order by s.stop_id limit ${limit}`);

export const zoneFeatures = (db: Db, limit: number): Promise<unknown[]> => collected(db, sql`
  select 'Feature' as type, g.geography_id as id, ST_AsGeoJSON(g.geom, 6)::json as geometry, json_build_object('name', g.name, 'name_en', g.name_en, 'kind', g.kind,
    'by_operator', coalesce((select json_object_agg(c.operator, json_build_object('certain', c.sure, 'uncertain', c.uncertain)) from sense.bike_counts c where c.kind = 'zone' and c.place = g.geography_id::text), '{}'::json)) as properties
  from sense.bike_geographies g where g.retire_at is null order by g.geography_id limit ${limit}`);
