// A map that shows points: given inline, read from the list beside it, or fetched as GeoJSON (again for each part of the city when the address has {bbox}).
// The list with the same content stands beside it in the page (MapFrame): the map is never the only way.
import type { BaseMap, PointCollection } from './basemap.ts';
import { LiveBox, openMap, sight } from './live-box.tsx';
import { pointsOf } from './listed.ts';
import type { LiveMap } from './maplibre.ts';

export interface MapViewProps {
  base: BaseMap;
  lang: string;
  /** WGS 84. */
  center: [lon: number, lat: number];
  zoom: number;
  bounds?: readonly [west: number, south: number, east: number, north: number] | undefined;
  points?: PointCollection | undefined;
  /** Id of a list in the page whose lines have pins. */
  from?: string | undefined;
  /** Of a GeoJSON endpoint answering a PointCollection. */
  url?: string | undefined;
  /** Seconds after which the address is asked again while somebody looks; never unless given. */
  every?: number | undefined;
  selected?: string | undefined;
  /** A picture of a place: no moving, no popups. */
  still?: boolean | undefined;
  words: { label: string; loading: string; failed: string; more: string; close?: string | undefined; locate?: string | undefined };
}

export default function MapView(props: MapViewProps) {
  return <LiveBox words={props.words} still={props.still} start={(box, signal) => start(box, props, signal)} />;
}

async function start(box: HTMLElement, props: MapViewProps, signal: AbortSignal): Promise<LiveMap> {
  const { live, points: { showPoints, listenToPoints } } = await openMap(box, props, signal);
  const show = (points: PointCollection) => { if (!signal.aborted) showPoints(live, points, props.selected); };
  live.map.once('load', () => {
    const list = props.from === undefined ? null : document.getElementById(props.from);
    const points = list ? pointsOf(list) : props.points;
    if (points) show(points);
    if (!props.still) listenToPoints(live, props.words.more);
    if (props.url) follow(live, props.url, props.every, show, signal);
  });
  return live;
}

/** Fetches what is in sight, and again after each move if the address depends on it and after each pause. The newest answer wins. */
function follow(live: LiveMap, url: string, every: number | undefined, show: (points: PointCollection) => void, signal: AbortSignal): void {
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
  if (every === undefined) return;
  const timer = setInterval(() => { if (!document.hidden) void look(); }, every * 1000);
  signal.addEventListener('abort', () => clearInterval(timer));
}
