import assert from 'node:assert/strict';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { buildAreaIndex } from '../src/city/areas/index.ts';
import type { AreaFeature } from '../src/city/package/contract.ts';
import { signedArea } from '../src/city/package/geometry.ts';
import { pathsOf } from '../src/city/package/locate.ts';
import { readPackage } from '../src/city/package/read.ts';
import { makeFiles } from './make.ts';
import { ALL, MAIN, outline, block } from './make/lattice.ts';
import { places } from './history/where.ts';
import { PHOTOS } from './make/photos.ts';

const DIR = import.meta.dirname;
const pkg = await readPackage(DIR);
const areaOf = (geometry: AreaFeature['geometry']) => {
  if (!geometry) return 0;
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.reduce((sum, rings) => sum + rings.reduce((s, ring, i) => s + (i ? -1 : 1) * Math.abs(signedArea(ring)), 0), 0);
};
const paths = pathsOf(pkg.areas);
const index = buildAreaIndex(pkg.areas.map(({ properties: p, geometry }) => ({ code: p.code, kind: p.kind, name: p.name, name_en: null, parent: p.parent ?? null, path: paths.get(p.code) ?? [], lon: null, lat: null, valid_from: null, valid_to: null, geometry })));

test('the committed data is what the generator gives, under 6 MB in all and 1.5 MB a file', async () => {
  let total = 0;
  for (const [name, text] of makeFiles()) {
    const bytes = Buffer.from(text);
    assert.ok(bytes.equals(await readFile(join(DIR, name))), `${name} differs: run node demo-city/make.ts`);
    assert.ok(bytes.length < 1_500_000, `${name} has ${bytes.length} bytes`);
    total += bytes.length;
  }
  assert.ok(total < 6_000_000, `${total} bytes`);
});

test('its size is that of a district', () => {
  const kinds = (kind: string, under = '990101') => pkg.areas.filter((a) => a.properties.kind === kind && a.properties.code.startsWith(under)).length;
  assert.deepEqual([kinds('city', ''), kinds('district', ''), kinds('street'), kinds('community'), kinds('cell')], [1, 3, 8, 40, 500]);
  const count = (kind: string) => pkg.addresses.filter((a) => a.properties.kind === kind).length;
  assert.ok(count('door') > 2800 && count('door') < 3600 && count('poi') >= 200 && count('road') > 80 && count('junction') > 300);
  assert.ok(pkg.assets.length > 3800 && pkg.assets.length < 4500);
  assert.equal(new Set(pkg.people.map((p) => p.login)).size, 60);
  for (const role of ['resident', 'volunteer', 'officer', 'acceptor', 'dispatcher', 'handler', 'examiner', 'expert', 'editor', 'steward', 'administrator']) assert.ok(pkg.people.some((p) => p.login === role && p.role === role), role);
  for (const a of pkg.areas) if (a.properties.kind === 'cell') assert.match(a.properties.code, /^\d{15}$/);
  for (const a of pkg.assets) assert.match(a.properties.code, /^990101\d{10}$/);
});

test('it says that it is invented', async () => {
  assert.equal(pkg.city.demo, true);
  assert.match(pkg.city.note?.zh ?? '', /虚构/);
  assert.ok(pkg.city.baseMaps.some((b) => b.on && b.attribution.zh.includes('虚构')));
  assert.ok([...pkg.assets, ...pkg.addresses].every((f) => f.properties.source?.includes('虚构')));
  assert.match(await readFile(join(DIR, 'basemap.geojson'), 'utf8'), /^\{"type":"FeatureCollection","attribution":"虚构/);
});

test('areas tile: what lies below an area has its size together, and no point is held by two', () => {
  for (const parent of pkg.areas) {
    const below = pkg.areas.filter((a) => a.properties.parent === parent.properties.code);
    if (below.length === 0) continue;
    const [whole, parts] = [areaOf(parent.geometry), below.reduce((sum, a) => sum + areaOf(a.geometry), 0)];
    assert.ok(Math.abs(parts / whole - 1) < 1e-4, `${parent.properties.name}: ${parts / whole}`);
  }
  const cells = pkg.areas.filter((a) => a.properties.kind === 'cell');
  const [city] = pkg.areas.filter((a) => a.properties.kind === 'city');
  const ring = city?.geometry?.type === 'Polygon' ? (city.geometry.coordinates[0] ?? []) : [];
  const [lons, lats] = [ring.map((p) => p[0]), ring.map((p) => p[1])];
  const between = (list: number[]) => fc.double({ min: Math.min(...list), max: Math.max(...list), noNaN: true });
  const holding = (lon: number, lat: number) => cells.filter((c) => index.inside(c.properties.code, lon, lat)).length;
  fc.assert(fc.property(between(lons), between(lats), (lon, lat) => holding(lon, lat) === (index.inside('990100', lon, lat) ? 1 : 0)), { numRuns: 300 });
});

test('any set of blocks has an outline of its own size, with simple rings', () => {
  const blocks = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })), { minLength: 1, selector: ([c, r]) => block(c, r) });
  const own = (c: number, r: number) => areaOf({ type: 'MultiPolygon', coordinates: outline(new Set([block(c, r)])) });
  fc.assert(fc.property(blocks, (set) => {
    const polygons = outline(new Set(set.map(([c, r]) => block(c, r))));
    const together = areaOf({ type: 'MultiPolygon', coordinates: polygons });
    const apart = set.reduce((sum, [c, r]) => sum + own(c, r), 0);
    const simple = polygons.flat().every((ring) => new Set(ring.slice(1).map((p) => p.join())).size === ring.length - 1);
    return simple && Math.abs(together / apart - 1) < 1e-9;
  }), { numRuns: 2000, examples: [[[[3, 2], [1, 4], [3, 3], [1, 3], [2, 4], [2, 2]]]] });
  assert.ok(MAIN.columns < ALL.columns && MAIN.rows < ALL.rows);
});

