// Organisations (机构): who watches, who commands, who handles; and which of them is responsible for a place and a thing.
// How: the tree and the lines of responsibility are one index in memory (directory.ts); the choice itself is pure (responsibility.ts).
// Rejected: responsibility as code or as a rule language: officials read and edit lines of class × area × owner.
export { LEVELS, Organisation, ORGANISATION_KINDS, OrganisationCode, OrganisationInput, OrganisationKind, Responsibility, ResponsibilityInput } from './contract.ts';
export { buildOrganisationIndex, type OrganisationIndex, type Responsible } from './directory.ts';
export { bestLine, specificity, type Subject } from './responsibility.ts';
export { endOrganisation, endResponsibility, organisationIndex, saveOrganisations, saveResponsibilities } from './organisations.ts';
