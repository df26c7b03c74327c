// What goes out comes back: Boston's incidents imported, exported, imported into a second city by the mappings that come with the program, and exported again.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { Db } from '#ground/db/index.ts';
import type { Command } from '#ground/room.ts';
import { BOSTON, incidents, seedBoston, type Incident } from '#test/boston.ts';
import { freshDatabase } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { imports } from '../imports/index.ts';
import { exportCommand } from './command.ts';

const lines = (text: string): Record<string, string>[] => parse(text, { bom: true, columns: true });
const by = (number: string) => (rows: readonly Record<string, string>[]) => new Map(rows.map((row) => [row[number], row]));
const env = { LANG: 'C', BASE_URL: 'https://boston.example' };

/** Every 150th incident, and those that contradict themselves or are told twice in a night whose hours come twice. */
function some(rows: readonly Incident[]): Incident[] {
  const odd = rows.filter((row) => row.closed !== '' && row.closed < row.opened).slice(0, 40);
  const autumn = rows.filter((row) => row.opened.startsWith('2015-11-01T01') || row.closed.startsWith('2015-11-01T01')).slice(0, 20);
  return [...new Set([...rows.filter((_, i) => i % 150 === 0), ...odd, ...autumn])];
}

interface House { readonly dir: string; readonly db: Db }
async function imported(house: House, mapping: unknown, name: string, text: string): Promise<void> {
  const [command] = imports.commands ?? [];
  assert.ok(command);
  const [rules, file] = [join(house.dir, `${name}.json`), join(house.dir, `${name}.csv`)];
  await writeFile(rules, JSON.stringify(mapping));
  await writeFile(file, text);
  await run(command, house.db, ['--mapping', rules, file]);
}
async function exported(house: House, format: string): Promise<string> {
  const path = join(house.dir, `${format}.csv`);
  await run(exportCommand, house.db, ['--format', format, '--lang', 'en', '--out', path]);
  return readFile(path, 'utf8');
}
async function run(command: Command, db: Db, args: string[]): Promise<void> {
  const said: string[] = [];
  await command.run(args, { db, print: (line) => said.push(line), env }).catch((error: unknown) => assert.fail(`${said.join('\n')}\n${String(error)}`));
}
async function boston(t: TestContext, rows: readonly Incident[]): Promise<House> {
  const dir = await mkdtemp(join(tmpdir(), 'comis-trip-'));
  t.after(() => rm(dir, { recursive: true }));
  const db = await freshDatabase(t);
  await seedBoston(db, rows);
  return { dir, db };
}
const own = async (name: string): Promise<object> => ({ ...JSON.parse(await readFile(new URL(name, import.meta.url), 'utf8')), lang: 'en' });

test('Boston out and in again: the same cases, and the file says what the incidents said', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'shared')) return;
  const rows = await incidents();
  const sample = some(rows);
  const first = await boston(t, rows);
  await imported(first, BOSTON, 'boston', stringify(sample, { header: true }));
  const out = await exported(first, 'csv');

  const told = by('number')(lines(out));
  assert.equal(told.size, new Set(sample.map((row) => row.id)).size);
  // A neighbourhood called Boston is the city itself, which is no district.
  for (const row of sample) {
    const line = told.get(row.id);
    assert.deepEqual([line?.['received_at']?.slice(0, 19), line?.['due_at']?.slice(0, 19), line?.['closed_at']?.slice(0, 19), line?.['class_name'], line?.['main_class_name'], line?.['district_name'] ?? ''], [row.opened, row.target, row.closed, row.type, row.reason, row.neighborhood === 'Boston' ? '' : row.neighborhood], row.id);
    assert.match(line?.['received_at'] ?? '', /-0[45]:00$/);
  }

  const second = await boston(t, rows);
  await imported(second, await own('./mapping.json'), 'comis', out);
  const again = by('number')(lines(await exported(second, 'csv')));
  assert.equal(again.size, told.size);
  for (const [number, line] of told) assert.deepEqual(again.get(number), line);
});

test('GeoReport Bulk out and in again: ids, services and times are the same', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'shared')) return;
  const rows = await incidents();
  const first = await boston(t, rows);
  await imported(first, BOSTON, 'boston', stringify(some(rows), { header: true }));
  const out = await exported(first, 'bulk');
  const second = await boston(t, rows);
  await imported(second, await own('./mapping-bulk.json'), 'bulk', out);
  const kept = ['service_request_id', 'requested_datetime', 'closed_date', 'status_description', 'source', 'service_name', 'service_subtype', 'agency_responsible', 'lat', 'long'] as const;
  const only = (text: string) => lines(text).map((line) => kept.map((name) => line[name])).sort();
  assert.deepEqual(only(await exported(second, 'bulk')), only(out));
});
