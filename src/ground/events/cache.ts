// What rarely changes (areas, classes, organisations) is kept in memory, one value a database. A write forgets it here at once and,
// by an event, in every other process within a quarter of a second.
import { z } from 'zod';
import type { Db } from '../db/types.ts';
import { emit, event, type Happened } from './event.ts';

export const cacheForgotten = event('ground.cache.forgotten', z.object({ name: z.string() }));
const kept = new WeakMap<Db, Map<string, Promise<unknown>>>();
/** What a transaction has changed itself: it reads that anew, others still have what is committed. */
const changed = new WeakMap<Db, Set<string>>();

/** `export const areaIndex = cached('areas', load)`: loads once a database and process. A failed load is not kept. */
export function cached<T>(name: string, load: (db: Db) => Promise<T>): (db: Db) => Promise<T> {
  return (db) => {
    if (changed.get(db)?.has(name)) return load(db);
    const values = valuesOf(db.root);
    const held = values.get(name) as Promise<T> | undefined;
    if (held) return held;
    // Inside a transaction its own handle must be used, and what it has not committed must not be kept.
    if (db !== db.root) return load(db);
    const loading = load(db).catch((error: unknown) => { if (values.get(name) === loading) values.delete(name); throw error; });
    values.set(name, loading);
    return loading;
  };
}

/** Call in the transaction that changes what is cached. */
export async function forget(db: Db, ...names: string[]): Promise<void> {
  for (const name of names) {
    if (db !== db.root) changed.set(db, (changed.get(db) ?? new Set()).add(name));
    await db.run(emit(cacheForgotten, name, { name }));
    db.afterCommit(() => drop(db.root, name));
  }
}

/** For the pump: what other processes changed. */
export function forgetFrom(db: Db, events: readonly Happened[]): void {
  for (const happened of events) if (happened.type === cacheForgotten.type) drop(db, cacheForgotten.payload.parse(happened.payload).name);
}

const drop = (root: Db, name: string) => { kept.get(root)?.delete(name); };

function valuesOf(root: Db): Map<string, Promise<unknown>> {
  let values = kept.get(root);
  if (!values) kept.set(root, (values = new Map()));
  return values;
}

