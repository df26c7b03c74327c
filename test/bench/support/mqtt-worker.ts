// Load over MQTT 3.1.1 in a thread of its own: connections over bare sockets that keep so many publications of QoS 1 unacknowledged. The packets are made
// once; only their identifiers are written anew. A connection whose subscription is asked for takes and acknowledges messages, or stops reading.
import { connect, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';

export interface MqttWork {
  readonly port: number; readonly seconds: number;
  readonly publishers: number; readonly inFlight: number; /** A topic and payload each, in turn. */ readonly messages: readonly { topic: string; payload: string }[];
  /** Publications a second of all together; as fast as it goes when left out. Each carries when it was sent as its result. */
  readonly rate?: number | undefined;
  readonly subscribers: number; readonly hanging: number; readonly topic?: string | undefined;
}
/** `waits`: milliseconds from sending to hearing, of every message at every subscriber that listens. */
export interface MqttDone { readonly sent: number; readonly acknowledged: number; readonly seconds: number; readonly heard: number; readonly waits: readonly number[] }

const work = workerData as MqttWork;
const text = (value: string): Buffer => { const bytes = Buffer.from(value); return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]); };
function packet(type: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  let left = body.length;
  do { const digit = left % 128; left = Math.floor(left / 128); length.push(left ? digit | 128 : digit); } while (left);
  return Buffer.concat([Buffer.from([type, ...length]), body]);
}
const word = (n: number): Buffer => Buffer.from([n >> 8, n & 255]);
const publication = (topic: string, payload: string, id: number): Buffer => packet(0x32, text(topic), word(id), Buffer.from(payload));

/** Calls back with each whole packet: its first byte and its body. */
function packets(socket: Socket, on: (type: number, body: Buffer) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length ? Buffer.concat([rest, chunk]) : chunk;
    for (;;) {
      let [length, at, digit] = [0, 1, 128];
      while (digit >= 128 && at < rest.length) { digit = rest[at] ?? 0; length += (digit & 127) * 128 ** (at - 1); at++; }
      if (digit >= 128 || rest.length < at + length) return;
      on(rest[0] ?? 0, rest.subarray(at, at + length));
      rest = rest.subarray(at + length);
    }
  });
}

interface Connection { readonly socket: Socket; on: (type: number, body: Buffer) => void }
function opened(name: string): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket = connect(work.port, '127.0.0.1').setNoDelay(true);
    const connection: Connection = { socket, on: (type) => { if (type === 0x20) resolve(connection); } };
    socket.once('error', reject);
    packets(socket, (type, body) => connection.on(type, body));
    socket.write(packet(0x10, text('MQTT'), Buffer.from([4, 2]), word(0), text(name)));
  });
}

const waits: number[] = [];
let [sent, acknowledged, heard, stopped] = [0, 0, 0, false];

async function subscriber(name: string, hangs: boolean): Promise<Connection> {
  const one = await opened(name);
  await new Promise<void>((resolve) => { one.on = (type) => { if (type === 0x90) resolve(); }; one.socket.write(packet(0x82, word(1), text(work.topic ?? ''), Buffer.from([1]))); });
  if (hangs) one.socket.pause();
  const Heard = z.object({ result: z.number() });
  one.on = (type, body) => {
    if (type >> 4 !== 3) return;
    const at = 2 + body.readUInt16BE(0);
    one.socket.write(packet(0x40, body.subarray(at, at + 2)));
    heard++;
    waits.push(performance.timeOrigin + performance.now() - Heard.parse(JSON.parse(body.subarray(at + 2).toString())).result);
  };
  return one;
}

/** As many unacknowledged as may be, until the time is over. */
function flood({ socket }: Connection, on: (handler: Connection['on']) => void, mine: readonly Buffer[]): void {
  let next = 0;
  const send = (id: number): void => {
    const bytes = mine[next++ % mine.length];
    if (!bytes) return;
    const at = (bytes[1] ?? 0) >= 128 ? 3 : 2;
    const topic = bytes.readUInt16BE(at);
    bytes.writeUInt16BE(id, at + 2 + topic);
    // Written later from the same memory: a copy.
    socket.write(Buffer.from(bytes));
    sent++;
  };
  on((type, body) => { if (type !== 0x40) return; acknowledged++; if (!stopped) send(body.readUInt16BE(0)); });
  for (let id = 1; id <= work.inFlight; id++) send(id);
}

async function run(): Promise<MqttDone> {
  const listening = [...(await Promise.all(Array.from({ length: work.subscribers }, (_, i) => subscriber(`listener-${i}`, false)))), ...(await Promise.all(Array.from({ length: work.hanging }, (_, i) => subscriber(`hung-${i}`, true))))];
  const publishing = await Promise.all(Array.from({ length: work.publishers }, (_, i) => opened(`sensor-${i}`)));
  const began = performance.now();
  if (work.rate === undefined) publishing.forEach((one, i) => flood(one, (handler) => { one.on = handler; }, work.messages.filter((_, k) => k % publishing.length === i).map(({ topic, payload }) => publication(topic, payload, 1))));
  else {
    for (const one of publishing) one.on = (type) => { if (type === 0x40) acknowledged++; };
    while (performance.now() - began < work.seconds * 1000) {
      for (const due = ((performance.now() - began) / 1000) * work.rate; sent < due; sent++) {
        const one = publishing[sent % publishing.length];
        const message = work.messages[sent % work.messages.length];
        if (one && message) one.socket.write(publication(message.topic, JSON.stringify({ result: performance.timeOrigin + performance.now() }), (sent % 65_000) + 1));
      }
      await new Promise((resolve) => { setTimeout(resolve, 2); });
    }
  }
  const left = work.seconds * 1000 - (performance.now() - began);
  if (left > 0) await new Promise((resolve) => { setTimeout(resolve, left); });
  const [counted, seconds] = [acknowledged, (performance.now() - began) / 1000];
  stopped = true;
  for (let i = 0; i < 500 && (acknowledged < sent || heard < acknowledged * work.subscribers); i++) await new Promise((resolve) => { setTimeout(resolve, 20); });
  for (const one of [...listening, ...publishing]) one.socket.destroy();
  return { sent, acknowledged: work.rate === undefined ? counted : acknowledged, seconds, heard, waits };
}

void run().then((done) => parentPort?.postMessage(done), (error: unknown) => parentPort?.postMessage({ error: String(error) }));
