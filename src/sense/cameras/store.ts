// SQL of cameras: one statement a function. How a camera stands follows from the later sign of life of itself and the device it stands behind.
import { z } from 'zod';
import { all, sql, type Db, type Query } from '#ground/db/index.ts';
import type { Bbox, Point } from '#ground/geo/points.ts';
import { Covered, STATES, type CameraState } from './contract.ts';

export const CameraRow = z.object({
  code: z.string(), name: z.string(), gb_id: z.string().nullable(), lon: z.number(), lat: z.number(), covered: Covered.nullable(), place: z.string().nullable(), path: z.array(z.string()), organisation: z.string().nullable(),
  public: z.boolean(), mobile: z.boolean(), silent_s: z.number(), heard_at: z.date().nullable(), thing: z.number().nullable(), state: z.enum(STATES),
});
export type CameraRow = z.output<typeof CameraRow>;

const heard = sql`greatest(c.heard_at, d.heard_at)`;
const stateAt = (now: Date): Query => sql`case when ${heard} is null then 'never' when c.said_off or ${heard} < ${now}::timestamptz - make_interval(secs => c.silent_s) then 'offline' else 'online' end`;
const columns = (now: Date): Query => sql`c.code, c.name, c.gb_id, ST_X(c.geom) as lon, ST_Y(c.geom) as lat, ST_AsGeoJSON(c.covered, 7)::json as covered, c.place, c.path, c.organisation, c.public, c.mobile, c.silent_s, ${heard} as heard_at, c.thing_id as thing, ${stateAt(now)} as state`;
const cameras = sql`sense.cameras c left join sense.camera_devices d on d.gb_id = c.device`;
const spot = (at: Point): Query => sql`ST_SetSRID(ST_MakePoint(${at.lon}::float8, ${at.lat}::float8), 4326)`;

/** Whose cameras: areas of the viewer's grants; undefined: every camera. `public`: only those of the public list. */
export interface Reach { readonly areas?: readonly string[] | undefined; readonly public?: boolean | undefined }
/** Cameras on alias c within reach. */
export const within = (reach: Reach): Query => all([reach.public && sql`c.public`, reach.areas && sql`c.path && ${[...reach.areas]}::text[]`]);

export interface Wanted extends Reach { readonly text?: string | undefined; readonly state?: CameraState | undefined; readonly after?: string | undefined; readonly bbox?: Bbox | undefined; readonly limit: number; readonly now: Date }
/** By code, from the one after `after`. */
export const listCameras = (db: Db, w: Wanted): Promise<CameraRow[]> => db.rows(CameraRow, sql`
  select ${columns(w.now)} from ${cameras} where ${all([
    within(w), w.after !== undefined && sql`c.code > ${w.after}`, w.state && sql`${stateAt(w.now)} = ${w.state}`,
    !!w.text && sql`(strpos(lower(c.name), lower(${w.text})) > 0 or strpos(lower(coalesce(c.place, '')), lower(${w.text})) > 0 or c.code = ${w.text} or c.gb_id = ${w.text})`,
    w.bbox && sql`c.geom && ST_MakeEnvelope(${w.bbox.minLon}::float8, ${w.bbox.minLat}::float8, ${w.bbox.maxLon}::float8, ${w.bbox.maxLat}::float8, 4326)`,
  ])} order by c.code limit ${w.limit}`);

/** One camera within reach. */
export const cameraByCode = (db: Db, code: string, reach: Reach, now: Date): Promise<CameraRow | undefined> => db.maybe(CameraRow, sql`select ${columns(now)} from ${cameras} where c.code = ${code} and ${within(reach)}`);
/** By our code or its GB/T 28181 code, as platforms call it. */
export const cameraCalled = (db: Db, called: string, reach: Reach, now: Date): Promise<CameraRow | undefined> => db.maybe(CameraRow, sql`select ${columns(now)} from ${cameras} where (c.code = ${called} or c.gb_id = ${called}) and ${within(reach)} order by c.code = ${called} desc limit 1`);

