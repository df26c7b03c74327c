// SQL of road closures. One statement a function.
import { z } from 'zod';
import { all, json, sql, type Db, type Query } from '#ground/db/index.ts';
import type { Bbox } from '#ground/geo/points.ts';
import { Closure, type Geometry } from './contract.ts';

const columns = sql`c.id, c.kind, c.road, c.road_en, c.direction, c.reason, c.reason_en, c.detour, c.detour_en, ST_AsGeoJSON(c.geom, 7)::json as geometry, c.path, c.starts_at, c.ends_at, c.ended_at, c.withdrawn, c.thing_id as thing, c.updated_at`;
/** Areas of the grants; all when left out. */
export interface Reach { readonly areas?: readonly string[] | undefined }
const reached = ({ areas }: Reach): Query | false => areas !== undefined && sql`c.path && ${areas}::text[]`;

/** How long a closure that is over or withdrawn stays in what is told, so that everyone who reads now and then learns of it (hours). */
export const TOLD_HOURS = 24;
export interface Wanted { readonly now: Date; readonly bbox?: Bbox | undefined; readonly updatedAfter?: Date | undefined; readonly limit: number }

/** Planned ones, those in force, and those over of late, by their beginning. A withdrawn one counts as over when it was withdrawn. */
export const closuresTold = (db: Db, { now, bbox, updatedAfter, limit }: Wanted): Promise<Closure[]> => db.rows(Closure, sql`
  select ${columns} from sense.traffic_closures c
  where ${all([sql`c.until > ${now}::timestamptz - make_interval(hours => ${TOLD_HOURS}::int)`, updatedAfter && sql`c.updated_at > ${updatedAfter}::timestamptz`, bbox && sql`c.geom && ST_MakeEnvelope(${bbox.minLon}::float8, ${bbox.minLat}::float8, ${bbox.maxLon}::float8, ${bbox.maxLat}::float8, 4326)`])}
  order by c.starts_at, c.id limit ${limit}`);

/** Those not over, for the desk, and the latest that are. */
export const closuresAtDesk = (db: Db, reach: Reach, now: Date, over: boolean): Promise<Closure[]> => db.rows(Closure, sql`
  select ${columns} from sense.traffic_closures c where ${all([over ? sql`c.until <= ${now}::timestamptz` : sql`c.until > ${now}::timestamptz`, reached(reach)])} order by ${over ? sql`c.until desc` : sql`c.starts_at`}, c.id limit ${over ? 20 : 200}`);

export const closureById = (db: Db, id: number, reach: Reach = {}): Promise<Closure | undefined> => db.maybe(Closure, sql`select ${columns} from sense.traffic_closures c where ${all([sql`c.id = ${id}::bigint`, reached(reach)])}`);
/** The same, held until the transaction ends. */
export const holdClosure = (tx: Db, id: number, reach: Reach): Promise<Closure | undefined> => tx.maybe(Closure, sql`select ${columns} from sense.traffic_closures c where ${all([sql`c.id = ${id}::bigint`, reached(reach)])} for update`);

export type Written = Omit<Closure, 'id' | 'thing' | 'updated_at' | 'geometry'> & { readonly geometry: Geometry };
const Id = z.object({ id: z.number() });
const shape = (geometry: Geometry): Query => sql`ST_SetSRID(ST_GeomFromGeoJSON(${json(geometry)}::text), 4326)`;

export const addClosure = async (tx: Db, c: Written, by: string | null, now: Date): Promise<number> => (await tx.one(Id, sql`
  insert into sense.traffic_closures (kind, road, road_en, direction, reason, reason_en, detour, detour_en, geom, path, starts_at, ends_at, made_at, made_by, updated_at)
  values (${c.kind}, ${c.road}, ${c.road_en}, ${c.direction}, ${c.reason}, ${c.reason_en}, ${c.detour}, ${c.detour_en}, ${shape(c.geometry)}, ${[...c.path]}::text[], ${c.starts_at}, ${c.ends_at}, ${now}, ${by}, ${now}) returning id`)).id;

export const changeClosure = (tx: Db, id: number, c: Written, now: Date): Promise<number> => tx.run(sql`
  update sense.traffic_closures set kind = ${c.kind}, road = ${c.road}, road_en = ${c.road_en}, direction = ${c.direction}, reason = ${c.reason}, reason_en = ${c.reason_en}, detour = ${c.detour}, detour_en = ${c.detour_en}, geom = ${shape(c.geometry)}, path = ${[...c.path]}::text[],
    starts_at = ${c.starts_at}, ends_at = ${c.ends_at}, updated_at = ${now} where id = ${id}::bigint`);

/** Over from now on; withdrawn: it was never to be. */
export const endClosure = (tx: Db, id: number, withdrawn: boolean, now: Date): Promise<number> => tx.run(sql`update sense.traffic_closures set ended_at = ${now}, withdrawn = ${withdrawn}, updated_at = ${now} where id = ${id}::bigint`);
export const setThing = (tx: Db, id: number, thing: number): Promise<number> => tx.run(sql`update sense.traffic_closures set thing_id = ${thing}::bigint where id = ${id}::bigint`);

export const keepVersion = (tx: Db, id: number, what: 'entered' | 'changed' | 'ended' | 'withdrawn', by: string | null, now: Date): Promise<number> => tx.run(sql`
  insert into sense.traffic_closure_versions (closure_id, at, what, by, closure)
  select c.id, ${now}, ${what}, ${by}, (to_jsonb(c) - 'geom') || jsonb_build_object('geometry', ST_AsGeoJSON(c.geom, 7)::jsonb) from sense.traffic_closures c where c.id = ${id}::bigint`);

const Version = z.object({ at: z.date(), what: z.enum(['entered', 'changed', 'ended', 'withdrawn']), who: z.string().nullable() });
export type Version = z.output<typeof Version>;
/** What was done with it, the newest first. */
export const versionsOf = (db: Db, id: number): Promise<Version[]> => db.rows(Version, sql`select v.at, v.what, p.name as who from sense.traffic_closure_versions v left join ground.identity_people p on p.id::text = v.by where v.closure_id = ${id}::bigint order by v.id desc limit 50`);
