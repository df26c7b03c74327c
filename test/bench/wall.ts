// The wall's weight: the heap of its page in a real Chromium after 1,000,000 replayed events, against the same page at the start. Events are the steps of the
// demo city told again through the outbox, 5,000 a transaction, while cases change beneath; they go the real way: the product's own process, its stream, the page.
import { chromium, type Page } from 'playwright-core';
import { z } from 'zod';
import { sql, type Database } from '#ground/db/index.ts';
import { SESSION_COOKIE } from '#ground/http/access.ts';
import { beginSession } from '#ground/identity/index.ts';
import { chromiumPath } from '#test/needs.ts';
import { figuresOn, heapOf, replaySteps, toldTo } from '../../src/command/wall/screen.fixture.ts';
import { openPlace } from './support/city.ts';
import { startProduct, type Bench, type BenchTools, type Row } from './support/harness.ts';

const EVENTS = 1_000_000;
const QUICK = 100_000;
const WARM = 20_000;
const BATCH = 5000;
/** Events that may be on their way: a stream that begins anew every ten minutes then misses few. */
const AHEAD = 50_000;
const FLAGS = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];

export const bench: Bench = {
  name: 'wall', about: 'heap of the wall at its start, against after 1,000,000 replayed events; a ratio of 0.67 is 1.5 times as heavy', needs: ['postgres', 'chromium'], run,
};

async function run(tools: BenchTools): Promise<Row[]> {
  const url = await tools.openCluster();
  tools.log('drawing the demo city');
  const product = await startProduct({ DATABASE_URL: url, DATA_DIR: '/tmp' });
  const db = await openPlace({ url });
  const path = chromiumPath();
  const browser = await chromium.launch({ ...(path && { executablePath: path }), args: FLAGS });
  try {
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-CN', serviceWorkers: 'block' });
    await context.addCookies([{ name: SESSION_COOKIE, value: await dispatcherSession(db), url: product.url, httpOnly: true, sameSite: 'Lax' }]);
    const page = await context.newPage();
    await page.goto(`${product.url}/wall`);
    return [await weighed(tools, db, page)];
  } finally {
    await browser.close();
    await db.close();
    await product.stop();
  }
}

async function weighed(tools: BenchTools, db: Database, page: Page): Promise<Row> {
  const events = tools.quick ? QUICK : EVENTS;
  await replay(db, page, WARM, () => {});
  const before = await heapOf(page);
  const [told, began] = [await toldTo(page), performance.now()];
  let said = 0;
  const sent = await replay(db, page, events, (n) => { if (n >= said + events / 10) { said = n; tools.log(`${n} events told`); } });
  const seconds = (performance.now() - began) / 1000;
  const heard = (await toldTo(page)) - told;
  const after = await heapOf(page);
  await sameAsDatabase(db, page);
  return {
    work: `heap of the wall after ${events.toLocaleString('en')} events`, database: 'postgresql', product: `${mega(after)} MB`, baseline: `${mega(before)} MB at the start`, ratio: before / after, least: 0.67,
    note: `${Math.round(sent / seconds)} events/s; ${heard.toLocaleString('en')} told to the page, the rest by ${sent - heard > 0 ? 'looking anew' : 'nothing else'}; its figures equal SQL's in the end`,
  };
}

const mega = (bytes: number): string => (bytes / 1_048_576).toFixed(2);

/** Tells so many events and waits until the page has heard of them. Every batch moves the limits of some cases, so that figures, dots and lists change. */
async function replay(db: Database, page: Page, events: number, progress: (n: number) => void): Promise<number> {
  const start = await toldTo(page);
  let [sent, at, last] = [0, start, 0];
  while (sent < events) {
    const batch = await replaySteps(db, last, Math.min(BATCH, events - sent));
    [sent, last] = [sent + batch.n, batch.last];
    await db.run(sql`update city.cases set stage_due_at = now() + (random() * 20 - 10 || ' days')::interval where closed_at is null and stage_due_at is not null and random() < 0.3`);
    at = await heardUpTo(page, start + sent - AHEAD, at);
    progress(sent);
  }
  await heardUpTo(page, start + sent, at);
  return sent;
}

/** Waits until the page has heard of so many; what a new stream skipped (its reset) is not waited for longer than a minute of silence. */
async function heardUpTo(page: Page, wanted: number, before: number): Promise<number> {
  let [heard, since] = [before, performance.now()];
  while (heard < wanted && performance.now() - since < 60_000) {
    await page.waitForTimeout(100);
    const now = await toldTo(page);
    if (now > heard) [heard, since] = [now, performance.now()];
  }
  return heard;
}

const Person = z.object({ id: z.string() });
async function dispatcherSession(db: Database): Promise<string> {
  const { id } = await db.one(Person, sql`select id from ground.identity_people where login = 'dispatcher'`);
  return beginSession(db, id, { hours: 24, now: new Date() });
}

const Figures = z.object({ late: z.number(), soon: z.number(), open: z.number() });
/** The page's three large figures are what SQL counts; throws when they are not within half a minute. */
async function sameAsDatabase(db: Database, page: Page): Promise<void> {
  const area = await page.evaluate(() => new URL(document.querySelector<HTMLAnchorElement>('.w-open-b')?.href ?? '').searchParams.get('area'));
  let seen = '';
  for (let i = 0; i < 60; i++) {
    const { late, soon, open } = await db.one(Figures, sql`select count(*) filter (where suspended_at is null and stage_due_at < now())::int as late,
      count(*) filter (where suspended_at is null and stage_due_at >= now() and stage_due_at < now() + interval '1 hour')::int as soon, count(*)::int as open from city.cases where closed_at is null and path @> array[${area}]::text[]`);
    const shown = await figuresOn(page);
    seen = `${shown.join(' ')} and not ${late} ${soon} ${open}`;
    if (shown.join(' ') === [late, soon, open].join(' ')) return;
    await page.waitForTimeout(500);
  }
  throw new Error(`the wall shows ${seen}`);
}
