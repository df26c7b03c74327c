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
  return { sources, layers: [...(base.ground ? groundLayers(paint, lang) : []), ...areaLines(paint), ...areaNames(paint, lang)] };
}

const is = (property: string, ...values: string[]): ExpressionSpecification => ['in', ['get', property], ['literal', values]];
const SURFACE: ExpressionSpecification = ['in', ['geometry-type'], ['literal', ['Polygon', 'MultiPolygon']]];
const nameIn = (lang: string): ExpressionSpecification => (lang === 'en' ? ['coalesce', ['get', 'name_en'], ['get', 'name:en'], ['get', 'name']] : ['get', 'name']);
/** Widths double with each step of zoom from about z15 on, as the ground itself does. */
const widths = (...stops: number[]): ExpressionSpecification => ['interpolate', ['exponential', 1.6], ['zoom'], ...stops];

function groundLayers(paint: MapPaint, lang: string): LayerSpecification[] {
  const fill = (kind: string, color: string, from = 0): LayerSpecification => ({ id: kind, type: 'fill', source: 'ground', minzoom: from, filter: ['all', is('kind', kind), SURFACE], paint: { 'fill-color': color } });
  const road = (id: string, filter: ExpressionSpecification, color: string, width: ExpressionSpecification, from: number): LayerSpecification => ({
    id, type: 'line', source: 'ground', minzoom: from, filter, layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': color, 'line-width': width },
  });
  const name = (id: string, from: number, filter: ExpressionSpecification, color: string): LayerSpecification => ({
    id, type: 'symbol', source: 'ground', minzoom: from, filter, paint: { ...words(paint), 'text-color': color },
    layout: { 'text-field': nameIn(lang), 'text-size': 11.5, ...(id.startsWith('road') && { 'symbol-placement': 'line' as const, 'symbol-spacing': 420 }) },
  });
  return [
    fill('block', paint.block), fill('park', paint.park), fill('water', paint.water), fill('built', paint.built, 14.5),
    { id: 'stream', type: 'line', source: 'ground', filter: ['all', is('kind', 'water'), ['!', SURFACE]], paint: { 'line-color': paint.water, 'line-width': widths(11, 1.5, 18, 14) } },
    { id: 'rail', type: 'line', source: 'ground', filter: is('kind', 'rail'), paint: { 'line-color': paint.casing, 'line-width': widths(11, 1, 18, 3), 'line-dasharray': [4, 3] } },
    road('road-3-case', ranked(3), paint.casing, widths(13, 1.2, 16, 6, 18, 15), 13), road('road-2-case', ranked(2), paint.casing, widths(11, 1, 13, 2.4, 16, 10, 18, 24), 11),
    road('road-1-case', ranked(1), paint.casing, widths(10, 1.2, 13, 4, 16, 14, 18, 36), 9),
    road('road-3', ranked(3), paint.road, widths(13, 0.7, 16, 4.8, 18, 13), 13), road('road-2', ranked(2), paint.road, widths(11, 0.6, 13, 1.5, 16, 8.6, 18, 22), 11),
    road('road-1', ranked(1), paint.road, widths(10, 0.6, 13, 2.8, 16, 12.4, 18, 34), 9),
    name('road-3-name', 15.5, ranked(3), paint.label), name('road-2-name', 14, ranked(2), paint.label), name('road-1-name', 13, ranked(1), paint.label),
    name('park-name', 14, ['all', is('kind', 'park'), SURFACE], paint.label), name('water-name', 12, ['all', is('kind', 'water'), SURFACE], paint.waterLabel),
  ];
}

/** Roads of a rank: 1 main, 2 street; 3 is every other. */
function ranked(rank: 1 | 2 | 3): ExpressionSpecification {
  return ['all', is('kind', 'road'), ['==', ['coalesce', ['get', 'rank'], 3], rank]];
}

// Solid, not dashed: neighbours draw their common border twice, and two rows of dashes never fall together.
function areaLines(paint: MapPaint): LayerSpecification[] {
  const line = (level: string, from: number, width: number, opacity: number): LayerSpecification => ({
    id: `area-${level}`, type: 'line', source: 'areas', minzoom: from, filter: is('level', level), layout: { 'line-join': 'round' },
    paint: { 'line-color': paint.border, 'line-width': width, 'line-opacity': ['interpolate', ['linear'], ['zoom'], 9, opacity / 2, 13, opacity] },
  });
  return [line('cell', 16, 0.75, 0.2), line('community', 13.5, 0.8, 0.25), line('street', 0, 1, 0.38), line('district', 0, 1.6, 0.5), line('city', 0, 1.8, 0.55)];
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
    { id: 'water', type: 'fill', source: 'base', 'source-layer': at.water, filter: SURFACE, paint: { 'fill-color': paint.water } },
    { id: 'built', type: 'fill', source: 'base', 'source-layer': at.built, minzoom: 14.5, paint: { 'fill-color': paint.built } },
    { id: 'road-case', type: 'line', source: 'base', 'source-layer': at.roads, filter: roads, minzoom: 11, layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': paint.casing, 'line-width': rank(1.15) } },
    { id: 'road', type: 'line', source: 'base', 'source-layer': at.roads, filter: roads, layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': paint.road, 'line-width': rank(1) } },
    { id: 'border', type: 'line', source: 'base', 'source-layer': at.borders, paint: { 'line-color': paint.border, 'line-width': 1, 'line-dasharray': [5, 3], 'line-opacity': 0.5 } },
    { id: 'road-name', type: 'symbol', source: 'base', 'source-layer': at.roadNames, minzoom: 14, layout: { 'symbol-placement': 'line', 'text-field': nameIn(lang), 'text-size': 11.5, 'symbol-spacing': 400 }, paint: words(paint) },
    { id: 'place', type: 'symbol', source: 'base', 'source-layer': at.places, layout: { 'text-field': nameIn(lang), 'text-size': 13, 'text-padding': 24 }, paint: words(paint) },
  ];
}
