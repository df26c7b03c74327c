// Another process that brings a file in, slowly enough to be killed in the middle: URL, FILE, and the batch size. Says one line after every batch.
import { openDatabase } from '#ground/db/index.ts';
import { bring } from './imports.fixture.ts';

const [url, file, batch] = process.argv.slice(2);
const db = await openDatabase({ url, poolSize: 4 });
const begin = db.begin.bind(db);
let batches = 0;
// Waits inside a transaction too, so that a kill also hits a batch half written.
const slow = Object.assign(db, { begin: <T>(work: (tx: Parameters<Parameters<typeof begin>[0]>[0]) => Promise<T>): Promise<T> => begin(async (tx) => {
  const done = await work(tx);
  process.stdout.write(`${++batches}\n`);
  await new Promise((resolve) => setTimeout(resolve, 150));
  return done;
}) });
await bring(slow, [file ?? ''], { batch: Number(batch) });
await db.close();
