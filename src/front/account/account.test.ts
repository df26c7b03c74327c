// Signing in and the account, through the whole application.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { issueCode, logLook, setPassword } from '#ground/identity/index.ts';
import { subscribe } from '#serve/push/index.ts';
import { testApp, type Asking, type TestApp } from '#test/app.ts';
import { needs } from '#test/needs.ts';

/** A browser of one's own: keeps the cookies it is given. */
function browser(app: TestApp) {
  const jar = new Map<string, string>();
  return {
    jar,
    async go(path: string, asking: Asking = {}): Promise<Response> {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await app.request(path, { ...asking, headers: { ...(cookie ? { cookie } : {}), ...asking.headers } });
      for (const line of response.headers.getSetCookie()) {
        const [pair = ''] = line.split(';');
        const at = pair.indexOf('=');
        if (/Max-Age=0/.test(line)) jar.delete(pair.slice(0, at));
        else jar.set(pair.slice(0, at), pair.slice(at + 1));
      }
      return response;
    },
  };
}

async function letters(app: TestApp): Promise<string[]> {
  const folder = join(app.ground.config.DATA_DIR, 'outgoing-mail');
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.sort().map((name) => readFile(join(folder, name), 'utf8')));
}
const lastCode = async (app: TestApp): Promise<string> => {
  await new Promise((resolve) => { setTimeout(resolve, 50); });
  return /^Subject: (\d{6})/m.exec((await letters(app)).at(-1) ?? '')?.[1] ?? '';
};
const PASSWORD = 'correct horse battery';

async function appWithPassword(t: TestContext, env: Record<string, string> = {}): Promise<TestApp> {
  const app = await testApp(t, { env });
  await setPassword(app.db, app.people['acceptor'] ?? '', PASSWORD);
  await setPassword(app.db, app.people['resident'] ?? '', PASSWORD);
  return app;
}

test('sign in by password, out again', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await appWithPassword(t, { BASE_URL: 'http://localhost' });
  const me = browser(app);
  const refused = await me.go('/sign-in', { form: { handle: 'acceptor', password: 'wrong' } });
  assert.equal(refused.status, 422);
  const wrong = await refused.text();
  const unknown = await (await me.go('/sign-in', { form: { handle: 'nobody-here', password: 'wrong' } })).text();
  const words = (page: string) => page.replace(/<[^>]*value="[^"]*"[^>]*>/g, '').replace(/<a [^>]*hreflang.*?<\/a>/g, '');
  assert.equal(words(wrong), words(unknown), 'the same words for an unknown account');

  const ok = await me.go('/sign-in', { form: { handle: 'ACCEPTOR', password: PASSWORD, to: '/account/data' } });
  assert.equal(ok.status, 303);
  assert.equal(ok.headers.get('location'), '/account/data');
  const cookie = ok.headers.getSetCookie().find((line) => line.startsWith('comis_session=')) ?? '';
  assert.match(cookie, /; HttpOnly/);
  assert.match(cookie, /SameSite=Lax/);
  assert.match(cookie, /Path=\//);
  assert.match(cookie, /Max-Age=43200\b/, 'a desk stays 12 hours');
  assert.match(await (await me.go('/account')).text(), /受理员/);

  const elsewhere = await browser(app).go('/sign-in', { form: { handle: 'resident', password: PASSWORD, to: '//evil.example' } });
  assert.equal(elsewhere.headers.get('location'), '/account');
  assert.match(elsewhere.headers.getSetCookie().join(), /comis_session=[^;]+; Path=\/; Max-Age=2592000/, 'a resident 30 days');

  const before = me.jar.get('comis_session');
  const out = await me.go('/sign-out', { form: {} });
  assert.equal(out.headers.get('location'), '/');
  assert.equal(me.jar.has('comis_session'), false);
  const stale = await app.request('/account/data', { headers: { cookie: `comis_session=${before}` } });
  assert.match(stale.headers.get('location') ?? '', /^\/sign-in\?to=%2Faccount%2Fdata/);
});

test('guessing is stopped, by account and by address, and told when to come back', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await appWithPassword(t, { SIGN_INS_PER_HOUR: '3' });
  for (let i = 0; i < 3; i++) assert.equal((await app.request('/sign-in', { form: { handle: 'resident', password: `wrong ${i}` } })).status, 422);
  const stopped = await app.request('/sign-in', { form: { handle: 'resident', password: PASSWORD } });
  assert.equal(stopped.status, 429, 'the right password too');
  assert.ok(Number(stopped.headers.get('retry-after')) > 3000);
  assert.equal((await app.request('/sign-in', { form: { handle: 'acceptor', password: PASSWORD } })).status, 429, 'the same address, another account');
  app.clock.advance(61);
  assert.equal((await app.request('/sign-in', { form: { handle: 'resident', password: PASSWORD } })).status, 303);
});

