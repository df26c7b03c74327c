// Cases on the map as vector tiles: far out counted cells, near by dots and then pins. A limit that passes changes a fill without a new tile:
// tiles say when it is, the map knows what time it is. Every half minute the tiles are asked for again; those unchanged cost an entity tag.
import type { ExpressionSpecification, GeoJSONFeature, Map as LibreMap } from 'maplibre-gl';
import type { PointCollection } from '#ground/pages/map/basemap.ts';
import type { LiveMap } from '#ground/pages/map/maplibre.ts';
import type { MapPaint } from '#ground/pages/map/paint.ts';
import { showCard, showHand } from '#ground/pages/map/points.ts';

const SOURCE = 't-cases';
const LAYERS = ['t-cells', 't-counts', 't-dots', 't-pins'] as const;
const EVERY_MS = 30_000;
/** Pins begin here. */
const PINS = 15.5;

/** `counts`: the word for many, and how many it stands for. */
export interface CaseTilesOptions { readonly url: string; readonly more: string; readonly counts: { readonly word: string; readonly unit: number }; readonly signal: AbortSignal }

/** Draws the tiles at this address until the signal ends, listens to presses, and keeps them fresh while the page is looked at. */
export function showCaseTiles(live: LiveMap, options: CaseTilesOptions): void {
  const draw = () => addTiles(live.map, live.paint(), options);
  if (live.styled()) draw();
  live.restyled.add(draw);
  listen(live.map, options);
  const fresh = () => { if (document.visibilityState === 'visible' && live.map.getSource(SOURCE)) refresh(live); };
  const timer = setInterval(fresh, EVERY_MS);
  document.addEventListener('visibilitychange', fresh, { signal: options.signal });
  options.signal.addEventListener('abort', () => clearInterval(timer));
}

function refresh({ map, paint: painted }: LiveMap): void {
  const paint = painted();
  map.refreshTiles(SOURCE);
  map.setPaintProperty('t-dots', 'circle-color', dotColour(paint));
  map.setLayoutProperty('t-pins', 'icon-image', pinOf());
}

const get = (name: string): ExpressionSpecification => ['get', name];
const CLOSED: ExpressionSpecification = ['==', get('stage'), 'closed'];
const past = (name: string): ExpressionSpecification => ['all', ['has', name], ['<=', get(name), Math.floor(Date.now() / 1000)]];
const clock = (done: string, late: string, warn: string, ok: string): ExpressionSpecification => ['case', CLOSED, done, past('due'), late, past('amber'), warn, ok];
const pinOf = (): ExpressionSpecification => ['concat', 'pin:', get('sign'), ':', clock('done', 'late', 'warn', 'ok')];
const dotColour = (paint: MapPaint): ExpressionSpecification => clock(paint.done, paint.red, paint.amber, paint.accent);
const urgency = (): ExpressionSpecification => ['case', past('due'), 2, past('amber'), 1, CLOSED, -1, 0];
/** As pins are: red where most of what is open is late, else the ground's own with an edge, teal where something is open, green where nothing is. */
const ofCell = (late: string, open: string, done: string): ExpressionSpecification => ['case', ['all', ['>', get('open'), 0], ['>=', ['*', 2, get('late')], get('open')]], late, ['>', get('open'), 0], open, done];
const byCount = (...sizes: [number, number, number, number, number]): ExpressionSpecification => ['interpolate', ['linear'], ['log10', get('n')], ...sizes.flatMap((size, i) => [i, size])];

function addTiles(map: LibreMap, paint: MapPaint, { url, counts }: CaseTilesOptions): void {
  if (map.getSource(SOURCE)) return;
  map.addSource(SOURCE, { type: 'vector', tiles: [url], minzoom: 0, maxzoom: 18 });
  // Circles under the names of the ground, numbers and pins over them: a name gives way to a number.
  const names = map.getStyle().layers.find((layer) => layer.type === 'symbol')?.id;
  map.addLayer({
    id: 't-cells', type: 'circle', source: SOURCE, 'source-layer': 'cells', layout: { 'circle-sort-key': get('n') },
    paint: { 'circle-color': ofCell(paint.red, paint.surface, paint.surface), 'circle-stroke-color': ofCell(paint.surface, paint.accent, paint.done), 'circle-stroke-width': 2, 'circle-radius': byCount(5, 11, 15, 18, 21) },
  }, names);
  map.addLayer({
    id: 't-dots', type: 'circle', source: SOURCE, 'source-layer': 'cases', layout: { 'circle-sort-key': urgency() },
    paint: { 'circle-radius': ['interpolate', ['linear'], ['zoom'], 14, 3.5, 16, 5], 'circle-color': dotColour(paint), 'circle-stroke-color': paint.surface, 'circle-stroke-width': 1.5 },
  }, names);
  map.addLayer({
    id: 't-counts', type: 'symbol', source: SOURCE, 'source-layer': 'cells', filter: ['>', get('n'), 1],
    layout: { 'text-field': shortCount(counts), 'text-size': byCount(11, 12, 12.5, 13, 14), 'symbol-sort-key': ['-', 0, get('n')], 'text-padding': 0, 'text-allow-overlap': true },
    paint: { 'text-color': ofCell(paint.onRed, paint.accent, paint.done) },
  });
  // Where there is no room for a pin its dot stands for it; what is late comes first.
  map.addLayer({
    id: 't-pins', type: 'symbol', source: SOURCE, 'source-layer': 'cases', minzoom: PINS,
    layout: { 'icon-image': pinOf(), 'icon-anchor': 'bottom', 'icon-offset': [0, 4], 'icon-padding': 0, 'symbol-sort-key': ['-', 0, urgency()] },
  });
}

/** 950, 1.2k; from ten thousand on where people count in those. */
function shortCount({ word, unit }: CaseTilesOptions['counts']): ExpressionSpecification {
  const tenths: ExpressionSpecification = ['/', ['round', ['/', ['*', get('n'), 10], unit]], 10];
  return ['case', ['<', get('n'), unit], ['to-string', get('n')], ['concat', ['to-string', tenths], word]];
}

function listen(map: LibreMap, options: CaseTilesOptions): void {
  const drawn = () => LAYERS.filter((id) => map.getLayer(id));
  showHand(map, LAYERS);
  map.on('click', ({ point: { x, y } }) => {
    // A finger is wider than a point.
    const [hit] = map.queryRenderedFeatures([[x - 6, y - 6], [x + 6, y + 6]], { layers: drawn() });
    if (hit) void press(map, hit, options).catch(console.warn);
  });
}

async function press(map: LibreMap, hit: GeoJSONFeature & { layer: { id: string } }, { more, signal }: CaseTilesOptions): Promise<void> {
  if (hit.geometry.type !== 'Point') return;
  const [lon = 0, lat = 0] = hit.geometry.coordinates;
  if (hit.layer.id === 't-cells' || hit.layer.id === 't-counts') return void map.easeTo({ center: [lon, lat], zoom: Math.min(Math.floor(map.getZoom()) + 2, 19) });
  const answer = await fetch(`/map/points?id=${Number(hit.id)}`, { signal, headers: { accept: 'application/geo+json' } });
  const { features: [feature] }: PointCollection = answer.ok ? await answer.json() : { features: [] };
  if (feature) showCard(map, [lon, lat], { ...feature.properties }, more, hit.layer.id === 't-pins');
}
