// Tables (表格): files of rows, in and out. Purpose: whatever a person brings from Excel is read as they see it or refused by row and column, and whatever
// the house hands out opens in Excel in China as it is meant.
//
// How it works: CSV is streamed both ways (header.ts, csv-read.ts, csv-write.ts), unpacked and decoded on the way (bytes.ts). XLSX is held whole by the
// packages that read and write it, so it is bounded before (unzip.ts, xlsx-read.ts) and refused above what memory should give it (xlsx-write.ts).
//
// Rejected: guessing an encoding from the first bytes (the first Chinese name may come late), repairing ragged rows (cells would move to other columns),
// numbers and dates guessed from CSV text (a phone number is not a number: whoever reads knows).
import { readCsv } from './csv-read.ts';
import type { Encoding } from './bytes.ts';
import { m } from './messages.ts';
import type { TableRow } from './header.ts';
import { TableError } from './error.ts';
import { readXlsx } from './xlsx-read.ts';

export { csvLines, type Cell, type CsvColumn, type CsvOptions, type Rows } from './csv-write.ts';
export type { Encoding } from './bytes.ts';
export { TableError, type TablePlace } from './error.ts';
export { guarded, unguarded } from './guard.ts';
export type { TableRow } from './header.ts';
export { wallDate, wallIso } from './wall.ts';
export type { XlsxColumn } from './xlsx-build.ts';
export { xlsx, XLSX_CELLS, XLSX_ROWS, type XlsxSheet } from './xlsx-write.ts';

export interface TableOptions {
  /** By the name of the file unless said. */
  readonly format?: 'csv' | 'xlsx' | undefined;
  /** Of XLSX: a sheet by name; the first unless said. */
  readonly sheet?: string | undefined;
  readonly encoding?: Encoding | undefined;
}

/**
 * Streams the rows of a CSV (also .gz) or XLSX file: `{ row, cells }`, the row as a person counts it in a spreadsheet (the header is 1, blank rows count but
 * are not given), cells by their header, all text. CSV is taken as UTF-8, else GB18030, with , ; or tab, and the apostrophe that guards
 * a cell against being run as a formula is taken away (csvLines puts it there); dates of XLSX come as local `YYYY-MM-DDTHH:mm:ss`.
 * Throws TableError with a sentence in both languages, and the row and column where there is one.
 */
export async function* readTable(path: string, options: TableOptions = {}): AsyncIterable<TableRow> {
  const format = options.format ?? formatOf(path);
  if (!format) throw new TableError(m.unknownFormat, { path });
  if (format === 'xlsx') yield* readXlsx(path, options.sheet);
  else yield* readCsv(path, options.encoding ?? 'auto');
}

function formatOf(path: string): 'csv' | 'xlsx' | undefined {
  if (/\.xlsx$/i.test(path)) return 'xlsx';
  return /\.(?:csv|tsv|txt)(?:\.gz)?$/i.test(path) ? 'csv' : undefined;
}
