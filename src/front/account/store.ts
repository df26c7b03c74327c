// SQL of the account: one's own identity row, sessions, keys, grants. Signing in itself is ground/identity.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { digest } from '#ground/identity/index.ts';
import { ROLES } from '#ground/identity/roles.ts';
import { LANGS, type Lang } from '#ground/i18n/index.ts';

const Identity = z.object({
  id: z.uuid(), login: z.string().nullable(), name: z.string().nullable(), phone: z.string().nullable(), email: z.string().nullable(), lang: z.enum(LANGS), has_password: z.boolean(),
  phone_verified_at: z.date().nullable(), email_verified_at: z.date().nullable(), created_at: z.date(),
});
export type Identity = z.output<typeof Identity>;

/** The identity row of a person who is not erased; its absence is a bug of the caller. */
export const identityOf = (db: Db, person: string): Promise<Identity> => db.one(Identity, sql`
  select id, login, name, phone, email, lang, password is not null as has_password, phone_verified_at, email_verified_at, created_at
  from ground.identity_people where id = ${person} and erased_at is null`);

/** The stored password digest of a person, null when there is none. */
export async function passwordOf(db: Db, person: string): Promise<string | null> {
  return (await db.one(z.object({ password: z.string().nullable() }), sql`select password from ground.identity_people where id = ${person}`)).password;
}

/** Stores a digest made by hashPassword. */
export const writePassword = (db: Db, person: string, password: string): Promise<number> => db.run(sql`update ground.identity_people set password = ${password} where id = ${person}`);

/** Writes name and phone. A changed phone is no longer verified. Returns false when another account has this phone. */
export async function saveProfile(db: Db, person: string, profile: { name: string | null; phone: string | null }): Promise<boolean> {
  const written = await db.run(sql`
    update ground.identity_people p set name = ${profile.name}, phone = ${profile.phone}, phone_verified_at = case when p.phone is not distinct from ${profile.phone} then p.phone_verified_at end
    where p.id = ${person} and not exists (select 1 from ground.identity_people o where o.phone = ${profile.phone} and o.id <> p.id and o.kind = 'account' and o.erased_at is null)`);
  return written === 1;
}

export const saveLang = (db: Db, person: string, lang: Lang): Promise<number> => db.run(sql`update ground.identity_people set lang = ${lang} where id = ${person}`);

/** A confirmed address; null removes it. Returns false when another account has it. */
export async function saveEmail(db: Db, person: string, email: string | null, now: Date): Promise<boolean> {
  const written = await db.run(sql`
    update ground.identity_people p set email = ${email}, email_verified_at = case when ${email}::text is null then null else ${now}::timestamptz end
    where p.id = ${person} and not exists (select 1 from ground.identity_people o where lower(o.email) = lower(${email}) and o.id <> p.id and o.kind = 'account' and o.erased_at is null)`);
  return written === 1;
}

/** The address this person asked to confirm last and has not yet. */
export const pendingEmail = async (db: Db, person: string, now: Date): Promise<string | undefined> =>
  (await db.maybe(z.object({ sent_to: z.string() }), sql`
    select sent_to from ground.identity_codes where person = ${person} and purpose = 'verify' and used_at is null and ends_at > ${now} order by id desc limit 1`))?.sent_to;

const Session = z.object({ id: z.string(), agent: z.string().nullable(), created_at: z.date(), seen_at: z.date(), ends_at: z.date(), here: z.boolean() });
export type Session = z.output<typeof Session>;
/** Sessions that still run, the one of `token` marked. Their ids are the beginnings of digests: they sign nobody in. */
export const sessionsOf = (db: Db, person: string, token: string | undefined, now: Date): Promise<Session[]> => db.rows(Session, sql`
  select left(encode(token, 'hex'), 16) as id, agent, created_at, seen_at, ends_at, token = ${digest(token ?? '')} as here
  from ground.identity_sessions where person = ${person} and ends_at > ${now} order by here desc, seen_at desc limit 100`);

export const endOneSession = (db: Db, person: string, id: string): Promise<number> =>
  db.run(sql`delete from ground.identity_sessions where person = ${person} and left(encode(token, 'hex'), 16) = ${id}`);

/** Ends every session of a person but the one of `token`. */
export const endOtherSessions = (db: Db, person: string, token: string | undefined): Promise<number> =>
  db.run(sql`delete from ground.identity_sessions where person = ${person} and token <> ${digest(token ?? '')}`);

