// SQL of the fleet: how things stand as last judged, by index; what they told last is read for the lines of one page only.
import { z } from 'zod';
import { all, sql, type Db, type Query } from '#ground/db/index.ts';
import { tellsBattery } from './freshness.ts';
import { State } from './health.ts';
import { nameEn } from './store.ts';

/** Whose things: of these organisations, undefined for all. */
export interface Fleet { readonly organisations: readonly string[] | undefined }
const theirs = ({ organisations }: Fleet): Query | undefined => organisations && sql`t.organisation = any(${[...organisations]}::text[])`;

const Count = z.object({ kind: z.string(), state: State, low: z.number(), n: z.number() });
export type Count = z.output<typeof Count>;
/** How many stand how, by kind; as counted when they were judged. */
export const fleetCounts = (db: Db, { organisations }: Fleet): Promise<Count[]> => db.rows(Count, sql`
  select kind, state, coalesce(sum(n) filter (where low_battery), 0)::int as low, sum(n)::int as n from sense.thing_counts
  where n > 0 and ${organisations ? sql`organisation = any(${[...organisations]}::text[])` : sql`true`} group by kind, state order by kind, state`);

const Judged = z.object({ at: z.date() });
export const judgedAt = async (db: Db): Promise<Date | undefined> => (await db.maybe(Judged, sql`select at from sense.thing_judged`))?.at;

const Organisation = z.object({ organisation: z.string() });
/** Organisations that have things, for choosing. */
export const fleetOrganisations = async (db: Db): Promise<string[]> => (await db.rows(Organisation, sql`select distinct organisation from sense.thing_counts where n > 0 and organisation <> '' order by organisation limit 200`)).map((row) => row.organisation);

const Line = z.object({ id: z.number(), name: z.string(), name_en: z.string().nullable(), kind: z.string().nullable(), code: z.string().nullable(), organisation: z.string().nullable(), public: z.boolean(), state: State, low_battery: z.boolean(), since: z.date(), heard_at: z.date().nullable(), last_time: z.date().nullable(), battery: z.number().nullable() });
export type Line = z.output<typeof Line>;
export interface FleetWanted extends Fleet { readonly state?: State | undefined; readonly low?: boolean | undefined; /** Only what is not well, or low on battery. */ readonly needing?: boolean | undefined; readonly kind?: string | undefined; readonly organisation?: string | undefined; readonly before?: { at: Date; id: number } | undefined; readonly limit: number }

/** Things that stand so, the latest to change first. */
export const listFleet = (db: Db, want: FleetWanted): Promise<Line[]> => db.rows(Line, sql`
  with page as materialized (
    select t.id, t.name, ${nameEn} as name_en, t.kind, t.code, t.organisation, t.public, s.state, s.low_battery, s.since from sense.thing_states s join sense.things t on t.id = s.thing_id
    where ${all([theirs(want), want.state !== undefined && sql`s.state = ${want.state}`, want.low === true && sql`s.low_battery`, want.needing === true && sql`(s.state <> 'ok' or s.low_battery)`, want.kind !== undefined && (want.kind === '' ? sql`t.kind is null` : sql`t.kind = ${want.kind}`), want.organisation !== undefined && sql`t.organisation = ${want.organisation}`,
      want.before && sql`(s.since, s.thing_id) < (${want.before.at}::timestamptz, ${want.before.id}::bigint)`])}
    order by s.since desc, s.thing_id desc limit ${want.limit})
  select page.*, o.heard_at, o.last_time, o.battery from page cross join lateral (
    select max(d.heard_at) as heard_at, max(d.last_time) as last_time, min(d.last_number) filter (where ${tellsBattery}) as battery
    from sense.datastreams d left join sense.observed_properties p on p.id = d.observed_property_id where d.thing_id = page.id) o
  order by page.since desc, page.id desc`);
