// The state of the map as it stands in the address: where, how near, what is shown. Pure; the island writes the same names.
import { z } from 'zod';
import type { Bbox } from '#ground/geo/points.ts';
import { many } from '#ground/http/route.ts';
import type { BaseMap } from '#ground/pages/map/basemap.ts';
import { tilesUrl } from '#ground/tiles/index.ts';

const degree = (limit: number) => z.coerce.number().min(-limit).max(limit).optional();
export const MapQuery = z.object({
  lon: degree(180), lat: degree(90), z: z.coerce.number().min(1).max(20).optional(), bbox: z.string().max(200).optional(),
  class: z.string().max(40).optional(), area: z.string().max(40).optional(), stage: z.enum(['open', 'closed']).optional(), layers: many(z.string().max(40)), before: z.string().max(60).optional(),
});
export type MapQuery = z.output<typeof MapQuery>;

/** What is about in sight at a zoom, for the list when no browser has told the box: 900 by 600 pixels. WGS 84. */
export function boxInSight(at: { lon: number; lat: number }, zoom: number): Bbox {
  const degrees = 360 / (512 * 2 ** zoom);
  const [wide, high] = [450 * degrees, 300 * degrees * Math.cos((at.lat * Math.PI) / 180)];
  const within = (value: number, limit: number) => Math.max(-limit, Math.min(limit, value));
  return { minLon: within(at.lon - wide, 180), minLat: within(at.lat - high, 90), maxLon: within(at.lon + wide, 180), maxLat: within(at.lat + high, 90) };
}

/** A link to the map with some of its state changed; undefined removes a name. */
export function mapHref(query: MapQuery, changes: Partial<Record<keyof MapQuery, string | undefined>> = {}): string {
  const { layers, ...plain } = query;
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...plain, ...changes })) if (value !== undefined && name !== 'layers') params.set(name, String(value));
  for (const layer of layers) params.append('layers', layer);
  const text = params.toString();
  return text ? `/map?${text}` : '/map';
}

/** A place in the list: time and id of the last one shown. */
export const cursorOf = (row: { received_at: Date; id: number }): string => `${row.received_at.getTime()}-${row.id}`;
export function readCursor(text: string | undefined): { received_at: Date; id: number } | undefined {
  const found = /^(\d{1,15})-(\d{1,15})$/.exec(text ?? '');
  return found ? { received_at: new Date(Number(found[1])), id: Number(found[2]) } : undefined;
}

/** Address of a layer for the shown filters; `{bbox}` stays for the island to fill. */
export function layerUrl(url: string, query: Pick<MapQuery, 'class' | 'area' | 'stage'>): string {
  const given = Object.entries({ class: query.class, area: query.area, stage: query.stage }).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const more = given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return more ? `${url}${url.includes('?') ? '&' : '?'}${more}` : url;
}

/** Layers that are drawn by tiles, which hold any number of things, and by which. */
const BY_TILES: Readonly<Record<string, string>> = { reports: 'cases' };
/** Address of the tiles that show a layer with the same filters. Undefined where there are none, or where the ground lies in another datum: tiles are WGS 84, and could not be moved. */
export function tilesOf(layer: string, base: Pick<BaseMap, 'datum'>, query: Pick<MapQuery, 'class' | 'area' | 'stage'>): string | undefined {
  const name = BY_TILES[layer];
  return name === undefined || (base.datum ?? 'wgs84') !== 'wgs84' ? undefined : tilesUrl('', name, { class: query.class, area: query.area, stage: query.stage });
}
