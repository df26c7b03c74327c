// SQL of what cameras saw: writing an event with whatever it opens, reading events, pictures that are released or have to go.
import { z } from 'zod';
import { all, json, sql, type Db, type Query } from '#ground/db/index.ts';
import { attaching, removingFiles, type StoredPhoto } from '#ground/files/index.ts';
import { loggingLook } from '#ground/identity/index.ts';
import { linkingFrom } from '#ground/links/index.ts';
import { recording } from '#city/happenings/index.ts';
import type { EventPictures } from './pictures.ts';
import type { Region } from './rules.ts';
import type { Reach } from './store.ts';

const OWNER = 'camera-event';
const Held = z.object({ at: z.date().nullable(), case_number: z.string().nullable(), closed: z.boolean(), known: z.number().nullable(), known_case: z.string().nullable(), known_joined: z.boolean() });
/** Takes the row of a kind at a camera, so that events of the same moment come one after another, and tells what it says. Inside a transaction only. */
export async function holdLatest(tx: Db, camera: string, kind: string, eventId: string): Promise<z.output<typeof Held>> {
  await tx.run(sql`insert into sense.camera_latest as l (camera, kind) values (${camera}, ${kind}) on conflict (camera, kind) do update set kind = l.kind`);
  return tx.one(Held, sql`
    select l.at, l.case_number, coalesce(v.closed_at is not null or v.stage = 'void', true) as closed, e.id as known, e.case_number as known_case, coalesce(e.joined, false) as known_joined
    from sense.camera_latest l left join city.v_cases v on v.number = l.case_number left join sense.camera_events e on e.camera = l.camera and e.event_id = ${eventId}
    where l.camera = ${camera} and l.kind = ${kind}`);
}

export interface EventFields {
  readonly camera: string; readonly event_id: string; readonly source: 'webhook' | 'gb28181'; readonly kind: string; readonly at: Date; readonly received_at: Date;
  readonly box: readonly number[] | null; readonly class: string | null; readonly confidence: number | null; readonly note: string | null; readonly lon: number; readonly lat: number; readonly path: readonly string[];
}
/** What it led to: a case opened by `opening` (the CTEs of city/cases), a case it joined, a happening, or nothing. */
export interface Led { readonly opening?: Query | undefined; readonly joined?: string | undefined; readonly happening: boolean; readonly cityClass: string | null }

const Written = z.object({ id: z.number(), number: z.string().nullable() });
/** Event, pictures, links and what it led to in one statement. */
export function writeEvent(tx: Db, e: EventFields, led: Led, pictures: EventPictures | undefined): Promise<z.output<typeof Written>> {
  const { received_at: now } = e;
  const at = sql`ST_SetSRID(ST_MakePoint(${e.lon}::float8, ${e.lat}::float8), 4326)`;
  const number = led.opening ? sql`(select number from opened)` : sql`${led.joined ?? null}::text`;
  return tx.one(Written, sql`with ${led.opening ? sql`${led.opening},` : sql``}
    seen as (insert into sense.camera_events (camera, event_id, source, kind, at, received_at, box, class, confidence, note, geom, path, case_number, joined, picture, blurred)
      select ${e.camera}, ${e.event_id}, ${e.source}, ${e.kind}, ${e.at}::timestamptz, ${now}::timestamptz, ${e.box === null ? null : [...e.box]}::float8[], ${e.class}, ${e.confidence}::real, ${e.note}, ${at}, ${[...e.path]}::text[], ${number}, ${led.joined !== undefined},
        ${pictures?.picture.id ?? null}::uuid, ${pictures?.blurred.id ?? null}::uuid returning id, case_number),
    kept as (update sense.camera_latest set at = greatest(at, ${e.at}::timestamptz), case_number = coalesce(${number}, case_number) where camera = ${e.camera} and kind = ${e.kind}),
    heard as (update sense.cameras set heard_at = greatest(heard_at, ${now}::timestamptz) where code = ${e.camera}),
    ${pictures ? sql`original as (${attaching([pictures.picture], { type: OWNER, key: sql`seen.id::text`, from: sql`seen` }, { role: 'original', now })}), coarse as (${attaching([pictures.blurred], { type: OWNER, key: sql`seen.id::text`, from: sql`seen` }, { role: 'blurred', now })}),` : sql``}
    ${led.opening || led.joined ? sql`came as (${linkingFrom({ type: 'case', key: sql`seen.case_number` }, 'came-of', { type: OWNER, key: sql`seen.id::text` }, sql`seen`, { now })}),` : sql``}
    ${led.happening ? sql`fact as (${recording({ what: 'raised', at: e.at, knownAt: now, subject: { type: OWNER, key: sql`id::text` }, source: 'camera', class: led.cityClass, geom: at, area: e.path.at(-1) ?? null }, sql`seen`)}),` : sql``}
    done as (select 1)
    select seen.id, seen.case_number as number from seen`);
}

export const EventRow = z.object({
  id: z.number(), camera: z.string(), camera_name: z.string(), place: z.string().nullable(), kind: z.string(), source: z.enum(['webhook', 'gb28181']), at: z.date(), received_at: z.date(), box: z.array(z.number()).nullable(), class: z.string().nullable(), confidence: z.number().nullable(), note: z.string().nullable(),
  case_number: z.string().nullable(), joined: z.boolean(), picture: z.string().nullable(), blurred: z.string().nullable(), released: z.string().nullable(), regions: z.array(z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() })).nullable(), gone: z.boolean(), width: z.number().nullable(), height: z.number().nullable(),
});
export type EventRow = z.output<typeof EventRow>;
const columns = sql`e.id, e.camera, c.name as camera_name, c.place, e.kind, e.source, e.at, e.received_at, e.box, e.class, e.confidence, e.note, e.case_number, e.joined, e.picture::text, e.blurred::text, e.released::text, e.regions, e.picture_gone_at is not null as gone, f.width, f.height`;
const events = sql`sense.camera_events e join sense.cameras c on c.code = e.camera left join ground.files f on f.id = e.picture`;

