// The roles of the house. A grant is a role with the organisation it is held in and the area it reaches: both are opaque codes here.
export const ROLES = ['visitor', 'resident', 'volunteer', 'officer', 'acceptor', 'dispatcher', 'handler', 'examiner', 'expert', 'editor', 'steward', 'administrator'] as const;
export type Role = (typeof ROLES)[number];
/** Roles that work at desks: their pages are dense, their sessions shorter. */
export const STAFF: readonly Role[] = ['officer', 'acceptor', 'dispatcher', 'handler', 'examiner', 'editor', 'steward', 'administrator'];

export interface Grant { readonly role: Role; readonly organisation: string | null; readonly area: string | null }
