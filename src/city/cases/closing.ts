// The supervision centre's second half: check, rework, close, reopen, appeal; and what the reporter says of it (核查 返工 结案 重开 申诉 评价). Pure.
import { refuse } from '#ground/http/refusal.ts';
import { isCase } from './contract.ts';
import { over } from './accepting.ts';
import { needed, type Decision, type Situation } from './deciding.ts';
import { m } from './messages.ts';
import type { Change } from './projection.ts';
import type { Limit } from './rules.ts';
import { begin } from './timing.ts';

/** 派核查 to an officer, or to whoever of the area takes it first. */
export const orderCheck = (_: Situation, input: { officer: string | null; note?: string | undefined }): Decision => ({ change: { stage: 'checking', officer: input.officer }, note: input.note });

/** 核查 on site: passed goes to closing, failed back to the unit, whose clock has been running. */
export function check({ state, timer, now }: Situation, input: { passed: boolean; note?: string | undefined; limit: Limit | undefined }): Decision {
  const facts = { passed: input.passed };
  if (input.passed) return { change: { stage: 'checked', officer: null, holder: state.supervision, end: ['check'], begin: [begin(timer, 'closing', now, state.supervision)] }, note: input.note, facts };
  return { change: backToUnit(state, input.limit), note: needed(input.note, 'note'), facts };
}

/** 返工 without another visit: the photos already show it. */
export const rework = ({ state }: Situation, input: { reason: string; limit: Limit | undefined }): Decision => ({ change: backToUnit(state, input.limit), note: needed(input.reason, 'reason') });

/** The unit's clock goes on towards the same moment, as another round of it. */
function backToUnit(state: Situation['state'], limit: Limit | undefined): Change {
  const back: Change = { stage: 'handling', officer: null, holder: state.lead, handled: false, signed: false, reworked: true, returned: true, end: ['check', 'closing'] };
  const [due, amber] = [state.due_at?.toISOString(), state.amber_at?.toISOString()];
  if (!due || !amber || !limit) return { ...back, stage_due: due ?? null, stage_amber: amber ?? null };
  return { ...back, begin: [{ clock: 'handling', organisation: state.lead, value: limit.value, unit: limit.unit, due, amber }] };
}

/** 结案, with the sentence the reporter reads. Nobody closes what they handled; `handledBy` are the people of the handling steps. */
export function close({ actor }: Situation, input: { outcome: 'resolved' | 'unresolved'; note: string; handledBy: readonly string[]; photos: number }): Decision {
  if (actor.person && input.handledBy.includes(actor.person)) throw refuse(403, m.closesOwn);
  if (input.outcome === 'resolved' && input.photos < 1) throw refuse(422, m.closingNeedsPhoto);
  return { change: over(input.outcome), note: needed(input.note, 'note') };
}

/** 重开 within the city's days. It comes back to the supervision centre as if new, with its whole file. */
export function reopen({ state, timer, now }: Situation, input: { reason: string; days: number }): Decision {
  const closed = state.closed_at;
  if (!closed || now.getTime() - closed.getTime() > input.days * 86_400_000) throw refuse(409, m.reopenOver, { params: { days: input.days } });
  const clock = begin(timer, isCase(state.nature) ? 'acceptance' : state.nature === 'question' ? 'answer' : state.nature === 'suggestion' ? 'reply' : 'praise', now, state.supervision);
  // What was promised before is over; filing promises anew, an answer's clock is its own promise.
  const promised = isCase(state.nature) ? { due: null, amber: null } : { due: clock.due, amber: clock.amber };
  return {
    change: { stage: isCase(state.nature) ? 'received' : 'answering', reopened: true, closed: false, outcome: null, holder: state.supervision, returned: false, handled: false, begin: [clock], ...promised },
    note: needed(input.reason, 'reason'),
  };
}

/** 超时申诉: once, only for a closed case that was late. The fact of lateness stays; granted, it counts as exempt. */
export function appeal({ state }: Situation, input: { reason: string }): Decision {
  if (!state.late) throw refuse(409, m.notLate);
  if (state.appeal) throw refuse(409, m.appealOnce);
  return { change: { appeal: { state: 'asked' } }, reason: needed(input.reason, 'reason'), public: false };
}
/** 双审: command first, supervision last; either refusal ends it. */
export function decideAppeal({ state, capacity }: Situation, input: { granted: boolean; reason: string }): Decision {
  const first = capacity.role === 'dispatcher';
  if (state.appeal?.state !== (first ? 'asked' : 'seconded')) throw refuse(409, m.nothingAsked);
  const next = !input.granted ? 'refused' : first ? 'seconded' : 'granted';
  return { change: { appeal: { state: next }, ...(next === 'granted' ? { exempt: true } : {}) }, reason: needed(input.reason, 'reason'), public: false, facts: { granted: input.granted } };
}

/** 评价 by a reporter: solved or not, 1 to 5, in their words. The unit does not learn whose it is. */
export const rate = (_: Situation, input: { solved: boolean; stars?: number | undefined; words?: string | undefined }): Decision =>
  ({ change: { solved: input.solved, ...(input.stars ? { rating: input.stars } : {}) }, reason: input.words, public: false, facts: { solved: input.solved } });

/** "我也遇到": one more person follows. */
export const follow = (_: Situation, input: { people: number }): Decision => ({ change: { followers: input.people } });
