// The verbs that run to an end: each opens the database, does one thing and closes it. Rooms add their own (Room.commands).
import { house, rooms } from '#app';
import { exportAudit, verifyAudit, type Break } from '#ground/audit/index.ts';
import { readConfig, settingsPage } from '#ground/config/index.ts';
import type { Database } from '#ground/db/index.ts';
import { accountBy, issueKey } from '#ground/identity/index.ts';
import type { Command } from '#ground/room.ts';
import { openMigrated } from '#ground/start.ts';
import { packageCommands } from '#city/package/index.ts';
import { m } from './messages.ts';
import { complain, lang, print, SaidSo, showing } from './terminal.ts';

type Verb = (db: Database, args: readonly string[]) => Promise<boolean>;

/** What `comis help` prints. */
export function helpLines(): string[] {
  const own = [m.aboutStart, m.aboutCity, m.aboutKey, m.aboutAudit, m.aboutSettings].map((about) => about(lang));
  return [m.usage(lang), '', ...own, ...commands().map((command) => `${command.name}  ${command.about}`)].map((line, i) => (i > 1 ? `  ${line}` : line));
}

/** Runs one verb and returns the exit code. Throws what is told in one sentence. */
export async function runVerb(name: string, args: readonly string[]): Promise<number> {
  if (name === 'settings') {
    print(settingsPage());
    return 0;
  }
  const verb = verbNamed(name);
  if (!verb) throw new SaidSo(m.unknownVerb(lang, { verb: name }));
  const db = await showing(m.opening(lang), () => openMigrated(readConfig(process.env), house, complain));
  try {
    return (await verb(db, args)) ? 0 : 1;
  } finally {
    await db.close();
  }
}

const commands = (): Command[] => rooms.flatMap((room) => room.commands ?? []);

function verbNamed(name: string): Verb | undefined {
  if (name === 'city') return city;
  if (name === 'key') return key;
  if (name === 'audit') return audit;
  const command = commands().find((one) => one.name === name);
  return command && (async (db, args) => {
    await command.run(args, { db, print, env: process.env });
    return true;
  });
}

const city: Verb = async (db, [what = '', ...rest]) => {
  if (what !== 'seed' && what !== 'diff' && what !== 'export') throw new SaidSo(m.cityWants(lang));
  return packageCommands[what](rest, { db, print, lang });
};

const key: Verb = async (db, [what, login, ...purpose]) => {
  if (what !== 'issue' || !login || !purpose.length) throw new SaidSo(m.keyWants(lang));
  const account = await accountBy(db, login);
  if (!account) throw new SaidSo(m.noAccount(lang, { login }));
  print(m.keyIs(lang, { key: await issueKey(db, account.id, purpose.join(' ')) }));
  return true;
};

const audit: Verb = async (db, [what]) => {
  if (what === 'export') {
    for await (const line of exportAudit(db)) print(line);
    return true;
  }
  if (what !== 'verify') throw new SaidSo(m.auditWants(lang));
  const found = await verifyAudit(db);
  if (!found.broken) print(m.auditRight(lang, { entries: found.entries, batches: found.batches, open: found.open }));
  else print(m.auditWrong(lang, { batch: found.broken.batch, first: found.broken.first, last: found.broken.last, what: WHAT[found.broken.what] }));
  return !found.broken;
};
const WHAT: Record<Break['what'], typeof m.auditChanged> = { changed: m.auditChanged, cut: m.auditCut, added: m.auditAdded };
