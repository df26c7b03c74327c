// MapLibre styles from the city's configuration: quiet near-greys, few labels, so that data stands out.
// No `glyphs`: letters come from the fonts of the device, which know Chinese; nothing is fetched for them.
import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import type { BaseMap, OwnBase, RasterBase, TileSchema } from './basemap.ts';
import { attributionOf } from './basemap.ts';
import type { MapPaint } from './paint.ts';

interface Ground { sources: Record<string, SourceSpecification>; layers: LayerSpecification[] }

/** The style of a base map in the given colours. `dark` dims pictures. Names are shown in `lang` where the data has them. */
export function mapStyle(base: BaseMap, paint: MapPaint, lang: string, dark: boolean): StyleSpecification {
  const ground = groundOf(base, paint, lang, dark);
  const land: LayerSpecification = { id: 'land', type: 'background', paint: { 'background-color': paint.land } };
  return { version: 8, sources: ground.sources, layers: [land, ...ground.layers] };
}

function groundOf(base: BaseMap, paint: MapPaint, lang: string, dark: boolean): Ground {
  if (base.kind === 'raster') return raster(base, dark);
  if (base.kind === 'own') return own(base, paint, lang);
  const zooms = { ...(base.minZoom !== undefined && { minzoom: base.minZoom }), ...(base.maxZoom !== undefined && { maxzoom: base.maxZoom }) };
  const where = base.kind === 'pmtiles' ? { url: `pmtiles://${base.url}` } : { tiles: [...base.tiles] };
  return { sources: { base: { type: 'vector', ...where, ...zooms, attribution: attributionOf(base) } }, layers: vector(base.schema, paint, lang) };
}

// Pictures cannot be recoloured: they are paled by day and dimmed at night.
function raster(base: RasterBase, dark: boolean): Ground {
  const source = (tiles: readonly string[]): SourceSpecification => ({
    type: 'raster', tiles: [...tiles], tileSize: base.tileSize ?? 256, attribution: attributionOf(base),
    ...(base.minZoom !== undefined && { minzoom: base.minZoom }), ...(base.maxZoom !== undefined && { maxzoom: base.maxZoom }),
  });
  const look = dark ? { 'raster-brightness-max': 0.45, 'raster-saturation': -0.6, 'raster-contrast': 0.1 } : { 'raster-saturation': -0.45, 'raster-brightness-min': 0.08 };
  const layers: LayerSpecification[] = [{ id: 'pictures', type: 'raster', source: 'pictures', paint: look }];
  const sources: Record<string, SourceSpecification> = { pictures: source(base.tiles) };
  if (base.labels) {
    sources.names = source(base.labels);
    layers.push({ id: 'names', type: 'raster', source: 'names', paint: dark ? { 'raster-brightness-min': 0.35, 'raster-saturation': -0.8 } : { 'raster-saturation': -0.5 } });
  }
  return { sources, layers };
}

function own(base: OwnBase, paint: MapPaint, lang: string): Ground {
  const sources: Record<string, SourceSpecification> = { areas: { type: 'geojson', data: base.areas, attribution: attributionOf(base) } };
  if (base.ground) sources.ground = { type: 'geojson', data: base.ground };
  return { sources, layers: [...areaFills(paint), ...(base.ground ? groundLayers(paint, lang) : []), ...areaLines(paint), ...areaNames(paint, lang)] };
}

const is = (property: string, ...values: string[]): ExpressionSpecification => ['in', ['get', property], ['literal', values]];
const nameIn = (lang: string): ExpressionSpecification => (lang === 'en' ? ['coalesce', ['get', 'name_en'], ['get', 'name:en'], ['get', 'name']] : ['get', 'name']);
const grow = (from: number, to: number): ExpressionSpecification => ['interpolate', ['exponential', 1.6], ['zoom'], 11, from, 18, to];

function areaFills(paint: MapPaint): LayerSpecification[] {
  return [{ id: 'area-fill', type: 'fill', source: 'areas', filter: is('level', 'street', 'district'), paint: { 'fill-color': paint.block, 'fill-opacity': 0.5 } }];
}

