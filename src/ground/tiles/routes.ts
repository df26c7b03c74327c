// The doors: a list of layers, TileJSON 3.0 and the tiles, each for everyone and for desks.
import { z } from 'zod';
import type { TileAddress } from '../geo/mercator.ts';
import { json } from '../http/answer.tsx';
import type { AnyCtx, Ctx } from '../http/context.ts';
import { explain } from '../http/explain.ts';
import { Refusal, refuse } from '../http/refusal.ts';
import { route, type Route, type Who } from '../http/route.ts';
import { pick } from '../i18n/index.ts';
import { STAFF } from '../identity/roles.ts';
import { is } from '../identity/viewer.ts';
import { tileAnswer } from './answer.ts';
import type { TileLayer } from './layer.ts';
import { m } from './messages.ts';

type Door = '/tiles' | '/desk/tiles';

const Description = z.record(z.string(), z.unknown());
const Named = z.object({ layer: z.string().max(60).regex(/^[\w-]+\.json$/) });
const digits = z.string().regex(/^\d{1,8}$/).transform(Number);
const Addressed = z.object({ layer: z.string().max(60).regex(/^[\w-]+$/), z: digits, x: digits, y: z.string().regex(/^\d{1,8}\.(mvt|pbf)$/).transform((text) => Number.parseInt(text, 10)) });

function door(path: Door): Route[] {
  // Which of the staff sees a layer, the layer says.
  const [who, open]: [Who, boolean] = path === '/tiles' ? ['everyone', true] : [STAFF, false];
  const about = open ? 'Filters stand in the address and come back in `tiles`.' : 'Layers that show more to those who work with it.';
  return [
    route({
      method: 'GET', path, who, open, summary: open ? 'Layers of vector tiles' : 'Layers of vector tiles for desks', answer: z.object({ layers: z.array(Description) }),
      handle: async (ctx) => ({ layers: layersAt(ctx, path).map((layer) => ({ name: layer.name, title: layer.title(ctx.lang), about: layer.about(ctx.lang), tilejson: `${ctx.ground.baseUrl}${path}/${layer.name}.json` })) }),
    }),
    route({
      method: 'GET', path: `${path}/:layer`, who, open, summary: 'TileJSON 3.0 of a layer (`NAME.json`)', about, params: Named, answer: Description,
      async handle(ctx) {
        const layer = layerAt(ctx, path, ctx.params.layer.slice(0, -'.json'.length));
        filtersOf(layer, ctx.url);
        return json(await tileJson(ctx, path, layer), 200, { 'cache-control': open ? 'public, no-cache' : 'private, no-cache' });
      },
    }),
    route({
      method: 'GET', path: `${path}/:layer/:z/:x/:y`, who, open, summary: 'A vector tile (`y.mvt`)', about: 'Mapbox vector tile 2, Web Mercator, 4096 units. 204 where nothing is; 304 for a known version.', params: Addressed,
      async handle(ctx) {
        const { layer: name, ...at } = ctx.params;
        const layer = layerAt(ctx, path, name);
        checkAddress(layer, at);
        return tileAnswer(ctx.request, await layer.tile(ctx, at, filtersOf(layer, ctx.url)), open);
      },
    }),
  ];
}

export const routes: readonly Route[] = [...door('/tiles'), ...door('/desk/tiles')];

/** The address of a layer's tiles with `{z}`, `{x}` and `{y}`; `filters` are left out where undefined. */
export function tilesUrl(base: string, name: string, filters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(filters).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const query = new URLSearchParams(given).toString();
  return `${base}/tiles/${name}/{z}/{x}/{y}.mvt${query && '?'}${query}`;
}

const layersAt = (ctx: AnyCtx, path: Door): TileLayer[] =>
  ctx.ground.rooms.flatMap((room) => room.tiles ?? []).filter((layer) => (path === '/tiles' ? !layer.roles : layer.roles !== undefined && is(ctx.viewer, ...layer.roles)));

function layerAt(ctx: AnyCtx, path: Door, name: string): TileLayer {
  const found = layersAt(ctx, path).find((layer) => layer.name === name);
  if (!found) throw refuse(404, m.noLayer, { params: { name } });
  return found;
}

function checkAddress(layer: TileLayer, { z: zoom, x, y }: TileAddress): void {
  if (zoom < layer.minzoom || zoom > layer.maxzoom) throw refuse(404, m.zoomRange, { params: { min: layer.minzoom, max: layer.maxzoom } });
  if (x >= 2 ** zoom || y >= 2 ** zoom) throw refuse(404, m.noTile, { params: { z: zoom } });
}

/** The filters of an address by the layer's own shapes; other parameters are nobody's. Refuses (400) at each that is wrong. */
function filtersOf(layer: TileLayer, url: URL): unknown {
  const raw: Record<string, string | string[]> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name).filter((value) => value !== '');
    if (values.some((value) => value.includes('\0') || !value.isWellFormed())) throw refuse(400, m.badFilter, { field: name });
    const [first] = values;
    if (first !== undefined) raw[name] = values.length > 1 ? values : first;
  }
  const parsed = layer.filters.safeParse(raw, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new Refusal(400, m.badFilter, { fields: explain(parsed.error.issues) });
}

async function tileJson(ctx: Ctx<unknown>, path: Door, layer: TileLayer): Promise<z.output<typeof Description>> {
  const { lang, ground, site, url, db } = ctx;
  const bounds = await layer.bounds(db);
  return {
    tilejson: '3.0.0', name: layer.title(lang), description: layer.about(lang), attribution: pick(lang, site.name), scheme: 'xyz',
    tiles: [`${ground.baseUrl}${path}/${layer.name}/{z}/{x}/{y}.mvt${url.search}`], minzoom: layer.minzoom, maxzoom: layer.maxzoom,
    ...(bounds && { bounds: [bounds.minLon, bounds.minLat, bounds.maxLon, bounds.maxLat], center: [(bounds.minLon + bounds.maxLon) / 2, (bounds.minLat + bounds.maxLat) / 2, Math.min(layer.maxzoom, Math.max(layer.minzoom, 12))] }),
    vector_layers: layer.vectors.map(({ id, about, minzoom, maxzoom, fields }) => ({ id, description: about(lang), minzoom, maxzoom, fields: Object.fromEntries(Object.entries(fields).map(([name, words]) => [name, words(lang)])) })),
  };
}
