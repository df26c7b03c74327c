// Surfaces as people bring them: GeoJSON of a Polygon or MultiPolygon, bare, as a Feature or as the only one of a collection, in a datum that is named.
import { z } from 'zod';
import { toWgs84, type Datum } from '#ground/geo/datums.ts';
import { refuse } from '#ground/http/refusal.ts';
import { m } from './messages.ts';

const Position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).rest(z.number());
const Ring = z.array(Position).min(4).max(20_000).refine((ring) => ring[0]?.[0] === ring.at(-1)?.[0] && ring[0]?.[1] === ring.at(-1)?.[1]);
export const Surface = z.discriminatedUnion('type', [z.object({ type: z.literal('Polygon'), coordinates: z.array(Ring).min(1).max(1000) }), z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(Ring).min(1)).min(1).max(1000) })]);
export type Surface = z.output<typeof Surface>;
const Pasted = z.union([Surface, z.object({ type: z.literal('Feature'), geometry: Surface }).transform((f) => f.geometry), z.object({ type: z.literal('FeatureCollection'), features: z.array(z.object({ geometry: Surface })).length(1) }).transform((c) => c.features[0]?.geometry)]);

/** A surface in WGS 84, without heights. */
export function inWgs84(surface: Surface, datum: Datum): Surface {
  const turned = (ring: z.output<typeof Ring>): [number, number][] => ring.map(([lon, lat]) => { const at = toWgs84({ lon, lat }, datum); return [at.lon, at.lat]; });
  return surface.type === 'Polygon' ? { type: 'Polygon', coordinates: surface.coordinates.map(turned) } : { type: 'MultiPolygon', coordinates: surface.coordinates.map((polygon) => polygon.map(turned)) };
}

/** The same, or undefined, when it is none. */
export function surfaceIn(raw: unknown, datum: Datum): Surface | undefined {
  const surface = Pasted.safeParse(raw).data;
  return surface && inWgs84(surface, datum);
}

/** A pasted surface in WGS 84. Refuses (422) at `geometry` what is none. */
export function readSurface(text: string, datum: Datum): Surface {
  const surface = surfaceIn(parsed(text), datum);
  if (!surface) throw refuse(422, m.badGeojson, { field: 'geometry' });
  return surface;
}

/** JSON or undefined. */
export function parsed(text: string): unknown {
  try { return JSON.parse(text); } catch { return undefined; }
}

/** The first corner and the boxes of a surface, for asking where it lies. */
export const cornersOf = (surface: Surface): readonly (readonly [number, number, ...number[]])[] => (surface.type === 'Polygon' ? (surface.coordinates[0] ?? []) : surface.coordinates.flatMap((polygon) => polygon[0] ?? []));
