// Following: from a wish to a letter in a real mail server, and the feeds beside it.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { createPerson, grant } from '#ground/identity/index.ts';
import { emit } from '#ground/events/index.ts';
import { caseStepped, NATURES, STAGES, type Verb } from '#city/cases/contract.ts';
import { openCase } from '#city/cases/cases.fixture.ts';
import { testApp, type TestApp } from '#test/app.ts';
import { needs } from '#test/needs.ts';
import { deliverDue, tidy } from './delivering.ts';
import { TRIES } from './rules.ts';
import { endByToken, followersOf, subscribe, subscribeCte, subscriptionOfToken, subscriptionsOf } from './subscribing.ts';

interface Mail { to: string; raw: string; subject: string; text: string }
type Answer = (to: string) => Error | undefined;

/** A mail server of one's own on a free port; `answer` may refuse. */
async function mailServer(t: TestContext, answer: Answer = () => undefined): Promise<{ url: string; mails: Mail[] }> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], logger: false,
    onRcptTo: (address, _session, done) => { done(answer(address.address)); },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        mails.push({ to: session.envelope.rcptTo.map((to) => to.address).join(), raw, subject: subjectOf(raw), text: bodyOf(raw) });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  t.after(() => new Promise<void>((resolve) => { server.close(() => resolve()); }));
  const address = server.server.address();
  return { url: `smtp://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`, mails };
}

const subjectOf = (raw: string): string => (/^Subject: (.*(?:\r\n[ \t].*)*)/m.exec(raw)?.[1] ?? '').replace(/\r\n[ \t]/g, ' ')
  .replace(/\?=\s+=\?/g, '?==?').replace(/=\?UTF-8\?(B|Q)\?(.*?)\?=/gi, (_, kind: string, text: string) => (kind.toUpperCase() === 'B' ? Buffer.from(text, 'base64').toString() : unquoted(text.replaceAll('_', ' '))));
function bodyOf(raw: string): string {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (/^Content-Transfer-Encoding: base64/im.test(head)) return Buffer.from(body, 'base64').toString();
  return /^Content-Transfer-Encoding: quoted-printable/im.test(head) ? unquoted(body.replace(/=\r\n/g, '')) : body;
}
const unquoted = (text: string): string => Buffer.from(text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8');
const tokenIn = (mail: Mail | undefined): string => /\/following\/([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '';

async function appWithMail(t: TestContext, answer?: Answer): Promise<{ app: TestApp; mails: Mail[] }> {
  const { url, mails } = await mailServer(t, answer);
  return { app: await testApp(t, { env: { SMTP_URL: url, MAIL_FROM: 'city@small.example' } }), mails };
}
/** Events to deliveries, deliveries to letters. */
async function settle(app: TestApp): Promise<void> {
  await app.settle();
  await deliverDue(app.ground);
}
/** News of a case as a step emits them; the steps themselves belong to the desks. */
async function news(app: TestApp, number: string, ...verbs: Verb[]): Promise<void> {
  const Row = z.object({ id: z.number(), nature: z.enum(NATURES), class: z.string().nullable(), path: z.array(z.string()), stage: z.enum(STAGES), holder: z.string().nullable(), visibility: z.string(), merged_into: z.number().nullable() });
  const row = await app.db.one(Row, sql`select id, nature, class, path, stage, holder, visibility, merged_into from city.v_cases where number = ${number}`);
  for (const verb of verbs) {
    const { visibility, merged_into, ...same } = row;
    await app.db.run(emit(caseStepped, `case:${number}`, { ...same, number, verb, step: 1, at: app.clock.now().toISOString(), public: visibility === 'public', into: merged_into }));
  }
  await settle(app);
}
const verbs = async (app: TestApp) => (await app.db.rows(z.object({ verb: z.string() }), sql`select verb from serve.push_deliveries where event is not null order by id`)).map((row) => row.verb);

test('a neighbour follows: asked once, told after saying yes, and out with one click', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, mails } = await appWithMail(t);
  const number = await openCase(app);
  assert.equal((await app.request('/follow', { form: { topic: `case:${number}`, email: 'not an address' } })).status, 422);
  const asked = await app.request('/follow', { form: { topic: `case:${number}`, email: 'Lin@Example.org' } });
  assert.match(asked.headers.get('location') ?? '', /done=asked/);
  await settle(app);
  assert.deepEqual(mails.map((mail) => mail.to), ['lin@example.org']);
  const token = tokenIn(mails[0]);

  await news(app, number, 'file');
  assert.equal(mails.length, 1, 'nothing before the address is confirmed');
  assert.match(await (await app.request(`/following/${token}`)).text(), /要收/);
  await settle(app);
  assert.equal(await followersOf(app.db, number), 0, 'opening the link alone says nothing');
  await app.request(`/following/${token}`, { form: { act: 'confirm' } });
  assert.equal(await followersOf(app.db, number), 1);

  await news(app, number, 'dispatch', 'sign', 'note');
  const letter = mails[1];
  assert.equal(mails.length, 2);
  assert.match(letter?.subject ?? '', /^派给责任单位了，在办：占道经营/);
  assert.match(letter?.text ?? '', new RegExp(`http://localhost/reports/${number}`));
  assert.match(letter?.raw ?? '', new RegExp(`^List-Unsubscribe:\\s+<http://localhost/following/${token}/end>`, 'm'));
  assert.match(letter?.raw ?? '', /^List-Unsubscribe-Post: List-Unsubscribe=One-Click/m);
  assert.match(letter?.raw ?? '', /^Message-ID: <push-[\d.]+@localhost>/im);

  const oneClick = await app.request(`/following/${token}/end`, { form: { 'List-Unsubscribe': 'One-Click' }, headers: { 'sec-fetch-site': 'cross-site', origin: 'https://mail.example' } });
  assert.equal(oneClick.status, 204);
  await news(app, number, 'feedback');
  assert.equal(mails.length, 2, 'and no more');
  assert.match(await (await app.request(`/following/${token}`)).text(), /不会再收到/);
});

test('a reporter who is subscribed in the statement of the report hears every told step, once', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, mails } = await appWithMail(t);
  const person = await createPerson(app.db, { email: 'me@example.org', lang: 'en' });
  await app.db.run(sql`update ground.identity_people set email_verified_at = now() where id = ${person}`);
  const number = await openCase(app);
  await app.db.run(sql`with opened as (select ${number}::text as number), ${subscribeCte({ person, lang: 'en', now: app.clock.now() }, sql`source.number`, sql`select number from opened`)} select 1 from push_made`);
  await news(app, number, 'file', 'dispatch', 'sign', 'feedback', 'order-check', 'check', 'close');
  const told = ['receive', 'file', 'dispatch', 'feedback', 'check', 'close'];
  assert.deepEqual(await verbs(app), told);
  assert.equal(mails.length, told.length);
  assert.match(mails.at(-1)?.subject ?? '', /^Done: /);

  // A restart that loses the cursor reads every event again; the letters are the same ones.
  await app.db.run(sql`update ground.events_cursors set tx = '0', id = 0 where listener like 'serve/push%'`);
  await settle(app);
  assert.deepEqual(await verbs(app), told);
  assert.equal(mails.length, told.length);
});

