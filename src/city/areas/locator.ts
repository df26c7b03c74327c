// Which area holds a point, in memory: a box index over the parts of all outlines, then ray casting, the smallest area first.
// "Outside the city" so costs no database. A city may stop at streets, or have cells only in its centre: what is there answers.
// Rejected: ST_Contains for every report (a round trip, and the embedded database has one session).
import Flatbush from 'flatbush';
import type { Bbox, Point } from '#ground/geo/points.ts';
import { AREA_KINDS, type Area, type AreaGeometry, type AreaKind } from './contract.ts';

/** The areas that hold a point: the smallest one, its path from the root, and one code for each kind that is known. */
export interface Where { readonly area: string; readonly path: readonly string[]; readonly city?: string; readonly district?: string; readonly street?: string; readonly community?: string; readonly cell?: string }

export interface AreaIndex {
  get(code: string): Area | undefined;
  /** All areas, or those of a kind, by code. */
  all(kind?: AreaKind): readonly Area[];
  children(code: string): readonly Area[];
  /** The areas that hold the point (WGS 84), or undefined outside of the city. `on` (YYYY-MM-DD) matters only for areas with a span of validity; today when left out. */
  locate(lon: number, lat: number, on?: string): Where | undefined;
  /** Is the point in this area, or in one below it? */
  inside(code: string, lon: number, lat: number): boolean;
  /** Is `code` this area or below it? */
  under(code: string, ancestor: string): boolean;
  /** The chain of an area as codes by kind, without a point. */
  where(code: string): Where | undefined;
  /** The box round everything, undefined while there is no outline. */
  readonly bounds: Bbox | undefined;
}

interface Part { readonly area: Area; readonly rings: readonly Float64Array[]; readonly dated: boolean }

/** Builds the index; `geometry` gives the outline of an area, if it has one. */
export function buildAreaIndex(areas: readonly (Area & { geometry?: AreaGeometry | null | undefined })[]): AreaIndex {
  const byCode = new Map<string, Area>();
  const below = new Map<string, Area[]>();
  const kinds = new Map<AreaKind, Area[]>(AREA_KINDS.map((kind) => [kind, []]));
  const parts: Part[] = [];
  const list = [...areas].sort((a, b) => (a.code < b.code ? -1 : 1)).map(({ geometry, ...area }): Area => {
    parts.push(...partsOf(area, geometry));
    byCode.set(area.code, area);
    kinds.get(area.kind)?.push(area);
    if (area.parent) below.set(area.parent, [...(below.get(area.parent) ?? []), area]);
    return area;
  });
  const wheres = new Map(list.map((area) => [area.code, chain(area, byCode)]));
  const boxes = boxIndex(parts);

  function locate(lon: number, lat: number, on?: string): Where | undefined {
    let best: Part | undefined;
    for (const i of boxes?.search(lon, lat, lon, lat) ?? []) {
      const part = parts[i];
      if (!part || (best && best.area.path.length >= part.area.path.length)) continue;
      if (part.dated && !valid(part.area, on)) continue;
      if (holds(part.rings, lon, lat)) best = part;
    }
    return best && wheres.get(best.area.code);
  }

  return {
    locate,
    get: (code) => byCode.get(code),
    all: (kind) => (kind ? (kinds.get(kind) ?? []) : list),
    children: (code) => below.get(code) ?? [],
    inside: (code, lon, lat) => locate(lon, lat)?.path.includes(code) ?? false,
    under: (code, ancestor) => byCode.get(code)?.path.includes(ancestor) ?? false,
    where: (code) => wheres.get(code),
    bounds: boxes && { minLon: boxes.minX, minLat: boxes.minY, maxLon: boxes.maxX, maxLat: boxes.maxY },
  };
}

/** The middle of a box: where a map starts. */
export const centre = (box: Bbox): Point => ({ lon: (box.minLon + box.maxLon) / 2, lat: (box.minLat + box.maxLat) / 2 });

function chain(area: Area, byCode: ReadonlyMap<string, Area>): Where {
  const named = area.path.flatMap((code) => { const a = byCode.get(code); return a ? [[a.kind, code] as const] : []; });
  return { area: area.code, path: area.path, ...Object.fromEntries(named) };
}

function partsOf(area: Area, geometry: AreaGeometry | null | undefined): Part[] {
  if (!geometry) return [];
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const dated = area.valid_from !== null || area.valid_to !== null;
  return polygons.map((rings) => ({ area, dated, rings: rings.map((ring) => Float64Array.from(ring.flat())) }));
}

function boxIndex(parts: readonly Part[]): Flatbush | undefined {
  if (parts.length === 0) return undefined;
  const boxes = new Flatbush(parts.length);
  for (const { rings } of parts) {
    const outer = rings[0] ?? new Float64Array();
    let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i + 1 < outer.length; i += 2) {
      const [x, y] = [outer[i] ?? 0, outer[i + 1] ?? 0];
      minX = Math.min(minX, x); maxX = Math.max(maxX, x); minY = Math.min(minY, y); maxY = Math.max(maxY, y);
    }
    boxes.add(minX, minY, maxX, maxY);
  }
  boxes.finish();
  return boxes;
}

/** Even-odd over all rings, so holes take themselves out. Half-open edges: a point on a shared border belongs to exactly one side. */
function holds(rings: readonly Float64Array[], x: number, y: number): boolean {
  let odd = false;
  for (const ring of rings) {
    const n = ring.length;
    let [px, py] = [ring[n - 2] ?? 0, ring[n - 1] ?? 0];
    for (let i = 0; i < n; i += 2) {
      const qx = ring[i] ?? 0;
      const qy = ring[i + 1] ?? 0;
      if (qy > y !== py > y && x < ((px - qx) * (y - qy)) / (py - qy) + qx) odd = !odd;
      px = qx; py = qy;
    }
  }
  return odd;
}

function valid(area: Area, on = new Date().toISOString().slice(0, 10)): boolean {
  return (area.valid_from === null || area.valid_from <= on) && (area.valid_to === null || on <= area.valid_to);
}
