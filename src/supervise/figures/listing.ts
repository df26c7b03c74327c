// The cases behind a number, as far as this viewer may see them. Which they are the facts know; what they look like is read a page at a time.
import { z } from 'zod';
import { sql, type Db, type Query } from '#ground/db/index.ts';
import type { Viewer } from '#ground/identity/index.ts';
import { isPublic, NATURES, OUTCOMES, seenBy, STAGES } from '#city/cases/index.ts';

export const ListedCase = z.object({
  id: z.number(), number: z.string(), nature: z.enum(NATURES), class: z.string().nullable(), description: z.string().nullable(), place: z.string().nullable(), path: z.array(z.string()), stage: z.enum(STAGES), outcome: z.enum(OUTCOMES).nullable(),
  returned: z.boolean(), signed_at: z.date().nullable(), suspended_at: z.date().nullable(), lead: z.string().nullable(), received_at: z.date(), due_at: z.date().nullable(), closed_at: z.date().nullable(), late: z.boolean(), public: z.boolean(),
});
export type ListedCase = z.output<typeof ListedCase>;

const CHUNK = 500;
/** At most `size` of these cases, ids falling, after `before`; `next` when there are more to look at. */
export async function casesPage(db: Db, viewer: Viewer, ids: Float64Array, before: number | undefined, size: number): Promise<{ rows: ListedCase[]; next: number | undefined }> {
  const seen = viewer.grants.length > 0 ? seenBy(viewer) : isPublic;
  const rows: ListedCase[] = [];
  let at = before === undefined ? 0 : ids.findIndex((id) => id < before);
  while (at >= 0 && at < ids.length && rows.length <= size) {
    rows.push(...(await readThese(db, [...ids.subarray(at, at + CHUNK)], seen, size + 1 - rows.length)));
    at += CHUNK;
  }
  return { rows: rows.slice(0, size), next: rows.length > size ? rows[size - 1]?.id : undefined };
}

const readThese = (db: Db, ids: readonly number[], seen: Query, most: number): Promise<ListedCase[]> => db.rows(ListedCase, sql`
  select c.id, c.number, c.nature, c.class, c.description, c.place, c.path, c.stage, c.outcome, c.returned, c.signed_at, c.suspended_at, c.lead, c.received_at, c.due_at, c.closed_at, c.late, ${isPublic} as public
  from city.v_cases c where c.id = any(${[...ids]}::bigint[]) and ${seen} order by c.id desc limit ${most}`);
