// Clocks of a case: what begins, what ends, what is late. A clock begins with its limit and both its moments written into the step.
import type { CaseState, ClockName } from './contract.ts';
import type { Change, ClockBegun } from './projection.ts';
import type { Limit, Timer } from './rules.ts';

/** A clock beginning now. */
export function begin(timer: Timer, clock: ClockName, now: Date, organisation: string | null, limit: Limit = timer.limits[clock as Exclude<ClockName, 'handling'>]): ClockBegun {
  return { clock, organisation, value: limit.value, unit: limit.unit, due: timer.due(now, limit).toISOString(), amber: timer.due(now, part(limit, timer.amber)).toISOString() };
}

/** When the whole will be done if every stage takes its limit: what a reporter is promised before anyone has looked. */
export function promise(timer: Timer, now: Date, handling: Limit): { due: string; amber: string } {
  const started = timer.due(timer.due(now, timer.limits.acceptance), timer.limits.dispatch);
  return { due: timer.due(started, handling).toISOString(), amber: timer.due(started, part(handling, timer.amber)).toISOString() };
}

/** Was the present stage's limit missed? A suspended case is not late. */
export const isLate = (state: CaseState, now: Date): boolean => state.stage_due_at !== null && state.suspended_at === null && now > state.stage_due_at;

/** The handling limit after a pause: both moments later by as much of its own time as the pause lasted. */
export function resumed(timer: Timer, state: CaseState, unit: Limit['unit'], now: Date): Change {
  const from = state.suspended_at;
  if (!from) return {};
  const later = (at: Date | null) => (at ? timer.shift(at, unit, from, now).toISOString() : null);
  return { due: later(state.due_at), amber: later(state.amber_at), stage_due: later(state.stage_due_at), stage_amber: later(state.stage_amber_at) };
}

const part = (limit: Limit, share: number): Limit => ({ ...limit, value: limit.value * share });
