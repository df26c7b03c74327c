// Programs that tests need and npm does not carry. On Debian as root they are installed; elsewhere what is missing is said.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';
import { print, say } from './words.mjs';

const onPath = (program) => (process.env.PATH ?? '').split(delimiter).some((dir) => existsSync(join(dir, program)));
const inServers = (file) => readable('/usr/lib/postgresql').some((version) => existsSync(file(version)));
const readable = (folder) => { try { return readdirSync(folder); } catch { return []; } };

/** Package by what shows that it is there. Debian 12 names the version, later ones have names without. */
function packages() {
  const twelve = /^VERSION_ID="?12/m.test(release());
  return [
    { name: twelve ? 'postgresql-15' : 'postgresql', there: () => inServers((v) => `/usr/lib/postgresql/${v}/bin/initdb`) },
    { name: twelve ? 'postgresql-15-postgis-3' : 'postgresql-postgis', there: () => inServers((v) => `/usr/share/postgresql/${v}/extension/postgis.control`) },
    { name: 'chromium', there: () => onPath('chromium') || onPath('chromium-browser') || onPath('google-chrome') },
    { name: 'gdal-bin', there: () => onPath('ogrinfo') },
    { name: 'libxml2-utils', there: () => onPath('xmllint') },
    { name: 'mosquitto-clients', there: () => onPath('mosquitto_pub') && onPath('mosquitto_sub') },
    { name: 'sip-tester', there: () => onPath('sipp') },
    { name: 'fonts-noto-cjk', there: () => readable('/usr/share/fonts/opentype/noto').some((file) => file.includes('CJK')) || (onPath('fc-list') && spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' }).stdout !== '') },
  ];
}

const release = () => { try { return readFileSync('/etc/os-release', 'utf8'); } catch { return ''; } };
const isDebian = () => existsSync('/etc/debian_version') && onPath('apt-get') && process.getuid?.() === 0;

/** Installs what is missing, or says what it is. Never fails: each test says itself what it lacks. */
export async function ensurePrograms() {
  const missing = packages().filter((one) => !one.there()).map((one) => one.name);
  if (!missing.length) return;
  const names = missing.join(' ');
  if (!isDebian()) return print('aptMissing', { names });
  print('apt', { names });
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  const apt = (args) => run('apt-get', ['-qq', '-o', 'Dpkg::Use-Pty=0', '-o', 'Acquire::Retries=3', ...args], { env, progress: true, stdio: ['ignore', 'ignore', 'inherit'] });
  const code = (await apt(['update'])) || (await apt(['install', '-y', '--no-install-recommends', ...missing]));
  if (code === 0) return stopSystemServer();
  process.stderr.write(`${say('aptFailed', { why: `apt-get: ${code}` })}\n`);
}

/** Debian starts a server of its own with the package; the tests start theirs, so that one only takes memory. */
function stopSystemServer() {
  try {
    execFileSync('pg_ctlcluster', ['15', 'main', 'stop'], { stdio: 'ignore' });
  } catch { /* there is none, or a service manager keeps it: harmless */ }
}
