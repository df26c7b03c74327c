// Open data of shared bikes: GeoJSON in WGS 84, without a key, for any page.
import { z } from 'zod';
import { readBbox } from '#ground/geo/read.ts';
import { route, type Route } from '#ground/http/route.ts';
import { pick } from '#ground/i18n/index.ts';
import { m } from './messages.ts';
import { bikeFeatures, frameFeatures, operatorsNow, placesNow, zoneFeatures } from './overview.ts';
import { latestOrders } from './orders.ts';
import { latestScores } from './scores.ts';

const MOST = 20_000;
const geojson = (features: unknown): Response => new Response(JSON.stringify({ type: 'FeatureCollection', features }), { headers: { 'content-type': 'application/geo+json; charset=utf-8', 'cache-control': 'public, max-age=60' } });
const open = { method: 'GET', who: 'everyone', open: true } as const;

export const openRoutes: readonly Route[] = [
  route({
    ...open, path: '/api/bikes/bikes.geojson', summary: 'Shared bikes that stand now', about: `At most ${MOST}; narrow by bbox (minLon,minLat,maxLon,maxLat) or operator. The id is that of GBFS and changes with each trip.`,
    query: z.object({ bbox: z.string().max(200).optional(), operator: z.string().max(60).optional() }),
    handle: async (ctx) => geojson(await bikeFeatures(ctx.db, ctx.query.bbox === undefined ? undefined : readBbox(ctx.query.bbox), ctx.query.operator, MOST)),
  }),
  route({ ...open, path: '/api/bikes/frames.geojson', summary: 'Painted frames with the bikes in them', handle: async (ctx) => geojson(await frameFeatures(ctx.db, MOST, ctx.now)) }),
  route({ ...open, path: '/api/bikes/zones.geojson', summary: 'Zones of rules for bikes, with the bikes in them', handle: async (ctx) => geojson(await zoneFeatures(ctx.db, MOST)) }),
  route({
    ...open, path: '/api/bikes', status: 200, summary: 'Bikes, orders and scores by operator',
    async handle(ctx) {
      const [operators, orders, scores] = [await operatorsNow(ctx.db), await latestOrders(ctx.db, 200), await latestScores(ctx.db)];
      return { operators, scores, orders: orders.map(({ id: _, ...order }) => order) };
    },
  }),
  route({
    ...open, path: '/api/bikes/frames-points', summary: 'Painted frames as points for maps', query: z.object({ bbox: z.string().max(200).optional() }),
    async handle(ctx) {
      const frames = (await placesNow(ctx.db, 2000, ctx.now, ctx.query.bbox === undefined ? undefined : readBbox(ctx.query.bbox))).filter((place) => place.kind === 'frame');
      return geojson(frames.map((f) => {
        const capacity = f.capacity ?? 0;
        return {
          type: 'Feature', geometry: { type: 'Point', coordinates: [f.lon, f.lat] },
          properties: { id: f.id, title: pick(ctx.lang, { zh: f.name, en: f.name_en }), glyph: 'filed', clock: f.sure > capacity ? 'late' : f.sure > capacity * 0.8 ? 'warn' : 'ok', lines: [m.frameHolds(ctx.lang, { n: f.sure, capacity })], href: '/bikes' },
        };
      }));
    },
  }),
];
