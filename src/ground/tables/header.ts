// What both formats share: the header is checked once, then every row is laid beside it.
import { m } from './messages.ts';
import { TableError } from './error.ts';

export interface TableRow { /** As a person counts rows in the file: the header is usually 1. */ readonly row: number; readonly cells: Record<string, string> }
export const LIMITS = { columns: 1000, cell: 1_000_000, record: 8_000_000 } as const;

/** Names of the columns, trimmed. Refuses what could not be told apart. */
export function checkedHeader(cells: readonly string[]): string[] {
  if (cells.length > LIMITS.columns) throw new TableError(m.manyColumns, { n: LIMITS.columns });
  const names = cells.map((cell) => cell.trim());
  names.forEach((name, i) => {
    if (name === '') throw new TableError(m.emptyHeader, { column: i + 1 }, { row: 1 });
    const first = names.indexOf(name);
    if (first < i) throw new TableError(m.twoHeaders, { name, first: first + 1, column: i + 1 }, { row: 1, column: name });
  });
  return names;
}

/** One row as name → text. A row with more or fewer cells than the header is refused: its cells may belong elsewhere. */
export function namedCells(header: readonly string[], cells: readonly string[], row: number): Record<string, string> {
  if (cells.length !== header.length) throw new TableError(m.ragged, { cells: cells.length, columns: header.length }, { row });
  // No prototype: a column may be called "constructor".
  const named: Record<string, string> = Object.create(null);
  for (let i = 0; i < header.length; i++) {
    const [name, text] = [header[i], cells[i]];
    if (name === undefined || text === undefined) continue;
    if (text.length > LIMITS.cell) throw new TableError(m.longCell, { name, n: LIMITS.cell }, { row, column: name });
    named[name] = text;
  }
  return named;
}

export const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell === '');
