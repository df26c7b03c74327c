// The ground alone around a few routes, for tests of the ground: a fresh database, a clock to move, requests as a browser or a program sends them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freshDatabase } from '#test/database.ts';
import { standingClock } from '../clock/index.ts';
import { readConfig } from '../config/index.ts';
import type { Database, MigrationFolder } from '../db/index.ts';
import { openHouse, type Opened } from '../start.ts';
import type { Room } from '../room.ts';

/** The tables of the ground and no others. */
export const groundMigrations: readonly MigrationFolder[] = ['identity', 'events', 'links', 'files', 'audit']
  .map((room) => ({ room: `ground/${room}`, dir: fileURLToPath(new URL(`../${room}/migrations/`, import.meta.url)) }));

export const NOW = new Date('2026-11-18T01:41:00Z');
export interface GroundHouse extends Opened {
  readonly db: Database;
  readonly clock: ReturnType<typeof standingClock>;
  readonly folder: string;
  /** What went to the log, errors too. */
  readonly log: string[];
  ask(path: string, init?: RequestInit): Promise<Response>;
}

/** Opens a house of these rooms; `env` sets settings. Guard with `needs(t, 'postgres')`. */
export async function groundHouse(t: TestContext, room: Omit<Room, 'name'>, env: Record<string, string> = {}): Promise<GroundHouse> {
  const folder = await mkdtemp(join(tmpdir(), 'comis-ground-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const db = await freshDatabase(t, { migrate: groundMigrations });
  const clock = standingClock(NOW);
  const log: string[] = [];
  const site = async () => ({ name: { zh: '试城', en: 'Trial City' }, zone: 'Asia/Shanghai', lang: 'zh' as const, demo: false, mark: '试' });
  const house = { rooms: [{ name: 'ground/trial' as const, ...room }], migrations: groundMigrations, site, workplace: async () => undefined, tileOrigins: async () => [] };
  const config = readConfig({ DATA_DIR: folder, LOG: 'json', WRITES_PER_MINUTE: '100000', ...env });
  const opened = await openHouse(db, config, house, { baseUrl: 'http://city.test', clock, jobs: 'held', print: (line) => log.push(line) });
  t.after(() => opened.close());
  const ask = (path: string, init: RequestInit = {}) => opened.app.request(new Request(`http://city.test${path}`, { redirect: 'manual', ...init }));
  return { ...opened, db, clock, folder, log, ask };
}

/** Fields as a browser posts them from our own page. */
export function formPost(fields: Record<string, string> | [string, string][], headers: Record<string, string> = {}): RequestInit {
  return { method: 'POST', body: new URLSearchParams(fields).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', ...headers } };
}

/** JSON as a program sends it. */
export function jsonPost(value: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method: 'POST', body: typeof value === 'string' ? value : JSON.stringify(value), headers: { 'content-type': 'application/json', ...headers } };
}
