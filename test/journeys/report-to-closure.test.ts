// The main job in a real browser: a resident reports without an account, both centres and the department do their steps, the resident sees before
// and after, rates and reopens. In Chinese and English, on a phone and a desktop, with and without JavaScript.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { arrive, leave, openTown, ready, tap, type Lang, type Person, type Screen, type Town } from '#test/browser.ts';
import { openCase } from '#city/cases/cases.fixture.ts';
import { handleAndCheck, openAt, send } from './staff.ts';
import { photoOf, photosShown, reportFromHome } from './resident.ts';
import { WORDS } from './words.ts';

type At = Readonly<{ lon: number; lat: number }>;
interface Staff { acceptor: Person; dispatcher: Person; handler: Person; officer: Person }
/** The staff sit at their own desks in a browser of the same language and screen; the officer has a phone. */
interface Run { lang: Lang; screen: Screen; js: boolean }
const RUNS: readonly Run[] = [
  { lang: 'zh', screen: 'phone', js: true }, { lang: 'en', screen: 'desktop', js: true }, { lang: 'zh', screen: 'desktop', js: true }, { lang: 'en', screen: 'phone', js: true },
  { lang: 'en', screen: 'phone', js: false }, { lang: 'zh', screen: 'desktop', js: false },
];

test('a report becomes a closed case: two languages, two screens, with and without JavaScript', { timeout: 1620_000 }, async (t) => {
  const town = await openTown(t);
  if (!town) return;
  await openCase(town.app, { lon: 118.3012, lat: 30.918 });   // the acceptor is at work on this one; what arrives does not take their page away
  for (const [at, run] of RUNS.entries()) {
    // Two hundred metres apart: nobody's report is taken for another one's.
    const place = { lon: 118.3012 + 0.002 * at, lat: 30.903 };
    await t.test(`${run.lang}, ${run.screen}, ${run.js ? 'with' : 'without'} JavaScript`, async () => {
      const staff = await atWork(town, run);
      await journey(town, staff, run, place);
      for (const person of Object.values(staff)) await leave(person);
    });
  }
});

async function atWork(town: Town, { lang, screen }: Run): Promise<Staff> {
  const desk = { lang, screen, maps: false } as const;
  return {
    acceptor: await arrive(town, { ...desk, as: 'acceptor' }), dispatcher: await arrive(town, { ...desk, as: 'dispatcher' }), handler: await arrive(town, { ...desk, as: 'handler' }),
    officer: await arrive(town, { ...desk, as: 'officer', screen: 'phone' }),
  };
}

async function journey(town: Town, staff: Staff, run: Run, place: At): Promise<void> {
  const { acceptor } = staff;
  await acceptor.page.goto('/desk/acceptance');
  await ready(acceptor.page);
  await acceptor.page.waitForFunction(() => performance.getEntriesByType('resource').some((entry) => entry.name.includes('/live?')) || document.querySelector('[data-live-sign]') !== null);
  await acceptor.page.evaluate(() => { document.documentElement.dataset.stayed = 'yes'; });
  const resident = await arrive(town, { ...run, maps: run.lang === 'zh' && run.screen === 'phone' });
  const { number, code } = await reportFromHome(resident, run.lang, place);
  await acceptor.page.locator(`tr[data-row="${number}"]`).waitFor();
  assert.equal(await acceptor.page.evaluate(() => document.documentElement.dataset.stayed), 'yes', 'it came without the page being loaded again');
  await closeAtDesks(town, staff, number, place);
  await rateAndReopen(town, staff, resident, run.lang, { number, code });
  await leave(resident);
}

async function closeAtDesks(town: Town, staff: Staff, number: string, place: At): Promise<void> {
  await openAt(staff.acceptor, '/desk/acceptance', number);
  await send(town, staff.acceptor, number, 'filing');
  await handleAndCheck(town, staff, number, await photoOf('stall-cleared', place), async () => {});
}

async function rateAndReopen(town: Town, staff: Staff, resident: Person, lang: Lang, { number, code }: { number: string; code: string }): Promise<void> {
  const { page } = resident;
  const w = WORDS[lang];
  await page.goto(`/r/${code}`);
  if (resident.js) await photosShown(resident);
  assert.ok(await page.locator('.step').count() >= 8, 'the receipt shows every step');
  await tap(resident, page.getByRole('button', { name: w.solved, exact: true }));
  await page.waitForURL(/done=rated/);
  await openedToAll(town, number);
  await page.goto(`/r/${code}?not=solved`);
  await page.getByLabel(w.why).fill('又来摆摊了');
  await page.getByRole('button', { name: w.reopen, exact: true }).click();
  await page.waitForURL(/done=reopened/);
  assert.equal((await oneRequest(town, number)).status, 'open');
  await openAt(staff.acceptor, '/desk/acceptance?tab=reopened', number);
  assert.equal(await staff.acceptor.page.locator(`tr[data-row="${number}"]`).count(), 1, 'the reopened case is back at the acceptor');
}

const Requests = z.array(z.object({ service_request_id: z.string(), status: z.string(), service_code: z.string() }));

async function oneRequest(town: Town, number: string): Promise<z.output<typeof Requests>[number]> {
  const found = Requests.parse(await town.app.json(`/open311/v2/requests.json?service_request_id=${number}`))[0];
  assert.ok(found, `${number} in the open API`);
  return found;
}

/** The public list and the open API show it closed. */
async function openedToAll(town: Town, number: string): Promise<void> {
  assert.deepEqual(await oneRequest(town, number), { service_request_id: number, status: 'closed', service_code: 'E0406' });
  assert.match(await (await town.app.request('/reports')).text(), new RegExp(`/reports/${number}`));
}
