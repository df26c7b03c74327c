// Whether a boundary or a position can be right. Pure; degrees, longitude first.
import type { AddressFeature, AreaFeature } from './contract.ts';
import type { Problem } from './problems.ts';
import { m } from './messages.ts';

type Position = readonly [number, number];
type Ring = readonly Position[];
type Fault = Pick<Problem, 'message' | 'params'>;

/** The first fault of a boundary, or undefined. */
export function areaFault(geometry: NonNullable<AreaFeature['geometry']>): Fault | undefined {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  for (const ring of polygons.flat()) {
    const fault = ringFault(ring);
    if (fault) return fault;
  }
  return undefined;
}

/** The first fault of a point or line, or undefined. */
export function placeFault(geometry: AddressFeature['geometry']): Fault | undefined {
  const positions = geometry.type === 'Point' ? [geometry.coordinates] : geometry.type === 'LineString' ? geometry.coordinates : geometry.coordinates.flat();
  return positions.map(positionFault).find(Boolean);
}

/** Square degrees, positive when the ring turns left; for comparing areas of one place, not for measuring. */
export function signedArea(ring: Ring): number {
  let twice = 0;
  const [ox, oy] = ring[0] ?? [0, 0];   // near the ring, so that no digits are lost
  for (let i = 0; i + 1 < ring.length; i++) {
    const [ax, ay] = ring[i] ?? [0, 0], [bx, by] = ring[i + 1] ?? [0, 0];
    twice += (ax - ox) * (by - oy) - (bx - ox) * (ay - oy);
  }
  return twice / 2;
}

/** A point well inside of a boundary, where its name can stand: the middle of the widest stretch on one of five lines through its largest part. */
export function pointInside(geometry: NonNullable<AreaFeature['geometry']>): [number, number] {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const size = (rings: readonly Ring[]) => Math.abs(signedArea(rings[0] ?? []));
  const rings: readonly Ring[] = polygons.reduce((best, rings) => (size(rings) > size(best) ? rings : best));
  const lats = rings.flat().map((p) => p[1]);
  const [low, high] = [Math.min(...lats), Math.max(...lats)];
  let best: { width: number; at: [number, number] } | undefined;
  for (const part of [0.5, 0.4, 0.6, 0.25, 0.75]) {
    const lat = low + (high - low) * (part + 1e-7);   // never through a corner
    const cuts = rings.flatMap((ring) => crossingsAt(ring, lat)).sort((a, b) => a - b);
    for (let i = 0; i + 1 < cuts.length; i += 2) {
      const [from, to] = [cuts[i] ?? 0, cuts[i + 1] ?? 0];
      if (!best || to - from > best.width * 1.2) best = { width: to - from, at: [(from + to) / 2, lat] };
    }
  }
  return best?.at ?? [rings[0]?.[0]?.[0] ?? 0, low];
}

/** Longitudes at which a ring crosses a line of latitude. */
function crossingsAt(ring: Ring, lat: number): number[] {
  return ring.flatMap(([x1, y1], i) => {
    const [x2, y2] = ring[i + 1] ?? [x1, y1];
    return (y1 > lat) === (y2 > lat) ? [] : [x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1)];
  });
}

function ringFault(ring: Ring): Fault | undefined {
  const outside = ring.map(positionFault).find(Boolean);
  if (outside) return outside;
  const [first, last] = [ring[0], ring.at(-1)];
  if (!first || !last || first[0] !== last[0] || first[1] !== last[1]) return { message: m.ringOpen };
  const crossing = selfCrossing(ring);
  if (crossing) return { message: m.ringCrosses, params: { at: crossing.join(', ') } };
  return signedArea(ring) === 0 ? { message: m.ringEmpty } : undefined;
}

function positionFault([lon, lat]: Position): Fault | undefined {
  const at = `${lon}, ${lat}`;
  if (Math.abs(lat) > 90) return { message: Math.abs(lon) <= 90 && Math.abs(lat) <= 180 ? m.swapped : m.outOfRange, params: { at } };
  return Math.abs(lon) > 180 ? { message: m.outOfRange, params: { at } } : undefined;
}

/** Where two edges properly cross. Quadratic, so rings of more than 4,000 points are left to the database. */
function selfCrossing(ring: Ring): Position | undefined {
  const n = ring.length - 1;
  if (n > 4000) return undefined;
  for (let i = 0; i < n; i++) {
    for (let j = i + 2; j < n; j++) {
      if (crosses(ring[i], ring[i + 1], ring[j], ring[j + 1])) return ring[i];
    }
  }
  return undefined;
}

function crosses(a?: Position, b?: Position, c?: Position, d?: Position): boolean {
  if (!a || !b || !c || !d) return false;
  if (Math.max(a[0], b[0]) < Math.min(c[0], d[0]) || Math.max(c[0], d[0]) < Math.min(a[0], b[0])) return false;
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

const side = (a: Position, b: Position, p: Position) => Math.sign((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]));
