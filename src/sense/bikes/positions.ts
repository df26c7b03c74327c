// Where a measured position lies, honestly: inside, outside, or too near to the edge for its accuracy. Pure; WGS 84 degrees and metres.
import type { Bbox, Point } from '#ground/geo/points.ts';

export type Ring = readonly (readonly [number, number])[];
export type Polygon = readonly Ring[];
export type Side = 'inside' | 'outside' | 'uncertain';
export interface Outline { readonly polygons: readonly Polygon[]; readonly box: Bbox }

/** What a phone in a street usually manages; taken where a bike does not tell (metres). */
export const USUAL_ACCURACY_M = 10;
/** Better than this no receiver in a street is; a bike that tells 0 m tells nothing better. */
export const BEST_ACCURACY_M = 1;
/** Worse than this a position says nothing about frames and kerbs; it is judged as if it were this bad. */
export const WORST_ACCURACY_M = 100;
const METRES_PER_DEGREE = 111_195.08;

/** An outline with its box, from GeoJSON of a Polygon or MultiPolygon. */
export function outlineOf(geometry: { type: string; coordinates: unknown }): Outline {
  const polygons = (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates) as readonly Polygon[];
  const box = { minLon: Infinity, minLat: Infinity, maxLon: -Infinity, maxLat: -Infinity };
  for (const [lon, lat] of polygons.flatMap((polygon) => polygon[0] ?? [])) {
    box.minLon = Math.min(box.minLon, lon); box.maxLon = Math.max(box.maxLon, lon);
    box.minLat = Math.min(box.minLat, lat); box.maxLat = Math.max(box.maxLat, lat);
  }
  return { polygons, box };
}

export const accuracyOf = (told: number | null | undefined): number => (told === null || told === undefined || !(told >= 0) ? USUAL_ACCURACY_M : Math.min(Math.max(told, BEST_ACCURACY_M), WORST_ACCURACY_M));

/** Which side of the outline a position within `accuracy` metres of `at` is on. */
export function sideOf(at: Point, accuracy: number, { polygons, box }: Outline): Side {
  const [dLat, dLon] = [accuracy / METRES_PER_DEGREE, accuracy / (METRES_PER_DEGREE * cosOf(at.lat))];
  if (at.lon < box.minLon - dLon || at.lon > box.maxLon + dLon || at.lat < box.minLat - dLat || at.lat > box.maxLat + dLat) return 'outside';
  if (toEdge(at, polygons) <= accuracy) return 'uncertain';
  return holds(at, polygons) ? 'inside' : 'outside';
}

/** Even-odd over all rings, holes included; a point on the edge falls to either side. */
export function holds(at: Point, polygons: readonly Polygon[]): boolean {
  let inside = false;
  for (const polygon of polygons) for (const ring of polygon) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi = 0, yi = 0] = ring[i] ?? [];
      const [xj = 0, yj = 0] = ring[j] ?? [];
      if ((yi > at.lat) !== (yj > at.lat) && at.lon < ((xj - xi) * (at.lat - yi)) / (yj - yi) + xi) inside = !inside;
    }
  }
  return inside;
}

/** Metres to the nearest edge, on a plane that touches the earth at the point. */
export function toEdge(at: Point, polygons: readonly Polygon[]): number {
  const [kx, ky] = [METRES_PER_DEGREE * cosOf(at.lat), METRES_PER_DEGREE];
  let least = Infinity;
  for (const polygon of polygons) for (const ring of polygon) {
    for (let i = 1; i < ring.length; i++) {
      const [ax, ay] = [((ring[i - 1]?.[0] ?? 0) - at.lon) * kx, ((ring[i - 1]?.[1] ?? 0) - at.lat) * ky];
      const [bx, by] = [((ring[i]?.[0] ?? 0) - at.lon) * kx, ((ring[i]?.[1] ?? 0) - at.lat) * ky];
      const [dx, dy] = [bx - ax, by - ay];
      const length = dx * dx + dy * dy;
      const along = length === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length));
      least = Math.min(least, (ax + along * dx) ** 2 + (ay + along * dy) ** 2);
    }
  }
  return Math.sqrt(least);
}

const cosOf = (lat: number): number => Math.max(0.01, Math.cos((lat * Math.PI) / 180));
