// The workbook itself, from plain cells. Apart from xlsx-write.ts because it runs in a thread of its own when it is large.
import writeExcelFile, { type Cell as XlsxCell, type SheetData } from 'write-excel-file/node';
import type { Cell } from './csv-write.ts';
import { wallDate } from './wall.ts';

export interface XlsxColumn { readonly title: string; readonly type: 'text' | 'number' | 'date' | 'percent'; /** In characters. */ readonly width: number }
export interface PlainSheet { readonly name: string; readonly columns: readonly XlsxColumn[]; readonly rows: readonly (readonly Cell[])[] }

const TEXT = 32_767;

/** The bytes of a workbook; dates on `zone`'s wall clock. */
export function buildWorkbook(sheets: readonly PlainSheet[], zone: string): Promise<Buffer> {
  const whole = sheets.map(({ name, columns, rows }) => ({ sheet: sheetName(name), data: dataOf(columns, rows, zone), columns: columns.map(({ width }) => ({ width })), stickyRowsCount: 1 }));
  return writeExcelFile(whole, { fontFamily: 'Arial', fontSize: 10 }).toBuffer();
}

const dataOf = (columns: readonly XlsxColumn[], rows: PlainSheet['rows'], zone: string): SheetData => [
  columns.map(({ title }) => ({ value: unlike(title), type: String, fontWeight: 'bold' as const })),
  ...rows.map((cells) => columns.map((column, i) => cellOf(cells[i], column.type, zone))),
];

/** The writer keeps texts in a plain object, where `valueOf` and its like are found without having been put there, and the file is damaged. A NUL, which it leaves out of what it writes, tells them apart. */
const unlike = (text: string): string => (text in {} ? `${text}\u0000` : text);

function cellOf(value: Cell, type: XlsxColumn['type'], zone: string): XlsxCell {
  if (value === null || value === undefined || value === '') return null;
  if (value instanceof Date) return { value: wallDate(value, zone), type: Date, format: 'yyyy-mm-dd hh:mm:ss' };
  if (typeof value === 'number') return type === 'percent' ? { value, type: Number, format: '0.0%' } : { value, type: Number };
  if (typeof value === 'boolean') return { value, type: Boolean };
  return { value: unlike(short(value)), type: String };
}

/** Cut between characters, never within one. */
function short(text: string): string {
  if (text.length <= TEXT) return text;
  const cut = text.slice(0, TEXT - 1);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** Excel takes 31 characters and none of : \ / ? * [ ]. */
const sheetName = (name: string): string => name.replace(/[:\\/?*[\]]/g, ' ').slice(0, 31);
