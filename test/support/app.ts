// The whole application in a test: a fresh database, the small city, a clock that stands still, jobs by hand, and sessions for everyone.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { house as whole, migrationFolders, rooms } from '#app';
import { standingClock } from '#ground/clock/index.ts';
import { readConfig } from '#ground/config/index.ts';
import type { Database } from '#ground/db/index.ts';
import type { App } from '#ground/http/app.ts';
import type { Ground } from '#ground/http/context.ts';
import { beginSession } from '#ground/identity/index.ts';
import type { heldJobs } from '#ground/jobs/index.ts';
import type { Room } from '#ground/room.ts';
import { openHouse, type Opened } from '#ground/start.ts';
import { freshDatabase, freshEmbedded } from './database.ts';
import { seedSmallCity } from './small-city.ts';

export interface Asking { as?: string; method?: string; form?: Record<string, string | string[]> | FormData; json?: unknown; headers?: Record<string, string>; body?: BodyInit; lang?: 'zh' | 'en' }
export interface TestApp {
  readonly app: App; readonly ground: Ground; readonly db: Database; readonly clock: ReturnType<typeof standingClock>;
  /** Ids of people by login. */
  readonly people: Record<string, string>;
  /** A request as nobody or as the person with this login. `form` posts urlencoded fields from our own page, `json` sends JSON. */
  request(path: string, asking?: Asking): Promise<Response>;
  /** The same, answered with the parsed JSON; throws on another status than 2xx. */
  json(path: string, asking?: Asking): Promise<unknown>;
  /** Everything that events and jobs still have to do. */
  settle(): Promise<void>;
}

/** Wednesday 18 November 2026, 09:41 in the city: a working day. */
export const START = new Date('2026-11-18T09:41:00+08:00');

/** `rooms`: tried along with the house before app.ts names them; their migrations lie in their folder. */
export async function testApp(t: TestContext, options: { embedded?: boolean; env?: Record<string, string>; now?: Date; rooms?: readonly Room[] } = {}): Promise<TestApp> {
  const added = (options.rooms ?? []).filter((room) => !rooms.some((one) => one.name === room.name));
  const migrations = [...migrationFolders, ...added.map((room) => ({ room: room.name, dir: fileURLToPath(new URL(`../../src/${room.name}/migrations/`, import.meta.url)) })).filter(({ dir }) => existsSync(dir))];
  const folder = await mkdtemp(join(tmpdir(), 'comis-app-'));
  // Hooks run in the order they were given: the house closes before its database does.
  const opened: Opened[] = [];
  t.after(async () => { for (const one of opened) await one.close(); await rm(folder, { recursive: true, force: true }); });
  const db = options.embedded ? await freshEmbedded(t, { migrate: migrations }) : await freshDatabase(t, { migrate: migrations });
  const clock = standingClock(options.now ?? START);
  const people = await seedSmallCity(db, clock.now());
  const config = readConfig({ DATA_DIR: folder, LOG: 'quiet', WRITES_PER_MINUTE: '100000', ...options.env });
  const house = await openHouse(db, config, { ...whole, rooms: [...rooms, ...added], migrations }, { baseUrl: 'http://localhost', clock, jobs: 'held', pollMs: 3_600_000, print: (line) => t.diagnostic(line) });
  opened.push(house);
  const { app, ground } = house;
  const tokens = new Map<string, string>();

  async function request(path: string, asking: Asking = {}): Promise<Response> {
    const headers = new Headers({ 'accept-language': asking.lang ?? 'zh', ...asking.headers });
    if (asking.as) headers.set('cookie', `comis_session=${await tokenOf(asking.as)}`);
    const { method, body, type } = bodyOf(asking);
    if (type) headers.set('content-type', type);
    if (method !== 'GET' && !headers.has('sec-fetch-site') && !headers.has('origin')) headers.set('sec-fetch-site', 'same-origin');
    return app.request(new Request(`http://localhost${path}`, { method, headers, ...(body === undefined ? {} : { body }), redirect: 'manual' }));
  }
  async function tokenOf(login: string): Promise<string> {
    const person = people[login];
    if (!person) throw new Error(`nobody is called ${login} in the small city`);
    let token = tokens.get(login);
    if (!token) tokens.set(login, (token = await beginSession(db, person, { hours: 24 * 3650, now: clock.now() })));
    return token;
  }
  return {
    app, ground, db, clock, people, request,
    async json(path, asking) {
      const response = await request(path, asking);
      const text = await response.text();
      if (!response.ok) throw new Error(`${asking?.method ?? 'GET'} ${path}: ${response.status} ${text.slice(0, 500)}`);
      return text === '' ? undefined : JSON.parse(text);
    },
    async settle() {
      const jobs = ground.rooms.flatMap((room) => room.jobs ?? []);
      for (let i = 0; i < 3; i++) {
        await ground.pump.settle();
        await (ground.jobs as ReturnType<typeof heldJobs>).runAll(ground, jobs);
      }
    },
  };
}

function bodyOf(asking: Asking): { method: string; body?: BodyInit; type?: string } {
  if (asking.json !== undefined) return { method: asking.method ?? 'POST', body: JSON.stringify(asking.json), type: 'application/json' };
  if (asking.form instanceof FormData) return { method: asking.method ?? 'POST', body: asking.form };
  if (asking.form) {
    const fields = Object.entries(asking.form).flatMap(([name, value]) => [value].flat().map((v): [string, string] => [name, v]));
    return { method: asking.method ?? 'POST', body: new URLSearchParams(fields).toString(), type: 'application/x-www-form-urlencoded' };
  }
  return { method: asking.method ?? (asking.body === undefined ? 'GET' : 'POST'), ...(asking.body === undefined ? {} : { body: asking.body }) };
}
