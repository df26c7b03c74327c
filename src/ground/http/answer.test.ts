import assert from 'node:assert/strict';
import { test } from 'node:test';
import { h } from 'preact';
import { z } from 'zod';
import { needs } from '#test/needs.ts';
import { DatabaseAway } from '../db/index.ts';
import { messages } from '../i18n/index.ts';
import { formPost, groundHouse, jsonPost } from './house.fixture.ts';
import { refuse } from './refusal.ts';
import { many, page, route, see, ticked } from './route.ts';

const words = messages({ closed: ['{n} 号已经结案', 'Number {n} is closed already'], title: ['标题', 'Title'] });
const Form = z.object({ title: z.string().min(3).max(20), where: many(z.string()), agree: ticked });
const problem = z.object({ type: z.string(), title: z.string(), status: z.number(), errors: z.array(z.object({ field: z.string(), detail: z.string() })).optional() });
const routes = [
  route({ method: 'GET', path: '/api/when', who: 'everyone', summary: 'When', answer: z.object({ at: z.date(), text: z.string() }), handle: async () => ({ at: new Date('2026-11-18T01:41:00.123Z'), text: 'at 2026-11-18T01:41:00.123Z' }) }),
  route({ method: 'PUT', path: '/api/cases/:id/closure', who: 'everyone', summary: 'Close', params: z.object({ id: z.coerce.number().int() }), body: z.object({}), handle: async ({ params }) => { if (params.id === 7) throw refuse(409, words.closed, { field: 'id', params: { n: 7 } }); } }),
  route({ method: 'GET', path: '/api/bug', who: 'everyone', summary: 'A bug', answer: z.object({}), handle: async () => { throw new TypeError('x is not a function, secret path /etc'); } }),
  route({ method: 'GET', path: '/api/away', who: 'everyone', summary: 'Away', answer: z.object({}), handle: async () => { throw new DatabaseAway('gone'); } }),
  route({ method: 'GET', path: '/open/things', who: 'everyone', summary: 'Open', open: true, answer: z.array(z.string()), handle: async () => ['a'] }),
  route({ method: 'GET', path: '/proto', who: 'everyone', summary: 'A protocol with its own errors', answer: z.object({}), errors: ({ status, text }) => new Response(`<error code="${status}">${text}</error>`, { status, headers: { 'content-type': 'text/xml' } }), handle: async () => { throw refuse(404, words.title); } }),
  ...page({
    path: '/cases/new', who: 'everyone', summary: 'A form', body: Form,
    view: async ({ lang }, form) => h('div', {}, h('form', { 'data-problem': form.problem }, [
      h('h1', {}, words.title(lang)), h('input', { name: 'title', value: String(form.values['title'] ?? '') }), h('b', {}, form.errors['title']), h('i', {}, [form.values['where'] ?? []].flat().join('|')),
    ])),
    submit: async ({ body }) => {
      if (body.title === 'taken') throw refuse(409, words.closed, { field: 'title', params: { n: 3 } });
      if (body.title === 'broken') throw new Error('bug');
      return see(`/cases/${body.where.length}/${body.agree}`);
    },
  }),
];

test('a form refused comes back with what was typed and what is wrong, in the reader\'s language', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await groundHouse(t, { routes });
  const done = await house.ask('/cases/new', formPost([['title', 'good'], ['where', 'a'], ['where[]', 'b'], ['agree', 'on']]));
  assert.deepEqual([done.status, done.headers.get('location')], [303, '/cases/2/true']);
  const short = await house.ask('/cases/new', formPost([['title', '"<'], ['where', 'a'], ['where', 'b']], { 'accept-language': 'en' }));
  assert.equal(short.status, 422);
  const text = await short.text();
  assert.match(text, /value="&quot;&lt;"/);
  assert.match(text, /<i>a\|b<\/i>/);
  assert.match(text, /data-problem="1 thing to correct"/);
  assert.match(text, /<h1>Title<\/h1>/);
  assert.doesNotMatch(await (await house.ask('/cases/new', formPost({ title: 'good thing' }))).text(), /data-problem/);
  const taken = await house.ask('/cases/new', formPost({ title: 'taken' }));
  assert.equal(taken.status, 409);
  assert.match(await taken.text(), /<b>3 号已经结案<\/b>/);
  const missing = await house.ask('/cases/new', formPost({}));
  assert.equal(missing.status, 422);
  assert.match(await missing.text(), /<b>这一项要填<\/b>/);
});

