// How long is kept what: policies as administrators set them, and what they would take away now.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { droppable, midnight } from './forgetting.ts';

const days = z.preprocess((value) => (value === '' || value === null ? undefined : value), z.coerce.number().int().min(2).max(36_500).optional());
/** `of`: "default", "kind:air", "property:12". Days left out: for ever. */
export const PolicyInput = z.object({ of: z.string().regex(/^(?:default|kind:.{1,80}|property:\d{1,15})$/s), raw_days: days, hours_days: days });
export type PolicyInput = z.output<typeof PolicyInput>;

const Policy = z.object({ id: z.number(), kind: z.string().nullable(), kind_en: z.string().nullable(), property: z.string().nullable(), property_en: z.string().nullable(), of: z.string(), raw_days: z.number().nullable(), hours_days: z.number().nullable(), changed_at: z.date() });
export type Policy = z.output<typeof Policy>;

/** The default first, then kinds, then properties. */
export const policiesNow = (db: Db): Promise<Policy[]> => db.rows(Policy, sql`
  select p.id, coalesce(k.name, p.kind) as kind, coalesce(k.name_en, p.kind) as kind_en, coalesce(l.name, o.name) as property, coalesce(l.name_en, o.name) as property_en, p.raw_days, p.hours_days, p.changed_at,
    case when p.kind is not null then 'kind:' || p.kind when o.id is not null then 'property:' || o.id else 'default' end as of
  from sense.history_policies p left join sense.thing_kinds k on k.code = p.kind left join sense.observed_properties o on o.id = p.observed_property_id left join sense.thing_properties l on l.code = o.listed
  order by o.id is not null, p.kind is not null, 2, 4 limit 500`);

const Choice = z.object({ of: z.string(), zh: z.string(), en: z.string() });
export type Choice = z.output<typeof Choice>;
/** What a policy can be about: the kinds of the city's list, and observed properties by name. */
export const choices = async (db: Db): Promise<{ kinds: Choice[]; properties: Choice[] }> => ({
  kinds: await db.rows(Choice, sql`select 'kind:' || code as of, name as zh, name_en as en from sense.thing_kinds order by code limit 300`),
  properties: await db.rows(Choice, sql`select 'property:' || o.id as of, coalesce(l.name, o.name) as zh, coalesce(l.name_en, o.name) as en from sense.observed_properties o left join sense.thing_properties l on l.code = o.listed order by l.code is null, o.name, o.id limit 300`),
});

/** False when there is no such kind or property. */
export async function savePolicy(db: Db, { of, raw_days, hours_days }: PolicyInput, by: string | undefined, now: Date): Promise<boolean> {
  const { kind, property } = targetOf(of);
  return (await db.run(sql`
    insert into sense.history_policies (kind, observed_property_id, raw_days, hours_days, changed_at, changed_by)
    select ${kind}::text, ${property}::bigint, ${raw_days ?? null}::int, ${hours_days ?? null}::int, ${now}, ${by ?? null}::text
    where (${kind}::text is null or exists (select 1 from sense.thing_kinds where code = ${kind}) or exists (select 1 from sense.things where kind = ${kind})) and (${property}::bigint is null or exists (select 1 from sense.observed_properties where id = ${property}))
    on conflict (kind, observed_property_id) do update set raw_days = excluded.raw_days, hours_days = excluded.hours_days, changed_at = excluded.changed_at, changed_by = excluded.changed_by`)) > 0;
}

export function removePolicy(db: Db, of: string): Promise<number> {
  const { kind, property } = targetOf(of);
  return db.run(sql`delete from sense.history_policies where kind is not distinct from ${kind}::text and observed_property_id is not distinct from ${property}::bigint`);
}

function targetOf(of: string): { kind: string | null; property: number | null } {
  const [what, name] = [of.slice(0, of.indexOf(':')), of.slice(of.indexOf(':') + 1)];
  return { kind: what === 'kind' ? name : null, property: what === 'property' ? Number(name) : null };
}

const Going = z.object({ policy: z.number(), streams: z.number(), values: z.number(), hours: z.number() });
export interface DryRun { readonly going: readonly z.output<typeof Going>[]; readonly months: readonly string[] }

/** What the policies would take away now, by policy, counted from the daily roll-ups (days that are gone in part count whole), and whole months. It reads a row a stream and day. */
export async function dryRun(db: Db, zone: string, now: Date): Promise<DryRun> {
  const going = await db.rows(Going, sql`
    with s as (
      select d.id, p.policy, ${midnight(now, zone, sql`p.raw_days`)} as raw_cut, ${midnight(now, zone, sql`p.hours_days`)} as hours_cut, greatest(k.raw_from, (select raw_floor from sense.history_state)) as raw_from
      from sense.datastreams d join sense.things t on t.id = d.thing_id cross join lateral sense.history_policy(d.observed_property_id, t.kind) p left join sense.history_kept k on k.datastream_id = d.id where p.policy is not null)
    select s.policy, count(*)::int as streams, coalesce(sum(v.n), 0)::bigint as "values", coalesce(sum(h.n), 0)::bigint as hours
    from s cross join lateral (select sum(x.n) as n from sense.observation_days x where x.datastream_id = s.id and x.day < s.raw_cut and x.day >= coalesce(s.raw_from, '-infinity')) v
      cross join lateral (select count(*) as n from sense.observation_hours x where x.datastream_id = s.id and x.hour < s.hours_cut) h
    group by 1`);
  return { going, months: (await droppable(db, zone, now)).map(({ month }) => month.slice(0, 7)) };
}
