import { z } from 'zod';
import { all, sql, type Db, type Query } from '#ground/db/index.ts';
import type { Role } from '#ground/identity/roles.ts';
import { Staff, type StaffDetails } from './contract.ts';

const columns = sql`p.id, p.login, p.name, p.phone, p.email, p.lang, p.disabled_at is not null as disabled, p.created_at,
  (select coalesce(json_agg(json_build_object('id', g.id, 'role', g.role, 'organisation', g.organisation, 'area', g.area, 'granted_at', g.granted_at, 'granted_by', g.granted_by, 'ended_at', g.ended_at) order by g.ended_at nulls first, g.id), '[]')
    from ground.identity_grants g where g.person = p.id) as grants`;

/** Whom an administrator sees: without `areas` everyone who works with the city, else those with a role in one of these areas. Residents appear by their exact login only. */
const within = (areas: readonly string[] | undefined): Query => (areas
  ? sql`exists (select 1 from ground.identity_grants g left join city.v_organisations o on o.code = g.organisation left join city.v_areas a on a.code = coalesce(g.area, o.area) where g.person = p.id and g.ended_at is null and a.path && ${areas}::text[])`
  : sql`true`);

const Listed = Staff.extend({ total: z.number() });
/** A page of the list, by login. */
export const listStaff = (db: Db, wanted: { search?: string | undefined; role?: Role | undefined; organisation?: string | undefined; areas?: readonly string[] | undefined; limit: number; offset: number }): Promise<z.output<typeof Listed>[]> => {
  const like = `%${(wanted.search ?? '').replace(/[\\%_]/g, '\\$&')}%`;
  const holds = (more: Query) => sql`exists (select 1 from ground.identity_grants g where g.person = p.id and g.ended_at is null and ${more})`;
  return db.rows(Listed, sql`select ${columns}, count(*) over () as total from ground.identity_people p
    where ${all([sql`p.kind = 'account' and p.erased_at is null and p.login is not null`, within(wanted.areas),
      sql`p.login = ${wanted.search ?? ''} or ${holds(sql`g.role <> 'resident'`)} or not ${holds(sql`true`)}`,
      wanted.search ? sql`p.login ilike ${like} or p.name ilike ${like}` : undefined, wanted.role && holds(sql`g.role = ${wanted.role}`), wanted.organisation ? holds(sql`g.organisation = ${wanted.organisation}`) : undefined])}
    order by p.login limit ${wanted.limit} offset ${wanted.offset}`);
};

/** One person with every grant, also ended ones, or undefined when this administrator does not see them. */
export const readStaff = (db: Db, id: string, areas: readonly string[] | undefined): Promise<Staff | undefined> =>
  db.maybe(Staff, sql`select ${columns} from ground.identity_people p where p.id = ${id} and p.kind = 'account' and p.erased_at is null and ${within(areas)}`);

/** Changes the details of an account; disabling keeps when. */
export const writeStaff = (db: Db, id: string, details: StaffDetails, now: Date): Promise<number> => db.run(sql`
  update ground.identity_people set name = ${details.name}, phone = ${details.phone ?? null}, email = ${details.email ?? null}, lang = ${details.lang},
    disabled_at = case when ${details.disabled} then coalesce(disabled_at, ${now}) end where id = ${id} and erased_at is null`);

const Names = z.object({ id: z.string(), name: z.string().nullable() });
/** Names of people by id, for lists of who did what. Erased people have none. */
export const namesOf = async (db: Db, ids: readonly string[]): Promise<Map<string, string>> => {
  if (ids.length === 0) return new Map();
  const rows = await db.rows(Names, sql`select id, coalesce(name, login) as name from ground.identity_people where id = any(${[...new Set(ids)]}::uuid[]) and erased_at is null`);
  return new Map(rows.flatMap(({ id, name }) => (name === null ? [] : [[id, name]])));
};
