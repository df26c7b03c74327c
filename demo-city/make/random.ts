// Chance that repeats: the same seed gives the same city and the same history on every machine.

/** A stream of numbers in [0, 1) with a few ways to use it. */
export interface Chance {
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  /** True with probability `p`. */
  yes(p: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** One item, each as likely as its weight. */
  weighted<T>(items: readonly T[], weight: (item: T) => number): T;
  /** Exponential with the given mean. */
  wait(mean: number): number;
}

/** mulberry32: 32 bits of state, good enough to draw with. */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    next, int,
    yes: (p) => next() < p,
    pick: (items) => at(items, int(0, items.length - 1)),
    weighted: (items, weight) => {
      let rest = next() * items.reduce((sum, item) => sum + weight(item), 0);
      for (const item of items) if ((rest -= weight(item)) < 0) return item;
      return at(items, items.length - 1);
    },
    wait: (mean) => -Math.log(1 - next()) * mean,
  };
}

/** The item at `i`; its absence is a bug. */
export function at<T>(items: readonly T[], i: number): T {
  const item = items[i];
  if (item === undefined) throw new Error(`nothing at ${i} of ${items.length}`);
  return item;
}
