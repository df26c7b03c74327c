import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { readTable } from '#ground/tables/index.ts';
import { freshDatabase } from '#test/database.ts';
import { needs, sharedFolder } from '#test/needs.ts';
import { seedSmallCity } from '#test/small-city.ts';
import { provision } from './provision.ts';
import { readThings } from './reading.ts';
import { readSheet, type Sheet } from './sheet.ts';
import { readUpload, upload } from './uploading.ts';

const NOW = new Date('2026-11-20T08:00:00Z');
const ASKED = { zone: 'Asia/Shanghai', now: NOW };
const table = (columns: string[], ...rows: string[][]): Sheet => ({ columns, rows: rows.map((cells, i) => ({ row: i + 2, cells: Object.fromEntries(columns.map((name, k) => [name, cells[k] ?? ''])) })) });
const text = (problems: readonly { row: number; column: string; what: (lang: 'en', params?: never) => string; params?: unknown }[]) => problems.map(({ row, column, what, params }) => `${row} ${column}: ${what('en', params as never)}`);

async function city(t: Parameters<typeof needs>[0]): Promise<Db> {
  const db = await freshDatabase(t);
  await seedSmallCity(db, NOW);
  const columns = ['code', 'name', 'kind', 'lon', 'lat'];
  const { plans } = await readThings(db, table(columns, ['AQ-1', '空气站', 'air', '118.301', '30.901'], ['N-1', '噪声', 'noise', '118.302', '30.902'], ['P-1', '泊位', 'parking', '118.303', '30.902'], ['C-1', '充电', 'charger', '118.304', '30.902'], ['T-1', '卡口', 'traffic', '118.305', '30.902']));
  await provision(db, plans, { person: null, now: NOW });
  return db;
}
const stored = (db: Db) => db.rows(z.object({ at: z.string(), number: z.number().nullable(), result: z.unknown() }), sql`select to_char(o.time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') as at, o.number, o.result from sense.observations o order by o.id`);

test('values come in by stream, by thing and property, or by the only property of a thing; local times are the city’s', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await city(t);
  const { id } = await db.one(z.object({ id: z.number() }), sql`select d.id from sense.datastreams d join sense.things t on t.id = d.thing_id where t.code = 'P-1' and d.observation_type like '%Truth%'`);
  const sheet = table(['stream', 'thing', 'property', 'time', 'result', 'unit'],
    ['', 'AQ-1', 'PM10', '2026-11-20 08:00', '51.5', 'µg/m³'], ['', 'AQ-1', '二氧化氮', '2026/11/20 8:00', '40', 'ug/m3'], ['', 'N-1', '', '2026-11-20T08:00:00+09:00', '55', ''], [String(id), '', '', '2026-11-20T00:00:00Z', '是', ''], ['', 'C-1', 'charging state', '2026-11-20', 'free', ''], ['', 'T-1', 'vehicle flow', '2026-11-20T0800+0800', '12', '']);
  const read = await readUpload(db, sheet, ASKED);
  assert.deepEqual(text(read.problems), ['7 time: is no time; write 2026-11-20 08:00 or 2026-11-20T08:00:00+08:00']);
  assert.deepEqual(await upload(db, read.values, NOW, { dry: true }), { written: 5, same: 0, problems: [], remarks: [] });
  assert.deepEqual(await stored(db), [], 'a trial writes nothing');
  assert.equal((await upload(db, read.values, NOW)).written, 5);
  assert.deepEqual((await stored(db)).map(({ at, number, result }) => [at, number ?? result]), [['2026-11-20T00:00:00', 51.5], ['2026-11-20T00:00:00', 40], ['2026-11-19T23:00:00', 55], ['2026-11-20T00:00:00', true], ['2026-11-19T16:00:00', 'free']]);
});

