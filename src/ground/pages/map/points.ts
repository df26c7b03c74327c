// Points on the map: far out dots and counted circles, near by pins; pressed, they say what they are.
import { Popup, type ExpressionSpecification, type GeoJSONSource, type Map as LibreMap } from 'maplibre-gl';
import type { PointCollection, PointProperties } from './basemap.ts';
import type { LonLat, Shift } from './datum.ts';
import type { LiveMap } from './maplibre.ts';
import type { MapPaint } from './paint.ts';

const SOURCE = 'c-points';
const LATE: ExpressionSpecification = ['==', ['get', 'clock'], 'late'];
const WARN: ExpressionSpecification = ['==', ['get', 'clock'], 'warn'];

/** Shows these points, instead of those shown before. `selected` is the id drawn as the chosen one. */
export function showPoints(live: LiveMap, points: PointCollection, selected: string | undefined): void {
  const data = place(points, live.shift, selected);
  if (!latest.has(live)) live.restyled.add(() => addPoints(live));
  latest.set(live, data);
  const source = live.map.getSource<GeoJSONSource>(SOURCE);
  if (source) source.setData(data);
  else if (live.styled()) addPoints(live);
}

// What a map shows now: a new style comes without it.
const latest = new WeakMap<LiveMap, PointCollection>();

function addPoints(live: LiveMap): void {
  const data = latest.get(live);
  if (!data || live.map.getSource(SOURCE)) return;
  live.map.addSource(SOURCE, { type: 'geojson', data, cluster: true, clusterRadius: 44, clusterMaxZoom: 14, clusterProperties: { late: ['+', ['case', LATE, 1, 0]] } });
  addLayers(live.map, live.paint());
}

function place(points: PointCollection, shift: Shift, selected: string | undefined): PointCollection {
  const features = points.features.map((feature) => ({
    ...feature,
    geometry: { ...feature.geometry, coordinates: shift.out(feature.geometry.coordinates) },
    properties: { ...feature.properties, lines: feature.properties.lines ?? [], pin: `pin:${feature.properties.glyph}:${feature.properties.id === selected ? 'on' : feature.properties.clock}` },
  }));
  return { ...points, features };
}

function addLayers(map: LibreMap, paint: MapPaint): void {
  map.addLayer({
    id: 'c-groups', type: 'circle', source: SOURCE, filter: ['has', 'point_count'],
    paint: {
      'circle-color': ['case', ['>', ['get', 'late'], 0], paint.red, paint.accent], 'circle-stroke-color': paint.surface, 'circle-stroke-width': 2,
      'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'point_count']], 1, 13, 20, 30],
    },
  });
  map.addLayer({
    id: 'c-counts', type: 'symbol', source: SOURCE, filter: ['has', 'point_count'],
    layout: { 'text-field': ['get', 'point_count_abbreviated'], 'text-size': 13, 'text-allow-overlap': true },
    paint: { 'text-color': ['case', ['>', ['get', 'late'], 0], paint.onRed, paint.onAccent] },
  });
  map.addLayer({
    id: 'c-dots', type: 'circle', source: SOURCE, maxzoom: 13, filter: ['!', ['has', 'point_count']],
    paint: { 'circle-radius': 5, 'circle-color': ['case', LATE, paint.red, WARN, paint.amber, paint.accent], 'circle-stroke-color': paint.surface, 'circle-stroke-width': 1.5 },
  });
  map.addLayer({
    id: 'c-pins', type: 'symbol', source: SOURCE, minzoom: 13, filter: ['!', ['has', 'point_count']],
    layout: { 'icon-image': ['get', 'pin'], 'icon-anchor': 'bottom', 'icon-offset': [0, 4], 'icon-allow-overlap': true, 'symbol-sort-key': ['case', LATE, 2, WARN, 1, 0] },
  });
}

/** Pressing a pin or dot tells its id instead: for choosing one of the things drawn. */
export function chooseFromPoints(live: LiveMap, choose: (id: string) => void): void {
  const { map } = live;
  map.on('click', (event) => {
    if (!map.getLayer('c-pins')) return;
    const [hit] = map.queryRenderedFeatures(event.point, { layers: ['c-pins', 'c-dots'] });
    const id: unknown = hit?.properties['id'];
    if (typeof id === 'string') choose(id);
  });
}

/** Pressing a pin opens its words, pressing a group goes nearer. `more` is the text of the link. */
export function listenToPoints(live: LiveMap, more: string): void {
  const { map } = live;
  showHand(map, ['c-pins', 'c-dots', 'c-groups']);
  map.on('click', ({ point }) => {
    if (!map.getLayer('c-pins')) return;
    const [hit] = map.queryRenderedFeatures(point, { layers: ['c-pins', 'c-dots', 'c-groups'] });
    if (hit?.geometry.type !== 'Point') return;
    const [lon = 0, lat = 0] = hit.geometry.coordinates;
    if (hit.properties.cluster) return void open(map, Number(hit.properties.cluster_id), [lon, lat]);
    showCard(map, [lon, lat], hit.properties, more, hit.layer.id === 'c-pins');
  });
}

/** A hand over what can be pressed. Asks each layer what lies beneath with every move of a pointer: only where there is one. */
export function showHand(map: LibreMap, layers: readonly string[]): void {
  if (!matchMedia('(hover: hover)').matches) return;
  for (const layer of layers) {
    map.on('mouseenter', layer, () => { map.getCanvas().style.cursor = 'pointer'; });
    map.on('mouseleave', layer, () => { map.getCanvas().style.cursor = ''; });
  }
}

/** The words of a point beside it; `at` as the map draws it. `pin`: they stand above a pin, not beside a dot. */
export function showCard(map: LibreMap, at: LonLat, properties: Record<string, unknown>, more: string, pin: boolean): void {
  new Popup({ offset: pin ? 38 : 10, maxWidth: '18rem' }).setLngLat(at).setDOMContent(card(properties, more)).addTo(map);
}

async function open(map: LibreMap, group: number, at: LonLat): Promise<void> {
  const zoom = await map.getSource<GeoJSONSource>(SOURCE)?.getClusterExpansionZoom(group);
  if (zoom !== undefined) map.easeTo({ center: at, zoom: Math.min(zoom, 18) });
}

// Built as nodes: what residents wrote is never markup. Nested values arrive from the tile worker as JSON text.
function card(properties: Record<string, unknown>, more: string): HTMLElement {
  const { title, lines, href } = properties as Partial<Record<keyof PointProperties, unknown>>;
  const box = document.createElement('div');
  box.className = 'pop-stack';
  box.append(line('b', String(title ?? '')), ...readLines(lines).map((text) => line('span', text, 'meta')));
  if (typeof href === 'string') {
    const link = document.createElement('a');
    link.className = 'link';
    link.href = href;
    link.textContent = more;
    box.append(link);
  }
  return box;
}

function readLines(value: unknown): string[] {
  const list: unknown = typeof value === 'string' ? JSON.parse(value) : value;
  return Array.isArray(list) ? list.map(String) : [];
}

function line(tag: 'b' | 'span', text: string, className = ''): HTMLElement {
  const el = document.createElement(tag);
  el.className = className;
  el.textContent = text;
  return el;
}
