// The thread in which PGlite lives: making a folder, or serving one until told to stop.
import { parentPort, workerData } from 'node:worker_threads';
import { housekeeping } from './housekeeping.ts';
import { createFolder, openSession } from './session.ts';
import { wire } from './wire.ts';

/** What the thread is asked to do. */
export type Task =
  | { do: 'create'; folder: string }
  | { do: 'serve'; folder: string; path: string; idleTransaction: number; housekeepingEvery: number };

/** What it tells: once that it is ready, or why it had to end. */
export type News = { ready: true } | { failed: string };

const tell = (news: News) => parentPort?.postMessage(news);

// The program is broken or the disk is: the thread ends at once, so that nobody is told that something was written. Its keeper starts another.
function fail(why: unknown): never {
  tell({ failed: why instanceof Error ? why.message : String(why) });
  process.exit(1);
}

async function serve(task: Extract<Task, { do: 'serve' }>): Promise<void> {
  const session = await openSession(task.folder, fail);
  const server = wire(session, { path: task.path, idleTransaction: task.idleTransaction, onFailure: fail });
  const rest = housekeeping(server, task.housekeepingEvery);
  await server.listen();
  tell({ ready: true });
  parentPort?.once('message', () => {
    rest();
    server.close().then(() => session.close()).then(() => process.exit(0), fail);
  });
}

const task = workerData as Task;
try {
  if (task.do === 'serve') await serve(task);
  else { await createFolder(task.folder); tell({ ready: true }); process.exit(0); }
} catch (error) {
  fail(error);
}