test('what a row can get wrong is told at its row and column, and the other rows are taken', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await city(t);
  const rows: [string[], RegExp | undefined][] = [
    [['AQ-1', 'PM10', '2026-11-20 08:00', '50', ''], undefined],
    [['AQ-1', 'PM10', '2026-11-20 09:00', 'NaN', ''], /result: is no number/], [['AQ-1', 'PM10', '2026-11-20 09:01', 'Infinity', ''], /result: is no number/], [['AQ-1', 'PM10', '2026-11-20 09:02', '1e999', ''], /result: is larger/], [['AQ-1', 'PM10', '2026-11-20 09:03', '1,000', ''], /result: is no number/], [['AQ-1', 'PM10', '2026-11-20 09:04', '0x10', ''], /result: is no number/],
    [['AQ-1', 'PM10', '2026-11-20 09:05', '-3', ''], /result: lies beyond the plausible range 0 to 5000/], [['AQ-1', 'PM10', '2026-11-20 09:06', '99999', ''], /beyond/], [['AQ-1', 'PM10', '2026-11-20 09:07', '0.05', 'mg/m3'], /unit: The unit is µg\/m³/], [['AQ-1', 'PM10', '2026-11-20 09:08', '', ''], /result: is missing/],
    [['AQ-9', 'PM10', '2026-11-20 09:09', '1', ''], /thing: is no thing/], [['', 'PM10', '2026-11-20 09:10', '1', ''], /thing: Say of which/], [['AQ-1', 'O3', '2026-11-20 09:11', '1', ''], /property: The thing does not measure this; it measures PM2.5/], [['AQ-1', '', '2026-11-20 09:12', '1', ''], /property: The thing measures several/],
    [['AQ-1', 'PM10', 'yesterday', '1', ''], /time: is no time/], [['AQ-1', 'PM10', '2026-02-30 08:00', '1', ''], /time: is no time/], [['AQ-1', 'PM10', '', '1', ''], /time: is missing/], [['AQ-1', 'PM10', '2026-11-20 16:30', '1', ''], /time: lies ahead/], [['AQ-1', 'PM10', '2026-11-20 25:00', '1', ''], /time: is no time/],
    [['AQ-1', 'PM10', '2026-11-20 08:00', '51', ''], /result: Row 2 has another value/], [['P-1', 'occupied', '2026-11-20 08:00', 'perhaps', ''], /result: takes yes or no/], [['T-1', 'vehicle flow', '2026-11-20 08:00', '1.5', ''], /result: must be a whole/],
  ];
  const read = await readUpload(db, table(['thing', 'property', 'time', 'result', 'unit'], ...rows.map(([cells]) => cells)), ASKED);
  const told = text(read.problems);
  for (const [i, [, expected]] of rows.entries()) {
    const here = told.filter((line) => line.startsWith(`${i + 2} `));
    assert.equal(here.length, expected ? 1 : 0, `row ${i + 2}: ${here.join()}`);
    if (expected) assert.match(here[0] ?? '', expected);
  }
  assert.deepEqual(read.values.map((value) => value.row), [2]);
  const believed = await readUpload(db, table(['thing', 'property', 'time', 'result'], ['AQ-1', 'PM10', '2026-11-20 08:00', '99999']), { ...ASKED, implausible: true });
  assert.equal(believed.values.length, 1, 'whoever says so may bring in implausible values');
});

