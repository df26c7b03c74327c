// Who may do which step, from which stage, and what it changes: one table for the whole case flow (GB/T 30428.8's seven steps).
// Pure. The clock work is asked of a Timer, so that nothing here knows calendars.
import { refuse } from '#ground/http/refusal.ts';
import type { Grant, Role } from '#ground/identity/roles.ts';
import type { CaseState, ClockName, Stage, Verb } from './contract.ts';
import { isCase } from './contract.ts';
import { m } from './messages.ts';

/** Who acts. `reporter` holds the receipt, `system` is the house itself; otherwise grants decide. */
export interface Actor { readonly person: string | undefined; readonly as: 'staff' | 'reporter' | 'system'; readonly grants: readonly Grant[] }
/** In what capacity somebody acts, found from their grants. */
export interface Capacity { readonly role: Role | 'reporter' | 'system'; readonly organisation: string | null }

interface Rule { readonly from: readonly Stage[] | 'open' | 'any'; readonly by: readonly By[] }
/** The side of a case that a step belongs to. */
type By = 'acceptor' | 'dispatcher' | 'handler' | 'assistant' | 'officer' | 'reporter' | 'system';

const OPEN: readonly Stage[] = ['received', 'verifying', 'filed', 'handling', 'handled', 'checking', 'checked', 'answering'];

export const RULES: Readonly<Record<Exclude<Verb, 'receive'>, Rule>> = {
  'order-verification': { from: ['received'], by: ['acceptor'] },
  verify: { from: ['verifying'], by: ['officer'] },
  file: { from: ['received'], by: ['acceptor', 'system'] },
  refuse: { from: ['received', 'answering'], by: ['acceptor'] },
  dispatch: { from: ['filed'], by: ['dispatcher'] },
  sign: { from: ['handling'], by: ['handler'] },
  return: { from: ['handling', 'filed', 'answering'], by: ['handler', 'dispatcher'] },
  assist: { from: ['handling'], by: ['dispatcher'] },
  feedback: { from: ['handling'], by: ['handler', 'assistant'] },
  'order-check': { from: ['handled'], by: ['acceptor'] },
  check: { from: ['checking'], by: ['officer'] },
  rework: { from: ['handled', 'checked'], by: ['acceptor'] },
  close: { from: ['checked'], by: ['acceptor'] },
  consult: { from: ['answering'], by: ['acceptor'] },
  answer: { from: ['answering'], by: ['acceptor', 'handler'] },
  reopen: { from: ['closed'], by: ['acceptor', 'reporter'] },
  'ask-extension': { from: ['handling'], by: ['handler'] },
  'decide-extension': { from: ['handling'], by: ['dispatcher'] },
  suspend: { from: ['filed', 'handling'], by: ['dispatcher'] },
  resume: { from: ['filed', 'handling'], by: ['dispatcher', 'system'] },
  urge: { from: 'open', by: ['acceptor', 'dispatcher', 'reporter'] },
  escalate: { from: 'open', by: ['system'] },
  merge: { from: ['received', 'verifying', 'filed', 'handling', 'answering'], by: ['acceptor'] },
  unmerge: { from: ['closed'], by: ['acceptor'] },
  absorb: { from: 'open', by: ['acceptor', 'system'] },
  release: { from: 'any', by: ['acceptor', 'system'] },
  appeal: { from: ['closed'], by: ['handler'] },
  'decide-appeal': { from: ['closed'], by: ['dispatcher', 'acceptor'] },
  void: { from: 'open', by: ['acceptor'] },
  reclass: { from: 'open', by: ['acceptor'] },
  move: { from: 'open', by: ['acceptor'] },
  note: { from: 'any', by: ['acceptor', 'dispatcher', 'handler', 'assistant', 'officer', 'reporter', 'system'] },
  follow: { from: 'any', by: ['reporter', 'acceptor', 'system'] },
  rate: { from: ['closed'], by: ['reporter'] },
  moderate: { from: 'any', by: ['acceptor'] },
};

