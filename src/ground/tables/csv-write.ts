// CSV out (RFC 4180): CRLF, quoted where it must be, text guarded against spreadsheets.
import { guarded } from './guard.ts';
import { wallIso } from './wall.ts';

/** A cell as rooms give it; nothing for null and undefined. */
export type Cell = string | number | boolean | Date | null | undefined;
/** `text` (the default) is guarded against formulas; `number` stands as it is. */
export interface CsvColumn { readonly title: string; readonly type?: 'text' | 'number' }
export interface CsvOptions {
  /** Begin with a byte order mark: Excel in China takes a file without one for GBK. */
  readonly bom?: boolean;
  /** Dates are written on this zone's wall clock with its offset; in UTC (Z) without. */
  readonly zone?: string;
}
export type Rows = AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>;

const PIECE = 64 * 1024;

/** The header and the rows as CSV, in pieces of whole lines of about 64 k characters. */
export async function* csvLines(columns: readonly CsvColumn[], rows: Rows, options: CsvOptions = {}): AsyncIterable<string> {
  const line = (cells: readonly Cell[]): string => `${columns.map((column, i) => field(cells[i], column.type ?? 'text', options.zone)).join(',')}\r\n`;
  let piece = `${options.bom ? '\uFEFF' : ''}${columns.map((column) => quoted(guarded(column.title))).join(',')}\r\n`;
  for await (const cells of rows) {
    piece += line(cells);
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (piece) yield piece;
}

function field(value: Cell, type: 'text' | 'number', zone: string | undefined): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return wallIso(value, zone ?? 'UTC').replace(/\+00:00$/, zone ? '+00:00' : 'Z');
  if (typeof value === 'string') return quoted(type === 'text' ? guarded(value) : value);
  return String(value);
}

const quoted = (text: string): string => (/[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
