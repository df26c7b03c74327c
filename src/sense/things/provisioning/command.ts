// comis things provision|upload FILE: the same as the pages, for files that are larger or come every night.
import { parseArgs } from 'node:util';
import { refuse } from '#ground/http/refusal.ts';
import { message, negotiate, type Lang } from '#ground/i18n/index.ts';
import type { Command, CommandTools } from '#ground/room.ts';
import { readTable } from '#ground/tables/index.ts';
import { citySettings } from '#city/settings/index.ts';
import type { RowProblem } from './columns.ts';
import { m } from './messages.ts';
import { provision, tryProvisioning } from './provision.ts';
import { readThings } from './reading.ts';
import { readSheet } from './sheet.ts';
import { readUpload, upload } from './uploading.ts';

type Say = CommandTools & { readonly lang: Lang };
const langOf = (env: CommandTools['env']): Lang => negotiate((env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? '').replace('_', '-').replace(/\..*$/, ''), 'en');
/** A "no" whose sentence is in the operator's language already; it ends with exit code 1. */
const said = (sentence: string) => refuse(422, message([sentence, sentence]));

const MOST_THINGS = 20_000;
const MOST_ROWS = 1_000_000;
const OPTIONS = { 'dry-run': { type: 'boolean' }, thing: { type: 'string' }, implausible: { type: 'boolean' } } as const;

export const thingsCommand: Command = {
  name: 'things',
  get about() { return m.about(langOf(process.env)); },
  async run(args, tools) {
    const say = { ...tools, lang: langOf(tools.env) };
    const { values, positionals: [what, file] } = parsed(args, say.lang);
    if (!file || (what !== 'provision' && what !== 'upload')) throw said(m.usage(say.lang));
    await (what === 'provision' ? provisionFile(say, file, values['dry-run'] ?? false) : uploadFile(say, file, values));
  },
};

function parsed(args: readonly string[], lang: Lang) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch {
    throw said(m.usage(lang));
  }
}

async function provisionFile({ db, lang, print, ...rest }: Say, file: string, dry: boolean): Promise<void> {
  const sheet = await readSheet(readTable(file), MOST_THINGS);
  const { plans, problems, unused } = await readThings(db, sheet);
  tell({ db, lang, print, ...rest }, problems, unused);
  if (problems.length) throw said(m.someWrong(lang, { n: problems.length }));
  const { new: fresh, changed, same } = dry ? await tryProvisioning(db, plans) : await provision(db, plans, { person: null, now: new Date() });
  print(dry ? `${m.allRight(lang, { rows: sheet.rows.length, new: fresh, changed, same })}\n${m.nothingWritten(lang)}` : m.provisioned(lang, { new: fresh, changed, same }));
}

async function uploadFile(say: Say, file: string, options: { 'dry-run'?: boolean | undefined; thing?: string | undefined; implausible?: boolean | undefined }): Promise<void> {
  const { db, lang, print } = say;
  const sheet = await readSheet(readTable(file), MOST_ROWS);
  const now = new Date();
  const dry = options['dry-run'] ?? false;
  const read = await readUpload(db, sheet, { zone: (await citySettings(db)).zone, now, thing: options.thing, implausible: options.implausible });
  tell(say, [...read.problems, ...read.remarks], read.unused);
  let shown = performance.now();
  const done = await upload(db, read.values, now, { dry, progress: (written, of) => { if (performance.now() - shown > 2000) { shown = performance.now(); print(m.progress(lang, { done: written, of })); } } });
  tell(say, [...done.problems, ...done.remarks], []);
  const wrong = read.problems.length + done.problems.length;
  const counts = { ready: done.written, written: done.written, same: read.same + done.same, empty: read.empty, wrong };
  print(dry ? `${m.uploadFound(lang, counts)}\n${m.nothingWritten(lang)}` : m.uploaded(lang, counts));
  if (wrong) throw said(m.uploadFound(lang, { ...counts, ready: dry ? done.written : 0 }));
}

const SHOWN = 200;
function tell({ lang, print }: Say, problems: readonly RowProblem[], unused: readonly string[]): void {
  for (const { row, column, value, what, params } of problems.slice(0, SHOWN)) print(m.lineProblem(lang, { row, column, value: value.slice(0, 80), what: what(lang, params) }));
  if (problems.length > SHOWN) print(m.more(lang, { n: problems.length - SHOWN }));
  if (unused.length) print(m.unusedColumns(lang, { columns: unused.join(', ') }));
}