const Grant = z.object({ role: z.enum(ROLES), organisation: z.string().nullable(), area: z.string().nullable(), granted_at: z.date(), ended_at: z.date().nullable() });
/** Grants of a person, ended ones too, the newest first. */
export const grantHistory = (db: Db, person: string): Promise<z.output<typeof Grant>[]> => db.rows(Grant, sql`
  select role, organisation, area, granted_at, ended_at from ground.identity_grants where person = ${person} order by id desc limit 200`);

const Look = z.object({ at: z.date(), role: z.enum(ROLES).nullable(), organisation: z.string().nullable(), reason: z.string().nullable() });
export type Look = z.output<typeof Look>;
/** Who looked at this person's identity: by role and unit, not by name. */
export const looksAt = (db: Db, person: string): Promise<Look[]> => db.rows(Look, sql`
  select l.at, g.role, g.organisation, l.reason from ground.identity_looks l
  left join lateral (select role, organisation from ground.identity_grants where person = l.viewer and role not in ('resident', 'volunteer') order by ended_at is null desc, id desc limit 1) g on true
  where l.subject_type = 'person' and l.subject_key = ${person} order by l.id desc limit 200`);

/** The account that a code proves: made, with the role of a resident, when the address is new. Returns its id and whether it works at a desk. */
export const accountOfEmail = (db: Db, email: string, fresh: string, lang: Lang, now: Date): Promise<{ id: string; staff: boolean } | undefined> =>
  db.maybe(z.object({ id: z.uuid(), staff: z.boolean() }), sql`
    with known as (update ground.identity_people p set email_verified_at = coalesce(p.email_verified_at, ${now}::timestamptz) where p.id =
        (select id from ground.identity_people where kind = 'account' and lower(email) = lower(${email}) and erased_at is null and disabled_at is null order by created_at limit 1) returning p.id),
      made as (insert into ground.identity_people (id, kind, email, lang, email_verified_at) select ${fresh}::uuid, 'account', ${email}, ${lang}, ${now}::timestamptz
        where not exists (select 1 from ground.identity_people where kind = 'account' and lower(email) = lower(${email}) and erased_at is null) returning id),
      role as (insert into ground.identity_grants (person, role) select id, 'resident' from made)
    select someone.id, exists (select 1 from ground.identity_grants g where g.person = someone.id and g.ended_at is null and g.role not in ('resident', 'volunteer')) as staff
    from (select id from known union all select id from made) someone limit 1`);

/** The e-mail of the account with this phone, if it has one. */
export const emailOfPhone = async (db: Db, phone: string): Promise<string | undefined> =>
  (await db.maybe(z.object({ email: z.string().nullable() }), sql`
    select email from ground.identity_people where kind = 'account' and phone = ${phone} and erased_at is null and disabled_at is null and email is not null order by created_at limit 1`))?.email ?? undefined;

/** To whom an unused administrator's link was issued; undefined when it is none, used or over. */
export const linkIssuedTo = async (db: Db, code: string, now: Date): Promise<string | undefined> =>
  (await db.maybe(z.object({ sent_to: z.string() }), sql`
    select sent_to from ground.identity_codes where purpose = 'administrator-link' and code = ${digest(code)} and used_at is null and ends_at > ${now}`))?.sent_to;

/** Empties the identity row and ends everything that hung on it. Returns false when nobody else would be left to administer. */
export async function erasePerson(db: Db, person: string, now: Date): Promise<boolean> {
  const erased = await db.run(sql`
    update ground.identity_people set login = null, name = null, phone = null, email = null, password = null, phone_verified_at = null, email_verified_at = null, erased_at = ${now}
    where id = ${person} and erased_at is null and (
      not exists (select 1 from ground.identity_grants where person = ${person} and role = 'administrator' and ended_at is null)
      or exists (select 1 from ground.identity_grants g join ground.identity_people p on p.id = g.person
        where g.role = 'administrator' and g.ended_at is null and g.person <> ${person} and p.erased_at is null and p.disabled_at is null))`);
  if (erased === 0) return false;
  await db.run(sql`delete from ground.identity_sessions where person = ${person}`);
  await db.run(sql`delete from ground.identity_codes where person = ${person}`);
  await db.run(sql`update ground.identity_keys set ended_at = ${now}, name = '' where person = ${person}`);
  await db.run(sql`update ground.identity_grants set ended_at = ${now} where person = ${person} and ended_at is null`);
  return true;
}
