// What administrators changed since the folder was written: the database compared with the folder, entry by entry.
import type { Lang } from '#ground/i18n/index.ts';
import type { Db } from '#ground/db/index.ts';
import type { CityPackage } from './contract.ts';
import { loadPackage } from './export.ts';
import { addressKey, areaKey, assetKey, canonical, responsibilityKey, type PackageFile } from './format.ts';
import { m } from './messages.ts';
import { readPackage } from './read.ts';

/** `added`: only in the database; `removed`: only in the folder; `changed`: `fields` differ. */
export interface Difference { readonly file: PackageFile; readonly item: string; readonly change: 'added' | 'changed' | 'removed'; readonly fields: readonly string[] }

/** The database against the folder; empty when they agree. Throws PackageRefused when the folder is not a good package. */
export const diffPackage = async (db: Db, dir: string): Promise<Difference[]> => comparePackages(await readPackage(dir), await loadPackage(db));

/** One line: sign, file, item, fields. */
export const sayDifference = (lang: Lang, { file, item, change, fields }: Difference): string => m[change](lang, { file, item, fields: fields.join(', ') });

/** What `after` has that `before` has not, and the other way round. Order does not matter. */
export function comparePackages(before: CityPackage, after: CityPackage): Difference[] {
  const [old, now] = [canonical(before), canonical(after)];
  const lists = (pkg: CityPackage): [PackageFile, Map<string, object>][] => [
    ['city.json', new Map(Object.entries(pkg.city).filter(([, v]) => v !== undefined).map(([key, value]) => [key, { value }]))],
    ['areas.geojson', keyed(pkg.areas, areaKey)], ['organisations.json', keyed(pkg.organisations, (o) => o.code)],
    ['people.json', keyed(pkg.people, (p) => [p.login, p.role, p.organisation, p.area].filter(Boolean).join(' '))],
    ['classes.json', keyed(pkg.classes, (c) => c.code)], ['responsibilities.json', keyed(pkg.responsibilities, responsibilityKey)],
    ['calendar.json', new Map<string, object>([...keyed(pkg.calendar.hours, (h) => `${h.from} … ${h.to}`), ...keyed(pkg.calendar.days, (d) => d.day)])],
    ['assets.geojson', keyed(pkg.assets, assetKey)], ['addresses.geojson', keyed(pkg.addresses, addressKey)], ['templates.json', keyed(pkg.templates, (t) => t.id)], ['basemap.geojson', new Map<string, object>(pkg.ground ? [['basemap', { ...pkg.ground }]] : [])],
  ];
  const then = new Map(lists(old));
  return lists(now).flatMap(([file, entries]) => compare(file, then.get(file) ?? new Map<string, object>(), entries));
}

const keyed = <T extends object>(entries: readonly T[], key: (entry: T) => string): Map<string, object> => new Map(entries.map((entry) => [key(entry), entry]));

function compare(file: PackageFile, before: ReadonlyMap<string, object>, after: ReadonlyMap<string, object>): Difference[] {
  const removed = [...before.keys()].filter((item) => !after.has(item)).map((item): Difference => ({ file, item, change: 'removed', fields: [] }));
  const others = [...after].flatMap(([item, entry]): Difference[] => {
    const old = before.get(item);
    if (!old) return [{ file, item, change: 'added', fields: [] }];
    const fields = differing(flat(old), flat(entry));
    return fields.length ? [{ file, item, change: 'changed', fields }] : [];
  });
  return [...removed, ...others];
}

/** A feature's properties stand beside its geometry, so that a difference names "name" and not "properties". */
function flat(entry: object): Map<string, string> {
  const all = 'properties' in entry && typeof entry.properties === 'object' ? { ...entry.properties, geometry: 'geometry' in entry ? entry.geometry : null } : entry;
  return new Map(Object.entries(all).filter(([, value]) => value !== undefined).map(([key, value]) => [key, JSON.stringify(value)]));
}

const differing = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] => [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key));
