// From a package in memory into the database, in one transaction. Safe to repeat: what is equal is not touched,
// what an administrator changed (changed_by) stays as they left it, and nothing is ever removed.
import type { Db } from '#ground/db/index.ts';
import { forget } from '#ground/events/index.ts';
import { hashPassword } from '#ground/identity/passwords.ts';
import { AREA_KINDS } from '#city/areas/contract.ts';
import type { Tally } from './batches.ts';
import type { CityPackage } from './contract.ts';
import { canonical, type PackageFile } from './format.ts';
import { seedAreas, seedCalendar, seedClasses, seedOrganisations, seedResponsibilities, seedSettings } from './seed-lists.ts';
import { findText, seedAddresses, seedAssets, seedPeople } from './seed-places.ts';

export interface SeedOptions {
  /** For people of a demo city who are new; without it they cannot sign in by password. */
  readonly password?: string | undefined;
  readonly now?: Date | undefined;
  /** Told after every file, for progress. */
  readonly onFile?: ((count: SeedCount) => void) | undefined;
}
/** What became of the entries of one file. */
export interface SeedCount { readonly file: PackageFile; readonly added: number; readonly changed: number; readonly kept: number }

/** Upserts everything. The package is one that `readPackage` returned; anything else may break a foreign key, and then nothing is written. */
export async function seedPackage(db: Db, given: CityPackage, options: SeedOptions = {}): Promise<SeedCount[]> {
  const pkg = canonical(given);
  const now = options.now ?? new Date();
  // Before the transaction: nothing is awaited inside it but its own statements.
  const password = pkg.people.length && options.password ? await hashPassword(options.password) : null;
  const addresses = pkg.addresses.map((a) => ({ ...a, find: findText(a.properties) }));
  const counts: SeedCount[] = [];
  await db.begin(async (tx) => {
    const step = async (file: PackageFile, entries: number, work: Promise<Tally>) => {
      const { added, changed } = await work;
      const count = { file, added, changed, kept: Math.max(0, entries - added - changed) };
      counts.push(count);
      options.onFile?.(count);
    };
    await step('city.json', Object.keys(pkg.city).length, seedSettings(tx, pkg.city, now));
    await step('areas.geojson', pkg.areas.length, seedAreas(tx, pkg.areas, now));
    await step('organisations.json', pkg.organisations.length, seedOrganisations(tx, pkg.organisations, now));
    await step('classes.json', pkg.classes.length, seedClasses(tx, pkg.classes, now));
    await step('responsibilities.json', pkg.responsibilities.length, seedResponsibilities(tx, pkg.responsibilities, now));
    await step('calendar.json', pkg.calendar.days.length, seedCalendar(tx, pkg.calendar, now));
    await step('assets.geojson', pkg.assets.length, seedAssets(tx, pkg.assets, now));
    await step('addresses.geojson', addresses.length, seedAddresses(tx, addresses));
    await step('people.json', pkg.people.length, seedPeople(tx, pkg.people, password, now));
    await step('templates.json', pkg.templates.length ? 1 : 0, seedSettings(tx, { templates: pkg.templates.length ? pkg.templates : undefined }, now));
    await step('basemap.geojson', pkg.ground ? 1 : 0, seedSettings(tx, { ground: pkg.ground }, now));
    if (counts.some((c) => c.added + c.changed > 0)) await forget(tx, ...CACHES);
  });
  return counts;
}

/** Names under which the rooms of this hall keep what a package holds. */
const CACHES = ['settings', 'areas', ...AREA_KINDS.map((kind) => `areas:${kind}`), 'areas:ground', 'organisations', 'classes', 'classes:matcher', 'calendar', 'cases:timer'];
