// The areas of a database, kept in memory until one is written; and what maps draw of them.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Db } from '#ground/db/index.ts';
import { cached, forget } from '#ground/events/index.ts';
import { AREA_KINDS, type AreaKind } from './contract.ts';
import { buildAreaIndex } from './locator.ts';
import { readAreas, readFeatures, readGround, writeGround } from './store.ts';

/** The index of all areas, loaded once. */
export const areaIndex = cached('areas', async (db) => buildAreaIndex(await readAreas(db)));

/** GeoJSON text with an entity tag. */
export interface Published { readonly body: string; readonly etag: string }
const features = new Map(AREA_KINDS.map((kind) => [kind, cached(`areas:${kind}`, (db) => readFeatures(db, kind))]));

/** The outlines of these kinds of area as one GeoJSON collection; each kind is made once. */
export async function areasGeojson(db: Db, kinds: readonly AreaKind[]): Promise<Published> {
  const parts = await Promise.all([...new Set(kinds)].map((kind) => features.get(kind)?.(db) ?? ''));
  return publish(`{"type":"FeatureCollection","features":[${parts.filter(Boolean).join(',')}]}`);
}

/** What the city's own base map draws beside its areas: water, parks, blocks and roads, as `OwnBase.ground` wants it. */
export const groundGeojson = cached('areas:ground', async (db): Promise<Published> => publish(JSON.stringify(drawable(await readGround(db)))));

/** Replaces that drawing by a GeoJSON collection; features name their `kind` or `layer` and roads their `rank` or `class`. */
export async function saveGround(db: Db, ground: unknown, by: string | null, now: Date): Promise<void> {
  const checked = Drawing.parse(ground);
  await db.begin(async (tx) => { await writeGround(tx, checked, by, now); await forget(tx, 'areas:ground'); });
}

/** What a write of areas makes stale. */
export const AREA_CACHES = ['areas', ...AREA_KINDS.map((kind) => `areas:${kind}`)];

const publish = (body: string): Published => ({ body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` });

const Drawing = z.object({ type: z.literal('FeatureCollection'), features: z.array(z.object({ type: z.literal('Feature'), properties: z.record(z.string(), z.unknown()), geometry: z.unknown() })) });

/** A city package says layer and class, our map kind and rank. */
function drawable(ground: unknown): unknown {
  const parsed = Drawing.safeParse(ground);
  if (!parsed.success) return { type: 'FeatureCollection', features: [] };
  return { ...parsed.data, features: parsed.data.features.map(({ properties: p, ...feature }) => ({ ...feature, properties: { kind: KINDS[String(p['layer'])] ?? p['kind'] ?? p['layer'], rank: RANKS[String(p['class'])] ?? p['rank'] ?? 3, name: p['name'], name_en: p['name_en'] ?? p['en'] } })) };
}
const KINDS: Readonly<Record<string, string>> = { building: 'built', buildings: 'built' };
const RANKS: Readonly<Record<string, number>> = { trunk: 1, main: 1, primary: 1, secondary: 2, street: 2, minor: 3, lane: 3 };
