// A place in the stream of what was added and changed: by transaction, then by the order of writing inside of it.
export interface Place { readonly tx: string; readonly id: number }

/** Negative when `a` comes before `b`. */
export function compare(a: Place, b: Place): number {
  if (a.tx === b.tx) return a.id - b.id;
  return BigInt(a.tx) < BigInt(b.tx) ? -1 : 1;
}
