// The program as an operator meets it: started by bin/comis.mjs, stopped by a signal, told what is wrong in one sentence.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test, type TestContext } from 'node:test';
import { freshUrl } from '#test/database.ts';
import { needs } from '#test/needs.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/comis.mjs', import.meta.url));
interface Running { readonly child: ChildProcess; readonly ended: Promise<{ code: number | null; seconds: number }>; text(): string; says(pattern: RegExp, seconds?: number): Promise<RegExpExecArray> }

function comis(t: TestContext, args: readonly string[], env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [LAUNCHER, ...args], { env: { ...process.env, LANG: 'C', LC_ALL: 'C', LOG: 'quiet', NODE_TEST_CONTEXT: '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const started = performance.now();
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => { text += chunk.toString(); });
  const ended = new Promise<{ code: number | null; seconds: number }>((resolve) => { child.once('close', (code) => resolve({ code, seconds: (performance.now() - started) / 1000 })); });
  t.after(async () => { child.kill('SIGTERM'); await ended; });
  return {
    child, ended, text: () => text,
    async says(pattern, seconds = 60) {
      for (let i = 0; i < seconds * 20; i++) {
        const found = pattern.exec(text);
        if (found) return found;
        if (child.exitCode !== null) break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`never said ${pattern}:\n${text}`);
    },
  };
}

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'comis-launch-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const isRunning = (pid: number): boolean => { try { process.kill(pid, 0); return true; } catch { return false; } };
async function gone(pid: number, seconds: number): Promise<boolean> {
  for (let i = 0; i < seconds * 20 && isRunning(pid); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  return !isRunning(pid);
}

test('what is wrong is one sentence and exit code 1: settings, verbs, options, a taken port, a database that is away', async (t) => {
  const blocker = createServer().listen(0, '127.0.0.1');
  await new Promise<void>((resolve) => { blocker.once('listening', () => resolve()); });
  t.after(() => { blocker.close(); });
  const address = blocker.address();
  assert.ok(address && typeof address === 'object');
  const cases: [args: string[], env: Record<string, string>, says: RegExp][] = [
    [['start'], { PORT: 'x' }, /^PORT is wrong: /], [['nonsense'], {}, /^There is no verb nonsense/], [['start', '--nonsense'], {}, /^start does not know --nonsense/],
    [['start'], { PORT: String(address.port), HOST: '127.0.0.1', DATA_DIR: await folderOf(t) }, new RegExp(`^Port ${address.port} is taken; set PORT to another\\.`)],
    [['city', 'diff', 'x'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }, /^The database cannot be reached: /],
  ];
  for (const [args, env, says] of cases) {
    const running = comis(t, args, env);
    const { code } = await running.ended;
    assert.equal(code, 1, args.join(' '));
    // The launcher may have had to build the pages first.
    const said = running.text().trim().split('\n').filter((line) => !/^(Building|Scripts and styles|…)/.test(line));
    assert.match(said[0] ?? '', says);
    assert.equal(said.length, 1, running.text());
  }
});

test('help and settings need no database', async (t) => {
  const help = comis(t, ['help']);
  assert.equal((await help.ended).code, 0);
  assert.match(help.text(), /start \[--city DIR\]/);
  const settings = comis(t, ['settings']);
  assert.equal((await settings.ended).code, 0);
  assert.match(settings.text(), /\| `DATABASE_URL` \|/);
});

test('an empty city on a server: starts, answers, prints one administrator link, stops within three seconds with 0', async (t) => {
  if (!needs(t, 'postgres')) return;
  const env = { PORT: '0', HOST: '127.0.0.1', DATA_DIR: await folderOf(t), DATABASE_URL: await freshUrl(t) };
  const running = comis(t, ['start', '--empty'], env);
  const [, url = ''] = await running.says(/Open (http:\/\/localhost:\d+)/);
  await running.says(/http:\/\/localhost:\d+\/first\?code=[\w-]{32}\n/);
  assert.deepEqual(await (await fetch(`${url}/readyz`)).json(), { status: 'ready', database: 'server' });
  assert.equal((await fetch(`${url}/`)).status, 200);
  const asked = performance.now();
  running.child.kill('SIGTERM');
  const { code } = await running.ended;
  assert.equal(code, 0);
  assert.ok(performance.now() - asked < 3000, `${Math.round(performance.now() - asked)} ms`);
});

test('keys and the audit from the command line', async (t) => {
  if (!needs(t, 'postgres')) return;
  const env = { DATA_DIR: await folderOf(t), DATABASE_URL: await freshUrl(t) };
  const nobody = comis(t, ['key', 'issue', 'nobody', 'x'], env);
  assert.equal((await nobody.ended).code, 1);
  assert.match(nobody.text(), /There is no account with the login nobody/);
  const audit = comis(t, ['audit', 'verify'], env);
  assert.equal((await audit.ended).code, 0);
  assert.match(audit.text(), /The audit chain is whole: 0 entries in 0 batches/);
});

test('the launcher killed outright takes the program with it', async (t) => {
  if (!needs(t, 'postgres')) return;
  const running = comis(t, ['start', '--empty'], { PORT: '0', HOST: '127.0.0.1', DATA_DIR: await folderOf(t), DATABASE_URL: await freshUrl(t), LOG: 'json' });
  await running.says(/first\?code=/);
  const children = await readFile(`/proc/${running.child.pid}/task/${running.child.pid}/children`, 'utf8').catch(() => undefined);
  if (children === undefined) return t.skip('needs /proc');
  const pid = Number(children.trim().split(' ')[0]);
  assert.ok(isRunning(pid));
  running.child.kill('SIGKILL');
  assert.ok(await gone(pid, 5), 'it would keep port and database');
});

test('a folder that another process has is one sentence, and nobody else may look into it', async (t) => {
  const folder = await folderOf(t);
  const first = comis(t, ['start', '--empty'], { PORT: '0', HOST: '127.0.0.1', DATA_DIR: folder });
  await first.says(/first\?code=/, 120);
  const second = comis(t, ['start', '--empty'], { PORT: '0', HOST: '127.0.0.1', DATA_DIR: folder });
  assert.equal((await second.ended).code, 1);
  assert.match(second.text(), /^The data folder .* is in use by another process/);
  assert.equal((await stat(join(folder, 'database'))).mode & 0o077, 0);
  first.child.kill('SIGINT');
  assert.equal((await first.ended).code, 0);
});
