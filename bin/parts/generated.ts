// Pages that are written from the program itself and committed, so that a change of contract or schema shows in a review.
// `npm run check -- --write` writes them; test/docs.test.ts fails when they are out of date.
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { migrationFolders, rooms } from '#app';
import { settingsPage } from '#ground/config/index.ts';
import { openapi } from '#ground/http/openapi.ts';
import { VERSION } from '#ground/system/version.ts';
import { createDatabase } from '#test/database.ts';
import { postgresBin } from '#test/needs.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Text by path from the root of the checkout. Throws when PostgreSQL is not installed (`docs/schema.sql` is its own dump). */
export const GENERATED: Record<string, () => Promise<string>> = {
  'docs/settings.md': async () => settingsPage(),
  'docs/api/openapi.json': async () => {
    const routes = rooms.flatMap((room) => room.routes ?? []);
    // The address of an installation does not belong here: the running program tells its own.
    return `${JSON.stringify(openapi(routes, { title: 'COMIS API', version: VERSION, server: 'http://localhost:3000' }), null, 1)}\n`;
  },
  'docs/schema.sql': schema,
};

/** Paths whose text on the disk is not what the program says now. */
export async function outdated(): Promise<string[]> {
  const all = await Promise.all(Object.entries(GENERATED).map(async ([path, make]) => ((await readFile(join(ROOT, path), 'utf8').catch(() => '')) === (await make()) ? undefined : path)));
  return all.filter((path) => path !== undefined);
}

/** Writes all of them. */
export async function writeGenerated(): Promise<void> {
  for (const [path, make] of Object.entries(GENERATED)) {
    const text = await make();
    await mkdir(dirname(join(ROOT, path)), { recursive: true });
    await writeFile(join(ROOT, path), text);
  }
}

async function schema(): Promise<string> {
  const bin = postgresBin();
  if (bin === undefined) throw new Error('docs/schema.sql needs a PostgreSQL server (Debian: postgresql-15-postgis-3)');
  const { url, drop } = await createDatabase({ migrate: migrationFolders });
  try {
    const { stdout } = await promisify(execFile)(join(bin, 'pg_dump'), ['--schema-only', '--no-owner', '--no-privileges', '--no-comments', '--exclude-schema=public', url], { maxBuffer: 64_000_000 });
    return `-- The whole database, written by npm run check -- --write from the migrations of all rooms. Do not edit.\n\n${plain(stdout)}\n`;
  } finally {
    await drop();
  }
}

/** A dump without what depends on the server's version or says nothing: settings of the session, headings, empty lines. */
function plain(dump: string): string {
  const noise = /^(--.*|SET .*;|SELECT pg_catalog\.set_config.*|\\(un)?restrict .*|)$/;
  const kept = dump.split('\n').filter((line) => !noise.test(line)).join('\n');
  return kept.replace(/(AS IDENTITY) \([^)]*\);/g, '$1;').replace(/;\n(?!ALTER TABLE ONLY .*\n    ADD)/g, ';\n\n').trim();
}
