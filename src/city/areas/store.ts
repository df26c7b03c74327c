import { z } from 'zod';
import { json, sql, type Db } from '#ground/db/index.ts';
import { settingValue, writingSetting } from '#city/settings/index.ts';
import { Area, AreaGeometry, type AreaInput, type AreaKind } from './contract.ts';

const columns = sql`code, kind, name, name_en, parent, path, ST_X(label) as lon, ST_Y(label) as lat, valid_from, valid_to`;

const AreaWithOutline = Area.extend({ geometry: AreaGeometry.nullable() });
/** Every area with its outline, for the index. */
export const readAreas = (db: Db): Promise<z.output<typeof AreaWithOutline>[]> =>
  db.rows(AreaWithOutline, sql`select ${columns}, ST_AsGeoJSON(geom, 7)::json as geometry from city.areas order by code`);

const Edited = Area.extend({ geometry: AreaGeometry.nullable(), changed_at: z.date(), changed_by: z.string().nullable() });
/** One area with its outline and who changed it last. */
export const readArea = (db: Db, code: string): Promise<z.output<typeof Edited> | undefined> =>
  db.maybe(Edited, sql`select ${columns}, ST_AsGeoJSON(geom, 7)::json as geometry, changed_at, changed_by from city.areas where code = ${code}`);

/** The features of all areas of a kind as GeoJSON text, joined by commas (one statement, six decimals). `level` is the kind, as base maps call it. */
export async function readFeatures(db: Db, kind: AreaKind): Promise<string> {
  const { body } = await db.one(z.object({ body: z.string().nullable() }), sql`
    select string_agg(json_build_object('type', 'Feature', 'id', code,
      'properties', json_build_object('code', code, 'kind', kind, 'level', kind, 'name', name, 'name_en', name_en, 'parent', parent, 'label', case when label is null then null else json_build_array(ST_X(label), ST_Y(label)) end),
      'geometry', ST_AsGeoJSON(geom, 6)::json)::text, ',' order by code) as body
    from city.areas where kind = ${kind} and geom is not null`);
  return body ?? '';
}

/** What the city's own base map draws beside its areas: the setting `ground`, a GeoJSON collection, else the roads of the address list. */
export async function readGround(db: Db): Promise<unknown> {
  const { ground } = await db.one(z.object({ ground: z.unknown() }), sql`select coalesce(${settingValue('ground')}, (
    select json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object('type', 'Feature',
      'properties', json_build_object('kind', 'road', 'rank', 2, 'name', name, 'name_en', name_en), 'geometry', ST_AsGeoJSON(geom, 6)::json) order by id), '[]'::json))::jsonb
    from city.v_addresses where kind = 'road')) as ground`);
  return ground;
}

export const writeGround = (db: Db, ground: unknown, by: string | null, now: Date): Promise<number> => db.run(writingSetting('ground', ground, by, now));

/** Writes areas (new ones and changes) in one statement; paths follow by `rebuildPaths`. An absent outline leaves the old one. */
export const writeAreas = (db: Db, areas: readonly AreaInput[], by: string | null, now: Date): Promise<number> => db.run(sql`
  with input as (
    select a->>'code' as code, a->>'kind' as kind, a->>'name' as name, nullif(a->>'name_en', '') as name_en, a->>'parent' as parent,
      case when jsonb_typeof(a->'geometry') = 'object' then ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_SetSRID(ST_GeomFromGeoJSON(a->>'geometry'), 4326)), 3)) end as geom,
      case when jsonb_typeof(a->'label') = 'array' then ST_SetSRID(ST_MakePoint((a->'label'->>0)::float8, (a->'label'->>1)::float8), 4326) end as label,
      (a->>'valid_from')::date as valid_from, (a->>'valid_to')::date as valid_to
    from jsonb_array_elements(${json(areas)}::text::jsonb) a)
  insert into city.areas as t (code, kind, name, name_en, parent, path, geom, label, valid_from, valid_to, changed_at, changed_by)
  select code, kind, name, name_en, parent, array[code], geom, coalesce(label, case when ST_IsEmpty(geom) then null else ST_PointOnSurface(geom) end), valid_from, valid_to, ${now}, ${by} from input
  on conflict (code) do update set kind = excluded.kind, name = excluded.name, name_en = excluded.name_en, parent = excluded.parent,
    geom = coalesce(excluded.geom, t.geom), label = coalesce(excluded.label, t.label), valid_from = excluded.valid_from, valid_to = excluded.valid_to,
    changed_at = excluded.changed_at, changed_by = excluded.changed_by`);

/** Which of these have an outline without any surface: a line, or all points in one place. */
export async function readEmpty(db: Db, codes: readonly string[]): Promise<string[]> {
  const rows = await db.rows(z.object({ code: z.string() }), sql`select code from city.areas where code = any(${codes}) and ST_IsEmpty(geom) order by code limit 20`);
  return rows.map((row) => row.code);
}

/** Paths as the parents say; returns the codes that no root leads to (a circle of parents). */
export async function rebuildPaths(db: Db): Promise<string[]> {
  await db.run(sql`
    with recursive tree as (
      select code, array[code] as path from city.areas where parent is null
      union all select a.code, t.path || a.code from city.areas a join tree t on a.parent = t.code)
    update city.areas a set path = tree.path from tree where tree.code = a.code and a.path is distinct from tree.path`);
  const lost = await db.rows(z.object({ code: z.string() }), sql`
    with recursive tree as (select code from city.areas where parent is null union all select a.code from city.areas a join tree t on a.parent = t.code)
    select code from city.areas where code not in (select code from tree) order by code limit 20`);
  return lost.map((row) => row.code);
}
