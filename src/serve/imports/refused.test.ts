// Every kind of bad input: told with file, row, column, what stood there and what to do; every contradiction: taken as it stands, and flagged.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { xlsx } from '#ground/tables/index.ts';
import { testApp } from '#test/app.ts';
import { needs } from '#test/needs.ts';
import type { Flag, Refused } from './contract.ts';
import { FileTrouble } from './files.ts';
import { bring, closed, csvOf, folder, right, type Cells } from './imports.fixture.ts';
import { MappingTrouble, mappingFromFile } from './mappings.ts';
import { problemLine } from './telling.ts';

const REFUSED: readonly (readonly [kind: Refused, cells: Cells, field: string, value: string | null, mapping?: object])[] = [
  ['no-id', { 编号: '' }, '编号', null], ['bad-id', { 编号: '2015/77 a' }, '编号', '2015/77 a'], ['no-opened', { 上报: '' }, '上报', null], ['bad-time', { 上报: '去年三月' }, '上报', '去年三月'], ['bad-time', { 时限: '2026-02-30 09:00' }, '时限', '2026-02-30 09:00'],
  ['bad-time', { 办结: '2026-03-02 25:00' }, '办结', '2026-03-02 25:00'], ['future-time', { 上报: '2027-03-02 09:00' }, '上报', '2027-03-02 09:00'], ['unknown-type', { 类别: '没见过' }, '类别', '没见过'], ['unknown-type', { 类别: '' }, '类别', null],
  ['long-text', { 描述: '长'.repeat(20_001) }, '描述', `${'长'.repeat(79)}…`],
  ['unknown-department', { 部门: '不存在的队' }, '部门', '不存在的队', { department: { column: '部门', unknown: 'error' } }], ['unknown-area', { 地址: '火星' }, '地址', '火星', { area: { column: '地址', unknown: 'error' } }],
];

test('a row that cannot be a case is refused with its row, column and what stood there; its neighbours come in', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { put } = await folder(t);
  for (const [i, [kind, cells, field, value, mapping]] of REFUSED.entries()) {
    const file = await put(`${i}.csv`, csvOf([right(`a${i}`, mapping && 'area' in mapping ? { 地址: '东区' } : {}), { ...right(`b${i}`), ...cells }, right(`c${i}`, mapping && 'area' in mapping ? { 地址: 'east ' } : {})]));
    const { counts, remarks } = await bring(app.db, [file], mapping ? { mapping } : {});
    assert.deepEqual([counts.new, counts.refused, counts.refusals], [2, 1, { [kind]: 1 }], kind);
    assert.deepEqual(remarks.filter((one) => one.refused).map((one) => [one.row, one.kind, one.field, one.value]), [[3, kind, field, value]]);
    const [told] = remarks.filter((one) => one.refused);
    assert.ok(told);
    assert.match(problemLine('zh', told, `${i}.csv`), new RegExp(`^${i}\\.csv 第 3 行，${field}：.+。.+`), kind);
    assert.match(problemLine('en', told, `${i}.csv`), new RegExp(`^${i}\\.csv row 3, ${field}: .+\\. .+`), kind);
  }
});

test('a number that another case has is refused, and with a prefix it is not', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { put } = await folder(t);
  const file = await put('a.csv', csvOf([right('1'), right('2')]));
  await bring(app.db, [file], { mapping: { prefix: '' } });
  const other = await bring(app.db, [file], { mapping: { source: 'other', prefix: '' } });
  assert.deepEqual([other.counts.new, other.counts.refusals], [0, { 'number-taken': 2 }]);
  assert.equal((await bring(app.db, [file], { mapping: { source: 'other', prefix: 'N' } })).counts.new, 2);
});

