import { z } from 'zod';
import { json, sql, type Db } from '#ground/db/index.ts';
import { settingChange, settingValue, writingSetting } from '#city/settings/index.ts';
import { Season, SpecialDay } from './contract.ts';

const Stored = z.object({ hours: z.unknown(), days: z.array(SpecialDay) });
/** Seasons and special days, in one statement. Seasons that are missing or no longer well-formed are undefined. */
export async function readCalendar(db: Db): Promise<{ hours: Season[] | undefined; days: SpecialDay[] }> {
  const { hours, days } = await db.one(Stored, sql`select ${settingValue('hours')} as hours,
    (select coalesce(json_agg(json_build_object('day', day, 'kind', kind, 'name', name, 'name_en', name_en) order by day), '[]') from city.calendar_days) as days`);
  const parsed = z.array(Season).min(1).safeParse(hours);
  return { hours: parsed.success ? parsed.data : undefined, days };
}

/** Who changed the hours last, and when. */
export const hoursChange = (db: Db) => settingChange(db, 'hours');

export const writeHours = (db: Db, hours: readonly Season[], by: string | null, now: Date): Promise<number> => db.run(writingSetting('hours', hours, by, now));

/** Adds and changes days. */
export const writeDays = (db: Db, days: readonly SpecialDay[], by: string | null, now: Date): Promise<number> => db.run(sql`
  insert into city.calendar_days (day, kind, name, name_en, changed_at, changed_by)
  select (d->>'day')::date, d->>'kind', nullif(d->>'name', ''), nullif(d->>'name_en', ''), ${now}, ${by} from jsonb_array_elements(${json(days)}::text::jsonb) d
  on conflict (day) do update set kind = excluded.kind, name = excluded.name, name_en = excluded.name_en, changed_at = excluded.changed_at, changed_by = excluded.changed_by`);

/** Days follow the week again; returns how many had differed. */
export const deleteDays = (db: Db, days: readonly string[]): Promise<number> => db.run(sql`delete from city.calendar_days where day = any(${days}::date[])`);