test('a bug is a 500 with a reference that stands in the log, and tells nothing else', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await groundHouse(t, { routes });
  for (const [path, init] of [['/api/bug', {}], ['/cases/new', formPost({ title: 'broken' })]] as const) {
    const response = await house.ask(path, init);
    assert.equal(response.status, 500);
    const text = await response.text();
    assert.doesNotMatch(text, /secret|TypeError|at .*\.ts|Error: bug/);
    const reference = /编号 (\w+)/.exec(text)?.[1];
    assert.ok(reference && house.log.some((line) => line.includes(reference) && /TypeError: x is not|Error: bug/.test(line)), text);
  }
});

test('problem+json names the field; a closed case is 409; the database away is 503 with Retry-After', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await groundHouse(t, { routes });
  const closed = await house.ask('/api/cases/7/closure', { ...jsonPost({}), method: 'PUT' });
  assert.equal(closed.status, 409);
  assert.deepEqual(problem.parse(await closed.json()), { type: 'about:blank', title: '7 号已经结案', status: 409, errors: [{ field: 'id', detail: '7 号已经结案' }] });
  assert.equal((await house.ask('/api/cases/8/closure', { ...jsonPost({}), method: 'PUT' })).status, 204);
  assert.equal((await house.ask('/api/cases/x/closure', { ...jsonPost({}), method: 'PUT' })).status, 404, 'an id that cannot be one is no such thing');
  const away = await house.ask('/api/away');
  assert.deepEqual([away.status, away.headers.get('retry-after')], [503, '5']);
  const xml = await house.ask('/proto');
  assert.deepEqual([xml.status, await xml.text()], [404, '<error code="404">标题</error>']);
});

test('times leave without a fraction, texts as they are', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await groundHouse(t, { routes });
  assert.deepEqual(await (await house.ask('/api/when')).json(), { at: '2026-11-18T01:41:00Z', text: 'at 2026-11-18T01:41:00.123Z' });
});

test('404, 405, OPTIONS, HEAD and CORS', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await groundHouse(t, { routes });
  const page404 = await house.ask('/nowhere', { headers: { 'accept-language': 'en' } });
  assert.deepEqual([page404.status, page404.headers.get('content-type')], [404, 'text/html; charset=utf-8']);
  assert.match(await page404.text(), /<html lang="en"/);
  const api404 = await house.ask('/api/nowhere');
  assert.deepEqual([api404.status, api404.headers.get('content-type')], [404, 'application/problem+json; charset=utf-8']);
  const wrong = await house.ask('/api/when', { method: 'DELETE' });
  assert.deepEqual([wrong.status, wrong.headers.get('allow')], [405, 'GET, OPTIONS']);
  assert.equal(problem.parse(await wrong.json()).status, 405);
  assert.deepEqual([(await house.ask('/cases/new', { method: 'PUT' })).status, (await house.ask('/cases/new', { method: 'PUT' })).headers.get('allow')], [405, 'GET, POST, OPTIONS']);
  const closed = await house.ask('/api/when', { method: 'OPTIONS', headers: { origin: 'http://other.test' } });
  assert.deepEqual([closed.status, closed.headers.get('access-control-allow-origin')], [204, null]);
  const open = await house.ask('/open/things', { method: 'OPTIONS', headers: { origin: 'http://other.test', 'access-control-request-method': 'GET' } });
  assert.deepEqual([open.status, open.headers.get('access-control-allow-origin'), open.headers.get('access-control-allow-methods')], [204, '*', 'GET, OPTIONS']);
  assert.equal((await house.ask('/open/things')).headers.get('access-control-allow-origin'), '*');
  assert.equal((await house.ask('/api/when')).headers.get('access-control-allow-origin'), null);
  const head = await house.ask('/api/when', { method: 'HEAD' });
  assert.deepEqual([head.status, await head.text()], [200, '']);
});

test('every answer carries the headers that keep a page to itself', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await groundHouse(t, { routes });
  for (const path of ['/cases/new', '/api/when', '/nowhere', '/api/bug', '/assets/none.js']) {
    const { headers } = await house.ask(path);
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/, path);
    assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval|\*/, path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(headers.get('strict-transport-security'), null, 'not over http');
  }
});

