// What the one who asks may see and write. Things that are public are seen by everybody; entities are made by stewards and administrators;
// handlers add observations to the things of their own organisations.
import { is, organisationsOf, STAFF, type Viewer } from '#ground/identity/index.ts';
import type { Sees } from '../model.ts';
import { BadEntity } from '../writing/bad.ts';

export interface Caller {
  readonly sees: Sees;
  /** Whether entities may be made, changed and removed. */
  readonly entities: boolean;
  /** To whose things observations may be added: all, or those of these organisations (none: to nothing). */
  readonly observations: 'all' | readonly string[];
  /** Nobody yet: a refusal asks them to sign in. */
  readonly unknown: boolean;
}

/** The house itself, and everybody where the operator has opened the door (STA_OPEN_WRITE). */
export const HOUSE: Caller = { sees: 'all', entities: true, observations: 'all', unknown: false };

/** `openWrite`: the setting STA_OPEN_WRITE. */
export function callerOf(viewer: Viewer, openWrite: boolean): Caller {
  if (openWrite || is(viewer, 'steward', 'administrator')) return HOUSE;
  return { sees: is(viewer, ...STAFF) ? 'all' : 'public', entities: false, observations: organisationsOf(viewer, 'handler'), unknown: !viewer.person };
}

const refused = ({ unknown }: Caller): BadEntity => new BadEntity('', unknown ? 'an API key is needed: Authorization: Bearer KEY, or X-Api-Key' : 'your key does not allow this', unknown ? 401 : 403);

/** Throws BadEntity (401, 403) unless the caller may make, change and remove entities. */
export function mayMake(caller: Caller): void {
  if (!caller.entities) throw refused(caller);
}

/** Organisations to whose things the caller may add observations, undefined for all. Throws BadEntity (401, 403) when there are none. */
export function mayAddTo(caller: Caller): readonly string[] | undefined {
  if (caller.observations === 'all') return undefined;
  if (caller.observations.length === 0) throw refused(caller);
  return caller.observations;
}
