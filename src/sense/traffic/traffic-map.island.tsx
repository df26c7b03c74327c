// The map of traffic: sections in the shape of their flow, closures over them; asked for again every minute while somebody looks, with the lists beside it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Popup, type ExpressionSpecification, type GeoJSONSource } from 'maplibre-gl';
import { LiveBox, openMap } from '#ground/pages/map/live-box.tsx';
import type { LiveMap, MapOptions } from '#ground/pages/map/maplibre.ts';

export interface TrafficMapProps extends Pick<MapOptions, 'base' | 'lang' | 'center' | 'zoom' | 'bounds'> {
  /** Addresses of GeoJSON. */
  readonly flow: string; readonly closures: string;
  /** Id of the part of the page that says the same. */
  readonly part: string; readonly seconds: number; readonly zone: string;
  readonly words: { readonly label: string; readonly loading: string; readonly failed: string; readonly rest: string; readonly done: string; readonly away: string; readonly levels: Readonly<Record<string, string>>; readonly kinds: Readonly<Record<string, string>>; readonly states: Readonly<Record<string, string>> };
}
type Shapes = GeoJSON.FeatureCollection<GeoJSON.Geometry, Record<string, unknown>>;
const NOTHING: Shapes = { type: 'FeatureCollection', features: [] };

export default function TrafficMap(props: TrafficMapProps) {
  const live = useRef<LiveMap | null>(null);
  const latest = useRef({ flow: NOTHING, closures: NOTHING });
  const [state, setState] = useState<{ at: string; away: boolean }>();

  const look = async (signal: AbortSignal, lists: boolean) => {
    try {
      const [flow, closures] = await Promise.all([props.flow, props.closures].map((url) => shapes(url, signal)));
      latest.current = { flow: flow ?? NOTHING, closures: closures ?? NOTHING };
      if (live.current) show(live.current, latest.current);
      if (lists) await renew(props.part, signal);
      setState({ at: clock(props), away: false });
    } catch {
      if (!signal.aborted) setState((before) => ({ at: before?.at ?? clock(props), away: true })); // offline: what is shown stays
    }
  };
  useEffect(() => {
    const stop = new AbortController();
    void look(stop.signal, false);
    const timer = setInterval(() => { if (!document.hidden) void look(stop.signal, true); }, props.seconds * 1000);
    return () => { stop.abort(); clearInterval(timer); };
  }, []);

  const start = async (box: HTMLElement, signal: AbortSignal): Promise<LiveMap> => {
    const { live: map } = await openMap(box, { ...props, words: { label: props.words.label } }, signal);
    const draw = () => { live.current = map; layers(map); show(map, latest.current); };
    map.map.once('load', draw);
    map.restyled.add(draw);
    listen(map, props);
    return map;
  };
  const words = state === undefined ? props.words.rest : (state.away ? props.words.away : props.words.done).replace('{at}', state.at);
  return <><LiveBox words={props.words} start={start} /><span class="map-note" role="status">{words}</span></>;
}

