// Boundaries as they come from elsewhere: GeoJSON whose properties are names in columns, one column a level. A mapping says which.
import { z } from 'zod';
import type { AREA_KINDS } from '#city/areas/contract.ts';
import { Geometry, type AreaFeature } from './contract.ts';
import { round6 } from './format.ts';

type Kind = (typeof AREA_KINDS)[number];
/**
 * How to read a collection. `levels` lists the columns from large to small, the last one being what each feature is; the larger ones
 * have no outline of their own (seeding dissolves it from those below). `root` is what all stand under. A feature's own code is taken from `code`,
 * else codes are made from `root.code` by counting in the order of first appearance: 11, 1101, 1101001.
 */
export interface AreaMapping {
  readonly root: { readonly code: string; readonly name: string; readonly en?: string };
  readonly levels: readonly { readonly column: string; readonly kind: Kind; readonly digits: number }[];
  readonly code?: string;
}

const Collection = z.object({ type: z.literal('FeatureCollection'), features: z.array(z.object({ properties: z.record(z.string(), z.unknown()), geometry: z.unknown() })) });

/** Areas of a package from any collection. Two features are the same area only when all their levels agree, so 八里庄街道 may stand in two districts. Throws ZodError on anything that is not such a collection. */
export function areasFromGeojson(collection: unknown, { root, levels, code }: AreaMapping): AreaFeature[] {
  const { features } = Collection.parse(collection);
  const areas = new Map<string, AreaFeature>();
  const counts = new Map<string, number>();
  areas.set('', { type: 'Feature', properties: { code: root.code, kind: 'city', name: root.name, ...(root.en ? { en: root.en } : {}) }, geometry: null });
  for (const feature of features) {
    let key = '', parent = root.code;
    levels.forEach(({ column, kind, digits }, depth) => {
      const name = z.string().min(1).parse(feature.properties[column]);
      const own = depth === levels.length - 1;
      key += `/${name}`;
      let area = areas.get(key);
      if (!area) {
        const given = own && code ? z.coerce.string().parse(feature.properties[code]) : undefined;
        const number = (counts.get(parent) ?? 0) + 1;
        counts.set(parent, number);
        area = { type: 'Feature', properties: { code: given ?? parent + String(number).padStart(digits, '0'), kind, name, parent }, geometry: null };
        areas.set(key, area);
      }
      if (own) area.geometry = together(area.geometry, rounded(feature.geometry));
      parent = area.properties.code;
    });
  }
  return [...areas.values()];
}

/** Several features of one area become one outline of several parts. */
function together(a: AreaFeature['geometry'], b: AreaFeature['geometry']): AreaFeature['geometry'] {
  if (!a || !b) return a ?? b;
  const parts = (g: NonNullable<AreaFeature['geometry']>) => (g.type === 'Polygon' ? [g.coordinates] : g.coordinates);
  return { type: 'MultiPolygon', coordinates: [...parts(a), ...parts(b)] };
}

/** Six decimals, and no height. */
function rounded(geometry: unknown): AreaFeature['geometry'] {
  const flat = (value: unknown): unknown => {
    if (!Array.isArray(value)) return value;
    const [lon, lat] = value;
    return typeof lon === 'number' && typeof lat === 'number' ? [round6(lon), round6(lat)] : value.map(flat);
  };
  const { type, coordinates } = z.object({ type: z.string(), coordinates: z.unknown() }).parse(geometry);
  return Geometry.area.parse({ type, coordinates: flat(coordinates) });
}
