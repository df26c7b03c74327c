// /gbfs/3.0/{operator}/…: public, no key, for any page.
import { z } from 'zod';
import type { Ctx } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { route, type Route } from '#ground/http/route.ts';
import { isoTime } from '#ground/i18n/format.ts';
import { PositionFields, readPoint } from '#ground/geo/read.ts';
import { citySettings } from '#city/settings/index.ts';
import { feedOf, FEEDS, TTL, zonesFor, type FeedName, type FeedTools } from './gbfs-feeds.ts';
import { ruleAt } from './gbfs-zones.ts';
import { m } from './messages.ts';
import { operatorsOf } from './operators.ts';

const Params = z.object({ operator: z.string().max(60), feed: z.string().regex(/^[a-z_]+(\.json)?$/) });

async function toolsFor(ctx: Ctx<{ operator: string }>): Promise<FeedTools> {
  const operators = await operatorsOf(ctx.db);
  const operator = operators.find((o) => o.code === ctx.params.operator);
  if (!operator) throw refuse(404, m.noSuchOperator);
  return { db: ctx.db, operator, operators, settings: await citySettings(ctx.db), baseUrl: ctx.ground.baseUrl, now: ctx.now };
}

async function feed(ctx: Ctx<z.output<typeof Params>>): Promise<Response> {
  const name = FEEDS.find((one) => one === ctx.params.feed.replace(/\.json$/, ''));
  if (!name) throw refuse(404, m.noFeed);
  return answer(name, await feedOf(name, await toolsFor(ctx)));
}

function answer(name: FeedName, { last_updated, data }: { last_updated: Date; data: object }): Response {
  return new Response(JSON.stringify({ last_updated: isoTime(last_updated), ttl: TTL[name], version: '3.0', data }), { headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': `public, max-age=${TTL[name]}` } });
}

export const gbfsRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/gbfs/3.0/manifest.json', who: 'everyone', open: true, summary: 'GBFS: systems of the city',
    async handle(ctx) {
      const [operators, settings] = [await operatorsOf(ctx.db), await citySettings(ctx.db)];
      const [operator] = operators;
      if (!operator) throw refuse(404, m.noOperators);
      return answer('manifest', await feedOf('manifest', { db: ctx.db, operator, operators, settings, baseUrl: ctx.ground.baseUrl, now: ctx.now }));
    },
  }),
  route({ method: 'GET', path: '/gbfs/3.0/:operator/:feed', who: 'everyone', open: true, summary: 'GBFS: a feed of an operator', params: Params, handle: feed }),
  route({
    method: 'GET', path: '/api/bikes/:operator/rule', status: 200, who: 'everyone', open: true, summary: 'What the rules allow a rider at a place now', params: z.object({ operator: z.string().max(60) }), query: z.object({ ...PositionFields, type: z.string().max(60).default('bicycle-human') }),
    async handle(ctx) {
      const { zones } = await zonesFor(await toolsFor(ctx));
      return ruleAt(zones, readPoint(ctx.query), ctx.query.type, ctx.now) ?? {};
    },
  }),
];
