// The one session of PGlite: bytes in, bytes out. PGlite 0.5.8 and pglite-postgis 0.2.8 fit each other; later ones of each do not.
import { PGlite } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto';
import { unaccent } from '@electric-sql/pglite/contrib/unaccent';
import { postgis } from '@electric-sql/pglite-postgis';
import { durability, type Durability, type NodeFs } from './durable.ts';

export interface Session {
  /** Runs complete protocol messages and returns all that was answered. Never throws on SQL errors: those are answers. */
  run(messages: Buffer): Promise<Buffer>;
  durability: Durability;
  close(): Promise<void>;
}

const extensions = { postgis, pg_trgm, unaccent, btree_gist, pgcrypto };
// Nothing checkpoints by itself in this single-user mode (./housekeeping.ts does), so the log only shrinks to what these say.
const LOG_SIZE = ['-c', 'max_wal_size=256MB', '-c', 'min_wal_size=32MB'];

interface Internals { ___stack_pointer: { value: number }; onAbort?: (what: unknown) => void; _PostgresMainLoopOnce: () => void; FS: { filesystems: { NODEFS: NodeFs } } }

/** Opens a folder that `createFolder` made, durable. `onAbort` is called when the WebAssembly program has died: nothing of it can be used then. */
export async function openSession(folder: string, onAbort: (what: string) => void): Promise<Session> {
  const startParams = [...PGlite.defaultStartParams.filter((param) => param !== '-F'), '-c', 'wal_sync_method=fsync', ...LOG_SIZE];
  const db = await PGlite.create({ dataDir: folder, extensions, startParams });
  const internals = db.Module as unknown as Internals;
  internals.onAbort = (what) => onAbort(String(what));
  // PGlite takes whatever is thrown in here for PostgreSQL's way of raising an error and goes on, for ever when the program is broken. Those it may
  // take are no Errors; a trap of WebAssembly or an overflow of the stack is one.
  const step = internals._PostgresMainLoopOnce;
  internals._PostgresMainLoopOnce = () => {
    try { step(); } catch (error) { if (error instanceof Error) onAbort(error.message); throw error; }
  };
  const stack = internals.___stack_pointer;
  const top = stack.value;
  return {
    durability: durability(internals.FS.filesystems.NODEFS),
    async run(messages) {
      const out: Buffer[] = [];
      const bytes = new Uint8Array(messages.buffer, messages.byteOffset, messages.length);
      await db.execProtocolRawStream(bytes, { syncToFs: false, onRawData: (data) => { out.push(Buffer.from(data)); } });
      // Every SQL error leaks about 6 kB of the C stack; after 1,900 of them nothing would run any more.
      stack.value = top;
      return out.length === 1 && out[0] ? out[0] : Buffer.concat(out);
    },
    close: () => db.close(),
  };
}

/** Makes a new database in `folder` with the extensions of the house in it, not yet on the disk for sure, and closes it. About 9 s. */
export async function createFolder(folder: string): Promise<void> {
  const db = await PGlite.create({ dataDir: folder, extensions });
  await db.exec(Object.keys(extensions).map((name) => `create extension if not exists ${name};`).join('\n'));
  await db.close();
}
