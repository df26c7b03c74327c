// Rows as files: CSV and GeoJSON are streamed, XLSX is built whole and bounded.
import { csvLines, wallIso, xlsx, type Cell, type XlsxSheet } from '#ground/tables/index.ts';
import { agencyOf, classWord, degrees, mainWord, placeOf, type Column, type Saying } from './columns.ts';
import { m } from './messages.ts';
import type { CaseRow } from './store.ts';

export type Slices = AsyncIterable<readonly CaseRow[]>;

async function* cellsOf(slices: Slices, columns: readonly Column[], say: Saying): AsyncIterable<Cell[]> {
  for await (const rows of slices) for (const row of rows) yield columns.map((column) => column.of(row, say));
}

/** Our own CSV: stable names in the header, times on the city's wall clock with its offset, a byte order mark for Excel. */
export const csv = (slices: Slices, columns: readonly Column[], say: Saying): AsyncIterable<string> =>
  csvLines(columns.map(({ name, type }) => ({ title: name, type: type === 'number' ? 'number' : 'text' })), cellsOf(slices, columns, say), { bom: true, zone: say.tools.settings.zone });

/** A workbook with titles in the reader's language; `more` are sheets after the first. */
export const workbook = (slices: Slices, columns: readonly Column[], say: Saying, more: readonly XlsxSheet[] = []): Promise<Buffer> => xlsx([
  { name: m.sheet(say.lang), columns: columns.map(({ title, type, width }) => ({ title: title(say.lang), type, width })), rows: spoken(cellsOf(slices, columns, say), say) }, ...more,
], { zone: say.tools.settings.zone });

/** A person reads yes and no, not TRUE. */
async function* spoken(rows: AsyncIterable<Cell[]>, { lang }: Saying): AsyncIterable<Cell[]> {
  for await (const cells of rows) yield cells.map((cell) => (typeof cell === 'boolean' ? (cell ? m.yes : m.no)(lang) : cell));
}

interface BulkColumn { readonly title: string; readonly type?: 'number'; of(row: CaseRow, say: Saying, everyone: boolean): Cell }
/** GeoReport Bulk v1, in its order (https://wiki.open311.org/GeoReport/bulk). A small class is the subtype of its main one. What was voided is told without its words. */
export const BULK: readonly BulkColumn[] = [
  { title: 'service_request_id', of: (row) => row.number }, { title: 'requested_datetime', of: (row) => row.received_at }, { title: 'updated_datetime', of: (row) => row.closed_at ?? row.updated_at }, { title: 'closed_date', of: (row) => row.closed_at },
  { title: 'status_description', of: (row) => (row.closed_at ? 'closed' : 'open') }, { title: 'status_notes', of: (row) => row.last_note }, { title: 'source', of: (row) => row.source },
  { title: 'service_name', of: mainWord }, { title: 'service_subtype', of: classWord }, { title: 'description', of: (row) => row.description }, { title: 'agency_responsible', of: agencyOf },
  { title: 'address', of: (row, say, everyone) => (everyone ? placeOf(row, say) : row.place) }, { title: 'lat', type: 'number', of: (row) => degrees(row.lat) }, { title: 'long', type: 'number', of: (row) => degrees(row.lon) },
];

/** GeoReport Bulk v1. No byte order mark: it is for programs. */
export const bulk = (slices: Slices, say: Saying, everyone: boolean): AsyncIterable<string> => csvLines(BULK, bulkCells(slices, say, everyone), { zone: say.tools.settings.zone });

async function* bulkCells(slices: Slices, say: Saying, everyone: boolean): AsyncIterable<Cell[]> {
  for await (const rows of slices) for (const row of rows) yield BULK.map((column) => column.of(row, say, everyone));
}

/** GeoJSON (RFC 7946) of points in WGS 84, a feature a line; a case without a position has none (null). `next` stands beside the features when there is more. */
export async function* geojson(slices: Slices, columns: readonly Column[], say: Saying, next?: string): AsyncIterable<string> {
  const told = columns.filter(({ name }) => name !== 'lon' && name !== 'lat');
  const links = next === undefined ? '' : `"links":[${JSON.stringify({ rel: 'next', href: next, type: 'application/geo+json' })}],`;
  yield `{"type":"FeatureCollection",${links}"features":[`;
  let first = true;
  for await (const rows of slices) {
    if (rows.length === 0) continue;
    yield `${first ? '\n' : ',\n'}${rows.map((row) => JSON.stringify(feature(row, told, say))).join(',\n')}`;
    first = false;
  }
  yield '\n]}\n';
}

function feature(row: CaseRow, columns: readonly Column[], say: Saying): object {
  const geometry = row.lon === null || row.lat === null ? null : { type: 'Point', coordinates: [degrees(row.lon), degrees(row.lat)] };
  const properties = Object.fromEntries(columns.map((column) => { const cell = column.of(row, say); return [column.name, cell instanceof Date ? wallIso(cell, say.tools.settings.zone) : (cell ?? null)]; }));
  return { type: 'Feature', id: row.number, geometry, properties };
}
