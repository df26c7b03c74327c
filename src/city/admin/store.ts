import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';

const Named = z.object({ id: z.string(), name: z.string().nullable() });

/** The name of whoever made a change, for administrators; null once the person is erased. */
export async function withName(db: Db, change: { changed_at: Date; changed_by: string | null } | undefined): Promise<{ at: Date; by: string | null; name: string | null } | undefined> {
  if (!change) return undefined;
  const row = change.changed_by === null ? undefined : await db.maybe(Named, sql`select id, coalesce(name, login) as name from ground.identity_people where id = ${change.changed_by} and erased_at is null`);
  return { at: change.changed_at, by: change.changed_by, name: row?.name ?? null };
}
