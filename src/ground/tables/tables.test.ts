import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import readWorkbook from 'read-excel-file/node';
import { delimiterOf } from './csv-read.ts';
import { csvLines, guarded, readTable, TableError, unguarded, wallIso, xlsx, XLSX_CELLS, type TableOptions } from './index.ts';
import { storedZip, unzip } from './unzip.ts';
import { readXlsx } from './xlsx-read.ts';

async function fileWith(t: TestContext, name: string, bytes: string | Uint8Array): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'comis-tables-'));
  t.after(() => rm(dir, { recursive: true }));
  const path = join(dir, name);
  await writeFile(path, bytes);
  return path;
}
/** Cells as plain objects, with their row. */
async function rowsOf(path: string, options?: TableOptions) {
  const rows = [];
  for await (const { row, cells } of readTable(path, options)) rows.push({ row, ...cells });
  return rows;
}
const refused = async (path: string, options?: TableOptions): Promise<TableError> => {
  const error = await rowsOf(path, options).then(() => undefined, (caught: unknown) => caught);
  assert.ok(error instanceof TableError, String(error));
  return error;
};
const textOf = async (pieces: AsyncIterable<string>): Promise<string> => (await Array.fromAsync(pieces)).join('');

const PLAIN = '编号,名称\r\n7,井盖\r\n';
for (const [name, bytes] of [
  ['plain.csv', PLAIN], ['bom.csv', `\uFEFF${PLAIN}`], ['packed.csv.gz', gzipSync(PLAIN)], ['packed-without-saying.csv', gzipSync(PLAIN)], ['semicolons.csv', PLAIN.replaceAll(',', ';')], ['tabs.tsv', PLAIN.replaceAll(',', '\t')],
  ['utf-16.csv', Buffer.from(`\uFEFF${PLAIN.replaceAll(',', '\t')}`, 'utf16le')], ['gbk.csv', Buffer.from('b1e0bac52cc3fbb3c60d0a372cbeaeb8c70d0a', 'hex')],
  ['padded.csv', ' 编号 ,名称\n7,井盖'], ['without-newline-at-the-end.csv', PLAIN.trimEnd()],
] as const) test(`CSV is read as people bring it: ${name}`, async (t) => {
  assert.deepEqual(await rowsOf(await fileWith(t, name, bytes)), [{ row: 2, 编号: '7', 名称: '井盖' }]);
});

test('the first Chinese name may come late: GB18030 is found a megabyte in', async (t) => {
  const path = await fileWith(t, 'late.csv', Buffer.concat([Buffer.from('a,b\n'), Buffer.from('1,x\n'.repeat(300_000)), Buffer.from('322cbeaeb8c70a', 'hex')]));
  let last;
  for await (const one of readTable(path)) last = one;
  assert.deepEqual({ ...last?.cells, row: last?.row }, { a: '2', b: '井盖', row: 300_002 });
});

test('rows are counted as a spreadsheet counts them: blank ones too, a cell with newlines as one', async (t) => {
  const path = await fileWith(t, 'blank.csv', '\n编号,名称\n1,"两\n行"\n\n,\n2,末\n');
  assert.deepEqual(await rowsOf(path), [{ row: 3, 编号: '1', 名称: '两\n行' }, { row: 6, 编号: '2', 名称: '末' }]);
});

