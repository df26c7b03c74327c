// Load over HTTP/1.1: a number of connections that each send the next request when the last answer is whole. It runs in a thread of its own over
// bare sockets (load-worker.ts), so that as little of the machine as can be is spent on asking.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A request as it goes over the wire. In the address, headers and body `{uuid}` becomes a new UUID and `{address}` the next of 50,000 client addresses. ASCII only. */
export interface Shot { readonly method: string; readonly path: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
export interface Load {
  /** `http://localhost:3000` */
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** Sent in turn. */
  readonly shots: readonly Shot[];
  /** Statuses that are an answer; 200, 201 and 303 unless said. Any other ends the load with an error that shows it. */
  readonly statuses?: readonly number[];
}
export interface LoadResult {
  /** Answers a second. */
  readonly rate: number;
  readonly answers: number;
  /** Milliseconds from the first byte sent to the last received. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly most: number;
  /** Bytes of the answers, with their headers. */
  readonly bytes: number;
}

/** Asks for so many seconds. Rejects on an unexpected status or a lost connection. */
export async function load(options: Load): Promise<LoadResult> {
  const worker = new Worker(new URL('./load-worker.ts', import.meta.url), { workerData: { ...options, shots: options.shots.map((shot) => wire(shot, new URL(options.url).host)) }, execArgv: [] });
  try {
    const [result] = (await once(worker, 'message')) as [LoadResult | { error: string }];
    if ('error' in result) throw new Error(result.error);
    return result;
  } finally {
    await worker.terminate();
  }
}

/** The bytes as text; a UUID has the length of 36 whatever it is, so the length of the body is known. */
function wire({ method, path, headers = {}, body }: Shot, host: string): string {
  const length = body === undefined ? {} : { 'content-length': String(body.replaceAll('{uuid}', '-'.repeat(36)).length) };
  const lines = Object.entries({ host, ...headers, ...length }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`;
}
