import { test } from 'node:test';
import assert from 'node:assert/strict';
import { z } from 'zod';
import { needs } from '#test/needs.ts';
import { testApp, type TestApp } from '#test/app.ts';
import { sql } from '#ground/db/index.ts';
import { act, fileByRule, SYSTEM } from './acting.ts';
import { feedback, openCase, picture, step, walk } from './cases.fixture.ts';

const Row = z.object({ stage: z.string(), holder: z.string().nullable(), due_at: z.date().nullable(), stage_due_at: z.date().nullable(), last_step: z.number(), late: z.boolean(), exempt: z.boolean(), outcome: z.string().nullable(), followers: z.number(), suspended_at: z.date().nullable(), reworked: z.number(), returned: z.boolean(), escalated: z.number(), signed_at: z.date().nullable() });
const rowOf = (app: TestApp, number: string) => app.db.one(Row, sql`select stage, holder, due_at, stage_due_at, last_step, late, exempt, outcome, followers, suspended_at, reworked, returned, escalated, signed_at from city.cases where number = ${number}`);
async function ok(answer: Promise<Response> | Response): Promise<void> { const got = await answer; assert.ok(got.ok, `${got.status} ${await got.clone().text()}`); }
async function refused(answer: Promise<Response>, status: number, words?: RegExp): Promise<void> {
  const got = await answer;
  const text = await got.text();
  assert.equal(got.status, status, text.slice(0, 300));
  if (words) assert.match(text, words);
}

test('seven steps, each by its own people and by nobody else', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const number = await openCase(app);
  const everyone = ['resident', 'officer', 'acceptor', 'dispatcher', 'handler', 'handler-road', 'examiner', 'editor', 'administrator', 'officer2', 'acceptor2', 'dispatcher2', 'handler2', 'acceptor-city', 'dispatcher-city'];
  const body: Record<string, Record<string, unknown>> = { filing: { standard: 'E0406-1' }, dispatch: { unit: 'law1' }, signature: {}, check: { passed: true }, closure: { outcome: 'resolved', note: '现场已恢复' }, 'check-order': {} };
  const stages: [noun: string, by: string, stage: string][] = [['filing', 'acceptor', 'filed'], ['dispatch', 'dispatcher', 'handling'], ['signature', 'handler', 'handling'], ['feedback', 'handler', 'handled'], ['check-order', 'acceptor', 'checking'], ['check', 'officer', 'checked'], ['closure', 'acceptor', 'closed']];
  for (const [noun, by, stage] of stages) {
    const take = (as: string) => (noun === 'feedback' ? feedback(app, as, number) : step(app, as, number, noun, body[noun]));
    for (const wrong of everyone.filter((who) => who !== by)) {
      const answer = await take(wrong);
      assert.ok([403, 404].includes(answer.status), `${wrong} may not ${noun}: ${answer.status}`);
    }
    assert.equal((await app.request(`/api/cases/${number}/${noun}`, { method: 'PUT', json: {} })).status, 401);
    await ok(take(by));
    assert.equal((await rowOf(app, number)).stage, stage);
    const again = await take(by);
    assert.equal(again.status, 409, `${noun} a second time`);
  }
  const clocks = await app.db.rows(z.object({ clock: z.string(), ended: z.boolean() }), sql`select clock, ended_at is not null as ended from city.case_clocks k join city.cases c on c.id = k.case_id where c.number = ${number} order by started_at, clock`);
  assert.ok(clocks.every((one) => one.ended), JSON.stringify(clocks));
  assert.deepEqual([...new Set(clocks.map((one) => one.clock))].toSorted(), ['acceptance', 'check', 'closing', 'dispatch', 'handling']);
});

test('nobody of command files or closes, nobody closes what they handled', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const both = app.people['acceptor'] ?? '';
  const grant = (role: string, organisation: string) => app.db.run(sql`insert into ground.identity_grants (person, role, organisation, area) values (${both}, ${role}, ${organisation}, '900101')`);
  const number = await openCase(app);
  await walk(app, number, 'dispatch');
  await grant('handler', 'law1');
  await ok(step(app, 'acceptor', number, 'signature'));
  await ok(feedback(app, 'acceptor', number));
  await ok(step(app, 'acceptor', number, 'check-order'));
  await ok(step(app, 'officer', number, 'check', { passed: true }));
  await refused(step(app, 'acceptor', number, 'closure', { outcome: 'resolved', note: '好了' }), 403, /办过这件事的人不能结案/);
  await app.db.run(sql`update ground.identity_grants set ended_at = ${app.clock.now()} where person = ${both} and role = 'handler'`);
  await grant('dispatcher', 'com2');
  const fresh = await openCase(app);
  await refused(step(app, 'acceptor', fresh, 'filing', { standard: 'E0406-1' }), 403, /不立案、不结案/);
  await refused(step(app, 'acceptor', number, 'closure', { outcome: 'resolved', note: '好了' }), 403);
});