for (const [what, text, at, zh, en] of [
  ['two headers', 'a, a\n1,2\n', { row: 1, column: 'a' }, '表头“a”出现了两次（第 1 列和第 2 列）', 'The header “a” stands twice (columns 1 and 2)'],
  ['an empty header', 'a,,c\n', { row: 1 }, '第 2 列没有表头', 'Column 2 has no header'],
  ['too many cells', 'a,b\n1,2\n1,2,3\n', { row: 3 }, '第 3 行有 3 格，表头有 2 格', 'Row 3 has 3 cells, the header has 2'],
  ['too few cells', 'a,b\n1\n', { row: 2 }, '第 2 行有 1 格，表头有 2 格', 'Row 2 has 1 cell, the header has 2'],
  ['an open quote', 'a,b\n1,2\n"1,2\n3,4\n', { row: 3 }, '第 3 行的引号没有成对', 'A quote in row 3 is not closed'],
  ['a stray quote', 'a,b\n1,2" pipe\n', { row: 2 }, '第 2 行的引号位置不对：有引号的格要整格括起来，格内的引号要写两个', 'A quote in row 2 is out of place: a quoted cell is quoted whole, and a quote within it is written twice'],
  ['nothing', '', {}, '文件里没有表头', 'The file has no header row'],
  ['a cell without end', `a,b\n1,${'x'.repeat(1_000_001)}\n`, { row: 2, column: 'b' }, '第 2 行“b”超过 1000000 个字符', 'Row 2, “b”: more than 1000000 characters'],
  ['a row without end', `a,b\n1,${'x'.repeat(9_000_000)}\n`, { row: 2 }, '第 2 行太长；可能有引号没有成对', 'Row 2 is too long; perhaps a quote is not closed'],
] as const) test(`CSV with ${what} is refused by its place, in both languages`, async (t) => {
  const error = await refused(await fileWith(t, 'bad.csv', text));
  assert.deepEqual([error.row, error.column, error.say('zh'), error.say('en')], ['row' in at ? at.row : undefined, 'column' in at ? at.column : undefined, zh, en]);
});

test('files that cannot be read are refused in a sentence', async (t) => {
  assert.match((await refused('/nowhere/at-all.csv')).say('en'), /cannot be read: ENOENT/);
  assert.match((await refused(tmpdir(), { format: 'csv' })).say('en'), /cannot be read: EISDIR/);
  assert.match((await refused('/nowhere/list.pdf')).say('en'), /CSV or XLSX/);
  assert.match((await refused(await fileWith(t, 'a.csv', Buffer.from([0x61, 0x0a, 0xff, 0xff, 0xff])))).say('en'), /neither UTF-8 nor GB18030/);
  assert.match((await refused(await fileWith(t, 'a.csv', Buffer.from([0x61, 0xff])), { encoding: 'utf-8' })).say('en'), /not in utf-8/);
  assert.match((await refused(await fileWith(t, 'a.csv.gz', gzipSync('a,b\n1,2\n'.repeat(1000)).subarray(0, 40)))).say('en'), /damaged/);
  assert.match((await refused(await fileWith(t, 'a.xlsx', 'not a workbook, but long enough'))).say('en'), /not XLSX/);
});

test('the delimiter is that of the header, quotes aside', () => {
  assert.deepEqual(['a,b', 'a;b', '"a,b,c";d', 'a\tb', 'alone', '\n\na;b'].map(delimiterOf), [',', ';', ';', '\t', ',', ';']);
});

const SHEET = { name: '案件/2026', columns: [{ title: '编号', type: 'text', width: 12 }, { title: '数', type: 'number', width: 8 }, { title: '时间', type: 'date', width: 20 }, { title: '率', type: 'percent', width: 8 }] } as const;
test('XLSX comes back as it went: text, numbers, dates, shares, blank rows', async (t) => {
  const at = new Date('2026-03-08T06:59:58Z');
  const bytes = await xlsx([{ ...SHEET, rows: [['=1+1', -2.5, at, 0.25], [], ['007', 1e12, null, null]] }, { name: 'two', columns: [{ title: 'x', type: 'text', width: 5 }], rows: [['y']] }], { zone: 'America/New_York' });
  const path = await fileWith(t, 'a.xlsx', bytes);
  assert.deepEqual(await rowsOf(path), [{ row: 2, 编号: '=1+1', 数: '-2.5', 时间: '2026-03-08T01:59:58', 率: '0.25' }, { row: 4, 编号: '007', 数: '1000000000000', 时间: '', 率: '' }]);
  assert.deepEqual(await rowsOf(path, { sheet: 'two' }), [{ row: 2, x: 'y' }]);
  assert.match((await refused(path, { sheet: 'three' })).say('en'), /no sheet “three”/);
  const [first] = await readWorkbook(bytes);
  assert.equal(first?.sheet, '案件 2026');
  const styles = (await unzip(bytes, 1e7)).map(({ name, data }) => [name, data.toString()] as const);
  const of = (name: string) => styles.find(([path2]) => path2.endsWith(name))?.[1] ?? '';
  assert.match(of('sheet1.xml'), /<pane [^>]*ySplit="1"[^>]*state="frozen"/);
  assert.match(of('styles.xml'), /<b\/>/);
  assert.match(of('styles.xml'), /formatCode="0\.0%"/);
});

