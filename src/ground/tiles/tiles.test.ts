// The doors, through the whole application: list, TileJSON, tiles, refusals, entity tags, compression; surfaces as the specification wants them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { z } from 'zod';
import { openCase } from '#city/cases/cases.fixture.ts';
import { testApp, type TestApp } from '#test/app.ts';
import { needs } from '#test/needs.ts';
import { encodeTile, MvtLayer, twiceArea, windRings } from '../geo/mvt.ts';
import { inTile, shapeOf, simplified } from './shapes.ts';

const TileJson = z.object({ tilejson: z.literal('3.0.0'), tiles: z.array(z.string()).length(1), minzoom: z.number(), maxzoom: z.number(), bounds: z.array(z.number()).length(4), attribution: z.string(), vector_layers: z.array(z.object({ id: z.string(), fields: z.record(z.string(), z.string()) })) });
const HERE = '14/13576/6712.mvt';

test('layers are listed and described; tiles are where the description says', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  await openCase(app, { lon: 118.301, lat: 30.901 });
  const { layers } = z.object({ layers: z.array(z.object({ name: z.string(), tilejson: z.string() })) }).parse(await app.json('/tiles'));
  assert.deepEqual(layers.map((one) => one.name).sort(), ['areas', 'assets', 'cases', 'grid']);
  for (const { name, tilejson } of layers) {
    const described = TileJson.parse(await app.json(new URL(tilejson).pathname));
    const zoom = Math.max(described.minzoom, 14);
    const [address = ''] = described.tiles.map((one) => new URL(one.replace('{z}', String(zoom)).replace('{x}', '13576').replace('{y}', '6712')).pathname);
    const answer = await app.request(address);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    if (name === 'assets') { assert.equal(answer.status, 204); continue; }
    assert.equal(answer.status, 200, name);
    const tile = new VectorTile(new PbfReader(new Uint8Array(await answer.arrayBuffer())));
    for (const [id, layer] of Object.entries(tile.layers)) {
      const said = described.vector_layers.find((one) => one.id === id);
      assert.ok(said, `${name} says nothing of ${id}`);
      for (let i = 0; i < layer.length; i++) for (const field of Object.keys(layer.feature(i).properties)) assert.ok(field in said.fields, `${id}.${field}`);
    }
  }
  const filtered = TileJson.parse(await app.json('/tiles/cases.json?class=E0406&stage=open'));
  assert.match(filtered.tiles[0] ?? '', /\{y\}\.mvt\?class=E0406&stage=open$/);
});

test('what is not there is refused, what is empty is empty', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const status = async (path: string) => (await app.request(path)).status;
  for (const [path, expected] of [
    ['/tiles/nothing/0/0/0.mvt', 404], ['/tiles/nothing.json', 404], ['/tiles/cases', 404], ['/tiles/cases/19/0/0.mvt', 404], ['/tiles/cases/3/8/0.mvt', 404], ['/tiles/cases/3/0/8.mvt', 404], ['/tiles/cases/a/0/0.mvt', 404], ['/tiles/cases/3/-1/0.mvt', 404], ['/tiles/cases/3/0/0', 404],
    ['/tiles/cases/3/0/0.mvt?stage=never', 400], ['/tiles/cases/3/0/0.mvt?since=yesterday', 400], ['/tiles/cases/3/0/0.mvt?q=x', 400], ['/tiles/cases/3/0/0.mvt?class=%00', 400], ['/tiles/cases/3/0/0.mvt', 204], ['/tiles/areas/0/0/0.mvt', 204], [`/desk/tiles/cases/${HERE}`, 401],
  ] as const) assert.equal(await status(path), expected, path);
});

test('a known tile is not sent again, a long one is compressed', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  for (let i = 0; i < 60; i++) await openCase(app, { lon: 118.301 + i / 10_000, lat: 30.901 });
  for (const path of [`/tiles/cases/${HERE}`, `/tiles/areas/${HERE}`, '/tiles/cases/9/424/209.mvt']) {
    const first = await app.request(path);
    const etag = first.headers.get('etag') ?? '';
    assert.match(etag, /^W\/".+"$/);
    assert.match(first.headers.get('cache-control') ?? '', /no-cache/);
    const again = await app.request(path, { headers: { 'if-none-match': `"x", ${etag}` } });
    assert.deepEqual([again.status, await again.text(), again.headers.get('etag')], [304, '', etag]);
    assert.equal((await app.request(path, { headers: { 'if-none-match': '"x"' } })).status, 200);
  }
  const plain = new Uint8Array(await (await app.request(`/tiles/cases/${HERE}`)).arrayBuffer());
  const zipped = await app.request(`/tiles/cases/${HERE}`, { headers: { 'accept-encoding': 'gzip' } });
  assert.equal(zipped.headers.get('content-encoding'), 'gzip');
  assert.deepEqual(new Uint8Array(gunzipSync(await zipped.arrayBuffer())), plain);
});

