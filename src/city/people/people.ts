// Administration of people: within the administrator's area, roles only where they fit.
import { isDuplicate, type Db } from '#ground/db/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import { createPerson, endGrant, endSessionsOf, grant, setPassword, type Viewer } from '#ground/identity/index.ts';
import { refuseOutside, scopeOf } from '../admin/index.ts';
import { areaIndex } from '../areas/index.ts';
import { organisationIndex } from '../organisations/index.ts';
import type { NewGrant, NewStaff, Staff, StaffDetails } from './contract.ts';
import { m } from './messages.ts';
import { fits, needsArea, needsOrganisation } from './rules.ts';
import { readStaff, writeStaff } from './store.ts';

/** Areas whose people this administrator sees; undefined for the whole city. */
export async function areasSeen(db: Db, viewer: Viewer): Promise<readonly string[] | undefined> {
  const scope = scopeOf(viewer, await areaIndex(db));
  return scope.all ? undefined : scope.areas;
}

/** A person this administrator may see. Refuses (404) everyone else. */
export async function staffSeen(db: Db, viewer: Viewer, id: string): Promise<Staff> {
  const found = await readStaff(db, id, await areasSeen(db, viewer));
  if (!found) throw refuse(404, m.nobody);
  return found;
}

/** Adds an account with its first role, as one step: an account without one belongs to no area. Refuses (422) a login that is taken. Returns the id. */
export async function addStaff(db: Db, viewer: Viewer, person: NewStaff, first: NewGrant): Promise<string> {
  await refuseGrant(db, viewer, first);
  try {
    return await db.begin(async (tx) => {
      const id = await createPerson(tx, { login: person.login, name: person.name, lang: person.lang, ...(person.phone ? { phone: person.phone } : {}), ...(person.email ? { email: person.email } : {}), ...(person.password ? { password: person.password } : {}) });
      await grant(tx, id, asGrant(first), viewer.person);
      return id;
    });
  } catch (error) {
    if (isDuplicate(error)) throw refuse(422, m.loginTaken, { field: 'login', params: { login: person.login } });
    throw error;
  }
}

/** Changes name, ways to reach, language; disabling also ends the person's sessions. Refuses (409) to disable oneself. */
export async function changeStaff(db: Db, viewer: Viewer, id: string, details: StaffDetails, now: Date): Promise<void> {
  await staffSeen(db, viewer, id);
  if (details.disabled && id === viewer.person) throw refuse(409, m.notYourself, { field: 'disabled' });
  await writeStaff(db, id, details, now);
  if (details.disabled) await endSessionsOf(db, id);
}

/** Gives a role. Refuses (422) roles that do not fit the organisation, (403) areas outside of the administrator's own. */
export async function giveRole(db: Db, viewer: Viewer, id: string, given: NewGrant): Promise<void> {
  await staffSeen(db, viewer, id);
  await refuseGrant(db, viewer, given);
  await grant(db, id, asGrant(given), viewer.person);
}

/** Ends a role. Refuses (404) one that is not there or not within the administrator's area, (409) one's own administration. */
export async function takeRole(db: Db, viewer: Viewer, id: string, grantId: number, now: Date): Promise<void> {
  const person = await staffSeen(db, viewer, id);
  const held = person.grants.find((g) => g.id === grantId && g.ended_at === null);
  if (!held) throw refuse(404, m.noGrant);
  if (id === viewer.person && held.role === 'administrator') throw refuse(409, m.notYourself);
  refuseOutside(scopeOf(viewer, await areaIndex(db)), held.area ?? (await organisationIndex(db)).get(held.organisation ?? '')?.area);
  await endGrant(db, grantId, now);
}

/** Sets a new password and signs the person out everywhere. A person of the city's administration is not reset by a district's. */
export async function resetPassword(db: Db, viewer: Viewer, id: string, password: string): Promise<void> {
  const person = await staffSeen(db, viewer, id);
  const areas = await areaIndex(db);
  const scope = scopeOf(viewer, areas);
  for (const held of person.grants) if (held.ended_at === null && held.role === 'administrator') refuseOutside(scope, held.area);
  await setPassword(db, id, password);
  await endSessionsOf(db, id);
}

async function refuseGrant(db: Db, viewer: Viewer, given: NewGrant): Promise<void> {
  const [areas, organisations] = [await areaIndex(db), await organisationIndex(db)];
  const organisation = given.organisation === undefined ? undefined : organisations.get(given.organisation);
  if (given.organisation !== undefined && (!organisation || organisation.ended)) throw refuse(422, m.unknown, { field: 'organisation', params: { codes: given.organisation } });
  if (given.area !== undefined && !areas.get(given.area)) throw refuse(422, m.unknown, { field: 'area', params: { codes: given.area } });
  if (!organisation && needsOrganisation(given.role)) throw refuse(422, m.needsOrganisation, { field: 'organisation' });
  if (given.area === undefined && needsArea(given.role)) throw refuse(422, m.needsArea, { field: 'area' });
  if (organisation && !fits(given.role, organisation.kind)) throw refuse(422, m.doesNotFit, { field: 'role' });
  const scope = scopeOf(viewer, areas);
  refuseOutside(scope, given.area ?? organisation?.area);
  if (organisation && !scope.covers(organisation.area)) throw refuse(403, m.foreignOrganisation, { field: 'organisation' });
}

const asGrant = (given: NewGrant) => ({ role: given.role, organisation: given.organisation ?? null, area: given.area ?? null });
