// SQL of seeding, lists: settings, areas, organisations, classes, responsibilities, calendar. `xmax = 0` tells an inserted row from an updated one.
import { sql, type Db } from '#ground/db/index.ts';
import type { AreaFeature, Calendar, Class, Organisation, Responsibility } from './contract.ts';
import { chains, pathsOf } from './locate.ts';
import { inBatches, type Tally } from './batches.ts';

/** One row a key of city.settings; keys without a value are left alone. */
export const seedSettings = (tx: Db, values: Record<string, unknown>, now: Date): Promise<Tally> =>
  inBatches(tx, Object.entries(values).filter(([, value]) => value !== undefined).map(([key, value]) => ({ key, value })), (list) => sql`
    insert into city.settings as t (key, value, changed_at)
    select key, value, ${now} from jsonb_to_recordset(${list}) as i(key text, value jsonb)
    on conflict (key) do update set value = excluded.value, changed_at = excluded.changed_at
      where t.changed_by is null and t.value is distinct from excluded.value
    returning xmax = 0 as added`);

/** Areas; one without an outline takes that of the areas below it, together (its districts are dissolved from its streets). */
export async function seedAreas(tx: Db, areas: readonly AreaFeature[], now: Date): Promise<Tally> {
  const paths = pathsOf(areas);
  const rows = areas.map(({ properties: a, geometry }) => ({ ...a, path: paths.get(a.code), geometry: geometry ? JSON.stringify(geometry) : null, lon: a.label?.[0], lat: a.label?.[1] }));
  const tally = await inBatches(tx, rows, (list) => sql`
    insert into city.areas as t (code, kind, name, name_en, parent, path, geom, label, valid_from, valid_to, changed_at)
    select code, kind, name, en, parent, path,
      case when ST_IsValid(shape) then ST_Multi(shape) else ST_Multi(ST_CollectionExtract(ST_MakeValid(shape), 3)) end,
      case when lon is not null then ST_SetSRID(ST_MakePoint(lon, lat), 4326) end, "from", "to", ${now}
    from jsonb_to_recordset(${list}) as i(code text, kind text, name text, en text, parent text, path text[], geometry text, lon float8, lat float8, "from" date, "to" date)
    left join lateral (select ST_SetSRID(ST_GeomFromGeoJSON(i.geometry), 4326) as shape) g on true
    on conflict (code) do update set kind = excluded.kind, name = excluded.name, name_en = excluded.name_en, parent = excluded.parent, path = excluded.path,
      geom = coalesce(excluded.geom, t.geom), label = coalesce(excluded.label, t.label), valid_from = excluded.valid_from, valid_to = excluded.valid_to, changed_at = excluded.changed_at
      where t.changed_by is null
        and (t.kind, t.name, t.name_en, t.parent, t.path, t.geom, t.label, t.valid_from, t.valid_to)
        is distinct from (excluded.kind, excluded.name, excluded.name_en, excluded.parent, excluded.path, coalesce(excluded.geom, t.geom), coalesce(excluded.label, t.label), excluded.valid_from, excluded.valid_to)
    returning xmax = 0 as added`);
  for (const kind of ['community', 'street', 'district', 'city']) await dissolve(tx, kind);
  return tally;
}

const dissolve = (tx: Db, kind: string): Promise<number> => tx.run(sql`
  update city.areas t set geom = below.geom, label = coalesce(t.label, ST_PointOnSurface(below.geom))
  from (select parent, ST_Multi(ST_CollectionExtract(ST_UnaryUnion(ST_Collect(geom)), 3)) as geom from city.areas where geom is not null group by parent) below
  where below.parent = t.code and t.kind = ${kind} and t.geom is null`);

export function seedOrganisations(tx: Db, organisations: readonly Organisation[], now: Date): Promise<Tally> {
  const paths = chains(new Map(organisations.map((o) => [o.code, o.parent])));
  return inBatches(tx, organisations.map((o) => ({ ...o, path: paths.get(o.code) })), (list) => sql`
    insert into city.organisations as t (code, name, name_en, parent, path, kind, level, area, phone, email, changed_at)
    select code, name, en, parent, path, kind, level, area, phone, email, ${now}
    from jsonb_to_recordset(${list}) as i(code text, name text, en text, parent text, path text[], kind text, level text, area text, phone text, email text)
    on conflict (code) do update set name = excluded.name, name_en = excluded.name_en, parent = excluded.parent, path = excluded.path, kind = excluded.kind,
      level = excluded.level, area = excluded.area, phone = excluded.phone, email = excluded.email, changed_at = excluded.changed_at
      where t.changed_by is null and (t.name, t.name_en, t.parent, t.path, t.kind, t.level, t.area, t.phone, t.email)
        is distinct from (excluded.name, excluded.name_en, excluded.parent, excluded.path, excluded.kind, excluded.level, excluded.area, excluded.phone, excluded.email)
    returning xmax = 0 as added`);
}

