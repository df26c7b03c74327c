// Assets as tiles: by box from the database, which has an index for it; where there are too many, counted cells.
// What a tile says is its version: assets change seldom and by no event, so it is encoded before it is compared.
import { z } from 'zod';
import { all, sql, type Db, type Query } from '#ground/db/index.ts';
import { EXTENT, tileBox, WORLD, worldX, worldY, type TileAddress } from '#ground/geo/mercator.ts';
import { encodeTile, MvtLayer } from '#ground/geo/mvt.ts';
import { many } from '#ground/http/route.ts';
import { MOST_BYTES, tileLayer, type TileLayer } from '#ground/tiles/index.ts';
import { areaIndex } from '../areas/index.ts';
import { AssetState } from './contract.ts';
import { t } from './tiles-messages.ts';

const [NEAREST, FARTHEST_IN] = [14, 18] as const;
/** Cells along a side of a tile, and the most points in one: with their codes and names they weigh about 60 bytes each. */
const [GRID, MOST_POINTS] = [8, 6000] as const;
const Filter = z.object({ class: many(z.string().max(40)), state: many(AssetState) });
type Filter = z.output<typeof Filter>;

const layer = tileLayer({
  name: 'assets', title: t.title, about: t.about, minzoom: NEAREST, maxzoom: FARTHEST_IN, filters: Filter,
  vectors: [
    { id: 'assets', about: t.about, minzoom: NEAREST, maxzoom: FARTHEST_IN, fields: { code: t.code, class: t.class, name: t.name, state: t.state, owner: t.owner } },
    { id: 'cells', about: t.cells, minzoom: NEAREST, maxzoom: FARTHEST_IN, fields: { n: t.n } },
  ],
  bounds: async (db) => (await areaIndex(db)).bounds,
  tile: async ({ db }, at, filter) => ({ tag: undefined, encode: () => assetTile(db, at, filter) }),
});
export const assetLayers: readonly TileLayer[] = [layer];

async function assetTile(db: Db, at: TileAddress, filter: Filter): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const rows = await assetsAt(db, at, filter);
  const bytes = rows.length > MOST_POINTS ? undefined : points(at, rows);
  return rows.length > MOST_POINTS || (bytes && bytes.length > MOST_BYTES) ? cells(at, await countedAt(db, at, filter)) : bytes;
}

const Row = z.object({ code: z.string(), class: z.string().nullable(), name: z.string(), state: AssetState, owner: z.string().nullable(), lon: z.number(), lat: z.number() });
const assetsAt = (db: Db, at: TileAddress, filter: Filter) => db.rows(Row, sql`
  select code, class, name, state, owner, ST_X(geom) as lon, ST_Y(geom) as lat from city.assets where ${inTile(at, filter)} limit ${MOST_POINTS + 1}`);

const Cell = z.object({ cell_x: z.number(), cell_y: z.number(), n: z.number(), lon: z.number(), lat: z.number() });
/** Counted by place in the box; rows of cells are a little narrower to the south, by less than a pixel. */
function countedAt(db: Db, at: TileAddress, filter: Filter) {
  const { minLon, minLat, maxLon, maxLat } = tileBox(at);
  return db.rows(Cell, sql`select floor((ST_X(geom) - ${minLon}::float8) / ${(maxLon - minLon) / GRID}::float8)::int as cell_x, floor((${maxLat}::float8 - ST_Y(geom)) / ${(maxLat - minLat) / GRID}::float8)::int as cell_y,
    count(*)::int as n, avg(ST_X(geom)) as lon, avg(ST_Y(geom)) as lat from city.assets where ${inTile(at, filter)} group by 1, 2`);
}

/** Half open, so that an asset stands in one tile. */
function inTile(at: TileAddress, filter: Filter): Query {
  const { minLon, minLat, maxLon, maxLat } = tileBox(at);
  return all([
    sql`geom && ST_MakeEnvelope(${minLon}::float8, ${minLat}::float8, ${maxLon}::float8, ${maxLat}::float8, 4326)
      and ST_X(geom) >= ${minLon}::float8 and ST_X(geom) < ${maxLon}::float8 and ST_Y(geom) > ${minLat}::float8 and ST_Y(geom) <= ${maxLat}::float8`,
    filter.state.length ? sql`state = any(${filter.state}::text[])` : sql`state <> 'removed'`, filter.class.length > 0 && sql`class = any(${filter.class}::text[])`,
  ]);
}

function points(at: TileAddress, rows: readonly z.output<typeof Row>[]) {
  const out = new MvtLayer('assets');
  for (const { lon, lat, ...row } of rows) {
    const tags = Object.entries(row).flatMap(([key, value]) => (value === null ? [] : [out.key(key), out.value(value)]));
    out.point(undefined, ...spot(at, lon, lat), tags);
  }
  return encodeTile([out]);
}

function cells(at: TileAddress, counted: readonly z.output<typeof Cell>[]) {
  const out = new MvtLayer('cells');
  for (const { cell_x, cell_y, n, lon, lat } of counted) out.point((at.y * GRID + cell_y) * 2 ** at.z * GRID + at.x * GRID + cell_x, ...spot(at, lon, lat), [out.key('n'), out.value(n)]);
  return encodeTile([out]);
}

function spot({ z: zoom, x, y }: TileAddress, lon: number, lat: number): [number, number] {
  const scale = EXTENT / (WORLD / 2 ** zoom);
  return [Math.round(worldX(lon) * scale - x * EXTENT), Math.round(worldY(lat) * scale - y * EXTENT)];
}
