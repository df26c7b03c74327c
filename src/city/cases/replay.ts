// Known past steps through the same deciding functions as live ones: what a history file or the demo says happened becomes steps with
// their changes, so that the projection, the clocks and the figures come out as if the house had been there. Pure; nothing is authorised.
import { accepting, closing, handling } from './deciding-all.ts';
import { isCase, type CaseState, type ClockName, type Nature, type Outcome, type Verb } from './contract.ts';
import type { Decision, Situation } from './deciding.ts';
import { apply, unborn, type Change, type ClockBegun } from './projection.ts';
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

/** What another system remembers of a case: moments and a limit as it gives them. Codes are those of the city. */
export interface Given {
  readonly nature: Nature; readonly class: string | null; readonly path: readonly string[]; readonly supervision: string; readonly command: string;
  readonly opened: Date; readonly due: Date | null; readonly closed: Date | null;
  /** Who handled it; null when the other system does not say: then it was never dispatched. */
  readonly unit: string | null;
  readonly outcome: Outcome | null;
  /** What was said at the end, for everyone who may see the case. */
  readonly note: string | null;
  /** Whence the steps come, to staff. */
  readonly reason: string;
  /** Put into every step's data: the mark of where it came from. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/**
 * Steps out of what is given, and none that is not: received; filed and dispatched at once when the unit is known, with the given moment as its limit;
 * closed, late by the given limit. Moments may contradict each other and stay as they are. `amber` is the share of the limit after which it is amber.
 */
export function givenPast(given: Given, amber: number): Replayed {
  const steps: Replayed['steps'][number][] = [];
  let state = unborn(given.opened);
  const add = (verb: Verb, at: Date, change: Change, facts: Record<string, unknown> = {}, note: string | null = null): void => {
    const data = { ...given.facts, ...facts, ...change };
    state = apply(state, { at, data });
    steps.push({ step: { at, verb, role: 'system', organisation: null, actor: null, note, data: {} }, data, note, reason: given.reason, public: true });
  };
  const limit = givenLimit(given, amber);
  const answered = !isCase(given.nature);
  const first: Change = { nature: given.nature, class: given.class, path: [...given.path], supervision: given.supervision, command: given.command, stage: answered ? 'answering' : 'received', holder: given.supervision };
  // A case nobody was sent to has its limit as a promise; its clock never ran.
  add('receive', given.opened, answered ? { ...first, ...limit } : given.unit === null && limit ? { ...first, due: limit.due, amber: limit.amber } : first);
  if (given.unit !== null && answered) add('consult', given.opened, { holder: given.unit, lead: given.unit }, { unit: given.unit });
  if (given.unit !== null && !answered) {
    add('file', given.opened, { stage: 'filed', filed: true, holder: given.command });
    add('dispatch', given.opened, { stage: 'handling', dispatched: true, holder: given.unit, lead: given.unit, ...limit }, { unit: given.unit });
  }
  if (given.closed) {
    const late = given.due === null ? {} : { late: given.closed > given.due };
    const running = steps.some(({ data }) => 'begin' in data) ? { end: [givenClock(given.nature)], stage_due: null, stage_amber: null } : {};
    add(answered ? 'answer' : 'close', given.closed, { stage: 'closed', holder: null, closed: true, outcome: given.outcome, ...late, ...running }, {}, given.note);
  }
  return { state, steps };
}

const givenClock = (nature: Nature): ClockName => (isCase(nature) ? 'handling' : nature === 'question' ? 'answer' : nature === 'suggestion' ? 'reply' : 'praise');

/** The clock that runs towards the given moment. Its length is on the wall, in hours: which calendar the other system counted by is not known. */
function givenLimit({ nature, opened, due, unit, supervision }: Given, amber: number): { begin: ClockBegun[]; due: string; amber: string } | undefined {
  if (!due) return undefined;
  const ms = due.getTime() - opened.getTime();
  const moments = { due: due.toISOString(), amber: new Date(opened.getTime() + Math.max(0, ms) * amber).toISOString() };
  return { begin: [{ clock: givenClock(nature), organisation: unit ?? supervision, value: Math.round(ms / 36_000) / 100, unit: 'urgent_hour', ...moments }], ...moments };
}
