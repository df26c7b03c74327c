// Public cases, found by place, area, class, stage, number or words: what residents' pages list. One statement, on an index, never more than asked for.
import { z } from 'zod';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { all, sql, type Db, type Query } from '#ground/db/index.ts';
import { boxAround, type Bbox } from '#ground/geo/points.ts';
import { searchQuery } from '#ground/text/segment.ts';
import { NATURES, OUTCOMES, STAGES } from './contract.ts';
import type { CityTools } from './context.ts';
import { isPublic } from './seeing.ts';

/** A public case as a list shows it. Position is the public one (rounded), WGS 84; `metres` only when asked near a point; `photo` is the id of its first one. */
export const PublicCase = z.object({
  id: z.number(), number: z.string(), nature: z.enum(NATURES), class: z.string().nullable(), description: z.string().nullable(), place: z.string().nullable(), path: z.array(z.string()), stage: z.enum(STAGES),
  returned: z.boolean(), signed_at: z.date().nullable(), suspended_at: z.date().nullable(), lead: z.string().nullable(), received_at: z.date(), closed_at: z.date().nullable(), due_at: z.date().nullable(), amber_at: z.date().nullable(),
  followers: z.number(), outcome: z.enum(OUTCOMES).nullable(), lon: z.number().nullable(), lat: z.number().nullable(), metres: z.number().nullable(), photo: z.uuid().nullable(),
});
export type PublicCase = z.output<typeof PublicCase>;

export interface Finding {
  readonly limit: number;
  readonly near?: { readonly lon: number; readonly lat: number; readonly radius: number } | undefined;
  readonly bbox?: Bbox | undefined;
  readonly area?: string | undefined;
  /** Codes of small classes, any of them. */
  readonly classes?: readonly string[] | undefined;
  readonly open?: boolean | undefined;
  /** A number, or words of title, text and place; the last word may be begun. */
  readonly text?: string | undefined;
  /** Keyset: older than this one. */
  readonly before?: { readonly received_at: Date; readonly id: number } | undefined;
}

/** The newest first; near a point the nearest first (then `before` does not apply). */
export function findPublicCases(db: Db, wanted: Finding): Promise<PublicCase[]> {
  const { near, before } = wanted;
  const metres = near ? metresTo(near) : sql`null::float8`;
  return db.rows(PublicCase, sql`
    with found as (
      select c.*, ${metres} as metres from city.cases c where ${all([isPublic, ...conditions(wanted), !near && before && sql`(c.received_at, c.id) < (${before.received_at}::timestamptz, ${before.id}::bigint)`])}
      order by ${near ? sql`metres, c.id desc` : sql`c.received_at desc, c.id desc`} limit ${wanted.limit})
    select c.id, c.number, c.nature, c.class, c.description, c.place, c.path, c.stage, c.returned, c.signed_at, c.suspended_at, c.lead, c.received_at, c.closed_at, c.due_at, c.amber_at, c.followers, c.outcome,
      ST_X(c.public_geom) as lon, ST_Y(c.public_geom) as lat, c.metres, f.id as photo
    from found c left join lateral (
      select f.id from ground.files f where f.owner_type = 'case' and f.owner_key = c.number and f.role = 'photo' and f.removed_at is null
        and not exists (select 1 from city.case_steps i where i.case_id = c.id and not i.public and i.data->'photos' @> to_jsonb(f.id::text))
      order by f.at limit 1) f on true
    order by ${near ? sql`c.metres, c.id desc` : sql`c.received_at desc, c.id desc`}`);
}

const Counts = z.object({ open: z.number(), closed: z.number() });
/** How many are open, and how many were closed since `since`, within the same limits; each counted to 1000 at most. */
export const countPublicCases = (db: Db, wanted: Omit<Finding, 'limit' | 'before' | 'open'>, since: Date): Promise<z.output<typeof Counts>> => db.one(Counts, sql`
  select (select count(*)::int from (select 1 from city.cases c where ${all([isPublic, ...conditions(wanted), sql`c.closed_at is null`])} limit 1000) o) as open,
    (select count(*)::int from (select 1 from city.cases c where ${all([isPublic, ...conditions(wanted), sql`c.closed_at >= ${since} and c.updated_at >= ${since}`])} limit 1000) k) as closed`);

function conditions({ near, bbox, area, classes, open, text }: Omit<Finding, 'limit' | 'before'>): (Query | undefined | false)[] {
  const box = bbox ?? (near && boxAround(near, near.radius));
  return [
    box && sql`c.public_geom && ST_MakeEnvelope(${box.minLon}::float8, ${box.minLat}::float8, ${box.maxLon}::float8, ${box.maxLat}::float8, 4326)`,
    near && sql`${metresTo(near)} <= ${near.radius}`,
    area !== undefined && sql`c.path @> array[${area}]::text[]`,
    classes && sql`c.class = any(${classes}::text[])`,
    open !== undefined && (open ? sql`c.closed_at is null` : sql`c.closed_at is not null`),
    text !== undefined && worded(text),
  ];
}

const metresTo = (at: { lon: number; lat: number }): Query => sql`ST_DistanceSphere(c.public_geom, ST_SetSRID(ST_MakePoint(${at.lon}::float8, ${at.lat}::float8), 4326))`;

/**
 * A number, or words. What can only be a number is not looked for among words: where nothing is found, an `or` of both would walk every case.
 * On alias c.
 */
export function worded(text: string): Query {
  const number = text.normalize('NFKC').trim().toUpperCase();
  const query = /^[A-Z]{1,6}\d[\dA-Z-]{2,}$/.test(number) ? '' : searchQuery(text);
  return query === '' ? sql`c.number = ${number}` : sql`(c.number = ${number} or c.find @@ to_tsquery('simple', ${query}))`;
}

/** From this grid on an address would say more than the rounded position: street and community stand in its place. */
const COARSE_M = 100;
/** The place in words, as coarse as the class's public position is. Null when there is nothing to say. */
export function placeForEveryone(tools: Pick<CityTools, 'settings' | 'classes' | 'areas'>, row: { class: string | null; place: string | null; path: readonly string[] }, lang: Lang): string | null {
  const grid = Math.max(tools.settings.privacy.roundingM, row.class === null ? 0 : (tools.classes.get(row.class)?.rounding_m ?? 0));
  if (grid < COARSE_M) return row.place;
  const names = row.path.flatMap((code) => {
    const area = tools.areas.get(code);
    return area && (area.kind === 'street' || area.kind === 'community') ? [pick(lang, { zh: area.name, en: area.name_en })] : [];
  });
  return (lang === 'zh' ? names : names.toReversed()).join(lang === 'zh' ? ' ' : ', ') || null;
}
