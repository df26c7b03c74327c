// From a folder to a package in memory: every file is read, every entry parsed, everything checked against everything,
// and only then is it refused, with all problems at once. A missing file is an empty list; city.json alone must be there.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { toWgs84, type Datum } from '#ground/geo/datums.ts';
import { explain } from '#ground/http/explain.ts';
import { checkPackage } from './check.ts';
import * as C from './contract.ts';
import { round6, type PackageFile } from './format.ts';
import { labelled, locateAll } from './locate.ts';
import { m } from './messages.ts';
import { PackageRefused, type Problem } from './problems.ts';

/** Reads and checks the folder. Throws PackageRefused with every problem; coordinates come back in WGS 84. */
export async function readPackage(dir: string): Promise<C.CityPackage> {
  const problems: Problem[] = [];
  const files = new Files(dir, problems);
  if (!(await stat(dir).catch(() => undefined))?.isDirectory()) throw new PackageRefused([{ file: dir, message: m.noFolder, params: { dir } }]);

  const city = await files.object('city.json', C.City);
  const pkg = {
    areas: await files.features('areas.geojson', C.AreaFeature),
    organisations: await files.list('organisations.json', C.Organisation),
    people: await files.list('people.json', C.Person),
    classes: await files.list('classes.json', C.Class),
    responsibilities: await files.list('responsibilities.json', C.Responsibility),
    calendar: (await files.object('calendar.json', C.Calendar)) ?? { hours: [], days: [] },
    assets: await files.features('assets.geojson', C.AssetFeature),
    addresses: await files.features('addresses.geojson', C.AddressFeature),
    templates: await files.list('templates.json', C.Template),
    ground: await files.object('basemap.geojson', C.Ground),
  };
  if (!city) throw new PackageRefused(problems.length ? problems : [{ file: 'city.json', message: m.noCity }]);
  const whole = inWgs84({ city, ...pkg });
  // Entries that did not parse are absent, and everything that points at them would be blamed as well.
  if (problems.length === 0) problems.push(...checkPackage(whole));
  if (problems.length) throw new PackageRefused(problems);
  return locateAll({ ...whole, areas: labelled(whole.areas) });
}

class Files {
  private readonly dir: string;
  private readonly problems: Problem[];
  constructor(dir: string, problems: Problem[]) { this.dir = dir; this.problems = problems; }

  async object<S extends z.ZodType>(file: PackageFile, shape: S): Promise<z.output<S> | undefined> {
    const value = await this.json(file);
    return value === undefined ? undefined : this.parse(file, undefined, value, shape);
  }

  async list<S extends z.ZodType>(file: PackageFile, shape: S): Promise<z.output<S>[]> {
    const value = await this.json(file);
    if (value === undefined) return [];
    if (!Array.isArray(value)) { this.problems.push({ file, message: m.notList }); return []; }
    return this.each(file, value, shape, (entry) => entry);
  }

  async features<S extends z.ZodType>(file: PackageFile, shape: S): Promise<z.output<S>[]> {
    const value = await this.json(file);
    if (value === undefined) return [];
    const features = isRecord(value) && value['type'] === 'FeatureCollection' ? value['features'] : undefined;
    if (!Array.isArray(features)) { this.problems.push({ file, message: m.notCollection }); return []; }
    return this.each(file, features, shape, (entry) => (isRecord(entry) ? entry['properties'] : undefined));
  }

  private each<S extends z.ZodType>(file: PackageFile, entries: readonly unknown[], shape: S, named: (entry: unknown) => unknown): z.output<S>[] {
    return entries.flatMap((entry, i) => {
      const parsed = this.parse(file, nameOf(named(entry)) ?? m.entry('en', { n: i + 1 }), entry, shape);
      return parsed === undefined ? [] : [parsed];
    });
  }

  private parse<S extends z.ZodType>(file: PackageFile, item: string | undefined, value: unknown, shape: S): z.output<S> | undefined {
    const result = shape.safeParse(value, { reportInput: true });
    if (result.success) return result.data;
    for (const { field, message, params } of explain(result.error.issues)) this.problems.push({ file, item, field, message, params });
    return undefined;
  }

  private async json(file: PackageFile): Promise<unknown> {
    let text: string;
    try { text = await readFile(join(this.dir, file), 'utf8'); } catch { return undefined; }
    try { return JSON.parse(text.replace(/^\uFEFF/, '')); } catch (error) {
      this.problems.push({ file, message: m.badJson, params: { why: error instanceof Error ? error.message : String(error) } });
      return undefined;
    }
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a reader would look for in the file. */
function nameOf(entry: unknown): string | undefined {
  if (!isRecord(entry)) return undefined;
  const name = entry['code'] ?? entry['login'] ?? entry['id'] ?? entry['name'];
  return typeof name === 'string' ? name : undefined;
}

/** The same package with every position in WGS 84, rounded to the package's six decimals; a package in WGS 84 stays as it is. */
function inWgs84(pkg: C.CityPackage): C.CityPackage {
  const { datum } = pkg.city;
  if (datum === 'wgs84') return pkg;
  const moved = <T extends { geometry: unknown }>(feature: T): T => ({ ...feature, geometry: convert(feature.geometry, datum) });
  const label = (f: C.AreaFeature): C.AreaFeature => ({ ...f, properties: { ...f.properties, ...(f.properties.label ? { label: position(f.properties.label, datum) } : {}) } });
  return { ...pkg, city: { ...pkg.city, datum: 'wgs84' }, areas: pkg.areas.map(moved).map(label), assets: pkg.assets.map(moved), addresses: pkg.addresses.map(moved),
    ...(pkg.ground ? { ground: { ...pkg.ground, features: pkg.ground.features.map(moved) } } : {}) };
}

function convert(value: unknown, datum: Datum): unknown {
  if (Array.isArray(value)) {
    const [lon, lat] = value;
    return typeof lon === 'number' && typeof lat === 'number' ? position([lon, lat], datum) : value.map((v) => convert(v, datum));
  }
  return isRecord(value) ? { ...value, coordinates: convert(value['coordinates'], datum) } : value;
}

function position([lon, lat]: readonly [number, number], datum: Datum): [number, number] {
  const point = toWgs84({ lon, lat }, datum);
  return [round6(point.lon), round6(point.lat)];
}
