// Cases driven by people through real steps, and what a month then says of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needs } from '#test/needs.ts';
import { testApp, type TestApp } from '#test/app.ts';
import { saveSetting } from '#city/settings/index.ts';
import { feedback, openCase, step, walk } from '../../city/cases/cases.fixture.ts';
import { FiguresAnswer } from './contract.ts';
import type { Measure } from './rules.ts';

const figures = async (app: TestApp, path: string, as?: string) => FiguresAnswer.parse(await app.json(`/api/figures/${path}`, as ? { as } : {}));
const counted = (answer: FiguresAnswer['total']['now'], ...measures: Measure[]): number[] => measures.map((measure) => answer.counts[measure] ?? -1);
type FiguresAnswer = Awaited<ReturnType<typeof figures>>;
const ok = async (answer: Promise<Response>) => { const response = await answer; assert.ok(response.ok, `${response.status} ${await response.clone().text()}`); };

test('what people do in a month is what the month says: on time, late, suspended, extended, appealed, reworked, reopened, merged, refused', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t, { now: new Date('2026-11-03T10:00:00+08:00') });
  const day = (n: number, hour = 10) => app.clock.set(new Date(`2026-11-${String(n).padStart(2, '0')}T${hour}:00:00+08:00`));

  const onTime = await openCase(app);
  await walk(app, onTime, 'closure');

  const late = await openCase(app);
  await walk(app, late, 'signature');
  app.clock.advance(180);
  await ok(feedback(app, 'handler', late));
  await ok(step(app, 'acceptor', late, 'check-order'));
  await ok(step(app, 'officer', late, 'check', { passed: true }));
  await ok(step(app, 'acceptor', late, 'closure', { outcome: 'resolved', note: '已恢复' }));
  await ok(step(app, 'handler', late, 'appeal', { reason: '暴雨' }));
  await ok(step(app, 'dispatcher', late, 'appeal-decision', { granted: true, reason: '属实' }));
  await ok(step(app, 'acceptor', late, 'appeal-decision', { granted: true, reason: '属实' }));

  day(4);
  const suspended = await openCase(app);
  await walk(app, suspended, 'signature');
  await ok(step(app, 'dispatcher', suspended, 'suspension', { until: '2026-12-20T10:00:00+08:00', reason: '等审批' }));

  const extended = await openCase(app);
  await walk(app, extended, 'signature');
  await ok(step(app, 'handler', extended, 'extension-request', { until: '2026-12-05T10:00:00+08:00', reason: '缺料' }));
  await ok(step(app, 'dispatcher', extended, 'extension', { granted: true, note: '同意' }));

  day(5);
  const reworked = await openCase(app);
  await walk(app, reworked, 'feedback');
  await ok(step(app, 'acceptor', reworked, 'rework', { reason: '没清完' }));
  app.clock.advance(30);
  await ok(feedback(app, 'handler', reworked));
  await ok(step(app, 'acceptor', reworked, 'check-order'));
  await ok(step(app, 'officer', reworked, 'check', { passed: true }));
  await ok(step(app, 'acceptor', reworked, 'closure', { outcome: 'resolved', note: '已恢复' }));

  const reopened = await openCase(app);
  await walk(app, reopened, 'closure');

  day(6);
  const merged = await openCase(app);
  await ok(step(app, 'acceptor', merged, 'merge', { into: extended }));
  const refused = await openCase(app);
  await ok(step(app, 'acceptor', refused, 'refusal', { reason: '不属实' }));
  const open = await openCase(app);
  await walk(app, open, 'signature');
  const tip = await openCase(app, { class: 'E0499', visibility: 'private' });
  const question = await openCase(app, { nature: 'question', class: null });
  await ok(step(app, 'acceptor', question, 'answer', { note: '九点开门' }));

  day(18);
  const before = await figures(app, '2026-11?by=street');
  assert.deepEqual(counted(before.total.now, 'received', 'filed', 'due', 'suspended', 'should', 'on-time', 'overdue', 'overdue-open', 'exempt', 'pending'), [11, 7, 6, 1, 5, 3, 2, 1, 1, 0]);
  assert.deepEqual(counted(before.total.now, 'closed', 'rework', 'reopened', 'answered'), [4, 1, 0, 1]);
  assert.deepEqual([before.total.now.public['received'], before.counted, before.provisional, before.total.before, before.total.year_before], [8, 'all', true, null, null]);
  assert.deepEqual(before.total.now.rates, { 'on-time-rate': 0.6, 'rework-rate': 0.25, 'solved-rate': null });
  assert.equal(before.total.now.handling_hours.cases, 4);

  // A reopened case is no longer closed in November, until it is closed again in December.
  await ok(step(app, 'acceptor', reopened, 'reopening', { reason: '又来了' }));
  const after = await figures(app, '2026-11');
  assert.deepEqual(counted(after.total.now, 'due', 'on-time', 'closed', 'reopened'), [5, 2, 3, 0]);
  app.clock.set(new Date('2026-12-01T09:00:00+08:00'));
  await walk(app, reopened, 'closure');
  app.clock.advance(60);
  const december = await figures(app, '2026-12');
  assert.deepEqual(counted(december.total.now, 'received', 'filed', 'closed', 'reopened'), [0, 0, 1, 1], 'filed counts the first time');
  assert.deepEqual(counted((await figures(app, '2026-11')).total.now, 'received', 'filed', 'closed'), [11, 7, 3]);

  await t.test('nobody learns of the tip from a narrow table; staff do', async () => {
    const visitor = await figures(app, '2026-11?by=class');
    assert.deepEqual(visitor.rows.map((row) => row.key).sort(), ['-', 'E0406', 'private']);
    assert.ok(!JSON.stringify(visitor).includes('E0499'));
    const narrow = await figures(app, '2026-11?by=class&area=900101001');
    assert.deepEqual([narrow.counted, narrow.rows.some((row) => row.key === 'private'), narrow.total.now.counts['received'], narrow.total.now.public['received']], ['public', false, 8, 8]);
    const staff = await figures(app, '2026-11?by=class&area=900101001', 'examiner');
    assert.deepEqual([staff.counted, staff.rows.find((row) => row.key === 'E0499')?.now.counts['received'], staff.total.now.counts['received']], ['all', 1, 11]);
    assert.equal((await figures(app, '2026-W45')).counted, 'public');
    const list = async (path: string, as?: string) => (await app.request(`/figures/2026-11/cases?measure=received&by=class&key=E0499${path}`, as ? { as } : {})).text();
    assert.ok(!(await list('')).includes(tip));
    assert.ok((await list('', 'examiner')).includes(tip));
    assert.ok(!(await list('', 'acceptor2')).includes(tip), 'another district');
  });
});

