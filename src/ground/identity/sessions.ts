// Sessions: a random token in a cookie, its digest in a row. One statement brings the person and what they may.
import { z } from 'zod';
import { sql } from '../db/sql.ts';
import type { Db } from '../db/types.ts';
import { LANGS } from '../i18n/index.ts';
import { ROLES } from './roles.ts';
import { digest, newToken } from './tokens.ts';
import type { Viewer } from './viewer.ts';

const GrantRow = z.object({ role: z.enum(ROLES), organisation: z.string().nullable(), area: z.string().nullable() });
const ViewerRow = z.object({ person: z.uuid(), name: z.string().nullable(), lang: z.enum(LANGS), grants: z.array(GrantRow), form_key: z.string().nullable(), key: z.number().nullable() });

const grants = sql`coalesce((select json_agg(json_build_object('role', g.role, 'organisation', g.organisation, 'area', g.area) order by g.id)
  from ground.identity_grants g where g.person = p.id and g.ended_at is null), '[]')`;

/** The viewer behind a session cookie, or undefined when it is unknown, over, or its person disabled. `seen_at` moves every ten minutes only. */
export async function viewerOfSession(db: Db, token: string, now: Date): Promise<Viewer | undefined> {
  const row = await db.maybe(ViewerRow, sql`
    with seen as (update ground.identity_sessions set seen_at = ${now} where token = ${digest(token)} and seen_at < ${new Date(now.getTime() - 600_000)})
    select p.id as person, p.name, p.lang, ${grants} as grants, s.form_key, null::int as key
    from ground.identity_sessions s join ground.identity_people p on p.id = s.person
    where s.token = ${digest(token)} and s.ends_at > ${now} and p.disabled_at is null and p.erased_at is null`);
  return row && viewer(row, 'session');
}

/** The viewer behind an API key. */
export async function viewerOfKey(db: Db, key: string, now: Date): Promise<Viewer | undefined> {
  const row = await db.maybe(ViewerRow, sql`
    with used as (update ground.identity_keys set last_used_at = ${now} where token = ${digest(key)} and (last_used_at is null or last_used_at < ${new Date(now.getTime() - 600_000)}))
    select p.id as person, p.name, p.lang, ${grants} as grants, null as form_key, k.id::int as key
    from ground.identity_keys k join ground.identity_people p on p.id = k.person
    where k.token = ${digest(key)} and k.ended_at is null and p.disabled_at is null and p.erased_at is null`);
  return row && viewer(row, 'key');
}

function viewer(row: z.output<typeof ViewerRow>, by: 'session' | 'key'): Viewer {
  return { person: row.person, name: row.name ?? undefined, grants: row.grants, lang: row.lang, by, formKey: row.form_key ?? undefined, key: row.key ?? undefined };
}

/** Begins a session and returns the token for the cookie. `hours` long. */
export async function beginSession(db: Db, person: string, options: { hours: number; now: Date; agent?: string | undefined }): Promise<string> {
  const token = newToken();
  await db.run(sql`insert into ground.identity_sessions (token, person, form_key, agent, created_at, seen_at, ends_at)
    values (${digest(token)}, ${person}, ${newToken(12)}, ${options.agent?.slice(0, 200) ?? null}, ${options.now}, ${options.now}, ${new Date(options.now.getTime() + options.hours * 3_600_000)})`);
  return token;
}

export const endSession = (db: Db, token: string): Promise<number> => db.run(sql`delete from ground.identity_sessions where token = ${digest(token)}`);
/** Everywhere: after a new password or a changed role. */
export const endSessionsOf = (db: Db, person: string): Promise<number> => db.run(sql`delete from ground.identity_sessions where person = ${person}`);
