// What leaves the house: complete, the same by every way, nothing that may not be seen, and opened by programs that are not ours.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { parse } from 'csv-parse/sync';
import readWorkbook from 'read-excel-file/node';
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { Refusal } from '#ground/http/refusal.ts';
import { readTable, unguarded } from '#ground/tables/index.ts';
import { openCase, step, walk } from '#city/cases/cases.fixture.ts';
import { testApp, type TestApp } from '#test/app.ts';
import { needs } from '#test/needs.ts';
import { exportCommand } from './command.ts';
import { slices } from './store.ts';
import { write } from './writing.ts';

type Line = Record<string, string>;
const parsed = (text: string): Line[] => parse(text, { bom: true, columns: true }).map((line) => z.record(z.string(), z.string()).parse(line));
const NASTY = '=HYPERLINK("http://x"),"引号"\r\n第二行 😀';

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'comis-exports-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}
/** Runs the verb; gives the file it wrote. */
async function exported(t: TestContext, db: Db, ...args: string[]): Promise<{ path: string; text: string }> {
  const path = join(await folderOf(t), `out.${args[1] === 'xlsx' ? 'xlsx' : args[1] === 'geojson' ? 'geojson' : 'csv'}`);
  await exportCommand.run([...args, '--out', path], { db, print: () => assert.fail('stdout is for files'), env: { LANG: 'C', BASE_URL: 'https://city.example' } });
  return { path, text: await readFile(path, 'utf8') };
}
/** Times of a workbook are fractions of days, which readers cut a millisecond short. */
const whole = (value: unknown): unknown => (value instanceof Date ? new Date(Math.round(value.getTime() / 1000) * 1000).toISOString() : value);
/** Four cases: closed, open with dangerous words and a rounded class, private, in the other district. */
async function fourCases(app: TestApp): Promise<{ closed: string; open: string; hidden: string; west: string }> {
  const closed = await openCase(app);
  await walk(app, closed, 'closure');
  app.clock.advance(60);
  const open = await openCase(app, { class: 'E0410', description: NASTY, lon: 118.30123456789, lat: 30.90123456789, place: '滨江路 128 号院 3 单元' });
  await app.db.run(sql`update city.cases set public_geom = ST_SetSRID(ST_MakePoint(118.301, 30.901), 4326) where number = ${open}`);
  const hidden = await openCase(app, { class: 'E0499', visibility: 'private', description: '检举内容' });
  const west = await openCase(app, { lon: 118.33, place: '西园路 1 号' });
  return { closed, open, hidden, west };
}

test('the operator takes everything, the columns by names that never change', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const four = await fourCases(app);
  const { text } = await exported(t, app.db, '--format', 'csv');
  assert.ok(text.startsWith('\uFEFFnumber,nature,nature_name,source,source_name,main_class,main_class_name,class,class_name,title,description,place,lon,lat,accuracy_m,area,district,district_name,street,street_name,community,community_name,cell,asset,visibility,stage,stage_name,outcome,outcome_name,late,exempt,standard,limit_value,limit_unit,received_at,due_at,filed_at,dispatched_at,signed_at,handled_at,closed_at,suspended_at,stage_due_at,updated_at,supervision,supervision_name,command,command_name,lead,lead_name,assisting,assisting_names,holder,holder_name,returned,reopened,reworked,urged,followers,rating,solved,merged_into,answer,url\r\n'));
  const lines = parsed(text);
  assert.deepEqual(lines.map((line) => line['number']), [four.closed, four.open, four.hidden, four.west], 'the oldest first');
  const [first, second] = lines;
  assert.partialDeepStrictEqual(first, {
    nature: 'report', nature_name: '举报', source: 'web', main_class: 'E04', main_class_name: '街面秩序', class: 'E0406', class_name: '占道经营', place: '滨江路 128 号', lon: '118.301', lat: '30.901', area: '900101001001001', district: '900101', district_name: '东区',
    community_name: '青石社区', cell: '900101001001001', visibility: 'public', stage: 'closed', stage_name: '已结案', outcome: 'resolved', late: 'false', standard: 'E0406-1', limit_value: '2', limit_unit: '紧急工作时', received_at: '2026-11-18T09:41:00+08:00',
    closed_at: '2026-11-18T09:41:00+08:00', supervision: 'sup1', command: 'com1', lead: 'law1', lead_name: '城管执法一中队', answer: '现场已恢复', url: `https://city.example/cases/${four.closed}`,
  });
  assert.equal(first?.['due_at']?.slice(-6), '+08:00');
  assert.equal(second?.['description'], `'${NASTY}`, 'no spreadsheet runs it');
  assert.equal(second?.['lon'], '118.3012346', 'a centimetre');
  const english = parsed((await exported(t, app.db, '--format', 'csv', '--lang', 'en')).text);
  assert.deepEqual([english[0]?.['class_name'], english[0]?.['limit_unit'], english[0]?.['class']], ['Street vending', 'urgent hours', 'E0406']);
  const entry = await app.db.one(z.object({ actor: z.null(), detail: z.unknown() }), sql`select actor, detail from ground.audit_entries where action = 'serve.exports.written' order by id limit 1`);
  assert.deepEqual(entry.detail, { by: 'command line', format: 'csv' });
});

