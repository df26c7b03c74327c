// What the ground of a map is made of: plain data from the city's configuration. Pure, shared by server and browser.

/** Coordinates the tiles are drawn in. Ours are WGS 84; gcj02 tiles (most commercial Chinese ones) need ours shifted. */
export type Datum = 'wgs84' | 'gcj02';
/** Layer names inside vector tiles. */
export type TileSchema = 'openmaptiles' | 'protomaps';

interface Common {
  /** Whose data it is, as its licence wants it said. */
  attribution: string;
  /** Number of the map's official approval (审图号), shown beside the attribution. */
  approval?: string | undefined;
  datum?: Datum | undefined;
  minZoom?: number | undefined;
  /** Tiles end here; the map goes on, enlarged. */
  maxZoom?: number | undefined;
}

/** XYZ pictures; `labels` are laid over them (Tianditu has them apart). */
export interface RasterBase extends Common { kind: 'raster'; tiles: readonly string[]; labels?: readonly string[] | undefined; tileSize?: 256 | 512 | undefined }
/** Vector tiles by XYZ addresses, or one PMTiles archive. */
export interface VectorBase extends Common { kind: 'vector'; tiles: readonly string[]; schema: TileSchema }
export interface PmtilesBase extends Common { kind: 'pmtiles'; url: string; schema: TileSchema }
/**
 * The city's own areas and, where it has one, its own drawing of roads and water, as GeoJSON (EPSG:4326).
 * `areas`: polygons with `level` (city, district, street, community, cell), `name` and `name_en`.
 * `ground`: features with `kind` (road, rail, water, park, block, built); roads with `rank` (1 main, 2 street, 3 lane); names.
 */
export interface OwnBase extends Common { kind: 'own'; areas: string; ground?: string | undefined }

export type BaseMap = RasterBase | VectorBase | PmtilesBase | OwnBase;

/** Foreign origins the base map needs in img-src and connect-src of the content security policy. */
export function baseMapOrigins(base: BaseMap): string[] {
  const urls = base.kind === 'raster' ? [...base.tiles, ...(base.labels ?? [])] : base.kind === 'vector' ? base.tiles : base.kind === 'pmtiles' ? [base.url] : [base.areas, base.ground ?? ''];
  const origins = urls.filter((url) => /^https?:\/\//.test(url)).map((url) => new URL(url.replace(/[{}]/g, '')).origin);
  return [...new Set(origins)];
}

/** Attribution and approval number in one line. */
export const attributionOf = (base: BaseMap): string => [base.attribution, base.approval].filter(Boolean).join(' · ');

/** A point feature as maps of ours draw it; GeoJSON endpoints answer with collections of these. */
export interface PointProperties {
  id: string;
  title: string;
  /** The stage's glyph (shape of the pin) and how late it is (its fill). */
  glyph: string;
  clock: 'ok' | 'warn' | 'late' | 'done';
  href?: string | undefined;
  /** Lines under the title in the popup. */
  lines?: readonly string[] | undefined;
}
export interface PointFeature { type: 'Feature'; geometry: { type: 'Point'; coordinates: [lon: number, lat: number] }; properties: PointProperties }
export interface PointCollection { type: 'FeatureCollection'; features: PointFeature[] }
