// Base maps from configuration: which hosts they need, which layers they become.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributionOf, baseMapOrigins, type BaseMap } from './basemap.ts';
import { shiftOf, type LonLat } from './datum.ts';
import type { MapPaint } from './paint.ts';
import { mapStyle } from './style.ts';

const paint: MapPaint = {
  land: '#f0f0f0', block: '#eee', built: '#ddd', park: '#dfd', water: '#ddf', road: '#fff', casing: '#ccc', label: '#555', halo: '#fff', waterLabel: '#357', border: '#777',
  surface: '#fff', accent: '#056', onAccent: '#fff', done: '#264', amber: '#fb3', onAmber: '#210', red: '#c22', onRed: '#fff', ink: '#123',
};
const raster: BaseMap = { kind: 'raster', tiles: ['https://t0.tianditu.gov.cn/vec_w/{z}/{x}/{y}'], labels: ['https://t1.tianditu.gov.cn/cva_w/{z}/{x}/{y}'], attribution: '天地图', approval: '审图号：GS(2024)0650号', maxZoom: 18 };
const own: BaseMap = { kind: 'own', areas: '/api/areas/outlines', ground: '/api/ground.geojson', attribution: 'Linjiang' };
const vector: BaseMap = { kind: 'vector', tiles: ['/tiles/{z}/{x}/{y}.mvt'], schema: 'openmaptiles', attribution: 'OpenStreetMap' };
const archive: BaseMap = { kind: 'pmtiles', url: '/files/city.pmtiles', schema: 'protomaps', attribution: 'Protomaps' };

test('only foreign hosts are asked of the content security policy', () => {
  assert.deepEqual(baseMapOrigins(raster), ['https://t0.tianditu.gov.cn', 'https://t1.tianditu.gov.cn']);
  for (const base of [own, vector, archive]) assert.deepEqual(baseMapOrigins(base), []);
});

test('the approval number stands beside the attribution', () => {
  assert.equal(attributionOf(raster), '天地图 · 审图号：GS(2024)0650号');
  assert.equal(attributionOf(own), 'Linjiang');
});

for (const base of [raster, own, vector, archive]) {
  test(`${base.kind}: every layer has its source, ids are unique, no fonts are fetched`, () => {
    const style = mapStyle(base, paint, 'zh', false);
    const ids = style.layers.map((layer) => layer.id);
    assert.equal(new Set(ids).size, ids.length);
    for (const layer of style.layers) if ('source' in layer) assert.ok(layer.source in style.sources, layer.id);
    assert.equal(style.glyphs, undefined);
    assert.equal(style.sprite, undefined);
    assert.ok(ids.every((id) => !id.startsWith('c-')), 'that beginning belongs to data');
  });
}

test('a city without a drawing of its own shows its areas alone', () => {
  const ids = mapStyle({ kind: 'own', areas: '/a', attribution: 'x' }, paint, 'zh', false).layers.map((layer) => layer.id);
  assert.ok(ids.includes('area-street') && ids.includes('name-community') && !ids.includes('road-1'));
});

test('a dark page dims pictures', () => {
  const picture = (dark: boolean) => mapStyle(raster, paint, 'zh', dark).layers.find((layer) => layer.id === 'pictures')?.paint;
  assert.notDeepEqual(picture(true), picture(false));
});

test('names are English where there are English ones', () => {
  const field = (lang: string) => JSON.stringify(mapStyle(own, paint, lang, false).layers.find((layer) => layer.id === 'name-street'));
  assert.match(field('en'), /name_en/);
  assert.doesNotMatch(field('zh'), /name_en/);
});

test('gcj02 tiles shift our points by some 500 m in Beijing and back again', async () => {
  const shift = await shiftOf('gcj02');
  const here: LonLat = [116.397, 39.909];
  const there = shift.out(here);
  assert.ok(Math.abs(there[0] - here[0]) > 0.004 && Math.abs(there[1] - here[1]) > 0.0005);
  const back = shift.back(there);
  assert.ok(Math.hypot(back[0] - here[0], back[1] - here[1]) < 1e-5);
  assert.deepEqual((await shiftOf(undefined)).out(here), here);
});
