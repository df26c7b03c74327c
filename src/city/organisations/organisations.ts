// The directory of a database and its changes: checked, written, forgotten in one transaction.
import type { Db } from '#ground/db/index.ts';
import { cached, forget } from '#ground/events/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import { areaIndex } from '../areas/index.ts';
import type { OrganisationInput, ResponsibilityInput } from './contract.ts';
import { buildOrganisationIndex } from './directory.ts';
import { m } from './messages.ts';
import { readAll, rebuildPaths, writeEnd, writeOrganisations, writeResponsibilities, writeResponsibilityEnd } from './store.ts';

/** Organisations, responsibilities and main classes, loaded once. */
export const organisationIndex = cached('organisations', async (db) => {
  const { organisations, lines, parents } = await readAll(db);
  return { ...buildOrganisationIndex(organisations, lines, new Map(parents)), knownClasses: new Set(parents.map(([code]) => code)) as ReadonlySet<string> };
});

/** Adds and changes organisations; returns how many. Refuses (422) unknown areas and parents, and circles. */
export async function saveOrganisations(db: Db, organisations: readonly OrganisationInput[], by: string | null, now: Date): Promise<number> {
  if (organisations.length === 0) return 0;
  const [areas, known] = [await areaIndex(db), await organisationIndex(db)];
  const given = new Set(organisations.map((o) => o.code));
  refuseMissing('area', organisations.flatMap((o) => (areas.get(o.area) ? [] : [o.area])));
  refuseMissing('parent', organisations.flatMap((o) => (!o.parent || given.has(o.parent) || known.get(o.parent) ? [] : [o.parent])));
  return db.begin(async (tx) => {
    const written = await writeOrganisations(tx, organisations, by, now);
    const lost = await rebuildPaths(tx);
    if (lost.length) throw refuse(422, m.circle, { field: 'parent', params: { codes: lost.join(', ') } });
    await forget(tx, 'organisations');
    return written;
  });
}

/** Ends an organisation. Refuses (404) an unknown or ended one, and (409) one that still leads lines of responsibility or has organisations below it. */
export async function endOrganisation(db: Db, code: string, by: string | null, now: Date): Promise<void> {
  const index = await organisationIndex(db);
  if (index.get(code)?.ended !== false) throw refuse(404, m.unknown, { params: { codes: code } });
  if (index.lines.some((line) => line.organisation === code) || index.children(code).length) throw refuse(409, m.stillNeeded);
  await db.begin(async (tx) => { await writeEnd(tx, code, by, now); await forget(tx, 'organisations'); });
}

/** Writes lines of responsibility (see `writeResponsibilities`); returns how many began. Refuses (422) codes that do not exist. */
export async function saveResponsibilities(db: Db, lines: readonly ResponsibilityInput[], by: string | null, now: Date): Promise<number> {
  if (lines.length === 0) return 0;
  const [areas, index] = [await areaIndex(db), await organisationIndex(db)];
  const missing = (codes: (string | null | undefined)[], has: (code: string) => boolean) => codes.flatMap((code) => (!code || has(code) ? [] : [code]));
  refuseMissing('class', missing(lines.map((l) => l.class), (code) => index.knownClasses.has(code)));
  refuseMissing('area', missing(lines.map((l) => l.area), (code) => areas.get(code) !== undefined));
  refuseMissing('owner', missing(lines.map((l) => l.owner), (code) => index.get(code) !== undefined));
  refuseMissing('organisation', missing(lines.map((l) => l.organisation), (code) => index.get(code)?.ended === false));
  refuseMissing('assisting', missing(lines.flatMap((l) => l.assisting ?? []), (code) => index.get(code)?.ended === false));
  return db.begin(async (tx) => {
    const began = await writeResponsibilities(tx, lines.map(tidy), by, now);
    await forget(tx, 'organisations');
    return began;
  });
}

/** Ends a line of responsibility. Refuses (404) when there is none in force. */
export async function endResponsibility(db: Db, id: number, by: string | null, now: Date): Promise<void> {
  await db.begin(async (tx) => {
    if (await writeResponsibilityEnd(tx, id, by, now) === 0) throw refuse(404, m.unknown, { params: { codes: String(id) } });
    await forget(tx, 'organisations');
  });
}

/** An empty choice of a form means any. */
const tidy = (line: ResponsibilityInput): ResponsibilityInput => ({ ...line, class: line.class || null, area: line.area || null, owner: line.owner || null });

function refuseMissing(field: string, codes: readonly string[]): void {
  if (codes.length) throw refuse(422, m.unknown, { field, params: { codes: [...new Set(codes)].slice(0, 20).join(', ') } });
}
