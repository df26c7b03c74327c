// Traffic as people meet it: a dispatcher draws a closure, everyone sees it; the same without a script; read aloud, narrow and dark.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { arrive, axe, leave, openTown, tap, visit } from '#test/browser.ts';
import { needs } from '#test/needs.ts';
import { hear, makeSensor } from '../things/pages/sensors.fixture.ts';

test('traffic in a browser', { timeout: 280_000 }, async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  if (!town) return;
  const { db, clock } = town.app;
  for (const [name, speed, lon] of [['望江路东向西', 45, 118.303], ['东市街与望江路交叉口北进口第二车道组', 8, 118.308], ['滨河大道', 22, 118.312]] as const) {
    const made = await makeSensor(db, { name, kind: 'traffic', at: [lon, 30.906], streams: [{ property: 'vehicle flow', listed: true, unit: 'veh/h' }, { property: 'mean speed', listed: true, unit: 'km/h' }] }, clock.now());
    await hear(db, made.streams[1] ?? 0, [[clock.now(), speed]], clock.now());
    await hear(db, made.streams[0] ?? 0, [[clock.now(), 600]], clock.now());
  }

  await t.test('a dispatcher draws a line on the map and everyone sees the closure', async () => {
    const someone = await arrive(town, { as: 'dispatcher' });
    const { page } = someone;
    await visit(someone, '/desk/closures/new');
    await page.getByLabel('路名', { exact: true }).fill('望江路');
    await page.getByLabel('原因', { exact: true }).fill('管线施工');
    const map = page.locator('.map-live, .map canvas').first();
    await map.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => performance.getEntriesByName('map-drawn').length > 0);
    const canvas = page.locator('.map canvas').first();
    for (const position of [{ x: 200, y: 150 }, { x: 320, y: 180 }, { x: 380, y: 120 }]) await canvas.click({ position });
    await page.getByText('已画 3 个点').waitFor();
    await tap(someone, page.getByRole('button', { name: '退一点' }));
    assert.equal((await page.locator('textarea[name=geometry]').inputValue()).split(';').length, 2);
    await tap(someone, page.getByRole('button', { name: '保存并公开' }));
    await page.getByText('已保存并公开').waitFor();
    await leave(someone);
    const visitor = await arrive(town, { lang: 'en', screen: 'phone' });
    await visit(visitor, '/traffic');
    assert.match(await visitor.page.locator('#traffic-now').innerText(), /望江路 · Both directions/);
    await leave(visitor);
  });
  await t.test('without a script a closure is written as coordinates', async () => {
    const someone = await arrive(town, { as: 'dispatcher', js: false });
    await visit(someone, '/desk/closures/new');
    await someone.page.getByLabel('路名', { exact: true }).fill('东市街');
    await someone.page.getByLabel('原因', { exact: true }).fill('路面塌陷，等待抢修');
    await someone.page.getByLabel('位置', { exact: true }).fill('118.312,30.905; 118.315,30.905');
    await tap(someone, someone.page.getByRole('button', { name: '保存并公开' }));
    await someone.page.getByText('已保存并公开').waitFor();
    await leave(someone);
  });
  await t.test('nothing is found by axe, nothing is cut off, in either language, narrow, wide and dark', async (t2) => {
    for (const [screen, lang, dark, as, path] of [['phone', 'zh', false, undefined, '/traffic'], ['desktop', 'en', true, undefined, '/traffic'], ['phone', 'en', true, 'dispatcher', '/desk/closures'], ['desktop', 'zh', false, 'dispatcher', '/desk/closures/new'], ['phone', 'zh', false, 'dispatcher', '/desk/closures/1'], ['desktop', 'en', false, 'administrator', '/admin/sensing/retention'], ['phone', 'zh', true, 'administrator', '/admin/sensing/retention']] as const) {
      const person = await arrive(town, { screen, lang, dark, ...(as && { as }), bypassCSP: true });
      await visit(person, path);
      if (path === '/traffic') await person.page.waitForFunction(() => performance.getEntriesByName('map-drawn').length > 0);
      if (process.env['SHOTS']) await person.page.screenshot({ path: `${process.env['SHOTS']}/${path.replaceAll('/', '_')}-${screen}-${lang}${dark ? '-dark' : ''}.png`, fullPage: true });
      await t2.test(`${path} ${screen} ${lang}`, async () => {
        assert.deepEqual(await axe(person.page), []);
        assert.ok(await person.page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), 'no sideways scrolling');
      });
      await leave(person);
    }
  });
});