test('areas: a changed outline is another tile; small areas wait for their zoom', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const kinds = async (path: string) => (await features(app, path, 'areas')).map((one) => one['kind']).sort();
  assert.deepEqual([...new Set(await kinds('/tiles/areas/8/212/104.mvt'))], ['city', 'district']);
  assert.deepEqual(await kinds(`/tiles/areas/${HERE}?kind=street`), ['street', 'street', 'street']);
  const tag = async () => (await app.request(`/tiles/areas/${HERE}`)).headers.get('etag');
  const before = await tag();
  assert.equal((await app.request('/api/areas/900101001', { method: 'PUT', as: 'administrator', json: { kind: 'street', name: '临江街道', parent: '900101' } })).status, 200);
  assert.notEqual(await tag(), before);
  assert.ok((await features(app, `/tiles/areas/${HERE}`, 'areas')).some((one) => one['name'] === '临江街道'));
});

test('surfaces: outlines clockwise, holes the other way, cut at the edge, gone when too small', () => {
  const ring = (west: number, south: number, east: number, north: number, turned = false) => { const points = [[west, south], [east, south], [east, north], [west, north], [west, south]]; return turned ? points.toReversed() : points; };
  for (const turned of [false, true]) {
    const shape = shapeOf({ type: 'MultiPolygon', coordinates: [[ring(-170, -70, 170, 70, turned), ring(-20, -20, 20, 20, turned)], [ring(175, 10, 178, 12, !turned)]] });
    const whole = inTile(simplified(shape, 3), { z: 3, x: 3, y: 3 });
    assert.equal(whole.length, 1);
    assert.ok((whole[0]?.length ?? 0) === 2 && twiceArea(whole[0]?.[0] ?? []) > 0 && twiceArea(whole[0]?.[1] ?? []) < 0);
    assert.ok(whole.flat(2).every((value) => Number.isInteger(value) && value >= -80 && value <= 4096 + 80));
    const world = inTile(simplified(shape, 0), { z: 0, x: 0, y: 0 });
    const layer = new MvtLayer('a');
    layer.polygons(7, world, [layer.key('n'), layer.value(-2.5), layer.key('s'), layer.value('市'), layer.key('b'), layer.value(true), layer.key('i'), layer.value(-3)]);
    const bytes = encodeTile([layer, new MvtLayer('empty')]);
    assert.ok(bytes);
    const read = new VectorTile(new PbfReader(bytes)).layers['a']?.feature(0);
    assert.deepEqual({ ...read?.properties }, { n: -2.5, s: '市', b: true, i: -3 });
    const geojson = read?.toGeoJSON(0, 0, 0);
    assert.ok(geojson?.geometry.type === 'MultiPolygon' && geojson.geometry.coordinates.length === 2 && geojson.geometry.coordinates[0]?.length === 2);
  }
  assert.deepEqual(inTile(simplified(shapeOf({ type: 'Polygon', coordinates: [ring(10, 10, 10.0001, 10.0001)] }), 4), { z: 4, x: 8, y: 7 }), []);
  assert.equal(encodeTile([new MvtLayer('none')]), undefined);
  assert.deepEqual(windRings([[0, 0, 0, 4, 4, 4], [1, 1, 2, 1, 2, 2]]).map((one) => Math.sign(twiceArea(one))), [1, -1]);
});

async function features(app: TestApp, path: string, name: string): Promise<Record<string, unknown>[]> {
  const layer = new VectorTile(new PbfReader(new Uint8Array(await (await app.request(path)).arrayBuffer()))).layers[name];
  return Array.from({ length: layer?.length ?? 0 }, (_, i) => ({ ...layer?.feature(i).properties }));
}
