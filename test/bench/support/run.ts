// The runner behind `npm run bench [-- NAME …] [--rounds N] [--quick] [--write]`: every bench in a process of its own, the table in the end,
// exit code 1 when one failed or a ratio is under its least. Options that are wrong are told by name before anything starts.
import { fork } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { print, say } from '../../../bin/parts/words.mjs';
import type { Message } from './one.ts';
import { isUnmet, tableOf, type Outcome } from './table.ts';
import { writeTables } from './write.ts';

/** Where the benches are; another folder for the harness's own test. */
const BENCHES = process.env['COMIS_BENCHES'] ?? fileURLToPath(new URL('../', import.meta.url));
interface Options { readonly names: readonly string[]; readonly rounds: number; readonly quick: boolean; readonly write: boolean }

const options = optionsOf(process.argv.slice(2));
const outcomes: Outcome[] = [];
for (const name of options.names) outcomes.push(await ran(name, options));
for (const outcome of outcomes) tell(outcome);
if (options.write) for (const name of await writeTables(outcomes)) print('benchWritten', { name });
process.exit(outcomes.some((outcome) => outcome.error !== undefined || outcome.rows.some(isUnmet)) ? 1 : 0);

function optionsOf(args: readonly string[]): Options {
  const known = readdirSync(BENCHES).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts')).map((file) => file.slice(0, -3)).sort();
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { rounds: { type: 'string' }, quick: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } } });
    const unknown = positionals.filter((word) => !known.some((name) => name.includes(word)));
    if (unknown.length) return refuse(say('benchUnknown', { names: unknown.join(', '), known: known.join(', ') }));
    const rounds = Number(values.rounds ?? (values.quick ? 3 : 5));
    if (!Number.isInteger(rounds) || rounds < 1) return refuse(say('benchRounds', { given: values.rounds ?? '' }));
    return { names: known.filter((name) => !positionals.length || positionals.some((word) => name.includes(word))), rounds, quick: values.quick, write: values.write };
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function refuse(line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(2);
}

/** Runs one; what it started (servers, a browser) ends with its process group. */
function ran(name: string, { rounds, quick }: Options): Promise<Outcome> {
  process.stdout.write(`\n${name}\n`);
  return new Promise((resolve) => {
    const env = { ...process.env, COMIS_BENCH: JSON.stringify({ folder: BENCHES, name, rounds, quick }) };
    const child = fork(fileURLToPath(new URL('one.ts', import.meta.url)), [], { env, detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const end = () => { try { process.kill(-(child.pid ?? 0), 'SIGKILL'); } catch { /* all of it is gone */ } };
    process.once('exit', end);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
    let outcome: Outcome = { name, about: '', rows: [], error: say('benchEnded') };
    child.on('message', (message: Message) => { if ('line' in message) process.stdout.write(`  ${message.line}\n`); else outcome = { name, ...message }; });
    child.once('exit', () => { end(); process.off('exit', end); resolve(outcome); });
  });
}

function tell({ name, about, rows, error, missing }: Outcome): void {
  process.stdout.write(`\n${name}${about ? `: ${about}` : ''}\n`);
  if (missing !== undefined) print('benchSkipped', { why: missing });
  if (error !== undefined) process.stdout.write(`${error}\n`);
  if (rows.length) process.stdout.write(`${tableOf(rows)}\n`);
  for (const row of rows.filter(isUnmet)) print('benchUnmet', { work: row.work, ratio: row.ratio.toFixed(2), least: row.least });
}
