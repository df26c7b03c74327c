// Contacts: people who left an address and cannot sign in. What holds one lets go of it here, so that no address outlives its purpose.
import { sql, type Query } from '../db/sql.ts';

/** Empties contacts, to run or to stand in a `with`; `which` selects their ids. Accounts are never touched. */
export const emptyingContacts = (which: Query, now: Date): Query => sql`
  update ground.identity_people set name = null, phone = null, email = null, phone_verified_at = null, email_verified_at = null, erased_at = ${now}::timestamptz
  where kind = 'contact' and erased_at is null and id in (${which})`;
