// One build, by Vite, into a folder beside and then into place: whoever serves meanwhile never sees half of it. Runs under Node 24.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'vite';
import { ROOT } from './install.mjs';
import { always, digests, DIST } from './web.mjs';

const fresh = join(ROOT, '.cache', `web-${process.pid}`);
const before = digests(always());
const read = new Set(Object.keys(before));
const notes = {
  name: 'comis:read-files',
  generateBundle() { for (const id of this.getModuleIds()) note(id.split('?')[0]); },
};

try {
  mkdirSync(fresh, { recursive: true });
  await build({ root: ROOT, logLevel: 'warn', plugins: [notes], build: { outDir: relative(ROOT, fresh), emptyOutDir: true, rolldownOptions: { checks: { pluginTimings: false } } } });
  const files = digests(read);
  // What was edited while the build ran keeps its earlier digest, so the next start builds again.
  writeFileSync(join(fresh, '.vite', 'built.json'), JSON.stringify({ ...files, ...before }, Object.keys(files), 1));
  putInPlace();
} catch (error) {
  rmSync(fresh, { recursive: true, force: true });
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function note(id) {
  const path = relative(ROOT, id);
  if (!path.startsWith('..') && !path.startsWith('node_modules') && !path.includes('\0') && !/^[\w-]+:/.test(path)) read.add(path);
}

function putInPlace() {
  const old = `${fresh}-old`;
  try { renameSync(DIST, old); } catch { /* the first build */ }
  renameSync(fresh, DIST);
  rmSync(old, { recursive: true, force: true });
}
