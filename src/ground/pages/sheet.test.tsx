// The design sheet in a real browser under the strict policy: accessible in both languages and themes, never wider than
// the screen, and its helpers and islands do what they promise.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { chromium, type Browser, type Page } from 'playwright-core';
import { chromiumPath, needs } from '#test/needs.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { Document, renderDocument, type Theme } from './document.tsx';
import { DesignSheet } from './sheet.tsx';

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; manifest-src 'self'";
const TYPES: Record<string, string> = { js: 'text/javascript', mjs: 'text/javascript', css: 'text/css', svg: 'image/svg+xml', json: 'application/json', webmanifest: 'application/manifest+json', png: 'image/png' };
const AREAS = { type: 'FeatureCollection', features: [{ type: 'Feature', properties: { level: 'street', name: '望江街道' }, geometry: { type: 'Polygon', coordinates: [[[118.28, 30.88], [118.32, 30.88], [118.32, 30.91], [118.28, 30.91], [118.28, 30.88]]] } }] };
const GL = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];

test('the sheet passes axe and fits, in both languages, themes and sizes', async (t) => {
  const { browser, origin } = await start(t);
  if (!browser) return;
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  for (const [lang, theme, width] of [['zh', 'light', 390], ['en', 'dark', 390], ['en', 'light', 1280], ['zh', 'dark', 1280], ['en', 'sun', 320], ['zh', 'wall', 1280]] as const) {
    const context = await browser.newContext({ viewport: { width, height: 844 }, bypassCSP: true }); // for axe itself
    const page = await context.newPage();
    await page.goto(`${origin}/design?lang=${lang}&theme=${theme}`);
    assert.deepEqual(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, `${lang} ${theme} ${width}: wider than the screen`);
    await page.addScriptTag({ content: axe });
    const found: unknown = await page.evaluate(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((r) => r.violations.map((v) => v.id + ' ' + v.nodes[0].html))`);
    assert.deepEqual(found, [], `${lang} ${theme} ${width}`);
    await context.close();
  }
});

test('the helpers of plain pages work under the policy', async (t) => {
  const { browser, origin } = await start(t);
  if (!browser) return;
  const { page, said } = await open(browser, `${origin}/design?lang=en`);
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('type')), 'search');
  await page.keyboard.press('z');
  assert.equal(await page.inputValue('[data-search]'), 'z', 'a plain key belongs to the field');
  await page.click('[data-opens]');
  assert.equal(await page.locator('dialog[open]').count(), 1);
  await page.click('dialog [data-closes]');
  assert.equal(await page.locator('dialog[open]').count(), 0);
  let posts = 0;
  await page.route('**/slow', async (route) => { posts += 1; await new Promise((done) => setTimeout(done, 400)); await route.fulfill({ status: 204 }); });
  await page.evaluate(() => {
    document.body.insertAdjacentHTML('beforeend', '<form id="t" method="post" action="/slow"><button class="btn" data-busy="Sending">Send it off</button></form>');
    document.querySelector<HTMLButtonElement>('#t button')?.click();
  });
  await page.waitForSelector('#t button[aria-busy="true"]');
  assert.equal(await page.textContent('#t button'), 'Sending');
  await page.evaluate(() => document.querySelector<HTMLFormElement>('#t')?.requestSubmit());
  await page.waitForTimeout(200);
  assert.equal(posts, 1, 'a form is sent once');
  assert.deepEqual(said, []);
});

test('the place picker moves by arrow keys, the device\'s position and typed numbers', async (t) => {
  const { browser, origin } = await start(t);
  if (!browser) return;
  const { page, said } = await open(browser, `${origin}/design?lang=en`);
  await page.locator('.pick').scrollIntoViewIfNeeded();
  await page.waitForSelector('.pick .maplibregl-canvas', { timeout: 20_000 });
  await page.waitForFunction(() => !document.querySelector('.pick .map-away'));
  await page.click('.pick-more summary');
  const lon = async () => Number(await page.inputValue('[name=lon]'));
  assert.equal(await page.inputValue('[name=lon]'), '', 'nothing is chosen before the map is moved');
  await page.focus('.pick .map-live');
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('[name=lon]')?.value !== '');
  assert.ok(Math.abs((await lon()) - 118.3016) < 0.001);
  await page.click('.pick .map-tools button');
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('[name=lon]')?.value === '118.31');
  await page.fill('[name=lat]', '30.9');
  await page.keyboard.press('Tab');
  assert.equal(await lon(), 118.31);
  assert.equal(await page.inputValue('[name=lat]'), '30.9');
  assert.deepEqual(said, []);
});

async function start(t: TestContext): Promise<{ browser: Browser | undefined; origin: string }> {
  if (!needs(t, 'chromium')) return { browser: undefined, origin: '' };
  const server = createServer((request, response) => void answer(request.url ?? '/').then(({ type, body }) => response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(body), () => response.writeHead(404).end()));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const path = chromiumPath();
  const browser = await chromium.launch({ ...(path && { executablePath: path }), args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', ...GL] });
  t.after(async () => { await browser.close(); server.closeAllConnections(); server.close(); });
  return { browser, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function answer(url: string): Promise<{ type: string; body: string | Buffer }> {
  const { pathname, searchParams } = new URL(url, 'http://x');
  if (pathname === '/areas.json') return { type: 'application/geo+json', body: JSON.stringify(AREAS) };
  if (pathname !== '/design') return { type: TYPES[pathname.split('.').pop() ?? ''] ?? 'application/octet-stream', body: await readFile(new URL(`../../../web/dist/${pathname.replace(/^\/(assets\/)?/, '')}`, import.meta.url)) };
  const lang: Lang = searchParams.get('lang') === 'en' ? 'en' : 'zh';
  const theme = (['light', 'dark', 'sun', 'wall'] as const).find((name): name is Theme => name === searchParams.get('theme'));
  const map = { base: { kind: 'own' as const, areas: '/areas.json', attribution: 'Linjiang' }, center: [118.3012, 30.8935] as [number, number], zoom: 15 };
  return { type: 'text/html; charset=utf-8', body: renderDocument(<Document lang={lang} title="Design" theme={theme}><DesignSheet lang={lang} theme={theme} href="/design" map={map} /></Document>) };
}

/** A page, and what its console complained of (the offline page is not part of this server). */
async function open(browser: Browser, url: string): Promise<{ page: Page; said: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, permissions: ['geolocation'], geolocation: { longitude: 118.31, latitude: 30.89 }, serviceWorkers: 'block' });
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => { if (message.type() === 'error') said.push(message.text()); });
  page.on('pageerror', (error) => said.push(error.message));
  await page.goto(url);
  await page.waitForFunction(() => document.documentElement.dataset.js !== undefined);
  return { page, said };
}
