// What the city set for its bikes.
import { z } from 'zod';
import { json, sql, type Db } from '#ground/db/index.ts';

export const BikeSettings = z.object({
  /** Hours after which a standing bike stands too long, anywhere. */
  overstay_hours: z.coerce.number().int().min(1).max(24 * 60),
  /** Hours an operator has for an order. */
  order_hours: z.coerce.number().int().min(1).max(72),
  /** The class that cases of orders get; null: the first that fits. */
  order_class: z.string().nullable(),
  /** Days that positions and trips are kept. */
  keep_days: z.coerce.number().int().min(1).max(3650),
});
export type BikeSettings = z.output<typeof BikeSettings>;
const DEFAULTS: BikeSettings = { overstay_hours: 24, order_hours: 4, order_class: null, keep_days: 90 };

/** The settings in force, complete; a value that is not well-formed takes its default. */
export async function bikeSettings(db: Db): Promise<BikeSettings> {
  const rows = await db.rows(z.object({ key: z.string(), value: z.unknown() }), sql`select key, value from sense.bike_settings`);
  const given = Object.fromEntries(rows.flatMap(({ key, value }) => { const parsed = (BikeSettings.shape as Record<string, z.ZodType | undefined>)[key]?.safeParse(value); return parsed?.success ? [[key, parsed.data]] : []; }));
  return { ...DEFAULTS, ...given };
}

export const saveBikeSettings = (db: Db, given: Partial<BikeSettings>): Promise<number> => db.run(sql`
  insert into sense.bike_settings (key, value) select key, value from jsonb_each(${json(given)}::text::jsonb) on conflict (key) do update set value = excluded.value`);
