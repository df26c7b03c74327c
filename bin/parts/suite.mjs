// One run of the tests, under Node 24 with tsx. Every file runs in a process of its own, two at a time, and is told when it ends, so that one which
// hangs holds nothing up; all share one PostgreSQL server (COMIS_TEST_PG), in which each test makes its own database.
// Ends with what did not run and why, what failed, and the counts.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster } from '../../test/support/cluster.ts';
import { postgresBin } from '../../test/support/needs.ts';
import { fail, ROOT } from './install.mjs';
import { print, say, secondsSince } from './words.mjs';

const LONGEST_MS = 600_000;
const REPORTER = new URL('reporter.mjs', import.meta.url).href;
const words = process.argv.slice(2);
const files = testFiles();
if (!files.length) fail(say('noTests', { names: words.join(' ') }));

const running = new Set();
let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
process.on('disconnect', stop);
process.channel?.unref();

const notes = mkdtempSync(join(tmpdir(), 'comis-test-'));
const results = [];
const cluster = await throwawayServer();
try {
  const queue = files.values();
  await Promise.all(Array.from({ length: Math.max(1, Math.min(availableParallelism(), 4)) }, async () => { for (const file of queue) if (!stopped) results.push(...(await ran(file))); }));
} finally {
  await cluster?.stop();
  rmSync(notes, { recursive: true, force: true });
}
tell();
process.exit(stopped || results.some((one) => one.outcome === 'failed') ? 1 : 0);

/** Journeys first: they take longest, and what is long should not begin last. */
function testFiles() {
  const all = ['test', 'src', 'demo-city'].flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true }).map((name) => join(folder, name)));
  const weight = (path) => (/\/(journeys|browser)\//.test(path) ? 0 : /embedded|correctness|launcher|demo-city/.test(path) ? 1 : 2);
  return all.filter((path) => /\.test\.tsx?$/.test(path) && (!words.length || words.some((word) => path.includes(word.replace(/^\.\//, '')))))
    .sort((a, b) => weight(a) - weight(b) || (a < b ? -1 : 1));
}

async function throwawayServer() {
  if (process.env.COMIS_TEST_PG || postgresBin() === undefined) return undefined;
  print('cluster');
  const server = await startCluster();
  process.env.COMIS_TEST_PG = server.url;
  return server;
}

/** Runs one file and returns what became of its tests; a process that ends badly without a failed test is a failure of its own. */
async function ran(file) {
  const started = performance.now();
  const note = join(notes, file.replaceAll('/', '_'));
  const args = [...process.execArgv, '--test-reporter=spec', '--test-reporter-destination=stdout', `--test-reporter=${REPORTER}`, `--test-reporter-destination=${note}`, join(ROOT, file)];
  // A group of its own: a browser or a server that a test left behind goes with it.
  const child = spawn(process.execPath, args, { cwd: ROOT, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { text += chunk; });
  const timer = setTimeout(() => { text += `\n${say('tooLong', { n: LONGEST_MS / 1000 })}\n`; kill(child); }, LONGEST_MS);
  const code = await new Promise((resolve) => { child.once('exit', (status) => resolve(status ?? -1)); });
  clearTimeout(timer);
  running.delete(child);
  kill(child);
  const tests = outcomesIn(note).map((one) => ({ ...one, file }));
  const bad = code !== 0 && !tests.some((one) => one.outcome === 'failed');
  process.stdout.write(`\n${file} (${secondsSince(started)} s)\n${text.replace(/^ℹ .*\n/gm, '').trimEnd()}\n`);
  return bad && !stopped ? [...tests, { name: say('ended', { code }), outcome: 'failed', reason: '', file }] : tests;
}

function outcomesIn(note) {
  try {
    return readFileSync(note, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

function kill(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch { /* all of it is gone */ }
}

function stop() {
  stopped = true;
  for (const child of running) kill(child);
}

function tell() {
  process.stdout.write('\n');
  for (const outcome of ['skipped', 'failed']) {
    const some = results.filter((one) => one.outcome === outcome);
    if (some.length) print(outcome, { n: some.length });
    for (const one of some) process.stdout.write(`  ${one.file}: ${one.name}${one.reason ? `: ${one.reason}` : ''}\n`);
  }
  const count = (outcome) => results.filter((one) => one.outcome === outcome).length;
  for (const [word, n] of [['tests', results.length], ['pass', count('passed')], ['fail', count('failed')], ['cancelled', 0], ['skipped', count('skipped')], ['todo', count('todo')]]) process.stdout.write(`# ${word} ${n}\n`);
}
