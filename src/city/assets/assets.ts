// Writing assets: classes and owners must exist, the cell follows from the point.
import { z } from 'zod';
import type { Db } from '#ground/db/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import { areaIndex } from '../areas/index.ts';
import { organisationIndex } from '../organisations/index.ts';
import { AssetInput } from './contract.ts';
import { m } from './messages.ts';
import { assetByCode, writeAssets, writeState } from './store.ts';
import type { AssetState } from './contract.ts';

/** Adds and changes assets; returns how many. Refuses (422) codes given twice, unknown classes or organisations, and points outside the city. */
export async function saveAssets(db: Db, given: readonly AssetInput[], by: string | null, now: Date): Promise<number> {
  if (given.length === 0) return 0;
  const assets = z.array(AssetInput).parse(given);
  const [areas, organisations] = [await areaIndex(db), await organisationIndex(db)];
  const unknown = (field: string, codes: readonly string[]) => {
    if (codes.length) throw refuse(422, m.unknown, { field, params: { codes: [...new Set(codes)].slice(0, 20).join(', ') } });
  };
  unknown('class', assets.flatMap((a) => (!a.class || organisations.knownClasses.has(a.class) ? [] : [a.class])));
  for (const field of ['owner', 'maintainer'] as const) unknown(field, assets.flatMap((a) => { const code = a[field]; return !code || organisations.get(code) ? [] : [code]; }));
  unknown('cell', assets.flatMap((a) => (a.cell === null || a.cell === undefined || areas.get(a.cell) ? [] : [a.cell])));
  if (new Set(assets.map((a) => a.code)).size < assets.length) throw refuse(422, m.codeTwice, { field: 'code' });
  const placed = assets.map((asset) => {
    const where = areas.locate(asset.lon, asset.lat);
    if (!where && areas.bounds) throw refuse(422, m.outside, { field: 'lon', params: { code: asset.code } });
    return { ...asset, cell: asset.cell ?? where?.area ?? null };
  });
  return writeAssets(db, placed, by, now);
}

/** Changes the state of an asset (完好 破损 丢失 废弃 移除); true when it had another. Refuses (404) an unknown code. */
export async function changeAssetState(db: Db, code: string, state: AssetState, by: string | null, now: Date): Promise<boolean> {
  if (await writeState(db, code, state, by, now) > 0) return true;
  if (!(await assetByCode(db, code))) throw refuse(404, m.noAsset, { params: { code } });
  return false;
}
