#!/usr/bin/env node
// `npm test [-- PATH …]`: installs what is missing, builds the pages' scripts, starts one throwaway PostgreSQL for the run, runs every test file
// (or those whose path contains one of the words given) and ends with the counts. Plain JavaScript for any Node ≥ 18.
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
process.exitCode = await start(node, ['--import', tsx, join(ROOT, 'bin', 'parts', 'suite.mjs')], { args: process.argv.slice(2), cwd: ROOT, env, linked: true }).ended;
