import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { isLock, takeLock } from './lock.ts';

async function file(t: TestContext) {
  const dir = await mkdtemp(join(tmpdir(), 'comis-lock-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return join(dir, 'lock');
}
const write = (path: string, owner: object) => writeFile(path, JSON.stringify({ pid: process.pid, started: '1', host: '', socket: '/tmp/old', ...owner }));

test('a living owner keeps it, and gives it back', async (t) => {
  const path = await file(t);
  const lock = await takeLock(path, '/tmp/s');
  assert.ok(isLock(lock) && lock.previous === undefined);
  const second = await takeLock(path, '/tmp/s2');
  assert.ok(!isLock(second) && second.pid === process.pid && second.socket === '/tmp/s');
  await lock.release();
  assert.ok(!existsSync(path));
});

test('a dead owner loses it: no such process, or a later one with the same number', async (t) => {
  const path = await file(t);
  const mine = await takeLock(path, '');
  assert.ok(isLock(mine));
  const { host } = JSON.parse(await readFile(path, 'utf8')) as { host: string };
  await mine.release();
  for (const owner of [{ host, pid: 2 ** 22 + 1 }, { host, pid: process.pid, started: '1' }]) {
    await write(path, owner);
    const lock = await takeLock(path, '/tmp/new');
    assert.ok(isLock(lock) && lock.previous?.socket === '/tmp/old', JSON.stringify(owner));
    await lock.release();
  }
});

test('an owner elsewhere lives as long as it touches the file', async (t) => {
  const path = await file(t);
  await write(path, { host: `another ${hostname()}` });
  assert.ok(!isLock(await takeLock(path, '')));
  const old = new Date(Date.now() - 60_000);
  await utimes(path, old, old);
  const lock = await takeLock(path, '');
  assert.ok(isLock(lock));
  await lock.release();
});

test('of many who find a dead one only one takes it', async (t) => {
  const path = await file(t);
  await write(path, { pid: 2 ** 22 + 1 , host: 'gone' });
  const old = new Date(Date.now() - 60_000);
  await utimes(path, old, old);
  const locks = (await Promise.all(Array.from({ length: 8 }, () => takeLock(path, '')))).filter(isLock);
  assert.equal(locks.length, 1);
  await locks[0]?.release();
});
