// XLSX out, by write-excel-file, which builds a workbook whole in memory at some 7 µs a cell: so it is bounded, what is larger goes out as CSV, and what
// would keep the program from answering others is built in a thread.
import { Worker } from 'node:worker_threads';
import { m } from './messages.ts';
import type { Cell, Rows } from './csv-write.ts';
import { TableError } from './error.ts';
import { buildWorkbook, type PlainSheet, type XlsxColumn } from './xlsx-build.ts';
import type { BuildTask } from './xlsx-worker.ts';

export interface XlsxSheet { readonly name: string; readonly columns: readonly XlsxColumn[]; readonly rows: Rows }

/** A sheet's own limit, header included. */
export const XLSX_ROWS = 1_048_576;
/** Of a whole workbook; it takes about 500 bytes of memory a cell. */
export const XLSX_CELLS = 2_000_000;
const AT_ONCE = 5_000;

/** A workbook with bold, frozen headers. Percents are shares (0.25 is 25%). Dates are written on `zone`'s wall clock, in UTC without. Texts longer than Excel's 32,767 characters are cut with an ellipsis. Throws TableError above the limits. */
export async function xlsx(sheets: readonly XlsxSheet[], options: { zone?: string } = {}): Promise<Buffer> {
  let left = XLSX_CELLS;
  const plain: PlainSheet[] = [];
  for (const { name, columns, rows } of sheets) {
    const taken = await taking(rows, columns.length, left);
    left -= (taken.length + 1) * columns.length;
    plain.push({ name, columns, rows: taken });
  }
  const zone = options.zone ?? 'UTC';
  return XLSX_CELLS - left <= AT_ONCE ? buildWorkbook(plain, zone) : inThread({ sheets: plain, zone });
}

async function taking(rows: Rows, columns: number, left: number): Promise<(readonly Cell[])[]> {
  const taken: (readonly Cell[])[] = [];
  for await (const cells of rows) {
    taken.push(cells);
    if (taken.length >= XLSX_ROWS) throw new TableError(m.manyRows, { n: XLSX_ROWS });
    if ((taken.length + 1) * columns > left) throw new TableError(m.manyCells, { n: XLSX_CELLS });
  }
  return taken;
}

function inThread(task: BuildTask): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const worker = new Worker(new URL('./xlsx-worker.ts', import.meta.url), { workerData: task });
  worker.once('message', (bytes: Uint8Array) => resolve(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
  worker.once('error', reject);
  // After its message this changes nothing; without one, nobody would ever answer.
  worker.once('exit', (code) => reject(new Error(`the thread that builds workbooks ended (${code})`)));
  return promise;
}