test('what is asked for narrows it, and what cannot be asked is told in one sentence', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { closed, open, hidden, west } = await fourCases(app);
  const numbers = async (...args: string[]) => parsed((await exported(t, app.db, '--format', 'csv', ...args)).text).map((line) => line['number']);
  assert.deepEqual(await numbers('--closed'), [closed]);
  assert.deepEqual(await numbers('--open', '--area', '900101'), [open, hidden]);
  assert.deepEqual(await numbers('--class', 'E04', '--since', '2026-11-18T10:00'), [open, hidden, west], 'the city\'s clock');
  assert.deepEqual(await numbers('--until', '2026-11-18T02:00:00Z'), [closed]);
  assert.deepEqual(await numbers('--since', '2026-11-19'), []);
  assert.deepEqual(await numbers('--public', '--open'), [open, west]);
  for (const [args, sentence] of [
    [[], /^--format wants/], [['--format', 'pdf'], /^--format wants/], [['--format', 'csv', '--since', 'soon'], /^--since wants a time/], [['--format', 'csv', '--until', '2026-02-31'], /^--until wants a time/], [['--format', 'csv', '--area', '7'], /no area with the code 7/],
    [['--format', 'csv', '--class', '7'], /no class with the code 7/], [['--format', 'csv', '--open', '--closed'], /not both/], [['--format', 'xlsx'], /--out/], [['--format', 'csv', '--lang', 'fr'], /^--lang wants/], [['--format', 'csv', '--colour'], /--colour/],
    [['--format', 'csv', '--out', '/nowhere/at/all.csv'], /cannot be written: ENOENT/],
  ] as const) await assert.rejects(exportCommand.run(args, { db: app.db, print: () => {}, env: {} }), (error) => error instanceof Refusal && sentence.test(error.say('en')));
});

test('a file that breaks off in the middle has no name', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  await openCase(app);
  const folder = await folderOf(t);
  const away = new Proxy(app.db, { get: (db, name) => (name === 'rows' ? () => Promise.reject(new Error('away')) : Reflect.get(db, name)) });
  await assert.rejects(exportCommand.run(['--format', 'csv', '--out', join(folder, 'a.csv')], { db: away, print: () => {}, env: {} }), /away/);
  assert.deepEqual(await readdir(folder), []);
});

