// A PostgreSQL server on a Unix socket in front of the one session: a client owns the session from its first message until it is idle again
// (ReadyForQuery 'I'), the others wait in line. Not pglite-socket: with more than one connection that gives clients the answers of others.
import net from 'node:net';
import { sorted } from './answers.ts';
import { closeStatement, cutter, fatal, query, sync, type Message } from './framing.ts';
import { owned, withoutCopy } from './names.ts';
import type { Session } from './session.ts';

/** Messages which the session answers as a whole, up to a Sync, a simple query, a Flush or the startup packet. */
interface Part { kind: 'sync' | 'flush' | 'start' | 'cleanup'; bytes: Buffer }
interface Client {
  id: number;
  write: (bytes: Buffer) => void;
  end: (last?: Buffer) => void;
  parts: Part[];
  half: Message[];
  /** Statements it has prepared in the session. */
  names: Set<string>;
  queued: boolean;
  gone: boolean;
}

export interface Wire {
  listen(): Promise<void>;
  /** True when nobody waits or stands in a transaction. */
  idle(): boolean;
  /** Runs SQL of the house itself in its turn and returns the raw answer. */
  ask(text: string): Promise<Buffer>;
  /** Ends all connections and waits for the running statement. */
  close(): Promise<void>;
}

export interface WireOptions {
  path: string;
  /** Milliseconds a client may stand idle in a transaction. */
  idleTransaction: number;
  /** The session or the disk failed: no answer can be trusted any more. */
  onFailure: (error: unknown) => void;
}

const TURN_MS = 10;

/** Serves `session` at `path`, whose name must be `.s.PGSQL.<port>` for the drivers to find it. */
export function wire(session: Session, { path, idleTransaction, onFailure }: WireOptions): Wire {
  const clients = new Set<Client>();
  const line: Client[] = [];
  let owner: Client | undefined;
  let performing: Client | undefined;
  let running: Promise<void> | undefined;
  let eviction: NodeJS.Timeout | undefined;
  let ids = 0;
  let failed = false;
  const send = commitGroup(session, (client, bytes) => { if (!client.gone) client.write(bytes); }, fail);

  const server = net.createServer((socket) => {
    const client = newClient(++ids, (bytes) => { socket.write(bytes); }, (last) => { if (last) socket.end(last); else socket.destroy(); });
    clients.add(client);
    const cut = cutter(() => socket.write('N'), () => socket.end());
    socket.on('data', (chunk) => {
      try { for (const message of cut.push(chunk)) receive(client, message); } catch { socket.destroy(); }
      pump();
    });
    socket.on('error', () => {});
    socket.on('close', () => leave(client));
  });

  function receive(client: Client, message: Message): void {
    if (message.type === 'X') { client.end(); return; }
    client.half.push(owned(withoutCopy(message), client.id, client.names));
    const kind = partKind(message.type);
    if (!kind) return;
    client.parts.push({ kind, bytes: joined(client.half) });
    client.half = [];
    enqueue(client);
  }

  function enqueue(client: Client): void {
    if (client.queued || owner === client || !client.parts.length) return;
    client.queued = true;
    line.push(client);
  }

  function pump(): void {
    if (!failed) running ??= work().catch(fail).finally(() => { running = undefined; if (!failed && (owner ? owner.parts.length : line.length)) pump(); });
  }

  async function work(): Promise<void> {
    let since = performance.now();
    for (let client = next(); client; client = next()) {
      const part = client.parts.shift();
      if (!part) continue;
      owner = client;
      clearTimeout(eviction);
      await perform(client, part);
      // Sockets and finished flushes get their turn even when the line never ends.
      if (performance.now() - since > TURN_MS) { await new Promise(setImmediate); since = performance.now(); }
    }
  }

  function next(): Client | undefined {
    if (owner) return owner.parts.length ? owner : undefined;
    const client = line.shift();
    if (client) client.queued = false;
    return client;
  }

  async function perform(client: Client, part: Part): Promise<void> {
    performing = client;
    const { bytes, notices, status } = sorted(await session.run(part.bytes), part.kind !== 'flush');
    performing = undefined;
    send(client, bytes);
    for (const notice of notices) for (const other of clients) send(other, notice);
    if (part.kind === 'cleanup' || part.kind === 'start' || status === 'I') owner = undefined;
    if (client.gone) cleanUp(client);
    else if (owner) eviction = setTimeout(evict, idleTransaction, client);
    enqueue(client);
  }

  function evict(client: Client): void {
    if (owner !== client || performing === client || client.parts.length) return;
    client.end(fatal('25P03', 'terminating connection due to idle-in-transaction timeout'));
    leave(client);
  }

  function leave(client: Client): void {
    if (client.gone) return;
    client.gone = true;
    clients.delete(client);
    client.parts = [];
    if (performing !== client) cleanUp(client);
    pump();
  }

  /** What a client leaves behind: an open transaction, prepared statements. */
  function cleanUp(client: Client): void {
    const closes = [...client.names].map(closeStatement);
    client.names.clear();
    if (owner === client) client.parts = [{ kind: 'cleanup', bytes: Buffer.concat([sync, query('rollback'), ...closes, sync]) }];
    else if (closes.length) client.parts = [{ kind: 'cleanup', bytes: Buffer.concat([...closes, sync]) }];
    enqueue(client);
  }

  function fail(error: unknown): void {
    if (failed) return;
    failed = true;
    for (const client of clients) client.end();
    onFailure(error);
  }

  return {
    listen: () => new Promise((resolve, reject) => { server.once('error', reject); server.listen(path, resolve); }),
    idle: () => !owner && !line.length && !running,
    ask: (text) => new Promise((resolve) => {
      const house = newClient(0, resolve, () => {});
      house.parts.push({ kind: 'sync', bytes: query(text) });
      enqueue(house);
      pump();
    }),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const client of clients) client.end();
      await closed;
      while (running) await running;
    },
  };
}

const newClient = (id: number, write: Client['write'], end: Client['end']): Client => ({ id, write, end, parts: [], half: [], names: new Set(), queued: false, gone: false });

function partKind(type: string): Part['kind'] | undefined {
  if (type === 'S' || type === 'Q') return 'sync';
  if (type === 'start') return 'start';
  return type === 'H' ? 'flush' : undefined;
}

const joined = (messages: Message[]) => Buffer.concat(messages.map((message) => message.bytes));

/** Answers in order; while log is on its way to the disk all of them wait, as a reader must not be told either what a power cut could still take back. */
function commitGroup(session: Session, write: (client: Client, bytes: Buffer) => void, fail: (error: unknown) => void): (client: Client, bytes: Buffer) => void {
  let held: { client: Client; bytes: Buffer }[] = [];
  let flushing = false;
  async function flush(): Promise<void> {
    flushing = true;
    while (held.length) {
      const group = held;
      held = [];
      await session.durability.flush();
      for (const { client, bytes } of group) write(client, bytes);
    }
    flushing = false;
  }
  return (client, bytes) => {
    if (!flushing && !session.durability.pending()) { write(client, bytes); return; }
    held.push({ client, bytes });
    if (!flushing) flush().catch(fail);
  };
}