test('every door, point of interest and asset lies in the area it names', () => {
  const points = [...pkg.assets.map((a) => ({ name: a.properties.code, area: a.properties.cell, at: a.geometry.coordinates })),
    ...pkg.addresses.flatMap((a) => (a.geometry.type === 'Point' && a.properties.kind !== 'junction' ? [{ name: a.properties.name, area: a.properties.area, at: a.geometry.coordinates }] : []))];
  const wrong = points.filter(({ area, at: [lon, lat] }) => index.locate(lon, lat)?.area !== area);
  assert.deepEqual(wrong.slice(0, 5), []);
});

test('a junction lies on the edge of the cell it names', () => {
  for (const a of pkg.addresses) {
    if (a.properties.kind !== 'junction' || a.geometry.type !== 'Point') continue;
    const [lon, lat] = a.geometry.coordinates;
    const near = [[1, 1], [1, -1], [-1, 1], [-1, -1]].some(([x = 0, y = 0]) => index.inside(a.properties.area ?? '', lon + x * 3e-5, lat + y * 3e-5));
    assert.ok(near, a.properties.name);
  }
});

test('the screens of the design find their places', () => {
  const door = pkg.addresses.find((a) => a.properties.name === '滨江路128号');
  assert.equal(door?.properties.area, '990101003007012');
  assert.equal(pkg.areas.find((a) => a.properties.code === '990101003007')?.properties.name, '青石社区');
  for (const name of ['青石巷', '望江街', '学宫路', '渡口路', '环城北路', '新桥大道', '柳堤路', '东市街']) assert.ok(pkg.addresses.some((a) => a.properties.kind === 'road' && a.properties.name === name), name);
  assert.ok(pkg.addresses.some((a) => a.properties.name === '渡口路与滨江路口'));
});

test('every class has a responsible unit on every street, and 占道经营 in 望江 goes to the first squad', () => {
  const { unit } = places(pkg);
  for (const street of pkg.areas.filter((a) => a.properties.kind === 'street')) {
    for (const c of pkg.classes.filter((k) => k.parent)) assert.ok(unit(c.code, { lon: 0, lat: 0, area: street.properties.code, place: '', asset: null, owner: null }).unit, `${c.code} ${street.properties.code}`);
  }
  const spot = { lon: 0, lat: 0, area: '990101003007012', place: '', asset: null, owner: null };
  assert.equal(unit('E0406', spot).unit, 'enforcement-1');
  assert.equal(unit('E0699', spot).unit, 'street-990101003', 'the street office takes what nobody else does');
  assert.equal(unit('C0107', { ...spot, owner: 'telecom-2' }).unit, 'telecom-2');
});

test('classes: eleven main and seventy small ones, both languages, keywords in both, standards in all four units or fewer', () => {
  const small = pkg.classes.filter((c) => c.parent);
  assert.deepEqual([pkg.classes.length - small.length, small.length], [11, 70]);
  for (const c of pkg.classes) assert.ok(c.name.en, c.code);
  for (const c of small) {
    assert.ok(c.keywords.some((k) => /[\u4e00-\u9fff]/.test(k)) && c.keywords.some((k) => /^[a-z0-9 -]+$/i.test(k)), `${c.code} keywords`);
    for (const s of c.standards) assert.ok(s.filing.en && s.closing.en, c.code);
  }
  const stall = small.find((c) => c.code === 'E0406');
  assert.deepEqual(stall?.standards[0]?.limit, { value: 2, unit: 'urgent_hour' });
  assert.ok(small.some((c) => c.visibility === 'private') && small.some((c) => c.stopper?.blocks) && small.some((c) => c.assetClass));
});

test('the photos are ours: every scene once, 640 × 480, at most 40 KB, without metadata', async () => {
  const files = (await readdir(join(DIR, 'photos'))).sort();
  assert.deepEqual(files, PHOTOS.map((name) => `${name}.jpg`).sort());
  for (const file of files) {
    const path = join(DIR, 'photos', file);
    const { width, height, exif, format } = await sharp(path).metadata();
    assert.deepEqual({ width, height, format, exif }, { width: 640, height: 480, format: 'jpeg', exif: undefined });
    assert.ok((await stat(path)).size <= 40_960, file);
  }
});
