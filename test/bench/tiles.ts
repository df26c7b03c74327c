// Tiles of cases through the whole handler of the app (viewer, filters, versions and all, never a 304), against PostGIS making the same tile of the same
// rows, asked through the same driver alone, without any HTTP: the comparison is in its favour. Before anything is timed every tile of both is decoded
// and must hold the same features with the same attributes, at most one unit of 4096 apart.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { z } from 'zod';
import { house } from '#app';
import { standingClock } from '#ground/clock/index.ts';
import { readConfig } from '#ground/config/index.ts';
import { openDatabase, sql, type Database, type Query } from '#ground/db/index.ts';
import { tileBox, type TileAddress } from '#ground/geo/mercator.ts';
import { openHouse } from '#ground/start.ts';
import { casesInMemory } from '#city/cases/index.ts';
import { paired, type Bench, type BenchTools, type Row } from './support/harness.ts';

const AT_ONCE = 4;
const MOST_BYTES = 500_000;
type Wanted = TileAddress & { readonly class?: string };
type Bytes = Uint8Array<ArrayBuffer>;

export const bench: Bench = {
  name: 'tiles', about: `z14 points of a class and z10 clusters at 1,000,000 cases through the app's handler, ${AT_ONCE} at once, against ST_AsMVT of the same rows and the same aggregate through the driver alone`, needs: ['postgres'],
  run: measured,
};

