// A real browser against the whole application on a real port: people with their own contexts, screens and languages, whose taps are
// counted and whose console has to stay silent (a refused inline style is told there too).
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { TestContext } from 'node:test';
import { chromium, type Browser, type BrowserContext, type Locator, type Page, type Response } from 'playwright-core';
import { serve } from '#ground/http/serve.ts';
import { SESSION_COOKIE } from '#ground/http/access.ts';
import { beginSession } from '#ground/identity/index.ts';
import { testApp, type TestApp } from './app.ts';
import { chromiumPath, needs } from './needs.ts';

export type Screen = 'phone' | 'desktop';
export type Lang = 'zh' | 'en';
const SCREENS = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 1 },
  desktop: { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 },
} as const;
/** Software drawing for maps, and none of the browser's own errands. */
const ARGS = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];

/** The browser of a test file, closed when the test ends; undefined when there is none (the test is then skipped, under CI=true failed). */
export async function openBrowser(t: TestContext): Promise<Browser | undefined> {
  if (!needs(t, 'chromium')) return undefined;
  const path = chromiumPath();
  const browser = await chromium.launch({ ...(path && { executablePath: path }), args: ARGS });
  t.after(() => browser.close());
  return browser;
}

export interface Town { readonly app: TestApp; readonly browser: Browser; readonly origin: string; /** Ends every open connection, as a restart of a proxy would. */ cut(): void }

/** The small city on a port of its own, and a browser; undefined where there is no browser. */
export async function openTown(t: TestContext): Promise<Town | undefined> {
  const browser = await openBrowser(t);
  if (!browser) return undefined;
  const app = await testApp(t);
  const listening = await serve(app.app, { port: 0, host: '127.0.0.1' });
  t.after(() => { listening.server.closeAllConnections(); return listening.close(); });
  return { app, browser, origin: `http://localhost:${listening.port}`, cut: () => listening.server.closeAllConnections() };
}

/** Where somebody can arrive: a running city with people to sign in as. */
export interface Place { readonly app: Pick<TestApp, 'db' | 'people' | 'clock'>; readonly browser: Browser; readonly origin: string }

export interface Person {
  readonly page: Page; readonly context: BrowserContext; readonly js: boolean;
  /** What the console complained of, and errors of scripts. */
  readonly said: string[];
  /** Taps (clicks, keys that press a button) and characters typed so far. */
  readonly effort: { taps: number; typed: number };
  /** Bytes of scripts as they travelled, by address. */
  readonly scripts: Map<string, number>;
}
export interface Asking {
  screen?: Screen; lang?: Lang; dark?: boolean; js?: boolean; /** Login in the small city. */ as?: string;
  /** For axe, which is a script of ours that the pages' policy would refuse. */ bypassCSP?: boolean;
  /** Complaints that this scenario provokes itself. */ expect?: RegExp;
  /** `false`: maps cannot be loaded, which pages must bear; software drawing of maps is most of the time a page takes. */ maps?: boolean;
  /** Service workers are kept out unless a test is about them: they answer from their own cache. */ worker?: boolean;
}

/** Somebody with a browser window of their own. Ended by `leave`, which fails on anything the console said. */
export async function arrive(town: Place, asking: Asking = {}): Promise<Person> {
  const lang = asking.lang ?? 'zh';
  const context = await town.browser.newContext({
    ...SCREENS[asking.screen ?? 'desktop'], locale: lang === 'zh' ? 'zh-CN' : 'en-GB', timezoneId: 'Asia/Shanghai', baseURL: town.origin, reducedMotion: 'reduce',
    colorScheme: asking.dark ? 'dark' : 'light', javaScriptEnabled: asking.js ?? true, bypassCSP: asking.bypassCSP ?? false, serviceWorkers: asking.worker ? 'allow' : 'block',
    permissions: ['geolocation'], geolocation: { longitude: 118.301, latitude: 30.901, accuracy: 8 },
  });
  context.setDefaultTimeout(30_000);
  if (asking.maps === false) await context.route(/\/maplibre-gl-/, (route) => route.abort());
  if (asking.as) await signIn(town, context, asking.as);
  const page = await context.newPage();
  const person: Person = { page, context, js: asking.js ?? true, said: [], effort: { taps: 0, typed: 0 }, scripts: new Map() };
  const refused = asking.maps === false ? /ERR_FAILED|dynamically imported module/ : undefined;
  listen(person, (words) => !asking.expect?.test(words) && !refused?.test(words));
  return person;
}

