// Who in this process wants to look at once when observations were added: rules, subscribers of MQTT. A word without content: what was added stands in
// sense.observation_batches, so a lost word loses nothing, and other processes find it there too.
import type { Db } from '#ground/db/index.ts';

const watchers = new WeakMap<Db, Set<() => void>>();

/** Calls `look` soon after observations were added by this process; returns how to stop that. The commit may be a moment away still. */
export function watchAdded({ root }: Db, look: () => void): () => void {
  const all = watchers.get(root) ?? new Set();
  watchers.set(root, all.add(look));
  return () => all.delete(look);
}

export function sayAdded({ root }: Db): void {
  for (const look of watchers.get(root) ?? []) look();
}
