// A key through time: values in the order of their own times, the clock between them. The same values and clocks give the same decisions, however often.
//
// Late: with a tolerance, values wait until nothing earlier can come within it; their order of arrival then does not matter. Without one each is judged at
// once. What comes later than that is counted and told in traces, and judged no more. Twice the same time and value of a stream counts once (the lowest id);
// the same time with another value is another value. Values from the future (beyond ten minutes) are left out: a clock runs wrong.
import type { Decision, Seen } from '../contract.ts';
import { dueAt, judge, prepare, type Judged } from './judging.ts';
import type { Env } from './schedule.ts';
import type { State } from './state.ts';

const AHEAD_MS = 600_000;
/** More waiting values than this are judged before their time, so that a flood of one key cannot fill the memory. */
const MOST_WAITING = 2000;

/** A value has come; `now` is the clock (milliseconds). Changes the state in place. */
export function observe(of: Judged, state: State, seen: Seen, now: number, env: Env): Decision[] {
  if (seen.time > now + AHEAD_MS) { state.ahead += 1; return []; }
  if (seen.time < state.to) { state.late += 1; return []; }
  // Before this value moves the clock of the key: of two that arrive in another order the same beginning is told.
  if (state.most > Number.MIN_SAFE_INTEGER && state.waiting.length === 0) prepare(of.leaves, state, state.most);
  insert(state.waiting, seen);
  state.most = Math.max(state.most, seen.time);
  return forward(of, state, env);
}

/** The clock has moved. */
export function tick(of: Judged, state: State, now: number, env: Env): Decision[] {
  prepare(of.leaves, state, state.most);
  state.most = Math.max(state.most, now);
  return forward(of, state, env);
}

/** When it must be looked at again without a value, in milliseconds of the clock; null when only a value changes anything. */
export function wakeAt(of: Judged, state: State, env: Env): number | null {
  const due = dueAt(of, state, env);
  const waiting = state.waiting[0]?.time;
  const first = Math.min(due ?? Infinity, waiting === undefined ? Infinity : waiting + 1);
  return first === Infinity ? null : first + of.rule.tolerance * 1000;
}

function forward(of: Judged, state: State, env: Env): Decision[] {
  const tolerance = of.rule.tolerance * 1000;
  // With a tolerance another value of exactly this moment may still come.
  const until = tolerance > 0 ? state.most - tolerance - 1 : state.most;
  const said: Decision[] = [];
  for (;;) {
    const next = state.waiting[0];
    const ready = next && (next.time <= until || state.waiting.length > MOST_WAITING) ? next : undefined;
    runTimers(of, state, ready ? ready.time - 1 : until, env, said);
    if (!ready) return said;
    state.waiting.shift();
    if (isDuplicate(state, ready)) { state.duplicates += 1; continue; }
    state.to = ready.time;
    said.push(...judge(of, state, ready.time, ready, env));
  }
}

/** Everything the clock alone brings about up to and including `until`, each at its own moment. */
function runTimers(of: Judged, state: State, until: number, env: Env, said: Decision[]): void {
  for (let due = dueAt(of, state, env); due !== null && due <= until; due = dueAt(of, state, env)) {
    state.to = due;
    said.push(...judge(of, state, due, null, env));
  }
}

function isDuplicate(state: State, { stream, time, number, at }: Seen): boolean {
  const last = state.seen[stream];
  state.seen[stream] = [time, number];
  // Two positions without a number are two positions.
  return last !== undefined && last[0] === time && last[1] === number && at === null;
}

/** In the order of time, then stream, then id. */
function insert(waiting: Seen[], seen: Seen): void {
  let i = waiting.length;
  while (i > 0 && before(seen, waiting[i - 1])) i--;
  waiting.splice(i, 0, seen);
}
const before = (a: Seen, b: Seen | undefined): boolean => b !== undefined && (a.time - b.time || a.stream - b.stream || a.id - b.id) < 0;
