// Requests that come at the same time share a statement and a commit; each is answered when its own row is durable. While one batch is being
// written the next one gathers, so a single request waits for nothing and many cost little more than one.
import type { Database } from '#ground/db/index.ts';
import { ingest, type NewObservation, type Outcome } from './ingest.ts';

interface Waiting { readonly row: NewObservation; resolve(outcome: Outcome): void; reject(error: unknown): void }

/** More in a statement gains nothing and makes everybody wait. */
const MOST = 1000;

export interface Batcher { add(row: NewObservation): Promise<Outcome> }

/** `flights`: batches under way at a time; one on the embedded database, which has one session. */
export function batcher(db: Database, now: () => Date, flights = 1): Batcher {
  const queue: Waiting[] = [];
  let flying = 0;

  async function fly(): Promise<void> {
    flying++;
    // A turn of the event loop: what arrived in the same read of the sockets goes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length) await write(queue.splice(0, MOST));
    flying--;
  }

  async function write(batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await ingest(db, batch.map((one) => one.row), now());
      batch.forEach((one, i) => { const outcome = outcomes[i]; if (outcome) one.resolve(outcome); else one.reject(new Error('no outcome')); });
    } catch (error) {
      if (batch.length === 1) return batch[0]?.reject(error);
      // Whatever it was, it may be the fault of one: each alone.
      for (const one of batch) await write([one]);
    }
  }

  return {
    add: (row) => new Promise((resolve, reject) => {
      queue.push({ row, resolve, reject });
      if (flying < flights) void fly();
    }),
  };
}
