import assert from 'node:assert/strict';
import { test } from 'node:test';
import { h } from 'preact';
import { z } from 'zod';
import { needs } from '#test/needs.ts';
import { sql } from '../db/sql.ts';
import { formPost, groundHouse, jsonPost } from './house.fixture.ts';
import { asFormValue, HOSTILE } from './hostile.fixture.ts';
import { many, page, route, see } from './route.ts';

const Body = z.object({ title: z.string().max(200), n: z.coerce.number().int().min(0).max(1000).optional(), tags: many(z.string().max(20)).optional(), detail: z.record(z.string(), z.string()).optional() });
const store = route({
  method: 'POST', path: '/api/things', who: 'everyone', summary: 'Stores a thing', body: Body, answer: Body, status: 201,
  async handle({ body, db }) {
    await db.run(sql`insert into ground.audit_entries (action, detail) values (${body.title}, ${JSON.stringify(body)}::text::jsonb)`);
    return body;
  },
});
const find = route({ method: 'GET', path: '/api/things/:id', who: 'everyone', summary: 'Finds a thing', params: z.object({ id: z.string().max(50) }), query: z.object({ q: z.string().max(50).optional() }), answer: z.object({ id: z.string() }), handle: async ({ params }) => ({ id: params.id }) });
const form = page({
  path: '/things/new', who: 'everyone', summary: 'A form', body: Body,
  view: async (_, state) => h('form', {}, h('input', { name: 'title', value: String(state.values['title'] ?? '') }), h('p', {}, state.errors['title'] ?? '')),
  submit: async ({ body, db }) => {
    await db.run(sql`insert into ground.audit_entries (action) values (${body.title})`);
    return see('/done');
  },
});
const room = { routes: [store, find, ...form] };

test('every field takes or refuses every hostile value, by JSON, form and address: never a 5xx, never half written', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await groundHouse(t, room);
  const rows = async () => (await house.db.rows(z.object({ n: z.number() }), sql`select count(*) as n from ground.audit_entries`))[0]?.n ?? 0;
  for (const [name, value] of HOSTILE) {
    for (const field of ['title', 'n', 'tags', 'detail', 'unknown']) {
      const before = await rows();
      const response = await house.ask('/api/things', jsonPost({ title: 'good', [field]: value }));
      const text = await response.text();
      assert.ok(response.status === 201 || (response.status >= 400 && response.status < 500), `${field} = ${name}: ${response.status} ${text.slice(0, 200)}`);
      assert.equal((await rows()) - before, response.status === 201 ? 1 : 0, `${field} = ${name}`);
      if (response.status !== 201) assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/, `${field} = ${name}`);
      if (response.status === 422) assert.ok(z.object({ errors: z.array(z.object({ field: z.string(), detail: z.string().min(1) })).min(1) }).parse(JSON.parse(text)).errors[0]?.field.startsWith(field), `${field} = ${name}: ${text.slice(0, 200)}`);
      const posted = await house.ask('/things/new', formPost({ title: 'good', [field]: asFormValue(value) }));
      const shown = await posted.text();
      assert.ok(posted.status === 303 || (posted.status >= 400 && posted.status < 500), `form ${field} = ${name}: ${posted.status}`);
      assert.doesNotMatch(shown, /<script>alert|<img src=x|" autofocus onfocus/, `form ${field} = ${name} comes back unescaped`);
    }
    const address = encodeURIComponent(asFormValue(value).toWellFormed()).slice(0, 8000);
    for (const path of [`/api/things/${address || 'x'}`, `/api/things/x?q=${address}`, `/api/things/x?${address}=1`]) {
      const found = await house.ask(path);
      assert.ok(found.status < 500, `${path.slice(0, 60)}: ${found.status}`);
    }
  }
  assert.equal(Reflect.get({}, 'admin'), undefined);
  assert.deepEqual(house.log.filter((line) => line.includes('"error"')), []);
});

test('bodies that are no JSON at all', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await groundHouse(t, room);
  for (const [body, status] of [['{', 400], ['', 422], ['null', 422], ['[]', 422], ['"text"', 422], ['{"title":"a","title":"b"}', 201], ['{"title":"\\u0000"}', 422], ['{"\\ud800":"x","title":"x"}', 422], ['['.repeat(200_000), 400], [`{"title":${'['.repeat(9000)}${']'.repeat(9000)}}`, 422]] as const) {
    assert.equal((await house.ask('/api/things', jsonPost(body))).status, status, body.slice(0, 40));
  }
});

test('bytes that are no UTF-8 are refused, in JSON, form and address', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await groundHouse(t, room);
  const broken = new Uint8Array([0x74, 0x69, 0x74, 0x6c, 0x65, 0x3d, 0xff, 0xfe, 0xc0]);
  for (const type of ['application/json', 'application/x-www-form-urlencoded']) {
    const response = await house.ask('/api/things', { method: 'POST', body: broken, headers: { 'content-type': type } });
    assert.equal(response.status, 400, type);
  }
  assert.equal((await house.ask('/api/things', { ...formPost({}), body: 'title=%FF%C0%80' })).status, 422, 'percent-encoded');
  assert.equal((await house.ask('/api/things/x?q=%FF')).status, 400);
  assert.deepEqual(await (await house.ask('/api/things/%FF')).json(), { id: '%FF' }, 'what cannot be decoded stays as it was written');
});
