// The pages of sensors by axe-core and by their width, on a phone and a desktop, in both languages, light and dark; and the way to them that people find.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeThings } from '#sense/things/pages/health.ts';
import { hear, makeSensor } from '#sense/things/pages/sensors.fixture.ts';
import { arrive, leave, openTown, ready, tap, visit, type Lang, type Screen, type Town } from '#test/browser.ts';
import { visitAll, type Look } from './looking.ts';

interface Stock { readonly station: number; readonly stream: number }
const EVERYONE: readonly Look<Stock>[] = ['/', '/map?layers=sensors', '/sensors', '/sensors?kind=air&q=nothing', '/traffic', '/bikes', '/cameras'].map((path): Look<Stock> => ({ path: () => path }));
const STATION: readonly Look<Stock>[] = [{ path: ({ station }) => `/sensors/${station}` }, { path: ({ station, stream }) => `/sensors/${station}?span=1y&stream=${stream}` }];
const STAFF: readonly Look<Stock>[] = ['/desk/fleet', '/desk/fleet?all=1', '/admin/sensing/provision', '/admin/sensing/upload', '/admin/sensing/kinds', '/admin/sensing/kinds/air', '/admin/sensing/properties', '/admin/sensing/units', '/admin/sensing/retention']
  .map((path) => ({ path: () => path, as: 'administrator' }));
const WAYS: readonly (readonly [Screen, Lang, boolean, boolean])[] = [['phone', 'zh', true, false], ['desktop', 'en', false, false]];

test('pages of sensors are accessible and fit', { timeout: 600_000 }, async (t) => {
  const town = await openTown(t);
  if (!town) return;
  const stock = await stocked(town);
  for (const way of WAYS) await t.test(way.join(' '), async () => assert.deepEqual(await visitAll(town, 'sensing', [...EVERYONE, ...STATION, ...STAFF], stock, way), []));
});

test('a resident comes from the home page to the chart of a sensor, with a finger and without a script', { timeout: 300_000 }, async (t) => {
  const town = await openTown(t);
  if (!town) return;
  const { station } = await stocked(town);
  for (const js of [true, false]) {
    const person = await arrive(town, { screen: 'phone', js, maps: false });
    await visit(person, '/');
    await tap(person, person.page.locator('.home-places a[href="/sensors"]'));
    if (js) await ready(person.page);
    await tap(person, person.page.locator(`#sensor-list a[href="/sensors/${station}"]`));
    await tap(person, person.page.getByRole('link', { name: '7 天' }));
    assert.match(person.page.url(), /\/sensors\/\d+\?.*span=7d/);
    assert.equal(await person.page.locator('svg[role=img]').count() > 0, true);
    assert.deepEqual(person.effort.taps, 3);
    await leave(person);
  }
});

test('a steward comes from the desk to the page that takes in sensors, and back', { timeout: 300_000 }, async (t) => {
  const town = await openTown(t);
  if (!town) return;
  const person = await arrive(town, { as: 'steward', maps: false });
  await visit(person, '/desk/fleet');
  await tap(person, person.page.locator('.rail').getByRole('link', { name: '设置' }));
  await person.page.waitForURL('**/admin/sensing/provision');
  await tap(person, person.page.locator('.rail').getByRole('link', { name: '工作台' }));
  await person.page.waitForURL('**/desk/**');
  await leave(person);
});

/** A station that tells every ten minutes, one that went silent. */
async function stocked({ app }: Town): Promise<Stock> {
  const now = app.clock.now();
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const PM = { property: 'PM10', listed: true, unit: 'µg/m³' };
  const { id, streams: [stream = 0] } = await makeSensor(app.db, { name: '东市空气站', kind: 'air', at: [118.301, 30.901], organisation: 'law1', streams: [PM, { property: 'weather', type: 'CategoryObservation' }] }, ago(1e5));
  await hear(app.db, stream, Array.from({ length: 300 }, (_, i) => [ago(i * 10 + 2), 40 + (i % 37)] as const), now);
  const silent = await makeSensor(app.db, { name: '河口空气站，名字长得一行放不下，要折成两行才看得全', kind: 'air', at: [118.33, 30.91], streams: [PM] }, ago(1e5));
  await hear(app.db, silent.streams[0] ?? 0, [[ago(500), 7]], ago(500));
  await judgeThings(app.db, now);
  return { station: id, stream };
}
