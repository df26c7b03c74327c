// People and what they were granted. Names, numbers and addresses live in this one table.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { sql, type Query } from '../db/sql.ts';
import type { Db } from '../db/types.ts';
import type { Lang } from '../i18n/index.ts';
import { hashPassword } from './passwords.ts';
import { digest, newToken } from './tokens.ts';
import type { Grant } from './roles.ts';

export interface NewPerson { login?: string; name?: string; phone?: string; email?: string; lang?: Lang; password?: string; kind?: 'account' | 'contact' }

/** Creates a person and returns their id, which carries no meaning. Throws the database's unique violation when the login is taken. */
export async function createPerson(db: Db, person: NewPerson): Promise<string> {
  const id = randomUUID();
  const password = person.password ? await hashPassword(person.password) : null;
  await db.run(sql`insert into ground.identity_people (id, kind, login, name, phone, email, lang, password)
    values (${id}, ${person.kind ?? 'account'}, ${person.login ?? null}, ${person.name ?? null}, ${person.phone ?? null}, ${person.email ?? null}, ${person.lang ?? 'zh'}, ${password})`);
  return id;
}

export interface NewContact { readonly id: string; readonly name?: string | null | undefined; readonly phone?: string | null | undefined; readonly email?: string | null | undefined; readonly lang: string; readonly at: Date }

/** The insert of somebody who left a name or number and cannot sign in, beside what they left it with; once for each row of `from`. */
export const addingContact = (contact: NewContact, from: Query): Query => sql`
  insert into ground.identity_people (id, kind, name, phone, email, lang, created_at)
  select ${contact.id}::uuid, 'contact', ${contact.name ?? null}, ${contact.phone ?? null}, ${contact.email ?? null}, ${contact.lang}, ${contact.at}::timestamptz from ${from}`;

/** Many contacts in one statement: the history path. */
export const addContacts = (db: Db, contacts: readonly NewContact[]): Promise<number> => db.run(sql`
  insert into ground.identity_people (id, kind, name, phone, email, lang, created_at)
  select id, 'contact', name, phone, email, lang, at from jsonb_to_recordset(${JSON.stringify(contacts)}::text::jsonb) as p(id uuid, name text, phone text, email text, lang text, at timestamptz)`);

/** A contact's new address; accounts change theirs themselves. */
export const setContactEmail = (db: Db, person: string, email: string): Promise<number> => db.run(sql`update ground.identity_people set email = ${email} where id = ${person} and kind = 'contact'`);

export const grant = (db: Db, person: string, given: Grant, by?: string): Promise<number> => db.run(sql`
  insert into ground.identity_grants (person, role, organisation, area, granted_by) values (${person}, ${given.role}, ${given.organisation}, ${given.area}, ${by ?? null})
  on conflict do nothing`);

export const endGrant = (db: Db, id: number, now: Date): Promise<number> => db.run(sql`update ground.identity_grants set ended_at = ${now} where id = ${id} and ended_at is null`);

export const setPassword = async (db: Db, person: string, password: string): Promise<number> =>
  db.run(sql`update ground.identity_people set password = ${await hashPassword(password)} where id = ${person}`);

/** One password for several logins, hashed once; for demo cities. Returns how many accounts have it now. */
export const setPasswordOf = async (db: Db, logins: readonly string[], password: string): Promise<number> =>
  db.run(sql`update ground.identity_people set password = ${await hashPassword(password)} where login = any(${[...logins]})`);

/** Is there an administrator who can sign in? A city without one is given a link to make the first. */
export const hasAdministrator = async (db: Db): Promise<boolean> => (await db.maybe(z.object({ id: z.uuid() }), sql`
  select p.id from ground.identity_grants g join ground.identity_people p on p.id = g.person
  where g.role = 'administrator' and g.ended_at is null and p.disabled_at is null and p.erased_at is null limit 1`)) !== undefined;

const Account = z.object({ id: z.uuid(), password: z.string().nullable(), staff: z.boolean() });
/** By login, phone or e-mail; accounts only. `staff` decides how long a session lasts. */
export const accountBy = (db: Db, handle: string): Promise<z.output<typeof Account> | undefined> => db.maybe(Account, sql`
  select p.id, p.password, exists (select 1 from ground.identity_grants g where g.person = p.id and g.ended_at is null and g.role not in ('resident', 'volunteer')) as staff
  from ground.identity_people p
  where p.kind = 'account' and p.disabled_at is null and p.erased_at is null and (p.login = ${handle} or p.phone = ${handle} or lower(p.email) = lower(${handle}))
  order by p.login = ${handle} desc nulls last limit 1`);

/** Issues an API key; shown once, stored as a digest. */
export async function issueKey(db: Db, person: string, name: string): Promise<string> {
  const key = newToken();
  await db.run(sql`insert into ground.identity_keys (token, person, name) values (${digest(key)}, ${person}, ${name})`);
  return key;
}

const Key = z.object({ id: z.number(), name: z.string(), created_at: z.date(), last_used_at: z.date().nullable() });
export type Key = z.output<typeof Key>;
/** The keys of a person that open, the newest first; the keys themselves are nowhere. */
export const keysOf = (db: Db, person: string): Promise<Key[]> => db.rows(Key, sql`
  select id, name, created_at, last_used_at from ground.identity_keys where person = ${person} and ended_at is null order by id desc limit 200`);
/** Ends one key of a person, or all of them. */
export const endKey = (db: Db, person: string, id: number | 'all', now: Date): Promise<number> =>
  db.run(sql`update ground.identity_keys set ended_at = ${now} where person = ${person} and ended_at is null ${id === 'all' ? sql`` : sql`and id = ${id}`}`);

/** The line in the log of looks, beside the look itself; once for each row of `from`. */
export const loggingLook = (look: { viewer: string; type: string; key: string; reason?: string | undefined; now: Date }, from: Query): Query => sql`
  insert into ground.identity_looks (at, viewer, subject_type, subject_key, reason) select ${look.now}::timestamptz, ${look.viewer}::uuid, ${look.type}, ${look.key}::text, ${look.reason ?? null}::text from ${from}`;

/** Writes down that `viewer` looked at something confidential, and why. */
export const logLook = (db: Db, look: { viewer: string; type: string; key: string; reason?: string | undefined; now: Date }): Promise<number> => db.run(sql`
  insert into ground.identity_looks (at, viewer, subject_type, subject_key, reason) values (${look.now}, ${look.viewer}, ${look.type}, ${look.key}, ${look.reason ?? null})`);
