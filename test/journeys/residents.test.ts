// What happens around a report: no network, a second tab, the way back, someone who was first, another language, a stream that breaks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { openCase } from '#city/cases/cases.fixture.ts';
import { arrive, leave, openTown, ready, takePhoto, tap, visit, write, type Person, type Town } from '#test/browser.ts';
import { photoOf, reportFromHome } from './resident.ts';
import { WORDS } from './words.ts';

const w = WORDS.zh;
const HERE = { lon: 118.301, lat: 30.901 };

test('around a report', { timeout: 720_000 }, async (t) => {
  const town = await openTown(t);
  if (!town) return;
  await t.test('a report without network is kept with its photo and sent once', () => offline(town));
  await t.test('a draft is back after the page was closed, in a second tab too, and both tabs make one report', () => twoTabs(town));
  await t.test('going back after sending makes no second report, with and without JavaScript', async () => { await goBack(town, true); await goBack(town, false); });
  await t.test('someone was first: "that is it" ends it in four taps', () => meToo(town));
  await t.test('another language keeps the page and what it shows', () => otherLanguage(town));
  await t.test('the queue is live again after its connection was cut', () => cutStream(town));
  await t.test('a resident\'s page weighs less than 100 KB of script before the map', () => light(town));
});

const casesNow = async (town: Town): Promise<number> => (await town.app.db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from city.cases`)).n;

/** The living form with a photo and a class. */
async function fill(person: Person): Promise<void> {
  const { page } = person;
  await page.locator('form.rep[data-live]').waitFor();
  await takePhoto(person, page.locator('input[type=file]').first(), await photoOf('stall', HERE));
  await page.locator('form.rep[data-live] .ph img').first().waitFor();
  await tap(person, page.locator('label.chip', { hasText: w.cls }));
  await write(person, page.locator('[name=description]'), '水果摊占道');
}

async function offline(town: Town): Promise<void> {
  const person = await arrive(town, { screen: 'phone', maps: false, expect: /ERR_INTERNET_DISCONNECTED/ });
  const { page, context } = person;
  const before = await casesNow(town);
  await visit(person, '/report');
  await fill(person);
  await context.setOffline(true);
  await page.getByRole('button', { name: w.send }).click();
  await page.getByText(w.offline).waitFor();
  assert.equal(await casesNow(town), before);
  await context.setOffline(false);
  const receipt = page.locator('a[href^="/r/"]', { hasText: /[0-9A-Z]{4}-[0-9A-Z]{4}/ });
  await receipt.waitFor();
  await page.reload();
  await ready(page);
  await page.locator('form.rep[data-live]').waitFor();
  assert.equal(await casesNow(town), before + 1, 'sent, and once');
  await leave(person);
}

async function twoTabs(town: Town): Promise<void> {
  const person = await arrive(town, { screen: 'phone', maps: false });
  const before = await casesNow(town);
  await visit(person, '/report');
  await fill(person);
  await person.page.getByText('草稿已存在本机').waitFor();
  const second = await person.context.newPage();
  await second.goto('/report');
  await second.getByText(w.back).waitFor();
  assert.equal(await second.locator('[name=description]').inputValue(), '水果摊占道');
  await second.locator('form.rep[data-live] .ph img').first().waitFor();
  const codes: string[] = [];
  for (const page of [second, person.page]) {
    await page.getByRole('button', { name: w.send }).click();
    await page.waitForURL(/\/r\//);
    codes.push(page.url());
  }
  assert.equal(codes[0], codes[1], 'one receipt');
  assert.equal(await casesNow(town), before + 1);
  await leave(person);
}

async function goBack(town: Town, js: boolean): Promise<void> {
  const person = await arrive(town, { js, maps: false });
  const { page } = person;
  const { code } = await reportFromHome(person, 'zh', { lon: js ? 118.305 : 118.309, lat: 30.911 });
  const sent = await casesNow(town);
  await page.goBack();
  await page.waitForURL(/\/report/);
  if (js) await page.locator('form.rep[data-live]').waitFor();
  assert.equal(await page.locator('form .ph img').count(), 0, 'a new form, without the photo that was sent');
  await page.goForward();
  await page.waitForURL((url) => url.pathname === `/r/${code}`);
  assert.equal(await casesNow(town), sent);
  await leave(person);
}

async function meToo(town: Town): Promise<void> {
  await openCase(town.app, { lon: HERE.lon, lat: HERE.lat });
  const person = await arrive(town, { screen: 'phone' });
  const { page } = person;
  const before = await casesNow(town);
  await visit(person, '/');
  await tap(person, page.locator('main').getByRole('link', { name: w.report }).first());
  await page.waitForURL(/\/report/);
  await tap(person, page.getByRole('button', { name: w.same }).first());
  await page.waitForURL(/\/r\//);
  assert.ok(person.effort.taps <= 4, `${person.effort.taps} taps`);
  assert.equal(await casesNow(town), before, 'no second case');
  await leave(person);
}

async function otherLanguage(town: Town): Promise<void> {
  const person = await arrive(town, { screen: 'phone', maps: false });
  const { page } = person;
  for (const path of ['/reports?stage=open', '/map', '/search?q=%E6%91%8A', '/account']) {
    await visit(person, path);
    await page.locator('a[hreflang=en]').first().click();
    await page.waitForFunction(() => document.documentElement.lang === 'en');
    const [was, is] = [new URL(path, town.origin), new URL(page.url())];
    assert.equal(is.pathname, was.pathname);
    for (const [name, value] of was.searchParams) assert.equal(is.searchParams.get(name), value, `${path} keeps ${name}`);
    await visit(person, '/');
    assert.equal(await page.locator('html').getAttribute('lang'), 'en', 'and it stays chosen');
    await page.locator('a[hreflang^=zh]').first().click();
    await page.waitForFunction(() => document.documentElement.lang === 'zh-CN');
  }
  await leave(person);
}

async function cutStream(town: Town): Promise<void> {
  const person = await arrive(town, { as: 'acceptor', maps: false, expect: /ERR_(INCOMPLETE_CHUNKED_ENCODING|CONNECTION|EMPTY_RESPONSE|CONTENT_LENGTH_MISMATCH)/ });
  const { page } = person;
  const opened = () => page.waitForResponse((response) => response.url().includes('/live?') && response.ok());
  const first = opened();
  await visit(person, '/desk/acceptance');
  await first;
  const again = opened();
  town.cut();
  const number = await openCase(town.app, { lon: 118.3077, lat: 30.9077 });   // while nobody listens
  await again;
  await page.locator(`tr[data-row="${number}"]`).waitFor();
  await leave(person);
}

async function light(town: Town): Promise<void> {
  for (const path of ['/', '/report', '/reports', '/search']) {
    const person = await arrive(town, { screen: 'phone' });
    await visit(person, path);
    await person.page.waitForLoadState('networkidle');
    const before = [...person.scripts].filter(([name]) => !/maplibre|pmtiles/.test(name));
    const bytes = before.reduce((sum, [, size]) => sum + size, 0);
    assert.ok(before.length > 0 && before.every(([, size]) => size > 0), `${path}: sizes are known`);
    assert.ok(bytes < 100_000, `${path}: ${bytes} bytes of script: ${before.map(([name, size]) => `${name} ${size}`).join(', ')}`);
    await leave(person);
  }
}
