// The layers of cases: for everyone from memory, and for desks, whose viewers each see something else, from the database by box.
// Public: far out the pyramid answers class and stage, a walk over the points `since` and `area`; near by the points themselves. `nature` and words are
// asked of the database, from z 14 on. Only public cases and their public positions are in memory at all, so no filter can tell of a hidden one.
import { zonedMoment } from '#ground/clock/zoned.ts';
import { sql, type Query } from '#ground/db/index.ts';
import { worldX, worldY, type TileAddress } from '#ground/geo/mercator.ts';
import type { AnyCtx } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { searchQuery } from '#ground/text/segment.ts';
import { tileLayer, type Tile, type TileLayer } from '#ground/tiles/index.ts';
import { areaIndex } from '../areas/index.ts';
import { cityTools, type CityTools } from './context.ts';
import { isPublic, seenAsStaff } from './seeing.ts';
import { CaseTileFilter } from './tiles-contract.ts';
import { CELLS, cellTile, MOST_POINTS, nearTile, POINTS, pyramidTile, walkedTile } from './tiles-encode.ts';
import { casesSoon } from './tiles-feed.ts';
import { t } from './tiles-messages.ts';
import { fnv } from './tiles-columns.ts';
import { CLOSED, LATE, NEAR, OPEN, type CaseSet, type Wanted } from './tiles-set.ts';
import { countNear, readNear, type NearBy } from './tiles-store.ts';

/** Part of every version: changes when the same cases are written in another way. */
const FORMAT = 'c2';
const FARTHEST_IN = 18;
const cellFields = { n: t.n, open: t.open, late: t.late, many: t.many };
const pointFields = { class: t.class, stage: t.stage, sign: t.sign, due: t.due, amber: t.amber };

const publicLayer = tileLayer({
  name: 'cases', title: t.title, about: t.about, minzoom: 0, maxzoom: FARTHEST_IN, filters: CaseTileFilter,
  vectors: [{ id: CELLS, about: t.cells, minzoom: 0, maxzoom: FARTHEST_IN, fields: cellFields }, { id: POINTS, about: t.points, minzoom: NEAR, maxzoom: FARTHEST_IN, fields: { ...pointFields, number: t.number } }],
  bounds: async (db) => (await areaIndex(db)).bounds,
  async tile(ctx, at, filter) {
    const tools = await cityTools(ctx.db);
    const asked = filter.q !== undefined ? 'q' : filter.nature.length ? 'nature' : undefined;
    if (asked && at.z < NEAR) throw refuse(400, t.nearOnly, { field: asked });
    if (asked) return fromDatabase(ctx, at, [isPublic, ...conditions(filter, tools, sql`c.due_at <= ${ctx.now}`)], false);
    return fromMemory(await casesSoon(ctx.ground), at, filter, tools, ctx.now);
  },
});

const deskLayer = tileLayer({
  name: 'cases', title: t.deskTitle, about: t.deskAbout, roles: ['acceptor', 'dispatcher', 'handler', 'officer', 'examiner', 'administrator'], minzoom: NEAR, maxzoom: FARTHEST_IN, filters: CaseTileFilter,
  vectors: [{ id: POINTS, about: t.points, minzoom: NEAR, maxzoom: FARTHEST_IN, fields: { ...pointFields, number: t.number, hidden: t.hidden } }, { id: CELLS, about: t.cells, minzoom: NEAR, maxzoom: FARTHEST_IN, fields: cellFields }],
  bounds: async (db) => (await areaIndex(db)).bounds,
  tile: async (ctx, at, filter) => fromDatabase(ctx, at, [seenAsStaff(ctx.viewer), sql`c.merged_into is null`, ...conditions(filter, await cityTools(ctx.db), sql`c.stage_due_at <= ${ctx.now}`)], true),
});

export const caseLayers: readonly TileLayer[] = [publicLayer, deskLayer];

