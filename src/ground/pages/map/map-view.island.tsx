// A map that shows points: given inline, or fetched as GeoJSON (again for each part of the city when the address has {bbox}).
// The list with the same content stands beside it in the page (MapFrame): the map is never the only way.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { BaseMap, PointCollection } from './basemap.ts';
import type { LiveMap } from './maplibre.ts';

export interface MapViewProps {
  base: BaseMap;
  lang: string;
  /** WGS 84. */
  center: [lon: number, lat: number];
  zoom: number;
  bounds?: readonly [west: number, south: number, east: number, north: number] | undefined;
  points?: PointCollection | undefined;
  /** Of a GeoJSON endpoint answering a PointCollection. */
  url?: string | undefined;
  selected?: string | undefined;
  /** A picture of a place: no moving, no popups. */
  still?: boolean | undefined;
  words: { label: string; loading: string; failed: string; more: string; close?: string | undefined; locate?: string | undefined };
}

export default function MapView(props: MapViewProps) {
  const { words, still } = props;
  const box = useRef<HTMLDivElement>(null);
  const live = useRef<LiveMap | null>(null);
  const [state, setState] = useState<'waiting' | 'ready' | 'failed'>('waiting');
  useEffect(() => {
    const stop = new AbortController();
    if (box.current) void start(box.current, props, stop.signal).then((map) => { live.current = map; setState('ready'); }, () => { if (!stop.signal.aborted) setState('failed'); });
    return () => { stop.abort(); live.current?.remove(); };
  }, []);
  return (
    <>
      <div class="map-live" ref={box} role={still ? 'img' : undefined} aria-label={still ? words.label : undefined} />
      {state !== 'ready' && <p class="map-away" role="status">{state === 'waiting' ? words.loading : words.failed}</p>}
      {!still && words.locate && state === 'ready' && (
        <span class="map-tools"><button class="btn btn-i" type="button" aria-label={words.locate} onClick={() => goHere(live.current)}><svg class="i i-s" aria-hidden="true"><use href="/assets/icons.svg#i-locate" /></svg></button></span>
      )}
    </>
  );
}

async function start(box: HTMLElement, props: MapViewProps, signal: AbortSignal): Promise<LiveMap> {
  const [{ createMap }, { showPoints, listenToPoints }] = await Promise.all([import('./maplibre.ts'), import('./points.ts')]);
  const live = await createMap(box, props);
  if (signal.aborted) live.remove();
  signal.throwIfAborted();
  const show = (points: PointCollection) => { if (!signal.aborted) showPoints(live, points, props.selected); };
  live.map.once('load', () => {
    if (props.points) show(props.points);
    if (!props.still) listenToPoints(live, props.words.more);
    if (props.url) follow(live, props.url, show, signal);
  });
  return live;
}

/** Fetches what is in sight, and again after each move if the address depends on it. The newest answer wins. */
function follow(live: LiveMap, url: string, show: (points: PointCollection) => void, signal: AbortSignal): void {
  let last: AbortController | undefined;
  const look = async () => {
    last?.abort();
    const turn = (last = new AbortController());
    try {
      const answer = await fetch(url.replace('{bbox}', sight(live)), { signal: AbortSignal.any([signal, turn.signal]), headers: { accept: 'application/geo+json' } });
      if (answer.ok) show(await answer.json());
    } catch (error) {
      if (!turn.signal.aborted && !signal.aborted) console.warn(error); // offline: what is shown stays
    }
  };
  void look();
  if (url.includes('{bbox}')) live.map.on('moveend', () => void look());
}

/** West, south, east, north in WGS 84, as bbox parameters want them. */
function sight({ map, shift }: LiveMap): string {
  const bounds = map.getBounds();
  const [west, south] = shift.back([bounds.getWest(), bounds.getSouth()]);
  const [east, north] = shift.back([bounds.getEast(), bounds.getNorth()]);
  return [west, south, east, north].map((n) => n.toFixed(5)).join(',');
}

function goHere(live: LiveMap | null): void {
  navigator.geolocation?.getCurrentPosition(({ coords }) => live?.map.easeTo({ center: live.shift.out([coords.longitude, coords.latitude]), zoom: 16 }), () => undefined, { enableHighAccuracy: true, timeout: 8000 });
}
