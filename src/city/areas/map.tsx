// A map of the city on a server page, with the words and the ground every map needs.
import type { ComponentChildren } from 'preact';
import type { Ctx } from '#ground/http/context.ts';
import { Island } from '#ground/pages/island.tsx';
import { MapFrame } from '#ground/pages/parts.tsx';
import type { PointCollection } from '#ground/pages/map/basemap.ts';
import type { MapViewProps } from '#ground/pages/map/map-view.island.tsx';
import { mapStart } from './basemaps.ts';
import { m } from './messages.ts';

/** A map of the city, or of a box or a point within it. `from`: the id of a list in the page whose lines have pins. `list` is the same content in words, under or beside it. */
export async function cityMap(ctx: Pick<Ctx, 'db' | 'lang'>, options: { label: string; points?: PointCollection | undefined; from?: string | undefined; url?: string | undefined; every?: number | undefined; at?: { lon: number; lat: number } | undefined; zoom?: number | undefined; height?: 's' | 'm' | 'l'; still?: boolean; list?: ComponentChildren }) {
  const { lang } = ctx;
  const start = await mapStart(ctx.db, lang);
  const props: MapViewProps = {
    base: start.base, lang, center: options.at ? [options.at.lon, options.at.lat] : start.center, zoom: options.at ? (options.zoom ?? 15) : start.zoom, bounds: options.at ? undefined : start.bounds,
    points: options.points, from: options.from, url: options.url, every: options.every, still: options.still,
    words: { label: options.label, loading: m.mapLoading(lang), failed: m.mapFailed(lang), more: m.mapMore(lang) },
  };
  return <MapFrame label={options.label} height={options.height ?? 'l'} list={options.list}><Island name="map-view" props={props} when="visible" /></MapFrame>;
}