test('a stale step is refused and changes nothing', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const number = await openCase(app);
  const { last_step: seen } = await rowOf(app, number);
  await ok(step(app, 'acceptor', number, 'note', { note: '先看一眼' }));
  await refused(step(app, 'acceptor', number, 'filing', { standard: 'E0406-1', seen }), 409);
  const page = await app.request(`/cases/${number}/filing`, { as: 'acceptor', form: { standard: 'E0406-1', seen: String(seen), note: '我写的说明' } });
  assert.equal(page.status, 409);
  assert.match(await page.text(), /我写的说明/, 'what was typed comes back');
  assert.equal((await rowOf(app, number)).stage, 'received');
  const [one, two] = await Promise.all([step(app, 'acceptor', number, 'filing', { standard: 'E0406-1' }), step(app, 'acceptor', number, 'filing', { standard: 'E0406-1' })]);
  assert.deepEqual([one.status, two.status].toSorted(), [200, 409], 'two at once: one wins');
});

test('return with its reason, rework, extension and suspension on the working clock', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const number = await openCase(app, { class: 'E0410' });
  await ok(step(app, 'acceptor', number, 'filing', { standard: 'E0410-1' }));
  await ok(step(app, 'dispatcher', number, 'dispatch', { unit: 'road1' }));
  const first = await rowOf(app, number);
  assert.equal(first.due_at?.toISOString(), '2026-11-18T07:41:00.000Z', '09:41 and 4 working hours without the noon break: 15:41');
  await refused(step(app, 'handler-road', number, 'return', {}), 422);
  await ok(step(app, 'handler-road', number, 'return', { reason: '不属本单位' }));
  const back = await rowOf(app, number);
  assert.deepEqual([back.stage, back.holder, back.returned], ['filed', 'com1', true]);
  app.clock.advance(30);
  await ok(step(app, 'dispatcher', number, 'dispatch', { unit: 'law1', assisting: ['clean1'] }));
  assert.equal((await rowOf(app, number)).due_at?.getTime(), first.due_at?.getTime(), 'being returned stops no clock');
  // 挂账 for one working hour: due one working hour later.
  await ok(step(app, 'dispatcher', number, 'suspension', { until: '2026-11-18T11:11', reason: '等管线单位' }));
  await refused(step(app, 'handler', number, 'feedback', { note: 'x' }), 409);
  app.clock.advance(60);
  await ok(step(app, 'dispatcher', number, 'resumption'));
  const resumed = await rowOf(app, number);
  assert.equal(resumed.due_at?.toISOString(), '2026-11-18T08:41:00.000Z');
  assert.equal(resumed.suspended_at, null);
  // 延期 to the next day.
  await refused(step(app, 'handler', number, 'extension-request', { until: '2026-11-18T12:00', reason: '早了' }), 422);
  await ok(step(app, 'handler', number, 'extension-request', { until: '2026-11-19T16:00', reason: '缺配件' }));
  await refused(step(app, 'handler', number, 'extension-request', { until: '2026-11-20T16:00', reason: '再要' }), 409);
  await refused(step(app, 'acceptor', number, 'extension', { granted: true, note: '好' }), 403);
  await ok(step(app, 'dispatcher', number, 'extension', { granted: true, note: '等配件到货' }));
  assert.equal((await rowOf(app, number)).stage_due_at?.toISOString(), '2026-11-19T08:00:00.000Z');
  app.clock.set(new Date('2026-11-19T15:00:00+08:00'));
  // 返工: the same unit, the same limit.
  await ok(feedback(app, 'handler', number));
  await ok(step(app, 'acceptor', number, 'rework', { reason: '还有两辆' }));
  const clock = await app.db.one(z.object({ due_at: z.date(), late: z.boolean() }), sql`select k.due_at, k.late from city.case_clocks k join city.cases c on c.id = k.case_id where c.number = ${number} and clock = 'handling' and k.ended_at is not null order by round desc limit 1`);
  assert.deepEqual([clock.due_at.toISOString(), clock.late], ['2026-11-19T08:00:00.000Z', false], 'judged by the extended limit');
  const again = await app.db.one(z.object({ due_at: z.date() }), sql`select k.due_at from city.case_clocks k join city.cases c on c.id = k.case_id where c.number = ${number} and clock = 'handling' and k.ended_at is null`);
  assert.equal(again.due_at.toISOString(), '2026-11-19T08:00:00.000Z', 'another round of the same clock, towards the same moment');
  const reworked = await rowOf(app, number);
  assert.deepEqual([reworked.stage, reworked.holder, reworked.reworked], ['handling', 'law1', 1]);
  await ok(feedback(app, 'handler', number));
  await ok(step(app, 'acceptor', number, 'check-order'));
  await refused(step(app, 'officer', number, 'check', { passed: false }), 422);
  await ok(step(app, 'officer', number, 'check', { passed: false, note: '盲道上还有' }));
  assert.equal((await rowOf(app, number)).reworked, 2);
});

