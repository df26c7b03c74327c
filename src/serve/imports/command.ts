// `comis import …` on the command line: reads what was asked for, shows how far it is, and says what came of it in the operator's language.
import { parseArgs } from 'node:util';
import { accountBy } from '#ground/identity/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import { message, type Lang } from '#ground/i18n/index.ts';
import type { Command, CommandTools } from '#ground/room.ts';
import { areaIndex } from '#city/areas/index.ts';
import { FileTrouble, openFiles } from './files.ts';
import { everyMapping, keepMapping, mappingBy, MappingTrouble, BUILT_IN, sourceOf } from './mappings.ts';
import { m } from './messages.ts';
import { problemTeller, progressShown, summaryLines } from './telling.ts';
import { runImport } from './running.ts';

type Say = CommandTools & { readonly lang: Lang };

/** The verb. Ends with exit code 1 when any row was refused or a file could not be read to its end. */
export const importCommand: Command = {
  name: 'import',
  get about() { return m.about(langOf(process.env)); },
  async run(args, tools) {
    const say = { ...tools, lang: langOf(tools.env) };
    try {
      if (args[0] === 'mapping') await mappingVerb(args.slice(1), say);
      else await importVerb(args, say);
    } catch (error) {
      if (error instanceof FileTrouble) throw said(m.fileStopped(say.lang, { file: error.file, why: error.trouble.say(say.lang) }));
      if (error instanceof MappingTrouble) throw said(error.say(say.lang).join('\n  '));
      throw error;
    }
  },
};

const langOf = (env: CommandTools['env']): Lang => (/^zh/i.test(env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? '') ? 'zh' : 'en');
/** A "no" whose sentence is already in the operator's language. */
const said = (sentence: string) => refuse(422, message([sentence, sentence]));

const OPTIONS = { mapping: { type: 'string' }, 'dry-run': { type: 'boolean' }, strict: { type: 'boolean' }, by: { type: 'string' } } as const;

async function importVerb(args: readonly string[], say: Say): Promise<void> {
  const { lang, db, print } = say;
  const { values, positionals } = parsed(args, lang);
  if (!values.mapping || positionals.length === 0) throw said(m.usage(lang));
  const named = await mappingBy(db, values.mapping);
  const by = await personOf(say, values.by);
  if ((await areaIndex(db)).all().length === 0) throw said(m.noCity(lang));
  const files = await openFiles(positionals, named.mapping);
  if (files.length === 0) throw said(m.noFiles(lang));
  const once = async (dry: boolean, telling: boolean) => {
    const problems = problemTeller(lang, files, print, dry);
    const progress = progressShown(lang, files);
    const ran = await runImport(db, { ...named, files, by, dry, now: () => new Date(), onBatch: (counts, remarks) => { if (telling) progress.clear(problems.tell(remarks)); progress.show(counts.rows); } }).finally(progress.end);
    if (telling) problems.end();
    return ran;
  };
  const dry = values['dry-run'] === true;
  if (values.strict && !dry) {
    const { counts, trouble } = await once(true, true);
    if (counts.refused || trouble) {
      if (trouble) print(m.fileStopped(lang, { file: trouble.file, why: trouble.trouble.say(lang) }));
      throw said(m.strictStopped(lang, { n: counts.refused }));
    }
  }
  const { counts, trouble } = await once(dry, true);
  for (const line of summaryLines(lang, counts)) print(line);
  if (dry) print(m.dryRun(lang));
  if (trouble) throw said(`${m.fileStopped(lang, { file: trouble.file, why: trouble.trouble.say(lang) })}\n${m.stoppedHere(lang)}`);
  if (counts.refused) throw said(m.endedWithRefused(lang, { n: counts.refused }));
}

function parsed(args: readonly string[], lang: Lang) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    const option = /'([^']+)'/.exec(error instanceof Error ? error.message : '')?.[1] ?? '';
    throw said(`${m.unknownOption(lang, { option })}\n${m.usage(lang)}`);
  }
}

async function personOf({ db, lang }: Say, login: string | undefined): Promise<string | null> {
  if (login === undefined) return null;
  const account = await accountBy(db, login);
  if (!account) throw said(m.noPerson(lang, { login }));
  return account.id;
}

async function mappingVerb([what, name, file]: readonly string[], { db, lang, print }: Say): Promise<void> {
  if (what === 'save' && name && file) {
    await keepMapping(db, name, file, null, new Date());
    print(m.saved(lang, { name }));
  } else if (what === 'show' && name) {
    const found = (await everyMapping(db)).find((one) => one.name === name);
    if (!found) throw said(m.noMapping(lang, { name }));
    print(JSON.stringify(found.mapping, null, 2));
  } else if (what === 'list') {
    const every = await everyMapping(db);
    if (!every.some((one) => one.saved)) print(m.noMappings(lang, { names: Object.keys(BUILT_IN).join(', ') }));
    for (const one of every.filter(({ saved }) => saved)) print(m.mappingLine(lang, { name: one.name, source: sourceOf(one.name, one.mapping) }));
  } else throw said(m.usage(lang));
}
