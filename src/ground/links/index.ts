// Links: "this came of that" as rows. Reading them needs no room's table, so any page can show what came of its record.
import { z } from 'zod';
import { sql, type Query } from '../db/sql.ts';
import type { Db } from '../db/types.ts';

/** Identity of a record: /id/{type}/{key}. */
export interface Ref { readonly type: string; readonly key: string }
export const Link = z.object({ from_type: z.string(), from_key: z.string(), relation: z.string(), to_type: z.string(), to_key: z.string(), to_version: z.string().nullable(), at: z.date() });
export type Link = z.output<typeof Link>;

/** The insert of a link, to run or to stand in a `with`. A link that exists already stays as it is. */
export const linking = (from: Ref, relation: string, to: Ref, options: { version?: string; by?: string | undefined; now: Date }): Query => sql`
  insert into ground.links (from_type, from_key, relation, to_type, to_key, to_version, by_person, at)
  values (${from.type}, ${from.key}, ${relation}, ${to.type}, ${to.key}, ${options.version ?? null}, ${options.by ?? null}, ${options.now}) on conflict do nothing`;

/** The same where the keys are only known inside the statement: expressions over `from`. */
export const linkingFrom = (source: { type: string; key: Query }, relation: string, target: { type: string; key: Query }, from: Query, options: { by?: string | undefined; now: Date }): Query => sql`
  insert into ground.links (from_type, from_key, relation, to_type, to_key, by_person, at)
  select ${source.type}, ${source.key}, ${relation}, ${target.type}, ${target.key}, ${options.by ?? null}::uuid, ${options.now}::timestamptz from ${from}`;

export const unlink = (db: Db, from: Ref, relation: string, to: Ref, options: { by?: string | undefined; now: Date }): Promise<number> => db.run(sql`
  update ground.links set ended_at = ${options.now}, ended_by = ${options.by ?? null}
  where from_type = ${from.type} and from_key = ${from.key} and relation = ${relation} and to_type = ${to.type} and to_key = ${to.key} and ended_at is null`);

/** Links from and to a record, the newest first, at most 100. */
export const linksOf = (db: Db, ref: Ref): Promise<Link[]> => db.rows(Link, sql`
  select from_type, from_key, relation, to_type, to_key, to_version, at from (
    (select * from ground.links where from_type = ${ref.type} and from_key = ${ref.key} and ended_at is null order by id desc limit 100)
    union all
    (select * from ground.links where to_type = ${ref.type} and to_key = ${ref.key} and ended_at is null order by id desc limit 100)) l
  order by at desc limit 100`);
