// The embedded database: PGlite (PostgreSQL compiled to WebAssembly) with PostGIS in a worker thread, behind our own wire server on a Unix socket,
// so that the driver, pg-boss and psql meet an ordinary PostgreSQL. Why so and what it costs: docs/decisions/0002-embedded-database.md.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { DatabaseRefusal } from '../errors.ts';
import { m } from '../messages.ts';
import { prepareFolder } from './folder.ts';
import { keep } from './keeper.ts';
import { isLock, takeLock } from './lock.ts';

export interface Embedded {
  /** For any PostgreSQL driver. */
  connection: { host: string; port: number; database: string; user: string };
  /** The thread that serves now; for tests that end it. */
  worker(): Worker;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  dataDir: string;
  idleTransaction: number;
  log: (line: string) => void;
  /** Milliseconds between looks at what must be vacuumed or checkpointed. */
  housekeepingEvery?: number;
}

const PORT = 5432;

/** Opens the database in `dataDir`, making it when there is none. Throws DatabaseRefusal when another process has it or when it is broken. */
export async function openEmbedded({ dataDir, idleTransaction, log, housekeepingEvery = 10_000 }: EmbeddedOptions): Promise<Embedded> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const host = await socketFolder();
  const lock = await takeLock(join(dataDir, 'comis.lock'), host);
  if (!isLock(lock)) {
    await rm(host, { recursive: true, force: true });
    throw new DatabaseRefusal(m.folderTaken, { dir: dataDir, pid: lock.pid });
  }
  if (lock.previous?.socket) await rm(lock.previous.socket, { recursive: true, force: true });
  const giveBack = async () => { await rm(host, { recursive: true, force: true }); await lock.release(); };
  const folder = join(dataDir, 'pgdata');
  try {
    await prepareFolder(folder);
    const keeper = await keep({ do: 'serve', folder, path: join(host, `.s.PGSQL.${PORT}`), idleTransaction, housekeepingEvery }, log);
    return {
      connection: { host, port: PORT, database: 'postgres', user: 'postgres' },
      worker: () => keeper.worker,
      stop: () => keeper.stop().finally(giveBack),
    };
  } catch (error) {
    await giveBack();
    throw new DatabaseRefusal(m.folderBroken, { dir: dataDir, why: error instanceof Error ? error.message : String(error) });
  }
}

/** A fresh folder only we may enter. A socket's whole path must stay under 108 bytes, so the data folder itself would not do. */
async function socketFolder(): Promise<string> {
  const base = tmpdir();
  return mkdtemp(join(Buffer.byteLength(base) > 70 ? '/tmp' : base, 'comis-db-'));
}
