import { z } from 'zod';
import { PositionFields, readPoint } from '#ground/geo/read.ts';
import { refuse } from '#ground/http/refusal.ts';
import { route, type Route } from '#ground/http/route.ts';
import { refuseUnlessCity } from '../admin/index.ts';
import { areaIndex, areasGeojson, groundGeojson, type Published } from './areas.ts';
import { Area, AREA_KINDS, AreaCode, AreaInput, AreaKind } from './contract.ts';
import { m } from './messages.ts';
import { saveAreas } from './saving.ts';

const list = route({
  method: 'GET', path: '/api/areas', who: 'everyone', open: true, summary: 'Areas, without their outlines', about: 'City, districts, streets, communities and grid cells; by kind, by the area above, or by the beginning of a name or code.',
  query: z.object({ kind: AreaKind.optional(), parent: z.string().max(40).optional(), q: z.string().max(80).optional(), limit: z.coerce.number().int().min(1).max(5000).default(1000) }),
  answer: z.object({ areas: z.array(Area) }),
  async handle({ db, query }) {
    const index = await areaIndex(db);
    const wanted = query.q?.toLowerCase();
    const found = index.all(query.kind).filter((a) => (query.parent === undefined || a.parent === query.parent) && (!wanted || a.code.toLowerCase().startsWith(wanted) || a.name.includes(wanted) || a.name_en?.toLowerCase().includes(wanted)));
    return { areas: found.slice(0, query.limit) };
  },
});

const Kinds = z.string().max(100).transform((text) => text.split(',').filter(Boolean)).pipe(z.array(AreaKind).min(1));
const outlines = route({
  method: 'GET', path: '/api/areas/outlines', who: 'everyone', open: true, summary: 'Outlines of areas as GeoJSON', about: '`kind`: one or several of city, district, street, community, cell, by comma; all when left out. Answers with an entity tag.',
  query: z.object({ kind: Kinds.optional() }),
  handle: async ({ db, query, request }) => tagged(request, await areasGeojson(db, query.kind ?? AREA_KINDS)),
});

const ground = route({
  method: 'GET', path: '/api/areas/ground', who: 'everyone', open: true, summary: 'What the city draws as its own base map, as GeoJSON: water, parks, blocks, roads',
  handle: async ({ db, request }) => tagged(request, await groundGeojson(db)),
});

const at = route({
  method: 'GET', path: '/api/areas/at', who: 'everyone', open: true, summary: 'The areas that hold a point', about: 'Outside of the city: 404.',
  query: z.object(PositionFields), answer: z.object({ areas: z.array(Area) }),
  async handle({ db, query }) {
    const point = readPoint(query);
    const index = await areaIndex(db);
    const where = index.locate(point.lon, point.lat);
    if (!where) throw refuse(404, m.outside);
    return { areas: where.path.flatMap((code) => index.get(code) ?? []) };
  },
});

const one = route({
  method: 'GET', path: '/api/areas/:code', who: 'everyone', open: true, summary: 'An area with those directly below it',
  params: z.object({ code: AreaCode }), answer: Area.extend({ below: z.array(z.string()) }),
  async handle({ db, params }) {
    const index = await areaIndex(db);
    const area = index.get(params.code);
    if (!area) throw refuse(404, m.noArea, { params: { code: params.code } });
    return { ...area, below: index.children(area.code).map((a) => a.code) };
  },
});

const put = route({
  method: 'PUT', path: '/api/areas/:code', who: ['administrator'], summary: 'Adds or changes an area', about: 'Administrators of the whole city. An absent outline leaves the old one.', takes: ['json'],
  params: z.object({ code: AreaCode }), body: AreaInput.omit({ code: true }), answer: Area,
  async handle({ db, params, body, viewer, now }) {
    refuseUnlessCity(viewer, await areaIndex(db));
    await saveAreas(db, [{ ...body, code: params.code }], viewer.person ?? null, now);
    const saved = (await areaIndex(db)).get(params.code);
    if (!saved) throw refuse(404, m.noArea, { params: { code: params.code } });
    return saved;
  },
});

export const apiRoutes: readonly Route[] = [list, outlines, ground, at, one, put];

function tagged(request: Request, { body, etag }: Published): Response {
  const headers = { 'content-type': 'application/geo+json; charset=utf-8', etag, 'cache-control': 'public, max-age=60' };
  const known = request.headers.get('if-none-match')?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known?.includes(etag) ? new Response(null, { status: 304, headers }) : new Response(body, { headers });
}
