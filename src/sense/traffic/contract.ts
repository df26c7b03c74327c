// The shapes of traffic: how a road flows, and where it is closed.
import { z } from 'zod';

/** free 畅通, slow 缓行, jammed 拥堵; unknown: no speed, or none of late. */
export const LEVELS = ['free', 'slow', 'jammed', 'unknown'] as const;
export type Level = (typeof LEVELS)[number];

/** closed 封路 (nobody passes), lane 占路 (some lanes), restricted 管制 (some vehicles or hours). */
export const KINDS = ['closed', 'lane', 'restricted'] as const;
export type Kind = (typeof KINDS)[number];
export const DIRECTIONS = ['both', 'northbound', 'eastbound', 'southbound', 'westbound'] as const;
export type Direction = (typeof DIRECTIONS)[number];
export const STATES = ['planned', 'active', 'ended', 'withdrawn'] as const;
export type State = (typeof STATES)[number];

const Degrees = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
export const Geometry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Point'), coordinates: Degrees }), z.object({ type: z.literal('LineString'), coordinates: z.array(Degrees).min(2) }), z.object({ type: z.literal('MultiLineString'), coordinates: z.array(z.array(Degrees).min(2)).min(1) }),
]);
/** WGS 84. */
export type Geometry = z.output<typeof Geometry>;

const text = (most: number) => z.string().trim().max(most);
/** A closure as the form sends it; times without a zone are the city's. An empty geometry means the whole road of that name. */
export const ClosureForm = z.object({
  kind: z.enum(KINDS), road: text(80).min(1), road_en: text(120).default(''), direction: z.enum(DIRECTIONS).default('both'), reason: text(200).min(1), reason_en: text(300).default(''), detour: text(500).default(''), detour_en: text(800).default(''),
  starts_at: z.string().max(40), ends_at: z.string().max(40).default(''), geometry: z.string().max(200_000).default(''), datum: z.enum(['wgs84', 'gcj02', 'bd09']).default('wgs84'),
});
export type ClosureForm = z.output<typeof ClosureForm>;

export const Closure = z.object({
  id: z.number(), kind: z.enum(KINDS), road: z.string(), road_en: z.string().nullable(), direction: z.enum(DIRECTIONS), reason: z.string(), reason_en: z.string().nullable(), detour: z.string().nullable(), detour_en: z.string().nullable(),
  geometry: Geometry, path: z.array(z.string()), starts_at: z.date(), ends_at: z.date().nullable(), ended_at: z.date().nullable(), withdrawn: z.boolean(), thing: z.number().nullable(), updated_at: z.date(),
});
export type Closure = z.output<typeof Closure>;
