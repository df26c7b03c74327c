#!/usr/bin/env node
// `npm run check`: what a reviewer would ask for, as named steps: types, lint, generated pages. `-- --write` writes the generated pages anew.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, pathWith, rightNode, ROOT } from './parts/install.mjs';
import { run } from './parts/run.mjs';
import { print, secondsSince } from './parts/words.mjs';

await ensureInstalled({ dev: true });
const node = rightNode();
const bin = (name) => join(ROOT, 'node_modules', '.bin', name);
const env = { ...process.env, PATH: pathWith(node) };
const tsx = pathToFileURL(join(ROOT, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;
const generated = (word) => [node, ['--import', tsx, join(ROOT, 'bin', 'parts', 'generated-cli.mjs'), word]];

const STEPS = [
  ['tsc', bin('tsc'), ['--noEmit', '-p', ROOT]],
  ['oxlint', bin('oxlint'), ['--type-aware', '--deny-warnings']],
  ['generated', ...generated('check')],
];

if (process.argv.includes('--write')) process.exitCode = await run(...generated('write'), { cwd: ROOT, env });
else process.exitCode = await checked();

/** Runs every step, also after one that failed, and returns the exit code of the whole. */
async function checked() {
  let wrong = 0;
  for (const [name, program, args] of STEPS) {
    const started = performance.now();
    const code = await run(program, args, { cwd: ROOT, env });
    if (code === 0) print('stepRight', { name, n: secondsSince(started) });
    else { wrong++; print('stepWrong', { name }); }
  }
  return wrong === 0 ? 0 : 1;
}
