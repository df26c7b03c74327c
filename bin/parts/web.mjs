// Scripts and styles of the pages, built when stale. The build notes every file it read with its digest (web/dist/.vite/built.json);
// they are stale when one of them differs or a file appeared that would be read. Rejected: comparing times (a checkout sets them all anew).
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fail, ROOT } from './install.mjs';
import { run } from './run.mjs';
import { print, say, secondsSince } from './words.mjs';

export const DIST = join(ROOT, 'web', 'dist');
const NOTE = join(DIST, '.vite', 'built.json');

/** Builds with `node` (24) unless what lies in web/dist is of these sources. Ends the process when the build fails. */
export async function ensureBuilt(node) {
  if (!isStale()) return;
  const started = performance.now();
  print('building');
  if ((await run(node, [join(ROOT, 'bin', 'parts', 'build.mjs')], { cwd: ROOT, progress: true })) !== 0) fail(say('buildFailed'));
  print('built', { n: secondsSince(started) });
}

export function isStale() {
  try {
    const read = JSON.parse(readFileSync(NOTE, 'utf8'));
    return !existsSync(join(DIST, '.vite', 'manifest.json')) || JSON.stringify(digests(new Set([...Object.keys(read), ...always()]))) !== JSON.stringify(read);
  } catch {
    return true;
  }
}

/** Digest by path for these files, in the order of their names; a missing one has none. */
export function digests(paths) {
  return Object.fromEntries([...paths].sort((a, b) => (a < b ? -1 : 1)).map((path) => [path, digest(join(ROOT, path))]));
}

/** What a build reads whatever its sources import: everything of web/, the islands, the configuration. */
export function always() {
  const web = filesIn(join(ROOT, 'web'));
  const islands = filesIn(join(ROOT, 'src')).filter((path) => path.endsWith('.island.tsx'));
  return [...web, ...islands, 'vite.config.ts', 'package-lock.json'];
}

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return path === DIST ? [] : filesIn(path);
    return [relative(ROOT, path)];
  });
}

function digest(path) {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('base64url').slice(0, 22);
  } catch {
    return '';
  }
}