test('merging takes people along and is undone; the other district cannot be merged into', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const [kept, gone, far] = [await openCase(app), await openCase(app, { lon: 118.3012 }), await openCase(app, { lon: 118.33 })];
  await refused(step(app, 'acceptor', gone, 'merge', { into: gone }), 422);
  await refused(step(app, 'acceptor', gone, 'merge', { into: far }), 422);
  await ok(step(app, 'acceptor', gone, 'merge', { into: kept }));
  assert.deepEqual([(await rowOf(app, kept)).followers, (await rowOf(app, gone)).outcome], [2, 'merged']);
  await refused(step(app, 'acceptor', kept, 'merge', { into: gone }), 422, /已结案或已被合并/);
  const html = await (await app.request(`/cases/${kept}`, { as: 'acceptor' })).text();
  assert.match(html, new RegExp(gone));
  await ok(step(app, 'acceptor', gone, 'unmerge'));
  const [a, b] = [await rowOf(app, kept), await rowOf(app, gone)];
  assert.deepEqual([a.followers, b.stage, b.outcome], [1, 'received', null]);
  const links = await app.db.one(z.object({ live: z.number() }), sql`select count(*)::int as live from ground.links where ended_at is null and relation = 'merged-into'`);
  assert.equal(links.live, 0);
});

test('a timeout is escalated once, appealed once, and decided by two centres', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const number = await openCase(app);
  await walk(app, number, 'signature');
  const { escalateLate } = await import('./sweeping.ts');
  assert.equal(await escalateLate(app.db, app.clock.now()), 0);
  app.clock.advance(150);
  assert.equal(await escalateLate(app.db, app.clock.now()), 1);
  assert.equal(await escalateLate(app.db, app.clock.now()), 0, 'once for one limit');
  assert.deepEqual([(await rowOf(app, number)).late, (await rowOf(app, number)).escalated], [true, 1]);
  await ok(feedback(app, 'handler', number));
  await ok(step(app, 'acceptor', number, 'check-order'));
  await ok(step(app, 'officer', number, 'check', { passed: true }));
  await ok(step(app, 'acceptor', number, 'closure', { outcome: 'resolved', note: '好了' }));
  await refused(step(app, 'handler2', number, 'appeal', { reason: '堵车' }), 404);
  await ok(step(app, 'handler', number, 'appeal', { reason: '暴雨封路' }));
  await refused(step(app, 'handler', number, 'appeal', { reason: '再来' }), 409);
  await refused(step(app, 'acceptor', number, 'appeal-decision', { granted: true, reason: '属实' }), 409);
  assert.match(await (await app.request('/desk/dispatch?tab=first-appeals', { as: 'dispatcher' })).text(), new RegExp(number));
  await ok(step(app, 'dispatcher', number, 'appeal-decision', { granted: true, reason: '有封路通知' }));
  assert.match(await (await app.request('/desk/checks?tab=appeals', { as: 'acceptor' })).text(), new RegExp(number));
  await ok(step(app, 'acceptor', number, 'appeal-decision', { granted: true, reason: '属实' }));
  const row = await rowOf(app, number);
  assert.deepEqual([row.late, row.exempt], [true, true], 'late stays late; it does not count');
});

test('reopen within its days, void, and a suspension that ends by itself', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const number = await openCase(app);
  await walk(app, number, 'closure');
  await ok(step(app, 'acceptor', number, 'reopening', { reason: '又摆出来了' }));
  assert.equal((await rowOf(app, number)).stage, 'received');
  assert.match(await (await app.request('/desk/acceptance?tab=reopened', { as: 'acceptor' })).text(), new RegExp(number));
  await walk(app, number, 'closure');
  app.clock.advance(60 * 24 * 16);
  await refused(step(app, 'acceptor', number, 'reopening', { reason: '晚了' }), 409, /15/);
  const wrong = await openCase(app);
  await ok(step(app, 'acceptor', wrong, 'voiding', { reason: '测试误报' }));
  assert.deepEqual([(await rowOf(app, wrong)).stage, (await rowOf(app, wrong)).outcome], ['void', 'void']);
  await refused(step(app, 'acceptor', wrong, 'filing', { standard: 'E0406-1' }), 409);
  const waiting = await openCase(app);
  await walk(app, waiting, 'dispatch');
  const until = new Date(app.clock.now().getTime() + 3 * 3_600_000).toISOString();
  await ok(step(app, 'dispatcher', waiting, 'suspension', { until, reason: '等雨停' }));
  const { resumeDue } = await import('./sweeping.ts');
  assert.equal(await resumeDue(app.db, app.clock.now()), 0);
  app.clock.advance(181);
  assert.equal(await resumeDue(app.db, app.clock.now()), 1);
  assert.equal((await rowOf(app, waiting)).suspended_at, null);
});

