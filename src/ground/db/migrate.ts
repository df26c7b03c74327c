// Migrations: plain SQL files, forward only, each in a transaction of its own. The checksum guards against editing history.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join as path } from 'node:path';
import { z } from 'zod';
import { runScript } from './connect.ts';
import { DatabaseRefusal } from './errors.ts';
import { m } from './messages.ts';
import { sql } from './sql.ts';
import { DatabaseAway, type Database, type Db } from './types.ts';

export interface MigrationFolder { room: string; dir: string }
export interface MigrationFile { room: string; name: string; text: string; checksum: string }

const EXTENSIONS = ['postgis', 'pg_trgm', 'unaccent', 'btree_gist', 'pgcrypto'];
/** Any number will do as long as nothing else locks it: "COMI" in ASCII. */
const LOCK = 0x434f4d49;

/**
 * Brings the database up to the files of these folders and returns the names of those that ran now. Several processes may start at once.
 * Throws DatabaseRefusal when an applied file was changed or is missing, when two have one name, or when one fails (none of that file is kept then).
 */
export async function migrate(db: Database, folders: readonly MigrationFolder[]): Promise<string[]> {
  const files = await readMigrations(folders);
  await db.begin(prepare);
  const applied = await db.rows(z.object({ name: z.string(), checksum: z.string() }), sql`select name, checksum from ground.migrations`);
  const known = new Map(applied.map((row) => [row.name, row.checksum]));
  refuseChangedHistory(known, files);
  const ran: string[] = [];
  for (const file of files) {
    if (!known.has(file.name) && (await db.begin((tx) => apply(tx, file)))) ran.push(file.name);
  }
  return ran;
}

/** The `.sql` files of all folders in the order of their names, whatever the room. A missing folder is an empty one. */
export async function readMigrations(folders: readonly MigrationFolder[]): Promise<MigrationFile[]> {
  const lists = await Promise.all(folders.map(async ({ room, dir }) => {
    const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => { if (error.code === 'ENOENT') return []; throw error; });
    return Promise.all(names.filter((name) => name.endsWith('.sql')).map(async (name) => {
      const text = await readFile(path(dir, name), 'utf8');
      return { room, name, text, checksum: createHash('sha256').update(text).digest('hex') };
    }));
  }));
  const files = lists.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
  const twice = files.find((file, i) => file.name === files[i + 1]?.name);
  if (twice) throw new DatabaseRefusal(m.migrationTwice, { name: twice.name });
  return files;
}

async function prepare(tx: Db): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(${LOCK})`);
  // Asked first: `create extension if not exists` wants more rights than the owner of a prepared database has.
  const there = await tx.rows(z.object({ extname: z.string() }), sql`select extname from pg_extension`);
  const missing = EXTENSIONS.filter((name) => !there.some((row) => row.extname === name));
  await runScript(tx, missing.map((name) => `create extension ${name};`).join('\n') + SCHEMA);
}

const SCHEMA = `
create schema if not exists ground;
create table if not exists ground.migrations (
  name text primary key, room text not null, checksum text not null, applied_at timestamptz not null default now()
);`;

function refuseChangedHistory(known: ReadonlyMap<string, string>, files: readonly MigrationFile[]): void {
  const here = new Map(files.map((file) => [file.name, file.checksum]));
  for (const [name, checksum] of known) {
    const now = here.get(name);
    if (now === undefined) throw new DatabaseRefusal(m.migrationGone, { name });
    if (now !== checksum) throw new DatabaseRefusal(m.migrationChanged, { name });
  }
}

async function apply(tx: Db, file: MigrationFile): Promise<boolean> {
  await tx.run(sql`select pg_advisory_xact_lock(${LOCK})`);
  // Another process may have been here while this one waited for the lock.
  const there = await tx.maybe(z.object({ checksum: z.string() }), sql`select checksum from ground.migrations where name = ${file.name}`);
  if (there && there.checksum !== file.checksum) throw new DatabaseRefusal(m.migrationChanged, { name: file.name });
  if (there) return false;
  try {
    await runScript(tx, file.text);
  } catch (error) {
    if (error instanceof DatabaseAway) throw error;
    const refusal = new DatabaseRefusal(m.migrationFailed, { name: file.name, why: error instanceof Error ? error.message : String(error) });
    refusal.cause = error;
    throw refusal;
  }
  await tx.run(sql`insert into ground.migrations (name, room, checksum) values (${file.name}, ${file.room}, ${file.checksum})`);
  return true;
}
