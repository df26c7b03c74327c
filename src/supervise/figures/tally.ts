// Counting and selecting: one walk over the facts gives the numbers of a table, the same walk the cases behind one of them. Pure.
import { BLOCK, CLOCKS, FLAG, type Facts } from './facts.ts';
import { ANCHORS, columnOf, MEASURES, placeOf, RULES_OF, type Measure } from './rules.ts';

/** Seconds as in the facts: from the first, before the last. `due` looks only at what has passed by `asOf`. */
export interface Span { readonly from: number; readonly to: number; readonly asOf: number }

/** How cases are told apart: the key of a row in one dimension, by the number in its column. Undefined leaves the case out. */
export interface Keys { readonly column: Uint32Array | Uint16Array | Uint8Array; readonly keys: readonly (string | undefined)[] }

/** What is counted: a span, which cases, and what stands in rows and columns. */
export interface Cut { readonly span: Span; readonly only: readonly Keys[]; readonly publicOnly: boolean; readonly rows?: Keys | undefined; readonly cols?: Keys | undefined; /** Leaves out the times: counts of a chart need none. */ readonly countsOnly?: boolean }

/** By the places of MEASURES: all cases, and those that everyone may see. `took`: seconds of handling, sorted. */
export interface Counts { readonly n: Uint32Array; readonly open: Uint32Array; readonly took: Float64Array }
export interface Tally {
  readonly total: Counts; readonly rows: ReadonlyMap<string, Counts>; readonly cells: ReadonlyMap<string, ReadonlyMap<string, Counts>>;
  /** Sorted seconds of each clock, for the total alone. */
  readonly clocks: readonly Float64Array[];
}

interface Sum { n: Uint32Array; open: Uint32Array; took: number[] }
const sum = (): Sum => ({ n: new Uint32Array(MEASURES.length), open: new Uint32Array(MEASURES.length), took: [] });
const done = ({ n, open, took }: Sum): Counts => ({ n, open, took: Float64Array.from(took).sort() });
export const NO_COUNTS: Counts = done(sum());

/** By the place of a measure the clock whose end it counts, or -1. */
const CLOCK_OF = Int8Array.from(MEASURES, (measure) => CLOCKS.findIndex((clock) => measure === `${clock}-ended`));

/** All measures of a cut at once. */
export function tally(facts: Facts, cut: Cut): Tally {
  const total = sum();
  const rows = new Map<string, Sum>();
  const cells = new Map<string, Map<string, Sum>>();
  const clocks: number[][] = CLOCKS.map(() => []);
  let [last, row, cell]: [number, Sum | undefined, Sum | undefined] = [-1, undefined, undefined];
  walk(facts, cut, (at, place) => {
    if (at !== last) {
      const [key, col] = [cut.rows && keyOf(cut.rows, at), cut.cols && keyOf(cut.cols, at)];
      row = key === undefined ? undefined : within(rows, key, sum);
      cell = key === undefined || col === undefined ? undefined : within(within(cells, key, () => new Map<string, Sum>()), col, sum);
      last = at;
    }
    const isPublic = ((facts.columns.flags[at] ?? 0) & FLAG.public) !== 0;
    const clock = cut.countsOnly ? -1 : (CLOCK_OF[place] ?? -1);
    const took = clock < 0 ? 0 : (facts.columns.took[clock]?.[at] ?? 0);
    count(total, place, isPublic, clock, took);
    if (row) count(row, place, isPublic, clock, took);
    if (cell) count(cell, place, isPublic, clock, took);
    if (clock >= 0) clocks[clock]?.push(took);
  });
  return {
    total: done(total), rows: new Map([...rows].map(([key, one]) => [key, done(one)])), clocks: clocks.map((took) => Float64Array.from(took).sort()),
    cells: new Map([...cells].map(([key, line]) => [key, new Map([...line].map(([col, one]) => [col, done(one)]))])),
  };
}

const HANDLING = CLOCKS.indexOf('handling');
function count(one: Sum, place: number, isPublic: boolean, clock: number, took: number): void {
  one.n[place] = (one.n[place] ?? 0) + 1;
  if (isPublic) one.open[place] = (one.open[place] ?? 0) + 1;
  if (clock === HANDLING) one.took.push(took);
}

/** The ids behind one number, the newest first. */
export function select(facts: Facts, cut: Cut, measure: Measure): Float64Array {
  const wanted = placeOf.get(measure);
  const ids: number[] = [];
  walk(facts, cut, (at, place) => { if (place === wanted) ids.push(facts.columns.id[at] ?? 0); });
  return Float64Array.from(ids).sort().reverse();
}

/** Tells every measure of every case that holds in the cut. A case lies in the cut once for each of its moments within the span. */
function walk(facts: Facts, { span, only, publicOnly }: Cut, visit: (row: number, place: number) => void): void {
  const { from, to } = span;
  const anchors = ANCHORS.map((anchor) => ({ column: columnOf(facts, anchor), rules: RULES_OF[anchor], to: anchor === 'due' ? Math.min(to, span.asOf) : to }));
  const { flags, earliest, latest } = facts.columns;
  for (let row = 0; row < facts.n; row++) {
    if (row % BLOCK === 0 && ((latest[row / BLOCK] ?? 0) < from || (earliest[row / BLOCK] ?? 0) >= to)) {
      row += BLOCK - 1;
      continue;
    }
    if (publicOnly && ((flags[row] ?? 0) & FLAG.public) === 0) continue;
    let passes: boolean | undefined;
    for (const anchor of anchors) {
      const at = anchor.column[row] ?? 0;
      if (at < from || at >= anchor.to) continue;
      passes ??= only.every((keys) => keyOf(keys, row) !== undefined);
      if (!passes) break;
      for (const rule of anchor.rules) if (rule.holds(facts, row)) visit(row, rule.place);
    }
  }
}

const keyOf = ({ column, keys }: Keys, row: number): string | undefined => keys[column[row] ?? 0];

function within<T>(map: Map<string, T>, key: string, make: () => T): T {
  let found = map.get(key);
  if (found === undefined) map.set(key, (found = make()));
  return found;
}