test('a reader who has seen enough ends the export without a word', async () => {
  const left = new Writable({ write(_chunk, _encoding, done) { done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' })); } });
  async function* endless() { for (;;) yield 'x'; }
  await write(endless(), undefined, left);
  const full = new Writable({ write(_chunk, _encoding, done) { done(Object.assign(new Error('write EIO'), { code: 'EIO', syscall: 'write' })); } });
  await assert.rejects(write(endless(), undefined, full), /EIO/);
});

test('for everyone: nothing private, nothing more exact than the class wants it', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { closed, open, west } = await fourCases(app);
  const { text } = await exported(t, app.db, '--format', 'csv', '--public');
  const lines = parsed(text);
  assert.deepEqual(lines.map((line) => line['number']), [closed, open, west]);
  assert.deepEqual([lines[1]?.['lon'], lines[1]?.['lat'], lines[1]?.['place'], lines[0]?.['place']], ['118.301', '30.901', '望江街道 青石社区', '滨江路 128 号']);
  const bulk = (await exported(t, app.db, '--format', 'bulk', '--public')).text;
  for (const file of [text, bulk]) assert.doesNotMatch(file, /检举内容|3 单元|118\.3012/);
  for (const column of ['accuracy_m', 'cell', 'community', 'visibility', 'supervision', 'holder', 'assisting', 'asset']) assert.ok(!(column in (lines[0] ?? {})), column);
});

test('GeoReport Bulk v1: its header, its order, times with their zone', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { closed } = await fourCases(app);
  const { text } = await exported(t, app.db, '--format', 'bulk', '--lang', 'en');
  assert.equal(text.split('\r\n', 1)[0], 'service_request_id,requested_datetime,updated_datetime,closed_date,status_description,status_notes,source,service_name,service_subtype,description,agency_responsible,address,lat,long');
  assert.deepEqual(parsed(text)[0], {
    service_request_id: closed, requested_datetime: '2026-11-18T09:41:00+08:00', updated_datetime: '2026-11-18T09:41:00+08:00', closed_date: '2026-11-18T09:41:00+08:00', status_description: 'closed', status_notes: '现场已恢复', source: 'web',
    service_name: 'Street order', service_subtype: 'Street vending', description: '水果摊占满人行道，轮椅过不去', agency_responsible: 'Enforcement team 1', address: '滨江路 128 号', lat: '30.901', long: '118.301',
  });
});

test('XLSX comes back from Excel\'s format: numbers as numbers, times as times', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  await fourCases(app);
  const { path } = await exported(t, app.db, '--format', 'xlsx');
  const [sheet] = await readWorkbook(path);
  assert.equal(sheet?.sheet, '案卷');
  const [titles = [], first = [], second = []] = sheet?.data ?? [];
  const at = (title: string, row: readonly unknown[]) => row[titles.findIndex((one) => one === title)];
  assert.deepEqual([at('小类', first), at('纬度', first), whole(at('收到时间', first)), at('超时', first), at('关注人数', first)], ['占道经营', 30.901, '2026-11-18T09:41:00.000Z', '否', 1]);
  assert.equal(at('描述', second), NASTY, 'a sheet runs no text, so it is not guarded');
});

test('GeoJSON and CSV are read by GDAL', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'ogrinfo')) return;
  const app = await testApp(t);
  await fourCases(app);
  await openCase(app, { class: null, nature: 'question' });
  const told = (path: string, ...more: string[]) => spawnSync('ogrinfo', ['-al', '-so', ...more, path], { encoding: 'utf8' }).stdout;
  assert.match(told((await exported(t, app.db, '--format', 'geojson')).path), /Geometry: Point[\s\S]*Feature Count: 5[\s\S]*WGS 84[\s\S]*number: String[\s\S]*received_at: DateTime/);
  assert.match(told((await exported(t, app.db, '--format', 'csv')).path, '-oo', 'X_POSSIBLE_NAMES=lon', '-oo', 'Y_POSSIBLE_NAMES=lat'), /Geometry: Point[\s\S]*Feature Count: 5/);
});

