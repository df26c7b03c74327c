// A throwaway PostgreSQL server: initdb in a temporary folder, a Unix socket in it, no fsync. It cannot outlive the process that started it:
// a small shell holds it, waits on a pipe which closes with that process however it ends, then stops the server and removes the folder.
import { execFile, spawn } from 'node:child_process';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { onPath, postgresBin } from './needs.ts';

export interface Cluster {
  /** Address of its `postgres` database; put it into COMIS_TEST_PG so that test processes share the cluster. */
  url: string;
  /** Process id of the server. */
  pid: number;
  stop(): Promise<void>;
}

const SETTINGS = [
  'fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300', 'shared_buffers=128MB', 'listen_addresses=', 'max_wal_size=4GB',
  'checkpoint_timeout=1h', 'autovacuum_naptime=10min', 'jit=off', 'logging_collector=off',
  // As a server in China would be set up: what depends on it breaks here and not there.
  'timezone=Asia/Shanghai',
];
// $1 folder, $2 server, rest its arguments; runs as the user of the server.
const KEEPER = 'dir=$1; shift; "$@" >"$dir/log" 2>&1 & pid=$!; echo $pid; cat >/dev/null; kill -QUIT $pid 2>/dev/null; wait $pid; cd /; rm -rf "$dir"';

/** Starts one (about 1.5 s). `settings` are added to postgresql.conf's, as `name=value`. Throws with the server's log when it does not come up. */
export async function startCluster(settings: readonly string[] = []): Promise<Cluster> {
  const bin = postgresBin();
  if (bin === undefined) throw new Error('no PostgreSQL server is installed');
  const dir = await mkdtemp(join(tmpdir(), 'comis-pg-'));
  const as = await unprivileged(dir);
  await promisify(execFile)(as[0] ?? 'env', [...as.slice(1), join(bin, 'initdb'), '-D', join(dir, 'data'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync', '--no-instructions'], { cwd: dir });
  const flags = [...SETTINGS, `unix_socket_directories=${dir}`, ...settings].flatMap((setting) => ['-c', setting]);
  const keeper = spawn(as[0] ?? 'env', [...as.slice(1), 'sh', '-c', KEEPER, 'sh', dir, join(bin, 'postgres'), '-D', join(dir, 'data'), ...flags], { cwd: dir, stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const gone = new Promise<void>((resolve) => keeper.once('close', () => resolve()));
  const pid = await new Promise<number>((resolve) => keeper.stdout.once('data', (text: Buffer) => resolve(Number(text.toString()))));
  const url = `postgres://postgres@localhost/postgres?host=${encodeURIComponent(dir)}`;
  await answers(url, join(dir, 'log'));
  keeper.unref();
  for (const pipe of [keeper.stdin, keeper.stdout]) if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
  return {
    url, pid,
    async stop() {
      keeper.ref();
      keeper.stdin.end();
      await gone;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** The command that leaves root behind, as initdb refuses it; the folder becomes that user's. */
async function unprivileged(dir: string): Promise<string[]> {
  if (process.getuid?.() !== 0) return ['env'];
  const { stdout } = await promisify(execFile)('id', ['-u', 'postgres']);
  await chown(dir, Number(stdout), -1);
  if (onPath('setpriv')) return ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'];
  return ['runuser', '-u', 'postgres', '--'];
}

async function answers(url: string, log: string): Promise<void> {
  const until = Date.now() + 30_000;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      await client.end().catch(() => {});
      if (Date.now() > until) throw new Error(`the test server does not answer, see ${log}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
  }
}
