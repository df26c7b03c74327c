// Judging without end, in every process that works: one of them holds the cursor, the others look again. A nudge (who adds observations in this process)
// begins at once; without one it looks every 25 ms while values come, and less often when nothing does.
import type { Clock } from '#ground/clock/index.ts';
import type { Database } from '#ground/db/index.ts';
import { watchAdded } from '#sense/things/index.ts';
import { judgeSlice, type Memory, type Slice } from './processing.ts';
import { isBehind, makeCursor } from './store.ts';

const BUSY_MS = 25;
const IDLE_MS = 200;
/** So long after the last value it counts as idle. */
const CALM_MS = 5000;
const AFTER_ERROR_MS = 1000;
/** What decides nothing is written this often. */
const KEEP_MS = 1000;

export interface Rules {
  /** There may be something new. */
  nudge(): void;
  /** Resolves when everything committed so far is judged, for tests and the command line. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export interface Running { readonly db: Database; readonly clock: Clock; onError(error: unknown): void; /** Told of every slice when it is durable. */ onSlice?(slice: Slice): void }

/** Begins to judge. Nothing is lost when it stops: the cursor stands in the database. */
export function startRules({ db, clock, onError, onSlice }: Running): Rules {
  const memory: Memory = {};
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let settling = false;
  let lastValue = performance.now();

  async function work(): Promise<number> {
    try {
      await makeCursorOnce();
      for (;;) {
        const slice = await judgeSlice(db, memory, clock.now(), { keepMs: settling ? 0 : KEEP_MS });
        onSlice?.(slice);
        if (slice.values.length) lastValue = performance.now();
        if (!slice.more || stopped) return performance.now() - lastValue < CALM_MS && !slice.busy ? BUSY_MS : IDLE_MS;
      }
    } catch (error) {
      onError(error);
      return AFTER_ERROR_MS;
    }
  }
  let made: Promise<unknown> | undefined;
  const makeCursorOnce = () => (made ??= makeCursor(db).catch((error: unknown) => { made = undefined; throw error; }));

  function round(): Promise<void> {
    if (running) { again = true; return running; }
    clearTimeout(timer);
    running = (async () => {
      let pause = IDLE_MS;
      do { again = false; pause = await work(); } while (again && !stopped);
      if (!stopped) { timer = setTimeout(() => void round(), pause); timer.unref(); }
    })().finally(() => { running = undefined; });
    return running;
  }
  void round();
  const unwatch = watchAdded(db, () => { if (!stopped) void round(); });
  return {
    nudge: () => { if (!stopped) void round(); },
    async settle() {
      settling = true;
      await running;
      // What an older transaction of the server withholds comes a little later.
      for (let i = 0; i < 500; i++) {
        await round();
        if (!(await isBehind(db))) break;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await round();
      settling = false;
    },
    async stop() {
      stopped = true;
      unwatch();
      clearTimeout(timer);
      await running;
      settling = true;
      await work();
    },
  };
}

/** Everything there is to judge, once: for the job that stands behind the runner. */
export async function judgeAll(db: Database, now: Date): Promise<{ observations: number; decisions: number }> {
  const memory: Memory = {};
  await makeCursor(db);
  let [observations, decisions] = [0, 0];
  for (;;) {
    const slice = await judgeSlice(db, memory, now);
    observations += slice.values.length;
    decisions += slice.decisions;
    if (!slice.more) return { observations, decisions };
  }
}
