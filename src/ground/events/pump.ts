// What keeps listeners and live pages moving in one process: a nudge after each commit here, a look every 250 ms for commits elsewhere.
// Rejected: NOTIFY for every change (it makes commits wait for each other); the table is the queue, so a lost nudge loses nothing.
import type { Clock } from '../clock/index.ts';
import type { Database } from '../db/types.ts';
import { advance, type Listener } from './listeners.ts';
import { isWithheld, latest, readAfter, type Place } from './outbox.ts';
import type { Happened } from './event.ts';

const EVERY_MS = 250;
export interface Pump {
  nudge(): void;
  /** Called with every event that becomes readable from now on, in this process. */
  watch(onEvents: (events: readonly Happened[]) => void): () => void;
  /** Resolves when everything committed so far has been handled, for tests. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export function startPump(options: { db: Database; listeners: readonly Listener[]; clock: Clock; onError: (error: unknown) => void; every?: number }): Pump {
  const { db, listeners, clock, onError, every = EVERY_MS } = options;
  const watchers = new Set<(events: readonly Happened[]) => void>();
  let place: Place | undefined;
  let shown = 0;
  let stopped = false;
  let running: Promise<void> | undefined;
  let again = false;

  async function show(): Promise<void> {
    place ??= await latest(db);
    for (;;) {
      const events = await readAfter(db, place, 500);
      const last = events.at(-1);
      if (!last) break;
      place = last;
      for (const watcher of watchers) watcher(events);
    }
    shown = performance.now();
  }

  // A listener with much to catch up on may take minutes: live pages do not wait for it.
  async function round(): Promise<void> {
    await show();
    for (const listener of listeners) while (!stopped && (await advance(db, listener, clock.now()))) if (performance.now() - shown > Math.min(every, EVERY_MS)) await show();
  }

  function run(): Promise<void> {
    if (running) { again = true; return running; }
    running = (async () => {
      do { again = false; await round().catch(onError); } while (again && !stopped);
    })().finally(() => { running = undefined; });
    return running;
  }

  const timer = setInterval(() => void run(), every);
  timer.unref();
  void run();
  return {
    nudge: () => { if (!stopped) void run(); },
    watch: (onEvents) => { watchers.add(onEvents); return () => watchers.delete(onEvents); },
    async settle() {
      // Transactions of other databases of the server withhold events too; tests side by side meet them all the time.
      for (let i = 0; i < 500 && (await isWithheld(db)); i++) await new Promise((resolve) => setTimeout(resolve, 20));
      await run();
      await run();
    },
    stop: async () => { stopped = true; clearInterval(timer); await running; },
  };
}