test('a case that is not public is told to its reporter only, without what it is about', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, mails } = await appWithMail(t);
  const [own, neighbour] = await Promise.all(['own@example.org', 'area@example.org'].map((email) => createPerson(app.db, { email, lang: 'zh' })));
  await app.db.run(sql`update ground.identity_people set email_verified_at = now() where email is not null`);
  await subscribe(app.db, { topic: { kind: 'area', code: '900101' }, lang: 'zh', person: neighbour, now: app.clock.now() });
  const number = await openCase(app, { visibility: 'private', title: '举报某摊主', class: 'E0499' });
  await subscribe(app.db, { topic: { kind: 'case', number }, lang: 'zh', person: own, own: true, now: app.clock.now() });
  assert.equal((await app.request(`/follow?topic=case:${number}`)).status, 404, 'others cannot know it exists');
  await settle(app);
  assert.deepEqual(mails.map((mail) => mail.to), ['own@example.org']);
  assert.ok(!/某摊主|滨江路/.test(`${mails[0]?.subject}${mails[0]?.text}`));
  assert.match(mails[0]?.text ?? '', /http:\/\/localhost\/r$/m);
});

test('areas, classes and circles hear of new and finished cases that fit, one letter an event', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, mails } = await appWithMail(t);
  const now = app.clock.now();
  const topics = {
    street: { kind: 'area', code: '900101001' }, other: { kind: 'area', code: '900102' }, main: { kind: 'class', code: 'E04' }, cover: { kind: 'class', code: 'C0102' },
    near: { kind: 'near', lon: 118.3015, lat: 30.901, radius: 100 }, far: { kind: 'near', lon: 118.303, lat: 30.901, radius: 100 },
  } as const;
  for (const [name, topic] of Object.entries(topics)) {
    const person = await createPerson(app.db, { email: `${name}@example.org` });
    await app.db.run(sql`update ground.identity_people set email_verified_at = now() where id = ${person}`);
    assert.equal((await subscribe(app.db, { topic, lang: 'zh', person, now })).confirmed, true);
  }
  const number = await openCase(app, { lon: 118.301, lat: 30.901 });
  await settle(app);
  const first = mails.splice(0).map((mail) => mail.to).sort();
  assert.deepEqual(first, ['main@example.org', 'near@example.org', 'street@example.org']);
  await news(app, number, 'file', 'dispatch', 'feedback', 'check');
  assert.equal(mails.length, 0, 'steps in between are for followers of the case');
  await news(app, number, 'close');
  assert.deepEqual(mails.map((mail) => mail.to).sort(), first);
});

