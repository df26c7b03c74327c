// What a test cannot do without. A missing tool is said, never silent; where everything must run (CI=true) it is a failure.
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'node:test';

/** The folder with reference data beside the checkout (`../shared`), which not every checkout has. */
export const sharedFolder = fileURLToPath(new URL('../../../shared/', import.meta.url));

/** Programs of the newest PostgreSQL server of Debian (`/usr/lib/postgresql/15/bin`), or undefined. */
export function postgresBin(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).filter((v) => existsSync(join(root, v, 'bin', 'initdb'))) : [];
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? undefined : join(root, newest, 'bin');
}

/** Chromium of the system, or undefined. */
export const chromiumPath = (): string | undefined => onPath('chromium') ?? onPath('chromium-browser') ?? onPath('google-chrome');

/** Where a program is on PATH, or undefined. */
export function onPath(program: string): string | undefined {
  return (process.env.PATH ?? '').split(delimiter).map((dir) => join(dir, program)).find((file) => existsSync(file));
}

/**
 * True when the tool is here. Otherwise the test is skipped with the reason (or fails under CI=true) and false returned: `if (!needs(t, 'chromium')) return;`
 * `tool` is `postgres` (server with PostGIS), `chromium`, `shared` (the reference data), or the name of a program on PATH.
 */
export function needs(t: TestContext, tool: string): boolean {
  const missing = missingReason(tool);
  if (missing === undefined) return true;
  if (process.env.CI === 'true') throw new Error(missing);
  t.skip(missing);
  return false;
}

/** Why the tool cannot be used, in one sentence; undefined when it can. Tools as in `needs`. */
export function missingReason(tool: string): string | undefined {
  switch (tool) {
    case 'postgres': return postgresMissing();
    case 'chromium': return chromiumPath() ? undefined : 'needs Chromium (Debian: chromium)';
    case 'shared': return existsSync(sharedFolder) ? undefined : `needs the reference data in ${sharedFolder}`;
    default: return onPath(tool) ? undefined : `needs the program ${tool}`;
  }
}

function postgresMissing(): string | undefined {
  if (process.env.COMIS_TEST_PG) return undefined;
  const bin = postgresBin();
  if (bin === undefined) return 'needs a PostgreSQL server (Debian: postgresql-15-postgis-3)';
  const version = bin.split('/').at(-2) ?? '';
  return existsSync(`/usr/share/postgresql/${version}/extension/postgis.control`) ? undefined : `needs PostGIS for PostgreSQL ${version} (Debian: postgresql-${version}-postgis-3)`;
}
