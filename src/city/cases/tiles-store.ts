// SQL of the tiles: public cases in slices and by id for the set in memory; near by, what only the database can answer, by box.
import { z } from 'zod';
import { all, sql, type Db, type Query } from '#ground/db/index.ts';
import { tileBox, WORLD, type TileAddress } from '#ground/geo/mercator.ts';
import { STAGES } from './contract.ts';
import { isPublic } from './seeing.ts';
import type { TilePoint } from './tiles-set.ts';
import { GRID } from './tiles-pyramid.ts';
import { stageGlyph } from './words.ts';

const Row = z.object({
  id: z.number(), lon: z.number(), lat: z.number(), class: z.string(), path: z.string(), stage: z.enum(STAGES), returned: z.boolean(), signed: z.boolean(), suspended: z.boolean(), led: z.boolean(), open: z.boolean(),
  received: z.number(), due: z.number(), amber: z.number(),
});
const seconds = (column: Query): Query => sql`coalesce(floor(date_part('epoch', ${column})), 0)::bigint`;
/** A limit counts while it runs: not after the end, not during a suspension. */
const running = sql`c.closed_at is null and c.suspended_at is null`;
const columns = (due: Query, amber: Query): Query => sql`coalesce(c.class, '') as class, array_to_string(c.path, '/') as path, c.stage, c.returned, c.signed_at is not null as signed, c.suspended_at is not null as suspended, c.lead is not null as led, c.closed_at is null as open,
  ${seconds(sql`c.received_at`)} as received, case when ${running} then ${seconds(due)} else 0 end as due, case when ${running} then ${seconds(amber)} else 0 end as amber`;
const publicColumns = sql`c.id, ST_X(c.public_geom) as lon, ST_Y(c.public_geom) as lat, ${columns(sql`c.due_at`, sql`c.amber_at`)}`;

const PAST = new Date(0);
const pointOf = ({ returned, signed, suspended, led, ...row }: z.output<typeof Row>): TilePoint =>
  ({ ...row, sign: stageGlyph(row.stage, { returned, signed_at: signed ? PAST : null, suspended_at: suspended ? PAST : null, lead: led ? '' : null }) });

/** The next `limit` public cases with a place, by id. */
export async function readSlice(db: Db, after: number, limit: number): Promise<TilePoint[]> {
  const rows = await db.rows(Row, sql`select ${publicColumns} from city.cases c where c.id > ${after} and ${isPublic} and c.public_geom is not null order by c.id limit ${limit}`);
  return rows.map(pointOf);
}

/** Those of these ids that are public and have a place. */
export async function readPoints(db: Db, ids: readonly number[]): Promise<TilePoint[]> {
  const rows = await db.rows(Row, sql`select ${publicColumns} from city.cases c where c.id = any(${[...ids]}::bigint[]) and ${isPublic} and c.public_geom is not null`);
  return rows.map(pointOf);
}

/** What is asked of the database: who may see it, conditions on alias c, and which position is drawn. */
export interface NearBy { readonly at: TileAddress; readonly where: readonly (Query | undefined | false)[]; readonly staff: boolean; readonly now: number }
const NearRow = Row.extend({ number: z.string(), hidden: z.boolean() });
export type NearPoint = TilePoint & { readonly number: string; readonly hidden: boolean };

/** At most `limit` cases in a tile. `hidden`: not public. */
export async function readNear(db: Db, wanted: NearBy, limit: number): Promise<NearPoint[]> {
  const place = placeOf(wanted);
  const [due, amber] = wanted.staff ? [sql`c.stage_due_at`, sql`c.stage_amber_at`] : [sql`c.due_at`, sql`c.amber_at`];
  const rows = await db.rows(NearRow, sql`select c.id, c.number, c.visibility <> 'public' as hidden, ST_X(${place}) as lon, ST_Y(${place}) as lat, ${columns(due, amber)} from city.cases c where ${inTile(wanted)} limit ${limit}`);
  return rows.map(({ number, hidden, ...row }) => ({ ...pointOf(row), number, hidden }));
}

const Cell = z.object({ cell_x: z.number(), cell_y: z.number(), n: z.number(), open: z.number(), late: z.number(), x: z.number(), y: z.number() });
export type NearCell = z.output<typeof Cell>;
/** The same counted into cells, 8 to a side: x and y are the mean in world units. */
export function countNear(db: Db, wanted: NearBy): Promise<NearCell[]> {
  const { at: { z: zoom }, staff, now } = wanted;
  const place = placeOf(wanted);
  const side = WORLD / 2 ** zoom / GRID;
  const due = staff ? sql`c.stage_due_at` : sql`c.due_at`;
  return db.rows(Cell, sql`
    with seen as (select (ST_X(${place}) / 360 + 0.5) * ${WORLD}::float8 as x, (0.5 - ln(tan(pi() / 4 + radians(ST_Y(${place})) / 2)) / (2 * pi())) * ${WORLD}::float8 as y,
        c.closed_at is null as open, ${running} and ${due} <= to_timestamp(${now}::float8) as late from city.cases c where ${inTile(wanted)})
    select floor(x / ${side}::float8)::bigint as cell_x, floor(y / ${side}::float8)::bigint as cell_y, count(*)::int as n, (count(*) filter (where open))::int as open, (count(*) filter (where late))::int as late, avg(x) as x, avg(y) as y from seen group by 1, 2`);
}

const placeOf = ({ staff }: NearBy): Query => (staff ? sql`c.geom` : sql`c.public_geom`);

/** Half open, so that a case stands in one tile: the west and north edges belong to it. Boxes of the index are rounded outwards, so the position itself decides. */
function inTile(wanted: NearBy): Query {
  const { minLon, minLat, maxLon, maxLat } = tileBox(wanted.at);
  const place = placeOf(wanted);
  return all([sql`${place} && ST_MakeEnvelope(${minLon}::float8, ${minLat}::float8, ${maxLon}::float8, ${maxLat}::float8, 4326)
    and ST_X(${place}) >= ${minLon}::float8 and ST_X(${place}) < ${maxLon}::float8 and ST_Y(${place}) > ${minLat}::float8 and ST_Y(${place}) <= ${maxLat}::float8`, ...wanted.where]);
}
