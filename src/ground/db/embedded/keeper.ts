// Keeps the worker thread: starts it, starts another when PGlite has died, stops it cleanly.
import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { News, Task } from './worker.ts';

export interface Keeper {
  /** The thread that serves now. */
  readonly worker: Worker;
  stop(): Promise<void>;
}

/** Between starts: a program that dies again so soon has a reason which another start does not take away. */
const PATIENCE_MS = 60_000;
const STOP_MS = 30_000;
/**
 * V8's stack of the thread (address space, not memory). PostgreSQL's own limit (max_stack_depth) does not see all recursion when compiled to WebAssembly:
 * JSON nested a million deep takes 100 MB here, and an overflow would end the thread.
 */
const STACK_MB = 256;

/** Does a task that ends. Throws with what the thread said. */
export async function runTask(task: Task): Promise<void> {
  const worker = begin(task, () => {});
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  await readiness(worker);
  await ended;
}

/** Serves until `stop`. Rejects when the folder cannot be opened at first; later deaths are told to `log` and followed by a new start, at most one a minute. */
export async function keep(task: Extract<Task, { do: 'serve' }>, log: (line: string) => void): Promise<Keeper> {
  let restarting: Promise<void> | undefined;
  let restartedAt = -Infinity;
  const stopping = new AbortController();
  let worker = await start();

  async function start(): Promise<Worker> {
    // A thread that died leaves its socket behind, and listening on it would fail.
    await rm(task.path, { force: true });
    const fresh = begin(task, log);
    await readiness(fresh);
    fresh.once('exit', () => { if (!stopping.signal.aborted) restarting = again(); });
    return fresh;
  }

  async function again(): Promise<void> {
    const pause = Math.max(0, restartedAt + PATIENCE_MS - Date.now());
    log(`the embedded database has died and is started again${pause ? ` in ${Math.ceil(pause / 1000)} s` : ''}`);
    await wait(pause, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
    if (stopping.signal.aborted) return;
    restartedAt = Date.now();
    try {
      worker = await start();
    } catch (error) {
      log(`the embedded database cannot be opened: ${error instanceof Error ? error.message : String(error)}`);
      return again();
    }
  }

  return {
    get worker() { return worker; },
    async stop() {
      stopping.abort();
      await restarting;
      await end(worker);
    },
  };
}

function begin(task: Task, log: (line: string) => void): Worker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: task, stdout: true, stderr: true, resourceLimits: { stackSizeMb: STACK_MB } });
  for (const stream of [worker.stdout, worker.stderr]) stream.on('data', (text: Buffer) => log(`embedded database: ${text.toString().trimEnd()}`));
  worker.on('message', (news: News) => { if ('failed' in news) log(`embedded database: ${news.failed}`); });
  worker.on('error', (error) => log(`embedded database: ${error instanceof Error ? error.message : String(error)}`));
  return worker;
}

function readiness(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('message', (news: News) => { if ('ready' in news) resolve(); else reject(new Error(news.failed)); });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread ended with code ${code}`)));
  });
}

async function end(worker: Worker): Promise<void> {
  if (worker.threadId < 0) return;
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const late = setTimeout(() => void worker.terminate(), STOP_MS);
  worker.postMessage('stop');
  await ended;
  clearTimeout(late);
}
