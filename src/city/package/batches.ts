// Many rows in few statements: a jsonb array a statement, never COPY, which the embedded database does not take.
import { z } from 'zod';
import { json, sql, type Db, type Query } from '#ground/db/index.ts';

/** Rows written anew and rows changed; what was equal counts in neither. */
export interface Tally { added: number; changed: number }
const Touched = z.object({ added: z.boolean() });
const BATCH = 1000;

/** Runs `statement` with 1,000 entries at a time as a jsonb array; each must return `added` for every row it wrote. */
export async function inBatches(tx: Db, entries: readonly unknown[], statement: (list: Query) => Query): Promise<Tally> {
  const tally = { added: 0, changed: 0 };
  for (let i = 0; i < entries.length; i += BATCH) {
    const rows = await tx.rows(Touched, statement(sql`${json(entries.slice(i, i + BATCH))}::text::jsonb`));
    for (const { added } of rows) tally[added ? 'added' : 'changed'] += 1;
  }
  return tally;
}
