// What can be asked of the figures and what is answered. Shared with the browser.
import { z } from 'zod';
import { NATURES, SOURCES } from '#city/cases/contract.ts';
import { MEASURES } from './rules.ts';

/** What may stand in rows and columns: areas of three sizes, unit (主办单位), main and small class (大类 小类), source (来源), nature (性质). */
export const DIMS = ['district', 'street', 'community', 'unit', 'main', 'class', 'source', 'nature'] as const;
export type Dim = (typeof DIMS)[number];
/** Which columns the table of the page has. */
export const SETS = ['limits', 'work', 'quality'] as const;
export type Set_ = (typeof SETS)[number];

const Code = z.string().min(1).max(40).optional();
/** Cases that are left out unless they are of this area (any size), class (main or small), unit, source and nature. */
export const Filters = z.object({ area: Code, class: Code, unit: Code, source: z.enum(SOURCES).optional(), nature: z.enum(NATURES).optional() });
export type Filters = z.output<typeof Filters>;

export const Measure_ = z.enum(MEASURES);
/** A table: rows, and with `cols` one measure across. */
export const Question = Filters.extend({ by: z.enum(DIMS).optional(), cols: z.enum(DIMS).optional(), measure: Measure_.optional(), set: z.enum(SETS).optional() });
export type Question = z.output<typeof Question>;
/** The cases behind one number: of a row (`by`, `key`) and a column (`cols`, `col`) of the table, or of the total. `before` is the id of the last case shown. */
export const ListQuestion = Question.extend({ measure: Measure_, key: z.string().max(40).optional(), col: z.string().max(40).optional(), before: z.coerce.number().int().positive().optional() });
export type ListQuestion = z.output<typeof ListQuestion>;

export const PeriodParam = z.object({ period: z.string().max(10) });

/** Numbers of one row: each measure with how many of it everyone may see; shares from 0 to 1; hours of handling. Null where there is nothing to divide by. */
const Numbers = z.object({
  counts: z.record(Measure_, z.number()), public: z.record(Measure_, z.number()), rates: z.object({ 'on-time-rate': z.number().nullable(), 'rework-rate': z.number().nullable(), 'solved-rate': z.number().nullable() }),
  handling_hours: z.object({ median: z.number().nullable(), p90: z.number().nullable(), cases: z.number() }),
});
export type Numbers = z.output<typeof Numbers>;
const Compared = { now: Numbers, before: Numbers.nullable(), year_before: Numbers.nullable() };

export const FiguresAnswer = z.object({
  period: z.string(), from: z.iso.datetime({ offset: true }), to: z.iso.datetime({ offset: true }), as_of: z.iso.datetime({ offset: true }), provisional: z.boolean(),
  /** public: only cases that everyone may see are counted, because the table is narrow. */
  counted: z.enum(['all', 'public']), compared_with: z.object({ before: z.string(), year_before: z.string() }),
  total: z.object(Compared), by: z.enum(DIMS), rows: z.array(z.object({ key: z.string(), name: z.string(), ...Compared })),
  clocks: z.array(z.object({ clock: z.string(), ended: z.number(), in_time: z.number(), median_hours: z.number().nullable() })),
  cross: z.object({ cols: z.enum(DIMS), measure: Measure_, columns: z.array(z.object({ key: z.string(), name: z.string() })), cells: z.array(z.object({ row: z.string(), col: z.string(), n: z.number() })) }).nullable(),
  trend: z.array(z.object({ period: z.string(), provisional: z.boolean(), filed: z.number(), should: z.number(), on_time: z.number() })),
});
