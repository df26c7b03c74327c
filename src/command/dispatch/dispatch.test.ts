import { test } from 'node:test';
import assert from 'node:assert/strict';
import { needs } from '#test/needs.ts';
import { testApp } from '#test/app.ts';
import { sql } from '#ground/db/index.ts';
import { z } from 'zod';
import { openCase, step, walk } from '../../city/cases/cases.fixture.ts';
import { watchClocks } from './jobs.ts';

const text = async (answer: Promise<Response>) => (await answer).text();
const rows = (html: string) => [...html.matchAll(/data-row="([^"]+)"/g)].map((hit) => hit[1]);

test('the dispatcher sees what was filed, the responsible unit first with its load; the unit signs and feeds back from its own desk', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const [number, waiting] = [await openCase(app), await openCase(app)];
  await walk(app, number, 'filing');
  const desk = await text(app.request('/desk/dispatch', { as: 'dispatcher' }));
  assert.deepEqual(rows(desk), [number], `${waiting} is not filed`);
  assert.match(desk, /value="law1"[^>]*checked|checked[^>]*value="law1"/);
  assert.match(desk, /在办 0/);
  assert.match(desk, /前办完/);
  assert.deepEqual(rows(await text(app.request('/desk/dispatch', { as: 'dispatcher2' }))), []);
  const form = { unit: 'law1', note: '清出盲道', back: '/desk/dispatch' };
  const sent = await app.request(`/cases/${number}/dispatch`, { as: 'dispatcher', form });
  assert.deepEqual([sent.status, sent.headers.get('location')], [303, '/desk/dispatch']);
  const unit = await text(app.request('/desk/handling', { as: 'handler' }));
  assert.deepEqual(rows(unit), [number]);
  assert.match(unit, /待签收 <span class="badge badge-on">1</);
  assert.match(unit, /清出盲道|签收/);
  assert.equal((await app.request(`/cases/${number}/signature`, { as: 'handler', form: { back: '/desk/handling?tab=doing' } })).status, 303);
  assert.deepEqual(rows(await text(app.request('/desk/handling?tab=doing', { as: 'handler' }))), [number]);
  assert.deepEqual(rows(await text(app.request('/desk/handling?tab=doing', { as: 'handler-road' }))), []);
  const bare = await app.request(`/cases/${number}/feedback`, { as: 'handler', form: { note: '清走了' } });
  assert.equal(bare.status, 422);
  const again = await bare.text();
  assert.match(again, /还不能反馈：缺处置后照片/);
  assert.match(again, /清走了/, 'the words are kept');
  assert.match(again, /id="f-photos-error"/, 'at the field');
});

test('the open redirect of `back` leads nowhere else', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const number = await openCase(app);
  for (const back of ['//evil.example', 'https://evil.example', '/\\evil.example']) assert.equal((await app.request(`/cases/${number}/filing`, { as: 'acceptor', form: { standard: 'E0406-1', back } })).status, 422, back);
});

test('every five minutes: late is noted once, and a suspension that is over ends before it is called late', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const [late, paused] = [await openCase(app), await openCase(app)];
  for (const number of [late, paused]) await walk(app, number, 'signature');
  await step(app, 'dispatcher', paused, 'suspension', { until: new Date(app.clock.now().getTime() + 170 * 60_000).toISOString(), reason: '等雨停' });
  app.clock.advance(180);
  await watchClocks(app.ground);
  await watchClocks(app.ground);
  const verbs = await app.db.rows(z.object({ number: z.string(), verbs: z.array(z.string()) }), sql`select c.number, array_agg(t.verb order by t.id) as verbs from city.cases c join city.case_steps t on t.case_id = c.id where t.role = 'system' group by 1 order by 1`);
  assert.deepEqual(verbs, [{ number: late, verbs: ['escalate'] }, { number: paused, verbs: ['resume'] }]);
  assert.deepEqual(rows(await text(app.request('/desk/urging', { as: 'dispatcher' }))), [late]);
});
