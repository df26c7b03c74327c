// Places as clients send them: GeoJSON, WGS 84, longitude first. What PostGIS would stumble over is refused here, by name.
import { z } from 'zod';
import { BadEntity } from './bad.ts';
import { jsonText } from './json-text.ts';

/** `json` is stored as sent; `geometry` is the GeoJSON geometry in it for spatial questions, null when it is another encoding. */
export interface Shape { readonly json: string; readonly geometry: string | null }

const Position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).rest(z.number());
const Ring = z.array(Position).min(4).refine((ring) => String(ring[0]) === String(ring.at(-1)), 'a ring ends where it begins');
const Line = z.array(Position).min(2);
const Plain = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Point'), coordinates: Position }), z.object({ type: z.literal('MultiPoint'), coordinates: z.array(Position).min(1) }),
  z.object({ type: z.literal('LineString'), coordinates: Line }), z.object({ type: z.literal('MultiLineString'), coordinates: z.array(Line).min(1) }),
  z.object({ type: z.literal('Polygon'), coordinates: z.array(Ring).min(1) }), z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(Ring).min(1)).min(1) }),
]);
const Geometry = z.union([Plain, z.object({ type: z.literal('GeometryCollection'), geometries: z.array(Plain).min(1).max(1000) })]);
const Feature = z.object({ type: z.literal('Feature'), geometry: Geometry });

/** Throws BadEntity for GeoJSON that is wrong. Anything that is no GeoJSON at all (other encodings, `{}`) is kept, without a geometry. */
export function shapeOf(value: unknown, at: string): Shape {
  const json = jsonText(value, at);
  const type: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'type') : undefined;
  if (typeof type !== 'string') return { json, geometry: null };
  const found = type === 'Feature' ? Feature.safeParse(value) : Geometry.safeParse(value);
  if (!found.success) throw new BadEntity(at, `is no GeoJSON in WGS 84, longitude first (${found.error.issues[0]?.message ?? ''})`);
  return { json, geometry: JSON.stringify('geometry' in found.data ? found.data.geometry : found.data) };
}
