// The projection: what a case is after its steps. Pure, so a test can rebuild every row from its file and compare.
import type { CaseState, ClockName, Stage, Step } from './contract.ts';

/** A clock that a step starts. Times as ISO text, since steps are stored as JSON. */
export interface ClockBegun { clock: ClockName; due: string; amber: string; value: number; unit: string; organisation: string | null }
/** The part of a step's data that the projection reads. A key that is absent leaves its column alone. */
export interface Change {
  stage?: Stage; holder?: string | null; lead?: string | null; assisting?: string[]; officer?: string | null; standard?: string | null; class?: string | null; nature?: CaseState['nature'];
  path?: string[]; supervision?: string; command?: string; returned?: boolean; outcome?: CaseState['outcome']; merged_into?: number | null;
  extension?: CaseState['extension']; appeal?: CaseState['appeal']; suspended_until?: string | null; due?: string | null; amber?: string | null; stage_due?: string | null; stage_amber?: string | null;
  late?: boolean; exempt?: boolean; followers?: number; rating?: number; solved?: boolean; priority?: number; signed?: boolean; suspended?: boolean;
  filed?: boolean; dispatched?: boolean; handled?: boolean | null; closed?: boolean; urged?: true; reopened?: true; reworked?: true; escalated?: true;
  begin?: ClockBegun[]; end?: ClockName[];
}

const time = (text: string | null): Date | null => (text === null ? null : new Date(text));

/** The state after `step`. */
export function apply(state: CaseState, step: Pick<Step, 'at' | 'data'>): CaseState {
  const c = step.data as Change;
  const next: CaseState = { ...state };
  const plain = ['stage', 'holder', 'lead', 'assisting', 'officer', 'standard', 'class', 'nature', 'path', 'supervision', 'command', 'returned', 'outcome', 'merged_into', 'extension', 'appeal', 'late', 'exempt', 'rating', 'solved', 'priority'] as const;
  for (const key of plain) if (c[key] !== undefined) Object.assign(next, { [key]: c[key] });
  const begun = c.begin?.at(-1);
  if (begun) { next.stage_due_at = time(begun.due); next.stage_amber_at = time(begun.amber); }
  if (c.stage_due !== undefined) next.stage_due_at = time(c.stage_due);
  if (c.stage_amber !== undefined) next.stage_amber_at = time(c.stage_amber);
  if (c.due !== undefined) next.due_at = time(c.due);
  if (c.amber !== undefined) next.amber_at = time(c.amber);
  if (c.signed !== undefined) next.signed_at = c.signed ? step.at : null;
  if (c.suspended !== undefined) next.suspended_at = c.suspended ? step.at : null;
  if (c.suspended_until !== undefined) next.suspended_until = time(c.suspended_until);
  if (c.filed) next.filed_at ??= step.at;
  if (c.dispatched) next.dispatched_at ??= step.at;
  if (c.handled !== undefined) next.handled_at = c.handled ? step.at : null;
  if (c.closed !== undefined) next.closed_at = c.closed ? step.at : null;
  if (c.followers) next.followers = state.followers + c.followers;
  for (const key of ['urged', 'reopened', 'reworked', 'escalated'] as const) if (c[key]) next[key] = state[key] + 1;
  next.units = [...new Set([...state.units, ...(next.lead ? [next.lead] : []), ...next.assisting])];
  return next;
}

/** What a case is before its first step; `receive` fills it. */
export const unborn = (at: Date): CaseState => ({
  nature: 'report', class: null, standard: null, path: [], supervision: '', command: '', stage: 'received', holder: null, lead: null, assisting: [], units: [], officer: null,
  returned: false, signed_at: null, suspended_at: null, suspended_until: null, urged: 0, reopened: 0, reworked: 0, escalated: 0, extension: null, appeal: null,
  received_at: at, filed_at: null, dispatched_at: null, handled_at: null, closed_at: null, stage_due_at: null, stage_amber_at: null, due_at: null, amber_at: null,
  late: false, exempt: false, outcome: null, merged_into: null, followers: 1, rating: null, solved: null, priority: 0,
});

/** The whole projection from the whole file. */
export const replay = (steps: readonly Pick<Step, 'at' | 'data'>[]): CaseState => steps.reduce(apply, unborn(steps[0]?.at ?? new Date(0)));
