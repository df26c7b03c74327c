// Where a closure is, as somebody typed, pasted or drew it: a point or a line, in WGS 84 within the city. Anything else is refused by name.
import { metres, looksSwapped, within, type Bbox } from '#ground/geo/points.ts';
import { toWgs84, type Datum } from '#ground/geo/datums.ts';
import { refuse } from '#ground/http/refusal.ts';
import { Geometry } from './contract.ts';
import { m } from './messages.ts';

const MOST_POINTS = 2000;
const LONGEST_M = 100_000;
type LonLat = [number, number];

/** Reads `118.301,30.901; 118.302,30.902` (one point or a line) or GeoJSON. Refuses (422) at `geometry`. `bounds`: the box of the city. */
export function readGeometry(text: string, datum: Datum, bounds: Bbox | undefined): Geometry {
  const geometry = turned(/^\s*\{/.test(text) ? fromGeojson(text) : fromPairs(text), datum);
  const lines = linesOf(geometry);
  const points = lines.flat();
  if (points.length > MOST_POINTS) throw wrong(m.tooManyPoints, { n: MOST_POINTS });
  if (bounds) for (const [lon, lat] of points) if (!within({ lon, lat }, bounds)) throw wrong(looksSwapped({ lon, lat }, bounds) ? m.swapped : m.outside);
  if (geometry.type !== 'Point') {
    const lengths = lines.map(lengthOf);
    if (lengths.some((length) => length < 1)) throw wrong(m.noLength);
    if (lengths.reduce((sum, one) => sum + one, 0) > LONGEST_M) throw wrong(m.tooLong);
  }
  return geometry;
}

export const linesOf = (geometry: Geometry): LonLat[][] => (geometry.type === 'Point' ? [[geometry.coordinates]] : geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates);

/** A point on it: the middle of its longest line. */
export function middleOf(geometry: Geometry): { lon: number; lat: number } {
  const line = linesOf(geometry).sort((a, b) => lengthOf(b) - lengthOf(a))[0] ?? [];
  let left = lengthOf(line) / 2;
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [at(line[i - 1]), at(line[i])];
    const step = metres(a, b);
    if (step >= left && step > 0) return { lon: a.lon + ((b.lon - a.lon) * left) / step, lat: a.lat + ((b.lat - a.lat) * left) / step };
    left -= step;
  }
  return at(line[0]);
}

function fromGeojson(text: string): Geometry {
  let raw: unknown;
  try { raw = JSON.parse(text); } catch { throw wrong(m.badGeometry); }
  const shape = Geometry.safeParse(flat(unwrapped(raw)));
  if (!shape.success) throw wrong(m.badGeometry);
  return shape.data;
}

/** A feature, or a collection of a single one, stands for its geometry. */
function unwrapped(raw: unknown): unknown {
  const value = raw as { type?: unknown; geometry?: unknown; features?: unknown } | null;
  if (value?.type === 'FeatureCollection' && Array.isArray(value.features) && value.features.length === 1) return unwrapped(value.features[0]);
  return value?.type === 'Feature' ? value.geometry : raw;
}

/** Heights are left out. */
function flat(raw: unknown): unknown {
  const { type, coordinates } = (raw ?? {}) as { type?: unknown; coordinates?: unknown };
  const cut = (value: unknown, depth: number): unknown => (!Array.isArray(value) || depth > 3 ? value : typeof value[0] === 'number' ? (value.length > 3 ? undefined : value.slice(0, 2)) : value.map((one) => cut(one, depth + 1)));
  return { type, coordinates: cut(coordinates, 0) };
}

function fromPairs(text: string): Geometry {
  const pairs = text.split(/[;；\n]+/).map((one) => one.trim()).filter((one) => one !== '').map((one) => one.split(/[\s,，]+/));
  const points = pairs.map(([lon = '', lat = '', ...more]): LonLat => (more.length || !NUMBER.test(lon) || !NUMBER.test(lat) ? [NaN, NaN] : [Number(lon), Number(lat)]));
  const [first] = points;
  if (first && points.some(([lon, lat]) => Math.abs(lat) > 90 && Math.abs(lon) <= 90)) throw wrong(m.swapped);
  const shape = Geometry.safeParse(points.length === 1 ? { type: 'Point', coordinates: first } : { type: 'LineString', coordinates: points });
  if (!shape.success) throw wrong(m.badGeometry);
  return shape.data;
}
const NUMBER = /^[+-]?\d{1,3}(?:\.\d{1,15})?$/;

function turned(geometry: Geometry, datum: Datum): Geometry {
  const turn = ([lon, lat]: LonLat): LonLat => { const p = toWgs84({ lon, lat }, datum); return [p.lon, p.lat]; };
  switch (geometry.type) {
    case 'Point': return { ...geometry, coordinates: turn(geometry.coordinates) };
    case 'LineString': return { ...geometry, coordinates: geometry.coordinates.map(turn) };
    case 'MultiLineString': return { ...geometry, coordinates: geometry.coordinates.map((line) => line.map(turn)) };
  }
}

const at = (point: LonLat | undefined) => ({ lon: point?.[0] ?? 0, lat: point?.[1] ?? 0 });
const lengthOf = (line: readonly LonLat[]): number => line.reduce((sum, point, i) => (i === 0 ? 0 : sum + metres(at(line[i - 1]), at(point))), 0);
const wrong = (message: typeof m.badGeometry, params?: Record<string, number>) => refuse(422, message, { field: 'geometry', ...(params && { params }) });
