// The calendar of a database and its changes. The zone is a setting of the city, hours and days are this room's.
import { z } from 'zod';
import type { Db } from '#ground/db/index.ts';
import { cached, forget } from '#ground/events/index.ts';
import { citySettings } from '../settings/index.ts';
import { DEFAULT_HOURS, Season, SpecialDay } from './contract.ts';
import { makeCalendar, type Calendar } from './rules.ts';
import { deleteDays, readCalendar, writeDays, writeHours } from './store.ts';

/** Seasons and special days as they stand in the city, loaded once. */
export const calendarData = cached('calendar', async (db): Promise<{ hours: Season[]; days: SpecialDay[] }> => {
  const { hours, days } = await readCalendar(db);
  return { hours: hours ?? DEFAULT_HOURS.hours, days };
});

const engines = new WeakMap<object, Calendar>();
/** The engine of the city's working calendar (工作日历). */
export async function calendarOf(db: Db): Promise<Calendar> {
  const [{ zone }, data] = [await citySettings(db), await calendarData(db)];
  const made = engines.get(data);
  if (made?.zone.name === zone) return made;
  const engine = makeCalendar({ zone, hours: data.hours }, data.days);
  engines.set(data, engine);
  return engine;
}

/** Replaces the seasons. Throws ZodError on hours that cannot be. Clocks that run keep the due moment they began with. */
export async function saveHours(db: Db, hours: readonly Season[], by: string | null, now: Date): Promise<void> {
  const checked = z.array(Season).min(1).max(12).parse(hours);
  await db.begin(async (tx) => { await writeHours(tx, checked, by, now); await forget(tx, 'calendar'); });
}

/** Adds and changes special days (节假日, 调休). */
export async function saveDays(db: Db, days: readonly SpecialDay[], by: string | null, now: Date): Promise<number> {
  if (days.length === 0) return 0;
  const checked = [...new Map(z.array(SpecialDay).parse(days).map((d) => [d.day, d])).values()];
  return db.begin(async (tx) => { const n = await writeDays(tx, checked, by, now); await forget(tx, 'calendar'); return n; });
}

/** Lets days follow the week again. */
export async function removeDays(db: Db, days: readonly string[]): Promise<number> {
  return db.begin(async (tx) => { const n = await deleteDays(tx, days); await forget(tx, 'calendar'); return n; });
}
