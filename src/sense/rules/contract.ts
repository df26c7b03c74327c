// The words of the rules: what a rule is (a definition, by version), what it is told (observations) and what it says (decisions with their traces).
// Shared with the browser. Moments are milliseconds since 1970 inside of the engine, spans are seconds, places WGS 84.
import { z } from 'zod';

/** 提示 预警 严重 紧急, from low to high. */
export const SEVERITIES = ['notice', 'warning', 'serious', 'critical'] as const;
export const Severity = z.enum(SEVERITIES);
export type Severity = z.output<typeof Severity>;

/** Numbers of a rule: finite, and of a size a sensor may mean. */
const Amount = z.number().min(-1e12).max(1e12);
/** Seconds, up to a month. */
const Span = z.number().int().min(0).max(31 * 86_400);
const Input = z.string().trim().min(1).max(120);
const Ring = z.array(z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)])).min(4).max(2000);
/** A GeoJSON polygon, copied into the version, so that a version always means the same. */
export const Polygon = z.object({ type: z.literal('Polygon'), coordinates: z.array(Ring).min(1).max(20) });
export type Polygon = z.output<typeof Polygon>;

/** `unit`: the symbol of the unit that limits are meant in; streams that measure the same in another one are not looked at. Absent: any. */
const common = { input: Input, unit: z.string().trim().min(1).max(40).optional(), not: z.boolean().default(false) };
export const OPS = ['above', 'below', 'outside'] as const;
const limits = { op: z.enum(OPS), limit: Amount, /** The other end, for `outside`. */ limit2: Amount.optional() };

/** Past a limit, at one value or for a while. `clear`: once past, it stays so until the value is back behind this (hysteresis). A gap in the values longer than `gap` begins the while anew. */
export const Threshold = z.object({ kind: z.literal('threshold'), ...common, ...limits, for: Span.default(0), clear: Amount.optional(), gap: Span.default(7200) });
/** Past a limit `times` times within a window. */
export const Repeat = z.object({ kind: z.literal('repeat'), ...common, ...limits, times: z.number().int().min(2).max(500), within: Span.min(1) });
/** A change of at least `change` within a window. */
export const Rate = z.object({ kind: z.literal('rate'), ...common, direction: z.enum(['up', 'down', 'either']), change: Amount.positive(), within: Span.min(1) });
/** No value for a while. */
export const Silence = z.object({ kind: z.literal('silence'), ...common, for: Span.min(1) });
export const PLACE_HOWS = ['enter', 'leave', 'dwell', 'count'] as const;
/** Where moving things are: came in, went out, stays in for a while, or at least so many are in. A thing unheard for `gap` is not counted. */
export const Place = z.object({ kind: z.literal('place'), ...common, how: z.enum(PLACE_HOWS), area: Polygon, areaName: z.string().max(80).default(''), for: Span.default(0), count: z.number().int().min(1).max(100_000).default(1), gap: Span.default(7200) });

export const Leaf = z.discriminatedUnion('kind', [Threshold, Repeat, Rate, Silence, Place]);
export type Leaf = z.output<typeof Leaf>;
export type Threshold = z.output<typeof Threshold>;
export type Repeat = z.output<typeof Repeat>;
export type Rate = z.output<typeof Rate>;
export type Silence = z.output<typeof Silence>;
export type Place = z.output<typeof Place>;

/** Conditions together: all of them, or any. Groups may hold groups; at most eight conditions in all. */
export interface Group { kind: 'group'; join: 'all' | 'any'; not: boolean; of: Condition[] }
export type Condition = Leaf | Group;
export const Condition: z.ZodType<Condition, unknown> = z.lazy(() => z.union([Leaf, z.object({ kind: z.literal('group'), join: z.enum(['all', 'any']), not: z.boolean().default(false), of: z.array(Condition).min(1).max(8) })]));
export const MOST_LEAVES = 8;
const MOST_DEEP = 4;

export const Schedule = z.object({
  /** ISO weekdays, 1 Monday … 7 Sunday. */
  days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  /** Minutes of the city's day; a span that ends before it begins goes over midnight, equal ends mean the whole day. */
  from: z.number().int().min(0).max(1440), to: z.number().int().min(0).max(1440),
  /** Working hours of the city's calendar, the rest, or both. */
  calendar: z.enum(['any', 'work', 'rest']),
});
export type Schedule = z.output<typeof Schedule>;

