import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { freshDatabase, freshEmbedded } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { isDuplicate, sql, type Database } from '../db/index.ts';
import { groundMigrations, NOW } from '../http/house.fixture.ts';
import {
  accountBy, areasOf, beginSession, checkPassword, createPerson, endGrant, endSession, endSessionsOf, grant, hasAdministrator, is, issueCode, issueKey, normalCode, organisationsOf,
  readableCode, redeemCode, setPassword, setPasswordOf, viewerOfKey, viewerOfSession,
} from './index.ts';

const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

test('a session brings the person with all they may, and only what holds now', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: groundMigrations });
  const person = await createPerson(db, { login: 'acceptor', name: '周岚', lang: 'en' });
  await grant(db, person, { role: 'acceptor', organisation: 'supervision', area: '990101' });
  await grant(db, person, { role: 'acceptor', organisation: 'supervision', area: '990101' });
  await grant(db, person, { role: 'officer', organisation: null, area: null });
  const token = await beginSession(db, person, { hours: 12, now: NOW, agent: 'x'.repeat(500) });
  const viewer = await viewerOfSession(db, token, NOW);
  assert.ok(viewer);
  assert.deepEqual(viewer.grants, [{ role: 'acceptor', organisation: 'supervision', area: '990101' }, { role: 'officer', organisation: null, area: null }], 'the same grant twice is one');
  assert.deepEqual([viewer.name, viewer.lang, viewer.by, is(viewer, 'acceptor'), is(viewer, 'dispatcher'), organisationsOf(viewer, 'acceptor', 'officer'), areasOf(viewer, 'acceptor')], ['周岚', 'en', 'session', true, false, ['supervision'], ['990101']]);
  const { id } = await db.one(z.object({ id: z.number() }), sql`select id from ground.identity_grants where role = 'acceptor'`);
  assert.equal(await endGrant(db, id, NOW), 1);
  assert.equal(await endGrant(db, id, later(5)), 0);
  assert.equal((await viewerOfSession(db, token, NOW))?.grants.length, 1, 'an ended grant is gone at once');
  assert.equal((await viewerOfSession(db, token, later(12 * 60 - 1)))?.person, person);
  assert.equal(await viewerOfSession(db, token, later(12 * 60)), undefined);
  assert.equal(await viewerOfSession(db, `${token}x`, NOW), undefined);
  const stored = await db.one(z.object({ token: z.instanceof(Buffer), agent: z.string() }), sql`select token, agent from ground.identity_sessions`);
  assert.ok(!stored.token.toString('base64url').includes(token) && stored.agent.length === 200, 'the table holds a digest');
  await endSession(db, token);
  assert.equal(await viewerOfSession(db, token, NOW), undefined);
});

test('a disabled or erased person is nobody, by session, key and sign-in; ending all sessions ends them', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: groundMigrations });
  const person = await createPerson(db, { login: 'a', password: 'right horse' });
  const [one, two] = [await beginSession(db, person, { hours: 1, now: NOW }), await beginSession(db, person, { hours: 1, now: NOW })];
  const key = await issueKey(db, person, 'k');
  const known = async () => [await viewerOfSession(db, one, NOW), await viewerOfSession(db, two, NOW), await viewerOfKey(db, key, NOW), await accountBy(db, 'a')].map((v) => v !== undefined);
  assert.deepEqual(await known(), [true, true, true, true]);
  for (const column of [sql`disabled_at`, sql`erased_at`]) {
    await db.run(sql`update ground.identity_people set ${column} = ${NOW}`);
    assert.deepEqual(await known(), [false, false, false, false]);
    await db.run(sql`update ground.identity_people set ${column} = null`);
  }
  await endSessionsOf(db, person);
  assert.deepEqual(await known(), [false, false, true, true]);
});

test('accounts: by login, phone or e-mail; contacts cannot sign in; logins are unique; staff are told apart', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: groundMigrations });
  const staff = await createPerson(db, { login: 'desk', email: 'Desk@City.test', phone: '13800000000' });
  await grant(db, staff, { role: 'handler', organisation: 'x', area: null });
  await createPerson(db, { kind: 'contact', phone: '13900000000', name: '来电人' });
  for (const handle of ['desk', 'desk@city.TEST', '13800000000']) assert.deepEqual([(await accountBy(db, handle))?.id, (await accountBy(db, handle))?.staff], [staff, true], handle);
  for (const handle of ['13900000000', 'DESK', '', "' or true --"]) assert.equal(await accountBy(db, handle), undefined, handle);
  await assert.rejects(createPerson(db, { login: 'desk' }), (error) => isDuplicate(error));
  assert.equal(await hasAdministrator(db), false);
  await grant(db, staff, { role: 'administrator', organisation: null, area: null });
  assert.equal(await hasAdministrator(db), true);
  await db.run(sql`update ground.identity_people set disabled_at = ${NOW}`);
  assert.equal(await hasAdministrator(db), false);
});

