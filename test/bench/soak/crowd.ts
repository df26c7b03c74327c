// A crowd of visitors who can be asked to stand still: while memory is measured nothing is half done.
import { setTimeout as pause } from 'node:timers/promises';
import type { City, Visit } from './visits.ts';

export interface Crowd {
  /** Waits until everybody has finished what they were doing (open streams are left), runs `work`, lets them go on. */
  still<T>(work: () => Promise<T>): Promise<T>;
  /** Visits made so far, by name; and what went wrong, the first of each kind with how often. */
  readonly made: ReadonlyMap<string, number>;
  readonly wrong: ReadonlyMap<string, number>;
  end(): Promise<void>;
}

/** `people` visitors, each choosing by weight, pausing between visits `thinking` milliseconds on average. */
export function gather(city: City, visits: readonly Visit[], { people, thinking }: { people: number; thinking: number }): Crowd {
  const hat = visits.flatMap((visit) => Array.from({ length: visit.weight }, () => visit));
  const over = new AbortController();
  const made = new Map<string, number>();
  const wrong = new Map<string, number>();
  let halt = new AbortController();
  let gate: Promise<void> = Promise.resolve();
  let busy = 0;
  const one = async () => {
    while (!over.signal.aborted) {
      await gate;
      const visit = hat[Math.floor(Math.random() * hat.length)];
      if (!visit) return;
      busy++;
      const said = await visit.run(city, AbortSignal.any([over.signal, halt.signal])).catch((error: unknown) => `${visit.name}: ${error instanceof Error ? `${error.message} ${String(error.cause ?? '')}` : String(error)}`);
      busy--;
      made.set(visit.name, (made.get(visit.name) ?? 0) + 1);
      if (said !== undefined && !over.signal.aborted) wrong.set(said, (wrong.get(said) ?? 0) + 1);
      await pause(Math.random() * 2 * thinking);
    }
  };
  const all = Promise.all(Array.from({ length: people }, one));
  return {
    made, wrong,
    async still(work) {
      let open = () => {};
      gate = new Promise((resolve) => { open = resolve; });
      halt.abort();
      while (busy > 0) await pause(20);
      try {
        return await work();
      } finally {
        halt = new AbortController();
        open();
      }
    },
    async end() { over.abort(); await all; },
  };
}
