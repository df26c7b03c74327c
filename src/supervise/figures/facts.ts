// What is known of every case for counting, as columns of numbers: about 110 bytes a case, so that a million fits in 110 MB and any question about
// any period is one walk over them. Strings (classes, units, chains of areas) stand once, their numbers in the columns. No I/O.

/** Clocks whose runs are told; an answer, a reply and thanks are one, since a case has one of them. */
export const CLOCKS = ['acceptance', 'verification', 'dispatch', 'handling', 'check', 'closing', 'answer'] as const;
export type Clock = (typeof CLOCKS)[number];

/** No moment; before every other. */
export const NONE = -0x8000_0000;
/** Moments are whole seconds since 2000-01-01 UTC, which lasts in 32 bits until 2068. */
export const EPOCH = 946_684_800;
export const secondsOf = (at: Date): number => Math.floor(at.getTime() / 1000) - EPOCH;

/** Bits of `flags`. DROPPED: refused, voided or merged away. SETTLED: closed as resolved or not. */
export const FLAG = { public: 1, dropped: 2, settled: 4, answered: 8, late: 16, exempt: 32, suspended: 64, handled: 128, reworked: 256, reopened: 512, rated: 1024, solved: 2048 } as const;

/** A code's number; 0 stands for none. */
export interface Names { readonly list: string[]; readonly numbers: Map<string, number> }

/** One case as it is read. Moments in seconds or NONE; `runs` are ended runs of clocks. */
export interface Fact {
  readonly id: number; readonly step: number; readonly received: number; readonly filed: number; readonly due: number; readonly closed: number;
  readonly path: string; readonly unit: string; readonly class: string; readonly source: string; readonly nature: string; readonly flags: number;
}
export interface Run { readonly id: number; readonly clock: string; readonly ended: number; readonly took: number; readonly late: boolean }

export interface Columns {
  id: Float64Array; step: Float64Array; received: Int32Array; filed: Int32Array; due: Int32Array; closed: Int32Array;
  path: Uint32Array; unit: Uint16Array; class: Uint16Array; source: Uint8Array; nature: Uint8Array; flags: Uint16Array;
  /** Of each clock: the end of its last run, the seconds of all its runs together, and in one bit each whether any was late. */
  ended: Int32Array[]; took: Int32Array[]; overran: Uint8Array;
  /** Of each block of rows the first and the last moment of any of its cases, ever: a walk leaves out blocks that have none in its span. */
  earliest: Int32Array; latest: Int32Array;
}
export const BLOCK = 2048;
export interface Facts {
  n: number; columns: Columns;
  /** When the first case came in; what was before is unknown, not nought. Infinity without cases. */
  first: number;
  readonly names: { readonly path: Names; readonly unit: Names; readonly class: Names; readonly source: Names; readonly nature: Names };
  /** Grows with every change; `touched` is the version in which a day (UTC, of any moment of a case) was last changed. */
  version: number; readonly touched: Map<number, number>;
  /** Rows up to here are in the order of their ids; those after are found in `loose`. */
  ordered: number; readonly loose: Map<number, number>;
}

const names = (): Names => ({ list: [''], numbers: new Map([['', 0]]) });
/** Without any case. */
export const noFacts = (): Facts => ({ n: 0, columns: columnsFor(1024), first: Infinity, names: { path: names(), unit: names(), class: names(), source: names(), nature: names() }, version: 1, touched: new Map(), ordered: 0, loose: new Map() });

const columnsFor = (size: number): Columns => ({
  id: new Float64Array(size), step: new Float64Array(size), received: new Int32Array(size), filed: new Int32Array(size), due: new Int32Array(size), closed: new Int32Array(size),
  path: new Uint32Array(size), unit: new Uint16Array(size), class: new Uint16Array(size), source: new Uint8Array(size), nature: new Uint8Array(size), flags: new Uint16Array(size),
  ended: CLOCKS.map(() => new Int32Array(size)), took: CLOCKS.map(() => new Int32Array(size)), overran: new Uint8Array(size),
  earliest: new Int32Array(Math.ceil(size / BLOCK)).fill(0x7fff_ffff), latest: new Int32Array(Math.ceil(size / BLOCK)).fill(NONE),
});

/** The row of a case, or -1. */
export function rowOf({ columns, ordered, loose }: Facts, id: number): number {
  let [low, high] = [0, ordered];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((columns.id[middle] ?? 0) < id) low = middle + 1;
    else high = middle;
  }
  return low < ordered && columns.id[low] === id ? low : (loose.get(id) ?? -1);
}

