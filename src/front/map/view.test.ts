import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxInSight, cursorOf, layerUrl, mapHref, MapQuery, readCursor } from './view.ts';

test('an address says the view and can be said again', () => {
  const query = MapQuery.parse({ lon: '118.3', lat: '30.9', z: '15', class: 'E04', layers: ['reports', 'trees'] });
  assert.equal(mapHref(query), '/map?lon=118.3&lat=30.9&z=15&class=E04&layers=reports&layers=trees');
  assert.equal(mapHref(query, { class: undefined, stage: 'open' }), '/map?lon=118.3&lat=30.9&z=15&stage=open&layers=reports&layers=trees');
  assert.equal(mapHref(MapQuery.parse({})), '/map');
  assert.equal(MapQuery.safeParse({ lon: '181' }).success, false);
});

test('what is in sight at a zoom: narrower the nearer, round the middle, on the globe', () => {
  const near = boxInSight({ lon: 118.3, lat: 30.9 }, 16);
  const far = boxInSight({ lon: 118.3, lat: 30.9 }, 12);
  assert.ok(far.minLon < near.minLon && near.minLon < 118.3 && 118.3 < near.maxLon && near.maxLon < far.maxLon);
  assert.ok(Math.abs((near.maxLon + near.minLon) / 2 - 118.3) < 1e-9);
  // 900 pixels at zoom 16 on tiles of 512: about 820 m at this latitude.
  assert.ok(Math.abs((near.maxLon - near.minLon) * 111_320 * Math.cos(30.9 * Math.PI / 180) - 920) < 120);
  const edge = boxInSight({ lon: 179.9, lat: 89 }, 1);
  assert.ok(edge.maxLon <= 180 && edge.maxLat <= 90);
});

test('the place in the list and the address of a layer', () => {
  const row = { received_at: new Date('2026-11-18T01:41:00.123Z'), id: 7 };
  assert.deepEqual(readCursor(cursorOf(row)), row);
  assert.equal(readCursor('1; drop'), undefined);
  assert.equal(layerUrl('/api/x.geojson?bbox={bbox}', { class: 'E 1', stage: 'open' }), '/api/x.geojson?bbox={bbox}&class=E%201&stage=open');
  assert.equal(layerUrl('/api/x.geojson', { area: '9' }), '/api/x.geojson?area=9');
});
