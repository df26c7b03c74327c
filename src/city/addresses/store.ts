import { z } from 'zod';
import { json, none, sql, type Db, type Query } from '#ground/db/index.ts';
import { boxAround, type Point } from '#ground/geo/points.ts';
import type { AddressInput } from './contract.ts';

/** An address with the text it is found by. */
export type Findable = AddressInput & { find: string };

/** Writes addresses: the same kind, name and area is the same address. Returns how many are new. */
export const writeAddresses = (db: Db, addresses: readonly Findable[]): Promise<number> => db.run(sql`
  with input as (
    select distinct on (a->>'kind', a->>'name', a->>'area') a->>'kind' as kind, a->>'name' as name, nullif(a->>'name_en', '') as name_en, nullif(a->>'road', '') as road, (a->>'door')::int as door,
      ST_SetSRID(ST_GeomFromGeoJSON(a->>'geometry'), 4326) as geom, a->>'area' as area, a->>'find' as find, nullif(a->>'source', '') as source
    from jsonb_array_elements(${json(addresses)}::text::jsonb) a),
  changed as (
    update city.addresses t set name_en = i.name_en, road = i.road, door = i.door, geom = i.geom, find = i.find, source = i.source
    from input i where t.kind = i.kind and t.name = i.name and t.area is not distinct from i.area returning i.kind, i.name, i.area)
  insert into city.addresses (kind, name, name_en, road, door, geom, area, find, source)
  select kind, name, name_en, road, door, geom, area, find, source from input i
  where not exists (select 1 from changed c where c.kind = i.kind and c.name = i.name and c.area is not distinct from i.area)`);

const Found = z.object({
  kind: z.enum(['door', 'road', 'junction', 'poi', 'asset']), id: z.string(), name: z.string(), name_en: z.string().nullable(), lon: z.number(), lat: z.number(), exact: z.boolean(), score: z.number(),
});
export type Found = z.output<typeof Found>;

const point = (p: Point): Query => sql`ST_SetSRID(ST_MakePoint(${p.lon}, ${p.lat}), 4326)`;
/** One point for any address: on a road the point nearest to `near`, else its middle. */
const spot = (near: Point | undefined): Query => (near
  ? sql`case when GeometryType(geom) = 'POINT' then geom else ST_ClosestPoint(geom, ${point(near)}) end`
  : sql`case when GeometryType(geom) = 'POINT' then geom else ST_PointOnSurface(geom) end`);
/** Nearer is better, but never more than a fifth of the score. */
const nearness = (near: Point | undefined): Query => (near ? sql`- 0.2 * least(1, ST_DistanceSphere(at, ${point(near)}) / 5000)` : none);
const escape = (text: string) => text.replace(/[\\%_]/g, '\\$&');
const roadsNamed = (name: string): Query => sql`(select name from city.addresses where kind = 'road' and (name = ${name} or lower(name_en) = ${name} or find like ${`%${escape(name)}%`}) limit 20)`;

/** A door: itself, else the nearest number of that road. */
export const findDoor = (db: Db, road: string, door: number, near: Point | undefined, limit: number): Promise<Found[]> => db.rows(Found, sql`
  select kind, id::text as id, name, name_en, ST_X(at) as lon, ST_Y(at) as lat, door = ${door} as exact,
    (case when road = ${road} then 1.0 else 0.9 end) - least(0.5, abs(door - ${door}) / 200.0) ${nearness(near)} as score
  from (select *, geom as at from city.addresses where kind = 'door' and (road = ${road} or road in ${roadsNamed(road)}) order by abs(door - ${door}), id limit 5) a
  order by score desc, id limit ${limit}`);

