// The demo city as people meet it: pages full of an invented past, by axe-core and by their width. These are the pictures a newcomer looks at first.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { z } from 'zod';
import { house as whole, migrationFolders } from '#app';
import { standingClock } from '#ground/clock/index.ts';
import { readConfig } from '#ground/config/index.ts';
import { sql, type Database } from '#ground/db/index.ts';
import { serve } from '#ground/http/serve.ts';
import { openHouse } from '#ground/start.ts';
import { readPackage, seedPackage } from '#city/package/index.ts';
import { openBrowser, type Place } from '#test/browser.ts';
import { freshDatabase } from '#test/database.ts';
import { loadDemoHistory } from '../../demo-city/load.ts';
import { DEMO_CITY } from '../../src/cli/demo.ts';
import { visitAll, type Look } from './looking.ts';

/** A working morning; the invented past ends here. */
const NOW = new Date('2026-11-18T10:20:00+08:00');
interface Subjects { readonly closed: string; readonly open: string }

const RESIDENT: readonly Look<Subjects>[] = [
  { path: () => '/', shown: true }, { path: () => '/report?photo=1', shown: true }, { path: () => '/map', shown: true }, { path: () => '/reports', shown: true }, { path: (s) => `/reports/${s.closed}`, shown: true }, { path: () => '/search?q=%E5%8D%A0%E9%81%93', shown: true },
];
const STAFF: readonly Look<Subjects>[] = [
  { path: () => '/desk/acceptance', as: 'acceptor', shown: true }, { path: (s) => `/cases/${s.open}`, as: 'acceptor', shown: true }, { path: () => '/desk/intake', as: 'acceptor', shown: true }, { path: () => '/desk/dispatch', as: 'dispatcher', shown: true },
  { path: (s) => `/cases/${s.closed}`, as: 'acceptor', shown: true }, { path: () => '/admin/organisations', as: 'administrator', shown: true },
];

test('the demo city: residents and staff, in both languages and themes', { timeout: 900_000 }, async (t) => {
  const place = await openDemoCity(t);
  if (!place) return;
  const subjects = await subjectsOf(place.app.db);
  for (const [name, looks, ways] of [
    ['demo-residents', RESIDENT, [['phone', 'zh', false], ['phone', 'en', true, false]]], ['demo-residents', RESIDENT.slice(0, 5), [['desktop', 'zh', false, false]]], ['demo-staff', STAFF, [['desktop', 'zh', false, false], ['desktop', 'en', true, false]]],
  ] as const) {
    for (const way of ways) await t.test(`${name}: ${way[0]}, ${way[1]}, ${way[2] ? 'dark' : 'light'}`, async () => assert.deepEqual(await visitAll(place, name, looks, subjects, way), []));
  }
});

/** The demo city's package with a shorter past, on a port of its own. */
async function openDemoCity(t: TestContext): Promise<Place | undefined> {
  const browser = await openBrowser(t);
  if (!browser) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'comis-demo-'));
  let close = async () => {};
  t.after(async () => { await close(); await rm(folder, { recursive: true, force: true }); });
  const db = await freshDatabase(t, { migrate: migrationFolders });
  await seedPackage(db, await readPackage(DEMO_CITY), { password: 'only-a-test' });
  const clock = standingClock(NOW);
  const house = await openHouse(db, readConfig({ DATA_DIR: folder, LOG: 'quiet' }), whole, { baseUrl: 'http://localhost', clock, jobs: 'held', print: (line) => t.diagnostic(line) });
  await loadDemoHistory(db, { until: NOW, reports: 1500, files: house.ground.files });
  const listening = await serve(house.app, { port: 0, host: '127.0.0.1' });
  close = async () => { listening.server.closeAllConnections(); await listening.close(); await house.close(); };
  const people = await db.rows(z.object({ login: z.string(), id: z.string() }), sql`select login, id from ground.identity_people where login is not null`);
  return { browser, origin: `http://localhost:${listening.port}`, app: { db, clock, people: Object.fromEntries(people.map((person) => [person.login, person.id])) } };
}

/** A closed case with a photo afterwards, and the newest one that waits for the acceptor of the district. */
async function subjectsOf(db: Database): Promise<Subjects> {
  return db.one(z.object({ closed: z.string(), open: z.string() }), sql`select
    (select c.number from city.cases c join ground.files f on f.owner_type = 'case' and f.owner_key = c.number and f.role = 'after' where c.stage = 'closed' and c.visibility = 'public' and c.outcome = 'resolved' order by c.closed_at desc limit 1) as closed,
    (select c.number from city.cases c where c.stage = 'received' and c.supervision = 'supervision-demo' order by c.received_at desc limit 1) as open`);
}
