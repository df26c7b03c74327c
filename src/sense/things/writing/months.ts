// The monthly tables that a batch needs, made before it. What is known to be there is remembered for the life of the process: months are never dropped while in use.
import { sql, type Db } from '#ground/db/index.ts';

const known = new WeakMap<Db, Set<string>>();

/** Makes the tables of these moments that are not there yet; nothing to do for nearly every call. */
export async function monthsOf(db: Db, moments: readonly Date[]): Promise<void> {
  const there = known.get(db.root) ?? new Set<string>();
  known.set(db.root, there);
  const missing = new Set<string>();
  for (const moment of moments) {
    const month = monthOf(moment);
    if (!there.has(month)) missing.add(month);
  }
  for (const month of missing) {
    // Made inside the caller's transaction it may be rolled back with it: then it is asked for again.
    await db.run(sql`select sense.observation_month(${`${month}-01`}::text::date)`);
    if (db === db.root) there.add(month);
  }
}

const monthOf = (moment: Date): string => { const year = moment.getUTCFullYear(); return year >= 1990 && year < 2100 ? moment.toISOString().slice(0, 7) : '1900-01'; };