async function shapes(url: string, signal: AbortSignal): Promise<Shapes> {
  const answer = await fetch(url, { signal, headers: { accept: 'application/geo+json' } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** The lists as the server writes them: there is one way to draw them. What is being read with the keyboard is left alone. */
async function renew(part: string, signal: AbortSignal): Promise<void> {
  const old = document.getElementById(part);
  if (!old || old.contains(document.activeElement)) return;
  const answer = await fetch(location.href, { signal, headers: { accept: 'text/html' } });
  const fresh = answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(part) : null;
  if (!fresh) throw new Error(String(answer.status));
  old.replaceWith(fresh);
}

const clock = ({ lang, zone }: TrafficMapProps) => new Intl.DateTimeFormat(lang, { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date());

function show({ map, shift }: LiveMap, { flow, closures }: { flow: Shapes; closures: Shapes }): void {
  const placed = (all: Shapes): Shapes => ({ ...all, features: all.features.filter((one) => one.geometry !== null && !['ended', 'withdrawn'].includes(text(one.properties['state']))).map((one) => ({ ...one, geometry: { ...one.geometry, coordinates: moved((one.geometry as GeoJSON.Point).coordinates, shift) } as GeoJSON.Geometry })) });
  void map.getSource<GeoJSONSource>('flow')?.setData(placed(flow));
  void map.getSource<GeoJSONSource>('closures')?.setData(placed(closures));
}
const moved = (value: unknown, shift: LiveMap['shift']): unknown => (Array.isArray(value) ? (typeof value[0] === 'number' ? shift.out([Number(value[0]), Number(value[1])]) : value.map((one) => moved(one, shift))) : value);

/** Width tells the level: jammed is widest. Amber and red belong to the clock. */
function layers({ map, paint }: LiveMap): void {
  if (map.getSource('flow')) return;
  const c = paint();
  const level = (free: string | number, slow: string | number, jammed: string | number, unknown: string | number): ExpressionSpecification => ['match', ['get', 'level'], 'free', free, 'slow', slow, 'jammed', jammed, unknown];
  const colour = level(c.done, c.accent, c.accent, c.border);
  const point: ExpressionSpecification = ['==', ['geometry-type'], 'Point'];
  const line: ExpressionSpecification = ['!=', ['geometry-type'], 'Point'];
  const planned: ExpressionSpecification = ['==', ['get', 'state'], 'planned'];
  map.addSource('flow', { type: 'geojson', data: NOTHING });
  map.addSource('closures', { type: 'geojson', data: NOTHING });
  map.addLayer({ id: 'flow-lines', type: 'line', source: 'flow', filter: line, paint: { 'line-color': colour, 'line-width': level(4, 5, 7, 2) } });
  map.addLayer({ id: 'flow-points', type: 'circle', source: 'flow', filter: point, paint: { 'circle-color': colour, 'circle-radius': level(5, 7, 9, 4), 'circle-stroke-color': c.surface, 'circle-stroke-width': 1.5 } });
  map.addLayer({ id: 'closure-ground', type: 'line', source: 'closures', filter: line, paint: { 'line-color': c.surface, 'line-width': 9 } });
  map.addLayer({ id: 'closure-lines', type: 'line', source: 'closures', filter: ['all', line, ['!', planned]], paint: { 'line-color': c.ink, 'line-width': 6, 'line-dasharray': [1, 0.6] } });
  map.addLayer({ id: 'closure-planned', type: 'line', source: 'closures', filter: ['all', line, planned], paint: { 'line-color': c.ink, 'line-width': 3, 'line-dasharray': [2, 2] } });
  map.addLayer({ id: 'closure-points', type: 'circle', source: 'closures', filter: point, paint: { 'circle-color': ['case', planned, c.surface, c.ink], 'circle-radius': 8, 'circle-stroke-color': ['case', planned, c.ink, c.surface], 'circle-stroke-width': 3 } });
}
const PRESSED = ['closure-points', 'closure-lines', 'closure-planned', 'flow-points', 'flow-lines'];

function listen({ map }: LiveMap, { words, lang }: TrafficMapProps): void {
  map.on('click', ({ point, lngLat }) => {
    if (!map.getLayer('flow-lines')) return;
    const [hit] = map.queryRenderedFeatures([[point.x - 6, point.y - 6], [point.x + 6, point.y + 6]], { layers: PRESSED });
    if (hit) new Popup({ maxWidth: '18rem' }).setLngLat(lngLat).setDOMContent(card(hit.properties, words, lang)).addTo(map);
  });
  for (const layer of PRESSED) {
    map.on('mouseenter', layer, () => { map.getCanvas().style.cursor = 'pointer'; });
    map.on('mouseleave', layer, () => { map.getCanvas().style.cursor = ''; });
  }
}

/** Built as nodes: what was typed is never markup. Nested values arrive from the tile worker as JSON text. */
function card(p: Record<string, unknown>, words: TrafficMapProps['words'], lang: string): HTMLElement {
  const said = (value: unknown): string => { const pair: unknown = typeof value === 'string' && value.startsWith('{') ? JSON.parse(value) : null; const both = pair as { zh?: string; en?: string | null } | null; return (lang === 'en' && both?.en ? both.en : both?.zh) ?? ''; };
  const names: unknown = typeof p['road_names'] === 'string' ? JSON.parse(p['road_names']) : undefined;
  const title = Array.isArray(names) ? String((lang === 'en' && names[1]) || names[0]) : (lang === 'en' && text(p['name_en'])) || text(p['name']);
  const lines = p['kind'] ? [`${words.kinds[text(p['kind'])] ?? ''} · ${words.states[text(p['state'])] ?? ''}`, said(p['reason']), said(p['detour'])] : [words.levels[text(p['level'])] ?? '', typeof p['mean_speed_km_h'] === 'number' ? `${p['mean_speed_km_h']} km/h` : ''];
  const box = document.createElement('div');
  box.className = 'pop-stack';
  for (const [tag, text] of [['b', title] as const, ...lines.map((text) => ['span', text] as const)]) { if (text === '') continue; const el = document.createElement(tag); el.textContent = text; if (tag === 'span') el.className = 'meta'; box.append(el); }
  return box;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
