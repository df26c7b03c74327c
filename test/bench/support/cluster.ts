// The PostgreSQL of the benchmarks: kept in .cache/bench so that the million cases are made once, and as durable as a city's own: every commit waits for its fsync.
// It ends with the run that started it, however that ends; a second run meanwhile uses it too.
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { onPath, postgresBin } from '#test/needs.ts';

export interface BenchCluster { readonly url: string; stop(): Promise<void> }

/** What differs from PostgreSQL's own defaults; stated in docs/performance.md. fsync, synchronous_commit and full_page_writes are on. */
export const SETTINGS: readonly string[] = ['fsync=on', 'synchronous_commit=on', 'full_page_writes=on', 'shared_buffers=1GB', 'max_connections=200', 'max_wal_size=4GB', 'checkpoint_timeout=15min', 'timezone=Asia/Shanghai', 'listen_addresses='];
const FOLDER = fileURLToPath(new URL('../../../.cache/bench/', import.meta.url));
// $1 folder of the socket, $2 folder of the data, rest the server; runs as the user of the server until its pipe closes.
const KEEPER = 'dir=$1; log=$2/../server.log; shift 2; "$@" >"$log" 2>&1 & pid=$!; echo $pid; cat >/dev/null; kill -INT $pid 2>/dev/null; wait $pid; rm -rf "$dir"';

/** Starts it, or joins the one that runs. Throws when no server is installed or it does not answer within 30 s. */
export async function benchCluster(): Promise<BenchCluster> {
  const bin = postgresBin();
  if (bin === undefined) throw new Error('no PostgreSQL server is installed');
  await mkdir(FOLDER, { recursive: true });
  const running = await readFile(join(FOLDER, 'url'), 'utf8').catch(() => undefined);
  if (running && (await answers(running))) return { url: running, stop: async () => {} };
  return started(bin);
}

async function started(bin: string): Promise<BenchCluster> {
  const version = bin.split('/').at(-2) ?? '';
  const home = join(FOLDER, `postgresql-${version}`);
  const data = join(home, 'data');
  const socket = await mkdtemp(join(tmpdir(), 'comis-bench-'));
  await mkdir(home, { recursive: true });
  const as = await unprivileged(home, socket);
  if (!existsSync(join(data, 'PG_VERSION'))) {
    await promisify(execFile)(as[0] ?? 'env', [...as.slice(1), join(bin, 'initdb'), '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-instructions'], { cwd: home });
  }
  const flags = [...SETTINGS, `unix_socket_directories=${socket}`].flatMap((setting) => ['-c', setting]);
  const keeper = spawn(as[0] ?? 'env', [...as.slice(1), 'sh', '-c', KEEPER, 'sh', socket, data, join(bin, 'postgres'), '-D', data, ...flags], { cwd: home, stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const gone = new Promise<void>((resolve) => keeper.once('close', () => resolve()));
  const url = `postgres://postgres@localhost/postgres?host=${encodeURIComponent(socket)}`;
  for (const until = Date.now() + 30_000; !(await answers(url)); await pause(50)) if (Date.now() > until) throw new Error(`the bench server does not answer, see ${join(home, 'server.log')}`);
  await writeFile(join(FOLDER, 'url'), url);
  await dropLeftovers(url);
  return {
    url,
    async stop() {
      while ((await otherSessions(url)) > 0) await pause(500);
      keeper.stdin.end();
      await gone;
      await rm(socket, { recursive: true, force: true });
    },
  };
}

/** The command that leaves root behind, as initdb refuses it; the folders become that user's. */
async function unprivileged(...folders: string[]): Promise<string[]> {
  if (process.getuid?.() !== 0) return ['env'];
  const { stdout } = await promisify(execFile)('id', ['-u', 'postgres']);
  for (const folder of folders) await chown(folder, Number(stdout), -1);
  if (onPath('setpriv')) return ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'];
  return ['runuser', '-u', 'postgres', '--'];
}

async function answers(url: string): Promise<boolean> {
  return asked(url, 'select 1 as n').then(() => true, () => false);
}

/** Other runs that joined this server, so that the first to end does not take it from them. */
async function otherSessions(url: string): Promise<number> {
  const [row] = await asked(url, "select count(*)::int as n from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()");
  return row?.n ?? 0;
}

/** Databases of runs that were killed. Templates of older migrations too: they are made again in 3 s. */
async function dropLeftovers(url: string): Promise<void> {
  const names = await asked(url, "select datname as n from pg_database where datname ~ '^(t_|template_)'");
  for (const { n } of names) await asked(url, `drop database if exists ${n} with (force)`);
}

async function asked(url: string, text: string): Promise<{ n: number }[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query<{ n: number }>(text)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

/** The address of another database of the same server. */
export const withDatabase = (url: string, name: string): string => url.replace('/postgres?', `/${name}?`);
