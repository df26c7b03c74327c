// The way back: what the database holds now, as a package. One statement a file; rows that ended are left out, identities too unless the city is a demo.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sql, type Db, type Query } from '#ground/db/index.ts';
import { citySettings } from '#city/settings/index.ts';
import * as C from './contract.ts';
import { FILES, canonical, formatPackage, type PackageFile } from './format.ts';

/** Writes the package into `dir` (made when missing) and returns the files written; a file of the package with nothing left to say is removed. */
export async function exportPackage(db: Db, dir: string): Promise<PackageFile[]> {
  const files = formatPackage(await loadPackage(db));
  await mkdir(dir, { recursive: true });
  for (const file of FILES) {
    const text = files.get(file);
    if (text === undefined) await rm(join(dir, file), { force: true });
    else await writeFile(join(dir, file), text);
  }
  return [...files.keys()];
}

/** Everything the database holds of a package, in the shape of the contract; coordinates in WGS 84 with six decimals. */
export async function loadPackage(db: Db): Promise<C.CityPackage> {
  const city = await citySettings(db);
  const setting = async (key: string) => (await db.maybe(z.object({ value: z.unknown() }), sql`select value from city.settings where key = ${key}`))?.value;
  return canonical({
    city: C.City.parse({ ...city, datum: 'wgs84' }),
    areas: await read(db, C.AreaFeature, AREAS),
    organisations: await read(db, C.Organisation, ORGANISATIONS),
    people: city.demo ? await read(db, C.Person, PEOPLE) : [],
    classes: await read(db, C.Class, CLASSES),
    responsibilities: await read(db, C.Responsibility, RESPONSIBILITIES),
    calendar: { hours: z.array(C.Season).catch([]).parse(await setting('hours')), days: await read(db, C.CalendarDay, DAYS) },
    assets: await read(db, C.AssetFeature, ASSETS),
    addresses: await read(db, C.AddressFeature, ADDRESSES),
    templates: z.array(C.Template).catch([]).parse(await setting('templates')),
    ground: C.Ground.optional().catch(undefined).parse(await setting('ground')),
  });
}

const Entry = z.object({ entry: z.unknown() });

/** Rows of one json column; nulls are left out, as the package writes nothing for them. */
async function read<S extends z.ZodType>(db: Db, shape: S, query: Query): Promise<z.output<S>[]> {
  const rows = await db.rows(Entry, query);
  return rows.map(({ entry }) => shape.parse(entry));
}

const AREAS = sql`select json_build_object('type', 'Feature',
    'properties', json_strip_nulls(json_build_object('code', code, 'kind', kind, 'name', name, 'en', name_en, 'parent', parent,
      'label', case when label is not null then json_build_array(round(ST_X(label)::numeric, 6), round(ST_Y(label)::numeric, 6)) end, 'from', valid_from, 'to', valid_to)),
    'geometry', ST_AsGeoJSON(case when ST_NumGeometries(geom) = 1 then ST_GeometryN(geom, 1) else geom end, 6)::json) as entry
  from city.areas order by code`;

const ORGANISATIONS = sql`select json_strip_nulls(json_build_object('code', code, 'name', name, 'en', name_en, 'parent', parent, 'kind', kind, 'level', level, 'area', area,
    'phone', phone, 'email', email)) as entry
  from city.organisations where ended_at is null order by code`;

const PEOPLE = sql`select json_strip_nulls(json_build_object('login', p.login, 'name', coalesce(p.name, p.login), 'role', g.role, 'organisation', g.organisation, 'area', g.area, 'lang', p.lang)) as entry
  from ground.identity_people p join ground.identity_grants g on g.person = p.id and g.ended_at is null
  where p.login is not null and p.disabled_at is null and p.erased_at is null order by p.login, g.role`;

const CLASSES = sql`select json_strip_nulls(json_build_object('code', c.code, 'scheme', scheme, 'kind', kind, 'parent', parent,
    'name', json_build_object('zh', name, 'en', name_en), 'about', case when about is not null then json_build_object('zh', about, 'en', about_en) end,
    'keywords', keywords, 'natures', natures, 'visibility', visibility, 'roundingM', rounding_m, 'questions', questions, 'stopper', stopper, 'assetClass', asset_class,
    'duplicate', json_build_object('m', duplicate_m, 'h', duplicate_h), 'weight', weight, 'from', valid_from, 'to', valid_to,
    'standards', coalesce((select json_agg(json_build_object('no', s.place, 'filing', json_build_object('zh', s.filing, 'en', s.filing_en),
        'closing', json_build_object('zh', s.closing, 'en', s.closing_en), 'limit', json_build_object('value', s.limit_value, 'unit', s.limit_unit),
        'handling', s.handling_unit, 'supervising', s.supervising_unit, 'law', s.legal_basis) order by s.place)
      from city.class_standards s where s.class = c.code and s.ended_at is null), '[]'),
    'mappings', coalesce((select json_object_agg(m.scheme, m.codes) from (select to_scheme as scheme, json_agg(to_code order by to_code) as codes from city.class_mappings where from_code = c.code group by to_scheme) m), '{}'))) as entry
  from city.classes c order by c.code`;

const RESPONSIBILITIES = sql`select json_strip_nulls(json_build_object('class', class, 'area', area, 'owner', owner, 'organisation', organisation, 'assisting', assisting, 'note', note)) as entry
  from city.responsibilities where ended_at is null order by id`;

const DAYS = sql`select json_strip_nulls(json_build_object('day', day, 'kind', kind, 'name', case when name is not null then json_build_object('zh', name, 'en', name_en) end)) as entry
  from city.calendar_days order by day`;

const ASSETS = sql`select json_build_object('type', 'Feature',
    'properties', json_strip_nulls(json_build_object('code', code, 'class', class, 'name', name, 'owner', owner, 'maintainer', maintainer, 'state', state, 'cell', cell,
      'place', place, 'surveyed', surveyed_on, 'source', source)),
    'geometry', ST_AsGeoJSON(geom, 6)::json) as entry
  from city.assets order by code`;

const ADDRESSES = sql`select json_build_object('type', 'Feature',
    'properties', json_strip_nulls(json_build_object('kind', kind, 'name', name, 'en', name_en, 'road', road, 'door', door, 'area', area, 'source', source)),
    'geometry', ST_AsGeoJSON(geom, 6)::json) as entry
  from city.addresses order by kind, name, area`;
