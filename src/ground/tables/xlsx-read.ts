// XLSX in, by read-excel-file, which holds a sheet whole: so the file is bounded first (unzip.ts), and the furthest cell too, since one cell at XFD1048576
// makes it lay out everything before.
import { readFile, stat } from 'node:fs/promises';
import { readSheet } from 'read-excel-file/node';
import { unreadable } from './bytes.ts';
import { m } from './messages.ts';
import { checkedHeader, isBlank, LIMITS, namedCells, type TableRow } from './header.ts';
import { TableError } from './error.ts';
import { storedZip, unzip, type Entry } from './unzip.ts';

/** Of an unpacked file: about 300,000 rows of twelve columns. Reading takes about five times this much memory. */
export const MOST_XLSX = 256 * 1024 ** 2;
const ROWS = 1_048_576;

/** Rows of one sheet (the first unless named). Dates come as `YYYY-MM-DDTHH:mm:ss` of nobody's zone, booleans as true and false. Throws TableError. */
export async function* readXlsx(path: string, sheet: string | undefined, most = MOST_XLSX): AsyncIterable<TableRow> {
  const rows = await sheetOf(path, sheet, most);
  let header: string[] | undefined;
  for (const [i, cells] of rows.entries()) {
    const texts = cells.map(textOf);
    if (isBlank(texts)) continue;
    if (header) yield { row: i + 1, cells: namedCells(header, fitted(texts, header.length), i + 1) };
    else header = checkedHeader(trailingDropped(texts));
  }
  if (!header) throw new TableError(m.empty);
}

async function sheetOf(path: string, sheet: string | undefined, most: number): Promise<readonly (readonly unknown[])[]> {
  const entries = await unzip(await fileOf(path, most), most);
  for (const entry of entries) if (/worksheets\/[^/]+\.xml$/.test(entry.name)) checkReach(entry);
  try {
    return await readSheet(storedZip(entries), sheet ?? 1, { trim: false });
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'SheetNotFoundError') throw new TableError(m.noSheet, { sheet: sheet ?? '1' });
    // Everything else that a reader of files says about a file is about the file.
    throw new TableError(m.brokenXlsx, { why: error instanceof Error ? error.message : String(error) });
  }
}

async function fileOf(path: string, most: number): Promise<Buffer> {
  try {
    if ((await stat(path)).size > most) throw new TableError(m.tooLarge, { mb: Math.round(most / 1024 ** 2) });
    const file = await readFile(path);
    if (file.length < 22) throw new TableError(m.notXlsx);
    return file;
  } catch (error) {
    throw unreadable(path, error);
  }
}

function checkReach({ data }: Entry): void {
  for (const [, cell = ''] of data.toString('latin1').matchAll(/\sr=["']([^"']*)["']/g)) {
    const found = /^([A-Z]{0,3})(\d{1,7})$/.exec(cell);
    if (!found || Number(found[2]) > ROWS || columnOf(found[1] ?? '') > LIMITS.columns) throw new TableError(m.farCell, { cell: cell.slice(0, 20), rows: ROWS, columns: LIMITS.columns });
  }
}

const columnOf = (letters: string): number => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  // Serial days are fractions: a second is the nearest one.
  if (value instanceof Date) return new Date(Math.round(value.getTime() / 1000) * 1000).toISOString().slice(0, 19);
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** Columns that were only coloured have no header and no cells. */
const trailingDropped = (texts: readonly string[]): readonly string[] => texts.slice(0, texts.findLastIndex((text) => text.trim() !== '') + 1);
const fitted = (texts: readonly string[], columns: number): readonly string[] => (texts.length > columns && isBlank(texts.slice(columns)) ? texts.slice(0, columns) : texts);
