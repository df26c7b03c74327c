// Policies and geographies: drafted, published, from then on unchangeable, replaced by later ones that name them.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { json, sql, type Db, type Query } from '#ground/db/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import { PolicyDoc, type Policy } from './contract.ts';
import { m } from './messages.ts';
import { mayStart } from './rules.ts';

const PolicyRow = z.object({ policy_id: z.string(), doc: PolicyDoc, start_at: z.date(), end_at: z.date().nullable(), published_at: z.date().nullable(), previous: z.array(z.string()) });
const columns = sql`policy_id::text as policy_id, doc, start_at, end_at, published_at, previous::text[] as previous`;

/** Published policies that count at some time from `from` to `to` (open when left out), by their beginning. One that was replaced stays replaced when what replaced it has ended. */
export const publishedPolicies = (db: Db, from: Date, to?: Date): Promise<Policy[]> => db.rows(PolicyRow, sql`
  select ${columns} from sense.bike_policies p where published_at is not null and (end_at is null or end_at > ${from}) ${to ? sql`and start_at < ${to}` : sql``}
    and not exists (select 1 from sense.bike_policies r where r.published_at is not null and r.start_at <= ${from} and r.previous @> array[p.policy_id]) order by start_at, policy_id limit 1000`);
/** Everything, drafts first, newest first: for those who edit. */
export const everyPolicy = (db: Db): Promise<Policy[]> => db.rows(PolicyRow, sql`select ${columns} from sense.bike_policies order by published_at is not null, changed_at desc, policy_id limit 200`);
export const onePolicy = (db: Db, id: string): Promise<Policy | undefined> => db.maybe(PolicyRow, sql`select ${columns} from sense.bike_policies where policy_id = ${id}::uuid`);

export interface Draft { readonly policy_id?: string | undefined; readonly doc: PolicyDoc; readonly start_at: Date; readonly end_at?: Date | null | undefined; readonly previous?: readonly string[] | undefined }
/** Writes a draft, new or again. Refuses (409) what is published, (422) unknown geographies and an end before the beginning. Returns its id. */
export async function saveDraft(db: Db, draft: Draft, by: string | null, now: Date): Promise<string> {
  const id = draft.policy_id ?? randomUUID();
  if (draft.end_at && draft.end_at <= draft.start_at) throw refuse(422, m.endsBefore, { field: 'end' });
  await mustExist(db, draft.doc.rules.flatMap((rule) => rule.geographies), now);
  await mustReplace(db, id, draft.previous ?? []);
  const written = await db.run(sql`
    insert into sense.bike_policies as p (policy_id, doc, start_at, end_at, previous, by_person, changed_at)
    values (${id}::uuid, ${json(draft.doc)}::text::jsonb, ${draft.start_at}, ${draft.end_at ?? null}::timestamptz, ${[...(draft.previous ?? [])]}::uuid[], ${by}::uuid, ${now})
    on conflict (policy_id) do update set doc = excluded.doc, start_at = excluded.start_at, end_at = excluded.end_at, previous = excluded.previous, by_person = excluded.by_person, changed_at = excluded.changed_at where p.published_at is null`);
  if (written === 0) throw refuse(409, m.published);
  return id;
}

/** Publishes a draft: from now on it is what it is. Refuses (404) none, (409) twice, (422) a beginning sooner than 20 minutes from now. */
export async function publishPolicy(db: Db, id: string, now: Date): Promise<void> {
  const draft = await onePolicy(db, id);
  if (!draft) throw refuse(404, m.noPolicy);
  if (draft.published_at) throw refuse(409, m.published);
  if (!mayStart(draft.start_at, now)) throw refuse(422, m.startsTooSoon, { field: 'start' });
  await mustExist(db, draft.doc.rules.flatMap((rule) => rule.geographies), now);
  const done = await db.run(sql`update sense.bike_policies set published_at = ${now}, changed_at = ${now} where policy_id = ${id}::uuid and published_at is null`);
  if (done === 0) throw refuse(409, m.published);
}

export const dropDraft = (db: Db, id: string): Promise<number> => db.run(sql`delete from sense.bike_policies where policy_id = ${id}::uuid and published_at is null`);

async function mustExist(db: Db, ids: readonly string[], now: Date): Promise<void> {
  const { n } = await db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from sense.bike_geographies where geography_id = any(${[...new Set(ids)]}::uuid[]) and (retire_at is null or retire_at > ${now})`);
  if (n < new Set(ids).size) throw refuse(422, m.noGeography, { field: 'geography' });
}

/** Only what is published can be replaced, and nothing by itself. */
async function mustReplace(db: Db, id: string, previous: readonly string[]): Promise<void> {
  if (previous.length === 0) return;
  const { n } = await db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from sense.bike_policies where policy_id = any(${[...new Set(previous)]}::uuid[]) and policy_id <> ${id}::uuid and published_at is not null`);
  if (n < new Set(previous).size) throw refuse(422, m.noPrevious, { field: 'replaces' });
}

const Geometry = z.object({ type: z.string(), coordinates: z.unknown() });
const GeographyRow = z.object({
  geography_id: z.string(), name: z.string(), name_en: z.string().nullable(), kind: z.string(), geometry: Geometry, published_at: z.date(), effective_at: z.date().nullable(), retire_at: z.date().nullable(), previous: z.array(z.string()),
});
export type Geography = z.output<typeof GeographyRow>;
const geographyColumns = sql`geography_id::text as geography_id, name, name_en, kind, ST_AsGeoJSON(geom, 6)::json as geometry, published_at, effective_at, retire_at, previous::text[] as previous`;

export const everyGeography = (db: Db): Promise<Geography[]> => db.rows(GeographyRow, sql`select ${geographyColumns} from sense.bike_geographies order by published_at, geography_id limit 2000`);
export const oneGeography = (db: Db, id: string): Promise<Geography | undefined> => db.maybe(GeographyRow, sql`select ${geographyColumns} from sense.bike_geographies where geography_id = ${id}::uuid`);

export interface GeographyInput { readonly geography_id?: string | undefined; readonly name: string; readonly name_en?: string | null | undefined; readonly kind: string; readonly geometry: z.output<typeof Geometry> | Query; readonly effective_at?: Date | null | undefined; readonly previous?: readonly string[] | undefined }
/** Publishes a geography (WGS 84, Polygon or MultiPolygon). Refuses (422) what is no surface. Returns its id. */
export async function addGeography(db: Db, input: GeographyInput, by: string | null, now: Date): Promise<string> {
  const id = input.geography_id ?? randomUUID();
  const geom = 'parts' in input.geometry ? input.geometry : sql`ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify(input.geometry)}::text), 4326)`;
  const written = await db.run(sql`insert into sense.bike_geographies (geography_id, name, name_en, kind, geom, published_at, effective_at, previous, by_person)
    select ${id}::uuid, ${input.name}, ${input.name_en ?? null}::text, ${input.kind}, ST_Multi(g), ${now}, ${input.effective_at ?? null}::timestamptz, ${[...(input.previous ?? [])]}::uuid[], ${by}::uuid
    from (select ${geom} as g) s where GeometryType(g) in ('POLYGON', 'MULTIPOLYGON') and ST_IsValid(g) on conflict (geography_id) do nothing`);
  if (written === 0) throw refuse(422, m.noSurface, { field: 'geometry' });
  return id;
}
/** From `at` on new policies may no longer name it; it stays listed. */
export const retireGeography = (db: Db, id: string, at: Date): Promise<number> => db.run(sql`update sense.bike_geographies set retire_at = ${at} where geography_id = ${id}::uuid and retire_at is null`);