test('whoever follows a merged case hears of the one it went into', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, mails } = await appWithMail(t);
  const [one, two] = [await openCase(app), await openCase(app, { title: '又一个水果摊' })];
  const person = await createPerson(app.db, { email: 'two@example.org' });
  await app.db.run(sql`update ground.identity_people set email_verified_at = now() where id = ${person}`);
  await subscribe(app.db, { topic: { kind: 'case', number: two }, lang: 'zh', person, now: app.clock.now() });
  await settle(app);
  mails.splice(0);
  await app.db.run(sql`update city.cases set merged_into = (select id from city.cases where number = ${one}) where number = ${two}`);
  await news(app, two, 'merge');
  await news(app, one, 'file');
  assert.deepEqual(mails.map((mail) => mail.subject.split('：')[0]), ['和另一件是同一件事，合在一起办，进展照样告诉您', '核实了，已立案']);
});

test('a refusal for good is parked at once, others are tried again with pauses, then parked and shown', async (t) => {
  if (!needs(t, 'postgres')) return;
  let refused = 0;
  const { app, mails } = await appWithMail(t, (to) => {
    if (to.startsWith('nobody')) return Object.assign(new Error(`no such mailbox ${to}`), { responseCode: 550 });
    if (to.startsWith('busy')) { refused += 1; return Object.assign(new Error('try later'), { responseCode: 451 }); }
    return undefined;
  });
  const now = app.clock.now();
  for (const email of ['nobody@example.org', 'busy@example.org', 'fine@example.org']) await subscribe(app.db, { topic: { kind: 'area', code: '900101' }, lang: 'zh', email, now });
  await deliverDue(app.ground);
  assert.deepEqual(mails.map((mail) => mail.to), ['fine@example.org'], 'one that fails does not hold up the others');
  await deliverDue(app.ground);
  assert.equal(refused, 1, 'not again at once');
  for (let i = 0; i < 12; i++) {
    app.clock.advance(400);
    await deliverDue(app.ground);
  }
  assert.equal(refused, TRIES);
  const page = await (await app.request('/admin/deliveries', { as: 'administrator' })).text();
  assert.equal([...page.matchAll(/name="drop"/g)].length, 2);
  assert.ok(!page.includes('@example.org'), 'addresses stay in their own table');
  assert.equal((await app.request('/admin/deliveries', { as: 'acceptor' })).status, 403);
  assert.ok(page.includes('href="/admin/deliveries"'));
  // Letters are the whole city's: whoever administers a district is not shown a door that is closed to them.
  await grant(app.db, app.people['resident'] ?? '', { role: 'administrator', organisation: null, area: '900101' });
  assert.equal((await app.request('/admin/deliveries', { as: 'resident' })).status, 403);
  const areas = await app.request('/admin/areas', { as: 'resident' });
  const rail = await areas.text();
  assert.deepEqual([areas.status, rail.includes('/admin/deliveries'), rail.includes('/admin/imports')], [200, false, false], 'what is the whole city\'s stands in nobody else\'s rail');
  assert.ok(page.includes('href="/admin/imports"'));
  await app.request('/admin/deliveries', { as: 'administrator', form: { retry: 'all' } });
  await deliverDue(app.ground);
  assert.equal(refused, TRIES + 1);
});

test('the same wish twice is one subscription; a stranger’s wish is asked for once an hour', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, mails } = await appWithMail(t);
  const wish = () => subscribe(app.db, { topic: { kind: 'near', lon: 118.301, lat: 30.901, radius: 500 }, lang: 'en', email: 'a@example.org', now: app.clock.now() });
  const first = await wish();
  await deliverDue(app.ground);
  const second = await wish();
  assert.deepEqual([second.id, second.known], [first.id, true]);
  await deliverDue(app.ground);
  assert.equal(mails.length, 1);
  app.clock.advance(61);
  await wish();
  await deliverDue(app.ground);
  assert.equal(mails.length, 2);
  const person = (await app.db.one(z.object({ id: z.uuid() }), sql`select id from ground.identity_people where email = 'a@example.org'`)).id;
  assert.equal((await subscriptionsOf(app.db, person)).length, 1);
  const reporter = await createPerson(app.db, { email: 'a@example.org', kind: 'contact' });
  assert.equal(await endByToken(app.db, first.token, app.clock.now()), 1);
  const left = await app.db.rows(z.object({ id: z.string() }), sql`select id from ground.identity_people where email = 'a@example.org'`);
  assert.deepEqual(left, [{ id: reporter }], 'the address goes with the last subscription; a reporter’s contact is another one');
  assert.equal(await endByToken(app.db, first.token, app.clock.now()), 0);
});