export interface SavedCamera { readonly code: string; readonly name: string; readonly gb_id: string | null; readonly at: Point; readonly covered: Covered | null; readonly place: string | null; readonly path: readonly string[]; readonly organisation: string | null; readonly public: boolean; readonly mobile: boolean; readonly silent_s: number }
/** Adds or changes a camera; the id of the thing it is, if it is one yet. Throws the unique violation when its GB/T 28181 code is another's. */
export const writeCamera = async (tx: Db, c: SavedCamera, by: string | null, now: Date): Promise<number | null> => (await tx.one(z.object({ thing: z.number().nullable() }), sql`
  insert into sense.cameras (code, name, gb_id, geom, covered, place, path, organisation, public, mobile, silent_s, changed_at, changed_by)
  values (${c.code}, ${c.name}, ${c.gb_id}, ${spot(c.at)}, ST_SetSRID(ST_GeomFromGeoJSON(${c.covered === null ? null : JSON.stringify(c.covered)}::text), 4326), ${c.place}, ${[...c.path]}::text[], ${c.organisation}, ${c.public}, ${c.mobile}, ${c.silent_s}, ${now}, ${by}::uuid)
  on conflict (code) do update set name = excluded.name, gb_id = excluded.gb_id, geom = excluded.geom, covered = excluded.covered, place = excluded.place, path = excluded.path,
    organisation = excluded.organisation, public = excluded.public, mobile = excluded.mobile, silent_s = excluded.silent_s, changed_at = excluded.changed_at, changed_by = excluded.changed_by
  returning thing_id as thing`)).thing;
const Moved = z.object({ code: z.string(), name: z.string(), gb_id: z.string().nullable(), organisation: z.string().nullable(), public: z.boolean(), thing: z.number().nullable() });
/** A moving camera stands somewhere else and was heard; undefined for one that does not move. */
export const moveCamera = (tx: Db, code: string, at: Point, path: readonly string[], now: Date): Promise<z.output<typeof Moved> | undefined> => tx.maybe(Moved, sql`
  update sense.cameras set geom = ${spot(at)}, path = ${[...path]}::text[], heard_at = greatest(heard_at, ${now}::timestamptz) where code = ${code} and mobile returning code, name, gb_id, organisation, public, thing_id as thing`);
export const setThing = (tx: Db, code: string, thing: number): Promise<number> => tx.run(sql`update sense.cameras set thing_id = ${thing}::bigint where code = ${code}`);

const Sound = z.object({ sound: z.boolean() });
/** Whether a ring closes and does not cross itself. */
export const soundArea = async (db: Db, covered: Covered): Promise<boolean> => {
  const [ring = []] = covered.coordinates;
  const [first, last] = [ring[0], ring.at(-1)];
  if (!first || !last || first[0] !== last[0] || first[1] !== last[1]) return false;
  return (await db.one(Sound, sql`select ST_IsValid(ST_GeomFromGeoJSON(${JSON.stringify(covered)}::text)) as sound`)).sound;
};

const RuleRow = z.object({ camera: z.string().nullable(), kind: z.string(), opens: z.enum(['nothing', 'happening', 'case']), class: z.string().nullable(), join_minutes: z.number(), least_confidence: z.number() });
export type RuleRow = z.output<typeof RuleRow>;
/** Rules of every camera and those of one, or of all there are. */
export const listRules = (db: Db): Promise<RuleRow[]> => db.rows(RuleRow, sql`select camera, kind, opens, class, join_minutes, least_confidence from sense.camera_rules order by camera nulls first, kind limit 500`);
/** The rule that holds for a kind at a camera: its own before everyone's. */
export const ruleFor = (db: Db, camera: string, kind: string): Promise<RuleRow | undefined> => db.maybe(RuleRow, sql`
  select camera, kind, opens, class, join_minutes, least_confidence from sense.camera_rules where kind = ${kind} and (camera = ${camera} or camera is null) order by camera nulls last limit 1`);
export const writeRule = (db: Db, r: RuleRow, by: string | null, now: Date): Promise<number> => db.run(sql`
  insert into sense.camera_rules (camera, kind, opens, class, join_minutes, least_confidence, changed_at, changed_by) values (${r.camera}, ${r.kind}, ${r.opens}, ${r.class}, ${r.join_minutes}, ${r.least_confidence}::real, ${now}, ${by}::uuid)
  on conflict (camera, kind) do update set opens = excluded.opens, class = excluded.class, join_minutes = excluded.join_minutes, least_confidence = excluded.least_confidence, changed_at = excluded.changed_at, changed_by = excluded.changed_by`);

const Policy = z.object({ original_days: z.number(), published_days: z.number() });
export type Policy = z.output<typeof Policy>;
export const readPolicy = (db: Db): Promise<Policy> => db.one(Policy, sql`select original_days, published_days from sense.camera_policy`);
export const writePolicy = (db: Db, p: Policy, by: string | null, now: Date): Promise<number> => db.run(sql`update sense.camera_policy set original_days = ${p.original_days}, published_days = ${p.published_days}, changed_at = ${now}, changed_by = ${by}::uuid`);
