import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { freshDatabase } from '#test/database.ts';
import { needs, sharedFolder } from '#test/needs.ts';
import { areaIndex, areasGeojson } from './areas.ts';
import { beijingAreas } from './beijing.fixture.ts';
import { AreaInput, type Area, type AreaGeometry } from './contract.ts';
import { buildAreaIndex } from './locator.ts';
import { saveAreas } from './saving.ts';

const now = new Date('2026-11-20T08:00:00Z');
const square = (x: number, y: number, size: number): [number, number][] => [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]];
const node = (code: string, kind: Area['kind'], path: string[], geometry?: AreaGeometry, dates: { valid_from?: string; valid_to?: string } = {}) =>
  ({ code, kind, name: code, name_en: null, parent: path.at(-2) ?? null, path, lon: null, lat: null, valid_from: null, valid_to: null, ...dates, geometry });

// A city of 10 × 10, a district with a hole in its left half, one street of two parts, a cell that was closed.
const index = buildAreaIndex([
  node('C', 'city', ['C'], { type: 'Polygon', coordinates: [square(0, 0, 10)] }),
  node('D', 'district', ['C', 'D'], { type: 'Polygon', coordinates: [square(0, 0, 5), square(1, 1, 1)] }),
  node('S', 'street', ['C', 'D', 'S'], { type: 'MultiPolygon', coordinates: [[square(0, 0, 0.5)], [square(3, 3, 1)]] }),
  node('OLD', 'cell', ['C', 'D', 'S', 'OLD'], { type: 'Polygon', coordinates: [square(3, 3, 0.5)] }, { valid_to: '2025-12-31' }),
  node('N', 'community', ['C', 'D', 'S', 'N']),
]);

test('a point is found in the smallest area that holds it', () => {
  assert.deepEqual(index.locate(3.7, 3.7), { area: 'S', path: ['C', 'D', 'S'], city: 'C', district: 'D', street: 'S' });
  assert.equal(index.locate(0.2, 0.2)?.area, 'S', 'the other part');
  assert.equal(index.locate(4.5, 4.5)?.area, 'D');
  assert.equal(index.locate(1.5, 1.5)?.area, 'C', 'in the hole of the district');
  assert.equal(index.locate(7, 7)?.area, 'C');
  assert.equal(index.locate(11, 5), undefined, 'outside the city');
  assert.equal(index.locate(3.2, 3.2, '2026-01-01')?.area, 'S', 'the cell is closed');
  assert.equal(index.locate(3.2, 3.2, '2025-06-01')?.area, 'OLD');
  assert.ok(index.inside('D', 3.7, 3.7) && !index.inside('S', 4.5, 4.5) && !index.inside('C', -1, 0));
  assert.ok(index.under('N', 'D') && !index.under('D', 'N'));
  assert.deepEqual(index.children('S').map((a) => a.code), ['N', 'OLD']);
  assert.deepEqual(index.where('N'), { area: 'N', path: ['C', 'D', 'S', 'N'], city: 'C', district: 'D', street: 'S', community: 'N' });
  assert.deepEqual(index.bounds, { minLon: 0, minLat: 0, maxLon: 10, maxLat: 10 });
  assert.equal(buildAreaIndex([]).locate(1, 1), undefined);
});

test('shared borders belong to exactly one side', () => {
  const grid = buildAreaIndex(Array.from({ length: 25 }, (_, i) => node(`g${i}`, 'cell', [`g${i}`], { type: 'Polygon', coordinates: [square(i % 5, Math.floor(i / 5), 1)] })));
  fc.assert(fc.property(fc.integer({ min: 0, max: 499 }), fc.integer({ min: 0, max: 499 }), (x, y) => {
    assert.equal(grid.locate(x / 100, y / 100)?.area, `g${Math.floor(x / 100) + 5 * Math.floor(y / 100)}`);
  }));
});

