// Imports: what a mapping (对照表) may say, and what is told of a row. docs/rooms/imports.md explains a mapping to those who write one.
import { z } from 'zod';
import { DATUMS } from '#ground/geo/datums.ts';
import { NATURES, OUTCOMES, SOURCES } from '#city/cases/contract.ts';
import { REDACTABLE } from './redacting.ts';

export const MappingName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,39}$/);
const Column = z.string().min(1).max(200);
/** One column, or several put together with ", ". */
const Columns = z.union([Column, z.array(Column).min(1).max(10)]);
/** What stands in the file → our word or code. */
const Table = z.record(z.string(), z.string());
const Code = z.string().min(1).max(40);

/** A column whose text names something of the city: by its code, its name (any language, case and spaces as they come), or a table. */
const Named = z.strictObject({ column: Columns, by: z.enum(['code', 'name', 'table']).default('name'), table: Table.optional() })
  .refine((one) => one.by !== 'table' || one.table !== undefined, { path: ['table'] });
const Fixed = z.strictObject({ value: Code });
/** `unknown`: what happens to a text that names nothing: a code to fall back to, `error` (the row is refused), `none` (it is left out and flagged). */
const unknown = z.string().min(1).max(40);
/** A column with a table into words of ours; `unknown` is the word for whatever the table lacks. */
const choice = <const W extends readonly [string, ...string[]]>(words: W) => z.union([
  z.strictObject({ value: z.enum(words) }),
  z.strictObject({ column: Column, table: z.record(z.string(), z.enum(words)), unknown: z.enum(words).optional() }),
]);

/** `{column, is: […]}`, `{column, empty: true}` or `{column, matches: 'regular expression'}`: rows that are passed over. */
const Skip = z.strictObject({ column: Column, is: z.array(z.string()).optional(), empty: z.boolean().optional(), matches: z.string().max(200).refine(isPattern).optional() });

export const Mapping = z.strictObject({
  /** Within one source an id stands for one case. The mapping's name unless said. */
  source: MappingName.optional(),
  format: z.enum(['csv', 'xlsx', 'georeport']).optional(),
  sheet: z.string().max(100).optional(),
  encoding: z.enum(['auto', 'utf-8', 'gb18030']).optional(),
  /** Of moments that name none; the city's unless said. */
  zone: z.string().refine(isZone).optional(),
  /** Patterns of moments, tried in turn: yyyy MM M dd d HH H hh h mm m ss s a (AM/PM), or `iso`. */
  dates: z.array(z.string().min(2).max(40).refine(isMomentPattern)).min(1).default(['iso']),
  /** Put before the id, gives the number of the case. */
  prefix: z.string().regex(/^[A-Za-z0-9._-]{0,20}$/).default(''),
  /** Texts that mean that there is nothing. */
  empty: z.array(z.string()).default([]),
  id: Column,
  opened: Column, target: Column.optional(), closed: Column.optional(),
  /** Words that mean closed. `decides: 'status'`: the moment of closing counts only when the status says closed (GeoReport's updated_datetime). */
  status: z.strictObject({ column: Column, closed: z.array(z.string()).min(1), decides: z.enum(['time', 'status']).default('time') }).optional(),
  /** Whether it was late, as the other system says; compared, never taken over. */
  late: z.strictObject({ column: Column, late: z.array(z.string()).min(1), onTime: z.array(z.string()).min(1) }).optional(),
  type: z.union([Named.safeExtend({ unknown: unknown.default('error') }), Fixed]),
  department: z.union([Named.safeExtend({ unknown: unknown.default('none') }), Fixed]).optional(),
  area: z.union([Named.safeExtend({ unknown: unknown.default('none') }), Fixed, z.strictObject({ by: z.literal('point') })]).default({ by: 'point' }),
  position: z.strictObject({ lon: Column, lat: Column, datum: z.enum(DATUMS).default('wgs84') }).optional(),
  address: Columns.optional(), description: Columns.optional(),
  /** What was said when it was closed. */
  answer: Column.optional(),
  channel: choice(SOURCES).default({ value: 'api' }),
  nature: choice(NATURES).default({ value: 'report' }),
  outcome: choice(OUTCOMES).optional(),
  skip: z.array(Skip).default([]),
  /** Taken out of what everybody may read. */
  redact: z.array(z.enum(REDACTABLE)).default(['phone', 'email']),
  lang: z.enum(['zh', 'en']).default('zh'),
});
export type Mapping = z.output<typeof Mapping>;

function isZone(zone: string): boolean {
  try { return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''; } catch { return false; }
}
/** Year, month and day must be there. */
function isMomentPattern(pattern: string): boolean { return pattern === 'iso' || (/yyyy/.test(pattern) && /M/.test(pattern) && /d/.test(pattern)); }
function isPattern(text: string): boolean {
  try { return new RegExp(text, 'u').source !== ''; } catch { return false; }
}

/** Accepted as it is, and told: what contradicts itself or says too little. */
export const FLAGS = [
  'no-target', 'closed-before-opened', 'target-before-opened', 'lateness-disagrees', 'closed-without-status', 'status-without-closed', 'outside-city', 'null-island', 'bad-position', 'skipped-hour',
  'duplicate-id', 'changed-past', 'changed-text', 'unknown-type', 'unknown-department', 'unknown-area',
] as const;
export type Flag = (typeof FLAGS)[number];
/** Not taken over. */
export const REFUSED = ['no-id', 'bad-id', 'number-taken', 'no-opened', 'bad-time', 'future-time', 'unknown-type', 'unknown-department', 'unknown-area', 'long-text', 'not-a-request'] as const;
export type Refused = (typeof REFUSED)[number];

/** One thing to know of a row. `field` is the column, `value` what stood there, shortened. */
export interface Remark { readonly refused: boolean; readonly kind: Flag | Refused; readonly field: string; readonly value: string | null }

export const RUN_STATES = ['running', 'done', 'stopped', 'broken'] as const;
/** How many rows: read, new cases, there already, with something added, passed over, refused; then by kind, and texts that name nothing with how often. */
export const Counts = z.object({
  rows: z.number().default(0), new: z.number().default(0), same: z.number().default(0), changed: z.number().default(0), skipped: z.number().default(0), refused: z.number().default(0),
  flags: z.partialRecord(z.enum(FLAGS), z.number()).default({}), refusals: z.partialRecord(z.enum(REFUSED), z.number()).default({}),
  unknown: z.partialRecord(z.enum(['type', 'department', 'area']), z.record(z.string(), z.number())).default({}),
});
export type Counts = z.output<typeof Counts>;
export const noCounts = (): Counts => Counts.parse({});
