// Who can sign in to the demo city. Its people share one random password, new for every installation; it and an API key are kept
// in DATA_DIR, readable by their owner alone, so that every start can show the same.
import { randomInt } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Config } from '#ground/config/index.ts';
import type { Database } from '#ground/db/index.ts';
import { pick } from '#ground/i18n/index.ts';
import { accountBy, checkPassword, issueKey, ROLES, setPasswordOf, viewerOfKey } from '#ground/identity/index.ts';
import { organisationIndex } from '#city/organisations/index.ts';
import { Person } from '#city/package/contract.ts';
import { m, roles } from './messages.ts';
import { lang } from './terminal.ts';

/** The folder of the demo city's package. */
export const DEMO_CITY = fileURLToPath(new URL('../../demo-city/', import.meta.url));

/** The password of all demo people; made at the first call. */
export const demoPassword = (dataDir: string): Promise<string> => kept(dataDir, 'demo-password', async () => readable(12));

/** Lines with one sign-in for every role that has one, and an API key of the administrator. */
export async function demoSignIns(db: Database, config: Config): Promise<string[]> {
  const people = z.array(Person).parse(JSON.parse(await readFile(join(DEMO_CITY, 'people.json'), 'utf8')));
  const password = await demoPassword(config.DATA_DIR);
  await agree(db, people.map((person) => person.login), password);
  const first = ROLES.flatMap((role) => people.find((person) => person.login === role) ?? people.find((person) => person.role === role) ?? []);
  const organisations = await organisationIndex(db);
  const rows = first.map((person) => {
    const at = person.organisation === undefined ? undefined : organisations.get(person.organisation);
    return [person.login, roles[person.role](lang), person.name, at ? pick(lang, { zh: at.name, en: at.name_en }) : ''];
  });
  return ['', m.signIns(lang, { password }), ...table(rows), '', m.demoKey(lang, { key: await demoKey(db, config.DATA_DIR) }), ''];
}

/** The file may be newer than the database (a new DATA_DIR before an old server): then the file is right. */
async function agree(db: Database, logins: readonly string[], password: string): Promise<void> {
  const account = await accountBy(db, logins[0] ?? '');
  if (account && !(await checkPassword(account.password, password))) await setPasswordOf(db, logins, password);
}

async function demoKey(db: Database, dataDir: string): Promise<string> {
  const administrator = await accountBy(db, 'administrator');
  if (!administrator) return '';
  const issue = () => issueKey(db, administrator.id, 'demo');
  const key = await kept(dataDir, 'demo-key', issue);
  return (await viewerOfKey(db, key, new Date())) ? key : kept(dataDir, 'demo-key', issue, true);
}

/** The text of a file that only its owner reads; made by `make` when it is not there, or `anew`. */
async function kept(dataDir: string, name: string, make: () => Promise<string>, anew = false): Promise<string> {
  const path = join(dataDir, name);
  const text = anew ? '' : await readFile(path, 'utf8').catch(() => '');
  if (text.trim()) return text.trim();
  const made = await make();
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writeFile(path, `${made}\n`, { mode: 0o600 });
  return made;
}

/** Easy to type on a phone: no letters that look alike, in groups of four. */
function readable(length: number): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  return Array.from({ length }, (_, i) => (i && i % 4 === 0 ? '-' : '') + letters[randomInt(letters.length)]).join('');
}

/** Columns under one another; a Chinese character is two wide. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ''))));
  return rows.map((row) => `  ${row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell))).join('   ').trimEnd()}`);
}
const width = (text: string): number => [...text].reduce((sum, letter) => sum + (/[\u1100-\uffdc]/.test(letter) ? 2 : 1), 0);
