// Small questions the deciding of a step asks the database.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import { STAGES } from './contract.ts';
import { m } from './messages.ts';
import type { CaseRow } from './store.ts';

/** Is this person an officer of an area on the path? */
export async function isOfficerOf(db: Db, person: string, path: readonly string[]): Promise<boolean> {
  const row = await db.maybe(z.object({ yes: z.boolean() }), sql`select true as yes from ground.identity_grants where person = ${person} and role = 'officer' and area = any(${path}::text[]) and ended_at is null limit 1`);
  return row !== undefined;
}

/** The case another one is merged into: open, not merged itself, of the same supervision centre. */
export async function mergePartner(db: Db, number: string, row: CaseRow): Promise<{ into: number; number: string }> {
  if (number === row.number) throw refuse(422, m.mergeSelf, { field: 'into' });
  const found = await db.maybe(z.object({ id: z.number(), number: z.string() }), sql`
    select id, number from city.cases where number = ${number} and supervision = ${row.supervision} and closed_at is null and merged_into is null`);
  if (!found) throw refuse(422, m.mergeTarget, { field: 'into' });
  return { into: found.id, number: found.number };
}

const Before = z.object({ stage: z.enum(STAGES), holder: z.string().nullable(), stage_due: z.string().nullable(), stage_amber: z.string().nullable() });
/** What a merged case was before; throws 409 when it was not merged. */
export async function beforeMerge(db: Db, id: number): Promise<z.output<typeof Before>> {
  const row = await db.maybe(z.object({ before: Before }), sql`select data->'before' as before from city.case_steps where case_id = ${id} and verb = 'merge' order by id desc limit 1`);
  if (!row) throw refuse(409, m.notMerged);
  return row.before;
}
