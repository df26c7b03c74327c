// The supervision centre's first half: receive, verify, file, refuse, answer, put right, merge (受理 核实 立案 不受理 答复 更正 合并). Pure.
import { refuse } from '#ground/http/refusal.ts';
import { isCase, type CaseState, type Nature } from './contract.ts';
import { needed, type Decision, type Situation } from './deciding.ts';
import { m } from './messages.ts';
import type { Change } from './projection.ts';
import type { Limit, Timer } from './rules.ts';
import { begin, promise } from './timing.ts';

export interface Received { nature: Nature; class: string | null; path: string[]; supervision: string; command: string; handling: Limit | undefined; priority?: number; asset?: string | null }

/** The first step (收到): the case waits for acceptance, or for an answer if its nature asks for one. */
export function receive(input: Received, timer: Timer, now: Date): Change {
  const base: Change = { nature: input.nature, class: input.class, path: input.path, supervision: input.supervision, command: input.command, holder: input.supervision, priority: input.priority ?? 0 };
  if (isCase(input.nature)) return { ...base, stage: 'received', begin: [begin(timer, 'acceptance', now, input.supervision)], ...(input.handling ? promise(timer, now, input.handling) : {}) };
  const clock = begin(timer, answerClock(input.nature), now, input.supervision);
  return { ...base, stage: 'answering', begin: [clock], due: clock.due, amber: clock.amber };
}

/** 派核实: an officer looks whether it is so, before filing. */
export function orderVerification({ state, timer, now }: Situation, input: { officer: string | null; note?: string | undefined }): Decision {
  mustBeCase(state);
  return { change: { stage: 'verifying', officer: input.officer, end: ['acceptance'], begin: [begin(timer, 'verification', now, state.supervision)] }, note: input.note };
}

/** 核实: what the officer found. Back to the acceptor either way. */
export function verify({ state, timer, now }: Situation, input: { found: boolean; note?: string | undefined }): Decision {
  return { change: { stage: 'received', officer: null, end: ['verification'], begin: [begin(timer, 'acceptance', now, state.supervision)] }, note: input.note, facts: { found: input.found } };
}

/** 立案 by a filing condition of the case's class; the dispatcher is next. */
export function file({ state, timer, now }: Situation, input: { standard: { id: string; class: string; limit: Limit } | undefined; note?: string | undefined }): Decision {
  mustBeCase(state);
  if (!state.class) throw refuse(422, m.needClass, { field: 'class' });
  if (!input.standard) throw refuse(422, m.needStandard, { field: 'standard' });
  if (input.standard.class !== state.class) throw refuse(422, m.wrongStandard, { field: 'standard', params: { class: state.class } });
  const ahead = timer.due(now, timer.limits.dispatch);
  return {
    change: {
      stage: 'filed', filed: true, standard: input.standard.id, holder: state.command, returned: false, end: ['acceptance'], begin: [begin(timer, 'dispatch', now, state.command)],
      due: timer.due(ahead, input.standard.limit).toISOString(), amber: timer.due(ahead, { ...input.standard.limit, value: input.standard.limit.value * timer.amber }).toISOString(),
    },
    note: input.note,
  };
}

/** 不受理: ends it with a reason the reporter reads. */
export function refuseCase(_: Situation, input: { reason: string }): Decision {
  return { change: { ...over('refused'), stage: 'void' }, note: needed(input.reason, 'reason') };
}
/** 作废: filed or dispatched by mistake. */
export function voidCase(_: Situation, input: { reason: string }): Decision {
  return { change: { ...over('void'), stage: 'void' }, note: needed(input.reason, 'reason') };
}

/** 转办: a question goes to the unit that knows; the answer's clock runs on. */
export function consult({ state }: Situation, input: { unit: string; note?: string | undefined }): Decision {
  if (isCase(state.nature)) throw refuse(409, m.onlyCases);
  return { change: { holder: input.unit, lead: input.unit, returned: false }, note: input.note, facts: { unit: input.unit } };
}

/** 答复 ends a question, a suggestion or thanks. */
export function answer({ state }: Situation, input: { note: string }): Decision {
  return { change: over(state.nature === 'praise' ? 'passed_on' : 'answered'), note: needed(input.note, 'note') };
}

/** 改类别或性质. A nature of the other flow moves the case to that flow's beginning; a filed case keeps its stage but loses a standard that no longer fits. */
export function reclass({ state, timer, now }: Situation, input: { class: string | null; nature: Nature; reason?: string | undefined; handling: Limit | undefined }): Decision {
  const facts = { from: { class: state.class, nature: state.nature }, to: { class: input.class, nature: input.nature } };
  const same = isCase(state.nature) === isCase(input.nature);
  if (same) return { change: { class: input.class, nature: input.nature, ...(input.class !== state.class && state.stage === 'received' ? { standard: null } : {}) }, reason: input.reason, facts };
  const start = receive({ nature: input.nature, class: input.class, path: state.path, supervision: state.supervision, command: state.command, handling: input.handling, priority: state.priority }, timer, now);
  return { change: { ...start, standard: null, lead: null, officer: null, end: ['acceptance', 'answer', 'reply', 'praise', 'dispatch', 'handling'] }, reason: input.reason, facts };
}

/** 改地点: areas and with them the centres may change. The exact position is no part of the file's public line. */
export function move(_: Situation, input: { path: string[]; supervision: string; command: string; reason?: string | undefined; facts: Record<string, unknown> }): Decision {
  return { change: { path: input.path, supervision: input.supervision, command: input.command }, reason: input.reason, facts: input.facts };
}

/** 合并: this case ends, its reporters go on with the other one. What it was stands in the step, so it can be undone. */
export function merge({ state }: Situation, input: { into: number; number: string }): Decision {
  const before = { stage: state.stage, holder: state.holder, stage_due: state.stage_due_at?.toISOString() ?? null, stage_amber: state.stage_amber_at?.toISOString() ?? null };
  return { change: { ...over('merged'), merged_into: input.into }, facts: { number: input.number, before } };
}
/** 撤销合并: back to where it was; its clocks ran on meanwhile. */
export function unmerge({ state }: Situation, input: { before: { stage: CaseState['stage']; holder: string | null; stage_due: string | null; stage_amber: string | null } }): Decision {
  if (state.merged_into === null) throw refuse(409, m.notMerged);
  return { change: { ...input.before, closed: false, outcome: null, merged_into: null } };
}

const over = (outcome: NonNullable<CaseState['outcome']>): Change => ({
  stage: 'closed', holder: null, officer: null, closed: true, outcome, returned: false, stage_due: null, stage_amber: null, end: ['acceptance', 'verification', 'dispatch', 'handling', 'check', 'closing', 'answer', 'reply', 'praise'],
});
export { over };

const answerClock = (nature: Nature) => (nature === 'question' ? 'answer' : nature === 'suggestion' ? 'reply' : 'praise');

function mustBeCase(state: CaseState): void {
  if (!isCase(state.nature)) throw refuse(409, m.notACase, { params: { nature: m[state.nature] } });
}
