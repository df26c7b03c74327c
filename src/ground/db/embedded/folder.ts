// The folder of a new database. Making one takes 9 s, unpacking a prepared one 0.6 s; so the first one made is kept, packed, in the cache of node_modules.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { runTask } from './keeper.ts';
import { isLock, takeLock } from './lock.ts';

const run = promisify(execFile);
const WAIT_MS = 60_000;

/** Makes `folder` a database when it is none yet. It appears whole or not at all, and on the disk: a crash on the way leaves nothing half. */
export async function prepareFolder(folder: string): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) return;
  const fresh = `${folder}.new`;
  await rm(fresh, { recursive: true, force: true });
  const packed = await packedFolder();
  if (!(packed && (await unpack(packed, fresh)))) await make(fresh, packed);
  await syncTree(fresh);
  await rename(fresh, folder);
  await syncPath(dirname(folder));
}

async function unpack(packed: string, folder: string): Promise<boolean> {
  const pack = await takeLock(`${packed}.lock`, '').catch(() => undefined);
  // Somebody is making it: waiting is quicker than making another one at the same time.
  if (pack && isLock(pack)) await pack.release();
  else if (pack) await appears(packed);
  if (!existsSync(packed)) return false;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await run('tar', ['-xzf', packed, '-C', folder, '--no-same-owner']);
    return true;
  } catch {
    // Broken or no tar: it is made anew.
    await rm(folder, { recursive: true, force: true });
    await rm(packed, { force: true }).catch(() => {});
    return false;
  }
}

async function appears(packed: string): Promise<void> {
  for (const until = Date.now() + WAIT_MS; Date.now() < until && !existsSync(packed) && existsSync(`${packed}.lock`);) await new Promise((resolve) => setTimeout(resolve, 200));
}

async function make(folder: string, packed: string | undefined): Promise<void> {
  const lock = packed === undefined ? undefined : await takeLock(`${packed}.lock`, '').catch(() => undefined);
  try {
    await runTask({ do: 'create', folder });
    if (packed !== undefined && lock && isLock(lock)) await pack(folder, packed);
  } finally {
    if (lock && isLock(lock)) await lock.release();
  }
}

/** Best effort: without it the next one is slower, nothing else. */
async function pack(folder: string, packed: string): Promise<void> {
  const fresh = `${packed}.${process.pid}`;
  try {
    await run('tar', ['-czf', fresh, '-C', folder, '.']);
    await rename(fresh, packed);
  } catch {
    await rm(fresh, { force: true }).catch(() => {});
  }
}

/** Where the prepared folder of these versions is or will be; undefined when nothing can be written there. */
async function packedFolder(): Promise<string | undefined> {
  try {
    const require = createRequire(import.meta.url);
    const entry = require.resolve('@electric-sql/pglite');
    const modules = entry.slice(0, entry.lastIndexOf('@electric-sql'));
    const versions = await Promise.all(['pglite', 'pglite-postgis'].map(async (name) => versionIn(await readFile(join(modules, '@electric-sql', name, 'package.json'), 'utf8'))));
    const cache = join(modules, '.cache', 'comis');
    await mkdir(cache, { recursive: true });
    return join(cache, `embedded-${FORMAT}-${versions.join('-')}.tar.gz`);
  } catch {
    return undefined;
  }
}

/** Raised when what `createFolder` does changes. */
const FORMAT = 1;
const versionIn = (text: string) => /"version":\s*"([^"]+)"/.exec(text)?.[1] ?? '';

async function syncTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile() || entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  const next = [...paths, folder].values();
  await Promise.all(Array.from({ length: 8 }, async () => { for (const path of next) await syncPath(path); }));
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try { await handle.sync(); } finally { await handle.close(); }
}