/** Classes, then the standards and mappings of those that no administrator has changed: exactly the package's. */
export async function seedClasses(tx: Db, classes: readonly Class[], now: Date): Promise<Tally> {
  const rows = classes.map((c) => ({ ...c, ...flat(c) }));
  const tally = await inBatches(tx, rows, (list) => sql`
    insert into city.classes as t (code, scheme, kind, parent, name, name_en, about, about_en, keywords, natures, visibility, rounding_m, questions, stopper, asset_class,
      duplicate_m, duplicate_h, weight, valid_from, valid_to, changed_at)
    select code, scheme, kind, parent, name_zh, name_en, about_zh, about_en, keywords, natures, visibility, "roundingM", questions, stopper, "assetClass",
      duplicate_m, duplicate_h, weight, "from", "to", ${now}
    from jsonb_to_recordset(${list}) as i(code text, scheme text, kind text, parent text, name_zh text, name_en text, about_zh text, about_en text, keywords text[], natures text[],
      visibility text, "roundingM" int, questions jsonb, stopper jsonb, "assetClass" text, duplicate_m int, duplicate_h int, weight int, "from" date, "to" date)
    on conflict (code) do update set scheme = excluded.scheme, kind = excluded.kind, parent = excluded.parent, name = excluded.name, name_en = excluded.name_en, about = excluded.about,
      about_en = excluded.about_en, keywords = excluded.keywords, natures = excluded.natures, visibility = excluded.visibility, rounding_m = excluded.rounding_m, questions = excluded.questions,
      stopper = excluded.stopper, asset_class = excluded.asset_class, duplicate_m = excluded.duplicate_m, duplicate_h = excluded.duplicate_h, weight = excluded.weight,
      valid_from = excluded.valid_from, valid_to = excluded.valid_to, changed_at = excluded.changed_at
      where t.changed_by is null and (t.scheme, t.kind, t.parent, t.name, t.name_en, t.about, t.about_en, t.keywords, t.natures, t.visibility, t.rounding_m, t.questions, t.stopper,
        t.asset_class, t.duplicate_m, t.duplicate_h, t.weight, t.valid_from, t.valid_to)
        is distinct from (excluded.scheme, excluded.kind, excluded.parent, excluded.name, excluded.name_en, excluded.about, excluded.about_en, excluded.keywords, excluded.natures,
        excluded.visibility, excluded.rounding_m, excluded.questions, excluded.stopper, excluded.asset_class, excluded.duplicate_m, excluded.duplicate_h, excluded.weight, excluded.valid_from, excluded.valid_to)
    returning xmax = 0 as added`);
  const standards = classes.flatMap((c) => c.standards.map((s) => ({
    class: c.code, place: s.no, filing: s.filing.zh, filing_en: s.filing.en, closing: s.closing.zh, closing_en: s.closing.en,
    limit_value: s.limit.value, limit_unit: s.limit.unit, handling_unit: s.handling, supervising_unit: s.supervising, legal_basis: s.law,
  })));
  const changed = (await seedStandards(tx, standards)) + (await endStandards(tx, classes, standards, now)) + (await seedMappings(tx, classes));
  return { added: tally.added, changed: tally.changed + (tally.added === classes.length ? 0 : changed) };
}

const flat = (c: Class) => ({ name_zh: c.name.zh, name_en: c.name.en, about_zh: c.about?.zh, about_en: c.about?.en, duplicate_m: c.duplicate.m, duplicate_h: c.duplicate.h });

async function seedStandards(tx: Db, standards: readonly Record<string, unknown>[]): Promise<number> {
  const { added, changed } = await inBatches(tx, standards, (list) => sql`
    insert into city.class_standards as t (id, class, place, filing, filing_en, closing, closing_en, limit_value, limit_unit, handling_unit, supervising_unit, legal_basis)
    select class || '-' || i.place, class, i.place, filing, filing_en, closing, closing_en, limit_value, limit_unit, handling_unit, supervising_unit, legal_basis
    from jsonb_to_recordset(${list}) as i(class text, place int, filing text, filing_en text, closing text, closing_en text, limit_value numeric, limit_unit text,
      handling_unit text, supervising_unit text, legal_basis text)
    join city.classes c on c.code = i.class and c.changed_by is null
    on conflict (id) do update set filing = excluded.filing, filing_en = excluded.filing_en, closing = excluded.closing, closing_en = excluded.closing_en, limit_value = excluded.limit_value,
      limit_unit = excluded.limit_unit, handling_unit = excluded.handling_unit, supervising_unit = excluded.supervising_unit, legal_basis = excluded.legal_basis, ended_at = null
      where (t.filing, t.filing_en, t.closing, t.closing_en, t.limit_value, t.limit_unit, t.handling_unit, t.supervising_unit, t.legal_basis, t.ended_at)
        is distinct from (excluded.filing, excluded.filing_en, excluded.closing, excluded.closing_en, excluded.limit_value, excluded.limit_unit, excluded.handling_unit, excluded.supervising_unit, excluded.legal_basis, null::timestamptz)
    returning xmax = 0 as added`);
  return added + changed;
}