const FLAGGED: readonly (readonly [kind: Flag, cells: Cells, field: string])[] = [
  ['no-target', { 时限: '' }, '时限'], ['closed-before-opened', { 办结: '2026-03-01 09:00', 状态: '已办结' }, '办结'], ['target-before-opened', { 时限: '2026-03-01 09:00' }, '时限'], ['lateness-disagrees', { 办结: '2026-03-02 17:00', 状态: '已办结', 超时: '是' }, '超时'],
  ['closed-without-status', { 办结: '2026-03-02 17:00' }, '状态'], ['status-without-closed', { 状态: '已办结' }, '办结'], ['outside-city', { 经度: '117', 纬度: '30' }, '纬度'], ['null-island', { 经度: '0', 纬度: '0.0' }, '纬度'],
  ['bad-position', { 经度: '东经118', 纬度: '30.9' }, '纬度'], ['bad-position', { 经度: '118.301', 纬度: '' }, '纬度'], ['bad-position', { 经度: '30.901', 纬度: '118.301' }, '纬度'], ['unknown-department', { 部门: '不存在的队' }, '部门'],
];

test('a row that contradicts itself comes in as it stands and is flagged once, however often the file is read', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { put } = await folder(t);
  const file = await put('a.csv', csvOf(FLAGGED.map(([, cells], i) => ({ ...right(String(i)), ...cells }))));
  const { counts, remarks } = await bring(app.db, [file]);
  assert.deepEqual([counts.new, counts.refused], [FLAGGED.length, 0]);
  assert.deepEqual(remarks.map((one) => [one.row, one.kind, one.field]), FLAGGED.map(([kind, , field], i) => [i + 2, kind, field]));
  await bring(app.db, [file]);
  const page = await (await app.request('/admin/imports/1?kind=closed-before-opened', { as: 'administrator', lang: 'en' })).text();
  assert.match(page, /Closed before it was opened 1/);
  assert.match(page, /href="\/cases\/OLD-1"/);
});

test('times in the skipped hour and ids that come twice are flagged; skipped rows are passed over without a word', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { put } = await folder(t);
  const file = await put('a.csv', csvOf([right('1', { 上报: '2026-03-08 02:30' , 时限: '2026-03-09 02:30' }), right('1', { 描述: '别的' }), right('2', { 描述: '测试数据' }), right('3', { 地址: '' }), right('4', { 结果: '作废' })]));
  const { counts, remarks } = await bring(app.db, [file], { mapping: { zone: 'America/New_York', skip: [{ column: '描述', matches: '^测试' }, { column: '地址', empty: true }, { column: '结果', is: ['作废'] }] } });
  assert.deepEqual([counts.new, counts.skipped, counts.flags], [1, 3, { 'skipped-hour': 1, 'duplicate-id': 1 }]);
  assert.deepEqual(remarks.map((one) => [one.row, one.kind]), [[3, 'duplicate-id'], [2, 'skipped-hour']]);
});

test('control characters, halves of characters and the longest texts do no harm', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { put } = await folder(t);
  const page = JSON.stringify([{ service_request_id: '9\u0000', requested_datetime: '2026-03-02T09:00:00+08:00', status: 'open', service_code: 'E0406', lat: 30.901, long: 118.301, description: `a\u0000b${'\ud83d'}c 😀 ${'w'.repeat(3000)}`, address: '地'.repeat(2000) }, 17, null, { code: 404, description: 'no such request' }]);
  const { counts, remarks } = await bring(app.db, [await put('p.json', page)], { mapping: GEOREPORT });
  assert.deepEqual([counts.new, counts.refusals], [1, { 'not-a-request': 2, 'no-id': 1, 'unknown-type': 1 }]);
  assert.deepEqual(remarks.filter((one) => one.refused).map((one) => one.row), [2, 3, 4, 4]);
  assert.equal((await app.request('/reports/OLD-9')).status, 200);
});

const GEOREPORT = { format: 'georeport', id: 'service_request_id', opened: 'requested_datetime', target: undefined, closed: 'updated_datetime', status: { column: 'status', closed: ['closed'], decides: 'status' }, type: { column: 'service_code', by: 'code' }, department: undefined, late: undefined, outcome: undefined, position: { lon: 'long', lat: 'lat' }, address: 'address', description: 'description', answer: 'status_notes' };
const request = (id: string) => ({ service_request_id: id, requested_datetime: '2026-03-02T09:00:00+08:00', updated_datetime: '2026-03-03T09:00:00+08:00', status: 'closed', service_code: 'E0406', lat: 30.901, long: 118.301 });

