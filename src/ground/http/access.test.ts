import assert from 'node:assert/strict';
import { test } from 'node:test';
import { h } from 'preact';
import { z } from 'zod';
import { needs } from '#test/needs.ts';
import { sql } from '../db/sql.ts';
import { beginSession, createPerson, grant, issueKey } from '../identity/index.ts';
import { Limits } from './access.ts';
import { formPost, groundHouse, jsonPost, NOW, type GroundHouse } from './house.fixture.ts';
import { Refusal } from './refusal.ts';
import { REMEMBERED_MS, rememberedViewerOfKey } from './keys.ts';
import { page, Raw, route, see } from './route.ts';

const Ok = z.object({ person: z.string().nullable() });
const answer = async ({ viewer }: { viewer: { person: string | undefined } }) => ({ person: viewer.person ?? null });
const routes = [
  route({ method: 'POST', path: '/api/notes', who: 'everyone', summary: 'Note', body: z.object({}), answer: Ok, handle: answer }),
  route({ method: 'POST', path: '/open/notes', who: 'everyone', summary: 'Open note', body: z.object({}), answer: Ok, open: true, handle: answer }),
  route({ method: 'GET', path: '/api/mine', who: 'signed-in', summary: 'Mine', answer: Ok, handle: answer }),
  route({ method: 'GET', path: '/api/desk', who: ['acceptor'], summary: 'Desk', answer: Ok, handle: answer }),
  route({ method: 'GET', path: '/open/often', who: 'everyone', summary: 'Asked often', answer: Ok, open: true, frequent: true, handle: answer }),
  route({ method: 'POST', path: '/open/flood', who: 'everyone', summary: 'Unlimited', body: Raw, takes: ['raw'], answer: z.object({ n: z.number(), type: z.string() }), open: true, unlimited: () => true, handle: async ({ body }) => ({ n: body.bytes.length, type: body.type }) }),
  route({ method: 'GET', path: '/open/mine', who: 'everyone', summary: 'Open, reads no cookie', answer: Ok, open: true, handle: answer }),
  ...page({ path: '/desk', who: ['acceptor'], summary: 'Desk page', view: async () => h('p', {}, 'desk'), submit: async () => see('/desk') }),
];

async function withPerson(house: GroundHouse, role: 'acceptor' | 'handler' | undefined) {
  const person = await createPerson(house.db, { login: `p-${role ?? 'none'}`, name: '周岚' });
  if (role) await grant(house.db, person, { role, organisation: 'o', area: null });
  const token = await beginSession(house.db, person, { hours: 1, now: NOW });
  return { person, cookie: `comis_session=${token}`, token };
}

test('who may: visitors 401 or to the sign-in, the wrong role 403, the right one in; an API knows no cookie page', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await groundHouse(t, { routes });
  const acceptor = await withPerson(house, 'acceptor');
  const handler = await withPerson(house, 'handler');
  const status = async (path: string, cookie?: string) => (await house.ask(path, cookie ? { headers: { cookie } } : {})).status;
  assert.deepEqual([await status('/api/mine'), await status('/api/mine', handler.cookie)], [401, 200]);
  assert.deepEqual([await status('/api/desk'), await status('/api/desk', handler.cookie), await status('/api/desk', acceptor.cookie)], [401, 403, 200]);
  const away = await house.ask('/desk?x=1&y=天');
  assert.equal(away.status, 303);
  assert.equal(away.headers.get('location'), `/sign-in?to=${encodeURIComponent('/desk?x=1&y=%E5%A4%A9')}`);
  assert.deepEqual([await status('/desk', handler.cookie), await status('/desk', acceptor.cookie)], [403, 200]);
  assert.deepEqual(await (await house.ask('/open/mine', { headers: { cookie: acceptor.cookie } })).json(), { person: null }, 'an open interface reads no cookie');
});

