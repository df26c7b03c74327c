// Half an hour of everything at once, after ten minutes that fill what is kept in memory, on a city of 1,000,000 cases, against the product as its operator runs it; every 15 seconds the crowd stands
// still, the process collects its garbage through the inspector, and what it holds is written down. A leak is a line that rises. Quick: two minutes.
// SOAK_SECONDS sets another length. The limits of addresses are at work (TRUST_PROXY with 2,000 addresses), only wider, as a big city sets them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { openDatabase, sql, type Database } from '#ground/db/index.ts';
import { beginSession, issueKey } from '#ground/identity/index.ts';
import { gather, type Crowd } from './soak/crowd.ts';
import { growthOf, type Growth } from './soak/growth.ts';
import { freePort, inspect, type Inspector, type Memory } from './soak/inspector.ts';
import { ready, somePhotos, VISITS, type City } from './soak/visits.ts';
import { startProduct, type Bench, type BenchTools, type Row } from './support/harness.ts';

const OVER = 30; // minutes that growth is told for
const ALLOWED = 0.02; // of what is held, in that time
const PEOPLE = 16;
const THINKING_MS = 60;
const TOKEN = 'soak-soak-soak-soak';
type Reading = Memory & { readonly t: number };

export const bench: Bench = {
  name: 'soak', about: `memory of the app process at 1,000,000 cases under mixed load: growth in ${OVER} minutes by a line through what it holds after collecting`, needs: ['postgres'],
  async run(tools) {
    const folder = await mkdtemp(join(tmpdir(), 'comis-soak-'));
    const url = await tools.million();
    const port = await freePort();
    const settings = { DATABASE_URL: url, DATA_DIR: folder, METRICS_TOKEN: TOKEN, TRUST_PROXY: 'on', WRITES_PER_MINUTE: '600', SIGN_INS_PER_HOUR: '30' };
    const product = await startProduct(settings, { flags: [`--inspect=127.0.0.1:${port}`] });
    try {
      const city = await cityAt(product.url, url);
      return await soaked(city, await inspect(port), tools);
    } finally {
      await product.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function soaked(city: City, inspector: Inspector, tools: BenchTools): Promise<Row[]> {
  const seconds = Number(process.env['SOAK_SECONDS'] ?? (tools.quick ? 120 : 2400));
  const [every, warm] = [Math.min(15, seconds / 12), seconds / 4];
  await ready(city, 10);
  const crowd = gather(city, VISITS, { people: PEOPLE, thinking: THINKING_MS });
  const started = performance.now();
  const readings: Reading[] = [];
  try {
    while (performance.now() - started < seconds * 1000) {
      await pause(every * 1000);
      const reading = { t: (performance.now() - started) / 60_000, ...(await crowd.still(() => inspector.memory())) };
      readings.push(reading);
      tools.log(`${reading.t.toFixed(1)} min: held ${mb(reading.held)} (heap ${mb(reading.heap)}, external ${mb(reading.external)}), resident ${mb(reading.rss)}; ${visits(crowd)} visits${crowd.wrong.size ? `, wrong: ${[...crowd.wrong.values()].reduce((a, b) => a + b)}` : ''}`);
    }
  } finally {
    await crowd.end();
    inspector.close();
  }
  for (const [name, times] of crowd.made) tools.log(`${name}: ${times}`);
  const wrong = [...crowd.wrong].map(([words, times]) => `${times} × ${words}`);
  if (wrong.length) throw new Error(`visits went wrong:\n${wrong.join('\n')}`);
  return rowsOf(readings.filter(({ t }) => t * 60 >= warm), seconds, visits(crowd));
}

function rowsOf(readings: readonly Reading[], seconds: number, all: number): Row[] {
  const line = (name: string, of: (one: Reading) => number, allowed: number): Row => {
    const growth = growthOf(readings.map((one) => ({ t: one.t, value: of(one) })), OVER);
    // A long run must show that nothing grows; a short one can only show that nothing plainly does.
    const counted = seconds >= 1200 ? growth.high : growth.low;
    return {
      work: `${name} after ${Math.round(seconds / 60)} min`, database: 'postgresql', product: `${percent(growth.growth)} in ${OVER} min of ${mb(growth.mean)}`, baseline: `limit ${percent(allowed)}`,
      ratio: (1 + allowed) / (1 + Math.max(0, counted)), least: 1, note: `95 %: ${bounds(growth)}; ${readings.length} readings, ${all} visits`,
    };
  };
  // What is resident also moves with how the allocator keeps pages: it has to have settled, not to stand still.
  return [line('memory held', ({ held }) => held, ALLOWED), line('resident memory', ({ rss }) => rss, 5 * ALLOWED)];
}

const mb = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MB`;
const percent = (part: number): string => `${part >= 0 ? '+' : '−'}${Math.abs(part * 100).toFixed(1)} %`;
const bounds = ({ low, high }: Growth): string => `${percent(low)} to ${percent(high)}`;
const visits = ({ made }: Crowd): number => [...made.values()].reduce((sum, n) => sum + n, 0);

/** What the crowd knows of the city, and sessions of three desks. */
async function cityAt(url: string, database: string): Promise<City> {
  const db = await openDatabase({ url: database });
  try {
    const codes = async (query: ReturnType<typeof sql>) => (await db.rows(z.object({ code: z.string() }), query)).map(({ code }) => code);
    const open = await codes(sql`select code from city.classes where visibility = 'public' and parent is not null order by code limit 60`);
    const box = await db.one(z.object({ west: z.number(), south: z.number(), east: z.number(), north: z.number() }), sql`
      select ST_XMin(box) as west, ST_YMin(box) as south, ST_XMax(box) as east, ST_YMax(box) as north from (select ST_Extent(geom) as box from (select geom from city.v_cases where geom is not null order by id desc limit 2000) c) b`);
    return {
      url, token: TOKEN, key: await issueKey(db, await anyone(db), 'soak'), classes: open, services: open, photos: await somePhotos(5), cookies: await sessions(db), bounds: [box.west, box.south, box.east, box.north],
      areas: await codes(sql`select code from city.areas where kind in ('district', 'street') order by code limit 40`), words: ['路灯', '垃圾', '井盖', '噪音', 'street light', 'pothole', '三轮车'],
      numbers: await codes(sql`select number as code from city.v_cases where visibility = 'public' order by id desc limit 300`),
    };
  } finally {
    await db.close();
  }
}

const anyone = async (db: Database): Promise<string> => (await db.one(z.object({ person: z.string() }), sql`
  select person::text as person from ground.identity_grants where ended_at is null and role = 'administrator' order by id limit 1`)).person;

async function sessions(db: Database): Promise<Record<string, string>> {
  const holders = await db.rows(z.object({ role: z.string(), person: z.string() }), sql`
    select distinct on (role) role, person::text as person from ground.identity_grants where ended_at is null and role in ('acceptor', 'dispatcher', 'handler') order by role, id`);
  const now = new Date();
  const pairs: [string, string][] = [];
  for (const { role, person } of holders) pairs.push([role, `comis_session=${await beginSession(db, person, { hours: 6, now })}`]);
  return Object.fromEntries(pairs);
}
