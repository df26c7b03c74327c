// The steps as an outside caller sees them: a noun of the case, its body, and who may. API, forms and OpenAPI all come from this table.
import { z } from 'zod';
import { many, ticked } from '#ground/http/route.ts';
import type { Role } from '#ground/identity/roles.ts';
import { NATURES, type Verb } from './contract.ts';

const note = z.string().trim().max(2000).optional();
const text = z.string().trim().min(1).max(2000);
const unit = z.string().min(1).max(40);
const moment = z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ local: true })]).transform((t) => t);
const yes = z.union([z.boolean(), z.enum(['yes', 'no']).transform((v) => v === 'yes')]);
const photos = many(z.instanceof(File)).pipe(z.array(z.instanceof(File)).max(5)).optional().transform((list) => list ?? []);
const position = z.coerce.number();

/** `seen`: the last step the caller had read; a case that moved on since refuses the step. */
const common = { seen: z.coerce.number().int().optional(), back: z.string().max(300).regex(/^\/(?![/\\])/).optional(), photos };

export const ACTIONS = {
  'order-verification': { noun: 'verification-order', roles: ['acceptor'], body: z.object({ ...common, officer: z.uuid().optional(), note }) },
  verify: { noun: 'verification', roles: ['officer'], body: z.object({ ...common, found: yes, note }) },
  file: { noun: 'filing', roles: ['acceptor'], body: z.object({ ...common, standard: z.string().max(60), note }) },
  refuse: { noun: 'refusal', roles: ['acceptor'], body: z.object({ ...common, reason: text }) },
  dispatch: { noun: 'dispatch', roles: ['dispatcher'], body: z.object({ ...common, unit, assisting: many(unit).pipe(z.array(unit).max(10)), note }) },
  sign: { noun: 'signature', roles: ['handler'], body: z.object({ ...common }) },
  return: { noun: 'return', roles: ['handler', 'dispatcher'], body: z.object({ ...common, reason: text }) },
  assist: { noun: 'assistance', roles: ['dispatcher'], body: z.object({ ...common, units: many(unit).pipe(z.array(unit).min(1).max(10)), note }) },
  feedback: { noun: 'feedback', roles: ['handler'], body: z.object({ ...common, note: text }) },
  'order-check': { noun: 'check-order', roles: ['acceptor'], body: z.object({ ...common, officer: z.uuid().optional(), note }) },
  check: { noun: 'check', roles: ['officer'], body: z.object({ ...common, passed: yes, note }) },
  rework: { noun: 'rework', roles: ['acceptor'], body: z.object({ ...common, reason: text }) },
  close: { noun: 'closure', roles: ['acceptor'], body: z.object({ ...common, outcome: z.enum(['resolved', 'unresolved']), note: text }) },
  consult: { noun: 'consultation', roles: ['acceptor'], body: z.object({ ...common, unit, note }) },
  answer: { noun: 'answer', roles: ['acceptor', 'handler'], body: z.object({ ...common, note: text }) },
  reopen: { noun: 'reopening', roles: ['acceptor'], body: z.object({ ...common, reason: text }) },
  'ask-extension': { noun: 'extension-request', roles: ['handler'], body: z.object({ ...common, until: moment, reason: text }) },
  'decide-extension': { noun: 'extension', roles: ['dispatcher'], body: z.object({ ...common, granted: yes, note }) },
  suspend: { noun: 'suspension', roles: ['dispatcher'], body: z.object({ ...common, until: moment, reason: text }) },
  resume: { noun: 'resumption', roles: ['dispatcher'], body: z.object({ ...common, note }) },
  urge: { noun: 'urging', roles: ['acceptor', 'dispatcher'], body: z.object({ ...common, note: text }) },
  merge: { noun: 'merge', roles: ['acceptor'], body: z.object({ ...common, into: z.string().max(60) }) },
  unmerge: { noun: 'unmerge', roles: ['acceptor'], body: z.object({ ...common }) },
  appeal: { noun: 'appeal', roles: ['handler'], body: z.object({ ...common, reason: text }) },
  'decide-appeal': { noun: 'appeal-decision', roles: ['dispatcher', 'acceptor'], body: z.object({ ...common, granted: yes, reason: text }) },
  void: { noun: 'voiding', roles: ['acceptor'], body: z.object({ ...common, reason: text }) },
  reclass: { noun: 'class', roles: ['acceptor'], body: z.object({ ...common, class: z.string().max(40).optional(), nature: z.enum(NATURES).optional(), reason: note }) },
  move: { noun: 'place', roles: ['acceptor'], body: z.object({ ...common, lon: position, lat: position, place: z.string().trim().max(200).optional(), reason: note }) },
  note: { noun: 'note', roles: ['acceptor', 'dispatcher', 'handler', 'officer'], body: z.object({ ...common, note: text }) },
  moderate: { noun: 'public-text', roles: ['acceptor'], body: z.object({ ...common, description: z.string().trim().max(4000), hidden: many(z.uuid()), private: ticked, reason: text }) },
} as const satisfies Partial<Record<Verb, { noun: string; roles: readonly Role[]; body: z.ZodType }>>;

export type ActionVerb = keyof typeof ACTIONS;
export type ActionInput<V extends ActionVerb> = z.output<(typeof ACTIONS)[V]['body']>;