test('a text longer than a cell of Excel is cut between characters', async (t) => {
  const path = await fileWith(t, 'a.xlsx', await xlsx([{ name: 'a', columns: [{ title: 'x', type: 'text', width: 5 }], rows: [[`${'a'.repeat(32_765)}😀b`], ['中'.repeat(50_000)]] }]));
  assert.deepEqual((await rowsOf(path)).map((row) => 'x' in row && [String(row.x).length, String(row.x).slice(-2)]), [[32_766, 'a…'], [32_767, '中…']]);
});

test('a large workbook is built in a thread: others are answered meanwhile', async (t) => {
  let turns = 0;
  const beat = setInterval(() => turns++, 5);
  t.after(() => clearInterval(beat));
  const rows = Array.from({ length: 20_000 }, (_, i) => [`a${i}`, i, new Date(i * 1e7), i / 20_000]);
  const before = performance.now();
  const bytes = await xlsx([{ ...SHEET, rows }], { zone: 'Asia/Shanghai' });
  assert.ok(turns * 5 > (performance.now() - before) / 4, `${turns} turns`);
  const back = await rowsOf(await fileWith(t, 'a.xlsx', bytes));
  assert.deepEqual([back.length, back.at(-1)], [20_000, { row: 20_001, 编号: 'a19999', 数: '19999', 时间: '1976-05-04T00:46:40', 率: '0.99995' }]);
});

test('a workbook larger than its limit is refused, and says what to do', async () => {
  const many = function* () { for (let i = 0; i < XLSX_CELLS; i++) yield ['x']; };
  await assert.rejects(xlsx([{ name: 'a', columns: Array.from({ length: 20 }, () => ({ title: 'x', type: 'text', width: 5 })), rows: many() }]), (error) => error instanceof TableError && /use CSV/.test(error.say('en')));
});

test('ZIP bombs: what is really inside counts, not what the file says', async (t) => {
  const honest = await xlsx([{ name: 'a', columns: [{ title: 'x', type: 'text', width: 5 }], rows: [['y'.repeat(3000)]] }]);
  const path = await fileWith(t, 'a.xlsx', honest);
  await assert.rejects(async () => { await Array.fromAsync(readXlsx(path, undefined, 5000)); }, (error) => error instanceof TableError && /too large/.test(error.say('en')));
  // An entry that unpacks to 50 MB and says it holds one byte.
  const zip = storedZip([{ name: 'xl/workbook.xml', data: deflateRawSync(Buffer.alloc(50_000_000)) }]);
  for (const at of [8, zip.lastIndexOf('PK\x01\x02') + 10]) zip.writeUInt16LE(8, at);
  await assert.rejects(unzip(zip, 10_000_000), TableError);
  assert.equal((await unzip(zip, 60_000_000))[0]?.data.length, 50_000_000);
  for (const cell of ['XFD1', 'A99999999999', '&#65;1']) {
    const far = storedZip([{ name: 'xl/worksheets/sheet1.xml', data: Buffer.from(`<worksheet><sheetData><row><c r="${cell}"><v>1</v></c></row></sheetData></worksheet>`) }]);
    assert.match((await refused(await fileWith(t, 'far.xlsx', far))).say('en'), /beyond 1048576 rows or 1000 columns/);
  }
});

test('damaged workbooks are refused, never thrown as something else', async (t) => {
  const honest = await xlsx([{ ...SHEET, rows: [['a', 1, new Date(0), 0.5]] }]);
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat(honest.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }), async (changes) => {
    const bytes = Buffer.from(honest);
    for (const [at, value] of changes) bytes[at] = value;
    await rowsOf(await fileWith(t, 'a.xlsx', bytes)).catch((error: unknown) => assert.ok(error instanceof TableError, String(error)));
  }), { numRuns: 150 });
});

const anyText = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '')), fc.constantFrom('=1+1', "'=1", '"', '""', '\r\n', ',', ';', '😀,"\n"', '＝SUM(A1)', ' x ', '-', '中"文', 'x'.repeat(50_000)));
/** What CSV and XML cannot hold is not asked of them: lone surrogates, and a first column wholly empty. */
const cellText = anyText.filter((text) => text.isWellFormed());

