// The whole file of one case for staff, in one statement: row, steps, clocks, photos, what was merged, what stands near, who could go and how busy the units are.
// Names of organisations, classes and areas come from the indices in memory, so a case page costs this one round trip beside the session's.
import { z } from 'zod';
import { sql, type Db, type Query } from '#ground/db/index.ts';
import type { Viewer } from '#ground/identity/index.ts';
import { CLOCKS, CaseState, SOURCES, STAGES, VERBS } from './contract.ts';
import { seenAsStaff } from './seeing.ts';
import { stateColumns } from './store.ts';

const moment = z.union([z.date(), z.string()]).transform((at) => new Date(at));

/** A step with the name of who did it; `person` is null for the house and for reporters, whose names no file carries. */
export const FiledStep = z.object({
  id: z.number(), at: moment, verb: z.enum(VERBS), person: z.string().nullable(), role: z.string().nullable(), organisation: z.string().nullable(),
  reason: z.string().nullable(), note: z.string().nullable(), data: z.record(z.string(), z.unknown()), public: z.boolean(),
});
export type FiledStep = z.output<typeof FiledStep>;
const Clock = z.object({ clock: z.enum(CLOCKS), round: z.number(), organisation: z.string().nullable(), started_at: moment, due_at: moment, limit_value: z.number(), limit_unit: z.enum(['urgent_hour', 'work_hour', 'work_day', 'natural_day']), ended_at: moment.nullable(), late: z.boolean().nullable() });
export type FiledClock = z.output<typeof Clock>;
const Photo = z.object({ id: z.string(), role: z.string(), taken_at: moment.nullable(), at: moment });
export type FiledPhoto = z.output<typeof Photo>;
const Merged = z.object({ number: z.string(), title: z.string(), at: moment });
const Near = z.object({ number: z.string(), title: z.string(), place: z.string().nullable(), source: z.enum(SOURCES), stage: z.enum(STAGES), class: z.string().nullable(), received_at: moment, metres: z.number(), lon: z.number(), lat: z.number(), photo: z.string().nullable() });
export type NearCase = z.output<typeof Near>;
const Officer = z.object({ id: z.string(), name: z.string().nullable(), tasks: z.number() });
const Linked = z.object({ relation: z.string(), type: z.string(), key: z.string(), forward: z.boolean() });

export const CaseFile = CaseState.extend({
  id: z.number(), number: z.string(), last_step: z.number(), visibility: z.enum(['public', 'private']), source: z.enum(SOURCES),
  title: z.string(), description: z.string().nullable(), place: z.string().nullable(), lon: z.number().nullable(), lat: z.number().nullable(), accuracy_m: z.number().nullable(),
  asset: z.string().nullable(), asset_name: z.string().nullable(), asset_owner: z.string().nullable(),
  steps: z.array(FiledStep), clocks: z.array(Clock), photos: z.array(Photo), merged: z.array(Merged), into: z.string().nullable(), near: z.array(Near),
  officers: z.array(Officer), loads: z.record(z.string(), z.number()), past: z.object({ same: z.number(), reworked: z.number() }), links: z.array(Linked),
});
export type CaseFile = z.output<typeof CaseFile>;

export interface Reading {
  /** Codes of units whose open load is to be counted (each to 99 at most). */
  readonly units?: readonly string[];
  readonly now: Date;
}

