// Painted parking frames (停车框) of the city: drawn, pasted or imported, with a capacity and the days on which they count. What bikes are judged by is what is in use.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { json, sql, type Db, type Query } from '#ground/db/index.ts';
import { looksSwapped, within } from '#ground/geo/points.ts';
import { refuse } from '#ground/http/refusal.ts';
import type { Message } from '#ground/i18n/index.ts';
import { areaIndex, type AreaIndex } from '#city/areas/index.ts';
import { m } from './messages.ts';
import { cornersOf, Surface } from './surfaces.ts';

/** Of `bike_stops s`: stands at `now`, neither taken away nor before or after its days. */
export const inUse = (now: Date): Query => sql`s.retired_at is null and (s.valid_from is null or s.valid_from <= ${now}) and (s.valid_to is null or s.valid_to > ${now})`;

const Row = z.object({
  stop_id: z.string(), name: z.string(), name_en: z.string().nullable(), capacity: z.number(), geometry: Surface, valid_from: z.date().nullable(), valid_to: z.date().nullable(), synthetic: z.boolean(), changed_at: z.date(),
  sure: z.number(), uncertain: z.number(), lon: z.number(), lat: z.number(),
});
export type FrameRow = z.output<typeof Row>;
const columns = sql`s.stop_id::text as stop_id, s.name, s.name_en, s.capacity, ST_AsGeoJSON(s.geom, 7)::json as geometry, s.valid_from, s.valid_to, s.synthetic, s.changed_at, ST_X(ST_PointOnSurface(s.geom)) as lon, ST_Y(ST_PointOnSurface(s.geom)) as lat,
  coalesce(n.sure, 0)::int as sure, coalesce(n.uncertain, 0)::int as uncertain`;
const counted = sql`left join lateral (select sum(c.sure) as sure, sum(c.uncertain) as uncertain from sense.bike_operators o join sense.bike_counts c on c.operator = o.code and c.kind = 'frame' and c.place = s.stop_id::text) n on true`;
const ofCity = sql`s.operator is null and s.retired_at is null and GeometryType(s.geom) in ('POLYGON', 'MULTIPOLYGON')`;

/** Frames that are not taken away, by name: `limit` after the frame `after`. */
export const listFrames = (db: Db, { text, after, limit }: { text?: string | undefined; after?: string | undefined; limit: number }): Promise<FrameRow[]> => db.rows(Row, sql`
  select ${columns} from (select * from sense.bike_stops s where ${ofCity} ${text === undefined ? sql`` : sql`and (s.name ilike ${likeOf(text)} or s.name_en ilike ${likeOf(text)})`}
    ${after === undefined ? sql`` : sql`and (s.name, s.stop_id) > (select name, stop_id from sense.bike_stops where stop_id = ${after}::uuid)`} order by s.name, s.stop_id limit ${limit}) s ${counted} order by s.name, s.stop_id`);
const likeOf = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

export const oneFrame = (db: Db, id: string): Promise<FrameRow | undefined> => db.maybe(Row, sql`select ${columns} from sense.bike_stops s ${counted} where ${ofCity} and s.stop_id = ${id}::uuid`);

export interface FrameInput { readonly stop_id?: string | undefined; readonly name: string; readonly name_en?: string | null | undefined; readonly capacity: number; readonly geometry: Surface; readonly valid_from?: Date | null | undefined; readonly valid_to?: Date | null | undefined }
/** What is wrong with one of several frames; `n` counts them from 0. */
export interface FrameProblem { readonly n: number; readonly field: 'geometry' | 'name' | 'valid_to'; readonly problem: Message }

/**
 * Writes frames, all or none, and returns what keeps them from it. A frame without an id is the one of its name, where there is one, else new.
 * Wrong are: a surface that crosses itself or is empty, one outside of the city, days that end before they begin, a name twice.
 */
