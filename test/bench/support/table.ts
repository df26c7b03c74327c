// Rows as a table of Markdown, which is also what the terminal shows.
import type { Row } from './harness.ts';

/** What became of one bench. `missing`: what it needs and this machine lacks. */
export interface Outcome { readonly name: string; readonly about: string; readonly rows: readonly Row[]; readonly error?: string; readonly missing?: string }

/** Also when it is no number at all. */
export const isUnmet = (row: Row): boolean => !(row.ratio >= row.least);

const HEAD = ['work', 'database', 'product', 'baseline', 'ratio', 'at least', ''];

export function tableOf(rows: readonly Row[]): string {
  const cells = [HEAD, HEAD.map(() => '---'), ...rows.map((row) => [row.work, row.database, row.product, row.baseline, row.ratio.toFixed(2), String(row.least), [isUnmet(row) ? '✗' : '', row.note ?? ''].filter(Boolean).join(' ')])];
  const widths = HEAD.map((_, i) => Math.max(...cells.map((row) => (row[i] ?? '').length)));
  return cells.map((row) => `| ${row.map((cell, i) => (cell === '---' ? '-'.repeat(Math.max(3, widths[i] ?? 0)) : cell.padEnd(widths[i] ?? 0))).join(' | ')} |`).join('\n');
}
