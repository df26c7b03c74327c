// What a package may leave out because it can be found: where the name of an area stands, and which area holds a door or an asset.
import { buildAreaIndex } from '#city/areas/index.ts';
import type { AreaFeature, CityPackage } from './contract.ts';
import { round6 } from './format.ts';
import { pointInside } from './geometry.ts';

/** Areas with an outline but no `label` get a point inside. */
export const labelled = (areas: readonly AreaFeature[]): AreaFeature[] => areas.map((area) => {
  if (area.properties.label || !area.geometry) return area;
  const [lon, lat] = pointInside(area.geometry);
  return { ...area, properties: { ...area.properties, label: [round6(lon), round6(lat)] } };
});

/** The same package with `cell` of assets and `area` of addresses filled in where points lie in an area; lines keep what they have. */
export function locateAll(pkg: CityPackage): CityPackage {
  const lost = pkg.assets.some((a) => !a.properties.cell) || pkg.addresses.some((a) => !a.properties.area && a.geometry.type === 'Point');
  if (!lost) return pkg;
  const paths = pathsOf(pkg.areas);
  const index = buildAreaIndex(pkg.areas.map(({ properties: p, geometry }) => ({
    code: p.code, kind: p.kind, name: p.name, name_en: p.en ?? null, parent: p.parent ?? null, path: paths.get(p.code) ?? [p.code], lon: null, lat: null, valid_from: p.from ?? null, valid_to: p.to ?? null, geometry,
  })));
  const areaAt = ([lon, lat]: [number, number]) => index.locate(lon, lat)?.area;
  return {
    ...pkg,
    assets: pkg.assets.map((a) => { const cell = a.properties.cell ?? areaAt(a.geometry.coordinates); return cell ? { ...a, properties: { ...a.properties, cell } } : a; }),
    addresses: pkg.addresses.map((a) => { const area = a.properties.area ?? (a.geometry.type === 'Point' ? areaAt(a.geometry.coordinates) : undefined); return area ? { ...a, properties: { ...a.properties, area } } : a; }),
  };
}

/** Code → chain from the root, own code last. Parents must exist and not loop, as `checkPackage` makes sure. */
export function pathsOf(areas: readonly AreaFeature[]): Map<string, string[]> {
  const parents = new Map(areas.map(({ properties: { code, parent } }) => [code, parent]));
  return chains(parents);
}

/** The same for anything with parents. */
export function chains(parents: ReadonlyMap<string, string | undefined>): Map<string, string[]> {
  const out = new Map<string, string[]>();
  const chain = (code: string): string[] => {
    const known = out.get(code);
    if (known) return known;
    const parent = parents.get(code);
    const path = parent === undefined ? [code] : [...chain(parent), code];
    out.set(code, path);
    return path;
  };
  for (const code of parents.keys()) chain(code);
  return out;
}
