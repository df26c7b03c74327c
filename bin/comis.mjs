#!/usr/bin/env node
// The launcher: `npm start`, `npm run dev`, `npm run comis -- VERB`. Installs packages when they are missing, finds Node 24, builds what is stale,
// then runs src/comis.ts. Plain JavaScript for any Node ≥ 18, because that is all a fresh machine has.
import { watch } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FLAGS } from './parts/flags.mjs';
import { ensureInstalled, pathWith, rightNode, ROOT } from './parts/install.mjs';
import { start } from './parts/run.mjs';
import { ensureBuilt } from './parts/web.mjs';
import { print } from './parts/words.mjs';

const [verb = 'help', ...args] = process.argv.slice(2);
await ensureInstalled();
const node = rightNode();
if (verb === 'start' || verb === 'dev') await ensureBuilt(node);
process.exitCode = verb === 'dev' ? await developed() : await program(verb).ended;

function program(word) {
  // Both by absolute address, so that the folder it is called from stays the one its arguments are relative to.
  const tsx = pathToFileURL(join(ROOT, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;
  const env = { ...process.env, TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.json'), PATH: pathWith(node) };
  return start(node, [...FLAGS, '--import', tsx, join(ROOT, 'src', 'comis.ts'), word], { args, env, linked: true });
}

/** Starts again whenever a source changes, until the program ends by itself or we are asked to end. */
async function developed() {
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => { asked = true; });
  for (;;) {
    const running = program('start');
    const outcome = await Promise.race([running.ended, change()]);
    if (outcome !== CHANGED) return outcome;
    print('changed');
    running.child.kill('SIGTERM');
    const code = await running.ended;
    if (asked) return code;
    await ensureBuilt(node);
  }
}

const CHANGED = Symbol('changed');

/** Resolves a moment after the last of a burst of changes. */
function change() {
  return new Promise((resolve) => {
    let quiet;
    const watchers = ['src', 'web/styles', 'web/public', 'web'].map((folder) => watch(join(ROOT, folder), { recursive: folder === 'src' }, (_, file) => {
      if (!file || !/\.(tsx?|css|sql|svg)$/.test(file) || /\.test\.tsx?$/.test(file)) return;
      clearTimeout(quiet);
      quiet = setTimeout(() => { for (const watcher of watchers) watcher.close(); resolve(CHANGED); }, 200);
    }));
  });
}
