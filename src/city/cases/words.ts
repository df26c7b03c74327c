// How cases are said: words of natures, stages, steps and clocks, and the tones and shapes that go with them. Pure.
import { duration } from '#ground/i18n/format.ts';
import type { Lang, Message } from '#ground/i18n/index.ts';
import type { GlyphName } from '#ground/pages/icons.tsx';
import type { ClockState, Nature as Tone } from '#ground/pages/signs.tsx';
import type { CaseState, ClockName, Nature, Outcome, Source, Stage, Step } from './contract.ts';
import { d } from './desk-messages.ts';
import { m } from './messages.ts';

export const natureWord = (nature: Nature): Message => m[nature];
/** The one character of its seal (举 诉 助 询 建 赞). */
export const natureSeal = (nature: Nature): Message => ({ report: m.sealReport, complaint: m.sealComplaint, help: m.sealHelp, question: m.sealQuestion, suggestion: m.sealSuggestion, praise: m.sealPraise })[nature];
/** The tint of its seal. */
export const natureTone = (nature: Nature): Tone => ({ report: 'report', complaint: 'complaint', help: 'help', question: 'ask', suggestion: 'idea', praise: 'praise' } as const)[nature];
/** Staff's word of a stage (待派遣). */
export const stageWord = (stage: Stage): Message => m[stage];
export const sourceWord = (source: Source): Message => m[source];
export const outcomeWord = (outcome: Outcome): Message => (outcome === 'void' ? m.voided : m[outcome]);
export const clockWord = (clock: ClockName): Message => ({
  acceptance: d.clockAcceptance, verification: d.clockVerification, dispatch: d.clockDispatch, handling: d.clockHandling, check: d.clockCheck, closing: d.clockClosing, answer: d.clockAnswer, reply: d.clockReply, praise: d.clockPraise,
})[clock];

/** Residents' word of the same stage (在办). */
export function seenStage(stage: Stage): Message {
  return {
    received: m.seenReceived, verifying: m.seenVerifying, filed: m.seenFiled, handling: m.seenHandling, handled: m.seenHandled,
    checking: m.seenChecking, checked: m.seenChecked, answering: m.seenAnswering, closed: m.seenClosed, void: m.seenVoid,
  }[stage];
}

type Shape = Partial<Pick<CaseState, 'returned' | 'suspended_at' | 'signed_at' | 'lead'>>;

/** The circle of a stage, fuller the further it is; a return and a suspension have their own shapes. */
export function stageGlyph(stage: Stage, state: Shape = {}): GlyphName {
  if (state.suspended_at) return 'paused';
  if (state.returned && stage !== 'closed' && stage !== 'void') return 'back';
  switch (stage) {
    case 'received': case 'verifying': return 'new';
    case 'filed': return 'filed';
    case 'handling': return state.signed_at ? 'work' : 'sent';
    case 'answering': return state.lead ? 'sent' : 'new';
    case 'handled': return 'fed';
    case 'checking': case 'checked': return 'check';
    case 'closed': return 'done';
    case 'void': return 'void';
  }
}

/** The clock that runs in a stage. */
export function stageClock(stage: Stage, nature: Nature): ClockName | undefined {
  switch (stage) {
    case 'received': return 'acceptance';
    case 'verifying': return 'verification';
    case 'filed': return 'dispatch';
    case 'handling': return 'handling';
    case 'handled': case 'checking': return 'check';
    case 'checked': return 'closing';
    case 'answering': return nature === 'question' ? 'answer' : nature === 'suggestion' ? 'reply' : 'praise';
    case 'closed': case 'void': return undefined;
  }
}

/** A clock as a page shows it. `used` is the share of the limit, above 1 when late; `minutes` is negative when over. */
export interface ClockView { readonly state: ClockState; readonly words: string; readonly spoken: string; readonly used: number; readonly minutes: number }
export interface Timed { readonly stage: Stage; readonly nature: Nature; readonly stage_due_at: Date | null; readonly stage_amber_at: Date | null; readonly suspended_at: Date | null; readonly clock_started_at?: Date | null | undefined }

