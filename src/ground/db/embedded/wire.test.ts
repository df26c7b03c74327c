// The parts of the wire server without PGlite: cutting messages, putting answers right, holding answers back until the disk has them.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { test, type TestContext } from 'node:test';
import { firstColumn, sorted } from './answers.ts';
import { cutter, frame, query, sync } from './framing.ts';
import { owned, withoutCopy } from './names.ts';
import type { Session } from './session.ts';
import { wire } from './wire.ts';

const startup = Buffer.concat([Buffer.from([0, 0, 0, 8, 0, 3, 0, 0])]);
const ready = (status: string) => frame('Z', Buffer.from(status));
const cut = () => cutter(() => {}, () => {});
const text = (value: string) => Buffer.from(value);

test('messages are cut the same however the bytes arrive', () => {
  const stream = Buffer.concat([startup, query('select 1'), frame('P', Buffer.alloc(100_000, 65)), sync]);
  const shape = (list: { type: string; bytes: Buffer }[]) => list.map((m) => [m.type, m.bytes.length]);
  const whole = shape(cut().push(stream));
  assert.deepEqual(whole, [['start', 8], ['Q', 14], ['P', 100_005], ['S', 5]]);
  for (const step of [1, 3, 7, 4096]) {
    const one = cut();
    const got = [];
    for (let at = 0; at < stream.length; at += step) got.push(...one.push(stream.subarray(at, at + step)));
    assert.deepEqual(shape(got), whole, `steps of ${step}`);
  }
  let refused = 0;
  let cancelled = 0;
  const asked = cutter(() => { refused++; }, () => { cancelled++; });
  assert.deepEqual(shape(asked.push(Buffer.concat([Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]), Buffer.from([0, 0, 0, 16, 4, 210, 22, 46, 0, 0, 0, 1, 0, 0, 0, 2])]))), []);
  assert.deepEqual([refused, cancelled], [1, 1]);
  assert.throws(() => cut().push(Buffer.from('GET / HTTP/1.1\r\n\r\n')), /a message of/);
});

test('one ReadyForQuery a sync point, notices apart', () => {
  const error = frame('E', text('SERROR\0\0'));
  const notice = frame('A', text('....ch\0\0'));
  assert.deepEqual(sorted(Buffer.concat([error, ready('I'), ready('I')]), true), { bytes: Buffer.concat([error, ready('I')]), notices: [], status: 'I' });
  assert.deepEqual(sorted(Buffer.concat([error, ready('E')]), false), { bytes: error, notices: [], status: undefined });
  assert.deepEqual(sorted(Buffer.concat([notice, frame('C', text('x\0')), ready('T')]), true), { bytes: Buffer.concat([frame('C', text('x\0')), ready('T')]), notices: [notice], status: 'T' });
  assert.deepEqual(firstColumn(Buffer.concat([frame('T', Buffer.alloc(3)), frame('D', Buffer.from([0, 1, 0, 0, 0, 2, 52, 50])), frame('D', Buffer.from([0, 1, 255, 255, 255, 255])), ready('I')])), ['42', '']);
});

test('statement names become the client\'s own, portals and unnamed ones stay', () => {
  const names = new Set<string>();
  const own = (type: string, body: string) => owned({ type, bytes: frame(type, text(body)) }, 7, names).bytes;
  assert.deepEqual(own('P', 's1\0select 1\0\0\0'), frame('P', text('c7_s1\0select 1\0\0\0')));
  assert.deepEqual(own('B', 'p\0s1\0rest'), frame('B', text('p\0c7_s1\0rest')));
  assert.deepEqual(own('B', '\0\0rest'), frame('B', text('\0\0rest')));
  assert.deepEqual(own('D', 'Ss1\0'), frame('D', text('Sc7_s1\0')));
  assert.deepEqual(own('D', 'Ps1\0'), frame('D', text('Ps1\0')));
  assert.deepEqual([...names], ['c7_s1']);
  own('C', 'Ss1\0');
  assert.deepEqual([...names], []);
  const copy = (sql: string) => withoutCopy({ type: 'Q', bytes: query(sql) }).bytes.includes('is_not_possible');
  assert.deepEqual(['copy t from stdin', '/* a */ COPY t (a)\nFROM STDIN csv', 'copy t to stdout', "select 'stdin'"].map(copy), [true, true, false, false]);
});

async function served(t: TestContext, session: Session) {
  const dir = await mkdtemp(join(tmpdir(), 'comis-wire-'));
  const failures: unknown[] = [];
  const server = wire(session, { path: join(dir, '.s.PGSQL.5432'), idleTransaction: 1_000, onFailure: (error) => failures.push(error) });
  await server.listen();
  const socket = net.connect(join(dir, '.s.PGSQL.5432'));
  const got: Buffer[] = [];
  let closed = false;
  socket.on('data', (data: Buffer) => got.push(data)).on('error', () => {}).on('close', () => { closed = true; });
  t.after(async () => { socket.destroy(); await server.close(); await rm(dir, { recursive: true, force: true }); });
  return { socket, failures, heard: () => Buffer.concat(got).toString('latin1'), closed: () => closed };
}

/** Answers every message by its own SQL; `insert` leaves log that is not on the disk. */
function fakeSession(flush: () => Promise<void>): Session {
  let dirty = false;
  return {
    async run(messages) {
      if (messages.includes('insert')) dirty = true;
      return Buffer.concat([frame('C', messages.subarray(5)), ready('I')]);
    },
    durability: { pending: () => dirty, flush: () => { dirty = false; return flush(); } },
    close: async () => {},
  };
}

test('an answer waits for the flush of its log, and so does what is read meanwhile', async (t) => {
  let land = () => {};
  let flushes = 0;
  const wired = await served(t, fakeSession(() => { flushes++; return new Promise((resolve) => { land = resolve; }); }));
  wired.socket.write(Buffer.concat([startup, query('read one')]));
  await wait(50);
  assert.match(wired.heard(), /read one/);
  wired.socket.write(Buffer.concat([query('insert'), query('read two')]));
  await wait(50);
  assert.doesNotMatch(wired.heard(), /insert|read two/);
  land();
  await wait(50);
  assert.match(wired.heard(), /insert/);
  land();
  await wait(50);
  assert.match(wired.heard(), /insert.*read two/s);
  assert.equal(flushes, 2);
});

test('a disk that fails ends everything and acknowledges nothing', async (t) => {
  const wired = await served(t, fakeSession(() => Promise.reject(new Error('EIO'))));
  wired.socket.write(Buffer.concat([startup, query('insert')]));
  await wait(80);
  assert.doesNotMatch(wired.heard(), /insert/);
  assert.deepEqual([String(wired.failures[0]), wired.closed()], ['Error: EIO', true]);
});
