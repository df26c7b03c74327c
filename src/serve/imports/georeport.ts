// Pages of GeoReport v2 as clients save them: a JSON array of requests, or that array wrapped the way some servers and converters wrap it.
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { TableError } from '#ground/tables/index.ts';
import { m } from './messages.ts';

type Row = { row: number; cells: Record<string, string> };
/** Names under which the list stands: {"service_requests": [...]}, {"service_requests": {"request": [...]}}, {"data": [...]}. */
const WRAPPERS = ['service_requests', 'requests', 'request', 'data', 'results', 'items'];

/** The requests of a page, counted from 1; cells by the names of GeoReport, nested ones with a dot. Throws TableError. */
export async function* readGeoreport(path: string): AsyncIterable<Row> {
  const list = listOf(await parsed(path));
  if (!list) throw new TableError(m.notAPage);
  let row = 0;
  for (const item of list) yield { row: ++row, cells: cellsOf(item) };
}

async function parsed(path: string): Promise<unknown> {
  const bytes = await readFile(path).catch((error: unknown) => { throw new TableError(m.noFile, { path, why: why(error) }); });
  try {
    const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: 500_000_000 }) : bytes;
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plain));
  } catch (error) {
    throw new TableError(m.notJson, { why: why(error) });
  }
}
const why = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function listOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    if (!WRAPPERS.includes(name)) continue;
    // One request alone is an object where many are a list.
    const list = listOf(inner) ?? (typeof inner === 'object' && inner !== null ? [inner] : undefined);
    if (list) return list;
  }
  return undefined;
}

/** Text of every value; null and what is not there are both nothing. What is no object at all has no cells and is refused as a row. */
function cellsOf(item: unknown): Record<string, string> {
  const cells: Record<string, string> = Object.create(null);
  if (typeof item === 'object' && item !== null && !Array.isArray(item)) put(cells, '', item, 0);
  return cells;
}

function put(cells: Record<string, string>, before: string, object: object, depth: number): void {
  for (const [name, value] of Object.entries(object)) {
    if (value === null || value === undefined) continue;
    if (typeof value === 'object') { if (depth < 3 && !Array.isArray(value)) put(cells, `${before}${name}.`, value, depth + 1); } else cells[before + name] = String(value);
  }
}