test('a one-time code opens an account for a new address and finds the old one again', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const me = browser(app);
  const asked = await me.go('/sign-in/code', { form: { handle: 'Wang@Example.org' } });
  assert.equal(asked.headers.get('location'), '/sign-in/code/enter');
  assert.match(await (await me.go('/sign-in/code/enter')).text(), /w\*\*\*@example\.org/);
  const code = await lastCode(app);
  assert.equal((await me.go('/sign-in/code/enter', { form: { code: code === '000000' ? '000001' : '000000' } })).status, 422);
  const spaced = `${code.slice(0, 3)} ${code.slice(3)}`;
  assert.equal((await me.go('/sign-in/code/enter', { form: { code: spaced } })).status, 303);
  const first = z.object({ identity: z.object({ id: z.uuid(), email: z.string(), email_verified_at: z.string() }) }).parse(await (await me.go('/account/data.json')).json());
  assert.equal(first.identity.email, 'wang@example.org');
  assert.equal((await browser(app).go('/sign-in/code/enter')).headers.get('location'), '/sign-in/code', 'without asking there is nothing to enter');

  const again = browser(app);
  await again.go('/sign-in/code', { form: { handle: 'wang@example.org' } });
  const second = await lastCode(app);
  assert.equal((await again.go('/sign-in/code/enter', { form: { code: second } })).status, 303);
  assert.equal((await again.go('/sign-in/code/enter', { form: { code: second } })).headers.get('location'), '/sign-in/code', 'used up');
  const same = z.object({ identity: z.object({ id: z.uuid() }) }).parse(await (await again.go('/account/data.json')).json());
  assert.equal(same.identity.id, first.identity.id);

  const before = (await letters(app)).length;
  assert.equal((await browser(app).go('/sign-in/code', { form: { handle: '13800138000' } })).status, 303, 'an unknown phone looks the same');
  await lastCode(app);
  assert.equal((await letters(app)).length, before, 'but nothing is sent');
});

test('a new password ends the other sessions; sessions end one by one', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await appWithPassword(t);
  const [here, there, third] = [browser(app), browser(app), browser(app)];
  for (const one of [here, there, third]) await one.go('/sign-in', { form: { handle: 'resident', password: PASSWORD }, headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux) Firefox/140.0' } });
  const list = await (await here.go('/account/sessions')).text();
  const ids = [...list.matchAll(/name="session" value="([0-9a-f]{16})"/g)].map((found) => found[1]);
  assert.equal(ids.length, 2, 'this one has no end button');
  assert.match(list, /Firefox · Linux/);
  await here.go('/account/sessions', { form: { session: ids[0] ?? '' } });
  assert.equal([await there.go('/account/data'), await third.go('/account/data')].filter((answer) => answer.status === 200).length, 1);
  assert.equal((await here.go('/account/password', { form: { old: 'not it', password: 'another long one' } })).status, 422);
  assert.equal((await here.go('/account/password', { form: { old: PASSWORD, password: 'short' } })).status, 422);
  assert.equal((await here.go('/account/password', { form: { old: PASSWORD, password: 'another long one' } })).status, 303);
  assert.equal((await here.go('/account/data')).status, 200);
  for (const one of [there, third]) assert.equal((await one.go('/account/data')).status, 303);
  assert.equal((await browser(app).go('/sign-in', { form: { handle: 'resident', password: PASSWORD } })).status, 422);
});

test('correct: name and phone at once, an e-mail when it is confirmed', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await appWithPassword(t);
  const me = browser(app);
  await me.go('/sign-in', { form: { handle: 'resident', password: PASSWORD } });
  assert.equal((await me.go('/account/profile', { form: { name: '王小明', phone: '12', email: 'x' } })).status, 422);
  const saved = await me.go('/account/profile', { form: { name: '王小明', phone: '138 0013 8000', email: 'ming@example.org' } });
  assert.equal(saved.headers.get('location'), '/account/email');
  const now = async () => z.object({ identity: z.object({ name: z.string(), phone: z.string(), email: z.string().nullable() }) }).parse(await (await me.go('/account/data.json')).json()).identity;
  assert.deepEqual(await now(), { name: '王小明', phone: '13800138000', email: null });
  assert.equal((await me.go('/account/email', { form: { code: await lastCode(app) } })).status, 303);
  assert.equal((await now()).email, 'ming@example.org');

  const other = browser(app);
  await other.go('/sign-in', { form: { handle: 'acceptor', password: PASSWORD } });
  assert.equal((await other.go('/account/profile', { form: { phone: '13800138000' } })).status, 409, 'a phone stands in one account');
});