/** Gives the context the session of this login. */
export async function signIn(town: Pick<Place, 'app' | 'origin'>, context: BrowserContext, login: string): Promise<void> {
  const { app } = town;
  const id = app.people[login];
  if (!id) throw new Error(`nobody is called ${login}`);
  const value = await beginSession(app.db, id, { hours: 24 * 365, now: app.clock.now() });
  await context.addCookies([{ name: SESSION_COOKIE, value, url: town.origin, httpOnly: true, sameSite: 'Lax' }]);
}

/** Closes the window; whatever its console said fails the test. */
export async function leave(person: Person): Promise<void> {
  await person.context.close();
  assert.deepEqual(person.said, []);
}

/** A page that is ready: its helpers run and its islands have woken. Without JavaScript it is ready when loaded. */
export async function visit(person: Person, path: string): Promise<Response | null> {
  const answer = await person.page.goto(path);
  if (person.js) await ready(person.page);
  return answer;
}

/** Waits until the islands of this page that wake at once are alive. */
export const ready = (page: Page): Promise<unknown> => page.waitForFunction(() =>
  document.documentElement.dataset.js !== undefined && [...document.querySelectorAll<HTMLElement>('[data-island]:not([data-when])')].every((el) => el.dataset.live !== undefined || el.dataset.failed !== undefined));

/** One tap of a finger or click, counted. */
export async function tap(person: Person, target: Locator): Promise<void> {
  person.effort.taps += 1;
  await target.click();
}

/** Characters typed into a field, counted; the tap into the field too. */
export async function write(person: Person, target: Locator, words: string): Promise<void> {
  person.effort.taps += 1;
  person.effort.typed += [...words].length;
  await target.fill(words);
}

/** A photo taken: opening the camera, the shutter, "use photo". Counted as these three. */
export async function takePhoto(person: Person, target: Locator, photo: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  person.effort.taps += 3;
  await target.setInputFiles(photo);
}

let axeSource: Promise<string> | undefined;
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe-core finds wrong on the page by WCAG 2.2 A and AA, one line each: rule, element. The context needs `bypassCSP`. */
export async function axe(page: Page): Promise<string[]> {
  axeSource ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(await axeSource);
  const found = await violations(page, 'document', RULES);
  const covered = found.filter((one) => one.rule === 'target-size' && one.words.includes('partially obscured'));
  // A standing bar covers whatever happens to be scrolled under it. Such a target is measured again where a person would press it: in the middle of the screen.
  const still: Violation[] = [];
  for (const one of covered) {
    const target = JSON.stringify(one.target);
    await page.evaluate(`document.querySelector(${target})?.scrollIntoView({ block: 'center' })`);
    still.push(...(await violations(page, `document.querySelector(${target})`, ['target-size'])));
  }
  return [...found.filter((one) => !covered.includes(one)), ...still].map((one) => `${one.rule}: ${one.target} ${one.html} ${one.words}`);
}

interface Violation { readonly rule: string; readonly target: string; readonly html: string; readonly words: string }
/** `only`: tags or names of rules. */
const violations = (page: Page, where: string, only: readonly string[]): Promise<Violation[]> => page.evaluate(
  `axe.run(${where}, { runOnly: ${JSON.stringify(only)} }).then((result) => result.violations.flatMap((v) => v.nodes.map((n) => ({ rule: v.id, target: n.target.join(' '), html: n.html.slice(0, 160), words: n.any[0]?.message ?? '' }))))`,
);

function listen({ page, context, said, scripts }: Person, unexpected: (words: string) => boolean): void {
  const hear = (words: string) => { if (unexpected(words)) said.push(words); };
  context.on('page', (opened) => { if (opened !== page) hearPage(opened, hear); });
  hearPage(page, hear);
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.set(new URL(response.url()).pathname, Number(response.headers()['content-length']));
  });
}

function hearPage(page: Page, hear: (words: string) => void): void {
  page.on('console', (message) => { if (message.type() === 'error') hear(`${message.text()} (${message.location().url})`); });
  page.on('pageerror', (error) => hear(error.message));
}
