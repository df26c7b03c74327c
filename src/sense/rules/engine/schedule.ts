// When a rule may raise: weekdays, hours of the day, working hours. Outside of it values are still taken, so that "for 30 minutes" may begin before.
import type { Schedule } from '../contract.ts';

/** A moment on the city's clock. */
export interface Local { readonly weekday: number; readonly minute: number; readonly working: boolean }
/** What the engine knows of the city: the local clock and calendar. Given in, so that the engine stays pure. */
export interface Env {
  local(at: number): Local;
  /** In a trial nobody closes cases: an alarm ends when its values are back. */
  readonly closesItself?: true;
}

/** May it raise now? Over midnight the weekday is that of the evening. */
export function opens(schedule: Schedule | undefined, at: number, env: Env): boolean {
  if (!schedule) return true;
  const { weekday, minute, working } = env.local(at);
  if (schedule.calendar !== 'any' && working !== (schedule.calendar === 'work')) return false;
  const { from, to } = schedule;
  if (from === to) return schedule.days.includes(weekday);
  if (from < to) return minute >= from && minute < to && schedule.days.includes(weekday);
  if (minute >= from) return schedule.days.includes(weekday);
  return minute < to && schedule.days.includes(weekday === 1 ? 7 : weekday - 1);
}

/** The next full minute: how often a rule that waits for its hours looks again. */
export const nextMinute = (at: number): number => (Math.floor(at / 60_000) + 1) * 60_000;
