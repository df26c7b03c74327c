import { z } from 'zod';
import { all, json, sql, type Db, type Query } from '#ground/db/index.ts';
import { boxAround, type Bbox, type Point } from '#ground/geo/points.ts';
import { Asset, NearAsset, type AssetInput, type AssetState } from './contract.ts';

const columns = sql`code, class, name, owner, maintainer, state, ST_X(geom) as lon, ST_Y(geom) as lat, cell, place`;
const box = (b: Bbox): Query => sql`geom && ST_MakeEnvelope(${b.minLon}, ${b.minLat}, ${b.maxLon}, ${b.maxLat}, 4326)`;

/** Assets round a point, nearest first, for the picker; those removed are left out. `classes`: only of these classes of assets. */
export const assetsNear = (db: Db, point: Point, options: { radiusM?: number; classes?: readonly string[] | undefined; limit?: number } = {}): Promise<NearAsset[]> => {
  const { radiusM = 100, classes, limit = 20 } = options;
  const here = sql`ST_SetSRID(ST_MakePoint(${point.lon}, ${point.lat}), 4326)`;
  const near = sql`ST_DistanceSphere(geom, ${here})`;
  return db.rows(NearAsset, sql`select ${columns}, ${near} as metres from city.assets
    where ${all([box(boxAround(point, radiusM)), sql`state <> 'removed'`, sql`${near} <= ${radiusM}`, classes && sql`class = any(${classes})`])} order by metres, code limit ${limit}`);
};

/** One asset by its code, also a removed one. */
export const assetByCode = (db: Db, code: string): Promise<Asset | undefined> => db.maybe(Asset, sql`select ${columns} from city.assets where code = ${code}`);

/** Assets in a box, by code. */
export const assetsIn = (db: Db, bbox: Bbox, options: { classes?: readonly string[] | undefined; limit?: number } = {}): Promise<Asset[]> => db.rows(Asset, sql`select ${columns} from city.assets
  where ${all([box(bbox), sql`state <> 'removed'`, options.classes && sql`class = any(${options.classes})`])} order by code limit ${options.limit ?? 1000}`);

const Listed = Asset.extend({ changed_at: z.date(), changed_by: z.string().nullable(), total: z.number() });
/** A page of the list for administrators: by the beginning of a code, words of the name or place, state, and areas (codes of areas above the cell). */
export const listAssets = (db: Db, wanted: { search?: string | undefined; state?: AssetState | undefined; cells?: readonly string[] | undefined; limit: number; offset: number }): Promise<z.output<typeof Listed>[]> => {
  const like = `%${(wanted.search ?? '').replace(/[\\%_]/g, '\\$&')}%`;
  return db.rows(Listed, sql`select ${columns}, changed_at, changed_by, count(*) over () as total from city.assets
    where ${all([wanted.search ? sql`code like ${like.slice(1)} or name ilike ${like} or place ilike ${like}` : undefined, wanted.state && sql`state = ${wanted.state}`,
      wanted.cells && sql`exists (select 1 from city.v_areas a where a.code = cell and a.path && ${wanted.cells}::text[])`])}
    order by code limit ${wanted.limit} offset ${wanted.offset}`);
};

const Changed = z.object({ changed_at: z.date(), changed_by: z.string().nullable(), surveyed_on: z.string().nullable(), source: z.string().nullable() });
/** What only administrators see of an asset: who changed it last, when it was surveyed, by whom. */
export const assetChange = (db: Db, code: string): Promise<z.output<typeof Changed> | undefined> => db.maybe(Changed, sql`select changed_at, changed_by, surveyed_on, source from city.assets where code = ${code}`);

/** Adds and changes assets. */
export const writeAssets = (db: Db, assets: readonly AssetInput[], by: string | null, now: Date): Promise<number> => db.run(sql`
  insert into city.assets (code, class, name, owner, maintainer, state, geom, cell, place, source, surveyed_on, changed_at, changed_by)
  select a->>'code', nullif(a->>'class', ''), a->>'name', nullif(a->>'owner', ''), nullif(a->>'maintainer', ''), a->>'state', ST_SetSRID(ST_MakePoint((a->>'lon')::float8, (a->>'lat')::float8), 4326),
    a->>'cell', nullif(a->>'place', ''), nullif(a->>'source', ''), (a->>'surveyed_on')::date, ${now}, ${by}
  from jsonb_array_elements(${json(assets)}::text::jsonb) a
  on conflict (code) do update set class = excluded.class, name = excluded.name, owner = excluded.owner, maintainer = excluded.maintainer, state = excluded.state, geom = excluded.geom,
    cell = excluded.cell, place = excluded.place, source = excluded.source, surveyed_on = excluded.surveyed_on, changed_at = excluded.changed_at, changed_by = excluded.changed_by`);

/** Sets the state of an asset; returns 0 when there is none or it had that state. */
export const writeState = (db: Db, code: string, state: AssetState, by: string | null, now: Date): Promise<number> =>
  db.run(sql`update city.assets set state = ${state}, changed_at = ${now}, changed_by = ${by} where code = ${code} and state <> ${state}`);
