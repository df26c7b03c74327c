// Who in this process wants to look at once when observations were added: rules, subscribers of MQTT. A word without content: what was added stands in
// sense.observation_batches, so a lost word loses nothing, and other processes find it there too.
import type { Db } from '#ground/db/index.ts';

const watchers = new WeakMap<Db, Set<() => void>>();

/** Calls `look` when observations were added by this process; returns how to stop that. */
export function watchAdded({ root }: Db, look: () => void): () => void {
  const all = watchers.get(root) ?? new Set();
  watchers.set(root, all.add(look));
  return () => all.delete(look);
}

/** In a transaction: when it is committed, and outside of it, where whoever looks may use the database. */
export function sayAdded(db: Db): void {
  db.afterCommit(() => { for (const look of watchers.get(db.root) ?? []) look(); });
}
