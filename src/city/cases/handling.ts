// The command centre and the handling units: dispatch, sign, return, assist, feed back, extend, suspend, urge (派遣 签收 回退 协办 反馈 延期 挂账 督办). Pure.
import { refuse } from '#ground/http/refusal.ts';
import { needed, type Decision, type Situation } from './deciding.ts';
import { m } from './messages.ts';
import type { Limit } from './rules.ts';
import { begin, isLate, resumed } from './timing.ts';

/** 派遣 to the lead unit and those who assist. A second dispatch goes on with the first one's limit: being returned stops no clock. */
export function dispatch({ state, timer, now }: Situation, input: { unit: string; assisting: string[]; limit: Limit; note?: string | undefined }): Decision {
  if (state.suspended_at) throw refuse(409, m.isSuspended);
  if (input.assisting.includes(input.unit)) throw refuse(422, m.unitTwice, { field: 'assisting' });
  const clock = begin(timer, 'handling', now, input.unit, input.limit);
  const run = state.returned && state.due_at !== null ? { ...clock, due: state.due_at?.toISOString() ?? clock.due, amber: state.amber_at?.toISOString() ?? clock.amber } : clock;
  return {
    change: { stage: 'handling', dispatched: true, holder: input.unit, lead: input.unit, assisting: input.assisting, returned: false, signed: false, end: ['dispatch'], begin: [run], due: run.due, amber: run.amber },
    note: input.note, facts: { unit: input.unit, assisting: input.assisting },
  };
}

/** 签收: the unit has seen it. */
export function sign({ state }: Situation): Decision {
  if (state.signed_at) throw refuse(409, m.signedAlready);
  return { change: { signed: true } };
}

/** 回退 with a reason: from the unit to command, from command to acceptance. The file keeps everything; the handling clock runs on. */
export function giveBack({ state, capacity, timer, now }: Situation, input: { reason: string }): Decision {
  const reason = needed(input.reason, 'reason');
  if (state.stage === 'answering') return { change: { holder: state.supervision, lead: null, returned: true }, reason, public: false };
  if (capacity.role === 'handler') return { change: { stage: 'filed', holder: state.command, returned: true, signed: false, extension: null, begin: [begin(timer, 'dispatch', now, state.command)] }, reason, facts: { unit: state.lead } };
  return { change: { stage: 'received', holder: state.supervision, returned: true, end: ['dispatch'], begin: [begin(timer, 'acceptance', now, state.supervision)] }, reason, public: false };
}

/** 加协办. The lead unit stays responsible. */
export function assist({ state }: Situation, input: { units: string[]; note?: string | undefined }): Decision {
  if (state.lead && input.units.includes(state.lead)) throw refuse(422, m.unitTwice, { field: 'units' });
  return { change: { assisting: [...new Set([...state.assisting, ...input.units])] }, note: input.note, facts: { units: input.units } };
}

/** 反馈. Of the lead unit with an after-photo it ends handling; of an assisting one it is a line in the file. */
export function feedback({ state, capacity, timer, now }: Situation, input: { note: string; photos: number }): Decision {
  if (state.suspended_at) throw refuse(409, m.isSuspended);
  const note = needed(input.note, 'note');
  if (capacity.organisation !== state.lead) return { change: {}, note, facts: { part: 'assist' } };
  if (input.photos < 1) throw refuse(422, m.needPhoto, { field: 'photos' });
  return {
    change: { stage: 'handled', handled: true, holder: state.supervision, late: state.late || isLate(state, now), extension: state.extension?.state === 'asked' ? null : state.extension, end: ['handling'], begin: [begin(timer, 'check', now, state.supervision)] },
    note,
  };
}

/** 申请延期 to a moment after the present limit. */
export function askExtension({ state }: Situation, input: { until: Date; reason: string }): Decision {
  if (state.extension?.state === 'asked') throw refuse(409, m.asked);
  if (state.due_at && input.until <= state.due_at) throw refuse(422, m.dateAhead, { field: 'until' });
  return { change: { extension: { until: input.until.toISOString(), state: 'asked' } }, reason: needed(input.reason, 'reason'), public: false, facts: { until: input.until.toISOString() } };
}
/** 延期审批: granted moves the limit, and the reporter is told why. */
export function decideExtension({ state }: Situation, input: { granted: boolean; note?: string | undefined }): Decision {
  if (state.extension?.state !== 'asked') throw refuse(409, m.nothingAsked);
  const until = state.extension.until;
  if (!input.granted) return { change: { extension: { until, state: 'refused' } }, reason: input.note, public: false, facts: { granted: false } };
  return { change: { extension: { until, state: 'granted' }, due: until, amber: state.amber_at?.toISOString() ?? null, stage_due: until }, note: needed(input.note, 'note'), facts: { granted: true, until } };
}

/** 挂账 (缓办): the clocks stand still until it is resumed. */
export function suspend({ state, now }: Situation, input: { reason: string; until: Date }): Decision {
  if (state.suspended_at) throw refuse(409, m.isSuspended);
  if (input.until <= now) throw refuse(422, m.dateFuture, { field: 'until' });
  return { change: { suspended: true, suspended_until: input.until.toISOString() }, note: needed(input.reason, 'reason'), facts: { until: input.until.toISOString() } };
}
export function resume({ state, timer, now }: Situation, input: { unit: Limit['unit']; note?: string | undefined }): Decision {
  if (!state.suspended_at) throw refuse(409, m.notSuspended);
  return { change: { suspended: false, suspended_until: null, ...resumed(timer, state, input.unit, now) }, note: input.note };
}

/** 督办 by a centre, 催办 by the reporter (once a day). */
export function urge({ capacity, now }: Situation, input: { note?: string | undefined; lastByReporter: Date | undefined }): Decision {
  if (capacity.role !== 'reporter') return { change: { urged: true }, note: needed(input.note, 'note') };
  if (input.lastByReporter && now.getTime() - input.lastByReporter.getTime() < 86_400_000) throw refuse(409, m.urgedToday);
  return { change: { urged: true }, note: input.note };
}

/** 超时升级: the house itself notes that a limit was missed; whoever holds the case is told, and the resident. */
export const escalate = ({ state }: Situation): Decision => ({ change: { escalated: true, ...(state.stage === 'handling' ? { late: true } : {}) }, facts: { stage: state.stage, holder: state.holder } });
