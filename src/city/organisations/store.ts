import { z } from 'zod';
import { json, sql, type Db } from '#ground/db/index.ts';
import { Organisation, Responsibility, type OrganisationInput, type ResponsibilityInput } from './contract.ts';

const All = z.object({ organisations: z.array(Organisation), lines: z.array(Responsibility), parents: z.array(z.tuple([z.string(), z.string().nullable()])) });
/** Everything the index holds, in one statement. */
export const readAll = (db: Db): Promise<z.output<typeof All>> => db.one(All, sql`select
  (select coalesce(json_agg(json_build_object('code', code, 'name', name, 'name_en', name_en, 'parent', parent, 'path', path, 'kind', kind, 'level', level,
    'area', area, 'phone', phone, 'email', email, 'ended', ended_at is not null) order by code), '[]') from city.organisations) as organisations,
  (select coalesce(json_agg(json_build_object('id', id, 'class', class, 'area', area, 'owner', owner, 'organisation', organisation, 'assisting', assisting, 'note', note) order by id), '[]')
    from city.responsibilities where ended_at is null) as lines,
  (select coalesce(json_agg(json_build_array(code, parent)), '[]') from city.v_classes) as parents`);

const Change = z.object({ changed_at: z.date(), changed_by: z.string().nullable() });
/** Who changed an organisation last, and when. */
export const lastChange = (db: Db, code: string): Promise<z.output<typeof Change> | undefined> =>
  db.maybe(Change, sql`select changed_at, changed_by from city.organisations where code = ${code}`);

/** Adds and changes organisations; paths follow by `rebuildPaths`. One that had ended is in force again. */
export const writeOrganisations = (db: Db, organisations: readonly OrganisationInput[], by: string | null, now: Date): Promise<number> => db.run(sql`
  insert into city.organisations (code, name, name_en, parent, path, kind, level, area, phone, email, changed_at, changed_by)
  select o->>'code', o->>'name', nullif(o->>'name_en', ''), o->>'parent', array[o->>'code'], o->>'kind', o->>'level', o->>'area', nullif(o->>'phone', ''), nullif(o->>'email', ''), ${now}, ${by}
  from jsonb_array_elements(${json(organisations)}::text::jsonb) o
  on conflict (code) do update set name = excluded.name, name_en = excluded.name_en, parent = excluded.parent, kind = excluded.kind, level = excluded.level, area = excluded.area,
    phone = excluded.phone, email = excluded.email, ended_at = null, changed_at = excluded.changed_at, changed_by = excluded.changed_by`);

/** Paths as the parents say; returns the codes that no root leads to (a circle of parents). */
export async function rebuildPaths(db: Db): Promise<string[]> {
  await db.run(sql`
    with recursive tree as (
      select code, array[code] as path from city.organisations where parent is null
      union all select o.code, t.path || o.code from city.organisations o join tree t on o.parent = t.code)
    update city.organisations o set path = tree.path from tree where tree.code = o.code and o.path is distinct from tree.path`);
  const lost = await db.rows(z.object({ code: z.string() }), sql`
    with recursive tree as (select code from city.organisations where parent is null union all select o.code from city.organisations o join tree t on o.parent = t.code)
    select code from city.organisations where code not in (select code from tree) order by code limit 20`);
  return lost.map((row) => row.code);
}

/** Ends an organisation: it stays readable, nothing new reaches it. */
export const writeEnd = (db: Db, code: string, by: string | null, now: Date): Promise<number> =>
  db.run(sql`update city.organisations set ended_at = ${now}, changed_at = ${now}, changed_by = ${by} where code = ${code} and ended_at is null`);

/** Writes lines: an equal one stays, one of the same class, area and owner that says something else ends and the new one begins. Returns how many began. */
export const writeResponsibilities = (db: Db, lines: readonly ResponsibilityInput[], by: string | null, now: Date): Promise<number> => db.run(sql`
  with input as (
    select distinct on (l->>'class', l->>'area', l->>'owner') l->>'class' as class, l->>'area' as area, l->>'owner' as owner, l->>'organisation' as organisation,
      array(select jsonb_array_elements_text(coalesce(l->'assisting', '[]'))) as assisting, nullif(l->>'note', '') as note, n
    from jsonb_array_elements(${json(lines)}::text::jsonb) with ordinality as t(l, n) order by l->>'class', l->>'area', l->>'owner', n desc),
  same as (
    select r.id, i.n, (r.organisation, r.assisting, r.note) is not distinct from (i.organisation, i.assisting, i.note) as equal
    from city.responsibilities r join input i on r.class is not distinct from i.class and r.area is not distinct from i.area and r.owner is not distinct from i.owner
    where r.ended_at is null),
  ended as (update city.responsibilities r set ended_at = ${now}, changed_at = ${now}, changed_by = ${by} from same where same.id = r.id and not same.equal)
  insert into city.responsibilities (class, area, owner, organisation, assisting, note, changed_at, changed_by)
  select class, area, owner, organisation, assisting, note, ${now}, ${by} from input where n not in (select n from same where equal) order by n`);

/** Ends a line; returns 0 when there is none in force. */
export const writeResponsibilityEnd = (db: Db, id: number, by: string | null, now: Date): Promise<number> =>
  db.run(sql`update city.responsibilities set ended_at = ${now}, changed_at = ${now}, changed_by = ${by} where id = ${id} and ended_at is null`);
