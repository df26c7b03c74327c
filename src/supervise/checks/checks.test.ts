import { test } from 'node:test';
import assert from 'node:assert/strict';
import { needs } from '#test/needs.ts';
import { testApp } from '#test/app.ts';
import { openCase, picture, step, walk } from '../../city/cases/cases.fixture.ts';

const text = async (answer: Promise<Response>) => (await answer).text();

test('an officer’s phone: the most urgent task, a form for the place, and nothing of the other district', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  assert.match(await text(app.request('/desk/field', { as: 'officer' })), /没有任务/);
  const [check, verify, far] = [await openCase(app, { title: '单车堵住盲道' }), await openCase(app, { title: '井盖破了', class: 'C0102' }), await openCase(app, { lon: 118.33, title: '西区的事' })];
  await walk(app, check, 'check-order');
  assert.ok((await step(app, 'acceptor', verify, 'verification-order', { officer: app.people['officer'] })).ok);
  assert.ok((await step(app, 'acceptor2', far, 'verification-order')).ok);
  const html = await text(app.request('/desk/field', { as: 'officer' }));
  assert.match(html, /<h1 id="next">(单车堵住盲道|井盖破了)<\/h1>/);
  assert.match(html, /还有 1 件/);
  assert.match(html, /派给我的|谁先到谁去/);
  assert.doesNotMatch(html, /西区的事/);
  assert.match(html, /data-theme="sun"/);
  const task = await text(app.request(`/desk/field/${verify}`, { as: 'officer' }));
  assert.match(task, /capture="environment"/);
  assert.equal((await app.request(`/desk/field/${far}`, { as: 'officer' })).status, 404);
  const form = new FormData();
  for (const [name, value] of Object.entries({ found: 'yes', note: '破了一半', back: '/desk/field' })) form.set(name, value);
  form.append('photos', await picture());
  const sent = await app.request(`/cases/${verify}/verification`, { as: 'officer', form });
  assert.deepEqual([sent.status, sent.headers.get('location')], [303, '/desk/field']);
  assert.match(await text(app.request(`/cases/${verify}`, { as: 'acceptor' })), /现场核实，属实/);
  assert.match(await text(app.request('/desk/checks', { as: 'acceptor' })), new RegExp(check));
});

test('an officer somebody else was sent for is refused', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const number = await openCase(app);
  assert.equal((await step(app, 'acceptor', number, 'verification-order', { officer: app.people['officer2'] })).status, 422, 'not an officer of this area');
  assert.ok((await step(app, 'acceptor', number, 'verification-order', { officer: app.people['officer'] })).ok);
  assert.equal((await step(app, 'officer2', number, 'verification', { found: true })).status, 404);
});
