// Keeps the set of public cases in memory as the database has it, one a process. Loaded in slices when first asked for; every event of a case then
// has that case read anew, so what an event says is never trusted, and one that comes twice or late does no harm.
// Nothing is lost in between: first the pump is watched, then the place in the outbox is noted, then the table is read; what the outbox brought
// since is read again before the first tile goes out.
import { setImmediate as breath } from 'node:timers/promises';
import { z } from 'zod';
import type { Db } from '#ground/db/index.ts';
import type { Happened } from '#ground/events/index.ts';
import { latest, readAfter, type Place } from '#ground/events/outbox.ts';
import type { Ground } from '#ground/http/context.ts';
import { Refusal } from '#ground/http/refusal.ts';
import { caseStepped } from './contract.ts';
import { pastWritten } from './tiles-contract.ts';
import { t } from './tiles-messages.ts';
import { CaseSet } from './tiles-set.ts';
import { readPoints, readSlice } from './tiles-store.ts';

/** Rows of one slice: about 10 ms of the process. */
const SLICE = 2000;
const BATCH = 500;
/** A request waits so long for the set; after it 503, the browser comes again. */
const PATIENCE_MS = 8000;
const AGAIN_MS = 500;

const feeds = new WeakMap<Ground, Promise<CaseSet>>();

/** The set of this process; begins to load it when there is none. */
export function casesInMemory(ground: Ground): Promise<CaseSet> {
  const known = feeds.get(ground);
  if (known) return known;
  const loading = load(ground);
  feeds.set(ground, loading);
  loading.catch(() => feeds.delete(ground));
  return loading;
}

/** The same for a request: refuses (503 with Retry-After) when loading takes longer than somebody waits. */
export async function casesSoon(ground: Ground): Promise<CaseSet> {
  const stop = new AbortController();
  const late = new Promise<undefined>((resolve) => { const timer = setTimeout(() => resolve(undefined), PATIENCE_MS); stop.signal.addEventListener('abort', () => clearTimeout(timer)); });
  const set = await Promise.race([casesInMemory(ground), late]).finally(() => stop.abort());
  if (!set) throw new Refusal(503, t.loading, { headers: { 'retry-after': '5' } });
  return set;
}

async function load(ground: Ground): Promise<CaseSet> {
  const { db, pump, clock, log } = ground;
  const changed = new Set<number>();
  let follow = () => {};
  const unwatch = pump.watch((events) => { if (note(events, changed)) follow(); });
  try {
    const from = await latest(db);
    const set = new CaseSet();
    set.tick(clock.now().getTime() / 1000);
    await readAll(db, set);
    await noteSince(db, from, changed);
    await renew(db, set, changed);
    follow = follower(db, set, changed, (error) => log.error(error, 'tiles of cases'));
    follow();
    return set;
  } catch (error) {
    unwatch();
    throw error;
  }
}

async function readAll(db: Db, set: CaseSet): Promise<void> {
  for (let after = 0; ;) {
    const points = await readSlice(db, after, SLICE);
    for (const point of points) set.put(point, true);
    after = points.at(-1)?.id ?? after;
    if (points.length < SLICE) break;
  }
  for (const step of set.settle()) await breath(step);
}

async function noteSince(db: Db, from: Place, changed: Set<number>): Promise<void> {
  for (let at = from; ;) {
    const events = await readAfter(db, at, BATCH);
    note(events, changed);
    const last = events.at(-1);
    if (!last) return;
    at = last;
  }
}

/** Only what is needed of an event that says more. */
const Stepped = z.object({ id: z.number() });
/** Which cases these events are about; true when there are any. */
function note(events: readonly Happened[], changed: Set<number>): boolean {
  const before = changed.size;
  for (const { type, payload } of events) {
    const stepped = type === caseStepped.type ? Stepped.safeParse(payload) : undefined;
    if (stepped?.success) changed.add(stepped.data.id);
    const written = type === pastWritten.type ? pastWritten.payload.safeParse(payload) : undefined;
    for (const id of written?.data?.ids ?? []) changed.add(id);
  }
  return changed.size > before;
}

/** Reads the changed cases anew until there are none; one that changes meanwhile comes again. */
async function renew(db: Db, set: CaseSet, changed: Set<number>): Promise<void> {
  while (changed.size > 0) {
    const ids = [...changed].slice(0, BATCH);
    for (const id of ids) changed.delete(id);
    try {
      const points = new Map((await readPoints(db, ids)).map((point) => [point.id, point]));
      for (const id of ids) {
        const point = points.get(id);
        if (point) set.put(point);
        else set.remove(id);
      }
    } catch (error) {
      for (const id of ids) changed.add(id);
      throw error;
    }
  }
}

/** One at a time; while the database is away it tries again and again. */
function follower(db: Db, set: CaseSet, changed: Set<number>, onError: (error: unknown) => void): () => void {
  let busy = false;
  const follow = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    try {
      await renew(db, set, changed);
    } catch (error) {
      onError(error);
      setTimeout(() => void follow(), AGAIN_MS).unref();
    } finally {
      busy = false;
    }
  };
  return () => void follow();
}
