// The thread behind load(): plain sockets, one request under way on each, answers read no further than needed to know where they end.
import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { percentile } from './paired.ts';

const { url, connections, seconds, shots, statuses = [200, 201, 303] } = workerData as { url: string; connections: number; seconds: number; shots: string[]; statuses?: number[] };
const { hostname, port } = new URL(url);
const parts = shots.map((shot) => shot.split(/(\{uuid\}|\{address\})/));
const times: number[] = [];
let [sent, bytes] = [0, 0];
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

try {
  const sockets = await Promise.all(Array.from({ length: connections }, opened));
  const started = performance.now();
  const until = started + seconds * 1000;
  await Promise.all(sockets.map((socket) => asking(socket, until)));
  const took = (performance.now() - started) / 1000;
  for (const socket of sockets) socket.destroy();
  parentPort?.postMessage({ rate: times.length / took, answers: times.length, p50: percentile(times, 0.5), p95: percentile(times, 0.95), p99: percentile(times, 0.99), most: times.reduce((a, b) => Math.max(a, b), 0), bytes });
} catch (error) {
  parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) });
}

function opened(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname === 'localhost' ? '127.0.0.1' : hostname, port: Number(port), noDelay: true });
    socket.once('connect', () => resolve(socket)).once('error', reject);
  });
}

/** Resolves when the answer under way at `until` is whole. */
function asking(socket: Socket, until: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let held: Buffer | undefined;
    let began = 0;
    const ask = () => { began = performance.now(); socket.write(text(), 'latin1'); };
    socket.once('error', reject).once('close', () => reject(new Error('the connection was closed')));
    socket.on('data', (chunk) => {
      held = held ? Buffer.concat([held, chunk]) : chunk;
      const status = whole(held);
      if (status === undefined) return;
      const now = performance.now();
      if (!statuses.includes(status)) return reject(new Error(`answered ${status}: ${held.toString('utf8').slice(0, 1500)}`));
      times.push(now - began);
      bytes += held.length;
      held = undefined;
      if (now < until) ask(); else resolve();
    });
    ask();
  });
}

function text(): string {
  const shot = parts[sent++ % parts.length] ?? [];
  return shot.length === 1 ? (shot[0] ?? '') : shot.map((part) => (part === '{uuid}' ? randomUUID() : part === '{address}' ? address(sent) : part)).join('');
}

/** One of 50,000 visitors. */
function address(n: number): string {
  return `10.0.${Math.floor(n / 250) % 200}.${1 + (n % 250)}`;
}

/** The status, once all of the answer is there. */
function whole(answer: Buffer): number | undefined {
  const end = answer.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = answer.toString('latin1', 0, end).toLowerCase();
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  const isWhole = length !== undefined ? answer.length >= end + 4 + Number(length)
    : head.includes('\r\ntransfer-encoding: chunked') ? answer.subarray(-5).equals(LAST_CHUNK) : true;
  return isWhole ? status : undefined;
}
