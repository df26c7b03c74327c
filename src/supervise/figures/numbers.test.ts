// The invented city: every number of the pages opens exactly as many cases as it says.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { house as whole, migrationFolders } from '#app';
import { standingClock } from '#ground/clock/index.ts';
import { readConfig } from '#ground/config/index.ts';
import { openHouse } from '#ground/start.ts';
import { beginSession } from '#ground/identity/index.ts';
import { sql } from '#ground/db/index.ts';
import { readPackage, seedPackage } from '#city/package/index.ts';
import { freshDatabase } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { z } from 'zod';
import { loadDemoHistory } from '../../../demo-city/load.ts';
import { DEMO_CITY } from '../../cli/demo.ts';

const NOW = new Date('2026-11-18T10:20:00+08:00');
type Get = (path: string, as?: string) => Promise<string>;

async function demoCity(t: TestContext): Promise<Get> {
  const folder = await mkdtemp(join(tmpdir(), 'comis-figures-'));
  let close = async () => {};
  t.after(async () => { await close(); await rm(folder, { recursive: true, force: true }); });
  const db = await freshDatabase(t, { migrate: migrationFolders });
  await seedPackage(db, await readPackage(DEMO_CITY), { password: 'only-a-test' });
  await loadDemoHistory(db, { until: NOW, reports: 900 });
  const house = await openHouse(db, readConfig({ DATA_DIR: folder, LOG: 'quiet' }), whole, { baseUrl: 'http://localhost', clock: standingClock(NOW), jobs: 'held', pollMs: 3_600_000, print: (line) => t.diagnostic(line) });
  close = () => house.close();
  const sessions = new Map<string, string>();
  return async (path, as) => {
    if (as && !sessions.has(as)) {
      const { id } = await db.one(z.object({ id: z.string() }), sql`select id from ground.identity_people where login = ${as}`);
      sessions.set(as, await beginSession(db, id, { hours: 24 * 365, now: NOW }));
    }
    const response = await house.app.request(new Request(`http://localhost${path}`, { headers: as ? { cookie: `comis_session=${sessions.get(as)}` } : {} }));
    const text = await response.text();
    assert.equal(response.status, 200, `${path}: ${text.slice(0, 300)}`);
    return text;
  };
}

const plain = (html: string): string => html.replaceAll('&amp;', '&');
/** The links of a page that carry a number: address and number. */
const numbersOf = (html: string): [href: string, n: number][] => [...html.matchAll(/<a class="fig-n" href="([^"]+)"[^>]*>(.*?)<\/a>/g)].map((found): [string, number] => [plain(found[1] ?? ''), Number((found[2] ?? '').replace(/<[^>]+>/g, '').replaceAll(',', ''))]);

/** All cases of a list, page after page, and how many it says are not shown. */
async function listed(get: Get, href: string, as?: string): Promise<{ numbers: string[]; hidden: number }> {
  const numbers: string[] = [];
  let hidden = 0;
  for (let path: string | undefined = href; path; ) {
    const html = await get(path, as);
    numbers.push(...[...html.matchAll(/<a class="item" href="\/(?:reports|cases)\/([^"]+)"/g)].map((found) => found[1] ?? ''));
    hidden = Number(/其中 (\d+) 件不公开/.exec(html)?.[1] ?? 0);
    path = plain(/<a class="btn" href="([^"]+)" rel="next"/.exec(html)?.[1] ?? '') || undefined;
  }
  return { numbers, hidden };
}

test('every number of the page opens as many cases as it says', { timeout: 900_000 }, async (t) => {
  if (!needs(t, 'postgres')) return;
  const get = await demoCity(t);
  let looked = 0;
  const check = async (path: string, as?: string) => {
    const numbers = new Map(numbersOf(await get(path, as)));
    assert.ok(numbers.size > 3, `${path}: ${numbers.size} numbers`);
    for (const [href, n] of numbers) {
      const list = await listed(get, href, as);
      assert.equal(list.numbers.length + list.hidden, n, `${path} says ${n}, but ${href} lists ${list.numbers.length} and hides ${list.hidden}`);
      assert.equal(new Set(list.numbers).size, list.numbers.length, `${href}: one twice`);
      looked++;
    }
  };
  await check('/figures/2026-10?by=street');
  await check('/figures/2026-10?by=unit&set=work');
  await check('/figures/2026-Q3?by=main&set=quality');
  await check('/figures/2026-10?by=street&cols=source');
  await check('/figures/2026?by=class&nature=complaint');
  await check('/figures/2026-11?by=nature');
  await check('/figures/2026-W44');
  await t.test('an administrator of the whole city sees every case of every number', async () => {
    const before = looked;
    for (const [href, n] of new Map(numbersOf(await get('/figures/2026-10?by=source&set=work', 'administrator')))) {
      assert.deepEqual([(await listed(get, href, 'administrator')).numbers.length, href], [n, href]);
      looked++;
    }
    assert.ok(looked > before + 10);
  });
  assert.ok(looked > 150, `${looked} numbers were opened`);
});