test('keys act as their owner until they are ended', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const issued = await app.request('/account/keys', { as: 'resident', form: { name: '我的程序' } });
  const key = /<p class="code">([\w-]{32})<\/p>/.exec(await issued.text())?.[1] ?? '';
  const asked = () => app.request('/account/data.json', { headers: { authorization: `Bearer ${key}` } });
  assert.equal((await asked()).status, 200);
  const page = await (await app.request('/account/keys', { as: 'resident' })).text();
  assert.ok(!page.includes(key), 'shown once');
  const id = /name="end" value="(\d+)"/.exec(page)?.[1] ?? '';
  await app.request('/account/keys', { as: 'acceptor', form: { end: id } });
  assert.equal((await asked()).status, 200, 'nobody ends a stranger’s key');
  await app.request('/account/keys', { as: 'resident', form: { end: id } });
  assert.equal((await asked()).status, 401);
});

test('see, copy and erase: nothing of the identity is left, the last administrator stays', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await appWithPassword(t);
  const person = app.people['resident'] ?? '';
  await app.db.run(sql`update ground.identity_people set email = 'gone@example.org', email_verified_at = now(), phone = '13900000000' where id = ${person}`);
  await subscribe(app.db, { topic: { kind: 'area', code: '900101' }, lang: 'zh', person, now: app.clock.now() });
  await logLook(app.db, { viewer: app.people['acceptor'] ?? '', type: 'person', key: person, reason: '回访', now: app.clock.now() });
  const me = browser(app);
  await me.go('/sign-in', { form: { handle: 'resident', password: PASSWORD } });
  const copy = z.object({ subscriptions: z.array(z.object({ topic: z.string() })), looks: z.array(z.object({ role: z.string(), reason: z.string() })), grants: z.array(z.object({ role: z.string() })) }).parse(await (await me.go('/account/data.json')).json());
  assert.deepEqual(copy.subscriptions.map((one) => one.topic), ['area:900101']);
  assert.deepEqual(copy.looks.map(({ role, reason }) => [role, reason]), [['acceptor', '回访']]);
  assert.match(await (await me.go('/account/data')).text(), /受理员/);

  assert.equal((await me.go('/account/data', { form: { typed: '是' } })).status, 422);
  assert.equal((await me.go('/account/data', { form: { typed: '删除' } })).headers.get('location'), '/erased');
  const row = await app.db.one(z.object({ text: z.string(), erased: z.boolean() }), sql`select concat(login, name, phone, email, password) as text, erased_at is not null as erased from ground.identity_people where id = ${person}`);
  assert.deepEqual(row, { text: '', erased: true });
  assert.equal((await me.go('/account/data')).status, 303);
  const left = await app.db.one(z.object({ n: z.number() }), sql`select (select count(*) from ground.identity_sessions where person = ${person}) + (select count(*) from ground.identity_grants where person = ${person} and ended_at is null)
    + (select count(*) from serve.push_subscriptions where person = ${person} and ended_at is null) as n`);
  assert.equal(left.n, 0);
  assert.equal((await app.request('/account/data', { as: 'administrator', form: { typed: 'erase' } })).status, 409);
});

test('the first administrator, by a link that works once', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const code = await issueCode(app.db, { purpose: 'administrator-link', sentTo: 'administrator', minutes: 60, now: app.clock.now() });
  assert.match(await (await app.request('/first?code=wrong')).text(), /用过了，或已过期/);
  assert.match(await (await app.request(`/first?code=${code}`)).text(), /name="login"/);
  const choose = (login: string) => app.request('/first', { form: { code, login, password: PASSWORD } });
  assert.equal((await choose('administrator')).status, 409, 'a taken name does not use it up');
  const made = await choose('mayor');
  assert.equal(made.status, 303);
  assert.equal((await choose('second')).status, 410);
  const grants = await app.db.rows(z.object({ role: z.string(), area: z.string() }), sql`select g.role, g.area from ground.identity_grants g join ground.identity_people p on p.id = g.person where p.login = 'mayor'`);
  assert.deepEqual(grants, [{ role: 'administrator', area: '900000' }]);
});

test('a visitor has a page too, and chooses language and look', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  assert.match(await (await app.request('/account')).text(), /查询码/);
  const answer = await app.request('/account/display', { form: { lang: 'en', theme: 'dark' } });
  const cookies = answer.headers.getSetCookie().join('\n');
  assert.match(cookies, /comis_lang=en/);
  assert.match(cookies, /comis_theme=dark/);
  assert.match(await (await app.request('/account', { headers: { cookie: 'comis_lang=en; comis_theme=dark' } })).text(), /<html lang="en" data-theme="dark"/);
});
