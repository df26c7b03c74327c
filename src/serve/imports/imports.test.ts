// History into the small city: what a row becomes, that a second run doubles nothing, that the past goes on and is not rewritten.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { testApp } from '#test/app.ts';
import { needs } from '#test/needs.ts';
import { replay } from '#city/cases/projection.ts';
import { CaseState, Step } from '#city/cases/contract.ts';
import { escalateLate } from '#city/cases/index.ts';
import { bring, closed, csvOf, endState, folder, right } from './imports.fixture.ts';

const Count = z.object({ n: z.number() });
const count = async (app: Awaited<ReturnType<typeof testApp>>, query: ReturnType<typeof sql>) => (await app.db.one(Count, query)).n;

test('a row becomes a case with given moments and limits, and nothing that the source does not know', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { put } = await folder(t);
  const { run, counts } = await bring(app.db, [await put('a.csv', csvOf([closed('A-1', { 描述: '摊主电话13812345678' }), right('A-2'), right('A-3', { 部门: '' })]))]);
  assert.deepEqual({ new: counts.new, refused: counts.refused, flags: counts.flags }, { new: 3, refused: 0, flags: {} });

  const steps = await app.db.rows(z.object({ number: z.string(), verb: z.string(), at: z.date(), role: z.string(), data: z.record(z.string(), z.unknown()), note: z.string().nullable(), reason: z.string() }), sql`
    select c.number, s.verb, s.at, s.role, s.data, s.note, s.reason from city.case_steps s join city.cases c on c.id = s.case_id order by s.id`);
  assert.deepEqual(steps.filter((s) => s.number === 'OLD-A-1').map((s) => [s.verb, s.at.toISOString(), s.role]), [
    ['receive', '2026-03-02T01:00:00.000Z', 'system'], ['file', '2026-03-02T01:00:00.000Z', 'system'], ['dispatch', '2026-03-02T01:00:00.000Z', 'system'], ['close', '2026-03-02T09:00:00.000Z', 'system'],
  ]);
  assert.ok(steps.every((s) => s.data['imported'] === run && s.reason.includes('old')));
  assert.equal(steps.find((s) => s.verb === 'close')?.note, '已劝离');
  assert.deepEqual(steps.filter((s) => s.number === 'OLD-A-3').map((s) => s.verb), ['receive']);

  const State = CaseState.extend({ id: z.number(), number: z.string() });
  const cases = await app.db.rows(State, sql`select * from city.cases order by number`);
  assert.deepEqual(cases.map((c) => [c.number, c.stage, c.lead, c.holder, c.outcome, c.late, c.due_at?.toISOString()]), [
    ['OLD-A-1', 'closed', 'law1', null, 'resolved', false, '2026-03-03T01:00:00.000Z'], ['OLD-A-2', 'handling', 'law1', 'law1', null, false, '2026-03-03T01:00:00.000Z'], ['OLD-A-3', 'received', null, 'sup1', null, false, '2026-03-03T01:00:00.000Z'],
  ]);
  for (const { id, number, ...state } of cases) {
    const file = await app.db.rows(Step, sql`select id, at, verb, actor, role, organisation, reason, note, data, public from city.case_steps where case_id = ${id} order by id`);
    assert.deepEqual(replay(file), state, number);
  }
  const clocks = await app.db.rows(z.object({ number: z.string(), clock: z.string(), limit_value: z.number(), limit_unit: z.string(), late: z.boolean().nullable() }), sql`select c.number, k.clock, k.limit_value, k.limit_unit, k.late from city.case_clocks k join city.cases c on c.id = k.case_id order by 1`);
  assert.deepEqual(clocks, [{ number: 'OLD-A-1', clock: 'handling', limit_value: 24, limit_unit: 'urgent_hour', late: false }, { number: 'OLD-A-2', clock: 'handling', limit_value: 24, limit_unit: 'urgent_hour', late: null }]);
  assert.equal(await count(app, sql`select count(*)::int as n from ground.events_outbox where type like 'city.%' or type like 'serve.%'`), 0, 'nobody is told of the past');
  assert.equal(await count(app, sql`select count(*)::int as n from serve.push_deliveries`), 0);
  assert.equal(await count(app, sql`select count(*)::int as n from ground.audit_entries where action = 'serve.imports.ran'`), 1);
  assert.equal(await count(app, sql`select count(*)::int as n from ground.links where to_type = 'import' and to_key = ${String(run)} and relation = 'came-of' and from_type = 'case'`), 3);
  assert.deepEqual((await app.db.rows(z.object({ what: z.string() }), sql`select what from city.happenings order by id`)).map((h) => h.what), ['raised', 'closed', 'raised', 'raised']);
});

