// How often someone failed to sign in, by address and by account, within the last hour. Kept in memory: each process counts for itself,
// and a restart forgives. That is enough against guessing, and a full table of strangers' addresses is never written.
import type { Ground } from '#ground/http/context.ts';
import { Refusal } from '#ground/http/refusal.ts';
import { m } from './messages.ts';

const HOUR = 3_600_000;
/** Keys kept at most: with a new account or address for every attempt somebody could else fill the memory within the hour. */
const MANY = 20_000;
const AT_ONCE = 1000;

/** Counts events of the last hour by key. Times are milliseconds of any one clock. */
export class HourCounter {
  private readonly times = new Map<string, number[]>();

  /** Minutes until the next one is allowed; 0 when there is room. */
  wait(key: string, limit: number, now: number): number {
    const recent = (this.times.get(key) ?? []).filter((at) => at > now - HOUR);
    const nth = recent.at(-limit);
    return nth === undefined ? 0 : Math.max(1, Math.ceil((nth + HOUR - now) / 60_000));
  }

  add(key: string, now: number): void {
    const recent = (this.times.get(key) ?? []).filter((at) => at > now - HOUR);
    // Moved to the end, so that the first are those which have been quiet longest.
    this.times.delete(key);
    this.times.set(key, [...recent, now]);
    if (this.times.size > MANY) [...this.times.keys().take(AT_ONCE)].forEach((oldest) => this.times.delete(oldest));
  }

  /** How many keys are kept. */
  get size(): number { return this.times.size; }

  /** It was no failure after all. Earlier ones stay: a success of one's own does not pay for guesses at others. */
  takeBack(key: string): void { this.times.get(key)?.pop(); }
}

const counters = new WeakMap<Ground, HourCounter>();
/** The counter of a running program. */
export function counterOf(ground: Ground): HourCounter {
  let counter = counters.get(ground);
  if (!counter) counters.set(ground, (counter = new HourCounter()));
  return counter;
}

/** Throws 429 with Retry-After when any of these keys has reached `limit` within the hour. */
export function stopGuessing(counter: HourCounter, keys: readonly string[], limit: number, now: number): void {
  const minutes = Math.max(...keys.map((key) => counter.wait(key, limit, now)));
  if (minutes > 0) throw new Refusal(429, m.tooMany, { params: { minutes }, headers: { 'retry-after': String(minutes * 60) } });
}
