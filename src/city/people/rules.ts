// Which role fits which organisation. Supervision (监督) and command (指挥) stay apart: nobody of command files or closes.
import type { Role } from '#ground/identity/roles.ts';

type Kind = 'supervision' | 'command' | 'department' | 'street' | 'company' | 'examiner';
const FITS: Readonly<Partial<Record<Role, readonly Kind[]>>> = {
  officer: ['supervision'], acceptor: ['supervision'], dispatcher: ['command'], handler: ['department', 'street', 'company'], examiner: ['supervision', 'examiner'],
};

/** Roles that are nothing without an organisation, and without an area. */
export const needsOrganisation = (role: Role): boolean => FITS[role] !== undefined;
export const needsArea = (role: Role): boolean => ['officer', 'acceptor', 'dispatcher', 'administrator'].includes(role);
/** May this role be held in an organisation of this kind? */
export const fits = (role: Role, kind: Kind): boolean => FITS[role]?.includes(kind) ?? true;