export async function saveFrames(db: Db, frames: readonly FrameInput[], now: Date): Promise<FrameProblem[]> {
  const areas = await areaIndex(db);
  const problems = [...frames.flatMap((frame, n) => wrongWith(frame, n, areas)), ...twice(frames), ...(await invalid(db, frames))];
  if (problems.length > 0 || frames.length === 0) return problems.sort((a, b) => a.n - b.n);
  const rows = frames.map((f) => {
    const [corner] = cornersOf(f.geometry);
    return { given: f.stop_id ?? null, fresh: randomUUID(), name: f.name, name_en: f.name_en ?? null, capacity: f.capacity, geometry: JSON.stringify(f.geometry), valid_from: f.valid_from ?? null, valid_to: f.valid_to ?? null, area: (corner && areas.locate(corner[0], corner[1])?.district) ?? null };
  });
  await db.run(sql`insert into sense.bike_stops as b (stop_id, name, name_en, capacity, geom, valid_from, valid_to, area, changed_at)
    select coalesce(f.given, (select s.stop_id from sense.bike_stops s where s.operator is null and s.retired_at is null and s.name = f.name order by s.stop_id limit 1), f.fresh), f.name, f.name_en, f.capacity, ST_SetSRID(ST_GeomFromGeoJSON(f.geometry), 4326), f.valid_from, f.valid_to, f.area, ${now}
    from jsonb_to_recordset(${json(rows)}::text::jsonb) as f(given uuid, fresh uuid, name text, name_en text, capacity int, geometry text, valid_from timestamptz, valid_to timestamptz, area text)
    on conflict (stop_id) do update set name = excluded.name, name_en = excluded.name_en, capacity = excluded.capacity, geom = excluded.geom, valid_from = excluded.valid_from, valid_to = excluded.valid_to, area = excluded.area, changed_at = excluded.changed_at
    where b.operator is null and b.retired_at is null`);
  return [];
}

function wrongWith({ geometry, valid_from, valid_to }: FrameInput, n: number, areas: AreaIndex): FrameProblem[] {
  const box = areas.bounds;
  const away = box ? cornersOf(geometry).find(([lon, lat]) => !within({ lon, lat }, box)) : undefined;
  const swapped = box && away && looksSwapped({ lon: away[0], lat: away[1] }, box);
  return [...(away ? [{ n, field: 'geometry' as const, problem: swapped ? m.frameSwapped : m.frameAway }] : []), ...(valid_from && valid_to && valid_to <= valid_from ? [{ n, field: 'valid_to' as const, problem: m.endsBefore }] : [])];
}

function twice(frames: readonly FrameInput[]): FrameProblem[] {
  const seen = new Set<string>();
  return frames.flatMap(({ name }, n): FrameProblem[] => { if (seen.has(name)) return [{ n, field: 'name', problem: m.nameTwice }]; seen.add(name); return []; });
}

/** What PostGIS takes for no surface. */
async function invalid(db: Db, frames: readonly FrameInput[]): Promise<FrameProblem[]> {
  const rows = await db.rows(z.object({ n: z.number() }), sql`select n from jsonb_to_recordset(${json(frames.map(({ geometry }, n) => ({ n, geometry: JSON.stringify(geometry) })))}::text::jsonb) as f(n int, geometry text)
    where not ST_IsValid(ST_GeomFromGeoJSON(geometry)) or not ST_Area(ST_GeomFromGeoJSON(geometry)) > 0`);
  const taken = await db.rows(z.object({ n: z.number() }), sql`select n from jsonb_to_recordset(${json(frames.flatMap(({ stop_id, name }, n) => (stop_id === undefined ? [] : [{ n, stop_id, name }])))}::text::jsonb) as f(n int, stop_id uuid, name text)
    where exists (select 1 from sense.bike_stops s where s.operator is null and s.retired_at is null and s.name = f.name and s.stop_id <> f.stop_id)`);
  return [...rows.map(({ n }): FrameProblem => ({ n, field: 'geometry', problem: m.noSurface })), ...taken.map(({ n }): FrameProblem => ({ n, field: 'name', problem: m.nameTaken }))];
}

/** Takes a frame away: it is no longer judged by nor published; orders that name it keep its name. Refuses (404) none. */
export async function retireFrame(db: Db, id: string, now: Date): Promise<void> {
  if (await db.run(sql`update sense.bike_stops set retired_at = ${now}, changed_at = ${now} where stop_id = ${id}::uuid and operator is null and retired_at is null`) === 0) throw refuse(404, m.noFrame);
}
