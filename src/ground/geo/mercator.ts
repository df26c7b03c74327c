// Web Mercator as tiles want it: the world is a square of 2^32 units, so a position is two whole numbers (a centimetre apart) whose sums are exact.
// Pure.
import type { Bbox, Point } from './points.ts';

/** Units of the world's side. */
export const WORLD = 2 ** 32;
/** Units of a tile's side, as Mapbox vector tiles count. */
export const EXTENT = 4096;
/** Where the square ends, degrees of latitude. */
export const MAX_LAT = 85.0511287798066;

export interface TileAddress { readonly z: number; readonly x: number; readonly y: number }

/** West to east, 0 to 2^32 - 1, of a longitude in degrees. */
export const worldX = (lon: number): number => clampUnit(Math.floor((lon / 360 + 0.5) * WORLD));

/** North to south, 0 to 2^32 - 1, of a latitude in degrees; what lies nearer to a pole than 85.05° stands at the edge. */
export function worldY(lat: number): number {
  const sin = Math.sin((Math.max(-MAX_LAT, Math.min(MAX_LAT, lat)) * Math.PI) / 180);
  return clampUnit(Math.floor((0.5 - (0.25 * Math.log((1 + sin) / (1 - sin))) / Math.PI) * WORLD));
}

/** The position of world units, WGS 84. */
export function fromWorld(x: number, y: number): Point {
  return { lon: (x / WORLD - 0.5) * 360, lat: (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / WORLD))) * 180) / Math.PI };
}

/** The degrees that a tile covers. */
export function tileBox({ z, x, y }: TileAddress): Bbox {
  const side = WORLD / 2 ** z;
  const [low, high] = [fromWorld(x * side, (y + 1) * side), fromWorld((x + 1) * side, y * side)];
  return { minLon: low.lon, minLat: low.lat, maxLon: high.lon, maxLat: high.lat };
}

const clampUnit = (value: number): number => Math.max(0, Math.min(WORLD - 1, value));
