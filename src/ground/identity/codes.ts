// One-time codes: six digits to a phone or an address, five tries, ten minutes; and single-use links for the first administrator.
import { z } from 'zod';
import { sql } from '../db/sql.ts';
import type { Db } from '../db/types.ts';
import { digest, newCode, newToken, sameDigest } from './tokens.ts';

export type CodePurpose = 'sign-in' | 'administrator-link' | 'verify';
const TRIES = 5;

export async function issueCode(db: Db, to: { purpose: CodePurpose; sentTo: string; person?: string | undefined; minutes?: number; now: Date }): Promise<string> {
  const code = to.purpose === 'administrator-link' ? newToken() : newCode();
  await db.run(sql`insert into ground.identity_codes (purpose, sent_to, code, person, created_at, ends_at)
    values (${to.purpose}, ${to.sentTo}, ${digest(code)}, ${to.person ?? null}, ${to.now}, ${new Date(to.now.getTime() + (to.minutes ?? 10) * 60_000)})`);
  return code;
}

const Row = z.object({ id: z.number(), code: z.instanceof(Buffer), person: z.uuid().nullable() });
/** Uses up a code. Every try counts, right or wrong, in the statement that reads it, so parallel guesses do not get more of them. */
export async function redeemCode(db: Db, given: { purpose: CodePurpose; sentTo: string; code: string; now: Date }): Promise<{ person: string | undefined } | undefined> {
  const row = await db.maybe(Row, sql`
    update ground.identity_codes set tries = tries + 1
    where id = (select id from ground.identity_codes where sent_to = ${given.sentTo} and purpose = ${given.purpose} and used_at is null and ends_at > ${given.now} order by id desc limit 1)
      and tries < ${TRIES}
    returning id, code, person`);
  if (!row || !sameDigest(row.code, digest(given.code))) return undefined;
  const used = await db.run(sql`update ground.identity_codes set used_at = ${given.now} where id = ${row.id} and used_at is null`);
  return used === 1 ? { person: row.person ?? undefined } : undefined;
}
