// Who deals with which cameras: the whole city, or the areas of their grants.
import { grantsOf, type Role, type Viewer } from '#ground/identity/index.ts';
import type { Reach } from './store.ts';

/** Programs of video platforms carry a key of a data steward or an administrator. */
export const SENDERS = ['steward', 'administrator'] as const;
/** Whoever works on what cameras saw. */
export const DESK = ['officer', 'acceptor', 'dispatcher', 'administrator'] as const;

/** The reach of a viewer in these roles. A grant without an area reaches everything. */
export function reachOf(viewer: Viewer, roles: readonly Role[] = SENDERS): Reach {
  const grants = grantsOf(viewer, ...roles);
  return grants.some((grant) => grant.area === null) ? {} : { areas: grants.flatMap((grant) => grant.area ?? []) };
}
