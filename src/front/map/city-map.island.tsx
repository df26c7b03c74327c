// The one map, alive: cases as tiles, other layers fetched for what is in sight; keeps the address and the list beside it in step with where it stands.
// The list is the page's own, asked for again with the new box: there is one way to draw it.
import type { BaseMap, PointCollection } from '#ground/pages/map/basemap.ts';
import { LiveBox, openMap, sight } from '#ground/pages/map/live-box.tsx';
import type { LiveMap } from '#ground/pages/map/maplibre.ts';

/** A layer: GeoJSON by `{bbox}`, or the same as tiles, which hold any number. */
export interface ShownLayer { readonly url: string; readonly tiles?: string | undefined }
export interface CityMapProps {
  readonly base: BaseMap; readonly lang: string; readonly center: [lon: number, lat: number]; readonly zoom: number;
  readonly bounds: readonly [number, number, number, number] | undefined;
  readonly layers: readonly ShownLayer[];
  /** Shown until the first layer has answered, and where there is none. */
  readonly points: PointCollection;
  /** Id of the list that says the same. */
  readonly list: string;
  /** How large numbers are cut short. */
  readonly counts: { readonly word: string; readonly unit: number };
  readonly words: { label: string; loading: string; failed: string; more: string; close: string; locate: string };
}

export default function CityMap(props: CityMapProps) {
  return <LiveBox words={props.words} start={(box, signal) => start(box, props, signal)} />;
}

async function start(box: HTMLElement, props: CityMapProps, signal: AbortSignal): Promise<LiveMap> {
  const tiles = props.layers.find((layer) => layer.tiles)?.tiles;
  const [{ live, points: { showPoints, listenToPoints } }, { showCaseTiles }] = await Promise.all([openMap(box, props, signal), import('./case-tiles.ts')]);
  live.map.once('load', () => {
    showPoints(live, props.points, undefined);
    listenToPoints(live, props.words.more);
    if (tiles) showCaseTiles(live, { url: new URL(tiles, location.origin).href.replaceAll('%7B', '{').replaceAll('%7D', '}'), more: props.words.more, counts: props.counts, signal });
    follow(live, props, (points) => showPoints(live, points, undefined), signal);
  });
  return live;
}

/** At the beginning and after each move: the layers of what is in sight and the list, then the address. The server guessed the first box. Whatever is newest wins. */
function follow(live: LiveMap, props: CityMapProps, show: (points: PointCollection) => void, signal: AbortSignal): void {
  let last = new AbortController();
  const look = async (moved: boolean) => {
    last.abort();
    const turn = (last = new AbortController());
    const either = AbortSignal.any([signal, turn.signal]);
    const bbox = sight(live);
    try {
      if (moved) remember(live);
      const [points] = await Promise.all([fetchLayers(props.layers.flatMap((layer) => (layer.tiles ? [] : [layer.url])), bbox, either), renewList(props.list, bbox, either)]);
      if (points && !either.aborted) show(points);
    } catch (error) {
      if (!either.aborted) console.warn(error); // offline: what is shown stays
    }
  };
  void look(false);
  live.map.on('moveend', () => void look(true));
}

async function fetchLayers(layers: readonly string[], bbox: string, signal: AbortSignal): Promise<PointCollection | undefined> {
  if (layers.length === 0) return undefined;
  const collections = await Promise.all(layers.map(async (url): Promise<PointCollection | undefined> => {
    const answer = await fetch(url.replace('{bbox}', bbox), { signal, headers: { accept: 'application/geo+json' } });
    return answer.ok ? answer.json() : undefined;
  }));
  return { type: 'FeatureCollection', features: collections.flatMap((one) => one?.features ?? []) };
}

/** The same view again by its address alone. */
function remember(live: LiveMap): void {
  const { lng, lat } = live.map.getCenter();
  const [lon, north] = live.shift.back([lng, lat]);
  const url = new URL(location.href);
  url.searchParams.set('lon', lon.toFixed(5));
  url.searchParams.set('lat', north.toFixed(5));
  url.searchParams.set('z', live.map.getZoom().toFixed(1));
  url.searchParams.delete('before');
  history.replaceState(null, '', url);
  for (const field of document.querySelectorAll<HTMLInputElement>('input[data-view]')) field.value = url.searchParams.get(field.name) ?? '';
}

async function renewList(id: string, bbox: string, signal: AbortSignal): Promise<void> {
  const url = new URL(location.href);
  url.searchParams.set('bbox', bbox);
  const answer = await fetch(url, { signal, headers: { accept: 'text/html' } });
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(id);
  if (fresh && answer.ok) document.getElementById(id)?.replaceWith(fresh);
}
