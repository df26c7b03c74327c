// How fast one sender may go on. Who is faster is not refused but read more slowly: the broker takes nothing more from a connection whose messages wait.
const MINUTE_MS = 60_000;
/** So long a message waits at most; who is that far ahead is disconnected. */
const LONGEST_MS = 20_000;
const MOST_SENDERS = 50_000;

export interface Pace {
  /** Resolves when the next message of `who` may be taken; false when that is too far away. A minute's worth may come at once. */
  turn(who: string, perMinute: number): Promise<boolean>;
}

export function openPace(clock: () => number = () => performance.now()): Pace {
  // When the allowance of a sender is used up again (generic cell rate algorithm).
  const spent = new Map<string, number>();
  return {
    async turn(who, perMinute) {
      const now = clock();
      const next = Math.max(spent.get(who) ?? 0, now) + MINUTE_MS / perMinute;
      const wait = next - now - MINUTE_MS;
      if (wait > LONGEST_MS) return false;
      spent.delete(who);
      spent.set(who, next);
      if (spent.size > MOST_SENDERS) for (const oldest of spent.keys()) { spent.delete(oldest); break; }
      if (wait > 0) await new Promise((resolve) => { setTimeout(resolve, wait).unref(); });
      return true;
    },
  };
}