test('whatever text goes out as CSV comes back the same, and no cell can be run', async (t) => {
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(cellText, cellText), { maxLength: 8 }), fc.boolean(), async (rows, bom) => {
    const text = await textOf(csvLines([{ title: 'id', type: 'number' }, { title: 'a' }, { title: '=b' }], rows.map(([a, b], i) => [i, a, b]), { bom }));
    const cells = parse(text, { bom: true });
    assert.deepEqual(cells.slice(1).map((line) => [Number(line[0]), unguarded(String(line[1])), unguarded(String(line[2]))]), rows.map(([a, b], i) => [i, a, b]));
    for (const cell of cells.flatMap((line) => line.slice(1))) assert.doesNotMatch(String(cell), /^[=+\-@\t\r\n＝＋－＠]/);
    const back = await rowsOf(await fileWith(t, 'a.csv', text));
    assert.deepEqual(back.map((row) => 'a' in row && row.a), rows.map(([a]) => a));
  }), { numRuns: 60 });
});

test('whatever text goes out as XLSX comes back the same, as far as XML can hold it', async (t) => {
  // XML 1.0 has no control characters and makes \r\n one newline; Excel writes them as _x000D_. It discourages the other control characters and those
  // that are none (§2.2): the writer leaves them out, and the sign for what could not be read with them.
  const plain = cellText.map((text) => text.replace(/[\p{Cc}\p{Noncharacter_Code_Point}\ufffd]/gu, '').slice(0, 30_000)).filter((text) => text.isWellFormed());
  await fc.assert(fc.asyncProperty(fc.array(plain, { minLength: 1, maxLength: 8 }), async (texts) => {
    const path = await fileWith(t, 'a.xlsx', await xlsx([{ name: 'a', columns: [{ title: 'n', type: 'number', width: 5 }, { title: 'x', type: 'text', width: 5 }], rows: texts.map((text, i) => [i, text]) }]));
    assert.deepEqual((await rowsOf(path)).map((row) => 'x' in row && row.x), texts);
  }), { numRuns: 60 });
});

test('words that every object of JavaScript knows are words like others in XLSX', async (t) => {
  const words = ['valueOf', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'x'];
  const path = await fileWith(t, 'a.xlsx', await xlsx([{ name: 'a', columns: [{ title: 'n', type: 'number', width: 5 }, { title: 'constructor', type: 'text', width: 5 }], rows: words.map((word, i) => [i, word]) }]));
  assert.deepEqual((await rowsOf(path)).map((row) => row['constructor' as keyof typeof row]), words);
});

test('guarding is undone exactly', () => {
  fc.assert(fc.property(anyText, (text) => unguarded(guarded(text)) === text));
  assert.deepEqual(['=1', '-5', '@a', "it's", "'=1", "'a"].map(guarded), ["'=1", "'-5", "'@a", "it's", "''=1", "'a"]);
});

test('numbers stand as they are, dates on the wall clock with their offset', async () => {
  const columns = [{ title: 'n', type: 'number' }, { title: 'at' }] as const;
  const rows = [[-5, new Date('2026-07-01T00:00:00.900Z')], [null, new Date('2026-11-01T05:30:00Z')], [1.5, new Date('2026-11-01T06:30:00Z')]];
  assert.equal(await textOf(csvLines(columns, rows, { zone: 'America/New_York' })), 'n,at\r\n-5,2026-06-30T20:00:00-04:00\r\n,2026-11-01T01:30:00-04:00\r\n1.5,2026-11-01T01:30:00-05:00\r\n');
  assert.equal(await textOf(csvLines(columns, [[1, new Date(0)]])), 'n,at\r\n1,1970-01-01T00:00:00Z\r\n');
  assert.deepEqual([wallIso(new Date(0), 'Asia/Kolkata'), wallIso(new Date(0), 'UTC'), wallIso(new Date('1880-01-01T00:00:00Z'), 'Asia/Shanghai')], ['1970-01-01T05:30:00+05:30', '1970-01-01T00:00:00+00:00', '1880-01-01T00:00:00Z']);
});

test('wall clocks say the same moment, in every zone and year', () => {
  fc.assert(fc.property(fc.date({ min: new Date('1950-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }), fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'), (at, zone) => {
    assert.equal(Date.parse(wallIso(at, zone)), Math.floor(at.getTime() / 1000) * 1000);
  }));
});
