// The other side of a merge: the target takes the followers in, and lets them go when the merge is undone. The link is kept, ended when undone.
import { sql, type Db } from '#ground/db/index.ts';
import { linking, unlink } from '#ground/links/index.ts';
import type { Viewer } from '#ground/identity/index.ts';
import type { Acted } from './acting.ts';
import { act, SYSTEM } from './acting.ts';
import { z } from 'zod';

/** After a `merge` or `unmerge` step of one case: the step of the other. */
export async function absorb(db: Db, viewer: Viewer, acted: Acted, verb: 'merge' | 'unmerge', now: Date): Promise<void> {
  const other = verb === 'merge' ? acted.after.merged_into : acted.row.merged_into;
  const target = await db.maybe(z.object({ number: z.string() }), sql`select number from city.cases where id = ${other}`);
  if (!target) return;
  const [from, to] = [{ type: 'case', key: acted.row.number }, { type: 'case', key: target.number }];
  const people = acted.row.followers;
  if (verb === 'merge') {
    await db.run(linking(from, 'merged-into', to, { by: viewer.person, now }));
    await act(db, SYSTEM, sql`true`, { number: target.number, verb: 'absorb', now }, () => ({ change: { followers: people }, facts: { number: acted.row.number } }));
  } else {
    await unlink(db, from, 'merged-into', to, { by: viewer.person, now });
    await act(db, SYSTEM, sql`true`, { number: target.number, verb: 'release', now }, () => ({ change: { followers: -people }, facts: { number: acted.row.number } }));
  }
}
