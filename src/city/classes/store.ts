import { z } from 'zod';
import { json, sql, type Db } from '#ground/db/index.ts';
import { Class, Standard, type ClassInput } from './contract.ts';

const All = z.object({ classes: z.array(Class), standards: z.array(Standard), mappings: z.array(z.object({ from_code: z.string(), to_scheme: z.string(), to_code: z.string() })) });
/** Every class with its standards in force and mappings, in one statement. */
export const readClasses = (db: Db): Promise<z.output<typeof All>> => db.one(All, sql`select
  (select coalesce(json_agg(to_json(c) order by code), '[]') from (select code, scheme, kind, parent, name, name_en, about, about_en, keywords, natures, visibility, rounding_m,
    questions, stopper, asset_class, duplicate_m, duplicate_h, weight, valid_from, valid_to from city.classes) c) as classes,
  (select coalesce(json_agg(to_json(s) order by class, place), '[]') from (select id, class, place, filing, filing_en, closing, closing_en, limit_value, limit_unit,
    handling_unit, supervising_unit, legal_basis from city.class_standards where ended_at is null) s) as standards,
  (select coalesce(json_agg(to_json(m) order by from_code, to_scheme, to_code), '[]') from city.class_mappings m) as mappings`);

const Change = z.object({ changed_at: z.date(), changed_by: z.string().nullable() });
/** Who changed a class last, and when. */
export const lastChange = (db: Db, code: string): Promise<z.output<typeof Change> | undefined> =>
  db.maybe(Change, sql`select changed_at, changed_by from city.classes where code = ${code}`);

/** Adds and changes classes. */
export const writeClasses = (db: Db, classes: readonly ClassInput[], by: string | null, now: Date): Promise<number> => db.run(sql`
  insert into city.classes (code, scheme, kind, parent, name, name_en, about, about_en, keywords, natures, visibility, rounding_m, questions, stopper, asset_class,
    duplicate_m, duplicate_h, weight, valid_from, valid_to, changed_at, changed_by)
  select c->>'code', c->>'scheme', c->>'kind', c->>'parent', c->>'name', nullif(c->>'name_en', ''), nullif(c->>'about', ''), nullif(c->>'about_en', ''),
    array(select jsonb_array_elements_text(c->'keywords')), array(select jsonb_array_elements_text(c->'natures')), c->>'visibility', (c->>'rounding_m')::int,
    c->'questions', nullif(c->'stopper', 'null'), nullif(c->>'asset_class', ''), (c->>'duplicate_m')::int, (c->>'duplicate_h')::int, (c->>'weight')::int,
    (c->>'valid_from')::date, (c->>'valid_to')::date, ${now}, ${by}
  from jsonb_array_elements(${json(classes)}::text::jsonb) c
  on conflict (code) do update set scheme = excluded.scheme, kind = excluded.kind, parent = excluded.parent, name = excluded.name, name_en = excluded.name_en,
    about = excluded.about, about_en = excluded.about_en, keywords = excluded.keywords, natures = excluded.natures, visibility = excluded.visibility, rounding_m = excluded.rounding_m,
    questions = excluded.questions, stopper = excluded.stopper, asset_class = excluded.asset_class, duplicate_m = excluded.duplicate_m, duplicate_h = excluded.duplicate_h,
    weight = excluded.weight, valid_from = excluded.valid_from, valid_to = excluded.valid_to, changed_at = excluded.changed_at, changed_by = excluded.changed_by`);

/** The standards of the given classes become exactly these: others end, ended ones that come back are in force again. */
export const writeStandards = (db: Db, classes: readonly ClassInput[], now: Date): Promise<number> => db.run(sql`
  with input as (
    select c->>'code' as class, s from jsonb_array_elements(${json(classes.filter((c) => c.standards !== undefined).map(({ code, standards }) => ({ code, standards })))}::text::jsonb) c
    left join lateral jsonb_array_elements(c->'standards') s on true),
  ended as (update city.class_standards t set ended_at = ${now} where ended_at is null and class in (select class from input)
    and not exists (select 1 from input i where i.class = t.class and (i.s->>'place')::int = t.place))
  insert into city.class_standards (id, class, place, filing, filing_en, closing, closing_en, limit_value, limit_unit, handling_unit, supervising_unit, legal_basis)
  select class || '-' || (s->>'place'), class, (s->>'place')::int, s->>'filing', nullif(s->>'filing_en', ''), s->>'closing', nullif(s->>'closing_en', ''),
    (s->'limit'->>'value')::numeric, s->'limit'->>'unit', nullif(s->>'handling_unit', ''), nullif(s->>'supervising_unit', ''), nullif(s->>'legal_basis', '')
  from input where s is not null
  on conflict (id) do update set filing = excluded.filing, filing_en = excluded.filing_en, closing = excluded.closing, closing_en = excluded.closing_en, limit_value = excluded.limit_value,
    limit_unit = excluded.limit_unit, handling_unit = excluded.handling_unit, supervising_unit = excluded.supervising_unit, legal_basis = excluded.legal_basis, ended_at = null`);

/** The mappings of the given classes become exactly these. */
export async function writeMappings(db: Db, classes: readonly ClassInput[]): Promise<void> {
  const given = classes.filter((c) => c.mappings !== undefined);
  if (given.length === 0) return;
  await db.run(sql`delete from city.class_mappings where from_code = any(${given.map((c) => c.code)})`);
  await db.run(sql`insert into city.class_mappings (from_code, to_scheme, to_code)
    select distinct c->>'code', x->>'to_scheme', x->>'to_code' from jsonb_array_elements(${json(given.map(({ code, mappings }) => ({ code, mappings })))}::text::jsonb) c, jsonb_array_elements(c->'mappings') x`);
}
