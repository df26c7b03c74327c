// Inside or outside of a polygon.
import type { Polygon } from '../contract.ts';

/** A position as the engine takes it (longitude, latitude; WGS 84), or null where there is none on earth: degrees the other way round, metres, nonsense. */
export const onEarth = (lon: number | null, lat: number | null): [number, number] | null => (lon !== null && lat !== null && Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : null);

/** Is the point (longitude, latitude) inside? Holes are outside; a point on the edge may be either, but always the same. */
export function within([ring, ...holes]: Polygon['coordinates'], point: readonly [number, number]): boolean {
  return ring !== undefined && crosses(ring, point) && !holes.some((hole) => crosses(hole, point));
}

function crosses(ring: Polygon['coordinates'][number], [x, y]: readonly [number, number]): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax, ay] = ring[i] ?? [0, 0];
    const [bx, by] = ring[j] ?? [0, 0];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