function groundLayers(paint: MapPaint, lang: string): LayerSpecification[] {
  const fill = (id: string, color: string): LayerSpecification => ({ id, type: 'fill', source: 'ground', filter: ['all', is('kind', id), ['==', ['geometry-type'], 'Polygon']], paint: { 'fill-color': color } });
  const rank = (wide: number): ExpressionSpecification => ['interpolate', ['exponential', 1.6], ['zoom'],
    11, ['match', ['get', 'rank'], 1, 0.8 * wide, 2, 1.4 * wide, 2.2 * wide], 18, ['match', ['get', 'rank'], 1, 9 * wide, 2, 16 * wide, 24 * wide]];
  return [
    fill('block', paint.block), fill('park', paint.park), fill('water', paint.water), fill('built', paint.built),
    { id: 'stream', type: 'line', source: 'ground', filter: ['all', is('kind', 'water'), ['==', ['geometry-type'], 'LineString']], paint: { 'line-color': paint.water, 'line-width': grow(1.5, 14) } },
    { id: 'rail', type: 'line', source: 'ground', filter: is('kind', 'rail'), paint: { 'line-color': paint.casing, 'line-width': grow(1, 3), 'line-dasharray': [4, 3] } },
    { id: 'road-case', type: 'line', source: 'ground', filter: is('kind', 'road'), layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': paint.casing, 'line-width': rank(1.18) } },
    { id: 'road', type: 'line', source: 'ground', filter: is('kind', 'road'), layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': paint.road, 'line-width': rank(1) } },
    { id: 'road-name', type: 'symbol', source: 'ground', minzoom: 13, filter: is('kind', 'road'), layout: { 'symbol-placement': 'line', 'text-field': nameIn(lang), 'text-size': 11.5, 'symbol-spacing': 400 }, paint: words(paint) },
    { id: 'place-name', type: 'symbol', source: 'ground', minzoom: 14, filter: is('kind', 'park', 'water'), layout: { 'text-field': nameIn(lang), 'text-size': 11.5 }, paint: { ...words(paint), 'text-color': paint.waterLabel } },
  ];
}

// Solid, not dashed: neighbours draw their common border twice, and two rows of dashes never fall together.
function areaLines(paint: MapPaint): LayerSpecification[] {
  const line = (level: string, from: number, width: number, opacity: number): LayerSpecification => ({
    id: `area-${level}`, type: 'line', source: 'areas', minzoom: from, filter: is('level', level), layout: { 'line-join': 'round' },
    paint: { 'line-color': paint.border, 'line-width': width, 'line-opacity': ['interpolate', ['linear'], ['zoom'], 9, opacity / 2, 13, opacity] },
  });
  return [line('cell', 16, 0.75, 0.2), line('community', 13.5, 0.8, 0.25), line('street', 0, 1, 0.38), line('district', 0, 1.6, 0.5)];
}

function areaNames(paint: MapPaint, lang: string): LayerSpecification[] {
  const name = (level: string, from: number, to: number, size: number): LayerSpecification => ({
    id: `name-${level}`, type: 'symbol', source: 'areas', minzoom: from, maxzoom: to, filter: is('level', level),
    layout: { 'text-field': nameIn(lang), 'text-size': size, 'text-letter-spacing': 0.08, 'text-padding': 12 }, paint: words(paint),
  });
  return [name('district', 0, 11.5, 14), name('street', 10.5, 15.5, 13), name('community', 14.5, 18, 12)];
}

const words = (paint: MapPaint) => ({ 'text-color': paint.label, 'text-halo-color': paint.halo, 'text-halo-width': 1.5 });

const LAYERS = {
  openmaptiles: { water: 'water', green: 'landcover', use: 'landuse', roads: 'transportation', roadNames: 'transportation_name', built: 'building', borders: 'boundary', places: 'place', road: 'class' },
  protomaps: { water: 'water', green: 'landcover', use: 'landuse', roads: 'roads', roadNames: 'roads', built: 'buildings', borders: 'boundaries', places: 'places', road: 'kind' },
} as const;

function vector(schema: TileSchema, paint: MapPaint, lang: string): LayerSpecification[] {
  const at = LAYERS[schema];
  const kind = schema === 'openmaptiles' ? 'class' : 'kind';
  const roads: ExpressionSpecification = ['!', is(at.road, 'rail', 'ferry', 'path', 'transit')];
  const rank = (wide: number): ExpressionSpecification => ['interpolate', ['exponential', 1.6], ['zoom'],
    8, 0.4, 18, ['match', ['get', at.road], ['motorway', 'trunk', 'highway'], 26 * wide, ['primary', 'secondary', 'major_road'], 20 * wide, 12 * wide]];
  return [
    { id: 'green', type: 'fill', source: 'base', 'source-layer': at.green, filter: is(kind, 'wood', 'grass', 'forest', 'grassland'), paint: { 'fill-color': paint.park } },
    { id: 'park', type: 'fill', source: 'base', 'source-layer': at.use, filter: is(kind, 'park', 'cemetery', 'pitch', 'nature_reserve'), paint: { 'fill-color': paint.park } },
    { id: 'water', type: 'fill', source: 'base', 'source-layer': at.water, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': paint.water } },
    { id: 'built', type: 'fill', source: 'base', 'source-layer': at.built, minzoom: 14.5, paint: { 'fill-color': paint.built } },
    { id: 'road-case', type: 'line', source: 'base', 'source-layer': at.roads, filter: roads, minzoom: 11, layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': paint.casing, 'line-width': rank(1.15) } },
    { id: 'road', type: 'line', source: 'base', 'source-layer': at.roads, filter: roads, layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': paint.road, 'line-width': rank(1) } },
    { id: 'border', type: 'line', source: 'base', 'source-layer': at.borders, paint: { 'line-color': paint.border, 'line-width': 1, 'line-dasharray': [5, 3], 'line-opacity': 0.5 } },
    { id: 'road-name', type: 'symbol', source: 'base', 'source-layer': at.roadNames, minzoom: 14, layout: { 'symbol-placement': 'line', 'text-field': nameIn(lang), 'text-size': 11.5, 'symbol-spacing': 400 }, paint: words(paint) },
    { id: 'place', type: 'symbol', source: 'base', 'source-layer': at.places, layout: { 'text-field': nameIn(lang), 'text-size': 13, 'text-padding': 24 }, paint: words(paint) },
  ];
}
