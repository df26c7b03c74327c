// Reading reports for everyone: one statement a question. Whatever is not public does not exist here.
import { z } from 'zod';
import { sql, type Db, type Query } from '#ground/db/index.ts';
import { boxAround, type Bbox, type Point } from '#ground/geo/points.ts';
import { isPublic, NATURES, newestPublic, OUTCOMES, SOURCES, STAGES, VERBS, type Finding } from '#city/cases/index.ts';

const moment = z.union([z.date(), z.string()]).transform((at) => new Date(at));
const Photo = z.object({ id: z.string(), role: z.string(), at: moment });
export const StepRow = z.object({ id: z.number(), at: moment, verb: z.enum(VERBS), role: z.string().nullable(), organisation: z.string().nullable(), note: z.string().nullable(), data: z.record(z.string(), z.unknown()) });

export const PublicRow = z.object({
  id: z.number(), number: z.string(), nature: z.enum(NATURES), source: z.enum(SOURCES), class: z.string().nullable(), description: z.string().nullable(), place: z.string().nullable(),
  lon: z.number().nullable(), lat: z.number().nullable(), path: z.array(z.string()), stage: z.enum(STAGES), outcome: z.enum(OUTCOMES).nullable(), returned: z.boolean(),
  signed_at: z.date().nullable(), suspended_at: z.date().nullable(), lead: z.string().nullable(), received_at: z.date(), closed_at: z.date().nullable(), due_at: z.date().nullable(), amber_at: z.date().nullable(),
  late: z.boolean(), followers: z.number(), updated_at: z.date(), photos: z.array(Photo),
});
export type PublicRow = z.output<typeof PublicRow>;

/** Columns of a case on alias c that may be told; `position` names the geometry: the public one, or the exact one for a receipt. */
export const toldColumns = (position: Query): Query => sql`c.id, c.number, c.nature, c.source, c.class, c.description, c.place, ST_X(${position}) as lon, ST_Y(${position}) as lat, c.path, c.stage, c.outcome, c.returned,
  c.signed_at, c.suspended_at, c.lead, c.received_at, c.closed_at, c.due_at, c.amber_at, c.late, c.followers, c.updated_at`;
/** Photos of a case that belong to public steps, oldest first. */
export const publicPhotos = sql`coalesce((select json_agg(json_build_object('id', f.id, 'role', f.role, 'at', f.at) order by f.at, f.id) from ground.files f
  where f.owner_type = 'case' and f.owner_key = c.number and f.removed_at is null and ${notInternal()}), '[]'::json)`;
/** Whether there is one. */
export const hasPublicPhoto = sql`exists (select 1 from ground.files f where f.owner_type = 'case' and f.owner_key = c.number and f.removed_at is null and ${notInternal()})`;
/** Public steps, newest first. */
export const publicSteps = sql`coalesce((select json_agg(json_build_object('id', s.id, 'at', s.at, 'verb', s.verb, 'role', s.role, 'organisation', s.organisation, 'note', s.note, 'data', s.data) order by s.id desc)
  from city.v_case_steps s where s.case_id = c.id and s.public), '[]'::json)`;

/** A photo that came with an internal note is as internal as the note. */
function notInternal(): Query {
  return sql`not exists (select 1 from city.v_case_steps i where i.case_id = c.id and not i.public and i.data->'photos' @> to_jsonb(f.id::text))`;
}

export interface Wanted {
  readonly area?: string | undefined;
  /** Small classes. */
  readonly classes?: readonly string[] | undefined;
  readonly nature?: string | undefined;
  readonly stage?: 'open' | 'closed' | undefined;
  readonly text?: string | undefined;
  readonly near?: { at: Point; metres: number } | undefined;
  readonly bbox?: Bbox | undefined;
  readonly since?: Date | undefined;
  /** Missed its limit or its promise; false: did not. Judged at `now`. */
  readonly late?: boolean | undefined;
  readonly now: Date;
  /** False for lists that show none: thousands of points would each look for theirs. */
  readonly photos?: boolean | undefined;
  /** Place in the order: older than this. */
  readonly before?: { at: Date; id: number } | undefined;
  readonly limit: number;
}

