// Areas (区域): city, district (区), street (街道), community (社区), cell (单元网格). Codes are strings and mean nothing to the program.
import { z } from 'zod';

/** From the whole to the smallest. */
export const AREA_KINDS = ['city', 'district', 'street', 'community', 'cell'] as const;
export const AreaKind = z.enum(AREA_KINDS);
export type AreaKind = z.infer<typeof AreaKind>;

export const AreaCode = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/);
const Day = z.iso.date();
const Position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).rest(z.number()).transform(([lon, lat]): [number, number] => [lon, lat]);
const Ring = z.array(Position).min(4);

/** GeoJSON in WGS 84; a third coordinate is dropped. */
export const AreaGeometry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: z.array(Ring).min(1) }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(Ring).min(1)).min(1) }),
]);
export type AreaGeometry = z.infer<typeof AreaGeometry>;

/** What is written: the path follows from the parents. `label` is where its name stands; a point inside when left out. */
export const AreaInput = z.object({
  code: AreaCode, kind: AreaKind, name: z.string().min(1).max(80), name_en: z.string().max(120).nullish(),
  parent: AreaCode.nullish(), geometry: AreaGeometry.nullish(), label: Position.nullish(),
  valid_from: Day.nullish(), valid_to: Day.nullish(),
});
export type AreaInput = z.infer<typeof AreaInput>;

/** An area as it is read, without its outline. */
export const Area = z.object({
  code: z.string(), kind: AreaKind, name: z.string(), name_en: z.string().nullable(), parent: z.string().nullable(), path: z.array(z.string()),
  lon: z.number().nullable(), lat: z.number().nullable(), valid_from: z.string().nullable(), valid_to: z.string().nullable(),
});
export type Area = z.infer<typeof Area>;