function fromMemory(set: CaseSet, at: TileAddress, filter: CaseTileFilter, tools: CityTools, now: Date): Tile | undefined {
  set.tick(Math.floor(now.getTime() / 1000));
  const version = set.version(at.z, at.x, at.y);
  if (version === undefined) return undefined;
  const codes = classCodes(filter, tools);
  const wanted: Wanted = {
    classes: codes && set.classes.where((code) => codes.includes(code)), states: STATES[filter.stage ?? 'any'], since: filter.since === undefined ? undefined : sinceSeconds(filter.since, tools),
    paths: filter.area === undefined ? undefined : set.paths.where((path) => path.split('/').includes(filter.area ?? '')),
  };
  const counted = at.z < NEAR && wanted.since === undefined && !wanted.paths;
  return {
    tag: `${FORMAT}.${version}${filterTag([...(codes ?? ['*']), filter.stage ?? '', String(wanted.since ?? ''), filter.area ?? ''])}`,
    encode: () => (counted ? pyramidTile(set, at, wanted) : walkedTile(set, at, set.find(at.z, at.x, at.y, wanted), at.z >= NEAR)),
  };
}

const STATES = { any: undefined, open: (1 << OPEN) | (1 << LATE), late: 1 << LATE, closed: 1 << CLOSED };

/** A main class stands for its small ones, so a change of the list of classes changes the version. Undefined: any class. */
const classCodes = (filter: CaseTileFilter, { classes }: CityTools): string[] | undefined =>
  (filter.class.length ? [...new Set(filter.class.flatMap((code) => [code, ...classes.children(code).map((one) => one.code)]))].sort() : undefined);

function filterTag(parts: readonly string[]): string {
  const text = JSON.stringify(parts);
  return text === '["*","","",""]' ? '' : `.${fnv(text).toString(36)}${fnv(`${text}+`).toString(36)}`;
}

/** A day begins at midnight in the city. */
const sinceSeconds = (since: string, { settings }: CityTools): number => Math.ceil(zonedMoment(since.length === 10 ? `${since}T00:00` : since, settings.zone).getTime() / 1000);

/** The filters as conditions on alias c; `over` says that the limit is. */
function conditions(filter: CaseTileFilter, tools: CityTools, over: Query): (Query | undefined)[] {
  const codes = classCodes(filter, tools);
  const { stage, since, area, nature, q } = filter;
  return [
    codes && sql`c.class = any(${codes}::text[])`, area === undefined ? undefined : sql`c.path @> array[${area}]::text[]`, nature.length ? sql`c.nature = any(${nature}::text[])` : undefined, q === undefined ? undefined : worded(q),
    since === undefined ? undefined : sql`c.received_at >= to_timestamp(${sinceSeconds(since, tools)}::float8)`,
    stage && (stage === 'closed' ? sql`c.closed_at is not null` : sql`c.closed_at is null`),
    stage === 'late' ? sql`c.suspended_at is null and ${over}` : undefined,
  ];
}

/** A number, or words of title, text and place. The box leads: no other index is needed. */
function worded(text: string): Query {
  const [number, query] = [text.normalize('NFKC').trim().toUpperCase(), searchQuery(text)];
  return query === '' ? sql`c.number = ${number}` : sql`(c.number = ${number} or c.find @@ to_tsquery('simple', ${query}))`;
}

/** By box, bounded: beyond what a tile may hold the database counts cells instead. */
async function fromDatabase({ db, now }: AnyCtx, at: TileAddress, where: readonly (Query | undefined)[], staff: boolean): Promise<Tile> {
  const wanted: NearBy = { at, where, staff, now: now.getTime() / 1000 };
  return {
    tag: undefined,
    async encode() {
      const points = await readNear(db, wanted, MOST_POINTS + 1);
      const bytes = points.length > MOST_POINTS ? 'too large' : nearTile(at, points.map((point) => ({ ...point, x: worldX(point.lon), y: worldY(point.lat) })), staff);
      return bytes === 'too large' ? cellTile(at, await countNear(db, wanted), true) : bytes;
    },
  };
}
