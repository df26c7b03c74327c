// What a step is to be: the deciding functions (accepting, handling, closing) all take and give this.
import { refuse } from '#ground/http/refusal.ts';
import type { Message } from '#ground/i18n/index.ts';
import type { CaseState } from './contract.ts';
import { m } from './messages.ts';
import type { Change } from './projection.ts';
import type { Actor, Capacity, Timer } from './rules.ts';

export interface Situation { readonly state: CaseState; readonly actor: Actor; readonly capacity: Capacity; readonly timer: Timer; readonly now: Date }
/** A step about to be written. `note` is for everyone who may see the case, `reason` for staff. */
export interface Decision { readonly change: Change; readonly note?: string | undefined; readonly reason?: string | undefined; readonly public?: boolean; readonly facts?: Record<string, unknown> }

/** A text that must be given. */
export function needed(text: string | undefined, field: string, message: Message = m.needReason): string {
  if (!text?.trim()) throw refuse(422, message, { field });
  return text.trim();
}
