// The words of the case file: natures, stages, verbs, sources, and what goes in and out. Shared with the browser.
import { z } from 'zod';
import { event } from '#ground/events/event.ts';

/** 举报 投诉 求助 咨询 建议 表扬 */
export const NATURES = ['report', 'complaint', 'help', 'question', 'suggestion', 'praise'] as const;
export type Nature = (typeof NATURES)[number];
/** 网页 电话 窗口 来信 12345 领导批示 微信 巡查 视频 感知 接口 */
export const SOURCES = ['web', 'phone', 'counter', 'letter', 'hotline', 'directive', 'wechat', 'patrol', 'camera', 'sensor', 'api'] as const;
export type Source = (typeof SOURCES)[number];
/** 待受理 核实中 待派遣 处置中 待核查 核查中 待结案 待答复 已结案 已作废 */
export const STAGES = ['received', 'verifying', 'filed', 'handling', 'handled', 'checking', 'checked', 'answering', 'closed', 'void'] as const;
export type Stage = (typeof STAGES)[number];
export const OUTCOMES = ['resolved', 'unresolved', 'refused', 'void', 'answered', 'passed_on', 'merged'] as const;
export type Outcome = (typeof OUTCOMES)[number];
/** Clocks that run in a case; each has a limit of the city, `handling` that of the filing standard. */
export const CLOCKS = ['acceptance', 'verification', 'dispatch', 'handling', 'check', 'closing', 'answer', 'reply', 'praise'] as const;
export type ClockName = (typeof CLOCKS)[number];

/** Nature decides the flow: 举报 投诉 求助 become cases, 咨询 gets an answer, 建议 a reply, 表扬 is passed on. */
export const isCase = (nature: Nature): boolean => nature === 'report' || nature === 'complaint' || nature === 'help';

export const VERBS = [
  'receive', 'order-verification', 'verify', 'file', 'refuse', 'dispatch', 'sign', 'return', 'assist', 'feedback', 'order-check', 'check', 'rework', 'close',
  'consult', 'answer', 'reopen', 'ask-extension', 'decide-extension', 'suspend', 'resume', 'urge', 'escalate', 'merge', 'unmerge', 'absorb', 'release',
  'appeal', 'decide-appeal', 'void', 'reclass', 'move', 'note', 'follow', 'rate', 'moderate',
] as const;
export type Verb = (typeof VERBS)[number];

/** A case as rules see it: the projection of its steps. Times are Dates, organisations and areas codes. */
export const CaseState = z.object({
  nature: z.enum(NATURES), class: z.string().nullable(), standard: z.string().nullable(), path: z.array(z.string()),
  supervision: z.string(), command: z.string(), stage: z.enum(STAGES), holder: z.string().nullable(), lead: z.string().nullable(),
  assisting: z.array(z.string()), units: z.array(z.string()), officer: z.string().nullable(),
  returned: z.boolean(), signed_at: z.date().nullable(), suspended_at: z.date().nullable(), suspended_until: z.date().nullable(),
  urged: z.number(), reopened: z.number(), reworked: z.number(), escalated: z.number(),
  extension: z.object({ until: z.iso.datetime({ offset: true }), state: z.enum(['asked', 'granted', 'refused']) }).nullable(),
  appeal: z.object({ state: z.enum(['asked', 'seconded', 'granted', 'refused']) }).nullable(),
  received_at: z.date(), filed_at: z.date().nullable(), dispatched_at: z.date().nullable(), handled_at: z.date().nullable(), closed_at: z.date().nullable(),
  stage_due_at: z.date().nullable(), stage_amber_at: z.date().nullable(), due_at: z.date().nullable(), amber_at: z.date().nullable(),
  late: z.boolean(), exempt: z.boolean(), outcome: z.enum(OUTCOMES).nullable(), merged_into: z.number().nullable(),
  followers: z.number(), rating: z.number().nullable(), solved: z.boolean().nullable(), priority: z.number(),
});
export type CaseState = z.output<typeof CaseState>;

/** One line of the file. `data` holds whatever the projection needs, so that the steps alone can rebuild it. */
export const Step = z.object({
  id: z.number(), at: z.date(), verb: z.enum(VERBS), actor: z.string().nullable(), role: z.string().nullable(), organisation: z.string().nullable(),
  reason: z.string().nullable(), note: z.string().nullable(), data: z.record(z.string(), z.unknown()), public: z.boolean(),
});
export type Step = z.output<typeof Step>;

/** Told to later floors after every step, in the same transaction. */
export const caseStepped = event('city.cases.stepped', z.object({
  id: z.number(), number: z.string(), verb: z.enum(VERBS), step: z.number(), stage: z.enum(STAGES), at: z.iso.datetime({ offset: true }),
  nature: z.enum(NATURES), class: z.string().nullable(), path: z.array(z.string()), holder: z.string().nullable(), public: z.boolean(), into: z.number().nullish(),
}));
export type CaseStepped = z.output<typeof caseStepped.payload>;

/** A position as it is sent: always with its datum. */
export const Text = (max: number) => z.string().trim().min(1).max(max);
