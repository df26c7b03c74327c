// Telling subscribers what was added and changed, by whomever: HTTP, MQTT, pages, other processes on the same database. One reader in the process goes along
// the stream for all who are up to date; who comes back with a place of its own, or cannot follow, is read for alone until it has caught up.
import type { Database } from '#ground/db/index.ts';
import { watchAdded } from '../writing/added.ts';
import { compare, type Place } from './place.ts';
import { latestPlace, readAfter, SLICE, type Added } from './stream.ts';
import { tell, type Told } from './telling.ts';
import type { Interest } from './topics.ts';

export interface Listener {
  /** By topic. */
  readonly interests: ReadonlyMap<string, Interest>;
  /** Whether it may still be told what it asked for; asked before each slice that concerns it. */
  mayHear(): Promise<boolean>;
  take(told: Told<Interest>, before: Place): void;
  /** It has been given everything up to here. */
  reached(place: Place): void;
  /** It loses nothing when it does not keep up: it is read for alone then, as fast as it has room. */
  readonly full: boolean;
  room(): Promise<void>;
  readonly closed: boolean;
}
export interface Feed {
  /** Where the reader is: what is committed from now on comes after it. */
  readonly place: Place;
  /** From now on; with a place, from there on. */
  join(listener: Listener, from?: Place): void;
  leave(listener: Listener): void;
  stop(): Promise<void>;
}
export interface Feeding { readonly db: Database; readonly root: string; now(): Date; onError(error: unknown): void }

/** How often it looks without a word that something was added: other processes give none. */
const BUSY_MS = 50;
const IDLE_MS = 250;
const CALM_MS = 5000;
const AFTER_ERROR_MS = 1000;

export async function openFeed({ db, root, now, onError }: Feeding): Promise<Feed> {
  let place = await latestPlace(db);
  const live = new Set<Listener>();
  const joining: { listener: Listener; at: Place; joined: () => void }[] = [];
  const catching = new Set<Promise<void>>();
  let [stopped, again, lastNews] = [false, false, -Infinity];
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  /** Hands what a slice says to these listeners. */
  async function give(rows: readonly Added[], from: Place, listeners: readonly Listener[]): Promise<void> {
    const owners = new Map<Interest, Listener[]>();
    const byKey = new Map<string, Interest>();
    for (const listener of listeners) for (const interest of listener.interests.values()) {
      const key = `${interest.sees} ${interest.topic}`;
      const shared = byKey.get(key) ?? interest;
      byKey.set(key, shared);
      const list = owners.get(shared);
      if (list) list.push(listener); else owners.set(shared, [listener]);
    }
    const told = await tell({ db, root, now: now() }, rows, [...byKey.values()]);
    const heard = new Set(told.flatMap(({ interest }) => owners.get(interest) ?? []));
    const may = new Map(await Promise.all([...heard].map(async (listener) => [listener, await listener.mayHear()] as const)));
    for (const one of told) for (const listener of owners.get(one.interest) ?? []) if (may.get(listener) && !listener.closed) listener.take(one, rows[one.at - 1] ?? from);
    const last = rows.at(-1);
    if (last) for (const listener of listeners) listener.reached(last);
  }

  async function bridge(listener: Listener, from: Place): Promise<void> {
    for (let at = from; compare(at, place) < 0;) {
      const rows = (await readAfter(db, at)).filter((row) => compare(row, place) <= 0);
      const last = rows.at(-1);
      if (!last) return;
      await give(rows, at, [listener]);
      at = last;
    }
  }

  async function look(): Promise<void> {
    for (;;) {
      // Between two slices those join who have nearly caught up: what lies between them and the reader is little.
      for (const { listener, at, joined } of joining.splice(0)) { await bridge(listener, at); if (!listener.closed) live.add(listener); joined(); }
      for (const listener of live) if (listener.full) { live.delete(listener); catchUp(listener, place); }
      // Nobody listens: nothing is read.
      if (live.size === 0) { place = await latestPlace(db); return; }
      const rows = await readAfter(db, place);
      const last = rows.at(-1);
      if (!last) return;
      lastNews = performance.now();
      await give(rows, place, [...live]);
      place = last;
      if (stopped) return;
    }
  }

  function round(): Promise<void> {
    if (running) { again = true; return running; }
    clearTimeout(timer);
    running = (async () => {
      let pause = IDLE_MS;
      do {
        again = false;
        try { await look(); pause = performance.now() - lastNews < CALM_MS ? BUSY_MS : IDLE_MS; } catch (error) { onError(error); pause = AFTER_ERROR_MS; again = false; }
      } while (again && !stopped);
      if (!stopped) { timer = setTimeout(() => void round(), pause); timer.unref(); }
    })().finally(() => { running = undefined; });
    return running;
  }

  function catchUp(listener: Listener, from: Place): void {
    const work = caughtUp(listener, from).finally(() => { catching.delete(work); });
    catching.add(work);
  }

  async function caughtUp(listener: Listener, from: Place): Promise<void> {
    let at = from;
    while (!stopped && !listener.closed) {
      try {
        await listener.room();
        const rows = await readAfter(db, at);
        const last = rows.at(-1);
        if (last) { await give(rows, at, [listener]); at = last; }
        if (rows.length >= SLICE) continue;
        const near = at;
        await new Promise<void>((resolve) => { joining.push({ listener, at: near, joined: resolve }); void round(); });
        return;
      } catch (error) {
        onError(error);
        await new Promise((resolve) => setTimeout(resolve, AFTER_ERROR_MS).unref());
      }
    }
  }

  const unwatch = watchAdded(db, () => { if (!stopped && live.size > 0) void round(); });
  void round();
  return {
    get place() { return place; },
    join: (listener, from) => { if (from && compare(from, place) < 0) catchUp(listener, from); else live.add(listener); },
    leave: (listener) => { live.delete(listener); },
    async stop() {
      stopped = true;
      unwatch();
      clearTimeout(timer);
      await running;
      for (const { joined } of joining.splice(0)) joined();
      await Promise.all(catching);
    },
  };
}