test('too much is refused before it is read: told, not told, and lied about', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await groundHouse(t, { routes }, { UPLOAD_MB: '1' });
  const streamed = (bytes: number) => new ReadableStream<Uint8Array>({ start(c) { for (let left = bytes; left > 0; left -= 65_536) c.enqueue(new Uint8Array(65_536)); c.close(); } });
  const send = (init: RequestInit & { duplex?: 'half' }) => house.ask('/cases/new', { method: 'POST', ...init, headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', ...init.headers } });
  assert.equal((await send({ body: 'title=good', headers: { 'content-length': '999999999' } })).status, 413, 'told');
  assert.equal((await send({ body: streamed(4_000_000), duplex: 'half' })).status, 413, 'not told');
  assert.equal((await send({ body: streamed(4_000_000), duplex: 'half', headers: { 'content-length': '10' } })).status, 413, 'lied about');
  assert.equal((await send({ body: streamed(9_000_000), duplex: 'half', headers: { 'content-type': 'multipart/form-data; boundary=b' } })).status, 413, 'with files');
});

test('multipart: whole ones are read, broken ones refused', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await groundHouse(t, { routes });
  const whole = new FormData();
  whole.append('title', 'a picture');
  whole.append('where', 'x');
  whole.append('photos', new File([], ''));
  assert.equal((await house.ask('/cases/new', { method: 'POST', body: whole, headers: { 'sec-fetch-site': 'same-origin' } })).headers.get('location'), '/cases/1/false');
  const text = '--b\r\ncontent-disposition: form-data; name="title"\r\n\r\ngood\r\n--b--\r\n';
  for (const [what, type, body] of [
    ['cut off', 'multipart/form-data; boundary=b', text.slice(0, 40)], ['without boundary', 'multipart/form-data', text], ['another boundary', 'multipart/form-data; boundary=c', text],
    ['nothing', 'multipart/form-data; boundary=b', ''], ['noise', 'multipart/form-data; boundary=b', '\u0000\u0001--b'],
  ] as const) {
    const response = await house.ask('/cases/new', { method: 'POST', body, headers: { 'content-type': type, 'sec-fetch-site': 'same-origin' } });
    assert.ok([400, 422].includes(response.status), `${what}: ${response.status}`);
  }
  assert.equal((await house.ask('/cases/new', { method: 'POST', body: '<x/>', headers: { 'content-type': 'text/xml', 'sec-fetch-site': 'same-origin' } })).status, 415);
  assert.equal((await house.ask('/cases/new', { ...jsonPost({ title: 'good' }), headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' } })).status, 415, 'a page takes forms only');
});

test('the language: chosen, kept, wished, or the city\'s', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await groundHouse(t, { routes });
  const title = async (path: string, headers: Record<string, string> = {}) => /<h1>(.*?)<\/h1>/.exec(await (await house.ask(path, { headers })).text())?.[1];
  assert.equal(await title('/cases/new'), '标题');
  assert.equal(await title('/cases/new', { 'accept-language': 'de, en;q=0.5' }), 'Title');
  assert.equal(await title('/cases/new', { 'accept-language': 'en', cookie: 'comis_lang=zh' }), '标题');
  assert.equal(await title('/cases/new?lang=en', { cookie: 'comis_lang=zh' }), 'Title');
  assert.equal(await title('/cases/new?lang=xx', { 'accept-language': 'en' }), 'Title');
  const chosen = await house.ask('/cases/new?lang=en');
  assert.match(chosen.headers.get('set-cookie') ?? '', /^comis_lang=en; Path=\/; Max-Age=\d+; SameSite=Lax$/);
  assert.equal((await house.ask('/cases/new?lang=en', { headers: { cookie: 'comis_lang=en' } })).headers.get('set-cookie'), null);
});

test('the log names routes, never addresses', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await groundHouse(t, { routes });
  await house.ask('/api/cases/8/closure?secret=7Q4M-2K9D', { ...jsonPost({}), method: 'PUT' });
  await house.ask('/nowhere/7Q4M-2K9D');
  assert.ok(house.log.length >= 2);
  assert.doesNotMatch(house.log.join('\n'), /7Q4M/);
  assert.equal(JSON.parse(house.log[0] ?? '{}').route, '/api/cases/:id/closure');
});
