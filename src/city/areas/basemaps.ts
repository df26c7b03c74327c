// Which base map stands under the city's maps: the first one that is switched on and can be drawn, else the city's own areas.
import type { Db } from '#ground/db/index.ts';
import type { Lang } from '#ground/i18n/index.ts';
import type { BaseMap } from '#ground/pages/map/basemap.ts';
import { citySettings, type CitySettings } from '../settings/index.ts';
import { areaIndex } from './areas.ts';
import { centre } from './locator.ts';

type Configured = CitySettings['baseMaps'][number];
type Env = Readonly<Record<string, string | undefined>>;

/** What a map needs to begin: its ground, middle and box (WGS 84). */
export interface MapStart { readonly base: BaseMap; readonly center: [lon: number, lat: number]; readonly zoom: number; readonly bounds: [west: number, south: number, east: number, north: number] | undefined }

/** The start of every map of the city. `env` holds the keys that base maps name by `keyEnv`. */
export async function mapStart(db: Db, lang: Lang, env: Env = process.env): Promise<MapStart> {
  const { baseMaps } = await citySettings(db);
  const { bounds } = await areaIndex(db);
  const base = baseMaps.flatMap((map) => (map.on ? (drawn(map, lang, env) ?? []) : []))[0] ?? own({ zh: '', en: '' }, lang);
  const middle = bounds ? centre(bounds) : { lon: 0, lat: 0 };
  return { base, center: [middle.lon, middle.lat], zoom: bounds ? 12 : 1, bounds: bounds && [bounds.minLon, bounds.minLat, bounds.maxLon, bounds.maxLat] };
}

/** A configured base map as the browser draws it; undefined when its key is missing or its datum cannot be drawn (BD-09 has its own projection). */
export function drawn(map: Configured, lang: Lang, env: Env): BaseMap | undefined {
  if (map.datum === 'bd09') return undefined;
  if (map.kind === 'none') return own(map.attribution, lang, map.approval);
  const key = map.keyEnv ? env[map.keyEnv] : '';
  if (!map.url || key === undefined) return undefined;
  const address = (url: string) => url.replaceAll('{key}', encodeURIComponent(key));
  const common = { attribution: words(map.attribution, lang), approval: map.approval, datum: map.datum };
  switch (map.kind) {
    case 'raster': return { ...common, kind: 'raster', tiles: [address(map.url)], labels: map.overlay ? [address(map.overlay)] : undefined };
    case 'vector': return { ...common, kind: 'vector', tiles: [address(map.url)], schema: 'openmaptiles' };
    case 'pmtiles': return { ...common, kind: 'pmtiles', url: address(map.url), schema: 'protomaps' };
  }
}

const own = (attribution: Configured['attribution'], lang: Lang, approval?: string): BaseMap =>
  ({ kind: 'own', areas: '/api/areas/outlines', ground: '/api/areas/ground', attribution: words(attribution, lang), approval });
const words = (text: Configured['attribution'], lang: Lang) => (lang === 'en' && text.en ? text.en : text.zh);
