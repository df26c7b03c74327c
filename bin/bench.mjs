#!/usr/bin/env node
// `npm run bench [-- NAME …] [--rounds N] [--quick] [--write]`: installs what is missing, starts the PostgreSQL of the benchmarks, runs every file of
// test/bench (or those whose name contains one of the words given) and compares with what is promised; `--write` puts the tables into
// docs/performance.md. Plain JavaScript for any Node ≥ 18.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensurePrograms } from './parts/debian.mjs';
import { ensureInstalled, pathWith, rightNode, ROOT } from './parts/install.mjs';
import { start } from './parts/run.mjs';
import { ensureBuilt } from './parts/web.mjs';

await ensureInstalled({ dev: true });
await ensurePrograms();
const node = rightNode();
await ensureBuilt(node);
const env = { ...process.env, PATH: pathWith(node) };
const tsx = pathToFileURL(join(ROOT, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;
process.exitCode = await start(node, ['--import', tsx, join(ROOT, 'test', 'bench', 'support', 'run.ts')], { args: process.argv.slice(2), cwd: ROOT, env, linked: true }).ended;