test('areas are written with their paths, and moved with everything below', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  const input: AreaInput[] = [
    { code: '1-2-3', kind: 'street', name: '滨江街道', parent: '1-2', geometry: { type: 'Polygon', coordinates: [square(118.2, 30.9, 0.01)] } },
    { code: '1', kind: 'city', name: '临江市', name_en: 'Linjiang' }, { code: '1-2', kind: 'district', name: '江北区', parent: '1' }, { code: '1-9', kind: 'district', name: '江南区', parent: '1' },
    { code: '1-2-3-4', kind: 'cell', name: '网格', parent: '1-2-3' },
  ];
  assert.equal(await saveAreas(db, input, null, now), 5);
  assert.deepEqual((await areaIndex(db)).get('1-2-3-4')?.path, ['1', '1-2', '1-2-3', '1-2-3-4']);
  const where = (await areaIndex(db)).locate(118.205, 30.905);
  assert.equal(where?.street, '1-2-3');
  await saveAreas(db, [{ code: '1-2-3', kind: 'street', name: '滨江街道', parent: '1-9' }], null, now);
  const after = await areaIndex(db);
  assert.deepEqual(after.get('1-2-3-4')?.path, ['1', '1-9', '1-2-3', '1-2-3-4']);
  assert.equal(after.locate(118.205, 30.905)?.district, '1-9', 'the outline stays when none is given');
  assert.ok(Math.abs((after.get('1-2-3')?.lon ?? 0) - 118.205) < 0.005, 'a label inside');
  const refusals: [AreaInput, string][] = [
    [{ code: 'x', kind: 'street', name: 'x', parent: 'nowhere' }, 'parent'], [{ code: 'x', kind: 'district', name: 'x', parent: '1-2-3' }, 'parent'], [{ code: '1-9', kind: 'district', name: 'x', parent: '1-2' }, 'parent'],
    [{ code: 'x', kind: 'district', name: 'x', parent: '1', geometry: { type: 'Polygon', coordinates: [[[118, 30], [118, 30], [118, 30], [118, 30]]] } }, 'geometry'],
  ];
  for (const [area, field] of refusals) await assert.rejects(saveAreas(db, [area], null, now), (e: unknown) => e instanceof Error && 'fields' in e && JSON.stringify(e.fields).includes(`"${field}"`));
  await assert.rejects(saveAreas(db, [input[1], input[1]].flatMap((a) => a ?? []), null, now), /twice/);
  const published = await areasGeojson(db, ['street']);
  assert.match(published.body, /滨江街道/);
  assert.equal((await areasGeojson(db, ['street'])).etag, published.etag);
  assert.equal(JSON.parse((await areasGeojson(db, ['community'])).body).features.length, 0);
});

test('the 331 streets of Beijing load, and agree with PostGIS', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'shared')) return;
  const db = await freshDatabase(t);
  const areas = beijingAreas(sharedFolder).map((area) => AreaInput.parse(area));
  await saveAreas(db, areas, null, now);
  const loaded = await areaIndex(db);
  assert.equal(loaded.all('street').length, 331);
  assert.equal(loaded.all('district').length, 16);
  assert.equal(loaded.get(loaded.locate(116.4737, 39.9088)?.district ?? '')?.name, '朝阳区');
  assert.equal(loaded.locate(121.47, 31.23), undefined);
  const points = Array.from({ length: 400 }, (_, i) => ({ lon: 115.9 + ((i * 37) % 400) / 400, lat: 39.6 + ((i * 91) % 400) / 500 }));
  const rows = await db.rows(z.object({ i: z.number(), codes: z.array(z.string()) }), sql`
    select p.i, array(select code from city.areas a where ST_Contains(a.geom, ST_SetSRID(ST_MakePoint(p.lon, p.lat), 4326))) as codes
    from unnest(${points.map((_, i) => i)}::int[], ${points.map((p) => p.lon)}::float8[], ${points.map((p) => p.lat)}::float8[]) as p(i, lon, lat)`);
  for (const { i, codes } of rows) {
    const point = points[i];
    assert.ok(point);
    const street = loaded.locate(point.lon, point.lat)?.street;
    assert.ok(street === undefined ? codes.length === 0 : codes.includes(street), JSON.stringify([point, street, codes]));
  }
  const began = performance.now();
  for (let i = 0; i < 100_000; i++) loaded.locate(116 + (i % 1000) / 1250, 39.6 + (i % 777) / 1250);
  const rate = 100_000 / ((performance.now() - began) / 1000);
  t.diagnostic(`${Math.round(rate).toLocaleString('en')} lookups/s`);
  assert.ok(rate > 30_000, 'far from the cost of a statement');
});
