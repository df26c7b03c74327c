// Known past steps through the same deciding functions as live ones: what a history file or the demo says happened becomes steps with
// their changes, so that the projection, the clocks and the figures come out as if the house had been there. Pure; nothing is authorised.
import { accepting, closing, handling } from './deciding-all.ts';
import type { CaseState, Verb } from './contract.ts';
import type { Decision, Situation } from './deciding.ts';
import { apply, unborn, type Change } from './projection.ts';
import type { Limit, Timer } from './rules.ts';

/** A step as somebody remembers it. `data` has what its verb needs: unit, standard, officer, passed … */
export interface PastStep {
  readonly at: Date; readonly verb: Verb; readonly role: string; readonly organisation: string | null; readonly actor: string | null; readonly note: string | null;
  readonly data: {
    readonly standard?: { id: string; class: string; limit: Limit } | undefined; readonly unit?: string | undefined; readonly assisting?: readonly string[] | undefined; readonly officer?: string | null | undefined;
    readonly found?: boolean | undefined; readonly passed?: boolean | undefined; readonly granted?: boolean | undefined; readonly outcome?: 'resolved' | 'unresolved' | undefined; readonly until?: Date | undefined;
    readonly into?: { id: number; number: string } | undefined; readonly other?: string | undefined; readonly people?: number | undefined; readonly solved?: boolean | undefined; readonly stars?: number | undefined;
    readonly photos?: readonly string[] | undefined;
  };
}
export interface Replayed { readonly state: CaseState; readonly steps: readonly { step: PastStep; data: Record<string, unknown>; note: string | null; reason: string | null; public: boolean }[] }

/** Throws a Refusal when a step cannot follow the ones before it. */
export function replayPast(first: Change, steps: readonly PastStep[], timer: Timer, limit: Limit | undefined, reopenDays: number): Replayed {
  const out: { step: PastStep; data: Record<string, unknown>; note: string | null; reason: string | null; public: boolean }[] = [];
  let state = unborn(steps[0]?.at ?? new Date(0));
  let current = limit;
  for (const step of steps) {
    if (step.data.standard) current = step.data.standard.limit;
    const decision: Decision = step.verb === 'receive' ? { change: first, note: step.note ?? undefined } : decided(step, state, timer, current, reopenDays);
    const photos = step.data.photos?.length ? { photos: [...step.data.photos] } : {};
    const data = { ...decision.facts, ...photos, ...decision.change };
    state = apply(state, { at: step.at, data });
    out.push({ step, data, note: decision.note ?? null, reason: decision.reason ?? null, public: decision.public ?? true });
  }
  return { state, steps: out };
}

function decided(step: PastStep, state: CaseState, timer: Timer, limit: Limit | undefined, reopenDays: number): Decision {
  const { data, at } = step;
  const note = step.note ?? undefined;
  const text = step.note ?? '—';
  const s: Situation = { state, actor: { person: step.actor ?? undefined, as: step.role === 'reporter' ? 'reporter' : step.role === 'system' ? 'system' : 'staff', grants: [] }, capacity: { role: step.role as 'acceptor', organisation: step.organisation }, timer, now: at };
  switch (step.verb) {
    case 'order-verification': return accepting.orderVerification(s, { officer: data.officer ?? null, note });
    case 'verify': return accepting.verify(s, { found: data.found ?? true, note });
    case 'file': return accepting.file(s, { standard: data.standard, note });
    case 'refuse': return accepting.refuseCase(s, { reason: text });
    case 'void': return accepting.voidCase(s, { reason: text });
    case 'consult': return accepting.consult(s, { unit: data.unit ?? '', note });
    case 'answer': return accepting.answer(s, { note: text });
    case 'merge': return accepting.merge(s, { into: data.into?.id ?? 0, number: data.into?.number ?? '' });
    case 'absorb': return { change: { followers: data.people ?? 1 }, facts: { number: data.other ?? '' } };
    case 'release': return { change: { followers: -(data.people ?? 1) }, facts: { number: data.other ?? '' } };
    case 'dispatch': return handling.dispatch(s, { unit: data.unit ?? '', assisting: [...(data.assisting ?? [])], limit: limit ?? { value: 1, unit: 'work_day' }, note });
    case 'sign': return handling.sign(s);
    case 'return': return handling.giveBack(s, { reason: text });
    case 'feedback': return handling.feedback(s, { note: text, photos: 1 });
    case 'ask-extension': return handling.askExtension(s, { until: data.until ?? at, reason: text });
    case 'decide-extension': return handling.decideExtension(s, { granted: data.granted ?? true, note: text });
    case 'suspend': return handling.suspend(s, { reason: text, until: data.until ?? at });
    case 'resume': return handling.resume(s, { unit: limit?.unit ?? 'work_hour', note });
    case 'urge': return handling.urge(s, { note: step.role === 'reporter' ? note : text, lastByReporter: undefined });
    case 'escalate': return handling.escalate(s);
    case 'order-check': return closing.orderCheck(s, { officer: data.officer ?? null, note });
    case 'check': return closing.check(s, { passed: data.passed ?? true, note: text, limit });
    case 'rework': return closing.rework(s, { reason: text, limit });
    case 'close': return closing.close(s, { outcome: data.outcome ?? 'resolved', note: text, handledBy: [], photos: 1 });
    case 'reopen': return closing.reopen(s, { reason: text, days: reopenDays });
    case 'rate': return closing.rate(s, { solved: data.solved ?? true, stars: data.stars, words: note });
    case 'follow': return closing.follow(s, { people: data.people ?? 1 });
    default: return { change: {}, reason: note, public: false };
  }
}