test('an imported case behaves as any other: open interface by its id, public page, search, the file, the queue', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { put } = await folder(t);
  await bring(app.db, [await put('a.csv', csvOf([closed('77001', { 描述: '摊主电话13812345678，邮箱 a@b.cn' }), right('x-9f')]))], { mapping: { prefix: '' } });
  const [request] = z.array(z.record(z.string(), z.unknown())).parse(await app.json('/open311/v2/requests/77001.json'));
  assert.deepEqual([request?.['service_request_id'], request?.['status'], request?.['service_code'], request?.['requested_datetime'], request?.['expected_datetime'], request?.['updated_datetime']], ['77001', 'closed', 'E0406', '2026-03-02T01:00:00Z', '2026-03-03T01:00:00Z', '2026-03-02T09:00:00Z']);
  assert.match(String(request?.['status_notes']), /已劝离/);
  assert.doesNotMatch(JSON.stringify(request), /13812345678|a@b\.cn/, 'what points at a person stays inside');
  assert.equal((await app.request('/reports/77001')).status, 200);
  const file = await app.request('/cases/x-9f', { as: 'handler' });
  assert.equal(file.status, 200);
  assert.match(await file.text(), /历史数据导入/);
  const bar = await (await app.request('/cases/77001', { as: 'examiner' })).text();
  assert.deepEqual([...bar.matchAll(/<li class="cb-done">.*?<b>(.*?)<\/b>/g)].map((found) => found[1]), ['受理', '立案', '派遣', '结案'], 'nobody has fed back or checked');
  assert.match(await (await app.request('/desk/handling', { as: 'handler' })).text(), /x-9f/);
  for (const text of ['77001', 'x-9f']) assert.match(await (await app.request(`/search?q=${text}`, { as: 'acceptor' })).text(), new RegExp(text), text);
});

test('run twice, nothing doubles; a dry run writes nothing and says the same', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { put } = await folder(t);
  const file = await put('a.csv', csvOf([closed('1'), right('2', { 时限: '' }), right('3', { 上报: '去年' }), right('2', { 描述: '又来' })]));
  const before = await endState(app.db);
  const dry = await bring(app.db, [file], { dry: true });
  assert.equal(await endState(app.db), before);
  assert.equal(await count(app, sql`select count(*)::int as n from serve.import_runs`), 0);
  const first = await bring(app.db, [file]);
  assert.deepEqual(dry.counts, first.counts);
  assert.deepEqual(first.counts, { rows: 4, new: 2, same: 1, changed: 0, skipped: 0, refused: 1, flags: { 'no-target': 1, 'duplicate-id': 1 }, refusals: { 'bad-time': 1 }, unknown: {} });
  const state = await endState(app.db);
  const second = await bring(app.db, [file]);
  assert.deepEqual([second.counts.new, second.counts.same, second.counts.changed, second.counts.refused], [0, 3, 0, 1]);
  assert.equal(await endState(app.db), state);
});

