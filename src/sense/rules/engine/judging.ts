// One judgement of one key: the conditions as they stand at a moment, and what follows for its alarm.
import { feeds, leavesOf, SEVERITIES, type Condition, type Decision, type Definition, type Leaf, type Seen, type Severity, type Trace, type What } from '../contract.ts';
import { blank, changesAt, met, take } from './conditions.ts';
import { nextMinute, opens, type Env } from './schedule.ts';
import { resolved, type Cell, type State } from './state.ts';
import { traced } from './trace.ts';

/** A rule with its conditions in a row: those of `when`, then those of `clear`. */
export interface Judged { readonly rule: Definition; readonly leaves: readonly Leaf[] }
export const judged = (rule: Definition): Judged => ({ rule, leaves: [...leavesOf(rule.when), ...(rule.clear ? leavesOf(rule.clear) : [])] });

/** Takes the value, if there is one, and decides. Changes the state in place. */
export function judge({ rule, leaves }: Judged, state: State, at: number, seen: Seen | null, env: Env): Decision[] {
  prepare(leaves, state, at);
  if (seen) leaves.forEach((leaf, i) => { const cell = state.cells[i]; if (cell && feeds(leaf, seen)) take(leaf, cell, seen); });
  const truth = holds(rule.when, state.cells, at, 0);
  const over = rule.clear ? holds(rule.clear, state.cells, at, leavesOf(rule.when).length) : !truth;
  state.met = truth;
  const say = (what: What, severity: Severity, why: Trace['why'], clearing = false, until: number | null = null): Decision => ({ what, at, severity, seen, trace: traced(rule, state, at, why, clearing, until) });
  return state.open ? stays(rule, state, at, { truth, over }, env, say) : begins(rule, state, at, { truth, fromValue: seen !== null }, env, say);
}

type Say = (what: What, severity: Severity, why: Trace['why'], clearing?: boolean, until?: number | null) => Decision;

function begins(rule: Definition, state: State, at: number, { truth, fromValue }: { truth: boolean; fromValue: boolean }, env: Env, say: Say): Decision[] {
  if (!truth) { state.muted = false; return []; }
  if (!opens(rule.schedule, at, env) || (!fromValue && isStale(rule, state, at))) return [];
  const severity = severityNow(rule, state);
  if (state.quiet !== null && at < state.quiet) {
    if (state.muted) return [];
    state.muted = true;
    return [say('suppressed', severity, 'window', false, state.quiet)];
  }
  state.quiet = null;
  state.muted = false;
  state.open = { since: at, severity, acknowledged: false, escalateAt: rule.escalate > 0 ? at + rule.escalate * 1000 : null, cleared: false, clearSince: null };
  return [say('raised', severity, 'met')];
}

function stays(rule: Definition, state: State, at: number, { truth, over }: { truth: boolean; over: boolean }, env: Env, say: Say): Decision[] {
  const { open } = state;
  if (!open) return [];
  const said: Decision[] = [];
  if (open.cleared && truth && opens(rule.schedule, at, env)) {
    open.cleared = false;
    open.clearSince = null;
    said.push(say('returned', open.severity, 'met'));
  }
  if (open.escalateAt !== null && at >= open.escalateAt) {
    open.escalateAt = null;
    open.severity = higher(open.severity);
    said.push(say('escalated', open.severity, 'time'));
  }
  const level = truth ? severityNow(rule, state) : open.severity;
  if (rank(level) > rank(open.severity)) {
    open.severity = level;
    said.push(say('escalated', level, 'level'));
  }
  if (open.cleared || !over || truth) { if (!open.cleared) open.clearSince = null; return said; }
  open.clearSince ??= at;
  if (at - open.clearSince >= rule.clearFor * 1000) {
    open.cleared = true;
    said.push(say('cleared', open.severity, 'over', true));
    if (env.closesItself) Object.assign(state, resolved(state, rule, at));
  }
  return said;
}

/** The next moment at which the clock alone may change something. */
export function dueAt({ rule, leaves }: Judged, state: State, env: Env): number | null {
  const at = state.to;
  const moments = leaves.flatMap((leaf, i) => { const cell = state.cells[i]; return cell ? (changesAt(leaf, cell, at) ?? []) : []; });
  if (state.open?.escalateAt) moments.push(state.open.escalateAt);
  if (state.open?.clearSince && !state.open.cleared) moments.push(state.open.clearSince + rule.clearFor * 1000);
  // Met, but not allowed to raise yet. After a pause only silence is raised by the clock; everything else waits for a value that still shows it.
  if (!state.open && state.met && state.quiet !== null && state.quiet > at && leaves.some((leaf) => leaf.kind === 'silence')) moments.push(state.quiet);
  if (!state.open && state.met && !opens(rule.schedule, at, env)) moments.push(nextMinute(at));
  const later = moments.filter((moment) => moment > at);
  return later.length ? Math.min(...later) : null;
}

/** Cells for every condition; silence counts from `from`: when the rule began to watch, or where nobody knows that, from the first moment it judges. */
export function prepare(leaves: readonly Leaf[], state: State, from: number): void {
  for (let i = state.cells.length; i < leaves.length; i++) { const leaf = leaves[i]; if (leaf) state.cells.push(blank(leaf, from)); }
}

function holds(tree: Condition, cells: readonly Cell[], at: number, start: number): boolean {
  if (tree.kind !== 'group') { const cell = cells[start]; return cell !== undefined && met(tree, cell, at); }
  let next = start;
  const each = tree.of.map((one) => { const truth = holds(one, cells, at, next); next += leavesOf(one).length; return truth; });
  return (tree.join === 'all' ? each.every(Boolean) : each.some(Boolean)) !== tree.not;
}

/** The clock raises nothing on values that are old. */
const isStale = (rule: Definition, state: State, at: number): boolean => leavesOf(rule.when).some((leaf, i) => {
  const last = state.cells[i]?.last;
  return leaf.kind !== 'silence' && last !== null && last !== undefined && at - last > ('gap' in leaf ? leaf.gap : leaf.within) * 1000;
});

/** The severity of the value of the first threshold: the highest step of the ladder it is past. */
function severityNow(rule: Definition, state: State): Severity {
  const at = leavesOf(rule.when).findIndex((leaf) => leaf.kind === 'threshold');
  const leaf = leavesOf(rule.when)[at];
  const value = state.cells[at]?.value;
  if (leaf?.kind !== 'threshold' || value === null || value === undefined) return rule.severity;
  const reached = rule.ladder.filter((step) => (leaf.op === 'below' ? value < step.limit : value > step.limit)).map((step) => step.severity);
  return [rule.severity, ...reached].reduce((a, b) => (rank(b) > rank(a) ? b : a));
}

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);
const higher = (severity: Severity): Severity => SEVERITIES[Math.min(rank(severity) + 1, SEVERITIES.length - 1)] ?? severity;
