// GET: from an address to what is answered. Three statements at most: the rows, their count when asked, and for an empty answer
// whether what stands before it exists at all.
import { z } from 'zod';
import type { Db } from '#ground/db/index.ts';
import { BadQuery } from '../query/bad.ts';
import type { Options } from '../query/ast.ts';
import { parseOptions } from '../query/options.ts';
import { parsePath } from '../query/path.ts';
import { entityOf, type Sees } from '../model.ts';
import { layoutOf, type Layout } from './layout.ts';
import { keysOf, present, timeText, type Entity, type Row } from './present.ts';
import { isThere, resourceOf, type Resource } from './resource.ts';
import { countStatement, pageSize, rowsStatement } from './rows.ts';
import { knownCount, narrowed } from './streams.ts';

export interface Asked { readonly path: string; readonly query: string; readonly root: string; readonly now: Date; readonly sees: Sees }
export type Answer =
  | { readonly kind: 'set'; readonly layout: Layout; readonly options: Options; readonly rows: readonly Row[]; readonly body: Entity }
  | { readonly kind: 'one'; readonly body: Entity }
  /** The raw value of a property; undefined where there is none (204). */
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'missing' };

/** Data arrays stand by stream: each row tells its own. */
const STREAMS = ['Datastream', 'MultiDatastream'].map((name) => ({ steps: [name], options: { select: [['@iot.selfLink']] } }));
const Cells = z.object({ r: z.array(z.unknown()) });

/** Throws BadQuery for what the standard does not allow. `path` and `query` as they stand in the address, still encoded. */
export async function read(db: Db, asked: Asked): Promise<Answer> {
  const path = parsePath(asked.path);
  const resource = path && resourceOf(path, asked.sees);
  if (!resource) return { kind: 'missing' };
  const options = parseOptions(asked.query);
  if (resource.property) return property(db, resource, asked);
  const layout = layoutOf(resource.entity, resource.ending === 'ref' ? { select: [['@iot.selfLink']] } : options.resultFormat === 'dataArray' && resource.entity.set === 'Observations' ? { ...options, expand: STREAMS } : options);
  return resource.many ? set(db, resource, layout, options, asked) : one(db, resource, layout, options, asked);
}

async function set(db: Db, resource: Resource, layout: Layout, options: Options, { path, query, root, now, sees }: Asked): Promise<Answer> {
  const after = options.after === undefined ? undefined : readToken(options.after);
  const narrow = await narrowed(db, resource, options, sees, now);
  const reading = { layout, options: narrow?.rest ?? options, within: narrow?.within ?? resource.within, now, sees };
  const { statement, keyed } = rowsStatement({ ...reading, options: standing(resource, reading.options), after, few: narrow?.few ?? false });
  const found = narrow?.none || pageSize(options) === 0 ? [] : (await db.rows(Cells, statement)).map((row) => row.r);
  if (found.length === 0 && resource.parent && !(await isThere(db, resource.parent, sees))) return { kind: 'missing' };
  const size = pageSize(options);
  const rows = found.slice(0, size);
  const last = rows.at(-1);
  const body: Entity = {};
  if (options.count) body['@iot.count'] = narrow?.none ? 0 : (await db.one(z.object({ n: z.number() }), knownCount(resource, options, sees, now) ?? countStatement(reading))).n;
  if (found.length > size && last) body['@iot.nextLink'] = nextLink(`${root}${path}`, query, options, keyed ? keysOf(last, layout) : undefined);
  body['value'] = rows.map((row) => present(row, layout, root));
  return { kind: 'set', layout, options, rows, body };
}

/** Observations of one stream stand by time where no other order is asked for: so they lie in the table. */
const standing = (resource: Resource, options: Options): Options => (resource.entity.set === 'Observations' && resource.parent?.entity.table === STREAMS_TABLE && !options.orderby ? { ...options, orderby: BY_TIME } : options);
const STREAMS_TABLE = entityOf('Datastreams').table;
const BY_TIME = [{ by: { kind: 'path', steps: ['phenomenonTime'] }, down: false }] as const;

async function one(db: Db, resource: Resource, layout: Layout, options: Options, { root, now, sees }: Asked): Promise<Answer> {
  if (options.filter ?? options.orderby ?? options.top ?? options.skip ?? options.count) throw new BadQuery('one entity takes $select and $expand only');
  const row = await db.maybe(Cells, rowsStatement({ layout, options: { ...options, top: 1 }, within: resource.within, now, sees }).statement);
  return row ? { kind: 'one', body: present(row.r, layout, root) } : { kind: 'missing' };
}

async function property(db: Db, resource: Resource, { now, sees }: Asked): Promise<Answer> {
  const { property: wanted, keys } = resource;
  if (!wanted) return { kind: 'missing' };
  const layout: Layout = { entity: resource.entity, columns: [{ property: wanted, keys }], id: false, selfLink: false, links: [], opened: [] };
  const row = await db.maybe(Cells, rowsStatement({ layout, options: { top: 1 }, within: resource.within, now, sees }).statement);
  if (!row) return { kind: 'missing' };
  const value = keys.length ? row.r[1] : wanted.type === 'interval' ? timeText(row.r[1], row.r[2]) : wanted.type === 'time' ? timeText(row.r[1], null) : row.r[1];
  if (resource.ending === 'value') return { kind: 'value', value };
  return { kind: 'one', body: { [keys.at(-1) ?? wanted.name]: value ?? null } };
}

/** The same address with the next page: by the keys of the last row where the order allows, else by counting. */
function nextLink(address: string, query: string, options: Options, keys: readonly string[] | undefined): string {
  const rest = query.split('&').filter((part) => part !== '' && !/^(?:\$|%24)(?:skip|top|skiptoken)=/i.test(part));
  const skip = (options.skip ?? 0) + pageSize(options);
  const next = [...rest, `$top=${pageSize(options)}`, `$skip=${skip}`, ...(keys ? [`$skiptoken='${Buffer.from(JSON.stringify(keys)).toString('base64url')}'`] : [])];
  return `${address}?${next.join('&')}`;
}

function readToken(token: string): string[] {
  try {
    return z.array(z.string()).parse(JSON.parse(Buffer.from(token, 'base64url').toString()));
  } catch {
    throw new BadQuery('$skiptoken is none that this service gave');
  }
}