/** Standards that the package no longer has end; they are never deleted, since cases were filed by them. */
const endStandards = (tx: Db, classes: readonly Class[], standards: readonly Record<string, unknown>[], now: Date): Promise<number> => tx.run(sql`
  update city.class_standards t set ended_at = ${now} from city.classes c
  where c.code = t.class and c.changed_by is null and t.ended_at is null and t.class = any(${classes.map((c) => c.code)})
    and not t.id = any(${standards.map((s) => `${String(s['class'])}-${String(s['place'])}`)})`);

async function seedMappings(tx: Db, classes: readonly Class[]): Promise<number> {
  const mappings = classes.flatMap((c) => Object.entries(c.mappings).flatMap(([scheme, codes]) => codes.map((to) => ({ code: c.code, scheme, to }))));
  const gone = await tx.run(sql`delete from city.class_mappings t using city.classes c where c.code = t.from_code and c.changed_by is null and t.from_code = any(${classes.map((c) => c.code)})
    and not t.from_code || ' ' || t.to_scheme || ' ' || t.to_code = any(${mappings.map((x) => `${x.code} ${x.scheme} ${x.to}`)})`);
  const { added } = await inBatches(tx, mappings, (list) => sql`
    insert into city.class_mappings (from_code, to_scheme, to_code)
    select i.code, i.scheme, i."to" from jsonb_to_recordset(${list}) as i(code text, scheme text, "to" text) join city.classes c on c.code = i.code and c.changed_by is null
    on conflict do nothing returning true as added`);
  return gone + added;
}

/** A line is known by class, area and owner. One that an administrator ended or replaced does not come back. */
export async function seedResponsibilities(tx: Db, lines: readonly Responsibility[], now: Date): Promise<Tally> {
  const updated = await inBatches(tx, lines, (list) => sql`
    update city.responsibilities t set organisation = i.organisation, assisting = i.assisting, note = i.note, changed_at = ${now}
    from jsonb_to_recordset(${list}) as i(class text, area text, owner text, organisation text, assisting text[], note text)
    where t.ended_at is null and t.changed_by is null and (t.class, t.area, t.owner) is not distinct from (i.class, i.area, i.owner)
      and (t.organisation, t.assisting, t.note) is distinct from (i.organisation, i.assisting, i.note)
    returning false as added`);
  const added = await inBatches(tx, lines, (list) => sql`
    insert into city.responsibilities (class, area, owner, organisation, assisting, note, changed_at)
    select class, area, owner, organisation, assisting, note, ${now} from jsonb_to_recordset(${list}) as i(class text, area text, owner text, organisation text, assisting text[], note text)
    where not exists (select 1 from city.responsibilities t where (t.class, t.area, t.owner) is not distinct from (i.class, i.area, i.owner) and (t.ended_at is null or t.changed_by is not null))
    returning true as added`);
  return { added: added.added, changed: updated.changed };
}

/** Seasons of working hours go to the setting `hours`, days to their table. */
export async function seedCalendar(tx: Db, { hours, days }: Calendar, now: Date): Promise<Tally> {
  const settings = hours.length ? await seedSettings(tx, { hours }, now) : { added: 0, changed: 0 };
  const tally = await inBatches(tx, days.map((d) => ({ day: d.day, kind: d.kind, name: d.name?.zh, name_en: d.name?.en })), (list) => sql`
    insert into city.calendar_days as t (day, kind, name, name_en, changed_at)
    select day, kind, name, name_en, ${now} from jsonb_to_recordset(${list}) as i(day date, kind text, name text, name_en text)
    on conflict (day) do update set kind = excluded.kind, name = excluded.name, name_en = excluded.name_en, changed_at = excluded.changed_at
      where t.changed_by is null and (t.kind, t.name, t.name_en) is distinct from (excluded.kind, excluded.name, excluded.name_en)
    returning xmax = 0 as added`);
  return { added: tally.added, changed: tally.changed + settings.changed };
}
