// Keeps the worker thread: starts it, starts another when PGlite has died, stops it cleanly.
import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { News, Task } from './worker.ts';

export interface Keeper {
  /** The thread that serves now. */
  readonly worker: Worker;
  stop(): Promise<void>;
}

/** A program that dies again so soon has a reason which another start does not take away. */
const PATIENCE_MS = 60_000;
const STOP_MS = 30_000;

/** Does a task that ends. Throws with what the thread said. */
export async function runTask(task: Task): Promise<void> {
  const worker = begin(task, () => {});
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  await readiness(worker);
  await ended;
}

/** Serves until `stop`. Rejects when the folder cannot be opened at first; later deaths are told to `log` and answered by one new start a minute. */
export async function keep(task: Extract<Task, { do: 'serve' }>, log: (line: string) => void): Promise<Keeper> {
  let stopping = false;
  let startedAt = 0;
  let worker = await start();

  async function start(): Promise<Worker> {
    // A thread that died leaves its socket behind, and listening on it would fail.
    await rm(task.path, { force: true });
    const fresh = begin(task, log);
    await readiness(fresh);
    startedAt = Date.now();
    fresh.once('exit', () => { if (!stopping) void again(); });
    return fresh;
  }

  async function again(): Promise<void> {
    if (Date.now() - startedAt < PATIENCE_MS && restarted) { log('the embedded database has died again and stays away'); return; }
    restarted = true;
    log('the embedded database has died and is started again');
    try {
      worker = await start();
      if (stopping) await end(worker);
    } catch (error) {
      log(`the embedded database cannot be started again: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  let restarted = false;

  return {
    get worker() { return worker; },
    async stop() {
      stopping = true;
      await end(worker);
    },
  };
}

function begin(task: Task, log: (line: string) => void): Worker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: task, stdout: true, stderr: true });
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
