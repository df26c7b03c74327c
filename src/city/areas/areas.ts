// The areas of a database, kept in memory until one is written.
import { createHash } from 'node:crypto';
import type { Db } from '#ground/db/index.ts';
import { cached } from '#ground/events/index.ts';
import { AREA_KINDS, type AreaKind } from './contract.ts';
import { buildAreaIndex } from './locator.ts';
import { readAreas, readGeojson } from './store.ts';

/** The index of all areas, loaded once. */
export const areaIndex = cached('areas', async (db) => buildAreaIndex(await readAreas(db)));

/** Outlines as GeoJSON text with an entity tag, made once a kind. */
export interface Published { readonly body: string; readonly etag: string }
const published = new Map(AREA_KINDS.map((kind) => [kind, cached(`areas:${kind}`, (db) => publish(db, kind))]));

/** The outlines of a kind of area, as the map wants them. */
export async function areasGeojson(db: Db, kind: AreaKind): Promise<Published> {
  const load = published.get(kind);
  return load ? load(db) : publish(db, kind);
}

async function publish(db: Db, kind: AreaKind): Promise<Published> {
  const body = await readGeojson(db, kind);
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` };
}

/** What a write of areas makes stale. */
export const AREA_CACHES = ['areas', ...AREA_KINDS.map((kind) => `areas:${kind}`)];
