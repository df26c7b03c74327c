// What a rule remembers of one key: plain data, so that it can stand in a row and be taken up again after a crash. Every moment is in milliseconds.
import { z } from 'zod';
import { Seen, Severity, type Definition } from '../contract.ts';

const Pair = z.tuple([z.number(), z.number()]);
/** What one condition remembers. Each kind uses its own fields; all are bounded. */
export const Cell = z.object({
  /** Met at the last value. */
  on: z.boolean(),
  /** Since when it is met without a break. */
  since: z.number().nullable(),
  /** Observation that began it, and the last one: id and time. */
  first: z.number().nullable(), last: z.number().nullable(), id: z.number().nullable(), value: z.number().nullable(),
  /** Repetition: time and id of each hit in the window. Rate: time, value and id of what may be the least or the most of the window. */
  hits: z.array(Pair).optional(), low: z.array(z.tuple([z.number(), z.number(), z.number()])).optional(), high: z.array(z.tuple([z.number(), z.number(), z.number()])).optional(),
  from: z.number().nullish(), fromId: z.number().nullish(),
  /** Place: was it outside, inside; for counting, the last seen time and id of each thing that is in. */
  outside: z.boolean().optional(), inside: z.boolean().optional(), things: z.record(z.string(), Pair).optional(),
});
export type Cell = z.output<typeof Cell>;

export const Open = z.object({
  since: z.number(), severity: Severity, acknowledged: z.boolean(), escalateAt: z.number().nullable(),
  /** The values are back; the alarm waits for its case. */
  cleared: z.boolean(), clearSince: z.number().nullable(),
});
export type Open = z.output<typeof Open>;

export const State = z.object({
  version: z.number(),
  /** Everything up to here is judged; what comes with an earlier time is late. */
  to: z.number(),
  /** The latest moment heard of, by observation or clock. */
  most: z.number(),
  waiting: z.array(Seen), cells: z.array(Cell),
  open: Open.nullable(),
  /** No new alarm before this moment; `muted`: the present one was noted as suppressed. */
  quiet: z.number().nullable(), muted: z.boolean(),
  /** `when` at the last judgement. */
  met: z.boolean(),
  /** Time and value last judged of each stream, against duplicates. */
  seen: z.record(z.string(), z.tuple([z.number(), z.number().nullable()])),
  late: z.number(), duplicates: z.number(), ahead: z.number(),
});
export type State = z.output<typeof State>;

/** A key that nothing was heard of yet, watched from `at` on: silence counts from then, but no value is late. */
export const fresh = (version: number, at: number): State => ({ version, to: Number.MIN_SAFE_INTEGER, most: at, waiting: [], cells: [], open: null, quiet: null, muted: false, met: false, seen: {}, late: 0, duplicates: 0, ahead: 0 });

/** The same where time has not begun either. */
export const unheard = (version: number): State => fresh(version, Number.MIN_SAFE_INTEGER);

/** A new version of a rule begins to measure anew, but the alarm that is open stays the same one. */
export const carried = (state: State, version: number): State => (state.version === version ? state : { ...fresh(version, state.most), to: state.to, open: state.open && { ...state.open, clearSince: null }, quiet: state.quiet });

/** Acknowledged by somebody: no longer escalated by time. */
export const acknowledged = (state: State): State => (state.open ? { ...state, open: { ...state.open, acknowledged: true, escalateAt: null } } : state);

/** Its case is closed: the key is free again, after the rule's pause. */
export const resolved = (state: State, rule: Definition, at: number): State => ({ ...state, open: null, muted: false, quiet: at + rule.suppress * 1000 });