async function measured(tools: BenchTools): Promise<Row[]> {
  const db = await openDatabase({ url: await tools.million() });
  const folder = await mkdtemp(join(tmpdir(), 'comis-tiles-'));
  const now = new Date();
  const opened = await openHouse(db, readConfig({ DATA_DIR: folder, LOG: 'quiet' }), house, { baseUrl: 'http://localhost', jobs: 'held', clock: standingClock(now) });
  try {
    const began = performance.now();
    const set = await casesInMemory(opened.ground);
    tools.log(`${set.size} public cases read in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    const product = async (t: Wanted): Promise<Bytes> => new Uint8Array(await (await opened.app.request(new Request(`http://localhost/tiles/cases/${t.z}/${t.x}/${t.y}.mvt${t.class === undefined ? '' : `?class=${encodeURIComponent(t.class)}`}`))).arrayBuffer());
    const rows: Row[] = [];
    for (const [zoom, work, least] of [[14, 'z14 points', 1], [10, 'z10 clusters', 20]] as const) {
      const tiles = await someTiles(db, zoom);
      const baseline = (t: Wanted) => byPostgis(db, t, now);
      let largest = 0;
      for (const t of tiles) {
        const [ours, theirs] = [await product(t), await baseline(t)];
        assert.deepEqual(...alike(ours, theirs), JSON.stringify(t));
        largest = Math.max(largest, ours.length);
      }
      assert.ok(largest < MOST_BYTES, `${largest} bytes`);
      const pair = await paired({ rounds: tools.rounds }, () => rate(tiles, product, tools.seconds), () => rate(tiles, baseline, tools.seconds));
      tools.log(`${work}: ${pair.ratio.toFixed(1)} (${pair.min.toFixed(1)} to ${pair.max.toFixed(1)})`);
      rows.push({ work, database: 'postgresql', product: `${Math.round(pair.product)} /s`, baseline: `${pair.baseline.toFixed(1)} /s`, ratio: pair.ratio, least, note: `${tiles.length} tiles, equal when decoded, the largest ${Math.round(largest / 1000)} KB` });
    }
    return rows;
  } finally {
    await opened.close();
    await db.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const Tile = z.object({ x: z.number(), y: z.number(), class: z.string() });
/** z 14: tiles and classes with 300 to 10,000 cases in them, spread over all there are. z 10: every tile with a case. */
async function someTiles(db: Database, zoom: 10 | 14): Promise<Wanted[]> {
  const found = await db.rows(Tile, sql`select ${world(sql`x`, zoom)} as x, ${world(sql`y`, zoom)} as y, ${zoom === 14 ? sql`class` : sql`''`} as class from (select ${lonLat}, c.class from city.cases c where ${shown} and c.class is not null) c
    group by 1, 2, 3 having ${zoom === 14 ? sql`count(*) between 300 and 10000` : sql`true`} order by 3, 1, 2`);
  const every = Math.max(1, Math.floor(found.length / 40));
  return found.filter((_, i) => i % every === 0).map(({ class: code, ...at }) => ({ z: zoom, ...at, ...(zoom === 14 && { class: code }) }));
}

const shown = sql`c.visibility = 'public' and c.merged_into is null and c.stage <> 'void' and c.public_geom is not null`;
/** Shares of the world's side, west to east and north to south. */
const lonLat = sql`ST_X(c.public_geom) / 360 + 0.5 as x, 0.5 - ln(tan(pi() / 4 + radians(ST_Y(c.public_geom)) / 2)) / (2 * pi()) as y`;
const world = (share: Query, zoom: number): Query => sql`floor(${share} * ${2 ** zoom}::float8)::int`;
const Made = z.object({ mvt: z.instanceof(Uint8Array) });

/** The same tile by PostGIS. */
async function byPostgis(db: Database, wanted: Wanted, now: Date): Promise<Bytes> {
  const { z: zoom, x, y } = wanted;
  const { minLon, minLat, maxLon, maxLat } = tileBox(wanted);
  const here = sql`${shown} and c.public_geom && ST_MakeEnvelope(${minLon}::float8, ${minLat}::float8, ${maxLon}::float8, ${maxLat}::float8, 4326) and ST_X(c.public_geom) >= ${minLon}::float8 and ST_X(c.public_geom) < ${maxLon}::float8 and ST_Y(c.public_geom) > ${minLat}::float8 and ST_Y(c.public_geom) <= ${maxLat}::float8`;
  const envelope = sql`ST_TileEnvelope(${zoom}, ${x}, ${y})`;
  const runs = sql`c.closed_at is null and c.suspended_at is null`;
  const points = sql`select c.id, c.class, c.stage, case when c.suspended_at is not null then 'paused' when c.returned and c.stage not in ('closed', 'void') then 'back' else case c.stage when 'received' then 'new' when 'verifying' then 'new' when 'filed' then 'filed'
      when 'handling' then case when c.signed_at is null then 'sent' else 'work' end when 'answering' then case when coalesce(c.lead, '') = '' then 'new' else 'sent' end when 'handled' then 'fed' when 'checking' then 'check' when 'checked' then 'check' else 'done' end end as sign,
      case when ${runs} then floor(extract(epoch from c.due_at))::bigint end as due, case when ${runs} then floor(extract(epoch from c.amber_at))::bigint end as amber, ST_AsMVTGeom(ST_Transform(c.public_geom, 3857), ${envelope}, 4096, 0, false) as geom
    from city.cases c where ${here} and c.class = ${wanted.class ?? ''}`;
  const cells = sql`select cell_y::bigint * 65536 + cell_x as id, n, open, late, ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(mx, my), 3857), ${envelope}, 4096, 0, false) as geom from (
      select ${world(sql`x`, zoom + 3)} as cell_x, ${world(sql`y`, zoom + 3)} as cell_y, count(*)::int as n, (count(*) filter (where open))::int as open, (count(*) filter (where late))::int as late, avg((x - 0.5) * 40075016.68557849) as mx, avg((0.5 - y) * 40075016.68557849) as my
      from (select ${lonLat}, c.closed_at is null as open, ${runs} and c.due_at <= ${now} as late from city.cases c where ${here}) c group by 1, 2) g`;
  const { mvt } = await db.one(Made, sql`select ST_AsMVT(t, ${wanted.class === undefined ? 'cells' : 'cases'}, 4096, 'geom', 'id') as mvt from (${wanted.class === undefined ? cells : points}) t`);
  return new Uint8Array(mvt);
}

type Read = { id: number | undefined; properties: Record<string, unknown>; at: [number, number] };
/** Both as lists to compare: attributes as they are, positions of ours taken for equal when one unit apart. */
function alike(ours: Bytes, theirs: Bytes): [Read[], Read[]] {
  const [mine, other] = [features(ours), features(theirs)];
  const near = (a: number, b: number | undefined) => (b !== undefined && Math.abs(a - b) <= 1 ? b : a);
  return [mine.map((one, i) => ({ ...one, at: [near(one.at[0], other[i]?.at[0]), near(one.at[1], other[i]?.at[1])] })), other];
}

function features(bytes: Bytes): Read[] {
  return Object.values(new VectorTile(new PbfReader(bytes)).layers).flatMap((layer) => Array.from({ length: layer.length }, (_, i): Read => {
    const feature = layer.feature(i);
    const spot = feature.loadGeometry()[0]?.[0];
    return { id: feature.id, properties: Object.fromEntries(Object.entries(feature.properties).sort(([a], [b]) => (a < b ? -1 : 1))), at: [spot?.x ?? NaN, spot?.y ?? NaN] };
  })).sort((a, b) => (a.id ?? 0) - (b.id ?? 0));
}

/** Tiles a second. */
async function rate(tiles: readonly Wanted[], make: (t: Wanted) => Promise<Bytes>, seconds: number): Promise<number> {
  const began = performance.now();
  let made = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (performance.now() - began < seconds * 1000) {
      const wanted = tiles[made++ % tiles.length];
      if (wanted) await make(wanted);
    }
  }));
  return (made * 1000) / (performance.now() - began);
}