test('GeoJSON is RFC 7946: longitude first, null where there is no position', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { closed } = await fourCases(app);
  await app.db.run(sql`update city.cases set geom = null where number = ${closed}`);
  const Collection = z.strictObject({ type: z.literal('FeatureCollection'), features: z.array(z.object({ type: z.literal('Feature'), id: z.string(), geometry: z.object({ type: z.literal('Point'), coordinates: z.tuple([z.number(), z.number()]) }).nullable(), properties: z.record(z.string(), z.unknown()) })) });
  const { features } = Collection.parse(JSON.parse((await exported(t, app.db, '--format', 'geojson')).text));
  assert.deepEqual(features.map(({ geometry }) => geometry?.coordinates), [undefined, [118.3012346, 30.9012346], [118.301, 30.901], [118.33, 30.901]]);
  assert.equal(features[1]?.properties['description'], NASTY, 'JSON needs no guard');
  assert.deepEqual(JSON.parse((await exported(t, app.db, '--format', 'geojson', '--since', '2030-01-01')).text), { type: 'FeatureCollection', features: [] });
});

test('slices give each case once, whatever stands at their seams', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  for (let i = 0; i < 12; i++) await openCase(app);
  // Six of one moment, six within one millisecond.
  await app.db.run(sql`update city.cases set received_at = case when id % 2 = 0 then timestamptz '2026-11-18 09:41:00.123456+08' else received_at + id * interval '7 microseconds' end`);
  for (const size of [1, 5, 6, 12, 13]) {
    const ids = (await Array.fromAsync(slices(app.db, { everyone: false }, size))).flat().map((row) => row.id);
    assert.equal(new Set(ids).size, 12);
    assert.equal(ids.length, 12, `size ${size}`);
  }
});

test('the embedded database gives the same', async (t) => {
  const app = await testApp(t, { embedded: true });
  const number = await openCase(app, { description: NASTY });
  const { path, text } = await exported(t, app.db, '--format', 'csv');
  assert.equal(unguarded(parsed(text)[0]?.['description'] ?? ''), NASTY);
  const rows = await Array.fromAsync(readTable(path));
  assert.deepEqual(rows.map(({ row, cells }) => [row, cells['number'], cells['description']]), [[2, number, NASTY]], 'read back, the guard is gone');
});

test('the public address: the list\'s filters, pages by Link until the end', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { closed, open, west } = await fourCases(app);
  const numbers = async (path: string) => parsed(await (await app.request(path)).text()).map((line) => line['number'] ?? line['service_request_id']);
  assert.deepEqual(await numbers('/exports/cases.csv'), [west, open, closed]);
  assert.deepEqual(await numbers('/exports/bulk.csv?stage=closed'), [closed]);
  assert.deepEqual(await numbers('/exports/cases.csv?area=900102'), [west]);
  assert.deepEqual(await numbers('/exports/cases.csv?class=E04&lon=118.301&lat=30.901&radius=200'), [open, closed]);
  assert.deepEqual(await numbers('/exports/cases.csv?area=7&class=7'), []);
  const seen: (string | undefined)[] = [];
  for (let path: string | undefined = '/exports/cases.csv?limit=1&class=E04'; path !== undefined && seen.length < 9;) {
    const answer = await app.request(path);
    seen.push(...parsed(await answer.text()).map((line) => line['number']));
    path = /^<http:\/\/localhost(\/exports\/cases\.csv\?.*before=.*)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1];
  }
  assert.deepEqual(seen, [west, open, closed]);
  const answer = await app.request('/exports/cases.geojson?limit=2', { as: 'acceptor' });
  assert.partialDeepStrictEqual(Object.fromEntries(answer.headers), { 'content-type': 'application/geo+json; charset=utf-8', 'content-disposition': 'attachment; filename="reports-2026-11-18.geojson"', 'access-control-allow-origin': '*' });
  const { links, features } = z.object({ links: z.array(z.object({ rel: z.string(), href: z.string() })), features: z.array(z.unknown()) }).parse(await answer.json());
  assert.deepEqual([links[0]?.rel, features.length, links[0]?.href === /<(.*?)>/.exec(answer.headers.get('link') ?? '')?.[1]], ['next', 2, true]);
});