/** Events on alias e of cameras on alias c within reach: by where they were seen, not by where the camera has gone since. */
const within = (reach: Reach): Query => all([reach.public && sql`c.public`, reach.areas && sql`e.path && ${[...reach.areas]}::text[]`]);

export interface WantedEvents extends Reach { readonly camera?: string | undefined; readonly kind?: string | undefined; readonly case?: string | undefined; readonly before?: { at: Date; id: number } | undefined; readonly limit: number }
/** Newest first, from the one before `before`. */
export const listEvents = (db: Db, w: WantedEvents): Promise<EventRow[]> => db.rows(EventRow, sql`
  select ${columns} from ${events} where ${all([within(w), w.camera !== undefined && sql`e.camera = ${w.camera}`, w.kind !== undefined && sql`e.kind = ${w.kind}`, w.case !== undefined && sql`e.case_number = ${w.case}`, w.before && sql`(e.at, e.id) < (${w.before.at}::timestamptz, ${w.before.id}::bigint)`])}
  order by e.at desc, e.id desc limit ${w.limit}`);
export const eventById = (db: Db, id: number, reach: Reach): Promise<EventRow | undefined> => db.maybe(EventRow, sql`select ${columns} from ${events} where e.id = ${id}::bigint and ${within(reach)}`);

const File = z.object({ file: z.string().nullable() });
/** What everyone may see of an event: the released picture, else the coarse one. */
export const publicPicture = (db: Db, camera: string, id: number): Promise<{ file: string | null } | undefined> => db.maybe(File, sql`
  select coalesce(e.released, e.blurred)::text as file from sense.camera_events e join sense.cameras c on c.code = e.camera where e.id = ${id}::bigint and e.camera = ${camera} and c.public`);
/** The original, for this viewer, with the line in the log of looks in the same statement. */
export const lookAtOriginal = (db: Db, id: number, reach: Reach, look: { viewer: string; reason: string | undefined; now: Date }): Promise<{ file: string | null } | undefined> => db.maybe(File, sql`
  with one as (select e.picture::text as file from sense.camera_events e join sense.cameras c on c.code = e.camera where e.id = ${id}::bigint and e.picture is not null and e.picture_gone_at is null and ${within(reach)}),
    logged as (${loggingLook({ ...look, type: OWNER, key: String(id) }, sql`one`)})
  select file from one`);
const Look = z.object({ at: z.date(), name: z.string().nullable(), reason: z.string().nullable() });
/** Who looked at the original, newest first, at most 20. */
export const looksAt = (db: Db, id: number): Promise<z.output<typeof Look>[]> => db.rows(Look, sql`
  select l.at, coalesce(p.name, p.login) as name, l.reason from ground.identity_looks l left join ground.identity_people p on p.id = l.viewer where l.subject_type = ${OWNER} and l.subject_key = ${String(id)} order by l.at desc, l.id desc limit 20`);

/** Makes a covered copy public; the one before it goes out of sight. Returns the id of that one. False when the original is gone by now. */
export const releasePicture = (db: Db, id: number, photo: StoredPhoto, regions: readonly Region[], by: string, now: Date): Promise<{ before: string | null } | undefined> => db.maybe(z.object({ before: z.string().nullable() }), sql`
  with was as (select id, released from sense.camera_events where id = ${id}::bigint and picture is not null and picture_gone_at is null for update),
    changed as (update sense.camera_events e set released = ${photo.id}::uuid, regions = ${json(regions)}::text::jsonb, released_at = ${now}, released_by = ${by}::uuid from was where e.id = was.id),
    shown as (${attaching([photo], { type: OWNER, key: sql`was.id::text`, from: sql`was` }, { role: 'released', by, now })})
  select released::text as before from was`);
/** Takes the released picture out of sight; returns its id. */
export const withdrawPicture = (db: Db, id: number): Promise<{ before: string | null } | undefined> => db.maybe(z.object({ before: z.string().nullable() }), sql`
  with was as (select id, released from sense.camera_events where id = ${id}::bigint and released is not null for update),
    changed as (update sense.camera_events e set released = null, regions = null, released_at = null, released_by = null from was where e.id = was.id)
  select released::text as before from was`);
/** The row of a file that is no longer shown. */
export const forgetFile = (db: Db, event: number, file: string, why: string): Promise<number> => db.run(removingFiles([file], { type: OWNER, keys: sql`select ${String(event)}::text` }, why));

const Due = z.object({ id: z.number(), file: z.string() });
export type Due = z.output<typeof Due>;
/** Originals older than this, oldest first. */
export const originalsBefore = (db: Db, before: Date, limit: number): Promise<Due[]> => db.rows(Due, sql`select id, picture::text as file from sense.camera_events where picture is not null and picture_gone_at is null and received_at < ${before} order by received_at limit ${limit}`);
export const publishedBefore = (db: Db, before: Date, limit: number): Promise<Due[]> => db.rows(Due, sql`select id, released::text as file from sense.camera_events where released is not null and released_at < ${before} order by released_at limit ${limit}`);
/** Originals are gone: their rows say so, and the files' too. */
export const originalsGone = (db: Db, due: readonly Due[], now: Date): Promise<number> => db.run(sql`
  with gone as (${removingFiles(due.map((d) => d.file), { type: OWNER, keys: sql`select unnest(${due.map((d) => String(d.id))}::text[])` }, 'retention')})
  update sense.camera_events set picture_gone_at = ${now} where id = any(${due.map((d) => d.id)}::bigint[])`);
