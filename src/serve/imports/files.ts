// The files of an import: found, told apart by their content, and read as one stream of lines.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { readTable, TableError } from '#ground/tables/index.ts';
import type { Mapping } from './contract.ts';
import { readGeoreport } from './georeport.ts';
import { m } from './messages.ts';
import { columnsOf, type Line } from './reading.ts';

type Format = NonNullable<Mapping['format']>;
/** `hash`: sha256 of the content, hex. `lines`: about how many rows, undefined where only reading would tell. */
export interface ImportFile { readonly path: string; readonly name: string; readonly format: Format; readonly hash: string; readonly lines: number | undefined }
/** A file that could not be read to its end, with its name. */
export class FileTrouble extends Error {
  override name = 'FileTrouble';
  readonly file: string;
  readonly trouble: TableError;
  constructor(file: string, trouble: TableError) {
    super(trouble.message);
    this.file = file;
    this.trouble = trouble;
  }
}

/** The files of these paths; a folder stands for what can be read in it, by name. Throws FileTrouble. */
export async function openFiles(paths: readonly string[], mapping: Mapping): Promise<ImportFile[]> {
  const files: ImportFile[] = [];
  for (const path of paths) for (const one of await filesAt(path)) files.push(await opened(one, mapping));
  return files;
}

async function filesAt(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    return (await readdir(path)).filter((name) => formatOf(name)).sort().map((name) => join(path, name));
  } catch (error) {
    throw new FileTrouble(path, new TableError(m.noFile, { path, why: error instanceof Error ? error.message : String(error) }));
  }
}

function formatOf(path: string): Format | undefined {
  if (/\.json(?:\.gz)?$/i.test(path)) return 'georeport';
  if (/\.xlsx$/i.test(path)) return 'xlsx';
  return /\.(?:csv|tsv|txt)(?:\.gz)?$/i.test(path) ? 'csv' : undefined;
}

async function opened(path: string, mapping: Mapping): Promise<ImportFile> {
  const name = basename(path);
  const format = mapping.format ?? formatOf(path);
  if (!format) throw new FileTrouble(name, new TableError(m.unknownFile, { path: name }));
  const hash = createHash('sha256');
  const counted = format === 'csv' ? new LineCount() : undefined;
  try {
    const count = async (pieces: AsyncIterable<Buffer>) => { for await (const piece of pieces) counted?.add(piece); };
    const read = (source: AsyncIterable<Buffer>) => tee(source, hash);
    if (/\.gz$/i.test(path)) await pipeline(createReadStream(path), read, createGunzip(), count);
    else await pipeline(createReadStream(path), read, count);
  } catch (error) {
    throw new FileTrouble(name, new TableError(m.noFile, { path: name, why: error instanceof Error ? error.message : String(error) }));
  }
  return { path, name, format, hash: hash.digest('hex'), lines: counted?.lines };
}

async function* tee(source: AsyncIterable<Buffer>, hash: { update(piece: Buffer): unknown }): AsyncIterable<Buffer> {
  for await (const piece of source) { hash.update(piece); yield piece; }
}

class LineCount {
  lines = 0;
  add(piece: Buffer): void { for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) this.lines++; }
}

/** Every row of every file in turn, `file` being its hash. Throws FileTrouble where a file cannot be read on, or lacks a column of the mapping. */
export async function* linesOf(files: readonly ImportFile[], mapping: Mapping): AsyncIterable<Line> {
  for (const file of files) {
    try {
      let checked = file.format === 'georeport';   // a request leaves out what it does not have
      for await (const { row, cells } of rowsOf(file, mapping)) {
        if (!checked) mustHave(cells, mapping);
        checked = true;
        yield { file: file.hash, row, cells };
      }
    } catch (error) {
      throw error instanceof TableError ? new FileTrouble(file.name, error) : error;
    }
  }
}

const rowsOf = (file: ImportFile, { sheet, encoding }: Mapping): AsyncIterable<{ row: number; cells: Record<string, string> }> =>
  (file.format === 'georeport' ? readGeoreport(file.path) : readTable(file.path, { format: file.format, sheet, encoding }));

function mustHave(cells: Record<string, string>, mapping: Mapping): void {
  const missing = columnsOf(mapping).filter((column) => cells[column] === undefined);
  if (missing.length) throw new TableError(m.missingColumns, { columns: missing.slice(0, 10).join(', '), there: Object.keys(cells).slice(0, 40).join(', ') }, { row: 1, column: missing[0] });
}
