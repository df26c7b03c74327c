// The controlled lists: read into memory once, forgotten when a steward changes one. What stands in SensorThings already follows its entry.
import { z } from 'zod';
import { json, sql, type Db } from '#ground/db/index.ts';
import { auditing } from '#ground/audit/index.ts';
import { cached, forget } from '#ground/events/index.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { Kind, Property, Unit, type KindInput, type PropertyInput, type UnitInput } from './contract.ts';

export interface SensingLists { readonly units: ReadonlyMap<string, Unit>; readonly properties: ReadonlyMap<string, Property>; readonly kinds: ReadonlyMap<string, Kind> }
const LISTS = 'sense:lists';

/** Units, observed properties and kinds by their codes, retired ones too. From memory. */
export const sensingLists = cached(LISTS, async (db): Promise<SensingLists> => ({
  units: byCode(await db.rows(Unit, sql`select code, name, name_en, symbol, retired_at, changed_at, changed_by from sense.thing_units order by code`)),
  properties: byCode(await db.rows(Property, sql`select code, name, name_en, definition, unit, low, high, retired_at, changed_at, changed_by from sense.thing_properties order by code`)),
  kinds: byCode(await db.rows(Kind, sql`select code, name, name_en, about, about_en, streams, silent_s, retired_at, changed_at, changed_by from sense.thing_kinds order by changed_at, code`)),
}));
const byCode = <T extends { code: string }>(rows: readonly T[]): ReadonlyMap<string, T> => new Map(rows.map((row) => [row.code, row]));

/** The name of a list's entry in the reader's language; a code that no list knows stands for itself. */
export const listedName = (lang: Lang, list: ReadonlyMap<string, { name: string; name_en: string }>, code: string): string => {
  const found = list.get(code);
  return found ? pick(lang, { zh: found.name, en: found.name_en }) : code;
};
export const inUse = <T extends { retired_at: Date | null }>(list: ReadonlyMap<string, T>): T[] => [...list.values()].filter((one) => one.retired_at === null);

export interface By { readonly person: string | null; readonly now: Date; readonly retired: boolean }
const told = (by: By, what: string, key: string) => auditing({ ...(by.person === null ? {} : { actor: by.person }), action: `sense.things.${what}`, subject: { type: 'sensing-list', key }, detail: { retired: by.retired }, now: by.now });
const retiredAt = ({ retired, now }: By) => (retired ? now : null);

/** Adds or changes a unit; streams that are there keep the unit they were made with. */
export const saveUnit = (db: Db, u: UnitInput, by: By): Promise<void> => db.begin(async (tx) => {
  await tx.run(sql`with said as (${told(by, 'unit', u.code)})
    insert into sense.thing_units (code, name, name_en, symbol, retired_at, changed_at, changed_by) values (${u.code}, ${u.name}, ${u.name_en}, ${u.symbol}, ${retiredAt(by)}::timestamptz, ${by.now}, ${by.person}::uuid)
    on conflict (code) do update set name = excluded.name, name_en = excluded.name_en, symbol = excluded.symbol, retired_at = case when excluded.retired_at is null then null else coalesce(thing_units.retired_at, excluded.retired_at) end, changed_at = excluded.changed_at, changed_by = excluded.changed_by`);
  await forget(tx, LISTS);
});

/** Adds or changes an observed property, and the ObservedProperty that stands for it. */
export const saveProperty = (db: Db, p: PropertyInput, by: By): Promise<void> => db.begin(async (tx) => {
  await tx.run(sql`with said as (${told(by, 'property', p.code)}),
    entity as (update sense.observed_properties set definition = ${p.definition}, description = ${p.name_en}, properties = coalesce(properties, '{}') || ${json(propertyFacts(p))}::text::jsonb where listed = ${p.code})
    insert into sense.thing_properties (code, name, name_en, definition, unit, low, high, retired_at, changed_at, changed_by)
    values (${p.code}, ${p.name}, ${p.name_en}, ${p.definition}, ${p.unit}, ${p.low}::float8, ${p.high}::float8, ${retiredAt(by)}::timestamptz, ${by.now}, ${by.person}::uuid)
    on conflict (code) do update set name = excluded.name, name_en = excluded.name_en, definition = excluded.definition, unit = excluded.unit, low = excluded.low, high = excluded.high,
      retired_at = case when excluded.retired_at is null then null else coalesce(thing_properties.retired_at, excluded.retired_at) end, changed_at = excluded.changed_at, changed_by = excluded.changed_by`);
  await forget(tx, LISTS);
});

/** What an ObservedProperty tells other programs beyond the standard: its names, unit and plausible range. */
export const propertyFacts = (p: PropertyInput): Record<string, unknown> => ({ name: { zh: p.name, en: p.name_en }, ...(p.unit === null ? {} : { unit: p.unit }), ...(p.low === null ? {} : { low: p.low }), ...(p.high === null ? {} : { high: p.high }) });

/** Adds or changes a kind; things that are there keep their streams until they are provisioned again. */
export const saveKind = (db: Db, k: KindInput, by: By): Promise<void> => db.begin(async (tx) => {
  await tx.run(sql`with said as (${told(by, 'kind', k.code)})
    insert into sense.thing_kinds (code, name, name_en, about, about_en, streams, silent_s, retired_at, changed_at, changed_by)
    values (${k.code}, ${k.name}, ${k.name_en}, ${k.about}, ${k.about_en}, ${json(k.streams)}::text::jsonb, ${k.silent_s}, ${retiredAt(by)}::timestamptz, ${by.now}, ${by.person}::uuid)
    on conflict (code) do update set name = excluded.name, name_en = excluded.name_en, about = excluded.about, about_en = excluded.about_en, streams = excluded.streams, silent_s = excluded.silent_s,
      retired_at = case when excluded.retired_at is null then null else coalesce(thing_kinds.retired_at, excluded.retired_at) end, changed_at = excluded.changed_at, changed_by = excluded.changed_by`);
  await forget(tx, LISTS);
});

const Used = z.object({ kind: z.string(), n: z.number() });
/** How many things each kind has: one pass over the index of kinds. */
export const thingsByKind = async (db: Db): Promise<ReadonlyMap<string, number>> => new Map((await db.rows(Used, sql`select kind, count(*)::int as n from sense.things where kind is not null group by kind`)).map(({ kind, n }) => [kind, n]));
