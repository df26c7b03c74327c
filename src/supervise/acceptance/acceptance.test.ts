import { test } from 'node:test';
import assert from 'node:assert/strict';
import { z } from 'zod';
import { needs } from '#test/needs.ts';
import { testApp, type TestApp } from '#test/app.ts';
import { sql } from '#ground/db/index.ts';
import { openCase, step } from '../../city/cases/cases.fixture.ts';
import { doDueBatches } from './batches.ts';

const text = async (answer: Promise<Response>) => (await answer).text();
const stageOf = async (app: TestApp, number: string) => (await app.db.one(z.object({ stage: z.string() }), sql`select stage from city.cases where number = ${number}`)).stage;
const choice = async (app: TestApp, number: string) => `${number}:${(await app.db.one(z.object({ s: z.number() }), sql`select last_step as s from city.cases where number = ${number}`)).s}`;
const rows = (html: string) => [...html.matchAll(/data-row="([^"]+)"/g)].map((hit) => hit[1]);

test('the queue shows what is mine, most urgent first, narrowed by what stands in the address', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const old = await openCase(app, { title: '污水井盖破损', description: '露出半边', class: 'C0102', source: 'phone' });
  app.clock.advance(20);
  const fresh = await openCase(app, { title: '水果摊占道' });
  const other = await openCase(app, { lon: 118.33 });
  const html = await text(app.request('/desk/acceptance', { as: 'acceptor' }));
  assert.deepEqual(rows(html), [old, fresh]);
  assert.doesNotMatch(html, new RegExp(other));
  assert.match(html, /待受理 <span class="badge badge-on">2</);
  assert.match(html, /立案条件/, 'the preview of the first case offers filing');
  assert.equal(html.match(/btn btn-1/g)?.length, 1);
  assert.deepEqual(rows(await text(app.request('/desk/acceptance?source=phone', { as: 'acceptor' }))), [old]);
  assert.deepEqual(rows(await text(app.request('/desk/acceptance?class=C01', { as: 'acceptor' }))), [old], 'a main class');
  assert.deepEqual(rows(await text(app.request('/desk/acceptance?q=水果摊', { as: 'acceptor' }))), [fresh], 'words');
  assert.deepEqual(rows(await text(app.request(`/desk/acceptance?q=${old}`, { as: 'acceptor' }))), [old], 'number');
  assert.deepEqual(rows(await text(app.request('/desk/acceptance?late=red', { as: 'acceptor' }))), []);
  app.clock.advance(15);
  assert.deepEqual(rows(await text(app.request('/desk/acceptance?late=red', { as: 'acceptor' }))), [old]);
  assert.deepEqual(rows(await text(app.request('/desk/acceptance?sort=received', { as: 'acceptor' }))), [fresh, old]);
  assert.deepEqual(rows(await text(app.request('/desk/acceptance?nature=nonsense&late=x', { as: 'acceptor' }))), [old, fresh], 'an old link still works');
  assert.match(await text(app.request('/desk/acceptance?tab=checked', { as: 'acceptor' })), /清空了/);
  assert.equal((await app.request('/desk/acceptance', { as: 'dispatcher' })).status, 403);
});

test('a long queue is read in pages that neither repeat nor skip', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const all: string[] = [];
  for (let i = 0; i < 57; i++) { if (i % 3 === 0) app.clock.advance(1); all.push(await openCase(app)); }
  const first = await text(app.request('/desk/acceptance', { as: 'acceptor' }));
  const next = /href="([^"]*after=[^"]*)"/.exec(first)?.[1]?.replaceAll('&amp;', '&');
  assert.ok(next);
  const second = await text(app.request(next, { as: 'acceptor' }));
  assert.deepEqual([...rows(first), ...rows(second)], all);
});

test('several cases become one at once; the undo takes them apart again', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const numbers = [await openCase(app), await openCase(app), await openCase(app)];
  const chosen = await Promise.all(numbers.map((number) => choice(app, number)));
  const one = await app.request('/desk/acceptance/bulk', { as: 'acceptor', form: { verb: 'merge', numbers: chosen.slice(0, 1) } });
  assert.equal(one.status, 422);
  const done = await app.request('/desk/acceptance/bulk', { as: 'acceptor', form: { verb: 'merge', numbers: chosen, back: '/desk/acceptance?tab=received' } });
  assert.equal(done.status, 303);
  const to = done.headers.get('location') ?? '';
  assert.match(to, /^\/desk\/acceptance\?tab=received&did=\d+$/);
  assert.deepEqual(await Promise.all(numbers.map((number) => stageOf(app, number))), ['received', 'closed', 'closed']);
  const html = await text(app.request(to, { as: 'acceptor' }));
  assert.match(html, /已合并 3 件/);
  const undo = /action="(\/desk\/acceptance\/batches\/\d+\/undo)"/.exec(html)?.[1] ?? '';
  assert.equal((await app.request(undo, { as: 'acceptor2', form: {} })).status, 404, 'somebody else’s');
  assert.equal((await app.request(undo, { as: 'acceptor', form: {} })).status, 303);
  assert.deepEqual(await Promise.all(numbers.map((number) => stageOf(app, number))), ['received', 'received', 'received']);
  assert.equal((await app.request(undo, { as: 'acceptor', form: {} })).status, 409);
});

