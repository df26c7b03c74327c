// What rooms keep going with the process: begun in order where work is done, ended before the database closes, and a start that fails leaves nothing running.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test, type TestContext } from 'node:test';
import { z } from 'zod';
import { freshDatabase, freshUrl } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { readConfig } from './config/index.ts';
import { sql, type Database } from './db/index.ts';
import { groundMigrations } from './http/house.fixture.ts';
import type { ReadAhead, Start } from './room.ts';
import { openHouse } from './start.ts';

const site = async () => ({ name: { zh: '试城', en: 'Trial City' }, zone: 'Asia/Shanghai', lang: 'zh' as const, demo: false, mark: '试' });
async function opening(t: TestContext, db: Database, starts: readonly Start[], env: Record<string, string> = {}, log: string[] = [], readsAhead: readonly ReadAhead[] = []) {
  const folder = await mkdtemp(join(tmpdir(), 'comis-start-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const rooms = [...starts.map((start, i) => ({ name: `ground/trial${i}` as const, starts: [start] })), { name: 'ground/reader' as const, readsAhead }];
  return openHouse(db, readConfig({ DATA_DIR: folder, LOG: 'json', ...env }), { rooms, migrations: groundMigrations, site, workplace: async () => undefined, tileOrigins: async () => [] }, { baseUrl: 'http://city.test', print: (line) => log.push(line) });
}
const fresh = (t: TestContext) => freshDatabase(t, { migrate: groundMigrations });
/** Tells when it begins and ends; `slow`: how long each takes (ms). */
const telling = (told: string[], name: string, slow = 0): Start => async () => {
  await new Promise((resolve) => setTimeout(resolve, slow));
  told.push(`${name} began`);
  return { stop: async () => { await new Promise((resolve) => setTimeout(resolve, slow)); told.push(`${name} ended`); } };
};

test('rooms begin one after another in their order, and all have ended when the house is closed', async (t) => {
  if (!needs(t, 'postgres')) return;
  const told: string[] = [];
  const house = await opening(t, await fresh(t), [telling(told, 'reader', 30), async () => undefined, telling(told, 'door')]);
  assert.deepEqual(told, ['reader began', 'door began'], 'the second waits for the first; one that its settings keep closed is passed over');
  await house.close();
  assert.deepEqual(told.slice(2).toSorted(), ['door ended', 'reader ended']);
});

test('a process that only answers requests begins none of them; one that only works does', async (t) => {
  if (!needs(t, 'postgres')) return;
  const told: string[] = [];
  const db = await fresh(t);
  for (const ROLE of ['web', 'worker']) await (await opening(t, db, [telling(told, ROLE)], { ROLE })).close();
  assert.deepEqual(told, ['worker began', 'worker ended']);
});

test('what people will ask for is read before the first of them asks, in every process that answers them', async (t) => {
  if (!needs(t, 'postgres')) return;
  const read: string[] = [];
  const db = await fresh(t);
  for (const ROLE of ['web', 'worker', 'all']) await (await opening(t, db, [], { ROLE }, [], [async () => { read.push(ROLE); }])).close();
  assert.deepEqual(read, ['web', 'all']);
});

test('reading ahead that fails is told in the log and stops nothing; one that a stop cuts short is no fault', async (t) => {
  if (!needs(t, 'postgres')) return;
  const log: string[] = [];
  const db = await fresh(t);
  let cut = () => {};
  const house = await opening(t, db, [], {}, log, [async () => { throw new Error('no room for a million'); }, () => new Promise((_, reject) => { cut = () => reject(new Error('the database is closed')); })]);
  await house.close();
  cut();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.match(log.join('\n'), /no room for a million/);
  assert.doesNotMatch(log.join('\n'), /database is closed/);
});

test('when one cannot begin the start fails with its words, what began before has ended, and later ones never begin', async (t) => {
  if (!needs(t, 'postgres')) return;
  const told: string[] = [];
  const db = await fresh(t);
  await assert.rejects(opening(t, db, [telling(told, 'first'), async () => { throw new Error('port 5060 is taken'); }, telling(told, 'third')]), /^Error: port 5060 is taken$/);
  assert.deepEqual(told, ['first began', 'first ended']);
  assert.equal((await db.one(z.object({ one: z.number() }), sql`select 1 as one`)).one, 1, 'the database is left to who opened it');
});

test('what is ended may still write: the database closes after it', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await fresh(t);
  let written = 0;
  const house = await opening(t, db, [async (ground) => ({ stop: async () => { written = await ground.db.run(sql`insert into ground.events_outbox (type, subject, payload) values ('last', 'words', '{}')`); } })]);
  await house.close();
  assert.equal(written, 1);
});

test('one that cannot end well is told in the log and keeps no other from ending', async (t) => {
  if (!needs(t, 'postgres')) return;
  const [told, log]: [string[], string[]] = [[], []];
  const house = await opening(t, await fresh(t), [async () => ({ stop: async () => { throw new Error('a stuck socket'); } }), telling(told, 'second')], {}, log);
  await house.close();
  assert.deepEqual(told, ['second began', 'second ended']);
  assert.match(log.join('\n'), /a stuck socket/);
});

test('comis start with a GB/T 28181 port that is taken says so in one sentence and ends', async (t) => {
  if (!needs(t, 'postgres')) return;
  const taken = createSocket('udp4').bind(0);
  t.after(() => { taken.close(); });
  await once(taken, 'listening');
  const { port } = taken.address();
  const folder = await mkdtemp(join(tmpdir(), 'comis-start-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('../comis.ts', import.meta.url)), 'start', '--empty'], {
    env: { ...process.env, LANG: 'en_GB.UTF-8', DATA_DIR: folder, DATABASE_URL: await freshUrl(t), PORT: '0', SIP_PORT: String(port), SIP_PASSWORD: 'camera-password' }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => { child.kill('SIGKILL'); });
  let said = '';
  child.stderr.on('data', (chunk) => { said += String(chunk); });
  const [code] = await once(child, 'exit');
  // Waiting that shows (after two seconds) stands on lines of its own.
  const lines = said.trim().split('\n').filter((line) => !/…|\.\.\.|still/i.test(line));
  assert.deepEqual([code, lines], [1, [`UDP port ${port} is taken; set SIP_PORT to another.`]]);
});