/** Where two roads meet: a junction on record, else the place where their lines come within 60 m of each other. */
export const findJunction = (db: Db, roads: readonly [string, string], near: Point | undefined, limit: number): Promise<Found[]> => db.rows(Found, sql`
  with pair as (
    select a.id as a, b.id as b, a.name || '与' || b.name || '路口' as name, a.name_en || ' and ' || b.name_en as name_en, ST_ClosestPoint(a.geom, b.geom) as at
    from (select * from city.addresses where kind = 'road' and (name = ${roads[0]} or name in ${roadsNamed(roads[0])})) a,
      (select * from city.addresses where kind = 'road' and (name = ${roads[1]} or name in ${roadsNamed(roads[1])})) b
    where a.id <> b.id and ST_DWithin(a.geom, b.geom, 0.0007) and ST_DistanceSphere(ST_ClosestPoint(a.geom, b.geom), ST_ClosestPoint(b.geom, a.geom)) <= 60 limit 50),
  named as (select distinct on (pair.a, pair.b) coalesce(j.name, pair.name) as name, coalesce(j.name_en, pair.name_en) as name_en, coalesce(j.geom, pair.at) as at, coalesce(j.id, 0) as id
    from pair left join city.addresses j on j.kind = 'junction' and ST_DWithin(j.geom, pair.at, 0.0007) order by pair.a, pair.b, j.geom <-> pair.at)
  select 'junction' as kind, id::text as id, name, name_en, ST_X(at) as lon, ST_Y(at) as lat, true as exact, 1.0 ${nearness(near)} as score from named order by score desc, name limit ${limit}`);

/** Names and codes: those that stand in the text, those the text begins or contains, and near misses by trigram. Doors only where a number is asked for. */
export const findWords = (db: Db, text: string, names: readonly string[], near: Point | undefined, limit: number): Promise<Found[]> => {
  const like = `%${escape(text)}%`;
  const short = text.length <= 40;
  return db.rows(Found, sql`
    with hit as (
      select *, case when name = ${text} or lower(name_en) = ${text} then 1.0 else 0.45 + 0.5 * length(name)::float8 / greatest(${text.length}::int, length(name)) end as s
      from city.addresses where lower(name) = any(${names}) or (name_en is not null and lower(name_en) = any(${names}))
      union all select *, 0.5 + 0.4 * least(1, ${text.length}::float8 / greatest(1, length(name))) as s from city.addresses where ${short} and (kind <> 'door' or ${/\d/.test(text)}) and find like ${like}
      union all (select *, 0.7 * word_similarity(${text}, find) as s from city.addresses where ${short && text.length >= 3} and kind <> 'door' and ${text} <% find order by s desc limit 40)),
    best as (select distinct on (id) kind, id::text as id, name, name_en, ${spot(near)} as at, s * case kind when 'poi' then 1.0 when 'junction' then 0.98 when 'road' then 0.95 else 0.9 end as s from hit order by id, hit.s desc),
    asset as (select 'asset' as kind, code as id, name, null::text as name_en, geom as at, case when code = ${text} then 1.0 else 0.7 end::float8 as s from city.v_assets
      where ${/^[a-z0-9-]{4,40}$/.test(text)} and lower(code) like ${`${escape(text)}%`} and state <> 'removed' order by code limit 5),
    every_one as (select * from best union all select * from asset)
    select kind, id, name, name_en, ST_X(at) as lon, ST_Y(at) as lat, true as exact, s ${nearness(near)} as score from every_one order by score desc, length(name), id limit ${limit}`);
};

const Near = z.object({ kind: z.enum(['door', 'road', 'junction', 'poi']), id: z.number(), name: z.string(), name_en: z.string().nullable(), road: z.string().nullable(), road_en: z.string().nullable(), door: z.number().nullable(), metres: z.number() });
export type Near = z.output<typeof Near>;
/** The nearest address of each kind within 300 m, in one statement. */
export const findNearest = (db: Db, at: Point): Promise<Near[]> => {
  const b = boxAround(at, 300);
  const one = (kind: string): Query => sql`(select * from city.addresses where kind = ${kind} and geom && ST_MakeEnvelope(${b.minLon}, ${b.minLat}, ${b.maxLon}, ${b.maxLat}, 4326) order by geom <-> ${point(at)} limit 1)`;
  return db.rows(Near, sql`
    select n.kind, n.id, n.name, n.name_en, n.road, (select r.name_en from city.addresses r where r.kind = 'road' and r.name = n.road limit 1) as road_en, n.door, ST_DistanceSphere(ST_ClosestPoint(n.geom, ${point(at)}), ${point(at)}) as metres
    from (${one('door')} union all ${one('road')} union all ${one('junction')} union all ${one('poi')}) n order by metres`);
};
