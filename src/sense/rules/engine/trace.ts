// Why: every condition as it stood when a decision was made, with values, limits, times and the ids of observations. Made only when something is decided.
import { leavesOf, type Condition, type Definition, type Fact, type Leaf, type Trace } from '../contract.ts';
import { countAt, met } from './conditions.ts';
import type { Cell, State } from './state.ts';

const MOST_IDS = 12;

/** The trace of a decision at `at`; `clearing` when the conditions of clearing decided. */
export function traced(rule: Definition, state: State, at: number, why: Trace['why'], clearing = false, until: number | null = null): Trace {
  const tree = clearing && rule.clear ? rule.clear : rule.when;
  const start = clearing && rule.clear ? leavesOf(rule.when).length : 0;
  const facts = leavesOf(tree).flatMap((leaf, i) => { const cell = state.cells[start + i]; return cell ? [fact(leaf, cell, at)] : []; });
  return { at, join: joined(tree), facts, clearing, why, until, late: state.late, duplicates: state.duplicates, ahead: state.ahead };
}

const joined = (tree: Condition): 'all' | 'any' => (tree.kind === 'group' ? tree.join : 'all');

function fact(leaf: Leaf, cell: Cell, at: number): Fact {
  const common = { kind: leaf.kind, truth: met(leaf, cell, at), not: leaf.not, input: leaf.input, unit: leaf.unit, value: cell.value, time: cell.last, since: cell.since, ids: idsOf(cell) };
  switch (leaf.kind) {
    case 'threshold': return { ...common, op: leaf.op, limit: leaf.limit, limit2: leaf.limit2, clear: leaf.clear, seconds: leaf.for };
    case 'repeat': return { ...common, op: leaf.op, limit: leaf.limit, limit2: leaf.limit2, n: cell.hits?.length ?? 0, need: leaf.times, seconds: leaf.within };
    case 'rate': return { ...common, direction: leaf.direction, limit: leaf.change, from: cell.from ?? null, seconds: leaf.within };
    case 'silence': return { ...common, seconds: leaf.for };
    case 'place': return { ...common, how: leaf.how, area: leaf.areaName, seconds: leaf.for, ...(leaf.how === 'count' ? { n: countAt(leaf, cell, at), need: leaf.count } : {}) };
  }
}

/** The observations it rests on: the first, the hits between, the last. */
function idsOf(cell: Cell): number[] {
  const ids = [cell.first, ...(cell.hits ?? []).map(([, id]) => id), ...Object.values(cell.things ?? {}).map(([, id]) => id), cell.id];
  return [...new Set(ids.filter((id): id is number => id !== null))].slice(-MOST_IDS);
}
