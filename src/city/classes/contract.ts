// Classes (部件/事件 大类 小类): data with a scheme and a span of validity. A small class (小类) is what a report carries.
import { z } from 'zod';
import { Limit, UNITS } from '../calendar/contract.ts';

export const NATURES = ['report', 'complaint', 'help', 'question', 'suggestion', 'praise'] as const;   // 举报 投诉 求助 咨询 建议 表扬
export const Nature = z.enum(NATURES);
export type Nature = z.infer<typeof Nature>;

export const ClassCode = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/);
const Day = z.iso.date();
const Words = z.object({ zh: z.string().min(1).max(400), en: z.string().max(600).optional() });

/** Data types of the attributes of GeoReport v2. */
export const DATATYPES = ['string', 'number', 'datetime', 'text', 'singlevaluelist', 'multivaluelist'] as const;
export const Question = z.object({
  code: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/), datatype: z.enum(DATATYPES), required: z.boolean().default(false),
  label: Words, hint: Words.optional(), values: z.array(z.object({ key: z.string().min(1).max(80), zh: z.string().min(1), en: z.string().optional() })).optional(),
}).refine((q) => !q.datatype.endsWith('list') || (q.values?.length ?? 0) > 0);
export type Question = z.infer<typeof Question>;

/** A text that sends emergencies elsewhere; `blocks` means that no report is taken after it. */
export const Stopper = z.object({ zh: z.string().min(1), en: z.string().optional(), phone: z.string().max(40).optional(), blocks: z.boolean().default(false) });
export type Stopper = z.infer<typeof Stopper>;

/** A filing and closing standard (立案、结案条件) with its limit (处置时限). Its id is class code, dash, place. */
export const StandardInput = z.object({
  place: z.int().positive().max(1000), filing: z.string().min(1), filing_en: z.string().nullish(), closing: z.string().min(1), closing_en: z.string().nullish(), limit: Limit,
  handling_unit: z.string().nullish(), supervising_unit: z.string().nullish(), legal_basis: z.string().nullish(),
});
export type StandardInput = z.input<typeof StandardInput>;

/** A class as it is written. `standards` given: the class has exactly these from now on; left out: they stay. */
export const ClassInput = z.object({
  code: ClassCode, scheme: z.string().min(1).max(40), kind: z.enum(['component', 'event']), parent: ClassCode.nullish(),
  name: z.string().min(1).max(80), name_en: z.string().max(120).nullish(), about: z.string().max(1000).nullish(), about_en: z.string().max(1500).nullish(),
  keywords: z.array(z.string().min(1).max(60)).max(200).default([]), natures: z.array(Nature).default(['report', 'complaint', 'help']),
  visibility: z.enum(['public', 'private']).default('public'), rounding_m: z.int().min(0).max(5000).default(0),
  questions: z.array(Question).max(20).default([]), stopper: Stopper.nullish(), asset_class: z.string().max(40).nullish(),
  duplicate_m: z.int().min(0).max(5000).default(50), duplicate_h: z.int().min(0).max(8760).default(24), weight: z.int().min(0).max(1_000_000).default(0),
  valid_from: Day.default('2000-01-01'), valid_to: Day.nullish(),
  standards: z.array(StandardInput).max(100).optional(), mappings: z.array(z.object({ to_scheme: z.string(), to_code: z.string() })).optional(),
});
export type ClassInput = z.input<typeof ClassInput>;

export const Standard = z.object({
  id: z.string(), class: z.string(), place: z.number(), filing: z.string(), filing_en: z.string().nullable(), closing: z.string(), closing_en: z.string().nullable(),
  limit_value: z.number(), limit_unit: z.enum(UNITS), handling_unit: z.string().nullable(), supervising_unit: z.string().nullable(), legal_basis: z.string().nullable(),
});
export type Standard = z.infer<typeof Standard>;

export const Class = z.object({
  code: z.string(), scheme: z.string(), kind: z.enum(['component', 'event']), parent: z.string().nullable(), name: z.string(), name_en: z.string().nullable(),
  about: z.string().nullable(), about_en: z.string().nullable(), keywords: z.array(z.string()), natures: z.array(Nature), visibility: z.enum(['public', 'private']),
  rounding_m: z.number(), questions: z.array(Question), stopper: Stopper.nullable(), asset_class: z.string().nullable(), duplicate_m: z.number(), duplicate_h: z.number(),
  weight: z.number(), valid_from: z.string(), valid_to: z.string().nullable(),
});
export type Class = z.infer<typeof Class>;

/** A class likely meant by some words. From 0.8 on it may be chosen beforehand. */
export const Suggestion = z.object({ code: z.string(), score: z.number() });
export type Suggestion = z.infer<typeof Suggestion>;
