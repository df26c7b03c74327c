// Positions of requests: the same names and refusals everywhere.
import { z } from 'zod';
import { refuse } from '../http/refusal.ts';
import { DATUMS } from './datums.ts';
import { parseBbox, parsePoint, type Bbox, type Point } from './points.ts';

const degrees = z.union([z.string().max(40), z.number()]).optional();
/** `lon`, `lat` and `datum` (wgs84 when left out) as they come in queries, forms and JSON. */
export const PositionFields = { lon: degrees, lat: degrees, datum: z.enum(DATUMS).optional() };
interface Given { lon?: unknown; lat?: unknown; datum?: unknown }

/** The position in WGS 84. Refuses (400 by default) at the field that is wrong. */
export function readPoint(given: Given, status: 400 | 422 = 400): Point {
  const parsed = parsePoint({ lon: given.lon, lat: given.lat, datum: given.datum });
  if (!parsed.ok) throw refuse(status, parsed.problem, { field: parsed.field });
  return parsed.value;
}

/** The same, undefined when neither number is given. */
export const readPointMaybe = (given: Given, status: 400 | 422 = 400): Point | undefined => (given.lon === undefined && given.lat === undefined ? undefined : readPoint(given, status));

/** `minLon,minLat,maxLon,maxLat` in WGS 84. Refuses (400) at `bbox`. */
export function readBbox(text: string): Bbox {
  const parsed = parseBbox(text);
  if (!parsed.ok) throw refuse(400, parsed.problem, { field: parsed.field });
  return parsed.value;
}
