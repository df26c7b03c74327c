// The wall on a real screen: it stays true and small whatever happens, comes back by itself, says when it is old, and nothing runs out of its place.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { arrive, axe, leave, openTown, visit, type Town } from '#test/browser.ts';
import { openCase, walk } from '../../city/cases/cases.fixture.ts';
import { figuresOn, heapOf, replaySteps, toldTo } from './screen.fixture.ts';

const until = (page: Page, told: number) => page.waitForFunction((n) => Number(document.querySelector<HTMLElement>('.wall')?.dataset['told'] ?? 0) >= n, told);
const shows = (page: Page, figures: readonly number[]) => page.waitForFunction((wanted) => [...document.querySelectorAll('.w-big b')].map((el) => el.textContent).join(' ') === wanted, figures.join(' '));

/** A stream that is open hears what happens from now on. */
async function listening(town: Town, page: Page): Promise<void> {
  for (let i = 0; (await toldTo(page)) === 0; i++) {
    assert.ok(i < 50, 'the wall hears nothing');
    await replaySteps(town.app.db, 0, 1);
    await town.app.ground.pump.settle();
    await page.waitForTimeout(300);
  }
}

test('after 20,000 events the wall shows what the cases are, has asked sparingly and is no heavier', { timeout: 720_000 }, async (t) => {
  const town = await openTown(t);
  if (!town) return;
  for (let i = 0; i < 8; i++) await openCase(town.app, { lon: 118.301 + i / 1000 });
  await walk(town.app, await openCase(town.app), 'closure');
  const person = await arrive(town, { as: 'dispatcher' });
  const { page } = person;
  let asked = 0;
  page.on('request', (request) => { if (request.url().includes('/api/wall')) asked++; });
  await visit(person, '/wall');
  await listening(town, page);
  const [before, began] = [await heapOf(page), Date.now()];
  const heard = await toldTo(page);
  asked = 0;
  let sent = 0;
  for (let i = 0; i < 20; i++) {
    sent += (await replaySteps(town.app.db, 0, 10, 100)).n;
    if (i % 5 === 0) await openCase(town.app, { lon: 118.305 });
    await town.app.ground.pump.settle();
  }
  assert.equal(sent, 20_000);
  await until(page, heard + sent);
  town.app.clock.advance(45);
  await shows(page, [12, 0, 12]);
  const seconds = (Date.now() - began) / 1000;
  assert.ok(asked <= seconds / 2 + 2, `${asked} views in ${Math.round(seconds)} s`);
  const after = await heapOf(page);
  t.diagnostic(`${before} → ${after} bytes`);
  assert.ok(after <= before * 1.5, `${before} → ${after}`);
  const { open } = await town.app.db.one(z.object({ open: z.number() }), sql`select count(*)::int as open from city.cases where closed_at is null and path @> array['900101']`);
  assert.deepEqual((await figuresOn(page)).at(-1), open);
  await leave(person);
});

test('a server that went away is tried until it is back; an old wall turns grey and says so', { timeout: 360_000 }, async (t) => {
  const town = await openTown(t);
  if (!town) return;
  await openCase(town.app);
  const person = await arrive(town, { as: 'dispatcher', expect: /ERR_|Failed to load/ });
  const { page } = person;
  // Time passes faster for the page when told: its watch is moved, its timers are not.
  await page.addInitScript(() => { const real = Date.now; Date.now = () => real() + Number(document.documentElement?.dataset['later'] ?? 0); });
  await visit(person, '/wall');
  let away = true;
  await page.route(/\/api\/wall|\/live/, (route) => (away ? route.abort() : route.continue()));
  town.cut();
  await page.evaluate(() => { document.documentElement.dataset['later'] = '65000'; });
  await page.locator('.wall[data-old]').waitFor();
  assert.match((await page.locator('[data-live-sign]').textContent()) ?? '', /停在 .*1 分前的数据/);
  away = false;
  await openCase(town.app);
  town.app.clock.advance(1);
  await shows(page, [0, 2, 2]);
  await page.locator('.wall:not([data-old])').waitFor();
  assert.match((await page.locator('[data-live-sign]').textContent()) ?? '', /实时/);
  await leave(person);
});

test('two hundred late ones with long names, or none: everything stays in its place, in both languages, on every screen', { timeout: 720_000 }, async (t) => {
  const town = await openTown(t);
  if (!town) return;
  await town.app.db.run(sql`update city.classes set name = '生活垃圾收集转运设施脏污破损影响市容', name_en = 'Household waste collection and transfer facility soiled or damaged' where code = 'E0406'`);
  await town.app.db.run(sql`update city.areas set name = name || '经济技术开发综合管理委员会', name_en = name_en || ' Economic and Technological Development Zone' where kind in ('street', 'community')`);
  for (const filled of [false, true]) {
    if (filled) {
      for (let i = 0; i < 200; i++) await openCase(town.app, { lon: 118.3005 + (i % 19) / 1000, lat: 30.9005 + Math.floor(i / 19) / 700 });
      town.app.clock.advance(60 * 31);
    }
    for (const lang of ['zh', 'en'] as const) {
      const person = await arrive(town, { as: 'dispatcher', lang, bypassCSP: true });
      for (const [width, height] of [[1920, 1080], [1366, 768], [1280, 1024], [3840, 2160]] as const) {
        await person.page.setViewportSize({ width, height });
        await visit(person, '/wall');
        assert.deepEqual(await person.page.evaluate(outOfPlace), [], `${filled ? 'many' : 'none'} ${lang} ${width} × ${height}`);
      }
      await person.page.setViewportSize({ width: 390, height: 844 });
      await visit(person, '/wall');
      assert.equal(await person.page.evaluate(() => document.documentElement.scrollWidth), 390);
      assert.deepEqual(await axe(person.page), []);
      await leave(person);
    }
  }
});

/** Sections that hold more than they show, and a page that scrolls. */
function outOfPlace(): string[] {
  const page = document.documentElement;
  const parts = [...document.querySelectorAll<HTMLElement>('.w-g section, .w-top')];
  return [...(page.scrollHeight > innerHeight + 1 || page.scrollWidth > innerWidth ? ['the page scrolls'] : []), ...parts.filter((el) => el.scrollHeight > el.clientHeight + 2 || el.scrollWidth > el.clientWidth + 2).map((el) => `${el.className} ${el.scrollWidth}×${el.scrollHeight} in ${el.clientWidth}×${el.clientHeight}`)];
}
