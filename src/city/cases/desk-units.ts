// Which units a dispatcher is offered, the responsible one first: by the line of class × area × owner, the area's fallback, and whoever had it before. Pure.
import type { OrganisationIndex } from '#city/organisations/index.ts';
import type { CaseFile } from './reading.ts';

export type Ground = { kind: 'line'; class: string | null; area: string | null; note: string | null } | { kind: 'fallback' } | { kind: 'returned' } | { kind: 'before' };
export interface Candidate { readonly unit: string; readonly why: Ground; readonly assisting: readonly string[] }

type Matter = Pick<CaseFile, 'class' | 'path' | 'asset_owner' | 'lead' | 'units' | 'steps'>;

/** At most five. A unit that has just returned the case comes last and says so. */
export function candidates(index: OrganisationIndex, matter: Matter): Candidate[] {
  const responsible = index.responsible({ class: matter.class ?? '', areaPath: matter.path, owner: matter.asset_owner });
  const returned = new Set(matter.steps.flatMap((step) => (step.verb === 'return' && typeof step.data['unit'] === 'string' ? [step.data['unit']] : [])));
  const street = matter.path.toReversed().flatMap((area) => index.all('street').filter((one) => one.area === area)).at(0);
  const found: Candidate[] = [];
  const add = (unit: string | undefined, why: Ground, assisting: readonly string[] = []) => {
    if (unit && !found.some((one) => one.unit === unit) && index.get(unit)?.ended === false) found.push({ unit, why: returned.has(unit) ? { kind: 'returned' } : why, assisting });
  };
  if (responsible) add(responsible.lead, responsible.by ? { kind: 'line', class: responsible.by.class, area: responsible.by.area, note: responsible.by.note } : { kind: 'fallback' }, responsible.assisting);
  for (const unit of responsible?.assisting ?? []) add(unit, { kind: 'before' });
  add(street?.code, { kind: 'fallback' });
  for (const unit of matter.units) add(unit, { kind: 'before' });
  return found.toSorted((a, b) => Number(a.why.kind === 'returned') - Number(b.why.kind === 'returned')).slice(0, 5);
}

/** Everyone who may be given a case. */
export const handlingUnits = (index: OrganisationIndex) => index.all('department', 'street', 'company', 'command');
