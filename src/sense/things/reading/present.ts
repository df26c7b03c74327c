// Rows into entities as clients read them: control information, properties, opened relations with their next pages.
import { PAGE, pageSize } from './rows.ts';
import type { Column, Layout, Opened } from './layout.ts';

export type Row = readonly unknown[];
export type Entity = Record<string, unknown>;

/** `root` is the address of the service, without a slash at its end: https://city.example/sta/v1.1 */
export function present(row: Row, layout: Layout, root: string): Entity {
  const id = row[0];
  const self = `${root}/${layout.entity.set}(${String(id)})`;
  const out: Entity = {};
  if (layout.id) out['@iot.id'] = id;
  if (layout.selfLink) out['@iot.selfLink'] = self;
  let at = 1;
  for (const column of layout.columns) at += putColumn(out, column, row, at);
  for (const relation of layout.links) out[`${relation.name}@iot.navigationLink`] = `${self}/${relation.name}`;
  for (const opened of layout.opened) putOpened(out, opened, row[at++], self, root);
  return out;
}

/** The same for every row that the relation is opened of. */
const nextQueries = new WeakMap<Opened['options'], string>();
function nextQuery(options: Opened['options'], size: number): string {
  let text = nextQueries.get(options);
  if (text === undefined) nextQueries.set(options, (text = [`$top=${options.top ?? PAGE}`, `$skip=${(options.skip ?? 0) + size}`, ...(options.written ?? []).map(asAddress)].join('&')));
  return text;
}

/** An option as part of an address; what clients compare as text stays readable. */
const asAddress = (option: string): string => encodeURIComponent(option).replace(/%(?:24|3D|2C|2F|3A|28|29|27|40)/gi, decodeURIComponent);

/** The keys of a row after which the next page begins. */
export const keysOf = (row: Row, layout: Layout): string[] => row.slice(1 + widthOf(layout)).map(String);
const widthOf = (layout: Layout): number => layout.columns.reduce((sum, column) => sum + cells(column), 0) + layout.opened.length;
const cells = ({ property, keys }: Column): number => (property.type === 'interval' && keys.length === 0 ? 2 : 1);

function putColumn(out: Entity, column: Column, row: Row, at: number): number {
  const { property, keys } = column;
  const value = row[at];
  if (keys.length) putAt(out, [property.name, ...keys], value);
  else if (property.type === 'interval') { const time = timeText(value, row[at + 1]); if (time !== null || !property.optional) out[property.name] = time; }
  else if (property.type === 'time') out[property.name] = timeText(value, null);
  else if (value !== null || property.type === 'result' || !property.optional) out[property.name] = value;
  return cells(column);
}

/** Selected parts of a JSON property stand where they stood: `$select=properties/a/b` gives {properties: {a: {b: …}}}. */
function putAt(out: Entity, [first = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) { Object.defineProperty(out, first, { value, enumerable: true, configurable: true, writable: true }); return; }
  const inner = Object.hasOwn(out, first) && typeof out[first] === 'object' && out[first] !== null ? out[first] as Entity : {};
  Object.defineProperty(out, first, { value: inner, enumerable: true, configurable: true, writable: true });
  putAt(inner, rest, value);
}

/** ISO 8601 in UTC to the millisecond; an interval with a slash. */
export function timeText(from: unknown, to: unknown): string | null {
  if (typeof from !== 'string') return null;
  return typeof to === 'string' ? `${utc(from)}/${utc(to)}` : utc(from);
}

/** Streams are measured at the same moments, and a page repeats them. */
const known = new Map<string, string>();
function utc(time: string): string {
  let text = known.get(time);
  if (text === undefined) {
    if (known.size >= 5000) known.clear();
    known.set(time, (text = new Date(time).toISOString()));
  }
  return text;
}

function putOpened(out: Entity, { relation, layout, options }: Opened, value: unknown, self: string, root: string): void {
  if (!relation.many) {
    // Of the two kinds of streams an observation has one: the other is not there rather than null.
    if (Array.isArray(value)) out[relation.name] = present(value, layout, root);
    return;
  }
  const { rows, n, more } = value as { rows: Row[]; n: number | null; more?: boolean };
  const size = pageSize(options);
  if (n !== null) out[`${relation.name}@iot.count`] = n;
  out[relation.name] = rows.slice(0, size).map((row) => present(row, layout, root));
  if ((more ?? rows.length > size) && size > 0) out[`${relation.name}@iot.nextLink`] = `${self}/${relation.name}?${nextQuery(options, size)}`;
}
