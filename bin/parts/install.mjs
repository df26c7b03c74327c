// Packages and the right Node, on any Node ≥ 18. The lock file decides: node_modules is right when npm's own record of what it put
// there (.package-lock.json, written last) says the same versions as package-lock.json. So an interrupted install counts as none.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';
import { print, say, secondsSince } from './words.mjs';

/** The folder of the checkout, with a slash at the end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NEEDED = 24;

/** Brings node_modules up to the lock file; `dev: true` includes what only tests need. Ends the process with one sentence when npm fails. */
export async function ensureInstalled({ dev = false } = {}) {
  if (isInstalled(dev)) return;
  const started = performance.now();
  print('installing');
  const [command, script] = await npm();
  const code = await run(command, script, { args: [...verb(), '--no-audit', '--no-fund', '--loglevel=error'], cwd: ROOT, progress: true });
  if (code !== 0) fail(say('installFailed', { code }));
  print('installed', { n: secondsSince(started) });
}

/**
 * `npm ci` when the lock file is whole. One written while the registry lacked binaries of other machines does not name them, which
 * npm ci refuses; npm install takes the same versions from it, leaves those out, and with --no-save changes no file of ours.
 */
function verb() {
  const locked = packagesIn(join(ROOT, 'package-lock.json')) ?? {};
  const names = new Set(Object.keys(locked).map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)));
  const whole = Object.values(locked).every((entry) => Object.keys(entry.optionalDependencies ?? {}).every((name) => names.has(name)));
  return whole ? ['ci'] : ['install', '--no-save'];
}

function isInstalled(dev) {
  const record = packagesIn(join(ROOT, 'node_modules', '.package-lock.json'));
  if (!record) return false;
  return Object.entries(packagesIn(join(ROOT, 'package-lock.json')) ?? {}).every(([path, wanted]) => {
    const found = record[path];
    if (path === '' || wanted.link) return true;
    if (found) return found.version === wanted.version;
    // Binaries of other machines are left out by npm; a server may have been installed without what tests need.
    return wanted.optional || wanted.devOptional || (!dev && wanted.dev);
  });
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return undefined;
  }
}

/** The npm that started us, else the one on PATH; on a Node too old for it, one of our own. */
async function npm() {
  const script = process.env.npm_execpath;
  const theirs = script && /npm-cli\.c?js$/.test(script) && existsSync(script) ? [process.execPath, [script]] : ['npm', []];
  return major(process.version) >= 20 ? theirs : ownNpm(theirs);
}

/**
 * npm leaves out binaries whose packages want a newer Node than the one it runs on, without a word (Debian 12 has Node 18 and npm 9). So
 * the old npm only brings Node 24 and a present npm into .cache/toolchain, and those two install the rest.
 */
async function ownNpm([command, script]) {
  const folder = join(ROOT, '.cache', 'toolchain');
  const binary = `node-linux-${process.arch}`;
  const [node, cli] = [join(folder, 'node_modules', binary, 'bin', 'node'), join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js')];
  if (!existsSync(node) || !existsSync(cli)) {
    const version = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).optionalDependencies?.[binary];
    if (process.platform !== 'linux' || !version) return [command, script];
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
    const code = await run(command, script, { args: ['install', '--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error', `${binary}@${version}`, 'npm@11'], cwd: folder, progress: true });
    if (code !== 0) fail(say('installFailed', { code }));
  }
  return [node, [cli]];
}

/** A Node that can run the program: the one among the packages, else this one when it is new enough. Ends the process with one sentence when there is none. */
export function rightNode() {
  // Older npm (9, as in Debian 12) puts the package there without the link in .bin. On a C library it was not made for it does not start.
  const places = [['.bin', 'node'], [`node-linux-${process.arch}`, 'bin', 'node']].map((parts) => join(ROOT, 'node_modules', ...parts));
  const packaged = places.find((path) => existsSync(path) && major(spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout ?? '') >= NEEDED);
  if (packaged) return packaged;
  if (major(process.version) >= NEEDED) return process.execPath;
  return fail(say('node', { version: process.version, machine: `${process.platform} ${process.arch}` }));
}

/** PATH for whatever is started: that Node first, then the packages' own commands. */
export const pathWith = (node) => [dirname(node), join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter);

const major = (version) => Number(/^v(\d+)/.exec(version)?.[1] ?? 0);

export function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}