test('a month begins and ends by the clock of the city, also where clocks change', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t, { now: new Date('2026-11-01T03:59:59Z') });
  await saveSetting(app.db, 'zone', 'America/New_York', app.people['administrator'] ?? '', app.clock.now());
  for (const at of ['2026-11-01T03:59:59Z', '2026-11-01T04:00:00Z', '2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z', '2026-12-01T04:59:59Z', '2026-12-01T05:00:00Z']) {
    app.clock.set(new Date(at));
    await openCase(app);
  }
  app.clock.set(new Date('2026-12-15T12:00:00Z'));
  const received = async (period: string) => counted((await figures(app, period, 'examiner')).total.now, 'received')[0];
  assert.deepEqual(await Promise.all(['2026-10', '2026-11', '2026-12', '2026-11-01', '2026-Q4', '2026'].map(received)), [1, 4, 1, 3, 6, 6]);
  const november = await figures(app, '2026-11');
  assert.deepEqual([november.from, november.to, november.provisional], ['2026-11-01T04:00:00Z', '2026-12-01T05:00:00Z', false]);
  const december = await figures(app, '2026-12');
  assert.deepEqual([december.provisional, december.as_of, december.total.before?.counts['received']], [true, '2026-12-15T12:00:00Z', 3], 'fourteen and a half days are compared with as many');
});

test('pages: the last month without asking, both languages, empty and impossible periods', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const there = await app.request('/figures');
  assert.deepEqual([there.status, there.headers.get('location')], [303, '/figures/2026-10']);
  const text = async (path: string, lang: 'zh' | 'en' = 'zh') => { const response = await app.request(path, { lang }); return { status: response.status, text: await response.text() }; };
  assert.match((await text('/figures/2026-10')).text, /还没有一件案卷/);
  await walk(app, await openCase(app), 'closure');
  app.clock.advance(300);
  assert.match((await text('/figures/2026-10')).text, /城市从 2026年11月18日 开始有案卷/);
  const [zh, en] = [await text('/figures/2026-11'), await text('/figures/2026-11', 'en')];
  assert.match(zh.text, /<h1>2026 年 11 月<\/h1>/);
  assert.match(zh.text, /应结案只有 <b>1<\/b> 件/);
  assert.match(en.text, /<h1>November 2026<\/h1>/);
  assert.match(en.text, /Due to be closed: only <b>1<\/b>/);
  assert.doesNotMatch(en.text.replace(/<head>.*?<\/head>|lang="zh-CN"[^>]*>[^<]*|小城/gs, '').replace(/中文/g, ''), /[\u4e00-\u9fff]{2,}(?=[^<]*<\/(?:h1|h2|p|th|td|summary|label)>)/, 'no Chinese left in English');
  assert.deepEqual(await Promise.all(['/figures/2026-13', '/figures/2026-12', '/figures/x', '/api/figures/2026-13'].map(async (path) => (await text(path)).status)), [404, 404, 404, 404]);
  assert.equal((await text('/figures/2026-11?by=colour')).status, 400);
  const csv = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await (await app.request('/figures/2026-11/table.csv?by=unit')).arrayBuffer());
  assert.match(csv, /^\uFEFF代码,名称,受理,受理 其中公开/);
  assert.match(csv, /\r\nlaw1,城管执法一中队,1,1,/);
  const workbook = await app.request('/figures/2026-11/table.xlsx');
  assert.equal(new TextDecoder().decode((await workbook.arrayBuffer()).slice(0, 2)), 'PK');
});
