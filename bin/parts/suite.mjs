// One run of the tests, under Node 24 with tsx. Files run in processes of their own, two at a time; they share one PostgreSQL server
// (COMIS_TEST_PG) and each test makes its own database in it. Ends with what did not run and why, what failed, and the counts.
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { startCluster } from '../../test/support/cluster.ts';
import { postgresBin } from '../../test/support/needs.ts';
import { fail, ROOT } from './install.mjs';
import { print, say } from './words.mjs';

const LONGEST_MS = 600_000;
const files = testFiles(process.argv.slice(2));
if (!files.length) fail(say('noTests', { names: process.argv.slice(2).join(' ') }));

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopping.abort());
process.on('disconnect', () => stopping.abort());
process.channel?.unref();

const cluster = await throwawayServer();
const seen = { skipped: [], failed: [] };
try {
  const stream = run({ files, concurrency: Math.min(availableParallelism(), 4), timeout: LONGEST_MS, signal: stopping.signal, cwd: ROOT });
  const counts = await shown(stream);
  tell(counts);
  process.exitCode = counts.failed > 0 || counts.cancelled > 0 || stopping.signal.aborted ? 1 : 0;
} finally {
  await cluster?.stop();
}
process.exit();

/** Journeys first: they take longest, and what is long should not begin last. */
function testFiles(words) {
  const all = ['test', 'src', 'demo-city'].flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true }).map((name) => join(ROOT, folder, name)));
  const tests = all.filter((path) => /\.test\.tsx?$/.test(path) && (!words.length || words.some((word) => relative(ROOT, path).includes(word.replace(/^\.\//, '')))));
  return tests.sort((a, b) => weight(a) - weight(b) || (a < b ? -1 : 1));
}
function weight(path) {
  return /\/(journeys|browser)/.test(path) ? 0 : /embedded|correctness/.test(path) ? 1 : 2;
}

async function throwawayServer() {
  if (process.env.COMIS_TEST_PG || postgresBin() === undefined) return undefined;
  print('cluster');
  const server = await startCluster();
  process.env.COMIS_TEST_PG = server.url;
  return server;
}

/** Prints the run as it goes and returns the counts of the whole. */
async function shown(stream) {
  const counts = { tests: 0, passed: 0, failed: 0, cancelled: 0, skipped: 0, todo: 0 };
  stream.on('test:pass', ({ name, file, skip, details }) => {
    if (details.type === 'suite') return;
    if (skip !== undefined) seen.skipped.push(`${place(file)}: ${name}: ${skip === true ? '' : skip}`);
  });
  stream.on('test:fail', ({ name, file, details }) => { if (details.error?.failureType !== 'subtestsFailed') seen.failed.push(`${place(file)}: ${name}`); });
  stream.on('test:summary', ({ file, counts: found }) => { if (file === undefined) Object.assign(counts, found); });
  const text = stream.compose(new spec());
  for await (const chunk of text) process.stdout.write(chunk);
  return counts;
}
const place = (file) => (file ? relative(ROOT, file) : '?');

function tell(counts) {
  for (const kind of ['skipped', 'failed']) {
    if (!seen[kind].length) continue;
    print(kind, { n: seen[kind].length });
    for (const line of seen[kind]) process.stdout.write(`  ${line}\n`);
  }
  for (const [word, n] of [['tests', counts.tests], ['pass', counts.passed], ['fail', counts.failed], ['cancelled', counts.cancelled], ['skipped', counts.skipped], ['todo', counts.todo]]) process.stdout.write(`# ${word} ${n}\n`);
}
