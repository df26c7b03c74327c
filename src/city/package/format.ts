// How a package is written: one feature or list entry a line, keys in a fixed order, coordinates to six decimals (0.1 m).
// The generator of the demo city and `comis city export` share this, so a folder that went through the database comes back byte for byte.
import type { z } from 'zod';
import * as C from './contract.ts';
import type { AddressFeature, AreaFeature, AssetFeature, CityPackage } from './contract.ts';

export const FILES = ['city.json', 'areas.geojson', 'organisations.json', 'people.json', 'classes.json', 'responsibilities.json',
  'calendar.json', 'assets.geojson', 'addresses.geojson', 'templates.json', 'basemap.geojson'] as const;
export type PackageFile = (typeof FILES)[number];

/** The files of a package as text; a list with nothing in it gives no file. Throws when an entry does not have the shape of the contract. */
export function formatPackage(given: CityPackage): Map<PackageFile, string> {
  const pkg = canonical(given);
  const lists: [PackageFile, unknown[], (entries: unknown[]) => string][] = [
    ['areas.geojson', sorted(pkg.areas, areaKey), collection],
    ['organisations.json', sorted(pkg.organisations, (o) => o.code), list],
    ['people.json', sorted(pkg.people, (p) => `${p.login} ${p.role} ${p.organisation ?? ''} ${p.area ?? ''}`), list],
    ['classes.json', sorted(pkg.classes, (c) => c.code), spaced],
    ['responsibilities.json', sorted(pkg.responsibilities, responsibilityKey), list],
    ['assets.geojson', sorted(pkg.assets, (a) => a.properties.code), collection],
    ['addresses.geojson', sorted(pkg.addresses, addressKey), collection],
    ['templates.json', sorted(pkg.templates, (t) => t.id), list],
  ];
  const files = new Map<PackageFile, string>([['city.json', `${JSON.stringify(pkg.city, null, 2)}\n`]]);
  if (pkg.calendar.hours.length) files.set('calendar.json', calendar(pkg));
  for (const [file, entries, write] of lists) if (entries.length) files.set(file, write(entries));
  if (pkg.ground) files.set('basemap.geojson', collection(pkg.ground.features, pkg.ground.attribution));
  return files;
}

/** Every entry with its keys in the order of the contract, whatever order a generator or jsonb gave them. */
export function canonical(pkg: CityPackage): CityPackage {
  const each = <S extends z.ZodType>(shape: S, entries: readonly unknown[]): z.output<S>[] => entries.map((e) => shape.parse(e));
  const byScheme = (c: C.Class): C.Class => ({ ...c, mappings: Object.fromEntries(Object.entries(c.mappings).sort().map(([scheme, codes]) => [scheme, codes.toSorted()])) });
  return {
    city: C.City.parse(pkg.city), areas: each(C.AreaFeature, pkg.areas), organisations: each(C.Organisation, pkg.organisations), people: each(C.Person, pkg.people),
    classes: each(C.Class, pkg.classes).map(byScheme), responsibilities: each(C.Responsibility, pkg.responsibilities),
    calendar: pkg.calendar.hours.length ? C.Calendar.parse(pkg.calendar) : pkg.calendar,
    assets: each(C.AssetFeature, pkg.assets), addresses: each(C.AddressFeature, pkg.addresses), templates: each(C.Template, pkg.templates),
    ...(pkg.ground ? { ground: ground(pkg.ground) } : {}),
  };
}

/** Properties by name: they are the map's own, so the contract gives them no order. */
function ground(given: C.Ground): C.Ground {
  const parsed = C.Ground.parse(given);
  return { ...parsed, features: parsed.features.map((f) => ({ ...f, properties: Object.fromEntries(Object.entries(f.properties).sort(([a], [b]) => (a < b ? -1 : 1))) })) };
}

/** What makes a responsibility the same line: class, area and owner; `*` stands for any. */
export const responsibilityKey = (r: { class?: string | undefined; area?: string | undefined; owner?: string | undefined }) => [r.class, r.area, r.owner].map((v) => v ?? '*').join(' ');
/** Addresses have no code: kind, name and smallest area together are one. */
export const addressKey = (a: AddressFeature) => [a.properties.kind, a.properties.name, a.properties.area ?? ''].join(' ');
export const areaKey = (a: AreaFeature) => a.properties.code;
export const assetKey = (a: AssetFeature) => a.properties.code;

/** Six decimals of a degree, the precision of every package. */
export const round6 = (degrees: number) => Math.round(degrees * 1e6) / 1e6;

/** Code units, not locale: the same on every machine. */
const sorted = <T>(items: readonly T[], key: (item: T) => string): T[] =>
  items.map((item) => [key(item), item] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item);

const list = (entries: unknown[]) => `[\n${entries.map((e) => JSON.stringify(e)).join(',\n')}\n]\n`;
const spaced = (entries: unknown[]) => `[\n${entries.map((e) => JSON.stringify(e, null, 1)).join(',\n')}\n]\n`;
const collection = (features: unknown[], attribution?: string) => `{"type":"FeatureCollection",${attribution ? `"attribution":${JSON.stringify(attribution)},` : ''}"features":[\n${features.map((f) => JSON.stringify(f, rounded)).join(',\n')}\n]}\n`;
const rounded = (key: string, value: unknown) => (typeof value === 'number' && key !== 'door' ? round6(value) : value);

function calendar({ calendar: { hours, days } }: CityPackage): string {
  const seasons = sorted(hours, (h) => h.from).map((h) => JSON.stringify(h)).join(',\n');
  return `{"hours":[\n${seasons}\n],"days":[\n${sorted(days, (d) => d.day).map((d) => JSON.stringify(d)).join(',\n')}\n]}\n`;
}