/** The clock of the present stage, or undefined when none runs. */
export function clockView(state: Timed, now: Date, lang: Lang): ClockView | undefined {
  const clock = stageClock(state.stage, state.nature);
  if (!clock || !state.stage_due_at) return undefined;
  return timeView({ due: state.stage_due_at, amber: state.stage_amber_at, started: state.clock_started_at, suspended: state.suspended_at }, clockWord(clock), now, lang);
}

/** Any limit as a clock: the stage's, the whole's. */
export function timeView(limit: { due: Date; amber: Date | null; started?: Date | null | undefined; suspended?: Date | null | undefined }, word: Message, now: Date, lang: Lang): ClockView {
  const at = limit.suspended ?? now;
  const minutes = (limit.due.getTime() - at.getTime()) / 60_000;
  const used = usedShare(limit, at);
  const time = duration(lang, Math.abs(minutes));
  if (limit.suspended) return { state: 'paused', words: d.still(lang), spoken: d.stillSpoken(lang), used, minutes };
  if (minutes < 0) return { state: 'late', words: d.over(lang, { time }), spoken: d.overSpoken(lang, { clock: word, time }), used, minutes };
  const state = limit.amber && at >= limit.amber ? 'warn' : 'ok';
  return { state, words: d.left(lang, { time }), spoken: d.leftSpoken(lang, { clock: word, time }), used, minutes };
}

/** Without its beginning the share before amber is guessed from the last quarter, which is near enough for a bar of 120 pixels. */
function usedShare({ due, amber, started }: { due: Date; amber: Date | null; started?: Date | null | undefined }, at: Date): number {
  const begun = started?.getTime() ?? (amber ? due.getTime() - 4 * (due.getTime() - amber.getTime()) : at.getTime());
  const whole = due.getTime() - begun;
  if (whole <= 0) return at > due ? 1.2 : 1;
  return Math.max(0, (at.getTime() - begun) / whole);
}

type Told = Pick<Step, 'verb' | 'data'>;

/** The heading of a step in the file. `unitName` names an organisation by its code. */
export function stepTitle(step: Told, names: { unitName: (code: string) => string }, lang: Lang): string {
  const unit = text(step.data, 'unit');
  const number = text(step.data, 'number') ?? '';
  const said = m[`step${step.verb.charAt(0).toUpperCase()}${step.verb.slice(1)}` as 'stepFile'](lang, { unit: unit ? names.unitName(unit) : '', number });
  const result = resultOf(step);
  return result ? `${said}${lang === 'zh' ? '，' : ', '}${result(lang)}` : said;
}

function resultOf({ verb, data }: Told): Message | undefined {
  if (verb === 'check' && typeof data['passed'] === 'boolean') return data['passed'] ? m.passed : m.failed;
  if (verb === 'verify' && typeof data['found'] === 'boolean') return data['found'] ? m.found : m.notFound;
  if ((verb === 'decide-extension' || verb === 'decide-appeal') && typeof data['granted'] === 'boolean') return data['granted'] ? (stateOf(data) === 'seconded' ? m.seconded : m.granted) : m.notGranted;
  return undefined;
}

const stateOf = (data: Told['data']): string | undefined => {
  const appeal = data['appeal'];
  return typeof appeal === 'object' && appeal !== null && 'state' in appeal ? String(appeal.state) : undefined;
};
const text = (data: Told['data'], key: string): string | undefined => (typeof data[key] === 'string' ? data[key] : undefined);

/** The shape beside a step of the file. */
export function stepGlyph(step: Told): GlyphName {
  switch (step.verb) {
    case 'receive': case 'order-verification': case 'verify': case 'follow': case 'note': case 'reopen': case 'unmerge': return 'new';
    case 'file': case 'reclass': case 'move': case 'merge': case 'absorb': case 'release': case 'moderate': return 'filed';
    case 'dispatch': case 'assist': case 'consult': case 'urge': case 'escalate': case 'decide-extension': case 'ask-extension': return 'sent';
    case 'sign': case 'resume': case 'appeal': case 'decide-appeal': return 'work';
    case 'feedback': return 'fed';
    case 'order-check': case 'check': return step.data['passed'] === false ? 'back' : 'check';
    case 'close': case 'answer': case 'rate': return 'done';
    case 'return': case 'rework': return 'back';
    case 'suspend': return 'paused';
    case 'void': case 'refuse': return 'void';
  }
}
