// Components (部件): 16 digits by GB/T 30428 (6 district, 4 class, 6 serial), a string here.
import { z } from 'zod';

export const ASSET_STATES = ['good', 'damaged', 'lost', 'abandoned', 'removed'] as const;   // 完好 破损 丢失 废弃 移除
export const AssetState = z.enum(ASSET_STATES);
export type AssetState = z.infer<typeof AssetState>;

export const AssetCode = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/);
const Day = z.iso.date();

/** What is written; WGS 84. The cell follows from the point when it is left out. */
export const AssetInput = z.object({
  code: AssetCode, class: z.string().max(40).nullish(), name: z.string().min(1).max(120), owner: z.string().max(40).nullish(), maintainer: z.string().max(40).nullish(),
  state: AssetState.default('good'), lon: z.number().min(-180).max(180), lat: z.number().min(-90).max(90),
  cell: z.string().max(40).nullish(), place: z.string().max(200).nullish(), source: z.string().max(80).nullish(), surveyed_on: Day.nullish(),
});
export type AssetInput = z.input<typeof AssetInput>;

export const Asset = z.object({
  code: z.string(), class: z.string().nullable(), name: z.string(), owner: z.string().nullable(), maintainer: z.string().nullable(), state: AssetState,
  lon: z.number(), lat: z.number(), cell: z.string().nullable(), place: z.string().nullable(),
});
export type Asset = z.infer<typeof Asset>;

/** An asset near a place, with its distance in metres. */
export const NearAsset = Asset.extend({ metres: z.number() });
export type NearAsset = z.infer<typeof NearAsset>;
