// The order in which things reach the disk, on real files with the calls PGlite makes.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock, test, type TestContext } from 'node:test';
import { durability, type NodeFs, type Stream } from './durable.ts';

const SEGMENT = 'pg_wal/000000010000000000000001';

async function disk(t: TestContext) {
  const dir = await mkdtemp(join(tmpdir(), 'comis-durable-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  await mkdir(join(dir, 'pg_wal'));
  const events: string[] = [];
  const paths = new Map<number, string>();
  const nodeFs: NodeFs = {
    realPath: (node) => join(dir, String(node)),
    stream_ops: { write: (stream) => { events.push(`write ${String(stream.node)}`); return 1; } },
  };
  const real = fs.fsyncSync;
  const spy = mock.method(fs, 'fsyncSync', (fd: number) => { events.push(`sync ${paths.get(fd) ?? fs.readlinkSync(`/proc/self/fd/${fd}`).slice(dir.length + 1)}`); real(fd); });
  t.after(() => spy.mock.restore());
  const open = (name: string): Stream => {
    const nfd = fs.openSync(join(dir, name), 'w+');
    t.after(() => fs.closeSync(nfd));
    paths.set(nfd, name);
    return { node: name, nfd };
  };
  const d = durability(nodeFs);
  const write = (stream: Stream) => nodeFs.stream_ops.write(stream, new Uint8Array(1), 0, 1);
  const sync = (stream: Stream) => nodeFs.stream_ops.fsync?.(stream);
  return { d, open, write, sync, events, dir };
}

test('log is only remembered until the flush', async (t) => {
  const { d, open, write, sync, events } = await disk(t);
  const log = open(SEGMENT);
  write(log);
  assert.equal(sync(log), 0);
  assert.equal(d.pending(), true);
  await d.flush();
  assert.equal(d.pending(), false);
  assert.deepEqual(events, [`write ${SEGMENT}`]);
});

test('log reaches the disk before a data file is written or synced, also while a flush is under way', async (t) => {
  const { d, open, write, sync, events } = await disk(t);
  const log = open(SEGMENT);
  const data = open('base');
  write(log);
  sync(log);
  write(data);
  assert.deepEqual(events, [`write ${SEGMENT}`, `sync ${SEGMENT}`, 'write base']);
  sync(log);
  const flying = d.flush();
  sync(data);
  await flying;
  assert.deepEqual(events.slice(3), [`sync ${SEGMENT}`, 'sync base']);
  write(data);
  assert.deepEqual(events.slice(5), ['write base']);
});

test('folders are synced, a segment that a checkpoint took away is no error, a failing disk is', async (t) => {
  const { d, open, sync, events, dir } = await disk(t);
  assert.equal(sync({ node: 'pg_wal' }), 0);
  assert.deepEqual(events, ['sync pg_wal']);
  const log = open(SEGMENT);
  sync(log);
  await rm(join(dir, SEGMENT));
  await d.flush();
  const closed = { node: 'base', nfd: 99_999 };
  assert.equal(sync(closed), 29);
});
