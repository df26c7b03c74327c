// Who sees which case: conditions on alias c, joined into every read. What does not match does not exist for the viewer.
import { sql, join, type Query } from '#ground/db/index.ts';
import { areasOf, is, organisationsOf, type Viewer } from '#ground/identity/index.ts';
import { hasAny } from './sought.ts';

/** What everyone may see: public, not merged away, not refused or voided before it became one. */
export const isPublic: Query = sql`(c.visibility = 'public' and c.merged_into is null and c.stage <> 'void')`;

/** What this viewer may see as staff: acceptors and officers their area, dispatchers what was filed for their centre, handlers what their unit has or had. */
export const seenAsStaff = (viewer: Viewer): Query => either(viewer, {
  supervised: (centres) => sql`c.supervision = any(${centres}::text[])`, commanded: (centres) => sql`(c.command = any(${centres}::text[]) and c.filed_at is not null)`,
});

/** The same as the index cases_sought knows it: for lists of all there is. One case is read by its number, and then this says nothing more. */
export const soughtByStaff = (viewer: Viewer): Query => either(viewer, {
  supervised: (centres) => hasAny(centres.map((code) => `#${code}`)), commanded: (centres) => hasAny(centres.map((code) => `=${code}`)),
});

function either(viewer: Viewer, say: { supervised(centres: string[]): Query; commanded(centres: string[]): Query }): Query {
  const ways: Query[] = [];
  const areas = areasOf(viewer, 'acceptor', 'officer', 'examiner');
  const centres = organisationsOf(viewer, 'acceptor');
  const commands = organisationsOf(viewer, 'dispatcher');
  const units = organisationsOf(viewer, 'handler');
  if (is(viewer, 'administrator')) ways.push(sql`c.path && ${areasOf(viewer, 'administrator')}::text[]`);
  if (areas.length) ways.push(sql`c.path && ${areas}::text[]`);
  if (centres.length) ways.push(say.supervised(centres));
  if (commands.length) ways.push(say.commanded(commands));
  if (units.length) ways.push(sql`c.units && ${units}::text[]`);
  return ways.length ? sql`(${join(ways, sql` or `)})` : sql`false`;
}

/** Anything this viewer may see at all. */
export const seenBy = (viewer: Viewer): Query => sql`(${isPublic} or ${seenAsStaff(viewer)})`;
