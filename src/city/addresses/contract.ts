// What a place is called: doors (门牌), roads, junctions (路口), points of interest.
import { z } from 'zod';

export const ADDRESS_KINDS = ['door', 'road', 'junction', 'poi'] as const;
const Position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);

/** What is written; WGS 84, a line for roads, else a point. The smallest area follows from the place when it is left out. */
export const AddressInput = z.object({
  kind: z.enum(ADDRESS_KINDS), name: z.string().min(1).max(120), name_en: z.string().max(160).nullish(), road: z.string().max(120).nullish(), door: z.int().min(0).max(100_000).nullish(),
  geometry: z.discriminatedUnion('type', [
    z.object({ type: z.literal('Point'), coordinates: Position }),
    z.object({ type: z.literal('LineString'), coordinates: z.array(Position).min(2) }),
    z.object({ type: z.literal('MultiLineString'), coordinates: z.array(z.array(Position).min(2)).min(1) }),
  ]),
  area: z.string().max(40).nullish(), source: z.string().max(80).nullish(),
});
export type AddressInput = z.infer<typeof AddressInput>;

/** A place that some words may mean. `exact` is false where the door was not on record and its neighbour stands in. WGS 84. */
export const Place = z.object({
  kind: z.enum([...ADDRESS_KINDS, 'area', 'asset', 'coordinates']),
  id: z.string().nullable(), name: z.string(), name_en: z.string().nullable(), lon: z.number(), lat: z.number(), exact: z.boolean(), score: z.number(),
});
export type Place = z.infer<typeof Place>;

/** How a point may be called: generated, so it is always shown with its distance in metres and what it was made from. */
export const Described = z.object({
  text: z.object({ zh: z.string(), en: z.string() }), metres: z.number(), kind: z.enum([...ADDRESS_KINDS, 'area']), address: z.number().nullable(), generated: z.literal(true),
});
export type Described = z.infer<typeof Described>;