test('forged forms: by fetch metadata, by origin, by the key in the form', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await groundHouse(t, { routes });
  const { cookie, token } = await withPerson(house, 'acceptor');
  const viewer = await house.db.maybe(z.object({ form_key: z.string() }), sql`select form_key from ground.identity_sessions`);
  const key = await issueKey(house.db, (await withPerson(house, undefined)).person, 'test');
  const cases: [what: string, headers: Record<string, string>, body: Record<string, string>, expected: number][] = [
    ['our page, a browser of today', { cookie, 'sec-fetch-site': 'same-origin' }, {}, 200],
    ['typed by hand', { cookie, 'sec-fetch-site': 'none' }, {}, 200],
    ['another site', { cookie, 'sec-fetch-site': 'cross-site' }, {}, 403],
    ['a neighbour of our domain', { cookie, 'sec-fetch-site': 'same-site' }, {}, 403],
    ['another site which claims our origin', { cookie, 'sec-fetch-site': 'cross-site', origin: 'http://city.test' }, {}, 403],
    ['an older browser, our origin', { cookie, origin: 'http://city.test' }, {}, 200],
    ['an older browser, another origin', { cookie, origin: 'http://evil.test' }, {}, 403],
    ['a sandboxed frame', { cookie, origin: 'null' }, {}, 403],
    ['an old browser without either', { cookie }, {}, 403],
    ['the same with the key of the form', { cookie }, { _key: viewer?.form_key ?? '' }, 200],
    ['the same with a wrong key', { cookie }, { _key: token }, 403],
    ['a program without an account', {}, {}, 200],
    ['a visitor from another site', { 'sec-fetch-site': 'cross-site' }, {}, 403],
    ['a program with an API key', { authorization: `Bearer ${key}`, origin: 'http://evil.test' }, {}, 200],
    ['a program with a key, called from a page', { 'x-api-key': key, 'sec-fetch-site': 'cross-site' }, {}, 200],
  ];
  for (const [what, headers, body, expected] of cases) {
    const post = { method: 'POST', body: new URLSearchParams(body).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } };
    assert.equal((await house.ask('/api/notes', post)).status, expected, what);
  }
  assert.equal((await house.ask('/open/notes', formPost({}, { cookie, 'sec-fetch-site': 'cross-site' }))).status, 200, 'an open interface is for other sites');
});

test('API keys: a wrong one is refused everywhere, an ended one too; it wins over a cookie', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await groundHouse(t, { routes });
  const { person } = await withPerson(house, 'acceptor');
  const { cookie } = await withPerson(house, 'handler');
  const key = await issueKey(house.db, person, 'test');
  for (const headers of [{ authorization: `Bearer ${key}` }, { authorization: `bearer  ${key}` }, { 'x-api-key': key }, { 'x-api-key': key, cookie }]) {
    assert.deepEqual(await (await house.ask('/api/desk', { headers: { ...headers } })).json(), { person });
  }
  for (const wrong of ['nonsense', `${key}x`, '', ' ', 'Bearer']) {
    assert.equal((await house.ask('/api/desk', { headers: { authorization: `Bearer ${wrong}` } })).status, 401, wrong);
  }
  assert.equal((await house.ask('/open/mine', { headers: { 'x-api-key': 'nonsense' } })).status, 401, 'also where nobody needs one');
  await house.db.run(sql`update ground.identity_keys set ended_at = ${NOW}`);
  assert.equal((await house.ask('/api/desk', { headers: { 'x-api-key': key } })).status, 401);
});

test('a key is remembered where it is asked for often: one statement for many, none for a wrong one, and no longer than some seconds', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await groundHouse(t, { routes });
  const { person } = await withPerson(house, 'acceptor');
  const key = await issueKey(house.db, person, 'test');
  const { count } = house.db.statements;
  const viewers = await Promise.all(Array.from({ length: 20 }, () => rememberedViewerOfKey(house.db, key, NOW)));
  assert.deepEqual([house.db.statements.count - count, new Set(viewers.map((viewer) => viewer?.person))], [1, new Set([person])]);
  for (let i = 0; i < 3; i++) assert.equal(await rememberedViewerOfKey(house.db, 'nonsense', NOW), undefined);
  await house.db.run(sql`update ground.identity_keys set ended_at = ${NOW}`);
  assert.equal((await house.ask('/open/often', { headers: { 'x-api-key': key } })).status, 200, 'for now');
  t.mock.method(performance, 'now', () => REMEMBERED_MS + 1e9);
  assert.equal((await house.ask('/open/often', { headers: { 'x-api-key': key } })).status, 401);
});