test('the same wish at the same moment is one; a mailbox is not filled with questions', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app } = await appWithMail(t);
  const person = await createPerson(app.db, { email: 'p@example.org' });
  const wishes = await Promise.all([1, 2, 3, 4].map(() => subscribe(app.db, { topic: { kind: 'area', code: '900101' }, lang: 'zh', person, now: app.clock.now() })));
  assert.equal(new Set(wishes.map((wish) => wish.id)).size, 1);
  const ask = (code: string) => app.request('/follow', { form: { topic: `area:${code}`, email: 'stranger@example.org' } });
  const codes = ['900000', '900101', '900102', '900101001', '900101002', '900102001'];
  const statuses = [];
  for (const code of codes) statuses.push((await ask(code)).status);
  assert.deepEqual(statuses, [303, 303, 303, 303, 303, 429]);
});

test('an address that was changed after the yes is asked before it hears anything', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, mails } = await appWithMail(t);
  const number = await openCase(app);
  const person = await createPerson(app.db, { kind: 'contact', email: 'old@example.org' });
  const { token } = await subscribe(app.db, { topic: { kind: 'case', number }, lang: 'zh', person, own: true, now: app.clock.now() });
  await app.request(`/following/${token}`, { form: { act: 'confirm' } });
  await news(app, number, 'file');
  mails.splice(0);
  await app.db.run(sql`update ground.identity_people set email = 'new@example.org' where id = ${person}`);
  await news(app, number, 'dispatch');
  await deliverDue(app.ground);
  assert.deepEqual(mails.map((mail) => [mail.to, tokenIn(mail)]), [['new@example.org', token]]);
  assert.match(mails[0]?.subject ?? '', /^请确认/);
  await app.request(`/following/${token}`, { form: { act: 'confirm' } });
  await news(app, number, 'close');
  assert.match(mails[1]?.subject ?? '', /^办好了/);
});

test('what nobody confirmed ends after a week, address and all', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app } = await appWithMail(t);
  const { token } = await subscribe(app.db, { topic: { kind: 'area', code: '900101' }, lang: 'zh', email: 'b@example.org', now: app.clock.now() });
  app.clock.advance(6 * 1440);
  await tidy(app.ground);
  assert.equal((await subscriptionOfToken(app.db, token))?.ended, false);
  app.clock.advance(2 * 1440);
  await tidy(app.ground);
  const found = await subscriptionOfToken(app.db, token);
  assert.deepEqual([found?.ended, found?.email], [true, null]);
});

test('the Atom feed: well formed, escaped, narrowed, conditional', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const odd = await openCase(app, { place: `<b>"A & B"</b> it's` });
  app.clock.advance(5);
  const cover = await openCase(app, { class: 'C0102', title: '井盖破了', lon: 118.312, lat: 30.91 });
  await openCase(app, { visibility: 'private', title: '不公开的' });
  const entries = async (query: string) => [...(await (await app.request(`/feeds/cases.atom${query}`)).text()).matchAll(/<id>http:\/\/localhost\/id\/case\/([^<]+)<\/id>/g)].map((found) => found[1]);
  assert.deepEqual(await entries(''), [cover, odd]);
  assert.deepEqual(await entries('?area=900101001'), [odd]);
  assert.deepEqual(await entries('?class=C01'), [cover]);
  assert.deepEqual(await entries('?near=118.312,30.91,200'), [cover]);
  assert.deepEqual(await entries(`?case=${odd}`), [odd]);
  assert.equal((await app.request('/feeds/cases.atom?area=nowhere')).status, 404);
  assert.equal((await app.request('/feeds/cases.atom?near=1,2')).status, 400);

  const answer = await app.request(`/feeds/cases.atom?case=${odd}&lang=en`);
  const text = await answer.text();
  assert.equal(answer.headers.get('content-type'), 'application/atom+xml; charset=utf-8');
  assert.match(text, /<title>Street vending · &lt;b&gt;&quot;A &amp; B&quot;&lt;\/b&gt; it&#39;s<\/title>/);
  assert.match(text, new RegExp(`<link rel="self" type="application/atom\\+xml" href="http://localhost/feeds/cases.atom\\?case=${odd}&amp;lang=en"/>`));
  assert.match(text, /<summary>Received · Street vending · /);
  const again = (headers: Record<string, string>) => app.request(`/feeds/cases.atom?case=${odd}&lang=en`, { headers });
  assert.equal((await again({ 'if-none-match': answer.headers.get('etag') ?? '' })).status, 304);
  assert.equal((await again({ 'if-modified-since': answer.headers.get('last-modified') ?? '' })).status, 304);
  assert.equal((await again({ 'if-none-match': '"other"', 'if-modified-since': answer.headers.get('last-modified') ?? '' })).status, 200);
});