test('a row whose past goes on has the missing steps added; one whose past was rewritten is flagged and left', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { put } = await folder(t);
  await bring(app.db, [await put('march.csv', csvOf([right('1'), right('2'), right('3'), right('4')]))]);
  const next = await put('april.csv', csvOf([closed('1'), closed('2', { 时限: '2026-03-01 09:00', 办结: '2026-03-02 17:00' }), right('3', { 描述: '换了说法' }), right('4')]));
  const { counts } = await bring(app.db, [next]);
  assert.deepEqual([counts.new, counts.changed, counts.same, counts.flags], [0, 1, 3, { 'changed-past': 1, 'changed-text': 1, 'target-before-opened': 1 }]);
  const cases = await app.db.rows(z.object({ number: z.string(), stage: z.string(), description: z.string(), steps: z.number(), ended: z.boolean() }), sql`
    select number, stage, description, (select count(*)::int from city.case_steps s where s.case_id = c.id) as steps, (select bool_and(k.ended_at is not null) from city.case_clocks k where k.case_id = c.id) as ended from city.cases c order by number`);
  assert.deepEqual(cases.map((c) => [c.number, c.stage, c.steps, c.ended]), [['OLD-1', 'closed', 4, true], ['OLD-2', 'handling', 3, false], ['OLD-3', 'handling', 3, false], ['OLD-4', 'handling', 3, false]]);
  assert.equal(cases[2]?.description, '水果摊占满人行道');
  assert.deepEqual((await app.db.rows(z.object({ what: z.string() }), sql`select what from city.happenings where subject_key = 'OLD-1' order by id`)).map((h) => h.what), ['raised', 'closed']);
  const state = await endState(app.db);
  const again = await bring(app.db, [next]);
  assert.deepEqual([again.counts.changed, again.counts.same, again.counts.flags], [0, 4, {}]);
  assert.equal(await endState(app.db), state);
  // What the house itself did since is its own past: an import does not write over it.
  await app.json('/api/cases/OLD-4/signature', { as: 'handler', method: 'PUT', json: { seen: 1e9 } });
  const late = await bring(app.db, [await put('may.csv', csvOf([closed('4')]))]);
  assert.deepEqual([late.counts.changed, late.counts.flags], [0, { 'changed-past': 1 }]);
});

test('limits that had passed when the case came in are not escalated; the next limit that passes here is', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { put } = await folder(t);
  await bring(app.db, [await put('a.csv', csvOf([right('1'), right('2')]))], { now: app.clock.now() });
  assert.equal(await count(app, sql`select count(*)::int as n from city.cases where stage_due_at < ${app.clock.now()}`), 2, 'both were late before they came');
  assert.equal(await escalateLate(app.db, app.clock.now()), 0);
  await app.json('/api/cases/OLD-1/extension-request', { as: 'handler', method: 'PUT', json: { until: '2026-11-19T16:00', reason: '缺配件' } });
  await app.json('/api/cases/OLD-1/extension', { as: 'dispatcher', method: 'PUT', json: { granted: true, note: '等配件到货' } });
  app.clock.advance(3 * 24 * 60);
  assert.equal(await escalateLate(app.db, app.clock.now()), 1, 'a limit that passed here');
});

test('questions, suggestions and thanks are answered, not closed; numbers of the city\'s own pattern are not given out again', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { put } = await folder(t);
  await bring(app.db, [await put('a.csv', csvOf([closed('XC20261118-0042', { 结果: '' }), right('XC20261118-0007')]))], { mapping: { prefix: '', nature: { value: 'question' } } });
  const cases = await app.db.rows(z.object({ number: z.string(), stage: z.string(), outcome: z.string().nullable(), lead: z.string().nullable() }), sql`select number, stage, outcome, lead from city.cases order by number`);
  assert.deepEqual(cases, [{ number: 'XC20261118-0007', stage: 'answering', outcome: null, lead: 'law1' }, { number: 'XC20261118-0042', stage: 'closed', outcome: null, lead: 'law1' }]);
  const sent = z.object({ number: z.string() }).parse(await app.json('/api/reports', { method: 'POST', form: { class: 'E0406', lat: '30.903', lon: '118.301', description: '又有摊位', reporter: 'anonymous' } }));
  assert.equal(sent.number, 'XC20261118-0043');
});

test('it also goes on the embedded database', async (t) => {
  const app = await testApp(t, { embedded: true });
  const { put } = await folder(t);
  const file = await put('a.csv', csvOf(Array.from({ length: 300 }, (_, i) => (i % 3 ? closed : right)(String(i)))));
  const first = await bring(app.db, [file], { batch: 64 });
  assert.equal(first.counts.new, 300);
  const second = await bring(app.db, [await put('b.csv', csvOf(Array.from({ length: 300 }, (_, i) => closed(String(i)))))], { batch: 64 });
  assert.deepEqual([second.counts.new, second.counts.changed, second.counts.same], [0, 100, 200]);
  assert.equal(await count(app, sql`select count(*)::int as n from city.cases where stage = 'closed'`), 300);
});
