// Surfaces on their way into a tile: simplified for the zoom, cut at the tile's edge, made whole numbers, wound as the specification wants.
// Pure. Neighbours are simplified each for itself: their common border may part by half a pixel at most.
import { EXTENT, WORLD, worldX, worldY, type TileAddress } from '../geo/mercator.ts';
import { twiceArea, windRings } from '../geo/mvt.ts';

/** Rings as flat x, y of world units, without the first point again at the end; the first ring of a polygon is its outline. */
export interface Shape { readonly polygons: readonly (readonly (readonly number[])[])[]; readonly minX: number; readonly minY: number; readonly maxX: number; readonly maxY: number }
type Geometry = { readonly type: 'Polygon'; readonly coordinates: readonly (readonly (readonly number[])[])[] } | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly (readonly number[])[])[])[] };

/** Units of a tile that outlines go on beyond its edge, so that their lines are not drawn along it. */
const BUFFER = 80;
/** Half a pixel of a tile drawn 512 wide. */
const TOLERANCE = 4;

/** A GeoJSON surface in WGS 84 as a shape. */
export function shapeOf(geometry: Geometry): Shape {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return measured(polygons.map((rings) => rings.map((ring) => ring.slice(0, -1).flatMap(([lon = 0, lat = 0]) => [worldX(lon), worldY(lat)]))));
}

/** The same with no more corners than this zoom shows; polygons smaller than a quarter of a pixel are gone. */
export function simplified(shape: Shape, z: number): Shape {
  const unit = WORLD / 2 ** z / EXTENT;
  return measured(shape.polygons.map((rings) => rings.map((ring) => thinned(ring, unit * TOLERANCE))).filter(([outline = []]) => Math.abs(twiceArea(outline)) / 2 > (unit * TOLERANCE) ** 2));
}

/** Its polygons in a tile, in tile units, empty where it has no part in it. */
export function inTile(shape: Shape, { z, x, y }: TileAddress): number[][][] {
  const unit = WORLD / 2 ** z / EXTENT;
  const [west, north] = [x * EXTENT, y * EXTENT];
  if (shape.maxX / unit - west < -BUFFER || shape.minX / unit - west > EXTENT + BUFFER || shape.maxY / unit - north < -BUFFER || shape.minY / unit - north > EXTENT + BUFFER) return [];
  return shape.polygons.flatMap((rings) => {
    const [outline, ...holes] = rings.map((ring) => whole(clipped(ring.map((value, i) => value / unit - (i % 2 ? north : west)))));
    return outline?.length ? [windRings([outline, ...holes.filter((hole) => hole.length > 0)])] : [];
  });
}

function measured(polygons: Shape['polygons']): Shape {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [outline = []] of polygons) for (let i = 0; i < outline.length; i += 2) {
    const [px = 0, py = 0] = [outline[i], outline[i + 1]];
    [minX, minY, maxX, maxY] = [Math.min(minX, px), Math.min(minY, py), Math.max(maxX, px), Math.max(maxY, py)];
  }
  return { polygons, minX, minY, maxX, maxY };
}

/** Douglas and Peucker between the first point and the one farthest from it, both ways round. */
function thinned(ring: readonly number[], tolerance: number): number[] {
  const n = ring.length / 2;
  if (n <= 4) return [...ring];
  const keep = new Uint8Array(n);
  const far = farthest(ring);
  keep[0] = keep[far] = 1;
  const waiting: [number, number][] = [[0, far], [far, n]];
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    const [from, to] = part;
    let [worst, at] = [tolerance ** 2, -1];
    for (let i = from + 1; i < to; i++) {
      const away = awayFrom(ring, i, from, to % n);
      if (away > worst) [worst, at] = [away, i];
    }
    if (at < 0) continue;
    keep[at] = 1;
    waiting.push([from, at], [at, to]);
  }
  return ring.filter((_, i) => keep[i >> 1] === 1);
}

function farthest(ring: readonly number[]): number {
  let [worst, at] = [-1, 0];
  for (let i = 2; i < ring.length; i += 2) {
    const away = ((ring[i] ?? 0) - (ring[0] ?? 0)) ** 2 + ((ring[i + 1] ?? 0) - (ring[1] ?? 0)) ** 2;
    if (away > worst) [worst, at] = [away, i / 2];
  }
  return at;
}

/** Square of the distance of point i from the line between a and b. */
function awayFrom(ring: readonly number[], i: number, a: number, b: number): number {
  const [px = 0, py = 0, ax = 0, ay = 0, bx = 0, by = 0] = [ring[2 * i], ring[2 * i + 1], ring[2 * a], ring[2 * a + 1], ring[2 * b], ring[2 * b + 1]];
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length));
  return (px - ax - along * dx) ** 2 + (py - ay - along * dy) ** 2;
}

/** Sutherland and Hodgman, one edge of the tile after another. */
function clipped(ring: readonly number[]): number[] {
  let points = [...ring];
  for (const [axis, edge, sign] of [[0, -BUFFER, 1], [0, EXTENT + BUFFER, -1], [1, -BUFFER, 1], [1, EXTENT + BUFFER, -1]] as const) points = cut(points, axis, edge, sign);
  return points;
}

function cut(ring: readonly number[], axis: 0 | 1, edge: number, sign: 1 | -1): number[] {
  const out: number[] = [];
  const inside = (i: number) => ((ring[i + axis] ?? 0) - edge) * sign >= 0;
  for (let i = 0, before = ring.length - 2; i < ring.length; before = i, i += 2) {
    if (inside(i) !== inside(before)) {
      const [a = 0, b = 0] = [ring[before + axis], ring[i + axis]];
      const share = (edge - a) / (b - a);
      const other = (ring[before + 1 - axis] ?? 0) + share * ((ring[i + 1 - axis] ?? 0) - (ring[before + 1 - axis] ?? 0));
      if (axis === 0) out.push(edge, other);
      else out.push(other, edge);
    }
    if (inside(i)) out.push(ring[i] ?? 0, ring[i + 1] ?? 0);
  }
  return out;
}

/** Whole numbers, without points that fall together; empty when no surface is left. */
function whole(ring: readonly number[]): number[] {
  const out: number[] = [];
  for (let i = 0; i < ring.length; i += 2) {
    const [px, py] = [Math.round(ring[i] ?? 0), Math.round(ring[i + 1] ?? 0)];
    if (px !== out.at(-2) || py !== out.at(-1)) out.push(px, py);
  }
  while (out.length > 2 && out[0] === out.at(-2) && out[1] === out.at(-1)) out.splice(-2);
  return out.length >= 6 && twiceArea(out) !== 0 ? out : [];
}
