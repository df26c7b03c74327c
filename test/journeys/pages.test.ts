// Every page by axe-core (WCAG 2.2 A and AA, no violation), in both languages, light and dark, on a phone and a desktop; none wider than its screen.
// With UPDATE_SCREENS=1 the same visits leave their pictures in docs/screens/.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCase, walk } from '#city/cases/cases.fixture.ts';
import { openTown, type Lang, type Person, type Screen, type Town } from '#test/browser.ts';
import { visitAll, type Look } from './looking.ts';
import { photoOf } from './resident.ts';

interface Stock { readonly closed: { number: string; code: string }; readonly open: { number: string; code: string }; readonly checking: string }
const RESIDENT: readonly Look<Stock>[] = [
  { path: () => '/', shown: true }, { path: () => '/report', shown: true }, { path: () => '/report', after: sendWrong, shown: true }, { path: (s) => `/r/${s.open.code}`, shown: true },
  { path: (s) => `/r/${s.closed.code}`, shown: true }, { path: (s) => `/r/${s.closed.code}?not=solved`, shown: true }, { path: () => '/reports', shown: true }, { path: () => '/reports?class=E0410' },
  { path: (s) => `/reports/${s.closed.number}`, shown: true }, { path: () => '/map', shown: true }, { path: () => '/search?q=%E6%91%8A', shown: true }, { path: () => '/r' }, { path: () => '/r/AAAA-AAAA' },
  { path: () => '/sign-in', shown: true }, { path: () => '/account', as: 'resident', shown: true }, { path: () => '/follow?topic=area:900101' }, { path: () => '/nowhere', shown: true }, { path: () => '/offline' }, { path: () => '/api' },
];
const STAFF: readonly Look<Stock>[] = [
  { path: () => '/desk/acceptance', as: 'acceptor', shown: true }, { path: () => '/desk/acceptance?late=1', as: 'acceptor' }, { path: (s) => `/cases/${s.open.number}`, as: 'acceptor', shown: true }, { path: () => '/desk/intake', as: 'acceptor', shown: true },
  { path: () => '/desk/checks', as: 'acceptor' }, { path: () => '/desk/handover', as: 'acceptor' }, { path: () => '/desk/dispatch', as: 'dispatcher' }, { path: (s) => `/cases/${s.closed.number}`, as: 'dispatcher', shown: true },
  { path: () => '/desk/handling', as: 'handler', shown: true }, { path: () => '/cases', as: 'examiner' }, { path: (s) => `/cases/${s.closed.number}/print`, as: 'acceptor' }, { path: (s) => `/cases/${s.open.number}/reporters`, as: 'acceptor' },
];
const FIELD: readonly Look<Stock>[] = [{ path: () => '/desk/field', as: 'officer', shown: true }, { path: (s) => `/desk/field/${s.checking}`, as: 'officer', shown: true }];
const ADMIN: readonly Look<Stock>[] = ['/admin/organisations', '/admin/organisations/law1', '/admin/people', '/admin/people/new', '/admin/areas', '/admin/classes', '/admin/classes/E0406', '/admin/responsibilities', '/admin/calendar', '/admin/calendar/hours', '/admin/assets', '/admin/addresses', '/admin/maps', '/admin/deliveries']
  .map((path, at) => ({ path: () => path, as: 'administrator', ...(at < 8 && at % 2 === 0 ? { shown: true as const } : {}) }));
const DESIGN: readonly Look<Stock>[] = [{ path: () => '/design', shown: true }];

/** Every page is seen in both languages and both themes, the first time with its maps drawn. */
const WAYS: readonly { name: string; looks: readonly Look<Stock>[]; ways: readonly (readonly [Screen, Lang, boolean, boolean?])[] }[] = [
  { name: 'residents', looks: RESIDENT, ways: [['phone', 'zh', false], ['phone', 'en', true, false], ['desktop', 'en', false, false]] },
  { name: 'officers', looks: FIELD, ways: [['phone', 'zh', false], ['phone', 'en', true, false]] },
  { name: 'staff', looks: STAFF, ways: [['desktop', 'zh', false], ['desktop', 'en', true, false]] },
  { name: 'administration', looks: ADMIN, ways: [['desktop', 'zh', false, false], ['desktop', 'en', true, false]] },
  { name: 'design sheet', looks: DESIGN, ways: [['desktop', 'zh', false], ['phone', 'en', true]] },
];

test('every page is accessible and fits', { timeout: 1200_000 }, async (t) => {
  const town = await openTown(t);
  if (!town) return;
  const empty = await visitAll(town, 'residents-empty', [{ path: () => '/', shown: true }, { path: () => '/reports', shown: true }, { path: () => '/map', shown: true }], NOTHING, ['phone', 'zh', false]);
  assert.deepEqual(empty, []);
  const stock = await stocked(town);
  for (const { name, looks, ways } of WAYS) {
    for (const way of ways) await t.test(`${name}: ${way[0]}, ${way[1]}, ${way[2] ? 'dark' : 'light'}`, async () => assert.deepEqual(await visitAll(town, name, looks, stock, way), []));
  }
});

const NOTHING: Stock = { closed: { number: '', code: '' }, open: { number: '', code: '' }, checking: '' };

/** Asks for confidence without saying how to be reached: the form comes back with what is missing. */
async function sendWrong({ page }: Person): Promise<void> {
  await page.locator('form.rep[data-live]').waitFor();
  await page.locator('label', { has: page.locator('[name=reporter][value=confidential]') }).click();
  await page.locator('.rep-go button').click();
  await page.locator('.error').first().waitFor();
}

/** A city with something in it: one closed case with before and after, one just reported with long words, one waiting for the officer, a few around. */
async function stocked(town: Town): Promise<Stock> {
  const { app } = town;
  const long = '人行道上从早到晚摆着水果摊、煎饼摊和三辆三轮车，盲道全被占住，推婴儿车和坐轮椅的人只能走到机动车道上。昨天下午孩子放学的时候差点被电动车撞到，希望能有人来看看，最好早晚高峰都有人管。';
  const closed = await reported(town, { lon: 118.301, lat: 30.901, description: '水果摊占满人行道，轮椅过不去' });
  await walk(app, closed.number, 'closure');
  app.clock.advance(30);
  const checking = await reported(town, { lon: 118.304, lat: 30.904, description: '煎饼摊挡住路口' });
  await walk(app, checking.number, 'check-order');
  for (const [at, class_] of ['E0406', 'E0410', 'E0406'].entries()) await openCase(app, { lon: 118.3032 + 0.001 * at, lat: 30.906, class: class_, nature: at === 1 ? 'complaint' : 'report', description: long.slice(0, 20 + 10 * at) });
  app.clock.advance(25);
  return { closed, open: await reported(town, { lon: 118.3065, lat: 30.903, description: long }), checking: checking.number };
}

async function reported(town: Town, given: { lon: number; lat: number; description: string }): Promise<{ number: string; code: string }> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ class: 'E0406', ...given })) form.set(name, String(value));
  const { buffer } = await photoOf('stall', given);
  form.append('photos', new File([new Uint8Array(buffer)], 'stall.jpg', { type: 'image/jpeg' }));
  const answer: unknown = await town.app.json('/api/reports', { method: 'POST', form });
  if (typeof answer !== 'object' || answer === null || !('number' in answer) || !('code' in answer)) throw new Error('no receipt');
  return { number: String(answer.number), code: String(answer.code) };
}
