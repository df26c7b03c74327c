// The room through the whole application: a rule made by the form, tried, switched on; its alarm at the desks; its end with the case.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { z } from 'zod';
import { needs } from '#test/needs.ts';
import { testApp, type TestApp } from '#test/app.ts';
import { things } from '../things/index.ts';
import { rules } from './index.ts';
import { alarmsIn, arrive, definition, station, value } from './rules.fixture.ts';
import { judgeAll } from './running.ts';
import { isBehind } from './store.ts';

const FORM = { name: '扬尘超标', name_en: 'Dust', class: 'E0406', severity: 'warning', per: 'thing', c1_kind: 'threshold', c1_input: 'PM10', c1_op: 'above', c1_limit: '150', suppress: '60', escalate: '0', tolerance: '0', clear_for: '0' };
async function house(t: TestContext): Promise<{ app: TestApp; pm10: number; judge(): Promise<void> }> {
  const app = await testApp(t, { rooms: [things, rules] });
  const [pm10 = 0] = await station(app.db, '东四站', ['PM10']);
  return { app, pm10, async judge() { for (let i = 0; i < 500; i++) { await judgeAll(app.db, app.clock.now()); if (!(await isBehind(app.db))) return; await new Promise((resolve) => setTimeout(resolve, 10)); } } };
}

test('a steward makes a rule, reads what it means, tries it and switches it on; the desk acknowledges; a refused case makes it a false alarm', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, pm10, judge } = await house(t);
  const preview = await app.request('/admin/rules/new', { as: 'steward', form: { ...FORM, act: 'preview' } });
  assert.equal(preview.status, 200);
  assert.match(await preview.text(), /所有设备，可吸入颗粒物 PM10 高于 150时，发出“预警”告警，按“占道经营”立案。/);
  const wrong = await app.request('/admin/rules/new', { as: 'steward', lang: 'en', form: { ...FORM, c1_limit: '', name: '', act: 'save' } });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /Give a limit: a number[\s\S]*Give it a name/);
  const made = await app.request('/admin/rules/new', { as: 'steward', form: { ...FORM, act: 'save' } });
  assert.deepEqual([made.status, made.headers.get('location')], [303, '/admin/rules/1?saved=1']);
  await arrive(app.db, [value(pm10, -2000, 200), value(pm10, -1990, 100)]);
  const tried = await app.request('/admin/rules/1/trials', { as: 'steward', form: { from: '2026-11-01', to: '2026-11-18' } });
  assert.equal(tried.headers.get('location'), '/admin/trials/1');
  assert.match(await (await app.request('/admin/trials/1', { as: 'steward' })).text(), /等待开始/);
  const [job] = rules.jobs ?? [];
  await job?.run(app.ground, { trial: 1 });
  assert.match(await (await app.request('/admin/trials/1', { as: 'steward', lang: 'en' })).text(), /alarms it would raise/);
  assert.equal((await app.request('/admin/rules/1/trials', { as: 'steward', form: { from: '2026-11-18', to: '2026-11-01' } })).status, 422);
  assert.equal((await app.request('/admin/rules/1/on', { as: 'administrator', method: 'POST', form: {} })).status, 303);
  await judge();
  await arrive(app.db, [value(pm10, -5, 180)]);
  await judge();
  const alarms = await alarmsIn(app.db);
  const last = alarms.at(-1);
  const number = last?.case_number ?? '';
  const list = await (await app.request('/desk/alarms', { as: 'acceptor' })).text();
  assert.ok(list.includes(`/desk/alarms/${last?.id}`) && list.includes(number));
  const seen = await (await app.request(`/desk/alarms/${last?.id}`, { as: 'dispatcher', lang: 'en' })).text();
  assert.match(seen, /Met: PM10 is above 150\. 180 at 18 Nov, 09:36/);
  assert.equal((await app.request(`/desk/alarms/${last?.id}/acknowledgement`, { as: 'officer', method: 'POST', form: {} })).status, 303);
  assert.match(await (await app.request(`/desk/alarms/${last?.id}`, { as: 'acceptor' })).text(), /officer .*确认/);
  await app.json(`/api/cases/${encodeURIComponent(number)}/refusal`, { as: 'acceptor', method: 'PUT', json: { reason: '现场没有扬尘' } });
  await app.settle();
  assert.deepEqual((await alarmsIn(app.db)).map(({ status, verdict }) => [status, verdict]).at(-1), ['resolved', 'false']);
  assert.match(await (await app.request('/admin/rules/1', { as: 'steward' })).text(), /1 个已有结论的告警中 1 个误报/);
});

test('what the viewer may not see does not exist; who may not is refused', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, pm10, judge } = await house(t);
  const { id } = z.object({ id: z.number() }).parse(await app.json('/api/rules', { as: 'administrator', json: definition({}) }));
  await app.request(`/admin/rules/${id}/on`, { as: 'administrator', method: 'POST', form: {} });
  await arrive(app.db, [value(pm10, -5, 180)]);
  await judge();
  const [alarm] = await alarmsIn(app.db);
  for (const [as, status] of [['acceptor', 200], ['officer', 200], ['acceptor-city', 200], ['acceptor2', 404], ['officer2', 404], ['handler', 403], ['resident', 403], ['editor', 403]] as const) assert.equal((await app.request(`/api/alarms/${alarm?.id}`, { as })).status, status, as);
  assert.deepEqual(await app.json('/api/alarms', { as: 'dispatcher2' }), { alarms: [] });
  for (const [as, status] of [['steward', 200], ['administrator', 200], ['acceptor', 403], ['resident', 403]] as const) assert.equal((await app.request('/admin/rules', { as })).status, status, as);
  assert.equal((await app.request('/api/alarms/999', { as: 'acceptor' })).status, 404);
  assert.equal((await app.request('/admin/rules/999', { as: 'steward' })).status, 404);
});

test('the sentence while somebody types; a new version keeps its number; a rule of the API that fits no form says so', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app } = await house(t);
  assert.deepEqual(await app.json('/admin/rules/sentence', { as: 'steward', lang: 'en', form: FORM }), { lines: ['For all things: when PM10 is above 150, raise a warning alarm and open a case of the class Street vending.', 'After it is resolved there is no new one for 1 hour.', 'At most one open alarm a thing.'], fields: [] });
  assert.deepEqual(await app.json('/admin/rules/sentence', { as: 'steward', form: { ...FORM, c1_limit: '' } }), { lines: [], fields: ['c1_limit'] });
  await app.request('/admin/rules/new', { as: 'steward', form: { ...FORM, act: 'save' } });
  assert.equal((await app.request('/admin/rules/1/edit', { as: 'steward', form: { ...FORM, c1_limit: '200', note: '春季扬沙多', act: 'save' } })).status, 303);
  const page = await (await app.request('/admin/rules/1', { as: 'steward' })).text();
  assert.match(page, /第 2 版[\s\S]*春季扬沙多[\s\S]*第 1 版/);
  const silence = (input: string) => ({ kind: 'silence', input, for: 60 });
  await app.json('/api/rules', { as: 'steward', json: { ...definition({}), when: { kind: 'group', join: 'any', of: [{ kind: 'group', join: 'all', of: [silence('a'), silence('b')] }, silence('c')] } } });
  assert.equal((await app.request('/admin/rules/2/edit', { as: 'steward' })).status, 409);
  assert.equal((await app.request('/api/rules', { as: 'steward', json: { ...definition({}), class: 'E0405' } })).status, 422);
  assert.equal((await app.request('/api/rules/77', { as: 'steward', method: 'PUT', json: definition({}) })).status, 404);
});
