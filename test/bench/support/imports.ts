// One import as the verb runs it, without the terminal.
import type { Database } from '#ground/db/index.ts';
import { Mapping } from '#serve/imports/contract.ts';
import { openFiles, runImport } from '#serve/imports/index.ts';

/** Brings a file in by a mapping; throws when not every row became a case. */
export async function bringIn(db: Database, path: string, given: object, rows: number): Promise<void> {
  const mapping = Mapping.parse(given);
  const { counts } = await runImport(db, { mapping, name: 'bench', source: mapping.source ?? 'bench', files: await openFiles([path], mapping), by: null, dry: false, now: () => new Date() });
  if (counts.new !== rows) throw new Error(`${counts.new} of ${rows} rows came in`);
}
