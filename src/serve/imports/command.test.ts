// The verb as an operator types it: what it says, in which language, and with which end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '#ground/http/refusal.ts';
import { testApp, type TestApp } from '#test/app.ts';
import { needs } from '#test/needs.ts';
import { importCommand } from './command.ts';
import { closed, csvOf, endState, folder, right, SMALL } from './imports.fixture.ts';
import { progressShown } from './telling.ts';

/** Lines of one run, the last one being the refusal it ended with. */
async function typed(app: TestApp, lang: 'zh' | 'en', ...args: string[]): Promise<{ lines: string[]; ended: string | undefined }> {
  const lines: string[] = [];
  try {
    await importCommand.run(args, { db: app.db, print: (line) => lines.push(line), env: { LANG: lang === 'zh' ? 'zh_CN.UTF-8' : 'C' } });
    return { lines, ended: undefined };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { lines, ended: error.say(lang) };
  }
}

test('a mapping is saved and named; a dry run and --strict write nothing; refused rows end it with a sentence; a right file ends well', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { put } = await folder(t);
  const mapping = await put('old.json', JSON.stringify(SMALL));
  const file = await put('a.csv', csvOf([closed('1'), right('2', { 上报: '去年' }), right('3', { 类别: '没见过' })]));
  assert.match((await typed(app, 'en', file, '--mapping', 'old')).ended ?? '', /no mapping called old/);
  assert.deepEqual(await typed(app, 'zh', 'mapping', 'save', 'old', mapping), { lines: ['已保存对照表 old'], ended: undefined });
  assert.deepEqual((await typed(app, 'en', 'mapping', 'list')).lines, ['old  source old']);
  assert.deepEqual(JSON.parse((await typed(app, 'en', 'mapping', 'show', 'old')).lines.join('\n')), SMALL);
  assert.match((await typed(app, 'en', 'mapping', 'show', 'georeport')).lines.join('\n'), /service_request_id/);

  const before = await endState(app.db);
  const dry = await typed(app, 'zh', file, '--mapping', 'old', '--dry-run');
  assert.deepEqual(dry.lines.slice(0, 2), ['a.csv 第 3 行，上报：时间读不懂（“去年”）。改成对照表 dates 里的写法，或在 dates 里加上这种写法', 'a.csv 第 4 行，类别：类别对不上（“没见过”）。把它加进对照表的 table，或设 unknown 为兜底类别']);
  assert.ok(dry.lines.includes('共 3 行：新增 1，已有 0，补记 0，略过 0，不能导入 2') && dry.lines.includes('对不上的类别：没见过（1）') && dry.lines.at(-1) === '试运行：没有写入任何内容');
  assert.equal(dry.ended, '2 行没有导入');
  assert.equal((await typed(app, 'en', file, '--mapping', 'old', '--strict')).ended, '2 rows cannot be taken; with --strict nothing was written');
  assert.equal(await endState(app.db), before);

  const some = await typed(app, 'en', file, '--mapping', 'old', '--by', 'administrator');
  assert.deepEqual([some.ended, some.lines.includes('3 rows: 1 new, 0 there already, 0 went on, 0 passed over, 2 refused')], ['2 rows were not taken', true]);
  const fine = await typed(app, 'en', await put('b.csv', csvOf([closed('1'), closed('4')])), '--mapping', mapping, '--strict');
  assert.deepEqual(fine, { lines: ['2 rows: 1 new, 1 there already, 0 went on, 0 passed over, 0 refused'], ended: undefined });
  const page = await (await app.request('/admin/imports', { as: 'administrator', lang: 'en' })).text();
  assert.match(page, /a\.csv[\s\S]*administrator|administrator[\s\S]*a\.csv/);
});

test('what cannot be asked for is said, with how to write it', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { put } = await folder(t);
  const mapping = await put('old.json', JSON.stringify(SMALL));
  const file = await put('a.csv', csvOf([right('1')]));
  const cases: [args: string[], ended: RegExp][] = [
    [[], /^Usage/], [[file], /^Usage/], [[file, '--mapping', mapping, '--force'], /does not know --force/], [[file, '--mapping', mapping, '--by', 'nobody'], /login nobody/], [['/no/such.csv', '--mapping', mapping], /cannot be read/],
    [['mapping', 'save', 'Bad Name', mapping], /small letters/], [['mapping', 'drop', 'old'], /^Usage/], [[file, '--mapping', await put('bad.json', '{"id": 1}')], /not right[\s\S]*id[\s\S]*opened/],
    [[await put('c.csv', 'a,b\n1,2\n'), '--mapping', mapping], /c\.csv: .*missing[\s\S]*Nothing after this was read/],
  ];
  for (const [args, ended] of cases) assert.match((await typed(app, 'en', ...args)).ended ?? '', ended, args.join(' '));
});

test('progress is one line that moves on a terminal, and a line every two seconds elsewhere', () => {
  const written: string[] = [];
  let now = 0;
  const files = [{ path: '', name: 'a.csv', format: 'csv' as const, hash: 'x', lines: 100 }];
  const terminal = progressShown('en', files, { isTTY: true, write: (text) => written.push(text) }, () => now);
  now = 500;
  terminal.show(50);
  terminal.end();
  assert.deepEqual(written, ['\r\u001b[K[############............]  50 % 50 of about 100 rows, 100 rows/s', '\r\u001b[K']);
  written.length = 0;
  const log = progressShown('zh', files, { write: (text) => written.push(text) }, () => now);
  for (const at of [600, 1400, 2600, 3000, 4700]) { now = at; log.show(at / 100); }
  log.end();
  assert.deepEqual(written.length, 2);
  assert.match(written[0] ?? '', /^已读 26 \/ 约 100 行/);
});
