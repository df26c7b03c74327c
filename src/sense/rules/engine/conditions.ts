// One condition: what a value does to what it remembers, and whether it is met. Times count by values: "above 150 for 30 minutes" is met when a value
// shows it, thirty minutes after the first one, never by the clock alone. Only silence and the end of a window are matters of the clock.
import type { Leaf, Place, Rate, Repeat, Seen, Threshold } from '../contract.ts';
import { within } from './shapes.ts';
import type { Cell } from './state.ts';

/** More than this many values in a window are thinned: the oldest go. */
const MOST = 1000;
const MOST_THINGS = 20_000;

/** A condition that heard nothing yet. Silence begins to count at `at`. */
export const blank = (leaf: Leaf, at: number): Cell => ({ on: false, since: null, first: null, last: leaf.kind === 'silence' && at > Number.MIN_SAFE_INTEGER ? at : null, id: null, value: null });

/** What is remembered after the value; the cell is changed in place. */
export function take(leaf: Leaf, cell: Cell, seen: Seen): void {
  switch (leaf.kind) {
    case 'threshold': takeThreshold(leaf, cell, seen); break;
    case 'repeat': takeRepeat(leaf, cell, seen); break;
    case 'rate': takeRate(leaf, cell, seen); break;
    case 'silence': cell.last = seen.time; cell.id = seen.id; cell.value = seen.number; break;
    case 'place': takePlace(leaf, cell, seen); break;
  }
}

/** Whether it is met at `at`, its `not` included. What nothing was heard of is not met, and neither is its opposite. */
export const met = (leaf: Leaf, cell: Cell, at: number): boolean => cell.last !== null && bare(leaf, cell, at) !== leaf.not;

function bare(leaf: Leaf, cell: Cell, at: number): boolean {
  switch (leaf.kind) {
    case 'threshold': return lasting(cell, leaf.for);
    case 'repeat': return hitsAt(leaf, cell, at).length >= leaf.times;
    case 'rate': return cell.on;
    case 'silence': return cell.last !== null && at - cell.last >= leaf.for * 1000;
    case 'place': return leaf.how === 'count' ? countAt(leaf, cell, at) >= leaf.count : lasting(cell, leaf.how === 'dwell' ? leaf.for : 0);
  }
}

/** When the clock alone will change it; undefined when only a value can. */
export function changesAt(leaf: Leaf, cell: Cell, at: number): number | undefined {
  if (leaf.kind === 'silence') return cell.last !== null && at < cell.last + leaf.for * 1000 ? cell.last + leaf.for * 1000 : undefined;
  if (leaf.kind === 'repeat') {
    const hits = hitsAt(leaf, cell, at);
    const oldest = hits[hits.length - leaf.times];
    return oldest && oldest[0] + leaf.within * 1000 + 1;
  }
  if (leaf.kind === 'place' && leaf.how === 'count' && countAt(leaf, cell, at) >= leaf.count) {
    const times = Object.values(cell.things ?? {}).map(([time]) => time).filter((time) => at - time <= leaf.gap * 1000).sort((a, b) => b - a);
    const decisive = times[leaf.count - 1];
    return decisive === undefined ? undefined : decisive + leaf.gap * 1000 + 1;
  }
  return undefined;
}

const lasting = (cell: Cell, seconds: number): boolean => cell.on && cell.since !== null && cell.last !== null && cell.last - cell.since >= seconds * 1000;

/** Past the limit? For `outside` the limits are the two ends, in any order. */
export function past({ op, limit, limit2 }: Pick<Threshold, 'op' | 'limit' | 'limit2'>, value: number): boolean {
  if (op === 'above') return value > limit;
  if (op === 'below') return value < limit;
  return value < Math.min(limit, limit2 ?? limit) || value > Math.max(limit, limit2 ?? limit);
}

function takeThreshold(leaf: Threshold, cell: Cell, seen: Seen): void {
  if (seen.number === null) return;
  const broken = cell.last !== null && seen.time - cell.last > leaf.gap * 1000;
  const kept = cell.on && !broken && leaf.clear !== undefined && leaf.op !== 'outside' && past({ op: leaf.op, limit: leaf.clear }, seen.number);
  const on = past(leaf, seen.number) || kept;
  hold(cell, on, seen, broken);
}

