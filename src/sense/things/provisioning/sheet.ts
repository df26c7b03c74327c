// An uploaded table as rows of text with their numbers. What was checked once is sent along with the page, so that the second press needs no file.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { refuse } from '#ground/http/refusal.ts';
import { readTable, type TableRow } from '#ground/tables/index.ts';
import { m } from './messages.ts';

export interface Sheet { readonly columns: readonly string[]; readonly rows: readonly TableRow[] }

/** All rows, at most `most`. Refuses (422, at `file`) more, and tables that cannot be read by row and column. */
export async function readSheet(rows: AsyncIterable<TableRow>, most: number): Promise<Sheet> {
  const found: TableRow[] = [];
  for await (const row of rows) {
    if (found.length === most) throw refuse(422, m.tooManyRows, { field: 'file', params: { n: most } });
    found.push({ row: row.row, cells: Object.fromEntries(Object.entries(row.cells).map(([name, text]) => [name, storable(text)])) });
  }
  if (found.length === 0) throw refuse(422, m.noRows, { field: 'file' });
  return { columns: Object.keys(found[0]?.cells ?? {}), rows: found };
}

/** PostgreSQL keeps no NUL; half characters are what is left of a broken file. */
const storable = (text: string): string => text.replaceAll('\0', '').toWellFormed().trim();

/** The sheet of a file that came with a form. */
export async function sheetOfFile(file: File, most: number): Promise<Sheet> {
  const kind = /\.(xlsx|csv\.gz|csv|tsv|txt)$/i.exec(file.name)?.[1]?.toLowerCase() ?? 'csv';
  const folder = await mkdtemp(join(tmpdir(), 'comis-table-'));
  try {
    const path = join(folder, `table.${kind}`);
    await writeFile(path, file.stream());
    return await readSheet(readTable(path), most);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const Kept = z.object({ columns: z.array(z.string().max(200)).max(200), rows: z.array(z.tuple([z.number().int().positive(), z.array(z.string().max(10_000))])).max(1_000_000) });

/** Larger ones are chosen again for the second press (characters). */
const MOST_KEPT = 4_000_000;

/** As text for a hidden field; undefined when the page would grow too heavy. */
export function keptText({ columns, rows }: Sheet): string | undefined {
  const text = JSON.stringify({ columns, rows: rows.map(({ row, cells }) => [row, columns.map((name) => cells[name] ?? '')]) });
  return text.length > MOST_KEPT ? undefined : text;
}

/** The sheet back from such text. Refuses (422, at `file`) what is none. */
export function keptSheet(text: string, most: number): Sheet {
  const parsed = Kept.safeParse(jsonOf(text));
  if (!parsed.success || parsed.data.rows.length > most || parsed.data.rows.length === 0) throw refuse(422, m.chooseAgain, { field: 'file' });
  const { columns, rows } = parsed.data;
  return { columns, rows: rows.map(([row, cells]) => ({ row, cells: Object.fromEntries(columns.map((name, i) => [name, storable(cells[i] ?? '')])) })) };
}

function jsonOf(text: string): unknown {
  try { return JSON.parse(text); } catch { return undefined; }
}