/** Which streams it watches: every condition that is given narrows. */
export const Watch = z.object({ kinds: z.array(z.string().max(40)).max(20).default([]), things: z.array(z.number().int().positive()).max(1000).default([]), area: z.string().max(40).optional() });

/** One version of a rule. */
export const Definition = z.object({
  name: z.object({ zh: z.string().trim().min(1).max(80), en: z.string().trim().max(120).optional() }),
  watch: Watch,
  /** What an alarm is of, its deduplication key: one open alarm for each thing, each stream, or for the rule. */
  per: z.enum(['thing', 'stream', 'rule']),
  when: Condition, /** When it is over; the opposite of `when` unless said. */ clear: Condition.optional(),
  /** It must stay over this long before the alarm counts as cleared. */
  clearFor: Span.default(0),
  schedule: Schedule.optional(),
  severity: Severity,
  /** Higher severities from these values of the first threshold on. */
  ladder: z.array(z.object({ severity: Severity, limit: Amount })).max(3).default([]),
  /** After an alarm was resolved no new one of the same key for this long. */
  suppress: Span.default(3600),
  /** Not acknowledged for this long: one severity higher. 0: never. */
  escalate: Span.default(0),
  /** How late a value may come and still be judged in its place. Decisions wait as long. */
  tolerance: Span.max(86_400).default(0),
  /** Class of the case an alarm opens. */
  class: z.string().min(1).max(40),
}).refine((d) => leavesOf(d.when).length <= MOST_LEAVES && depthOf(d.when) <= MOST_DEEP, { path: ['when'] })
  .refine((d) => !d.clear || (leavesOf(d.clear).length <= MOST_LEAVES && depthOf(d.clear) <= MOST_DEEP), { path: ['clear'] });
export type Definition = z.output<typeof Definition>;

/** The conditions of a tree, left to right. */
export const leavesOf = (condition: Condition): Leaf[] => (condition.kind === 'group' ? condition.of.flatMap(leavesOf) : [condition]);
/** Does this condition look at values of such a stream? */
export const feeds = (leaf: Leaf, { input, unit }: { input: string; unit?: string | null | undefined }): boolean => leaf.input === input && (leaf.unit === undefined || leaf.unit === unit);
const depthOf = (condition: Condition): number => (condition.kind === 'group' ? 1 + Math.max(...condition.of.map(depthOf)) : 1);

/** One observation as the engine sees it. `at` is the position: a GeoJSON point as result, else the feature of interest; only where a rule asks for places. */
export const Seen = z.object({ id: z.number(), stream: z.number(), thing: z.number(), input: z.string(), unit: z.string().nullish(), time: z.number(), number: z.number().nullable(), at: z.tuple([z.number(), z.number()]).nullable() });
export type Seen = z.output<typeof Seen>;

/** What a condition saw when a decision was made. Only what its kind needs is there. */
export const Fact = z.object({
  kind: z.enum(['threshold', 'repeat', 'rate', 'silence', 'place']), truth: z.boolean(), not: z.boolean(), input: z.string(), unit: z.string().nullish(),
  value: z.number().nullish(), time: z.number().nullish(), since: z.number().nullish(), n: z.number().nullish(), from: z.number().nullish(),
  op: z.enum(OPS).nullish(), limit: z.number().nullish(), limit2: z.number().nullish(), clear: z.number().nullish(), seconds: z.number().nullish(), need: z.number().nullish(),
  how: z.enum(PLACE_HOWS).nullish(), direction: z.enum(['up', 'down', 'either']).nullish(), area: z.string().nullish(), ids: z.array(z.number()),
});
export type Fact = z.output<typeof Fact>;
/** Why a decision was made: each condition with its values, limits, times and observations. */
export const Trace = z.object({
  at: z.number(), join: z.enum(['all', 'any']), facts: z.array(Fact), clearing: z.boolean(),
  why: z.enum(['met', 'level', 'time', 'window', 'over', 'person', 'case']), until: z.number().nullish(), /** Of the case that ended. */ number: z.string().nullish(), late: z.number(), duplicates: z.number(), ahead: z.number(),
});
export type Trace = z.output<typeof Trace>;

/** 触发 再次触发 升级 抑制 恢复 确认 办结 */
export const WHATS = ['raised', 'returned', 'escalated', 'suppressed', 'cleared', 'acknowledged', 'resolved'] as const;
export const What = z.enum(WHATS);
export type What = z.output<typeof What>;
export interface Decision { readonly what: What; readonly at: number; readonly severity: Severity; readonly trace: Trace; /** The observation that brought it about; null for a timer. */ readonly seen: Seen | null }
