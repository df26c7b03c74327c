// CSV in (RFC 4180): quotes and newlines by csv-parse, the delimiter by the header, blank rows passed over but counted.
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { textOf, type Encoding } from './bytes.ts';
import { unguarded } from './guard.ts';
import { m } from './messages.ts';
import { checkedHeader, isBlank, LIMITS, namedCells, type TableRow } from './header.ts';
import { TableError } from './error.ts';

/** Rows of a CSV file, plain or gzipped. Throws TableError. */
export async function* readCsv(path: string, encoding: Encoding): AsyncIterable<TableRow> {
  let row = 0;
  let header: string[] | undefined;
  try {
    for await (const cells of records(textOf(path, encoding))) {
      row++;
      if (isBlank(cells)) continue;
      if (header) yield { row, cells: namedCells(header, cells.map(unguarded), row) };
      else header = checkedHeader(cells.map(unguarded));
    }
  } catch (error) {
    throw error instanceof CsvError ? explained(error) : error;
  }
  if (!header) throw new TableError(m.empty);
}

/** Records as arrays of text; a blank line is one empty cell. */
async function* records(text: AsyncIterable<string>): AsyncIterable<string[]> {
  const { head, rest } = await beginning(text);
  const parser = parse({ delimiter: delimiterOf(head), relax_column_count: true, skip_empty_lines: false, max_record_size: LIMITS.record });
  const source = Readable.from(rest, { objectMode: true });
  source.on('error', (error) => parser.destroy(error)).pipe(parser);
  try {
    const found: AsyncIterable<string[]> = parser;
    yield* found;
  } finally {
    source.destroy();
  }
}

const HEAD = 64 * 1024;
/** The first 64 k characters, and the whole text again. */
async function beginning(text: AsyncIterable<string>): Promise<{ head: string; rest: AsyncIterable<string> }> {
  const pieces = text[Symbol.asyncIterator]();
  let head = '';
  while (head.length < HEAD) {
    const next = await pieces.next();
    if (next.done) break;
    head += next.value;
  }
  async function* rest(): AsyncIterable<string> {
    yield head;
    yield* { [Symbol.asyncIterator]: () => pieces };
  }
  return { head, rest: rest() };
}

const DELIMITERS = [',', ';', '\t'] as const;
/** Whichever of , ; tab the header has most of outside quotes; the comma when it has none. */
export function delimiterOf(head: string): string {
  const line = head.replace(/^\s+/, '').replace(/"(?:[^"]|"")*"/g, '').split(/[\r\n]/, 1)[0] ?? '';
  const count = (delimiter: string) => line.split(delimiter).length;
  return DELIMITERS.reduce<string>((best, one) => (count(one) > count(best) ? one : best), ',');
}

/** The parser is ahead of whoever reads its rows: it says itself where it stopped. */
function explained(error: CsvError): TableError {
  const row = Number(error['records'] ?? 0) + 1;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return new TableError(m.openQuote, {}, { row });
  if (error.code === 'CSV_MAX_RECORD_SIZE') return new TableError(m.longRow, {}, { row });
  if (error.code === 'INVALID_OPENING_QUOTE' || error.code === 'CSV_INVALID_CLOSING_QUOTE') return new TableError(m.strayQuote, {}, { row });
  return new TableError(m.broken, { why: error.message }, { row });
}
