// Organisations (机构): who watches, who commands, who handles; and which of them is responsible for a place and a thing.
// How: the tree and the lines of responsibility are one index in memory (directory.ts); the choice itself is pure (responsibility.ts).
// Rejected: responsibility as code or as a rule language: officials read and edit lines of class × area × owner.
import type { Room } from '#ground/room.ts';
import { lineRoutes } from './line-pages.tsx';
import { m } from './messages.ts';
import { pageRoutes } from './pages.tsx';
import { apiRoutes } from './routes.ts';

export const organisations: Room = {
  name: 'city/organisations',
  routes: [...apiRoutes, ...pageRoutes, ...lineRoutes],
  nav: [{ bar: 'admin', roles: ['administrator'], href: '/admin/organisations', title: m.short, icon: 'building', place: 10 }],
};

export { LEVELS, Organisation, ORGANISATION_KINDS, OrganisationCode, OrganisationInput, OrganisationKind, Responsibility, ResponsibilityInput } from './contract.ts';
export { buildOrganisationIndex, type OrganisationIndex, type Responsible } from './directory.ts';
export { bestLine, specificity, type Subject } from './responsibility.ts';
export { endOrganisation, endResponsibility, organisationIndex, saveOrganisations, saveResponsibilities } from './organisations.ts';
export { organisationName } from './pages.tsx';