/** Writes a case anew, without its clocks; what it was and what it is now count as touched. Returns its row. */
export function put(facts: Facts, fact: Fact): number {
  const known = rowOf(facts, fact.id);
  if (known >= 0) touch(facts, known);
  const row = known >= 0 ? known : append(facts, fact.id);
  const c = facts.columns;
  c.step[row] = fact.step;
  facts.first = Math.min(facts.first, fact.received);
  c.received[row] = fact.received; c.filed[row] = fact.filed; c.due[row] = fact.due; c.closed[row] = fact.closed; c.flags[row] = fact.flags;
  c.path[row] = numberOf(facts.names.path, fact.path); c.unit[row] = numberOf(facts.names.unit, fact.unit); c.class[row] = numberOf(facts.names.class, fact.class);
  c.source[row] = numberOf(facts.names.source, fact.source); c.nature[row] = numberOf(facts.names.nature, fact.nature);
  for (const ends of c.ended) ends[row] = NONE;
  for (const took of c.took) took[row] = 0;
  c.overran[row] = 0;
  touch(facts, row);
  return row;
}

const ANSWERS = new Set(['answer', 'reply', 'praise']);
/** Adds a run of a clock to a case that was put. */
export function addRun(facts: Facts, run: Run): void {
  const row = rowOf(facts, run.id);
  const clock = (CLOCKS as readonly string[]).indexOf(ANSWERS.has(run.clock) ? 'answer' : run.clock);
  const [ended, took] = [facts.columns.ended[clock], facts.columns.took[clock]];
  if (row < 0 || !ended || !took) return;
  ended[row] = Math.max(ended[row] ?? NONE, run.ended);
  took[row] = (took[row] ?? 0) + run.took;
  if (run.late) facts.columns.overran[row] = (facts.columns.overran[row] ?? 0) | (1 << clock);
  mark(facts, row, run.ended);
}

/** Days of all moments of a row are touched in the present version. */
function touch(facts: Facts, row: number): void {
  const c = facts.columns;
  for (const column of [c.received, c.filed, c.due, c.closed, ...c.ended]) mark(facts, row, column[row] ?? NONE);
}
function mark(facts: Facts, row: number, at: number): void {
  if (at === NONE) return;
  facts.touched.set(Math.floor(at / 86_400), facts.version);
  spread(facts.columns, row, at);
}
function spread({ earliest, latest }: Columns, row: number, at: number): void {
  const block = Math.floor(row / BLOCK);
  if (at < (earliest[block] ?? NONE)) earliest[block] = at;
  if (at > (latest[block] ?? NONE)) latest[block] = at;
}

/** The blocks of rows that were written into the columns directly. */
export function spreadAll({ columns: c, n }: Facts): void {
  for (const column of [c.received, c.filed, c.due, c.closed, ...c.ended]) for (let row = 0; row < n; row++) { const at = column[row] ?? NONE; if (at !== NONE) spread(c, row, at); }
}

function append(facts: Facts, id: number): number {
  const row = facts.n++;
  if (row >= facts.columns.id.length) facts.columns = grown(facts.columns);
  if (row === facts.ordered && id > (facts.columns.id[row - 1] ?? 0)) facts.ordered++;
  else facts.loose.set(id, row);
  facts.columns.id[row] = id;
  return row;
}

/** Room for so many rows. */
export function hold(facts: Facts, rows: number): void {
  if (rows > facts.columns.id.length) facts.columns = grown(facts.columns, rows);
}

/** Half as large again unless said: doubling would waste 100 MB at a million. */
function grown(old: Columns, size = Math.ceil(old.id.length * 1.5)): Columns {
  const next = columnsFor(size);
  for (const key of ['id', 'step', 'received', 'filed', 'due', 'closed', 'path', 'unit', 'class', 'source', 'nature', 'flags', 'overran', 'earliest', 'latest'] as const) next[key].set(old[key]);
  old.ended.forEach((column, clock) => next.ended[clock]?.set(column));
  old.took.forEach((column, clock) => next.took[clock]?.set(column));
  return next;
}

const numberOf = (known: Names, code: string): number => known.numbers.get(code) ?? addName(known, code);
/** The number of a code, new when it was not known. */
export function addName(known: Names, code: string): number {
  const found = known.numbers.get(code);
  if (found !== undefined) return found;
  known.list.push(code);
  known.numbers.set(code, known.list.length - 1);
  return known.list.length - 1;
}
