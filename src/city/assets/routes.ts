import { z } from 'zod';
import { PositionFields, readBbox, readPointMaybe } from '#ground/geo/read.ts';
import { refuse } from '#ground/http/refusal.ts';
import { many, route, type Route } from '#ground/http/route.ts';
import type { Viewer } from '#ground/identity/index.ts';
import type { Db } from '#ground/db/index.ts';
import { refuseOutside, scopeOf } from '../admin/index.ts';
import { areaIndex } from '../areas/index.ts';
import { changeAssetState, saveAssets } from './assets.ts';
import { Asset, AssetCode, AssetInput, AssetState, NearAsset } from './contract.ts';
import { m } from './messages.ts';
import { assetByCode, assetsIn, assetsNear } from './store.ts';

const list = route({
  method: 'GET', path: '/api/assets', who: 'everyone', open: true, summary: 'Assets near a point, or in a box', about: 'Near a point (lon, lat, datum) nearest first, with metres; in a box (bbox=minLon,minLat,maxLon,maxLat, WGS 84) by code. Removed ones are left out.',
  query: z.object({ ...PositionFields, radius: z.coerce.number().positive().max(2000).default(100), bbox: z.string().max(120).optional(), class: many(z.string().max(40)), limit: z.coerce.number().int().min(1).max(1000).default(50) }),
  answer: z.object({ assets: z.array(z.union([NearAsset, Asset])) }),
  async handle({ db, query }) {
    const classes = query.class.length ? query.class : undefined;
    if (query.bbox !== undefined) return { assets: await assetsIn(db, readBbox(query.bbox), { classes, limit: query.limit }) };
    const at = readPointMaybe(query);
    if (!at) throw refuse(400, m.needPlace, { field: 'lon' });
    return { assets: await assetsNear(db, at, { radiusM: query.radius, classes, limit: query.limit }) };
  },
});

const one = route({
  method: 'GET', path: '/api/assets/:code', who: 'everyone', open: true, summary: 'An asset', params: z.object({ code: AssetCode }), answer: Asset,
  async handle({ db, params }) {
    const found = await assetByCode(db, params.code);
    if (!found) throw refuse(404, m.noAsset, { params: { code: params.code } });
    return found;
  },
});

const put = route({
  method: 'PUT', path: '/api/assets/:code', who: ['administrator'], summary: 'Adds or changes an asset', about: 'Administrators of a district only within it. The position is WGS 84; the grid cell follows from it.', takes: ['json'],
  params: z.object({ code: AssetCode }), body: AssetInput.omit({ code: true }), answer: Asset,
  async handle({ db, params, body, viewer, now }) {
    await refuseForeign(db, viewer, params.code, body);
    await saveAssets(db, [{ ...body, code: params.code }], viewer.person ?? null, now);
    const saved = await assetByCode(db, params.code);
    if (!saved) throw refuse(404, m.noAsset, { params: { code: params.code } });
    return saved;
  },
});

const putState = route({
  method: 'PUT', path: '/api/assets/:code/state', who: ['administrator', 'officer'], summary: 'Sets the state of an asset (完好 破损 丢失 废弃 移除)', takes: ['json'], params: z.object({ code: AssetCode }), body: z.object({ state: AssetState }), answer: Asset,
  async handle({ db, params, body, viewer, now }) {
    const stored = await assetByCode(db, params.code);
    if (!stored) throw refuse(404, m.noAsset, { params: { code: params.code } });
    await refuseForeign(db, viewer, params.code, stored);
    await changeAssetState(db, params.code, body.state, viewer.person ?? null, now);
    return { ...stored, state: body.state };
  },
});

export const apiRoutes: readonly Route[] = [list, one, put, putState];

/** Refuses (403) where the asset stands, or stood before, outside of the area that an administrator or officer looks after. */
export async function refuseForeign(db: Db, viewer: Viewer, code: string, place: { lon: number; lat: number }): Promise<void> {
  const areas = await areaIndex(db);
  const stored = await assetByCode(db, code);
  const mine = viewer.grants.filter((g) => g.role === 'officer').flatMap((g) => g.area ?? []);
  for (const at of stored ? [place, stored] : [place]) {
    const where = areas.locate(at.lon, at.lat);
    if (where && mine.some((area) => where.path.includes(area))) continue;
    refuseOutside(scopeOf(viewer, areas), where?.area);
  }
}