test('the public address refuses what it does not understand, and those who take too much', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  for (const query of ['limit=0', 'limit=50001', 'before=yesterday', 'stage=maybe', 'lon=1']) assert.equal((await app.request(`/exports/cases.csv?${query}`)).status, 400, query);
  const statuses = [];
  for (let i = 0; i < 20; i++) statuses.push((await app.request('/exports/bulk.csv')).status);
  assert.equal(statuses[0], 200);
  assert.equal(statuses.at(-1), 429);
});

test('a desk takes the list it looks at, and that is written down', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { closed, open, hidden, west } = await fourCases(app);
  const numbers = async (as: string, query: string) => parsed(await (await app.request(`/desk/exports/cases.csv?${query}`, { as })).text()).map((line) => line['number']);
  assert.deepEqual(await numbers('acceptor', 'queue=all'), [hidden, open, closed], 'its district, the newest first, private ones too');
  assert.deepEqual(await numbers('acceptor', 'queue=received&class=E0410'), [open]);
  assert.deepEqual(await numbers('acceptor2', 'queue=all'), [west]);
  assert.deepEqual(await numbers('handler', 'queue=done'), [closed]);
  assert.deepEqual(await numbers('handler', 'queue=received'), [], 'not its queue');
  const entry = await app.db.one(z.object({ actor: z.string(), detail: z.unknown() }), sql`select actor, detail from ground.audit_entries where action = 'serve.exports.taken' order by id limit 1`);
  assert.deepEqual(entry, { actor: app.people['acceptor'], detail: { format: 'csv', queue: 'all', filters: '', cases: 3, private: 1 } });
  const looks = await app.db.rows(z.object({ viewer: z.string(), subject_key: z.string() }), sql`select viewer, subject_key from ground.identity_looks where subject_type = 'export' order by id`);
  assert.deepEqual([looks.length, looks[0]], [5, { viewer: app.people['acceptor'], subject_key: 'all' }]);
  await step(app, 'acceptor', open, 'refusal', { reason: '重复' });
  const file = await app.request('/desk/exports/cases.xlsx?queue=received&late=&source=web', { as: 'acceptor', lang: 'en' });
  assert.equal(file.headers.get('content-disposition'), 'attachment; filename="cases-received-2026-11-18.xlsx"');
  const [cases, about] = await readWorkbook(Buffer.from(await file.arrayBuffer()));
  assert.deepEqual([cases?.sheet, cases?.data[1]?.[0], cases?.data.length, about?.sheet], ['Cases', hidden, 2, 'About']);
  assert.deepEqual(about?.data.slice(1).map(([name, value]) => [name, whole(value)]), [['City', 'Small City'], ['Exported', '2026-11-18T10:41:00.000Z'], ['Cases', 1], ['Filters', 'late=&source=web']]);
  assert.deepEqual([(await app.request('/desk/exports/cases.csv?queue=all')).status, (await app.request('/desk/exports/cases.csv?queue=all', { as: 'resident' })).status, (await app.request('/desk/exports/cases.csv?queue=none', { as: 'acceptor' })).status], [303, 403, 400]);
});

test('the pages lead there, with what they show', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  await fourCases(app);
  const list = await (await app.request('/reports?stage=open&q=%E6%91%8A&before=2030-01-01T00:00:00Z_1')).text();
  assert.match(list, /href="\/exports\/cases\.csv\?stage=open&amp;q=%E6%91%8A&amp;lang=zh"/);
  const desk = await (await app.request('/desk/acceptance?tab=received&class=E0410&case=X', { as: 'acceptor' })).text();
  assert.match(desk, /href="\/desk\/exports\/cases\.xlsx\?class=E0410&amp;queue=received"/);
});