test('doubles are written once, in the file, in a second upload, and in two at the same time; another value of the same moment is taken and told', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await city(t);
  const sheet = table(['thing', 'property', 'time', 'result'], ['N-1', 'LAeq', '2026-11-20 08:10', '50'], ['N-1', 'LAeq', '2026-11-20 08:00', '51'], ['N-1', 'LAeq', '2026-11-20 08:10', '50.0']);
  const read = await readUpload(db, sheet, ASKED);
  assert.deepEqual([read.values.length, read.same, text(read.remarks)], [2, 1, ['3 result: earlier than the row before']]);
  const both = await Promise.all([upload(db, read.values, NOW), upload(db, read.values, NOW)]);
  assert.deepEqual(both.map(({ written, same }) => `${written} written ${same} same`).toSorted((a, b) => a.localeCompare(b)), ['0 written 2 same', '2 written 0 same']);
  assert.deepEqual(await upload(db, read.values, NOW), { written: 0, same: 2, problems: [], remarks: [] });
  const other = await readUpload(db, table(['thing', 'property', 'time', 'result'], ['N-1', 'LAeq', '2026-11-20 08:00', '77']), ASKED);
  const again = await upload(db, other.values, NOW);
  assert.deepEqual([again.written, text(again.remarks)], [1, ['2 result: There was another value of the same moment']]);
  const kept = await db.one(z.object({ observed: z.number(), last_number: z.number() }), sql`select d.observed, d.last_number from sense.datastreams d join sense.things t on t.id = d.thing_id where t.code = 'N-1' and d.observed > 0`);
  assert.deepEqual(kept, { observed: 3, last_number: 50 }, 'the latest value is the latest by its time, whatever came last');
});

test('tables with a column a property; a wrong unit in a header is told once; headers that mean nothing are named', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await city(t);
  const good = await readUpload(db, table(['时间', 'PM2.5', 'PM10 (ug/m3)', '气温[Cel]', 'WSPM'], ['2026-11-20 08:00', '10', 'NA', '12.5', '3']), { ...ASKED, thing: 'AQ-1' });
  assert.deepEqual([good.values.map((value) => value.number), good.empty, good.unused, good.problems], [[10, 12.5], 1, ['WSPM'], []]);
  const wrong = await readUpload(db, table(['time', 'PM10 (mg/m3)'], ['2026-11-20 08:00', '1']), { ...ASKED, thing: 'AQ-1' });
  assert.deepEqual(text(wrong.problems), ['1 PM10 (mg/m3): The unit is µg/m³: convert the values first']);
  assert.match(text((await readUpload(db, table(['time', 'x'], ['2026-11-20 08:00', '1']), { ...ASKED, thing: 'AQ-1' })).problems).join(), /neither a column result nor one named after.*PM2\.5/);
  assert.match(text((await readUpload(db, table(['result', 'value'], ['1', '2']), ASKED)).problems).join('; '), /same column as “result”.*no column for the time/);
});

test('two city air stations, four years of hours each, come in as their files are; again, and nothing is doubled', { timeout: 300_000 }, async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'shared')) return;
  const db = await city(t);
  const { plans } = await readThings(db, table(['code', 'name', 'kind', 'lon', 'lat'], ['AQ-2', '第二站', 'air', '118.306', '30.901']));
  await provision(db, plans, { person: null, now: NOW });
  for (const [file, thing] of [['dongsi', 'AQ-1'], ['tiantan', 'AQ-2']] as const) {
    const sheet = await readSheet(readTable(join(sharedFolder, `data/air/beijing-${file}-hourly-2013-2017.csv.gz`)), 100_000);
    const begun = performance.now();
    const read = await readUpload(db, sheet, { ...ASKED, thing });
    t.diagnostic(`${file}: read in ${Math.round(performance.now() - begun)} ms`);
    assert.deepEqual(read.problems, []);
    assert.equal(read.values.length + read.empty, sheet.rows.length * 3, 'PM2.5, PM10, NO2 of every hour');
    assert.ok(read.unused.includes('SO2'), 'what the thing does not measure is named');
    const started = performance.now();
    const done = await upload(db, read.values, NOW);
    t.diagnostic(`${file}: ${done.written} values in ${Math.round(performance.now() - started)} ms`);
    assert.equal(done.written, read.values.length);
    const again = performance.now();
    assert.deepEqual(await upload(db, read.values.slice(0, 20_000), NOW), { written: 0, same: 20_000, problems: [], remarks: [] });
    t.diagnostic(`${file}: 20,000 passed over in ${Math.round(performance.now() - again)} ms`);
  }
  const [first] = await stored(db);
  assert.equal(first?.at, '2013-02-28T16:00:00', 'midnight of 1 March 2013 in the city');
});
