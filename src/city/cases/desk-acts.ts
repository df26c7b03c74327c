// What a person's page offers: of all steps that are possible the one that is next, and the rest in the order of the trade. Pure.
import type { Message } from '#ground/i18n/index.ts';
import { ACTIONS, type ActionVerb } from './actions.ts';
import type { CaseState, Stage } from './contract.ts';
import { d } from './desk-messages.ts';
import { possible, type Actor } from './rules.ts';

export interface Act { readonly verb: ActionVerb; readonly title: Message; readonly hotkey: string | undefined }

const ACTS: Readonly<Record<ActionVerb, readonly [title: Message, hotkey?: string]>> = {
  file: [d.actFile, 'f'], 'order-verification': [d.actOrderVerification, 'v'], refuse: [d.actRefuse, 'r'], verify: [d.actVerify, 'v'], answer: [d.actAnswer, 'a'], consult: [d.actConsult, 'u'],
  dispatch: [d.actDispatch, 'd'], sign: [d.actSign, 's'], feedback: [d.actFeedback, 'f'], return: [d.actReturn, 'b'], assist: [d.actAssist], 'decide-extension': [d.actDecideExtension, 'e'], 'ask-extension': [d.actAskExtension, 'e'],
  suspend: [d.actSuspend, 'h'], resume: [d.actResume, 'h'], 'order-check': [d.actOrderCheck, 'v'], check: [d.actCheck, 'c'], close: [d.actClose, 'c'], rework: [d.actRework, 'w'], reopen: [d.actReopen],
  merge: [d.actMerge, 'm'], unmerge: [d.actUnmerge], appeal: [d.actAppeal], 'decide-appeal': [d.actDecideAppeal], reclass: [d.actReclass, 'l'], move: [d.actMove], urge: [d.actUrge, 'u'], moderate: [d.actModerate], void: [d.actVoid], note: [d.actNote, 'n'],
};
const ORDER = Object.keys(ACTS) as ActionVerb[];

/** The step a stage waits for, by whoever may do it; the first possible one is the page's filled button. */
const NEXT: Readonly<Record<Stage, readonly ActionVerb[]>> = {
  received: ['file'], verifying: ['verify'], filed: ['resume', 'dispatch'], handling: ['decide-extension', 'resume', 'sign', 'feedback'], handled: ['order-check'],
  checking: ['check'], checked: ['close'], answering: ['answer'], closed: ['decide-appeal', 'appeal'], void: [],
};

/** Everything this person may do now; `next` is absent when the case waits for somebody else. The internal note has its own place on the page. */
export function actsFor(state: CaseState, actor: Actor): { next: Act | undefined; others: Act[] } {
  const verbs = possible(state, actor).filter((verb): verb is ActionVerb => verb in ACTIONS);
  const first = NEXT[state.stage].find((verb) => verbs.includes(verb));
  const others = ORDER.filter((verb) => verbs.includes(verb) && verb !== first && verb !== 'note' && offered(state, verb));
  return { next: first && act(first), others: others.map(act) };
}

export const act = (verb: ActionVerb): Act => ({ verb, title: ACTS[verb][0], hotkey: ACTS[verb][1] });

/** Possible, but senseless here: a refused case is not reopened from a desk's habit, a merged one not reclassed. */
const offered = (state: CaseState, verb: ActionVerb): boolean => verb !== 'urge' || (state.holder !== null && state.holder !== state.supervision);

/** Whose turn it is, when it is not this person's. */
export function turn(state: CaseState): { who: 'supervision' | 'command' | 'officer' | 'unit'; act: Message } | undefined {
  switch (state.stage) {
    case 'received': return { who: 'supervision', act: d.actFile };
    case 'verifying': return { who: 'officer', act: d.actVerify };
    case 'filed': return { who: 'command', act: d.actDispatch };
    case 'handling': return { who: 'unit', act: d.actFeedback };
    case 'handled': return { who: 'supervision', act: d.actOrderCheck };
    case 'checking': return { who: 'officer', act: d.actCheck };
    case 'checked': return { who: 'supervision', act: d.actClose };
    case 'answering': return { who: state.lead ? 'unit' : 'supervision', act: d.actAnswer };
    case 'closed': case 'void': return undefined;
  }
}
