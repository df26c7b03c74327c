// A database of its own for every test. PostgreSQL: copied from a template that holds the migrations, made once per set of files.
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'node:test';
import pg from 'pg';
import { migrate, openDatabase, type Database, type MigrationFolder } from '#ground/db/index.ts';
import { readMigrations } from '#ground/db/migrate.ts';
import { startCluster, type Cluster } from './cluster.ts';

export { startCluster, type Cluster } from './cluster.ts';

export interface FreshOptions {
  /** Whose migrations it holds; every room's when left out. `[]`: only the extensions. */
  migrate?: readonly MigrationFolder[] | undefined;
  poolSize?: number | undefined;
  idleTransaction?: number | undefined;
}

/** A new PostgreSQL database, dropped after the test. Guard with `needs(t, 'postgres')`. */
export async function freshDatabase(t: TestContext, options: FreshOptions = {}): Promise<Database> {
  const { url, drop } = await createDatabase(options);
  const db = await openDatabase({ url, poolSize: options.poolSize, idleTransaction: options.idleTransaction });
  t.after(() => db.close().finally(drop));
  return db;
}

/** The address of a new PostgreSQL database, dropped after the test, for tests that open it themselves or in other processes. */
export async function freshUrl(t: TestContext, options: FreshOptions = {}): Promise<string> {
  const { url, drop } = await createDatabase(options);
  t.after(drop);
  return url;
}

/** A new embedded database (PGlite) in a temporary folder, removed after the test. It takes about 3 s and 1 GB: use it where the kind matters. */
export async function freshEmbedded(t: TestContext, options: FreshOptions = {}): Promise<Database> {
  const folder = await mkdtemp(join(tmpdir(), 'comis-embedded-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const db = await openDatabase({ dataDir: join(folder, 'db'), poolSize: options.poolSize, idleTransaction: options.idleTransaction })
    .catch(async (error: unknown) => { await remove(); throw error; });
  t.after(() => db.close().finally(remove));
  await migrate(db, options.migrate ?? (await everyMigration()));
  return db;
}

/** The `migrations` folders of all rooms of this checkout (`src/floor/room/migrations`). */
export async function everyMigration(): Promise<MigrationFolder[]> {
  const src = fileURLToPath(new URL('../../src/', import.meta.url));
  const found = (await readdir(src, { recursive: true, withFileTypes: true })).filter((entry) => entry.isDirectory() && entry.name === 'migrations');
  return found.map((entry) => ({ room: entry.parentPath.slice(src.length), dir: join(entry.parentPath, 'migrations') }));
}

let counter = 0;
let own: Promise<Cluster> | undefined;
const templates = new Map<string, Promise<string>>();

/** The server of the run (COMIS_TEST_PG, set by `npm test`), else one of this process that ends with it. */
async function serverUrl(): Promise<string> {
  return process.env.COMIS_TEST_PG || (await (own ??= startCluster())).url;
}

/** A new PostgreSQL database outside of any test; `drop` ends its connections too. */
export async function createDatabase(options: FreshOptions = {}): Promise<{ url: string; drop: () => Promise<void> }> {
  const server = await serverUrl();
  const template = await templateFor(server, options.migrate ?? (await everyMigration()));
  const name = `t_${process.pid}_${++counter}`;
  await asAdmin(server, (admin) => admin.query(`create database ${name} template ${template}`));
  return {
    url: withDatabase(server, name),
    drop: async () => { await asAdmin(server, (admin) => admin.query(`drop database if exists ${name} with (force)`)); },
  };
}

async function templateFor(server: string, folders: readonly MigrationFolder[]): Promise<string> {
  const files = await readMigrations(folders);
  const name = `template_${createHash('sha256').update(files.map((file) => file.name + file.checksum).join()).digest('hex').slice(0, 20)}`;
  let made = templates.get(name);
  if (!made) templates.set(name, (made = makeTemplate(server, name, folders)));
  return made;
}

async function makeTemplate(server: string, name: string, folders: readonly MigrationFolder[]): Promise<string> {
  return asAdmin(server, async (admin) => {
    // Test processes meet here; the first one makes it, under another name until it is complete.
    await admin.query(`select pg_advisory_lock(hashtext($1))`, [name]);
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount) return name;
    await admin.query(`drop database if exists ${name}_new with (force)`);
    // From the bare one, so that the extensions (1 s) are made once for all sets of migrations.
    const base = folders.length ? await templateFor(server, []) : 'template0';
    await admin.query(`create database ${name}_new template ${base}`);
    const db = await openDatabase({ url: withDatabase(server, `${name}_new`), poolSize: 2 });
    try { await migrate(db, folders); } finally { await db.close(); }
    await admin.query(`alter database ${name}_new rename to ${name}`);
    return name;
  });
}

async function asAdmin<T>(server: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: server });
  admin.on('error', () => {});
  await admin.connect();
  try { return await work(admin); } finally { await admin.end(); }
}

const withDatabase = (url: string, name: string) => url.replace('/postgres?', `/${name}?`);
