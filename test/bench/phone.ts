// Residents' pages on a phone that is four times slower than this machine, behind 1.6 Mbit/s with 150 ms there and back, with nothing in its cache:
// when the largest thing stands, when the map is drawn, what travelled in all, and how long a touch waits. The product runs as its operator
// runs it, once on the demo city and once with 1,000,000 cases. Limits, not ratios: each row is the limit over the worst page's median.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { chromiumPath } from '#test/needs.ts';
import { openCounter } from './phone/counter.ts';
import { measure, type Lang, type Measured } from './phone/measuring.ts';
import { pagesOf, type Visited } from './phone/pages.ts';
import { median, startProduct, type Bench, type BenchTools, type Row } from './support/harness.ts';

const ARGS = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];
type Measure = { readonly name: string; readonly of: (one: Measured) => number | undefined; readonly least: number; readonly say: (value: number) => string };
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const MEASURES: readonly Measure[] = [
  { name: 'largest contentful paint', of: (one) => one.lcp, least: 2500, say: seconds },
  { name: 'map drawn', of: (one) => one.map, least: 6000, say: seconds },
  { name: 'transferred in all', of: (one) => one.bytes, least: 600 * 1024, say: (bytes) => `${Math.round(bytes / 1024)} KB` },
  { name: 'longest touch to next paint', of: (one) => one.inp, least: 200, say: (ms) => `${Math.round(ms)} ms` },
];

export const bench: Bench = {
  name: 'phone', about: 'resident pages on a phone (4× CPU slowdown, 1.6 Mbit/s, 150 ms): the limit over the median of the worst page', needs: ['chromium', 'postgres'],
  run: async (tools) => [...(await onDemoCity(tools)), ...(await onMillion(tools))],
};

async function onDemoCity(tools: BenchTools): Promise<Row[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'comis-phone-'));
  try {
    return await measured('demo city', 'embedded', { DATA_DIR: dataDir }, tools);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function onMillion(tools: BenchTools): Promise<Row[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'comis-phone-'));
  try {
    return await measured('1,000,000 cases', 'postgresql', { DATABASE_URL: await tools.million(), DATA_DIR: dataDir, ROLE: 'web' }, tools);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function measured(city: string, database: Row['database'], env: Record<string, string>, tools: BenchTools): Promise<Row[]> {
  const product = await startProduct(env);
  const path = chromiumPath();
  const browser = await chromium.launch({ ...(path && { executablePath: path }), args: ARGS });
  try {
    const pages = await pagesOf(product.url);
    const found: Found[] = [];
    for (const page of pages) for (const lang of tools.quick ? ['zh' as const] : ['zh' as const, 'en' as const]) found.push(await several(browser, product.url, page, lang, tools));
    return MEASURES.map((one) => rowOf(one, city, database, found));
  } finally {
    await browser.close();
    await product.stop();
  }
}

interface Found { readonly page: string; readonly loads: readonly Measured[] }

/** Loads of one page, each in a browser that has never been here; one before them wakes the server. */
async function several(browser: Browser, url: string, page: Visited, lang: Lang, tools: BenchTools): Promise<Found> {
  const counter = await openCounter(url);
  const loads: Measured[] = [];
  try {
    await fetch(url + page.path);
    for (let round = 0; round < tools.rounds; round++) loads.push(await measure(browser, counter, page, lang));
  } finally {
    await counter.close();
  }
  const name = `${page.name} ${lang}`;
  tools.log(`${name}: ${MEASURES.map((one) => { const value = medianOf(loads, one); return value === undefined ? '–' : one.say(value); }).join(', ')}`);
  return { page: name, loads };
}

function medianOf(loads: readonly Measured[], { of }: Measure): number | undefined {
  const values = loads.flatMap((one) => of(one) ?? []);
  return values.length ? median(values) : undefined;
}

/** The worst page stands for all of them. */
function rowOf(one: Measure, city: string, database: Row['database'], found: readonly Found[]): Row {
  const values = found.flatMap(({ page, loads }) => { const value = medianOf(loads, one); return value === undefined ? [] : [{ page, value }]; }).sort((a, b) => b.value - a.value);
  const worst = values[0];
  if (!worst) throw new Error(`no page told its ${one.name}`);
  return { work: `${one.name}, worst of ${values.length} pages, ${city}`, database, product: one.say(worst.value), baseline: `limit ${one.say(one.least)}`, ratio: one.least / worst.value, least: 1, note: worst.page };
}
