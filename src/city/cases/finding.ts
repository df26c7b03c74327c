// Public cases, found by place, area, class, stage, number or words: what residents' pages list. One statement (sought.ts), never more than asked for.
import { z } from 'zod';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { all, sql, type Db, type Query } from '#ground/db/index.ts';
import { boxAround, type Bbox } from '#ground/geo/points.ts';
import { searchQuery } from '#ground/text/segment.ts';
import { NATURES, OUTCOMES, STAGES } from './contract.ts';
import type { CityTools } from './context.ts';
import { isPublic } from './seeing.ts';
import { faceted, newest } from './sought.ts';

/** A public case as a list shows it. Position is the public one (rounded), WGS 84; `metres` only when asked near a point; `photo` is the id of its first one. */
export const PublicCase = z.object({
  id: z.number(), number: z.string(), nature: z.enum(NATURES), class: z.string().nullable(), description: z.string().nullable(), place: z.string().nullable(), path: z.array(z.string()), stage: z.enum(STAGES),
  returned: z.boolean(), signed_at: z.date().nullable(), suspended_at: z.date().nullable(), lead: z.string().nullable(), received_at: z.date(), closed_at: z.date().nullable(), due_at: z.date().nullable(), amber_at: z.date().nullable(),
  followers: z.number(), outcome: z.enum(OUTCOMES).nullable(), lon: z.number().nullable(), lat: z.number().nullable(), metres: z.number().nullable(), photo: z.uuid().nullable(),
});
export type PublicCase = z.output<typeof PublicCase>;

interface Circle { readonly lon: number; readonly lat: number; readonly radius: number }
export interface Finding {
  readonly limit: number;
  /** These and no others. */
  readonly ids?: readonly number[] | undefined;
  /** Nearest first, within so many metres of a point. */
  readonly near?: Circle | undefined;
  /** Within so many metres of a point, in the order of the list. */
  readonly within?: Circle | undefined;
  readonly bbox?: Bbox | undefined;
  readonly area?: string | undefined;
  /** Codes of small classes, any of them. */
  readonly classes?: readonly string[] | undefined;
  readonly natures?: readonly string[] | undefined;
  readonly open?: boolean | undefined;
  /** Missed its limit or its promise; false: did not. */
  readonly late?: boolean | undefined;
  readonly since?: Date | undefined;
  /** A number, or words of title, text and place; the last word may be begun. */
  readonly text?: string | undefined;
  /** Keyset: older than this one. */
  readonly before?: { readonly received_at: Date; readonly id: number } | undefined;
  /** The clock of the request. */
  readonly now?: Date | undefined;
}

/** Near a point the nearest are chosen among so many of the newest: a street corner of a big city has thousands, and years old ones are no news. */
const NEAREST_OF = 400;

/** The newest first. Near a point the nearest of the newest NEAREST_OF first (then `before` does not apply). */
export function findPublicCases(db: Db, wanted: Finding): Promise<PublicCase[]> {
  const { near } = wanted;
  const order = near ? sql`metres, c.id desc` : sql`c.received_at desc, c.id desc`;
  return db.rows(PublicCase, sql`
    with page as (select id from (${newestPublic(wanted, near ? NEAREST_OF : wanted.limit)}) n),
      found as (select c.*, ${near ? metresTo(near) : sql`null::float8`} as metres from page join city.cases c using (id) order by ${order} limit ${wanted.limit})
    select c.id, c.number, c.nature, c.class, c.description, c.place, c.path, c.stage, c.returned, c.signed_at, c.suspended_at, c.lead, c.received_at, c.closed_at, c.due_at, c.amber_at, c.followers, c.outcome,
      ST_X(c.public_geom) as lon, ST_Y(c.public_geom) as lat, c.metres, f.id as photo
    from found c left join lateral (
      select f.id from ground.files f where f.owner_type = 'case' and f.owner_key = c.number and f.role = 'photo' and f.removed_at is null
        and not exists (select 1 from city.case_steps i where i.case_id = c.id and not i.public and i.data->'photos' @> to_jsonb(f.id::text))
      order by f.at limit 1) f on true
    order by ${order}`);
}

const Counts = z.object({ open: z.number(), closed: z.number() });
/** How many are open, and how many were closed since `since`, near a point or everywhere; each counted to 1000 at most. */
export const countPublicCases = (db: Db, wanted: { near?: Finding['near'] }, since: Date): Promise<z.output<typeof Counts>> => {
  const within = wanted.near && around(wanted.near);
  return db.one(Counts, sql`
    select (select count(*)::int from (select 1 from city.cases c where ${all([isPublic, sql`c.closed_at is null`, within])} limit 1000) o) as open,
      (select count(*)::int from (select 1 from city.cases c where ${all([isPublic, sql`c.closed_at >= ${since} and c.updated_at >= ${since}`, within])} limit 1000) k) as closed`);
};

/** The newest public cases that fit, as a query of (id, received_at); `limit` of them at most. */
export function newestPublic(wanted: Omit<Finding, 'limit'>, limit: number): Query {
  const { ids, near, within, bbox, area, classes, natures, open, late, text, since, before, now = new Date() } = wanted;
  const asked = text === undefined ? undefined : askedFor(text);
  const named = ids ? sql`c.id = any(${[...ids]}::bigint[])` : asked?.number !== undefined && asked.words === undefined ? sql`c.number = ${asked.number}` : undefined;
  const filters = [
    ...faceted({ area, classes, natures, open, late, ...(asked?.number === undefined && { words: asked?.words }) }, now),
    asked?.number !== undefined && asked.words !== undefined && sql`(c.number = ${asked.number} or c.find @@ to_tsquery('simple', ${asked.words}))`,
    near && around(near), within && around(within), bbox && inBox(bbox),
  ];
  // Who asks for a number, or by ids, means those cases: their own index leads, whatever else is asked.
  return newest({ led: all([isPublic, named, ...(named ? filters : [])]), filters: named ? [] : filters, since, after: near ? undefined : before && { at: before.received_at, id: before.id }, limit, now });
}

const inBox = (box: Bbox): Query => sql`c.public_geom && ST_MakeEnvelope(${box.minLon}::float8, ${box.minLat}::float8, ${box.maxLon}::float8, ${box.maxLat}::float8, 4326)`;
const around = (near: Circle): Query => sql`${inBox(boxAround(near, near.radius))} and ${metresTo(near)} <= ${near.radius}`;
const metresTo = (at: { lon: number; lat: number }): Query => sql`ST_DistanceSphere(c.public_geom, ST_SetSRID(ST_MakePoint(${at.lon}::float8, ${at.lat}::float8), 4326))`;

/**
 * What somebody who typed this looks for: a number, words, or either. What can only be a number (LJ20261120-0007) is not looked for among words,
 * what has no figures not among numbers: an `or` of both costs two indexes. Of a text without words and figures only the number is left, which is nobody's.
 */
export function askedFor(text: string): { number: string | undefined; words: string | undefined } {
  const number = text.normalize('NFKC').trim().toUpperCase();
  const words = /^[A-Z]{1,6}\d[\dA-Z-]{2,}$/.test(number) ? '' : searchQuery(text);
  return { number: words === '' || /^\S*\d{4}\S*$/.test(number) ? number : undefined, words: words === '' ? undefined : words };
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
