// The measures (指标口径): which moment of a case puts it into a period, and what must be so for it to count. The one place both the numbers and the
// lists behind them are made from. Terms after GB/T 30428 and its practice; where cities differ, the reading taken is written beside the measure. Pure.
import { CLOCKS, FLAG, NONE, type Clock, type Facts } from './facts.ts';

/** The moments that put a case into a period: received (受理), filed (立案), limit (到期), closed (结案), and the last end of each clock. */
export const ANCHORS = ['received', 'filed', 'due', 'closed', ...CLOCKS] as const;
export type Anchor = (typeof ANCHORS)[number];

interface Rule { readonly anchor: Anchor; holds(facts: Facts, row: number): boolean }

const has = (facts: Facts, row: number, flag: number): boolean => ((facts.columns.flags[row] ?? 0) & flag) !== 0;
const isOpen = (facts: Facts, row: number): boolean => facts.columns.closed[row] === NONE;
const kept = (facts: Facts, row: number): boolean => !has(facts, row, FLAG.dropped);
/** Filed and not dropped since: what has a limit that counts. */
const limited = (facts: Facts, row: number): boolean => facts.columns.filed[row] !== NONE && kept(facts, row);
/** Standing still now (缓办): its limit moves on when it is resumed. */
const still = (facts: Facts, row: number): boolean => has(facts, row, FLAG.suspended) && isOpen(facts, row);
const should = (facts: Facts, row: number): boolean => limited(facts, row) && !still(facts, row);
/** The limit was missed, or nothing is handled although it has passed: `due` only holds what has passed. A granted appeal does not undo it. */
const overdue = (facts: Facts, row: number): boolean => should(facts, row) && (has(facts, row, FLAG.late) || (isOpen(facts, row) && !has(facts, row, FLAG.handled)));
const settled = (facts: Facts, row: number): boolean => has(facts, row, FLAG.settled);
const overran = (facts: Facts, row: number, clock: number): boolean => ((facts.columns.overran[row] ?? 0) & (1 << clock)) !== 0;

const RULES = {
  /** 受理: everything that came, also what was refused, voided or merged later. */
  received: { anchor: 'received', holds: () => true },
  /** 立案: filed for the first time. */
  filed: { anchor: 'filed', holds: () => true },
  /** 到期: filed cases whose handling limit ended in the period, with extensions as they were granted. */
  due: { anchor: 'due', holds: limited },
  /** 缓办: due ones whose clock stands still now. */
  suspended: { anchor: 'due', holds: (f, row) => limited(f, row) && still(f, row) },
  /** 应结案: due less suspended. */
  should: { anchor: 'due', holds: should },
  /** 按期结案: closed, and handled within the limit. */
  'on-time': { anchor: 'due', holds: (f, row) => should(f, row) && !isOpen(f, row) && !overdue(f, row) },
  /** 已办待结: handled within the limit, not closed yet. On time, overdue and this make up what should be closed. */
  pending: { anchor: 'due', holds: (f, row) => should(f, row) && isOpen(f, row) && !overdue(f, row) },
  /** 超期. */
  overdue: { anchor: 'due', holds: overdue },
  /** 超期未结: overdue and still open now. */
  'overdue-open': { anchor: 'due', holds: (f, row) => overdue(f, row) && isOpen(f, row) },
  /** 申诉成立: overdue, and an appeal was granted; told apart, not taken off. */
  exempt: { anchor: 'due', holds: (f, row) => overdue(f, row) && has(f, row, FLAG.exempt) },
  /** 结案: closed as resolved or not; a reopened case counts where it was closed last. */
  closed: { anchor: 'closed', holds: settled },
  /** 返工: closed ones that were sent back to the unit at least once. */
  rework: { anchor: 'closed', holds: (f, row) => settled(f, row) && has(f, row, FLAG.reworked) },
  /** 重开: closed ones that had been closed before. */
  reopened: { anchor: 'closed', holds: (f, row) => settled(f, row) && has(f, row, FLAG.reopened) },
  /** 评价: closed ones whose reporter said whether it is solved. */
  rated: { anchor: 'closed', holds: (f, row) => settled(f, row) && has(f, row, FLAG.rated) },
  solved: { anchor: 'closed', holds: (f, row) => settled(f, row) && has(f, row, FLAG.solved) },
  /** 答复: questions, suggestions and thanks that were answered or passed on. */
  answered: { anchor: 'closed', holds: (f, row) => has(f, row, FLAG.answered) },
} as const satisfies Record<string, Rule>;

type Plain = keyof typeof RULES;
export type Measure = Plain | `${Clock}-ended` | `${Clock}-in-time`;
const plain = Object.keys(RULES) as Plain[];
/** All measures, in the order of their tallies. `acceptance-ended`: cases whose last run of that clock ended in the period; `-in-time`: and no run was late. */
export const MEASURES: readonly Measure[] = [...plain, ...CLOCKS.flatMap((clock): Measure[] => [`${clock}-ended`, `${clock}-in-time`])];
export const placeOf = new Map(MEASURES.map((measure, place) => [measure, place]));

/** For each anchor the measures that begin with it: their place, and what must hold. */
export const RULES_OF: Readonly<Record<Anchor, readonly { readonly place: number; holds(facts: Facts, row: number): boolean }[]>> = Object.fromEntries(ANCHORS.map((anchor) => {
  const clock = (CLOCKS as readonly string[]).indexOf(anchor);
  const place = (measure: Measure): number => placeOf.get(measure) ?? -1;
  if (clock < 0) return [anchor, plain.filter((name) => RULES[name].anchor === anchor).map((name) => ({ place: place(name), holds: RULES[name].holds }))];
  const of = CLOCKS[clock] ?? 'handling';
  return [anchor, [{ place: place(`${of}-ended`), holds: kept }, { place: place(`${of}-in-time`), holds: (f: Facts, row: number) => kept(f, row) && !overran(f, row, clock) }]];
})) as Record<Anchor, { place: number; holds(facts: Facts, row: number): boolean }[]>;

/** The column of an anchor. */
export function columnOf({ columns }: Facts, anchor: Anchor): Int32Array {
  if (anchor === 'received' || anchor === 'filed' || anchor === 'due' || anchor === 'closed') return columns[anchor];
  return columns.ended[CLOCKS.indexOf(anchor)] ?? new Int32Array(0);
}

/** Shares: numerator over denominator. */
export const RATES = { 'on-time-rate': ['on-time', 'should'], 'rework-rate': ['rework', 'closed'], 'solved-rate': ['solved', 'rated'] } as const satisfies Record<string, readonly [Measure, Measure]>;
export type Rate = keyof typeof RATES;

/** The value below which this share of sorted numbers lies, between neighbours as percentile_cont has it; undefined of none. */
export function quantile(sorted: ArrayLike<number>, share: number): number | undefined {
  if (sorted.length === 0) return undefined;
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return low + (high - low) * (at - Math.floor(at));
}
