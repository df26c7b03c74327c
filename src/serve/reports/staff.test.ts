// The staff's side: who reported, the logged look at who they are, and the telephone desk.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { testApp, type TestApp } from '#test/app.ts';
import { hostileText } from '#test/hostile.ts';
import { needs } from '#test/needs.ts';
import { reported, step } from './closing.fixture.ts';

const Looked = z.object({ identities: z.array(z.object({ name: z.string().nullable(), phone: z.string().nullable() })), hidden: z.number() });
const looks = async (app: TestApp): Promise<number> => (await app.db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from ground.identity_looks`)).n;
const look = async (app: TestApp, as: string, number: string) => Looked.parse(await app.json(`/api/cases/${number}/reporters`, { as, json: { reason: '回电核实' } }));

test('names stand nowhere until looked at, and every look is logged', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { number } = await reported(app, { reporter: 'named', name: '吴女士', phone: '13900004417' });
  const page = await (await app.request(`/cases/${number}`, { as: 'acceptor' })).text();
  assert.ok(page.includes('1 人上报') && page.includes('查看身份') && !page.includes('吴女士') && !page.includes('13900004417'));
  assert.equal(await looks(app), 0);
  const shown = await app.request(`/cases/${number}/reporters`, { as: 'acceptor', form: { reason: '回电核实' } });
  assert.equal(shown.status, 200);
  assert.match(await shown.text(), /吴女士.*13900004417/s);
  const row = await app.db.one(z.object({ viewer: z.string(), subject_key: z.string(), reason: z.string() }), sql`select viewer, subject_key, reason from ground.identity_looks`);
  assert.deepEqual(row, { viewer: app.people['acceptor'], subject_key: number, reason: '回电核实' });
  assert.equal((await app.request(`/cases/${number}/reporters`, { as: 'acceptor2', form: {} })).status, 404, 'another district');
  assert.equal((await app.request(`/cases/${number}/reporters`, { as: 'resident', form: {} })).status, 403);
  assert.equal((await app.request(`/api/cases/${number}/reporters`, { json: {} })).status, 401);
  assert.equal(await looks(app), 1, 'a look that was refused shows nothing and logs nothing');
});

test('confidential reporters are shown to the city\'s roles only, and only while the case is theirs', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { number } = await reported(app, { reporter: 'confidential', name: '知情人', phone: '13900004418' });
  assert.equal((await look(app, 'acceptor', number)).identities[0]?.name, '知情人');
  await step(app, 'acceptor', number, 'filing', { standard: 'E0406-1' });
  assert.deepEqual(await look(app, 'dispatcher', number), { identities: [], hidden: 1 }, 'command is not in reporterSeenBy');
  await step(app, 'dispatcher', number, 'dispatch', { unit: 'law1' });
  assert.equal((await look(app, 'handler', number)).identities[0]?.phone, '13900004418');
  assert.deepEqual(await look(app, 'officer', number), { identities: [], hidden: 1 });
  await step(app, 'handler', number, 'return', { reason: '不归我们' });
  assert.deepEqual(await look(app, 'officer', number), { identities: [], hidden: 1 });
});

const CALL = { source: 'phone', name: '吴女士', phone: '139 0000 4417', reporter: 'named', nature: 'report', class: 'E0406', description: '两个卖水果的三轮车', lon: '118.302', lat: '30.902', place: '滨江路与青石巷口' };
const take = (app: TestApp, fields: Record<string, string>, as = 'acceptor') => app.request('/desk/intake', { as, form: { ...CALL, once: randomUUID(), ...fields } });
const numberOf = (response: Response): string => new URL(response.headers.get('location') ?? '', 'http://x').searchParams.get('done') ?? '';

test('a call is registered and filed with one key; its code waits to be read out', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const response = await take(app, { do: 'file' });
  assert.equal(response.status, 303);
  const number = numberOf(response);
  const row = await app.db.one(z.object({ stage: z.string(), source: z.string(), standard: z.string(), holder: z.string(), role: z.string(), actor: z.string() }), sql`
    select c.stage, c.source, c.standard, c.holder, s.role, s.actor from city.cases c join city.case_steps s on s.case_id = c.id and s.verb = 'receive' where c.number = ${number}`);
  assert.deepEqual(row, { stage: 'filed', source: 'phone', standard: 'E0406-1', holder: 'com1', role: 'acceptor', actor: app.people['acceptor'] });
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const code = cookie.split('=')[1] ?? '';
  assert.equal((await app.request(`/r/${code}`)).status, 200);
  const again = await take(app, { do: 'register', class: '', description: '没说清是什么', lon: '', lat: '', place: '' });
  assert.equal(again.status, 303, 'staff may take down what has no place and no class yet');
});

test('a call about something on file joins it', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { number } = await reported(app);
  assert.equal((await take(app, { do: 'merge' })).status, 422);
  const once = randomUUID();
  const [first, second] = [await take(app, { do: 'merge', into: number, once }), await take(app, { do: 'merge', into: number, once })];
  assert.deepEqual([first.status, second.status], [303, 303]);
  const row = await app.db.one(z.object({ cases: z.number(), reports: z.number(), followers: z.number() }), sql`select (select count(*)::int from city.cases) as cases, (select count(*)::int from serve.reports) as reports, (select followers from city.cases) as followers`);
  assert.deepEqual(row, { cases: 1, reports: 2, followers: 2 });
  assert.equal((await take(app, { do: 'merge', into: number }, 'acceptor2')).status, 404);
});

test('earlier calls of a number are told, and asking is logged', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  await take(app, { do: 'register' });
  const { calls } = (await app.json('/api/intake/calls', { as: 'acceptor', json: { phone: '13900004417' } })) as { calls: { title: string }[] };
  assert.equal(calls.length, 1);
  assert.equal(await looks(app), 1);
  const plain = await take(app, { do: 'calls' });
  assert.equal(plain.status, 200);
  assert.match(await plain.text(), /报过 1 次/);
  assert.deepEqual(((await app.json('/api/intake/calls', { as: 'acceptor2', json: { phone: '13900004417' } })) as { calls: unknown[] }).calls, [], 'another district\'s cases are not told');
  assert.equal((await app.request('/api/intake/calls', { as: 'handler', json: { phone: '13900004417' } })).status, 403);
});

test('the side of the desk: areas, open cases near, standard, unit, due', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { number } = await reported(app);
  const Side = z.object({ inside: z.boolean(), areas: z.string(), near: z.array(z.object({ number: z.string() })), plan: z.object({ filing: z.string().nullable(), unit: z.string().nullable(), due: z.string().nullable(), answered: z.boolean() }).nullable() });
  const side = Side.parse(await app.json('/api/intake/outlook?lon=118.302&lat=30.902&class=E0406', { as: 'acceptor' }));
  assert.deepEqual(side.near.map((n) => n.number), [number]);
  assert.match(side.areas, /望江街道 青石社区/);
  assert.deepEqual([side.plan?.filing, side.plan?.unit, side.plan?.answered], ['在道路、人行道上摆摊设点', '城管执法一中队', false]);
  assert.deepEqual(Side.parse(await app.json('/api/intake/outlook?lon=118.302&lat=30.902&class=E0406', { as: 'acceptor2' })).near, []);
  assert.equal(Side.parse(await app.json('/api/intake/outlook?nature=question', { as: 'acceptor' })).plan?.answered, true);
  const plain = await take(app, { do: 'look' });
  assert.match(await plain.text(), /在道路、人行道上摆摊设点/);
});

test('every field of the intake refuses hostile values; nothing is half written', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const count = async () => (await app.db.one(z.object({ n: z.number() }), sql`select (select count(*) from city.cases)::int + (select count(*) from serve.reports)::int as n`)).n;
  const free = new Set(['description', 'place', 'name']);
  for (const field of [...Object.keys(CALL), 'datum', 'accuracy', 'asset', 'email', 'once', 'do']) {
    for (const hostile of hostileText()) {
      const before = await count();
      const response = await take(app, { [field]: hostile.value });
      const about = `${field}: ${hostile.name}: ${response.status}`;
      if (response.status === 303) assert.ok(free.has(field) && hostile.plain, about);
      else {
        assert.ok(response.status >= 400 && response.status < 500, about);
        assert.match(await response.text(), new RegExp(`href="#f-(${field}|place|lon|lat)`), about);
        assert.equal(await count(), before, about);
      }
    }
  }
});
