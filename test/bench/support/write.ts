// The tables into docs/performance.md: each bench between its own markers, so that one can be measured again alone. No dates: git has them.
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { postgresBin } from '#test/needs.ts';
import { tableOf, type Outcome } from './table.ts';

const PAGE = fileURLToPath(new URL('../../../docs/performance.md', import.meta.url));

/** Writes what was measured and returns the names that were written. Throws when a bench has no markers in the page. */
export async function writeTables(outcomes: readonly Outcome[]): Promise<string[]> {
  const measured = outcomes.filter((outcome) => outcome.rows.length > 0);
  let page = await readFile(PAGE, 'utf8');
  for (const outcome of measured) page = replaced(page, outcome.name, `${tableOf(outcome.rows)}\n\n${machine()}`);
  await writeFile(PAGE, page);
  return measured.map((outcome) => outcome.name);
}

/** The text between `<!-- bench NAME -->` and `<!-- end NAME -->`. */
export function replaced(page: string, name: string, text: string): string {
  const [start, end] = [`<!-- bench ${name} -->`, `<!-- end ${name} -->`];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`docs/performance.md has no markers ${start} … ${end}`);
  return `${page.slice(0, from + start.length)}\n${text}\n${page.slice(to)}`;
}

/** What the absolute numbers were measured on; they inform, the ratios count. */
function machine(): string {
  const bin = postgresBin();
  const server = bin === undefined ? '' : `, ${execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' }).replace(/^postgres \((.*?)\) ([\d.]+)[\s\S]*/, '$1 $2')}`;
  return `Measured on: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}${server}. Absolute numbers only inform.`;
}
