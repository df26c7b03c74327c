// `comis city seed DIR`, `comis city diff DIR`, `comis city export DIR`: a folder on the command line.
import type { Db } from '#ground/db/index.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { diffPackage, sayDifference } from './diff.ts';
import { exportPackage } from './export.ts';
import { m } from './messages.ts';
import { PackageRefused, sayProblem } from './problems.ts';
import { readPackage } from './read.ts';
import { seedPackage, type SeedCount } from './seed.ts';

export interface PackageTools { readonly db: Db; print(line: string): void; readonly lang?: Lang; readonly password?: string | undefined }
/** Runs with the words after the verb; true when all went well, false when it was refused (and said why). */
export type PackageCommand = (args: readonly string[], tools: PackageTools) => Promise<boolean>;

/** The verbs of the city package. */
export const packageCommands: Record<'seed' | 'diff' | 'export', PackageCommand> = {
  seed: withFolder(async (dir, { db, print, lang = 'en', password }) => {
    const onFile = (count: SeedCount) => {
      if (count.added + count.changed + count.kept > 0) print(m.seeded(lang, { file: count.file, added: count.added, changed: count.changed, kept: count.kept }));
    };
    await seedPackage(db, await readPackage(dir), { password, onFile });
  }),
  diff: withFolder(async (dir, { db, print, lang = 'en' }) => {
    const differences = await diffPackage(db, dir);
    print(differences.length ? m.differences(lang, { n: differences.length }) : m.noDifference(lang));
    for (const difference of differences) print(sayDifference(lang, difference));
  }),
  export: withFolder(async (dir, { db, print, lang = 'en' }) => {
    const files = await exportPackage(db, dir);
    print(m.exported(lang, { n: files.length, dir }));
  }),
};

function withFolder(work: (dir: string, tools: PackageTools) => Promise<void>): PackageCommand {
  return async ([dir], tools) => {
    const { print, lang = 'en' } = tools;
    if (!dir) { print(m.whichFolder(lang)); return false; }
    try { await work(dir, tools); return true; } catch (error) {
      if (!(error instanceof PackageRefused)) throw error;
      print(m.problems(lang, { n: error.problems.length }));
      for (const problem of error.problems) print(sayProblem(lang, problem));
      return false;
    }
  };
}
