// The reporter's side: receipt, rating, reopening, urging, adding, letters, guessing, merging.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { testApp, type TestApp } from '#test/app.ts';
import { needs } from '#test/needs.ts';
import { cityTools } from '#city/cases/index.ts';
import { close, reported, STALL, step } from './closing.fixture.ts';
import { photoFile } from './photos.fixture.ts';

const text = async (app: TestApp, path: string, asking = {}): Promise<string> => { const r = await app.request(path, asking); assert.equal(r.status, 200, path); return r.text(); };
const trips = async (app: TestApp, path: string): Promise<number> => {
  await text(app, path);   // what rarely changes is in memory now
  await app.ground.pump.stop();
  const before = app.db.statements.count;
  await text(app, path);
  return app.db.statements.count - before;
};

test('receipt and public page read in at most two round trips', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  await cityTools(app.db);
  const { number, code } = await reported(app, { reporter: 'named', phone: '13900004417', email: 'wu@example.org' });
  await app.settle();   // what the report set going is not the page's
  assert.ok((await trips(app, `/r/${code}`)) <= 2);
  assert.ok((await trips(app, `/reports/${number}`)) <= 2);
});

test('a receipt tells every public step in residents\' words, before and after, and takes a rating', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const form = new FormData();
  for (const [name, value] of Object.entries(STALL)) form.set(name, String(value));
  form.set('photos', await photoFile());
  const { number, code } = (await app.json('/api/reports', { form })) as { number: string; code: string };
  assert.match(await text(app, `/r/${code}`), /收到了。.*前办完/);
  await close(app, number);
  const page = await text(app, `/r/${code.toLowerCase().replace('-', '')}`);
  for (const words of ['结案', '现场核查，通过', '处置完成', '派给城管执法一中队', '立案', '收到', '现场已恢复，该路段列入巡查。', '解决了吗', '处置前', '处置后', STALL.description]) assert.ok(page.includes(words), words);
  assert.equal((await app.request(`/r/${code}/rating`, { form: { solved: 'yes' } })).status, 303);
  assert.equal((await app.request(`/r/${code}/rating`, { form: { solved: 'yes', stars: '5', words: '很快' } })).status, 303);
  const row = await app.db.one(z.object({ solved: z.boolean(), rating: z.number(), words: z.string() }), sql`select c.solved, c.rating, r.words from serve.reports r join city.cases c on c.id = r.case_id`);
  assert.deepEqual(row, { solved: true, rating: 5, words: '很快' });
  assert.ok(!(await text(app, `/reports/${number}`)).includes('很快'), 'the words of a rating are not public');
});

test('reopening needs a reason and ends after the city\'s days', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { number, code } = await reported(app);
  await close(app, number);
  const bare = await app.request(`/r/${code}/reopening`, { form: {} });
  assert.equal(bare.status, 422);
  assert.match(await bare.text(), /写一句原因/);
  assert.equal((await app.request(`/r/${code}/reopening`, { form: { reason: '又摆出来了' } })).status, 303);
  assert.match(await text(app, `/r/${code}`), /又摆出来了/);
  const again = await reported(app);
  await close(app, again.number);
  app.clock.advance(16 * 24 * 60);
  const late = await app.request(`/r/${again.code}/reopening`, { form: { reason: '又摆出来了' } });
  assert.equal(late.status, 409);
  assert.match(await late.text(), /超过 15 天/);
});

test('urging works once a day', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { code } = await reported(app);
  assert.equal((await app.request(`/r/${code}/urging`, { form: {} })).status, 303);
  assert.equal((await app.request(`/r/${code}/urging`, { form: {} })).status, 409);
  app.clock.advance(24 * 60 + 1);
  assert.equal((await app.request(`/r/${code}/urging`, { form: {} })).status, 303);
});

