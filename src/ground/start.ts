// Opening the house: database, migrations, rooms, listeners, jobs, and in the end the port. Nothing of it happens on import.
import { join } from 'node:path';
import { openMailer } from './channels/index.ts';
import { systemClock, type Clock } from './clock/index.ts';
import type { Config } from './config/index.ts';
import { migrate, openDatabase, type Database, type Db, type MigrationFolder } from './db/index.ts';
import { forgetFrom } from './events/cache.ts';
import { startPump } from './events/pump.ts';
import { openFiles } from './files/index.ts';
import { buildApp, type App } from './http/app.ts';
import type { Ground, Site } from './http/context.ts';
import { openLog } from './http/log.ts';
import { heldJobs, openJobs, type Job } from './jobs/index.ts';
import type { Lang } from './i18n/index.ts';
import type { Viewer } from './identity/viewer.ts';
import type { Room, Started } from './room.ts';
import { counting } from './system/metrics-requests.ts';

/** What the house is made of; app.ts gives it, so that ground names no room. */
export interface House {
  readonly rooms: readonly Room[];
  readonly migrations: readonly MigrationFolder[];
  site(db: Db): Promise<Site>;
  workplace(db: Db, viewer: Viewer, lang: Lang): Promise<string | undefined>;
  tileOrigins(db: Db): Promise<string[]>;
}

export interface Opened { readonly ground: Ground; readonly app: App; close(): Promise<void> }

/** Opens the database and brings its tables up to date. */
export async function openMigrated(config: Config, house: House, print: (line: string) => void): Promise<Database> {
  const db = await openDatabase({ url: config.DATABASE_URL, dataDir: join(config.DATA_DIR, 'database'), poolSize: config.POOL_SIZE, log: print });
  await migrate(db, [...house.migrations]);
  return db;
}

/** The house around an open database. `jobs: 'held'` keeps jobs for tests to run by hand; `pollMs`: how often the outbox is looked at without a nudge. */
export async function openHouse(db: Database, config: Config, house: House, options: { baseUrl: string; clock?: Clock; jobs?: 'run' | 'held'; pollMs?: number; print?: (line: string) => void }): Promise<Opened> {
  const log = counting(openLog(config.LOG, options.print));
  const clock = options.clock ?? systemClock;
  const origins = await house.tileOrigins(db);
  const working = config.ROLE !== 'web';
  const jobs = options.jobs === 'held' ? heldJobs() : await openJobs(db, (error) => log.error(error, 'jobs'));
  const pump = startPump({
    db, clock, listeners: working ? house.rooms.flatMap((room) => room.listens ?? []) : [], onError: (error) => log.error(error, 'events'),
    ...(options.pollMs === undefined ? {} : { every: options.pollMs }),
  });
  pump.watch((events) => forgetFrom(db.root, events));
  const ground: Ground = {
    config, clock, db, jobs, pump, log, rooms: house.rooms, baseUrl: options.baseUrl,
    files: openFiles(join(config.DATA_DIR, 'files')),
    mailer: openMailer({ smtpUrl: config.SMTP_URL, from: config.MAIL_FROM, folder: join(config.DATA_DIR, 'outgoing-mail') }),
    site: () => house.site(db), workplace: (viewer, lang) => house.workplace(db, viewer, lang), tileOrigins: () => origins,
  };
  const running = working && options.jobs !== 'held';
  if (running) await beginWork(ground, house.rooms.flatMap((room) => room.jobs ?? []));
  const app = buildApp(ground);
  const ended = async (): Promise<void> => { await pump.stop(); await jobs.stop(); };
  const started = running ? await startAll(ground).catch(async (error: unknown) => { await ended(); throw error; }) : [];
  const closing = new AbortController();
  if (config.ROLE !== 'worker' && options.jobs !== 'held') readAhead(ground, closing.signal);
  return { ground, app, close: async () => { closing.abort(); await stopAll(ground, started); await ended(); } };
}

/** What rooms keep going. When one cannot begin, those that did are ended again. */
async function startAll(ground: Ground): Promise<Started[]> {
  const started: Started[] = [];
  try {
    for (const start of ground.rooms.flatMap((room) => room.starts ?? [])) {
      const one = await start(ground);
      if (one) started.push(one);
    }
    return started;
  } catch (error) {
    await stopAll(ground, started);
    throw error;
  }
}

function readAhead(ground: Ground, closing: AbortSignal): void {
  for (const read of ground.rooms.flatMap((room) => room.readsAhead ?? [])) void read(ground).catch((error: unknown) => { if (!closing.aborted) ground.log.error(error, 'reading ahead'); });
}

/** One that cannot end well does not keep the others from ending. */
const stopAll = (ground: Ground, started: readonly Started[]): Promise<unknown> => Promise.all(started.map((one) => one.stop().catch((error: unknown) => ground.log.error(error, 'stopping'))));

const SOON_MS = 1000;
/** Jobs by their times, and soon after the events they wait for: once for a burst, when listeners have written what it needs. */
async function beginWork(ground: Ground, jobs: readonly Job[]): Promise<void> {
  await ground.jobs.work(ground, jobs);
  const waiting = new Set<string>();
  ground.pump.watch((events) => {
    for (const job of jobs.filter((j) => !waiting.has(j.name) && events.some((e) => j.soonAfter?.includes(e.type)))) {
      waiting.add(job.name);
      setTimeout(() => {
        waiting.delete(job.name);
        void ground.jobs.send(job.name, {}).catch((error: unknown) => ground.log.error(error, `sending ${job.name}`));
      }, SOON_MS).unref();
    }
  });
}
