// `comis start`: the port first (so that a taken one is told at once and waiting visitors get a polite 503), then the database, the city, the house.
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { house } from '#app';
import { readConfig, type Config } from '#ground/config/index.ts';
import type { Database } from '#ground/db/index.ts';
import { serve, type Listening } from '#ground/http/serve.ts';
import { hasAdministrator, issueCode } from '#ground/identity/index.ts';
import { openHouse, openMigrated, type Opened } from '#ground/start.ts';
import { citySettings } from '#city/settings/index.ts';
import { demoSignIns } from './demo.ts';
import { m } from './messages.ts';
import { seedCity, seedDemoCity } from './seeding.ts';
import { complain, lang, print, SaidSo, showing } from './terminal.ts';

const STOP_WITHIN_MS = 2_700;
interface Parts { listening?: Listening; db?: Database; opened?: Opened }

/** Runs the city until it is told to stop; resolves with the exit code. Throws what is told in one sentence. */
export async function startCity(args: readonly string[]): Promise<number> {
  const options = optionsOf(args);
  const config = readConfig(process.env);
  const parts: Parts = {};
  const stopped = untilStopped(parts);
  try {
    await bringUp(config, options, parts);
  } catch (error) {
    await close(parts);
    throw error;
  }
  return stopped;
}

interface Options { city?: string | undefined; empty: boolean }
function optionsOf(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({ args: [...args], options: { city: { type: 'string' }, empty: { type: 'boolean' } } });
    return { city: values.city, empty: values.empty ?? false };
  } catch {
    throw new SaidSo(m.unknownOption(lang, { option: args.join(' ') }));
  }
}

async function bringUp(config: Config, options: Options, parts: Parts): Promise<void> {
  const started = performance.now();
  const serving = config.ROLE !== 'worker';
  if (serving) parts.listening = await serve({ request: async (request) => parts.opened?.app.request(request) ?? notYet() }, { port: config.PORT, host: config.HOST }).catch((error: Error) => { throw new SaidSo(error.message); });
  const baseUrl = config.BASE_URL?.replace(/\/+$/, '') ?? `http://localhost:${parts.listening?.port ?? config.PORT}`;
  const db = (parts.db = await showing(m.opening(lang), () => openMigrated(config, house, complain)));
  if (options.city) await seedCity(db, options.city);
  else if (!options.empty) await seedDemoCity(db, config);
  parts.opened = await openHouse(db, config, house, { baseUrl });
  const settings = await citySettings(db);
  print(m.listening(lang, { name: settings.name[lang] ?? settings.name.zh, database: db.kind === 'embedded' ? m.embedded : m.server, n: Math.round((performance.now() - started) / 100) / 10 }));
  print(serving ? m.address(lang, { url: baseUrl }) : m.worker(lang));
  if (settings.demo) for (const line of await demoSignIns(db, config)) print(line);
  else if (!(await hasAdministrator(db))) await printFirstLink(db, baseUrl);
}

function notYet(): Response {
  return new Response(`${m.startingUp('zh')} ${m.startingUp('en')}\n`, { status: 503, headers: { 'retry-after': '2', 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' } });
}

/** A city without an administrator gets one by a link that works once; a new start prints a new one. */
async function printFirstLink(db: Database, baseUrl: string): Promise<void> {
  const code = await issueCode(db, { purpose: 'administrator-link', sentTo: 'administrator', minutes: 24 * 60, now: new Date() });
  print(m.firstAdministrator(lang));
  print(`${baseUrl}/first?code=${code}`);
}

/** Resolves with 0 after the first signal (or when the launcher died) and a clean close; whatever hangs then is left behind. */
function untilStopped(parts: Parts): Promise<number> {
  return new Promise((resolve) => {
    let stopping = false;
    const stop = async () => {
      if (stopping) return;
      stopping = true;
      print(m.stopping(lang));
      await Promise.race([close(parts), pause(STOP_WITHIN_MS)]);
      resolve(0);
      process.exit(0);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
    process.on('disconnect', () => void stop());
    process.channel?.unref();
  });
}

async function close({ listening, opened, db }: Parts): Promise<void> {
  await listening?.close();
  await opened?.close();
  await db?.close();
}