/** Public reports, newest first: found as city/cases finds them, whatever narrows them. */
export const listPublic = (db: Db, w: Wanted): Promise<PublicRow[]> => db.rows(PublicRow, sql`
  select ${toldColumns(sql`c.public_geom`)}, ${w.photos === false ? sql`'[]'::json` : publicPhotos} as photos from (${newestPublic(findingOf(w), w.limit)}) n join city.v_cases c on c.id = n.id
  order by c.received_at desc, c.id desc`);

/** What is wanted, as city/cases finds it. */
export function findingOf(w: Wanted): Omit<Finding, 'limit'> {
  return {
    area: w.area, classes: w.classes, natures: w.nature === undefined ? undefined : [w.nature], open: w.stage === undefined ? undefined : w.stage === 'open', late: w.late, text: w.text, bbox: w.bbox, since: w.since, now: w.now,
    within: w.near && { ...w.near.at, radius: w.near.metres }, before: w.before && { received_at: w.before.at, id: w.before.id },
  };
}

const spot = (at: Point): Query => sql`ST_SetSRID(ST_MakePoint(${at.lon}::float8, ${at.lat}::float8), 4326)`;
const envelope = (b: Bbox): Query => sql`ST_MakeEnvelope(${b.minLon}::float8, ${b.minLat}::float8, ${b.maxLon}::float8, ${b.maxLat}::float8, 4326)`;
/** Cases on alias c whose public position lies in a box (WGS 84). */
export const box = (b: Bbox): Query => sql`c.public_geom && ${envelope(b)}`;
/** The same for a circle: the box uses the index, then metres exactly. */
export const around = (at: Point, metres: number): Query => sql`${box(boxAround(at, metres))} and ST_DistanceSphere(c.public_geom, ${spot(at)}) <= ${metres}::float8`;

const OneRow = PublicRow.extend({ steps: z.array(StepRow) });
export type PublicFile = z.output<typeof OneRow>;
/** One public report with its steps, newest first. */
export const onePublic = (db: Db, number: string): Promise<PublicFile | undefined> => db.maybe(OneRow, sql`
  select ${toldColumns(sql`c.public_geom`)}, ${publicPhotos} as photos, ${publicSteps} as steps from city.v_cases c where c.number = ${number} and ${isPublic}`);

/** The id of a photo of a public report, if it may be shown. */
export const publicPhoto = (db: Db, number: string, id: string): Promise<{ id: string } | undefined> => db.maybe(z.object({ id: z.string() }), sql`
  select f.id::text as id from city.v_cases c join ground.files f on f.owner_type = 'case' and f.owner_key = c.number
  where c.number = ${number} and f.id = ${id}::uuid and f.removed_at is null and ${isPublic} and ${notInternal()}`);

const NearRow = PublicRow.extend({ metres: z.number() });
export type NearRow = z.output<typeof NearRow>;
/** Open cases round a point, nearest first. `seen` and `position` say for whom: everyone sees public ones at their rounded place, a desk its own at the exact one. */
export const openNear = (db: Db, at: Point, metres: number, seen: Query, position: Query): Promise<NearRow[]> => db.rows(NearRow, sql`
    select ${toldColumns(position)}, ${publicPhotos} as photos, ST_DistanceSphere(${position}, ${spot(at)}) as metres from city.v_cases c
    where c.closed_at is null and c.merged_into is null and ${seen} and ${position} && ${envelope(boxAround(at, metres))}
      and ST_DistanceSphere(${position}, ${spot(at)}) <= ${metres}::float8
    order by metres, c.id desc limit 20`);

const Share = z.object({ class: z.string(), n: z.number() });
/** Which classes were reported round a point at about this hour of the day (0 to 23, in the city's zone), from public cases of the last 90 days. */
export const classesAround = (db: Db, at: Point, hour: number, zone: string, now: Date): Promise<z.output<typeof Share>[]> => db.rows(Share, sql`select class, sum(case when abs(hour - ${hour}::int) <= 2 or abs(hour - ${hour}::int) >= 22 then 2 else 1 end)::int as n from (
      select c.class, extract(hour from c.received_at at time zone ${zone})::int as hour from city.v_cases c
      where c.visibility = 'public' and c.merged_into is null and c.class is not null and c.received_at > ${new Date(now.getTime() - 90 * 86_400_000)}::timestamptz
        and ${box(boxAround(at, 300))} limit 500) k
    group by class order by n desc, class limit 8`);
