// The command line: `npm start` and `npm run comis -- VERB …` arrive here through bin/comis.mjs, on Node 24 with everything installed and built.
// A verb either runs to its end (city, key, audit, those of the rooms) or keeps the city running (start). Every "no" is one sentence and exit code 1.
import { SettingError } from '#ground/config/index.ts';
import { DatabaseAway, DatabaseRefusal } from '#ground/db/index.ts';
import { Refusal } from '#ground/http/refusal.ts';
import { m } from './cli/messages.ts';
import { startCity } from './cli/start.ts';
import { complain, lang, print, SaidSo } from './cli/terminal.ts';
import { helpLines, runVerb } from './cli/verbs.ts';

const [verb = 'help', ...args] = process.argv.slice(2);
try {
  process.exitCode = await run();
} catch (error) {
  complain(sentenceOf(error));
  process.exit(1);
}

async function run(): Promise<number> {
  if (verb === 'start') return startCity(args);
  if (verb === 'help' || verb === '--help') {
    for (const line of helpLines()) print(line);
    return 0;
  }
  return runVerb(verb, args);
}

/** What the operator can do something about is one sentence; anything else is a bug and shows where. */
function sentenceOf(error: unknown): string {
  if (error instanceof DatabaseRefusal || error instanceof Refusal) return error.say(lang);
  if (error instanceof DatabaseAway) return m.databaseAway(lang, { why: error.message });
  if (error instanceof SettingError || error instanceof SaidSo) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