/** The capacity in which `actor` may do `verb` on the case, or a Refusal thrown: 403 for whose step it is, 409 for the wrong stage. */
export function capacityFor(state: CaseState, verb: Exclude<Verb, 'receive'>, actor: Actor): Capacity {
  const rule = RULES[verb];
  const capacity = rule.by.map((by) => capacityAs(state, by, actor)).find((c) => c !== undefined);
  if (!capacity) throw refuse(403, m.notYours, { params: { who: m[whose(rule.by[0])] } });
  if ((verb === 'file' || verb === 'close') && isCommand(actor)) throw refuse(403, m.commandNeverFiles);
  const allowed = rule.from === 'any' || (rule.from === 'open' ? OPEN : rule.from).includes(state.stage);
  if (!allowed || (verb === 'return' && capacity.role === 'handler' && state.stage === 'filed') || (verb === 'return' && capacity.role === 'dispatcher' && state.stage !== 'filed')) {
    throw refuse(409, m.wrongStage, { params: { stage: m[state.stage] } });
  }
  return capacity;
}

/** Everything this actor could do now: what the page offers and nothing else. */
export function possible(state: CaseState, actor: Actor): Verb[] {
  return (Object.keys(RULES) as Exclude<Verb, 'receive'>[]).filter((verb) => {
    try {
      capacityFor(state, verb, actor);
    } catch {
      return false;
    }
    return sensible(state, verb, actor);
  });
}

/** Finer conditions that decide whether a step is offered; the deciding functions refuse them with their own words. */
function sensible(state: CaseState, verb: Verb, actor: Actor): boolean {
  switch (verb) {
    case 'file': case 'order-verification': return isCase(state.nature);
    case 'sign': return state.signed_at === null && state.suspended_at === null;
    case 'suspend': return state.suspended_at === null;
    case 'resume': return state.suspended_at !== null;
    case 'dispatch': case 'feedback': return state.suspended_at === null;
    case 'ask-extension': return state.extension?.state !== 'asked';
    case 'decide-extension': return state.extension?.state === 'asked';
    case 'appeal': return state.late && state.appeal === null;
    case 'decide-appeal': return state.appeal?.state === (isCommand(actor) ? 'asked' : 'seconded');
    case 'unmerge': return state.merged_into !== null;
    case 'reopen': return state.merged_into === null;
    default: return true;
  }
}

function capacityAs(state: CaseState, by: By, actor: Actor): Capacity | undefined {
  if (by === 'system') return actor.as === 'system' ? { role: 'system', organisation: null } : undefined;
  if (by === 'reporter') return actor.as === 'reporter' ? { role: 'reporter', organisation: null } : undefined;
  if (actor.as !== 'staff') return undefined;
  const held = actor.grants.find((g) => {
    switch (by) {
      case 'acceptor': return g.role === 'acceptor' && g.organisation === state.supervision;
      case 'dispatcher': return g.role === 'dispatcher' && g.organisation === state.command;
      case 'handler': return g.role === 'handler' && g.organisation !== null && g.organisation === state.lead;
      case 'assistant': return g.role === 'handler' && g.organisation !== null && state.assisting.includes(g.organisation);
      case 'officer': return g.role === 'officer' && (state.officer === null ? g.area !== null && state.path.includes(g.area) : state.officer === actor.person);
      default: return false;
    }
  });
  return held && { role: held.role, organisation: held.organisation };
}

/** Two centres: whoever dispatches anywhere belongs to command. */
export const isCommand = (actor: Actor): boolean => actor.grants.some((g) => g.role === 'dispatcher');

const whose = (by: By | undefined): 'supervision' | 'command' | 'handler' | 'officer' | 'reporter' =>
  by === 'dispatcher' ? 'command' : by === 'handler' || by === 'assistant' ? 'handler' : by === 'officer' ? 'officer' : by === 'reporter' ? 'reporter' : 'supervision';

/** Limits and the calendar, as the rules need them. `due` of 2 hours from now, `shift` of a due moment by a pause. */
export interface Limit { readonly value: number; readonly unit: 'urgent_hour' | 'work_hour' | 'work_day' | 'natural_day' }
export interface Timer {
  due(start: Date, limit: Limit): Date;
  shift(due: Date, unit: Limit['unit'], from: Date, to: Date): Date;
  readonly limits: Readonly<Record<Exclude<ClockName, 'handling'>, Limit>>;
  /** Share of a limit after which it is amber. */
  readonly amber: number;
}
