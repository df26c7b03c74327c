// What was handed over and is not acknowledged yet, and so: up to where in the stream nothing needs to be told again.
import type { Place } from './place.ts';

export interface Pending {
  /** Something of the row after `before` is on its way; call what comes back when it was acknowledged. */
  add(before: Place): () => void;
  /** Everything of this slice was handed over. */
  reached(place: Place): void;
  readonly size: number;
  /** After this place begins what is not acknowledged. */
  safe(): Place;
}

export function pending(from: Place): Pending {
  const waiting = new Set<{ readonly before: Place }>();
  let last = from;
  return {
    add(before) {
      const one = { before };
      waiting.add(one);
      return () => { waiting.delete(one); };
    },
    reached: (place) => { last = place; },
    get size() { return waiting.size; },
    // The first in is the oldest: a set keeps that order.
    safe: () => { for (const { before } of waiting) return before; return last; },
  };
}
