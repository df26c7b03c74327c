import assert from 'node:assert/strict';
import test from 'node:test';
import { Refusal } from '#ground/http/refusal.ts';
import { freshDatabase } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { saveAreas } from '../areas/index.ts';
import { saveClasses } from '../classes/index.ts';
import { saveOrganisations } from '../organisations/index.ts';
import { changeAssetState, saveAssets } from './assets.ts';
import { assetByCode, assetsIn, assetsNear, listAssets } from './store.ts';

const now = new Date('2026-11-20T08:00:00Z');

test('assets are found by place, class, code and box', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  await saveAreas(db, [{ code: 'C', kind: 'city', name: '市', geometry: { type: 'Polygon', coordinates: [[[118, 30], [119, 30], [119, 31], [118, 31], [118, 30]]] } },
    { code: 'G', kind: 'cell', name: '格', parent: 'C', geometry: { type: 'Polygon', coordinates: [[[118.3, 30.9], [118.31, 30.9], [118.31, 30.91], [118.3, 30.91], [118.3, 30.9]]] } }], null, now);
  await saveOrganisations(db, [{ code: 'P', name: '供电', kind: 'company', level: 'city', area: 'C' }], null, now);
  await saveClasses(db, [{ code: '101', scheme: 'N2', kind: 'component', name: '公用设施' }, { code: '10137', scheme: 'N2', kind: 'component', parent: '101', name: '路灯' }], null, now);
  const lamp = (n: number, extra = {}) => ({ code: `32050801370000${String(n).padStart(2, '0')}`, class: '10137', name: `路灯 ${n}`, owner: 'P', lon: 118.3 + n * 0.0001, lat: 30.9005, place: '滨江路', ...extra });
  assert.equal(await saveAssets(db, [...Array.from({ length: 30 }, (_, i) => lamp(i)), { code: 'TREE1', name: '行道树', lon: 118.30005, lat: 30.9005 }, lamp(99, { state: 'removed', lon: 118.3 })], null, now), 32);

  const near = await assetsNear(db, { lon: 118.3, lat: 30.9005 }, { radiusM: 50, classes: ['10137'] });
  assert.deepEqual(near.map((a) => a.code.slice(-2)), ['00', '01', '02', '03', '04', '05']);
  assert.ok(near.every((a, i) => a.metres <= 50 && a.metres >= (near[i - 1]?.metres ?? 0) && a.cell === 'G'));
  assert.equal((await assetsNear(db, { lon: 118.3, lat: 30.9005 }, { radiusM: 50 }))[1]?.code, 'TREE1');
  assert.equal((await assetByCode(db, '3205080137000003'))?.owner, 'P');
  assert.equal(await assetByCode(db, "3205' or 1=1"), undefined);
  assert.equal((await assetsIn(db, { minLon: 118.3, minLat: 30.9, maxLon: 118.30025, maxLat: 30.91 }, { classes: ['10137'] })).length, 3);
  assert.equal((await listAssets(db, { search: '滨江', cells: ['C'], limit: 5, offset: 5 }))[0]?.total, 31);
  assert.equal((await listAssets(db, { search: '100%', limit: 5, offset: 0 })).length, 0);

  assert.equal(await changeAssetState(db, 'TREE1', 'damaged', null, now), true);
  assert.equal(await changeAssetState(db, 'TREE1', 'damaged', null, now), false);
  await assert.rejects(changeAssetState(db, 'nope', 'lost', null, now), (e: unknown) => e instanceof Refusal && e.status === 404);
  for (const [bad, field] of [[{ class: 'nope' }, 'class'], [{ owner: 'nope' }, 'owner'], [{ lon: 10 }, 'lon']] as const) {
    await assert.rejects(saveAssets(db, [lamp(1, bad)], null, now), (e: unknown) => e instanceof Refusal && e.fields[0]?.field === field);
  }
});
