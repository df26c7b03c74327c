// One load of one page in a browser of its own, and what a thumb does with it.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Counter } from './counter.ts';
import type { Visited } from './pages.ts';
import { touch } from './touching.ts';

export type Lang = 'zh' | 'en';
/** Milliseconds and bytes; `map` only where there is one. */
export interface Measured { readonly lcp: number; readonly map: number | undefined; readonly bytes: number; readonly inp: number | undefined }

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 3, isMobile: true, hasTouch: true } as const;
const LINE = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const SLOWER = 4;
/** Longer than the service worker waits, so that its part is counted. */
const SETTLED_MS = 10_000;
const MAP_MS = 40_000;

/** Times count from the navigation. Throws when the page has a map that is never drawn, or no paint. */
export async function measure(browser: Browser, counter: Counter, page: Visited, lang: Lang): Promise<Measured> {
  const context = await browser.newContext({ ...PHONE, locale: lang === 'zh' ? 'zh-CN' : 'en-GB', timezoneId: 'Asia/Shanghai', permissions: ['geolocation'], geolocation: { longitude: 118.301, latitude: 30.901, accuracy: 8 } });
  try {
    const tab = await slow(context);
    await tab.addInitScript(observe);
    counter.taken();
    const answer = await tab.goto(counter.url + page.path, { waitUntil: 'load' });
    if (!answer?.ok()) throw new Error(`${page.path} answered ${answer?.status()}`);
    const map = page.map ? await drawn(tab) : undefined;
    await tab.waitForTimeout(SETTLED_MS);
    const lcp = await tab.evaluate(() => window.seen.lcp);
    const bytes = counter.taken();
    if (!lcp) throw new Error(`${page.path} painted nothing`);
    await touch(tab);
    return { lcp, map, bytes, inp: await tab.evaluate(() => Math.max(0, ...window.seen.touches.values()) || undefined) };
  } finally {
    await context.close();
  }
}

async function slow(context: BrowserContext): Promise<Page> {
  const tab = await context.newPage();
  const cdp = await context.newCDPSession(tab);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', LINE);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  return tab;
}

/** When the map stood for the first time with all that belongs to it; the page marks it. */
async function drawn(tab: Page): Promise<number> {
  await tab.waitForFunction(() => performance.getEntriesByName('map-drawn').length > 0, undefined, { timeout: MAP_MS });
  return tab.evaluate(() => performance.getEntriesByName('map-drawn')[0]?.startTime ?? 0);
}

declare global { interface Window { seen: { lcp: number; touches: Map<number, number> } } }

/** Runs in the page before its own scripts: the last largest paint, and of every interaction its longest event. */
function observe(): void {
  const seen = (window.seen = { lcp: 0, touches: new Map<number, number>() });
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.lcp = entry.startTime; }).observe({ type: 'largest-contentful-paint', buffered: true });
  const events = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (!(entry instanceof PerformanceEventTiming) || !('interactionId' in entry) || !entry.interactionId) continue;
      const id = Number(entry.interactionId);
      seen.touches.set(id, Math.max(seen.touches.get(id) ?? 0, entry.duration));
    }
  });
  // 16 ms is the finest a browser tells.
  const options: PerformanceObserverInit & { durationThreshold: number } = { type: 'event', buffered: true, durationThreshold: 16 };
  events.observe(options);
}