test('a raw body comes as it is, bounded; a route without a limit of writes takes a flood', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await groundHouse(t, { routes }, { WRITES_PER_MINUTE: '2' });
  const post = async (body: Uint8Array<ArrayBuffer>, type: string) => house.ask('/open/flood', { method: 'POST', body, headers: { 'content-type': type } });
  for (let i = 0; i < 5; i++) assert.deepEqual(await (await post(new Uint8Array([0, 255, i]), 'Multipart/Mixed; boundary=AbC')).json(), { n: 3, type: 'multipart/mixed; boundary=AbC' });
  assert.equal((await post(new Uint8Array(17 * 1_048_576), 'x/y')).status, 413);
});

test('sessions end with their time, with their person, and with a sign-out', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await groundHouse(t, { routes });
  const { cookie, person } = await withPerson(house, 'acceptor');
  const status = async () => (await house.ask('/api/desk', { headers: { cookie } })).status;
  assert.equal(await status(), 200);
  house.clock.advance(59);
  assert.equal(await status(), 200);
  house.clock.advance(1);
  assert.equal(await status(), 401, 'an hour is over');
  house.clock.set(NOW);
  await house.db.run(sql`update ground.identity_people set disabled_at = ${NOW} where id = ${person}`);
  assert.equal(await status(), 401, 'disabled');
  assert.equal((await house.ask('/api/desk', { headers: { cookie: 'comis_session=%00; comis_session' } })).status, 401);
});

test('writes are limited by address, people by themselves, keys by the key; reads are not', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await groundHouse(t, { routes }, { WRITES_PER_MINUTE: '3', KEY_WRITES_PER_MINUTE: '2', TRUST_PROXY: 'on' });
  const { cookie, person } = await withPerson(house, 'acceptor');
  const key = await issueKey(house.db, person, 'test');
  const post = async (headers: Record<string, string>) => (await house.ask('/api/notes', jsonPost({}, { 'sec-fetch-site': 'same-origin', ...headers })));
  const statuses = async (times: number, headers: Record<string, string>) => { const all: number[] = []; for (let i = 0; i < times; i++) all.push((await post(headers)).status); return all; };
  assert.deepEqual(await statuses(4, { 'x-forwarded-for': '10.0.0.1' }), [200, 200, 200, 429]);
  assert.deepEqual(await statuses(1, { 'x-forwarded-for': '10.0.0.1, 10.0.0.2' }), [200], 'only the last entry is from our proxy');
  assert.deepEqual(await statuses(4, { 'x-forwarded-for': '10.0.0.1', cookie }), [200, 200, 200, 429], 'a person has their own');
  assert.deepEqual(await statuses(3, { 'x-forwarded-for': '10.0.0.1', 'x-api-key': key }), [200, 200, 429]);
  const refused = await post({ 'x-forwarded-for': '10.0.0.1', 'accept-language': 'en' });
  assert.equal(refused.headers.get('content-type'), 'application/problem+json; charset=utf-8');
  assert.ok(Number(refused.headers.get('retry-after')) >= 1);
  assert.match(await refused.text(), /Try again in \d+ second/);
  for (let i = 0; i < 20; i++) assert.equal((await house.ask('/open/mine', { headers: { 'x-forwarded-for': '10.0.0.1' } })).status, 200);
});

test('a bucket fills again and never above its size', () => {
  const limits = new Limits();
  const allowed = (at: number) => { try { limits.take('k', 'w', 6, at); return true; } catch (error) { assert.ok(error instanceof Refusal && error.status === 429); return false; } };
  assert.deepEqual(Array.from({ length: 7 }, () => allowed(0)), [true, true, true, true, true, true, false]);
  assert.equal(allowed(9_000), false, 'a tenth of a minute gives one');
  assert.equal(allowed(10_000), true);
  assert.deepEqual(Array.from({ length: 7 }, () => allowed(3_600_000)), [true, true, true, true, true, true, false]);
  const started = performance.now();
  for (let i = 0; i < 120_000; i++) limits.take('flood', String(i), 6, 7_200_000);
  assert.ok(performance.now() - started < 4000, 'a flood of addresses costs no search');
  for (let i = 0; i < 5; i++) limits.take('flood', '119999', 6, 7_200_000);
  assert.throws(() => limits.take('flood', '119999', 6, 7_200_000), 'and those of late are still known');
});