test('a question is passed to a unit, returned, and answered; it is never filed', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const number = await openCase(app, { nature: 'question', class: null, title: '老楼加装电梯怎么申请' });
  await refused(step(app, 'acceptor', number, 'filing', { standard: 'E0406-1' }), 409);
  await ok(step(app, 'acceptor', number, 'consultation', { unit: 'road1' }));
  await ok(step(app, 'handler-road', number, 'return', { reason: '归住建' }));
  assert.equal((await rowOf(app, number)).holder, 'sup1');
  await ok(step(app, 'acceptor', number, 'answer', { note: '三分之二业主同意即可申请' }));
  assert.deepEqual([(await rowOf(app, number)).stage, (await rowOf(app, number)).outcome], ['closed', 'answered']);
});

test('photos are fetched through their case, by those who may see it', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const number = await openCase(app, { visibility: 'private' });
  const form = new FormData();
  form.set('note', '现场照片');
  form.append('photos', await picture());
  await ok(app.request(`/api/cases/${number}/note`, { as: 'acceptor', method: 'PUT', form }));
  const { id } = await app.db.one(z.object({ id: z.string() }), sql`select id from ground.files where owner_key = ${number}`);
  const got = await app.request(`/cases/${number}/photos/${id}?size=small`, { as: 'acceptor' });
  assert.equal(got.headers.get('content-type'), 'image/webp');
  assert.equal((await app.request(`/cases/${number}/photos/${id}`)).status, 404);
  assert.equal((await app.request(`/cases/${number}/photos/${id}`, { as: 'acceptor2' })).status, 404);
  const other = await openCase(app);
  assert.equal((await app.request(`/cases/${other}/photos/${id}`, { as: 'acceptor' })).status, 404, 'not through another case');
});

test('moderation takes words out of the text, the title and the search alike', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const number = await openCase(app, { title: '占道经营，张三的摊位', description: '张三的摊位占满人行道' });
  await ok(step(app, 'acceptor', number, 'public-text', { description: '摊位占满人行道', reason: '去掉姓名' }));
  const row = await app.db.one(z.object({ title: z.string(), description: z.string(), find: z.string() }), sql`select title, description, find::text as find from city.cases where number = ${number}`);
  assert.deepEqual([row.title, row.description], ['占道经营，摊位占满人行道', '摊位占满人行道']);
  assert.ok(!row.find.includes('张'), 'not found by the name either');
});

test('a published rule files a case: in the role of the house, by nobody, with its filing condition; the house does no more', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const number = await openCase(app);
  const now = app.clock.now();
  const standard = { id: 'E0406-1', class: 'E0406', limit: { value: 2, unit: 'urgent_hour' as const } };
  const filed = () => fileByRule(app.db, { number, standard, note: '按已公布的规则立案', now });
  await assert.rejects(fileByRule(app.db, { number, standard: { ...standard, class: 'E0101' }, note: '', now }), { status: 422 }, 'a condition of another class');
  await filed();
  await assert.rejects(filed(), { status: 409 }, 'a second time');
  const steps = await app.db.rows(z.object({ verb: z.string(), role: z.string(), actor: z.string().nullable(), organisation: z.string().nullable() }), sql`select t.verb, t.role, t.actor::text, t.organisation from city.case_steps t join city.cases c on c.id = t.case_id where c.number = ${number} order by t.id desc limit 1`);
  assert.deepEqual(steps, [{ verb: 'file', role: 'system', actor: null, organisation: null }]);
  assert.equal((await rowOf(app, number)).stage, 'filed');
  for (const verb of ['dispatch', 'close', 'void', 'refuse'] as const) await assert.rejects(act(app.db, SYSTEM, sql`true`, { number, verb, now }, () => ({ change: {} })), { status: 403 }, verb);
  assert.match(await (await app.request(`/cases/${number}`, { as: 'acceptor' })).text(), /按已公布的规则立案/);
  await ok(step(app, 'dispatcher', number, 'dispatch', { unit: 'law1' }));
});
