// The time of the city. Everything that depends on time asks here, so tests can move it.
export interface Clock { now(): Date }
export const systemClock: Clock = { now: () => new Date() };
/** For tests: stands still until moved. */
export function standingClock(start: Date): Clock & { set(at: Date): void; advance(minutes: number): void } {
  let at = start;
  return { now: () => at, set: (next) => { at = next; }, advance: (minutes) => { at = new Date(at.getTime() + minutes * 60_000); } };
}