test('words and photos are added beside the report; nothing added is told', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { code, number } = await reported(app);
  const form = new FormData();
  form.set('words', '今天又多了一个摊');
  form.set('photos', await photoFile());
  assert.equal((await app.request(`/r/${code}/additions`, { form })).status, 303);
  assert.match(await text(app, `/r/${code}`), /今天又多了一个摊/);
  assert.match(await text(app, `/cases/${number}`, { as: 'acceptor' }), /今天又多了一个摊/);
  assert.ok(!(await text(app, `/reports/${number}`)).includes('今天又多了一个摊'));
  const none = await app.request(`/r/${code}/additions`, { form: {} });
  assert.equal(none.status, 422);
  const bad = new FormData();
  bad.set('photos', new File(['x'], 'x.jpg'));
  assert.equal((await app.request(`/r/${code}/additions`, { form: bad })).status, 422);
  const { original } = await app.db.one(z.object({ original: z.string() }), sql`select description as original from serve.reports`);
  assert.equal(original, STALL.description);
});

test('letters are switched on with an address and off again', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { code } = await reported(app);
  assert.equal((await app.request(`/r/${code}/mail`, { form: { on: 'yes', email: 'not an address' } })).status, 422);
  assert.equal((await app.request(`/r/${code}/mail`, { form: { on: 'yes', email: 'wu@example.org' } })).status, 303);
  assert.match(await text(app, `/r/${code}`), /每一步发到 wu@example\.org/);
  assert.equal((await app.request(`/r/${code}/mail`, { form: { on: 'no' } })).status, 303);
  assert.ok(!(await text(app, `/r/${code}`)).includes('wu@example.org'));
});

test('codes cannot be guessed: after ten wrong ones in a minute nothing is looked up, not even a right one', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { code } = await reported(app);
  for (let i = 0; i < 10; i++) assert.equal((await app.request(`/r/2222-222${'3456789ABC'[i]}`)).status, 404);
  const refused = await app.request(`/r/${code}`);
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  assert.equal((await app.request(`/api/receipts/${code}`)).status, 429);
  app.clock.advance(1.1);
  assert.equal((await app.request(`/r/${code}`)).status, 200);
});

test('a code is looked up however it was typed; nonsense is told', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { code } = await reported(app);
  const found = await app.request('/r', { form: { code: ` ${code.toLowerCase().replace('-', ' ')}` } });
  assert.equal(found.headers.get('location'), `/r/${code}`);
  for (const [typed, says] of [['0O1I', /8 位/], ['2222-2222', /没有这个查询码/], ['<b>', /8 位/]] as const) {
    const response = await app.request('/r', { form: { code: typed } });
    assert.equal(response.status, 422, typed);
    assert.match(await response.text(), says);
  }
});

test('a merged report is followed to where it went', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const [first, second] = [await reported(app), await reported(app, { description: '同一个摊' })];
  await step(app, 'acceptor', second.number, 'merge', { into: first.number });
  await close(app, first.number);
  const page = await text(app, `/r/${second.code}`);
  assert.ok(page.includes(first.number) && page.includes('解决了吗'));
  assert.equal((await app.request(`/reports/${second.number}`)).status, 404);
  assert.equal((await app.request(`/r/${second.code}/rating`, { form: { solved: 'no', words: '还在' } })).status, 303);
});

test('me too: one more follower with a receipt of their own, once, and not for what is closed', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { number } = await reported(app);
  const once = crypto.randomUUID();
  const all = await Promise.all(Array.from({ length: 5 }, () => app.request(`/api/reports/${number}/followers`, { json: { once } })));
  // Five at once: one wins; the others find it done, or see that the case moved on.
  const codes = new Set((await Promise.all(all.filter((r) => r.ok).map(async (r) => ((await r.json()) as { code: string }).code))));
  assert.equal(codes.size, 1);
  const { followers } = await app.db.one(z.object({ followers: z.number() }), sql`select followers from city.cases where number = ${number}`);
  assert.equal(followers, 2);
  assert.match(await text(app, `/r/${[...codes][0]}`), /一起跟的/);
  const crowd = await Promise.all(Array.from({ length: 4 }, () => app.request(`/reports/${number}`, { form: {} })));
  assert.deepEqual(crowd.map((r) => r.status), [303, 303, 303, 303]);
  assert.equal((await app.db.one(z.object({ n: z.number() }), sql`select followers as n from city.cases where number = ${number}`)).n, 6);
  await close(app, number);
  assert.equal((await app.request(`/api/reports/${number}/followers`, { json: {} })).status, 409);
});