test('GeoReport pages bare and wrapped, CSV with a byte order mark, in GB18030, packed, with semicolons; XLSX; a folder of pages', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { dir, put } = await folder(t);
  const wrapped = [[request('j1')], { service_requests: [request('j2')] }, { service_requests: { request: [request('j3')] } }, { service_requests: { request: request('j4') } }, { requests: [request('j5')] }, { data: [request('j6')] }];
  for (const [i, page] of wrapped.entries()) await put(`page${i}.json`, JSON.stringify(page));
  assert.equal((await bring(app.db, [dir], { mapping: GEOREPORT })).counts.new, 6);
  const gb18030 = Buffer.from('6964 2c74 797065 2c6174 0a 6731 2c d5bcb5c0beadd3aa 2c 323032362d30332d3032 0a'.replaceAll(' ', ''), 'hex');
  assert.equal((await bring(app.db, [await put('gb.csv', gb18030)], { mapping: { ...PLAIN, encoding: undefined } })).counts.new, 1);
  assert.equal((await bring(app.db, [await put('bom.csv', '\ufeffid;type;at\ng2;占道经营;2026-03-02\n'), await put('packed.csv.gz', gzipSync('id,type,at\ng3,占道经营,2026-03-02\n'))], { mapping: PLAIN })).counts.new, 2);
  const sheet = await put('s.xlsx', '');
  await writeFile(sheet, await xlsxOf([['g4', '占道经营', '2026-03-02'], ['g5', '没见过', '2026-03-02']]));
  const { counts, remarks } = await bring(app.db, [sheet], { mapping: PLAIN });
  assert.deepEqual([counts.new, remarks.find((one) => one.refused)?.row], [1, 3]);
});
const PLAIN = { id: 'id', opened: 'at', type: { column: 'type' }, target: undefined, closed: undefined, status: undefined, late: undefined, department: undefined, position: undefined, address: undefined, description: undefined, answer: undefined, outcome: undefined };
const xlsxOf = (rows: readonly (readonly string[])[]): Promise<Buffer> => xlsx([{ name: 'a', columns: ['id', 'type', 'at'].map((title) => ({ title, type: 'text' as const, width: 12 })), rows }]);

test('a file that cannot be read on stops the run there: what came before is in, and it says where', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { put } = await folder(t);
  const ragged = await bring(app.db, [await put('a.csv', `${csvOf([right('1')])}\n"zu","wenig"\n${csvOf([right('2')])}`)]);
  assert.deepEqual([ragged.counts.new, ragged.trouble?.file, ragged.trouble?.trouble.row], [1, 'a.csv', 3]);
  const page = await (await app.request(`/admin/imports/${ragged.run}`, { as: 'administrator' })).text();
  assert.match(page, /中途停下/);
  await assert.rejects(bring(app.db, ['/does/not/exist.csv']), FileTrouble);
  await assert.rejects(bring(app.db, [await put('a.doc', 'x')]), FileTrouble);
  for (const [name, text] of [['c.csv', 'id,type\n1,占道经营\n'], ['d.json', '{"a": 1}'], ['e.json', 'no json'], ['f.csv', '']] as const) {
    const { trouble, counts } = await bring(app.db, [await put(name, text)]);
    assert.deepEqual([trouble?.file, counts.new], [name, 0], name);
  }
});

test('a mapping that is not right says every place; one that names what the city lacks is refused before anything is read', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { put } = await folder(t);
  const path = await put('m.json', JSON.stringify({ id: 'id', opened: 'at', type: { column: 'type', by: 'guess' }, zone: 'Mars/Base', dates: ['dd'], colour: 'red' }));
  await assert.rejects(mappingFromFile(path), (error) => error instanceof MappingTrouble && error.say('zh').length >= 4 && error.say('en').some((line) => line.startsWith('zone')));
  const app = await testApp(t);
  await assert.rejects(bring(app.db, [await put('a.csv', csvOf([closed('1')]))], { mapping: { type: { column: '类别', unknown: 'E9999' }, department: { value: 'nobody' } } }), /type: E9999, department: nobody/);
});
