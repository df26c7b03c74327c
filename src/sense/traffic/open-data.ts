// Flow and closures as live open data for other people's navigation: GeoJSON in WGS 84, without a key, for any page. Names of properties follow
// WZDx 4.2 (start_date, end_date, road_names, vehicle_impact, event_status, update_date) and DATEX II (traffic_status) where they say the same.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Ctx } from '#ground/http/context.ts';
import { route, type Route } from '#ground/http/route.ts';
import { readBbox } from '#ground/geo/read.ts';
import type { Bbox } from '#ground/geo/points.ts';
import { isoTime } from '#ground/i18n/format.ts';
import type { Closure, Geometry, Kind, Level, State } from './contract.ts';
import { flowsNow, type Flow } from './flow.ts';
import { stateOf } from './rules.ts';
import { closuresTold } from './store.ts';

const MOST = 5000;
const LICENCE = 'https://creativecommons.org/licenses/by/4.0/';
const Query = z.object({ bbox: z.string().max(200).optional(), updated_after: z.iso.datetime({ offset: true }).transform((text) => new Date(text)).optional() });
type Asked = Ctx<unknown, z.output<typeof Query>>;
const common = { method: 'GET', who: 'everyone', open: true, query: Query } as const;

/** Seconds that an answer may be kept: closures are wanted at once. */
const KEPT = { flow: 60, closures: 15 } as const;

const DATEX: Readonly<Record<Level, string>> = { free: 'freeFlow', slow: 'heavy', jammed: 'congested', unknown: 'unknown' };
const IMPACT: Readonly<Record<Kind, string>> = { closed: 'all-lanes-closed', lane: 'some-lanes-closed', restricted: 'unknown' };
const EVENT: Readonly<Record<State, string>> = { planned: 'planned', active: 'active', ended: 'completed', withdrawn: 'cancelled' };
const iso = (at: Date | null) => at && isoTime(at);
const short = (value: number | undefined) => (value === undefined ? null : Math.round(value * 10) / 10);

const flowFeature = (f: Flow, base: string) => ({
  type: 'Feature', id: `flow-${f.id}`, geometry: f.geometry,
  properties: {
    id: `flow-${f.id}`, name: f.name, name_en: f.name_en, level: f.level, traffic_status: DATEX[f.level], stale: f.stale, mean_speed_km_h: short(f.speed), vehicles_per_hour: short(f.vehicles), free_flow_speed_km_h: f.freeSpeed,
    observed_at: iso(f.observed_at), updated_at: iso(f.updated_at), sensorthings: `${base}/sta/v1.1/Things(${f.id})`,
  },
});

const closureFeature = (c: Closure, now: Date, base: string) => {
  const state = stateOf(c, now);
  return {
    type: 'Feature', id: `closure-${c.id}`, geometry: c.geometry,
    properties: {
      id: `closure-${c.id}`, event_type: c.kind === 'restricted' ? 'restriction' : 'work-zone', kind: c.kind, vehicle_impact: IMPACT[c.kind], state, event_status: EVENT[state], road_names: [c.road, ...(c.road_en === null ? [] : [c.road_en])], direction: c.direction,
      start_date: iso(c.starts_at), end_date: iso(c.ended_at ?? c.ends_at), reason: { zh: c.reason, en: c.reason_en }, detour: c.detour === null ? null : { zh: c.detour, en: c.detour_en },
      updated_at: iso(c.updated_at), update_date: iso(c.updated_at), sensorthings: c.thing === null ? null : `${base}/sta/v1.1/Things(${c.thing})`,
    },
  };
};

/** The same content has the same tag, whoever asks and when. */
function answered(ctx: Asked, what: keyof typeof KEPT, features: readonly object[], updated: readonly (Date | null)[]): Response {
  const latest = updated.reduce<Date | null>((last, at) => (at && (!last || at > last) ? at : last), null);
  const body = JSON.stringify({ type: 'FeatureCollection', license: LICENCE, publisher: ctx.site.name.zh, data_updated_at: iso(latest), update_frequency: KEPT[what], features });
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const headers = { 'content-type': 'application/geo+json; charset=utf-8', 'cache-control': `public, max-age=${KEPT[what]}`, etag, link: `<${LICENCE}>; rel="license"`, 'access-control-expose-headers': 'etag, link' };
  const known = ctx.request.headers.get('if-none-match')?.split(',').map((one) => one.trim().replace(/^W\//, ''));
  return known?.includes(etag) || known?.includes('*') ? new Response(null, { status: 304, headers }) : new Response(body, { headers });
}

const boxOf = ({ query }: Asked): Bbox | undefined => (query.bbox === undefined ? undefined : readBbox(query.bbox));

async function flow(ctx: Asked): Promise<Response> {
  const [box, after] = [boxOf(ctx), ctx.query.updated_after];
  const found = (await flowsNow(ctx.db, ctx.now)).filter((f) => (!box || touches(f.geometry, box)) && (!after || (f.updated_at !== null && f.updated_at > after)));
  return answered(ctx, 'flow', found.map((f) => flowFeature(f, ctx.ground.baseUrl)), found.map((f) => f.updated_at));
}

async function closures(ctx: Asked): Promise<Response> {
  const found = await closuresTold(ctx.db, { now: ctx.now, bbox: boxOf(ctx), updatedAfter: ctx.query.updated_after, limit: MOST });
  return answered(ctx, 'closures', found.map((c) => closureFeature(c, ctx.now, ctx.ground.baseUrl)), found.map((c) => c.updated_at));
}

/** Do the boxes overlap? */
function touches(geometry: { coordinates: unknown } | Geometry, box: Bbox): boolean {
  const numbers: number[][] = [];
  const collect = (value: unknown): void => { if (!Array.isArray(value)) return; if (typeof value[0] === 'number') numbers.push(value as number[]); else value.forEach(collect); };
  collect(geometry.coordinates);
  const [lons, lats] = [numbers.map(([lon = NaN]) => lon), numbers.map(([, lat = NaN]) => lat)];
  return Math.min(...lons) <= box.maxLon && Math.max(...lons) >= box.minLon && Math.min(...lats) <= box.maxLat && Math.max(...lats) >= box.minLat;
}

export const openRoutes: readonly Route[] = [
  route({
    ...common, path: '/api/traffic/flow.geojson', summary: 'How roads flow now', handle: flow,
    about: 'Road sections with `level` free, slow, jammed or unknown: mean speed from 60 % of the speed of the empty road on is free, from 30 % on slow, below jammed; no speed of late is unknown. Narrow by `bbox` (minLon,minLat,maxLon,maxLat) and `updated_after`. Ids are stable. CC BY 4.0; at most a minute old; poll with If-None-Match.',
  }),
  route({
    ...common, path: '/api/traffic/closures.geojson', summary: 'Road closures: planned, in force, over since yesterday', handle: closures,
    about: 'Points and lines. `event_status` planned, active, completed or cancelled (WZDx); what is over or withdrawn stays a day, so that `updated_after` tells of it. `end_date` null: until further notice. Narrow by `bbox` and `updated_after`. Ids are stable. CC BY 4.0; poll with If-None-Match.',
  }),
];
