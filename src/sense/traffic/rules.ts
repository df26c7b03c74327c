// Pure decisions: how a road flows, and whether a closure is in force.
import type { Closure, Level, State } from './contract.ts';
import { NAMES } from './messages.ts';

/** The rule of the levels, as it is stated to everyone: mean speed as a share of the speed of the empty road. */
export const FREE_FROM = 0.6;
export const SLOW_FROM = 0.3;
/** The speed of an empty road that tells none (km/h). */
export const USUAL_SPEED = 50;

/** A stale, missing or impossible speed is unknown: how many vehicles pass does not tell an empty road from one that stands. */
export function levelOf(speed: number | undefined, freeSpeed: number): Level {
  if (speed === undefined || !Number.isFinite(speed) || speed < 0 || !(freeSpeed > 0)) return 'unknown';
  const share = speed / freeSpeed;
  return share >= FREE_FROM ? 'free' : share >= SLOW_FROM ? 'slow' : 'jammed';
}

/** A speed in km/h by the symbol of its unit; undefined for a unit that is none of speed: nothing is guessed. */
export function kilometresPerHour(value: number, unit: string | null): number | undefined {
  const named = unit?.replaceAll(' ', '').toLowerCase() ?? '';
  const is = (names: readonly string[]) => names.includes(named);
  return is(NAMES.kmh) ? value : is(NAMES.ms) ? value * 3.6 : is(NAMES.mph) ? value * 1.609344 : undefined;
}

export function stateOf(closure: Pick<Closure, 'withdrawn' | 'starts_at' | 'ends_at' | 'ended_at'>, now: Date): State {
  if (closure.withdrawn) return 'withdrawn';
  if (closure.ended_at !== null && closure.ended_at <= now) return 'ended';
  if (closure.ends_at !== null && closure.ends_at <= now) return 'ended';
  return closure.starts_at > now ? 'planned' : 'active';
}
