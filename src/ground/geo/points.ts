// Points, distances and boxes. Inside the house a place is WGS 84 degrees as {lon, lat}; what comes in says its datum.
// Pure: the browser shares it.
import type { Message } from '../i18n/index.ts';
import { DATUMS, isDatum, toWgs84, type Datum } from './datums.ts';
import { m } from './messages.ts';

export { m };

/** WGS 84, degrees. */
export interface Point { readonly lon: number; readonly lat: number }
/** WGS 84, degrees; never across the antimeridian. */
export interface Bbox { readonly minLon: number; readonly minLat: number; readonly maxLon: number; readonly maxLat: number }
/** A value, or the field that is wrong and why. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly field: string; readonly problem: Message };

/** Reads a position given as numbers or decimal strings in a named datum (WGS 84 when none is named) and returns it in WGS 84. */
export function parsePoint(input: { lon: unknown; lat: unknown; datum?: unknown }): Parsed<Point> {
  if (isBlank(input.lon) || isBlank(input.lat)) return wrong(isBlank(input.lon) ? 'lon' : 'lat', m.pointMissing);
  const [lon, lat] = [degrees(input.lon), degrees(input.lat)];
  if (lon === undefined) return wrong('lon', m.pointNotNumber);
  if (lat === undefined) return wrong('lat', m.pointNotNumber);
  if (Math.abs(lat) > 90) return wrong('lat', Math.abs(lat) <= 180 && Math.abs(lon) <= 90 ? m.swapped : m.latRange);
  if (Math.abs(lon) > 180) return wrong('lon', m.lonRange);
  if (isBlank(input.datum)) return { ok: true, value: { lon, lat } };
  const datum = String(input.datum).toLowerCase().replace(/[-_ ]/g, '');
  if (!isDatum(datum)) return wrong('datum', m.datum);
  return { ok: true, value: toWgs84({ lon, lat }, datum) };
}

/** True when the point lies outside the box but would lie inside with its numbers swapped: the usual slip of hand-written clients. */
export function looksSwapped(point: Point, box: Bbox): boolean {
  return !within(point, box) && within({ lon: point.lat, lat: point.lon }, box);
}

/** Great-circle distance in metres on a sphere of 6,371,008.8 m (error up to 0.5 %). */
export function metres(a: Point, b: Point): number {
  const rad = Math.PI / 180;
  const [dLat, dLon] = [(b.lat - a.lat) * rad, (b.lon - a.lon) * rad];
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(dLon / 2) ** 2;
  return 2 * 6371008.8 * Math.asin(Math.min(1, Math.sqrt(h)));
}

const METRES_PER_DEGREE = 111_195.08;   // the same sphere, so grid and distance agree

/**
 * The centre of the cell of `gridM` metres that holds the point; 0 leaves it as it is.
 * Everything in a cell gets the same answer, so nothing of the exact place remains; and rounding twice changes nothing.
 */
export function roundToGrid(point: Point, gridM: number): Point {
  if (!(gridM > 0)) return point;
  const latStep = gridM / METRES_PER_DEGREE;
  const row = Math.floor(point.lat / latStep);
  const lat = (row + 0.5) * latStep;
  const lonStep = latStep / Math.max(0.01, Math.cos((lat * Math.PI) / 180));   // the same for the whole row
  const lon = (Math.floor(point.lon / lonStep) + 0.5) * lonStep;
  return { lon: clean(clamp(lon, 180)), lat: clean(clamp(lat, 90)) };
}

/** `minLon,minLat,maxLon,maxLat` in WGS 84. */
export function parseBbox(text: string): Parsed<Bbox> {
  const numbers = text.split(',').map((part) => degrees(part));
  const [minLon, minLat, maxLon, maxLat] = numbers;
  if (numbers.length !== 4 || minLon === undefined || minLat === undefined || maxLon === undefined || maxLat === undefined) return wrong('bbox', m.bbox);
  if (minLon < -180 || maxLon > 180 || minLat < -90 || maxLat > 90 || minLon > maxLon || minLat > maxLat) return wrong('bbox', m.bbox);
  return { ok: true, value: { minLon, minLat, maxLon, maxLat } };
}

export const within = (point: Point, box: Bbox): boolean =>
  point.lon >= box.minLon && point.lon <= box.maxLon && point.lat >= box.minLat && point.lat <= box.maxLat;

/** The box that holds a circle of `radiusM` metres: a cheap first filter before the exact distance. */
export function boxAround(point: Point, radiusM: number): Bbox {
  const dLat = radiusM / METRES_PER_DEGREE;
  const dLon = dLat / Math.max(0.01, Math.cos((point.lat * Math.PI) / 180));
  return { minLon: clamp(point.lon - dLon, 180), maxLon: clamp(point.lon + dLon, 180), minLat: clamp(point.lat - dLat, 90), maxLat: clamp(point.lat + dLat, 90) };
}

/** Seven decimals, about a centimetre: what is stored and shown is never longer. */
export const clean = (value: number): number => Math.round(value * 1e7) / 1e7;

const clamp = (value: number, limit: number) => Math.max(-limit, Math.min(limit, value));
const isBlank = (value: unknown) => value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
const wrong = (field: string, problem: Message): { ok: false; field: string; problem: Message } => ({ ok: false, field, problem });

function degrees(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || !/^\s*[+-]?(\d{1,3}(\.\d{0,20})?|\.\d{1,20})(e[+-]?\d{1,2})?\s*$/i.test(value)) return undefined;
  return Number(value);
}

export { DATUMS, type Datum };