test('a bulk refusal waits half a minute, can be taken back, and leaves alone what changed meanwhile', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const [a, b] = [await openCase(app), await openCase(app)];
  const form = async () => ({ verb: 'refuse', numbers: [await choice(app, a), await choice(app, b)] });
  const asks = await app.request('/desk/acceptance/bulk', { as: 'acceptor', form: await form() });
  assert.equal(asks.status, 200);
  assert.match(await asks.text(), /写给上报人的话/);
  const empty = await app.request('/desk/acceptance/bulk', { as: 'acceptor', form: { ...await form(), sure: 'yes' } });
  assert.equal(empty.status, 422);
  assert.match(await empty.text(), new RegExp(a), 'the chosen stay chosen');
  const send = async () => (await app.request('/desk/acceptance/bulk', { as: 'acceptor', form: { ...await form(), sure: 'yes', words: '不归本区管' } })).headers.get('location') ?? '';
  const first = await send();
  assert.equal((await app.request(`/desk/acceptance/batches/${/did=(\d+)/.exec(first)?.[1]}/undo`, { as: 'acceptor', form: {} })).status, 303);
  app.clock.advance(1);
  await doDueBatches(app.ground);
  assert.deepEqual([await stageOf(app, a), await stageOf(app, b)], ['received', 'received'], 'taken back in time');
  const second = await send();
  assert.ok((await step(app, 'acceptor', b, 'filing', { standard: 'E0406-1' })).ok);
  await doDueBatches(app.ground);
  assert.equal(await stageOf(app, a), 'received', 'not before its half minute');
  app.clock.advance(1);
  await doDueBatches(app.ground);
  assert.deepEqual([await stageOf(app, a), await stageOf(app, b)], ['void', 'filed']);
  assert.match(await text(app.request(second, { as: 'acceptor' })), /1 件没做成/);
  assert.equal((await app.request(`/desk/acceptance/batches/${/did=(\d+)/.exec(second)?.[1]}/undo`, { as: 'acceptor', form: {} })).status, 409);
});

test('filters are saved by name, one person’s only', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const save = (name: string, query: string) => app.request('/desk/acceptance/filters', { as: 'acceptor', form: { name, query } });
  assert.equal((await save('早高峰占道', 'class=E04&source=phone')).headers.get('location'), '/desk/acceptance?class=E04&source=phone');
  assert.equal((await save('早高峰占道', 'class=E04')).status, 303, 'again: replaced');
  assert.equal((await save('', 'class=E04')).status, 422);
  const html = await text(app.request('/desk/acceptance', { as: 'acceptor' }));
  assert.match(html, /href="\/desk\/acceptance\?class=E04"[^>]*>早高峰占道/);
  assert.doesNotMatch(await text(app.request('/desk/acceptance', { as: 'acceptor2' })), /早高峰占道/);
  const removal = /action="(\/desk\/acceptance\/filters\/\d+\/removal)"/.exec(await text(app.request('/desk/acceptance/filters', { as: 'acceptor' })))?.[1] ?? '';
  await app.request(removal, { as: 'acceptor2', form: {} });
  assert.match(await text(app.request('/desk/acceptance', { as: 'acceptor' })), /早高峰占道/);
  await app.request(removal, { as: 'acceptor', form: {} });
  assert.doesNotMatch(await text(app.request('/desk/acceptance', { as: 'acceptor' })), /早高峰占道/);
});

test('a handover note is read by the next shift of the same centre', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const [number, far] = [await openCase(app), await openCase(app, { lon: 118.33 })];
  const write = (cases: string) => app.request('/desk/handover', { as: 'acceptor', form: { words: '盯住水果摊，答应午前回话', cases } });
  assert.equal((await write(far)).status, 422, 'a case of the other district');
  assert.equal((await write(number)).status, 303);
  const html = await text(app.request('/desk/handover', { as: 'acceptor-city' }));
  assert.doesNotMatch(html, /水果摊/, 'another centre');
  const colleague = app.people['editor'] ?? '';
  await app.db.run(sql`insert into ground.identity_grants (person, role, organisation, area) values (${colleague}, 'acceptor', 'sup1', '900101')`);
  const page = await text(app.request('/desk/handover', { as: 'editor' }));
  const reading = /action="(\/desk\/handover\/\d+\/reading)"/.exec(page)?.[1] ?? '';
  assert.match(page, new RegExp(number));
  assert.equal((await app.request(reading, { as: 'acceptor', form: {} })).status, 409, 'one’s own');
  assert.equal((await app.request(reading, { as: 'dispatcher', form: {} })).status, 404);
  assert.equal((await app.request(reading, { as: 'editor', form: {} })).status, 303);
  assert.match(await text(app.request('/desk/handover', { as: 'acceptor' })), /editor 看过/);
});
