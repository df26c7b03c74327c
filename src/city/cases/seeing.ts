// Who sees which case: conditions on alias c, joined into every read. What does not match does not exist for the viewer.
import { sql, join, type Query } from '#ground/db/index.ts';
import { areasOf, is, organisationsOf, type Viewer } from '#ground/identity/index.ts';

/** What everyone may see: public, not merged away, not refused or voided before it became one. */
export const isPublic: Query = sql`(c.visibility = 'public' and c.merged_into is null and c.stage <> 'void')`;

/** What this viewer may see as staff: acceptors and officers their area, dispatchers what was filed for their centre, handlers what their unit has or had. */
export function seenAsStaff(viewer: Viewer): Query {
  const either: Query[] = [];
  const areas = areasOf(viewer, 'acceptor', 'officer', 'examiner');
  const centres = organisationsOf(viewer, 'acceptor');
  const commands = organisationsOf(viewer, 'dispatcher');
  const units = organisationsOf(viewer, 'handler');
  if (is(viewer, 'administrator')) either.push(sql`c.path && ${areasOf(viewer, 'administrator')}::text[]`);
  if (areas.length) either.push(sql`c.path && ${areas}::text[]`);
  if (centres.length) either.push(sql`c.supervision = any(${centres}::text[])`);
  if (commands.length) either.push(sql`(c.command = any(${commands}::text[]) and c.filed_at is not null)`);
  if (units.length) either.push(sql`c.units && ${units}::text[]`);
  return either.length ? sql`(${join(either, sql` or `)})` : sql`false`;
}

/** Anything this viewer may see at all. */
export const seenBy = (viewer: Viewer): Query => sql`(${isPublic} or ${seenAsStaff(viewer)})`;