/** Met or not from this value on; a break begins the time anew. */
function hold(cell: Cell, on: boolean, seen: Seen, broken: boolean): void {
  if (!on) { cell.since = null; cell.first = null; } else if (!cell.on || broken) { cell.since = seen.time; cell.first = seen.id; }
  cell.on = on;
  cell.last = seen.time;
  cell.id = seen.id;
  cell.value = seen.number;
}

function takeRepeat(leaf: Repeat, cell: Cell, seen: Seen): void {
  if (seen.number === null) return;
  cell.last = seen.time;
  cell.id = seen.id;
  cell.value = seen.number;
  const hits = hitsAt(leaf, cell, seen.time);
  if (past(leaf, seen.number)) hits.push([seen.time, seen.id]);
  // Older ones than `times` decide nothing.
  cell.hits = hits.slice(-leaf.times);
  cell.since = cell.hits[0]?.[0] ?? null;
  cell.first = cell.hits[0]?.[1] ?? null;
}

const hitsAt = (leaf: Repeat, cell: Cell, at: number): [number, number][] => (cell.hits ?? []).filter(([time]) => at - time <= leaf.within * 1000);

function takeRate(leaf: Rate, cell: Cell, seen: Seen): void {
  const value = seen.number;
  if (value === null) return;
  const recent = (list: Cell['low']) => (list ?? []).filter(([time]) => seen.time - time <= leaf.within * 1000).slice(-MOST);
  // Of each list only what can still be the least or the most of a later window.
  const low = recent(cell.low);
  const high = recent(cell.high);
  const [least, most] = [low[0], high[0]];
  const rise = least && value - least[1] >= leaf.change && leaf.direction !== 'down' ? least : undefined;
  const fall = most && most[1] - value >= leaf.change && leaf.direction !== 'up' ? most : undefined;
  while ((low.at(-1)?.[1] ?? -Infinity) >= value) low.pop();
  while ((high.at(-1)?.[1] ?? Infinity) <= value) high.pop();
  low.push([seen.time, value, seen.id]);
  high.push([seen.time, value, seen.id]);
  cell.low = low;
  cell.high = high;
  const begun = rise ?? fall;
  cell.on = begun !== undefined;
  cell.since = begun?.[0] ?? null;
  cell.from = begun?.[1] ?? null;
  cell.first = begun?.[2] ?? null;
  cell.last = seen.time;
  cell.id = seen.id;
  cell.value = value;
}

function takePlace(leaf: Place, cell: Cell, seen: Seen): void {
  if (seen.at === null) return;
  const inside = within(leaf.area.coordinates, seen.at);
  if (leaf.how === 'count') { count(leaf, cell, seen, inside); return; }
  const broken = cell.last !== null && seen.time - cell.last > leaf.gap * 1000;
  // Nobody comes in who was never seen outside.
  const on = leaf.how === 'dwell' ? inside : leaf.how === 'enter' ? inside && cell.outside === true : !inside && cell.inside === true;
  cell.outside = cell.outside === true || !inside;
  cell.inside = cell.inside === true || inside;
  hold(cell, on, seen, broken && leaf.how === 'dwell');
}

function count(leaf: Place, cell: Cell, seen: Seen, inside: boolean): void {
  const things = (cell.things ??= {});
  const key = String(seen.thing);
  if (inside && (things[key] || Object.keys(things).length < MOST_THINGS)) things[key] = [seen.time, seen.id];
  else delete things[key];
  for (const [thing, [time]] of Object.entries(things)) if (seen.time - time > leaf.gap * 1000) delete things[thing];
  cell.last = seen.time;
  cell.id = seen.id;
}

/** How many things are in, of those heard lately. */
export const countAt = (leaf: Place, cell: Cell, at: number): number => Object.values(cell.things ?? {}).filter(([time]) => at - time <= leaf.gap * 1000).length;
