// Settings of the city: what city.json of its package says and administrators change afterwards (name, zone, limits of stages, base maps …).
// One row a key; kept in memory. A key that is missing or no longer well-formed takes its default, so a city starts with none.
import { z } from 'zod';
import { json, sql, type Db, type Query } from '#ground/db/index.ts';
import { cached, forget } from '#ground/events/index.ts';
import { City, Template } from '#city/package/contract.ts';

export type CitySettings = z.output<typeof City>;
const work = (value: number) => ({ value, unit: 'work_hour' as const });
const DEFAULTS: CitySettings = {
  name: { zh: '未命名的城市', en: 'Unnamed city' }, short: { zh: '城市', en: 'City' }, code: '000000', zone: 'Asia/Shanghai', languages: ['zh', 'en'], datum: 'wgs84', demo: false,
  caseNumber: '{yyyy}{mm}{dd}-{seq:4}', emergency: [],
  limits: { acceptance: work(0.5), verification: work(2), dispatch: work(0.25), check: work(2), closing: work(2), answer: { value: 1, unit: 'work_day' }, reply: { value: 5, unit: 'work_day' }, praise: { value: 3, unit: 'work_day' } },
  amber: 0.75, reopenDays: 15, maxPhotos: 5, look: { mark: '城' },
  baseMaps: [{ id: 'own', name: { zh: '本市底图', en: 'City map' }, kind: 'none', attribution: { zh: '本市', en: 'The city' }, datum: 'wgs84', on: true }],
  privacy: { reporterSeenBy: ['acceptor', 'handler'], roundingM: 0 },
};

const Row = z.object({ key: z.string(), value: z.unknown() });
const loaded = cached('settings', async (db: Db): Promise<{ settings: CitySettings; templates: readonly Template[] }> => {
  const rows = await db.rows(Row, sql`select key, value from city.settings`);
  const given = Object.fromEntries(rows.flatMap((row) => wellFormed(row.key, row.value)));
  const templates = z.array(Template).safeParse(rows.find((row) => row.key === 'templates')?.value);
  return { settings: { ...DEFAULTS, ...given }, templates: templates.data ?? [] };
});
/** The settings in force, complete. */
export const citySettings = async (db: Db): Promise<CitySettings> => (await loaded(db)).settings;
/** The answer templates (答复模板) of the city. */
export const cityTemplates = async (db: Db): Promise<readonly Template[]> => (await loaded(db)).templates;
export type { Template };

function wellFormed(key: string, value: unknown): [string, unknown][] {
  const shape = (City.shape as Record<string, z.ZodType | undefined>)[key];
  const parsed = shape?.safeParse(value);
  return parsed?.success && parsed.data !== undefined ? [[key, parsed.data]] : [];
}

/** A setting's value as a sub-select, for statements that read other things too. */
export const settingValue = (key: string): Query => sql`(select value from city.settings where key = ${key})`;

/** The write of a setting whose shape another room knows (hours of the calendar, the drawn ground). */
export const writingSetting = (key: string, value: unknown, by: string | null, now: Date): Query => sql`
  insert into city.settings (key, value, changed_at, changed_by) values (${key}, ${json(value)}::text::jsonb, ${now}, ${by})
  on conflict (key) do update set value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by`;

const Change = z.object({ changed_at: z.date(), changed_by: z.string().nullable() });
/** Who changed a setting last, and when. */
export const settingChange = (db: Db, key: string): Promise<z.output<typeof Change> | undefined> => db.maybe(Change, sql`select changed_at, changed_by from city.settings where key = ${key}`);

/** Changes one setting, checked by its shape; `by` makes it the administrator's, which a package no longer overwrites. */
export async function saveSetting<K extends keyof CitySettings>(db: Db, key: K, value: CitySettings[K], by: string, now: Date): Promise<void> {
  const checked = City.shape[key].parse(value);
  await db.run(writingSetting(key, checked, by, now));
  await forget(db, 'settings');
}
