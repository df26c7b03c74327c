import { test } from 'node:test';
import assert from 'node:assert/strict';
import { needs } from '#test/needs.ts';
import { testApp } from '#test/app.ts';
import { feedback, openCase, step, walk } from './cases.fixture.ts';

test('the case page of each role offers what is theirs, in one statement beside the session, the badges and what its reporters said', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const number = await openCase(app);
  const other = await openCase(app, { title: '人行道被占', lon: 118.3013 });
  await app.request(`/cases/${number}`, { as: 'acceptor' });
  const before = app.db.statements.count;
  const page = await app.request(`/cases/${number}`, { as: 'acceptor' });
  assert.equal(page.status, 200);
  const badges = app.ground.rooms.flatMap((room) => room.nav ?? []).filter((entry) => entry.bar === 'desk' && entry.badge && (!entry.roles || entry.roles.includes('acceptor'))).length;
  // Other panels ask only where the links of the file say that there is something for them.
  assert.ok(app.db.statements.count - before <= 3 + badges, `session, file, reporters, at most ${badges} badges: ${app.db.statements.count - before}`);
  const html = await page.text();
  assert.match(html, /btn btn-1[^>]*>.*?立案/);
  assert.equal(html.match(/btn btn-1/g)?.length, 1, 'one filled button');
  assert.match(html, new RegExp(other), 'a near case is shown');
  assert.match(html, /在道路、人行道上摆摊设点/);
  assert.equal((await app.request(`/cases/${number}`, { as: 'acceptor2' })).status, 404, 'the other district');
  assert.equal((await app.request(`/cases/${number}`, { as: 'dispatcher' })).status, 404, 'not filed yet');
  assert.equal((await app.request(`/cases/${number}`)).status, 303, 'a visitor signs in');
  await walk(app, number, 'filing');
  const atCommand = await (await app.request(`/cases/${number}`, { as: 'dispatcher' })).text();
  assert.match(atCommand, /城管执法一中队/);
  assert.match(atCommand, /立案和结案由监督中心做/);
  assert.doesNotMatch(atCommand, /action="[^"]*\/filing"/);
  const rest = [await step(app, 'dispatcher', number, 'dispatch', { unit: 'law1' }), await step(app, 'handler', number, 'signature'), await feedback(app, 'handler', number), await step(app, 'acceptor', number, 'check-order'),
    await step(app, 'officer', number, 'check', { passed: true }), await step(app, 'acceptor', number, 'closure', { outcome: 'resolved', note: '现场已恢复' })];
  for (const answer of rest) assert.ok(answer.ok, `${answer.status} ${await answer.text()}`);
  const json = await app.json(`/api/cases/${number}`, { as: 'acceptor' }) as { steps: { verb: string }[]; stage: string; near?: unknown };
  assert.deepEqual(json.steps.map((s) => s.verb), ['receive', 'file', 'dispatch', 'sign', 'feedback', 'order-check', 'check', 'close']);
  assert.equal(json.near, undefined);
  const print = await app.request(`/cases/${number}/print`, { as: 'acceptor' });
  assert.equal(print.status, 200);
  assert.match(await print.text(), /结案/);
});