/** The file of a case this viewer may see as staff, newest step first; undefined when there is none. */
export const readCaseFile = (db: Db, viewer: Viewer, number: string, { units = [], now }: Reading): Promise<CaseFile | undefined> => db.maybe(CaseFile, sql`
  with one as (select c.*, ST_X(c.geom) as lon, ST_Y(c.geom) as lat from city.cases c where c.number = ${number} and ${seenAsStaff(viewer)})
  select ${stateColumns}, c.id, c.number, c.last_step, c.visibility, c.source, c.title, c.description, c.place, c.lon, c.lat, c.accuracy_m, c.asset, a.name as asset_name, a.owner as asset_owner,
    ${list(sql`select t.id, t.at, t.verb, p.name as person, t.role, t.organisation, t.reason, t.note, t.data, t.public
      from city.case_steps t left join ground.identity_people p on p.id = t.actor and t.role not in ('reporter', 'resident') where t.case_id = c.id order by t.id desc limit 500`)} as steps,
    ${list(sql`select clock, round, organisation, started_at, due_at, limit_value, limit_unit, ended_at, late from city.case_clocks k where k.case_id = c.id order by k.started_at, k.round`)} as clocks,
    ${list(sql`select f.id, f.role, f.taken_at, f.at from ground.files f where f.owner_type = 'case' and f.owner_key = c.number and f.removed_at is null order by f.at, f.id limit 60`)} as photos,
    ${list(sql`select m.number, m.title, m.closed_at as at from city.cases m where m.merged_into = c.id order by m.closed_at desc limit 50`)} as merged,
    (select i.number from city.cases i where i.id = c.merged_into) as into,
    ${list(near(viewer))} as near,
    ${list(sql`select g.person as id, p.name, (select count(*)::int from (select 1 from city.cases o where o.officer = g.person and o.closed_at is null limit 99) n) as tasks
      from (select distinct person from ground.identity_grants where role = 'officer' and ended_at is null and area = any(c.path)) g join ground.identity_people p on p.id = g.person and p.disabled_at is null order by 3, p.name limit 40`)} as officers,
    coalesce((select json_object_agg(u.code, (select count(*)::int from (select 1 from city.cases o where o.holder = u.code and o.closed_at is null limit 99) n)) from unnest(${[...units]}::text[]) u(code)), '{}') as loads,
    (select json_build_object('same', count(*), 'reworked', count(*) filter (where reworked > 0)) from (
      select h.reworked from city.cases h where h.geom && ST_Expand(c.geom, 0.0006) and h.class = c.class and h.id <> c.id and h.received_at > ${new Date(now.getTime() - 90 * 86_400_000)}::timestamptz limit 99) h) as past,
    ${list(sql`select l.relation, l.to_type as type, l.to_key as key, true as forward from ground.links l where l.from_type = 'case' and l.from_key = c.number and l.ended_at is null
      union all select l.relation, l.from_type, l.from_key, false from ground.links l where l.to_type = 'case' and l.to_key = c.number and l.ended_at is null limit 50`)} as links
  from one c left join city.v_assets a on a.code = c.asset`);

const list = (rows: Query): Query => sql`coalesce((select json_agg(x) from (${rows}) x), '[]')`;

/** Open cases within about 150 m that came within three days of this one, nearest first: likely the same matter. */
function near(viewer: Viewer): Query {
  return sql`select o.number, o.title, o.place, o.source, o.stage, o.class, o.received_at, o.lon, o.lat,
      round(ST_DistanceSphere(o.geom, c.geom))::int as metres,
      (select f.id from ground.files f where f.owner_type = 'case' and f.owner_key = o.number and f.removed_at is null order by f.at limit 1) as photo
    from (select k.*, ST_X(k.geom) as lon, ST_Y(k.geom) as lat from (select c.id as here, c.geom as spot, c.received_at as came) n, lateral (
      select c.* from city.cases c where c.geom && ST_Expand(n.spot, 0.0016) and c.id <> n.here and c.closed_at is null
        and c.received_at between n.came - interval '3 days' and n.came + interval '3 days' and ${seenAsStaff(viewer)} limit 50) k) o
    order by ST_DistanceSphere(o.geom, c.geom) limit 6`;
}

/** One photo of a case that this condition (on alias c) lets the viewer see: its id, or undefined. */
export const photoOf = (db: Db, number: string, id: string, seen: Query): Promise<{ id: string } | undefined> => db.maybe(z.object({ id: z.uuid() }), sql`
  select f.id from city.cases c join ground.files f on f.owner_type = 'case' and f.owner_key = c.number and f.id = ${id} and f.removed_at is null where c.number = ${number} and ${seen}`);

/** Which of these numbers are cases this viewer may see as staff. */
export async function numbersSeen(db: Db, viewer: Viewer, numbers: readonly string[]): Promise<string[]> {
  if (numbers.length === 0) return [];
  const rows = await db.rows(z.object({ number: z.string() }), sql`select c.number from city.cases c where c.number = any(${[...numbers]}::text[]) and ${seenAsStaff(viewer)}`);
  return rows.map((row) => row.number);
}
