// What is told to whom, how long to wait before the next try. Pure.
import type { Verb } from '#city/cases/contract.ts';
import type { Message } from '#ground/i18n/index.ts';
import { m } from './messages.ts';

/** Steps a follower hears of, with the sentence each becomes. Notes, signatures and other inner steps are not among them. */
const TOLD: Partial<Record<Verb, Message>> = {
  receive: m.receive, file: m.file, refuse: m.refuse, dispatch: m.dispatch, feedback: m.feedback, check: m.check, rework: m.rework, close: m.close, answer: m.answer, reopen: m.reopen,
  suspend: m.suspend, resume: m.resume, escalate: m.escalate, 'decide-extension': m.extension, merge: m.merge, unmerge: m.unmerge, void: m.void,
};
export const isTold = (verb: Verb): boolean => TOLD[verb] !== undefined;
/** The sentence of a step, absent for steps that are not told. */
export const sentenceOf = (verb: string): Message | undefined => (TOLD as Record<string, Message | undefined>)[verb];

/** Steps that are news to those who follow a place or a class: something came, something is done. */
export const isNews = (verb: Verb): boolean => verb === 'receive' || verb === 'close' || verb === 'answer';

export const TRIES = 8;
/** Minutes until the next try after `tries` have failed: 1, 4, 16 … at most six hours. */
export const pauseMinutes = (tries: number): number => Math.min(360, 4 ** Math.max(0, tries - 1));
