// What a new database is filled with: the demo city, or the package given by --city. A database that holds a city is left as it is.
import type { Config } from '#ground/config/index.ts';
import { sql, type Database } from '#ground/db/index.ts';
import { join } from 'node:path';
import { openFiles } from '#ground/files/index.ts';
import { areaIndex } from '#city/areas/index.ts';
import { packageCommands } from '#city/package/index.ts';
import { loadDemoHistory } from '../../demo-city/load.ts';
import { loadDemoSensors } from '../../demo-city/load-sensors.ts';
import { DEMO_CITY, demoPassword } from './demo.ts';
import { m } from './messages.ts';
import { lang, print, SaidSo } from './terminal.ts';

/** The demo city with its people and its past. */
export async function seedDemoCity(db: Database, config: Config): Promise<void> {
  if (await holdsCity(db)) return;
  print(m.seedingDemo(lang));
  const password = await demoPassword(config.DATA_DIR);
  await seeded(db, DEMO_CITY, password);
  await loadPast(db, config);
}

/** Twenty thousand invented reports with their steps: a minute at most, told as it goes. */
async function loadPast(db: Database, config: Config): Promise<void> {
  let told = 0;
  await loadDemoHistory(db, {
    until: new Date(), files: openFiles(join(config.DATA_DIR, 'files')),
    progress: (done, of) => {
      if (performance.now() - told < 2000 && done < of) return;
      told = performance.now();
      print(m.pastLoaded(lang, { done, of }));
    },
  });
  await loadDemoSensors(db, { until: new Date() });
  // Plans for these tables are made from now on, not when somebody gets round to it.
  await db.run(sql`analyze`);
}

/** The package in `dir`; refused with every problem named, and nothing is written then. */
export async function seedCity(db: Database, dir: string): Promise<void> {
  if (await holdsCity(db)) return print(m.cityThere(lang, { dir }));
  print(m.seedingCity(lang, { dir }));
  await seeded(db, dir, undefined);
}

const holdsCity = async (db: Database): Promise<boolean> => (await areaIndex(db)).all().length > 0;

async function seeded(db: Database, dir: string, password: string | undefined): Promise<void> {
  if (!(await packageCommands.seed([dir], { db, print, lang, password }))) throw new SaidSo(m.refusedCity(lang, { dir }));
}