test('passwords: argon2id, Chinese too; nobody without one gets in; a nonsense hash is no 500', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: groundMigrations });
  const person = await createPerson(db, { login: 'a', password: '天安门 horse' });
  const stored = async () => (await accountBy(db, 'a'))?.password;
  assert.match((await stored()) ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.deepEqual([await checkPassword(await stored(), '天安门 horse'), await checkPassword(await stored(), '天安门 Horse'), await checkPassword(await stored(), '')], [true, false, false]);
  assert.deepEqual([await checkPassword(null, 'no such account'), await checkPassword(undefined, ''), await checkPassword('nonsense', 'x')], [false, false, false], 'the decoy opens nothing');
  await setPassword(db, person, 'new one');
  assert.equal(await checkPassword(await stored(), 'new one'), true);
  assert.equal(await setPasswordOf(db, ['a', 'nobody'], 'demo'), 1);
  assert.equal(await checkPassword(await stored(), 'demo'), true);
});

async function guesses(db: Database, at: Date, codes: readonly string[]): Promise<number> {
  const results = await Promise.all(codes.map((code) => redeemCode(db, { purpose: 'sign-in', sentTo: 'a@city.test', code, now: at })));
  return results.filter(Boolean).length;
}

test('a code: once, within ten minutes, for its purpose and address; a newer one replaces it', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: groundMigrations });
  const person = await createPerson(db, { login: 'a' });
  const issue = (now = NOW) => issueCode(db, { purpose: 'sign-in', sentTo: 'a@city.test', person, now });
  const code = await issue();
  assert.match(code, /^\d{6}$/);
  assert.equal(await redeemCode(db, { purpose: 'verify', sentTo: 'a@city.test', code, now: NOW }), undefined);
  assert.equal(await redeemCode(db, { purpose: 'sign-in', sentTo: 'b@city.test', code, now: NOW }), undefined);
  assert.deepEqual(await redeemCode(db, { purpose: 'sign-in', sentTo: 'a@city.test', code, now: later(9) }), { person });
  assert.equal(await redeemCode(db, { purpose: 'sign-in', sentTo: 'a@city.test', code, now: later(9) }), undefined, 'once');
  assert.equal(await guesses(db, later(10), [await issue()]), 0, 'ten minutes');
  const [old, fresh] = [await issue(), await issue()];
  if (old !== fresh) assert.equal(await guesses(db, NOW, [old]), 0, 'an older one');
  assert.equal(await guesses(db, NOW, [fresh]), 1);
  const link = await issueCode(db, { purpose: 'administrator-link', sentTo: 'administrator', now: NOW, minutes: 1440 });
  assert.ok(link.length >= 32);
  assert.deepEqual(await redeemCode(db, { purpose: 'administrator-link', sentTo: 'administrator', code: link, now: later(1439) }), { person: undefined });
});

for (const kind of ['server', 'embedded'] as const) {
  test(`parallel guesses get five tries and no more; parallel right ones let one in (${kind})`, async (t) => {
    if (kind === 'server' && !needs(t, 'postgres')) return;
    const db = kind === 'server' ? await freshDatabase(t, { migrate: groundMigrations, poolSize: 16 }) : await freshEmbedded(t, { migrate: groundMigrations });
    const code = await issueCode(db, { purpose: 'sign-in', sentTo: 'a@city.test', now: NOW });
    const wrong = Array.from({ length: 60 }, (_, i) => String(i).padStart(6, '0')).filter((guess) => guess !== code);
    assert.equal(await guesses(db, NOW, wrong), 0);
    const { tries } = await db.one(z.object({ tries: z.number() }), sql`select tries from ground.identity_codes`);
    assert.equal(tries, 5);
    assert.equal(await guesses(db, NOW, [code]), 0, 'the right one comes too late');
    const next = await issueCode(db, { purpose: 'sign-in', sentTo: 'a@city.test', now: NOW });
    assert.equal(await guesses(db, NOW, Array.from({ length: 5 }, () => next)), 1);
  });
}

test('readable codes: no letters that look alike, read back however they are typed', () => {
  fc.assert(fc.property(fc.constantFrom(8, 12), fc.constantFrom(' ', '-', '', '  '), fc.boolean(), (length, gap, lower) => {
    const code = readableCode(length);
    assert.match(code, /^[2-9A-HJKMNP-TV-Z]{4}(-[2-9A-HJKMNP-TV-Z]{4})+$/);
    const typed = code.replaceAll('-', gap);
    assert.equal(normalCode(` ${lower ? typed.toLowerCase() : typed} `, length), code);
  }));
  for (const wrong of ['', '1234', 'ABCD-EFG0', 'ABCD-EFGHJ', "' or 1=1", '７Q4M２K9D']) assert.equal(normalCode(wrong), undefined, wrong);
});
