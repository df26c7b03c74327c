// Outlines of areas and grid cells as tiles: read once into memory, simplified for each zoom when it is first asked for.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Db } from '#ground/db/index.ts';
import type { TileAddress } from '#ground/geo/mercator.ts';
import { encodeTile, MvtLayer } from '#ground/geo/mvt.ts';
import { many } from '#ground/http/route.ts';
import { MOST_BYTES, tileLayer, type TileLayer } from '#ground/tiles/index.ts';
import { inTile, shapeOf, simplified, type Shape } from '#ground/tiles/shapes.ts';
import { areaIndex } from './areas.ts';
import { AREA_KINDS, AreaKind, type Area } from './contract.ts';
import type { AreaIndex } from './locator.ts';
import { readAreas } from './store.ts';
import { t } from './tiles-messages.ts';

interface Drawn { readonly area: Area; readonly shape: Shape; readonly byZoom: Map<number, Shape> }
interface Outlines { readonly version: string; readonly drawn: readonly Drawn[] }

/** Part of every version: changes when the same outlines are written in another way. */
const FORMAT = 'a1';
/** Where each kind begins to be drawn. */
const FROM: Readonly<Record<AreaKind, number>> = { city: 0, district: 0, street: 9, community: 11, cell: 13 };
const FARTHEST_IN = 16;

function layerOf(name: 'areas' | 'grid', kinds: readonly AreaKind[]): TileLayer {
  const minzoom = Math.min(...kinds.map((kind) => FROM[kind]));
  return tileLayer({
    name, title: name === 'grid' ? t.grid : t.areas, about: name === 'grid' ? t.gridAbout : t.areasAbout, minzoom, maxzoom: FARTHEST_IN, filters: z.object({ kind: many(AreaKind) }),
    vectors: [{ id: name, about: name === 'grid' ? t.gridAbout : t.areasAbout, minzoom, maxzoom: FARTHEST_IN, fields: { code: t.code, kind: t.kind, name: t.name, name_en: t.nameEn, parent: t.parent, many: t.many } }],
    bounds: async (db) => (await areaIndex(db)).bounds,
    async tile({ db }, at, filter) {
      const { version, drawn } = await outlinesOf(db);
      const wanted = kinds.filter((kind) => at.z >= FROM[kind] && (filter.kind.length === 0 || filter.kind.includes(kind)));
      return { tag: `${FORMAT}.${version}.${wanted.join('')}`, encode: () => outlineTile(name, drawn.filter((one) => wanted.includes(one.area.kind)), at) };
    },
  });
}

export const areaLayers: readonly TileLayer[] = [layerOf('areas', AREA_KINDS.filter((kind) => kind !== 'cell')), layerOf('grid', ['cell'])];

// The index is made anew when areas are written (here or in another process), and these outlines with it.
const kept = new WeakMap<AreaIndex, Promise<Outlines>>();
async function outlinesOf(db: Db): Promise<Outlines> {
  const index = await areaIndex(db);
  let outlines = kept.get(index);
  if (!outlines) {
    outlines = readOutlines(db);
    kept.set(index, outlines);
    outlines.catch(() => kept.delete(index));
  }
  return outlines;
}

async function readOutlines(db: Db): Promise<Outlines> {
  const areas = await readAreas(db);
  const hash = createHash('sha256');
  const drawn = areas.flatMap(({ geometry, ...area }): Drawn[] => {
    hash.update(JSON.stringify([area.code, area.kind, area.name, area.name_en, area.parent, geometry]));
    return geometry ? [{ area, shape: shapeOf(geometry), byZoom: new Map() }] : [];
  });
  return { version: hash.digest('base64url').slice(0, 16), drawn };
}

/** Large ones first, small ones over them. Where all of them weigh too much only the larger half is kept, as often as needed. */
function outlineTile(name: string, drawn: readonly Drawn[], at: TileAddress): Uint8Array<ArrayBuffer> | undefined {
  let parts = drawn.map((one) => ({ area: one.area, polygons: inTile(atZoom(one, at.z), at) })).filter((one) => one.polygons.length > 0).sort((a, b) => rank(a.area) - rank(b.area));
  for (let cut = false; ; cut = true) {
    const layer = new MvtLayer(name);
    for (const { area, polygons } of parts) layer.polygons(undefined, polygons, tagsOf(layer, area, cut));
    const bytes = encodeTile([layer]);
    if (!bytes || bytes.length <= MOST_BYTES) return bytes;
    parts = parts.toSorted((a, b) => weight(b.polygons) - weight(a.polygons)).slice(0, Math.floor(parts.length / 2));
  }
}

function atZoom({ shape, byZoom }: Drawn, zoom: number): Shape {
  let found = byZoom.get(zoom);
  if (!found) byZoom.set(zoom, (found = simplified(shape, zoom)));
  return found;
}

const rank = (area: Area): number => AREA_KINDS.indexOf(area.kind);
const weight = (polygons: readonly (readonly (readonly number[])[])[]): number => polygons.reduce((n, rings) => n + rings.reduce((m, ring) => m + ring.length, 0), 0);

function tagsOf(layer: MvtLayer, area: Area, cut: boolean): number[] {
  const pairs = { code: area.code, kind: area.kind, name: area.name, name_en: area.name_en, parent: area.parent, many: cut || null };
  return Object.entries(pairs).flatMap(([key, value]) => (value === null ? [] : [layer.key(key), layer.value(value)]));
}
