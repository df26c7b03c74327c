import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { digest } from '#ground/identity/index.ts';
import { START, testApp, type TestApp } from '#test/app.ts';
import { needs } from '#test/needs.ts';
import { cityTools } from '#city/cases/index.ts';
import { ReportFields } from './contract.ts';
import { receiptCode, submit, type Submission } from './submitting.ts';
import { photoBytes } from './photos.fixture.ts';

const HERE = { lon: 118.302, lat: 30.902 };
const given = (fields: Record<string, unknown>, more: Partial<Submission> = {}): Submission => ({
  fields: { ...ReportFields.parse(fields), answers: {}, understood: false }, photos: [], source: 'web', now: START, lang: 'zh', once: randomUUID(), person: undefined, ...more,
});
const stall = { class: 'E0406', description: '水果摊占满人行道，轮椅过不去', ...HERE, place: '滨江路 128 号' };
const count = async (app: TestApp, query: ReturnType<typeof sql>): Promise<number> => (await app.db.one(z.object({ n: z.number() }), query)).n;

test('a report with everything is one statement, and all of it is there', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  await cityTools(app.db);
  await app.ground.pump.stop();   // its own statements are not ours
  const { files } = app.ground;
  const photos = [await files.takePhoto(await photoBytes()), await files.takePhoto(await photoBytes({ colour: '#224466' }))];
  const before = app.db.statements.count;
  const receipt = await submit(app.db, given({ ...stall, reporter: 'named', name: '吴女士', phone: '13900004417', email: 'wu@example.org' }, { photos }));
  assert.equal(app.db.statements.count - before, 1);
  assert.match(receipt.code, /^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/);
  assert.equal(receipt.again, false);
  assert.ok(receipt.due && receipt.due > START);
  const row = await app.db.one(z.object({ id: z.number(), case_id: z.number(), person: z.string(), answers: z.object({}), place_from: z.string() }), sql`select id, case_id, person, answers, place_from from serve.reports where code = ${digest(receipt.code)}`);
  const wanted = {
    case: sql`select count(*)::int as n from city.cases where id = ${row.case_id} and number = ${receipt.number} and stage = 'received' and supervision = 'sup1' and title = '占道经营，水果摊占满人行道，轮椅过不去'`,
    step: sql`select count(*)::int as n from city.case_steps where case_id = ${row.case_id} and verb = 'receive' and role = 'reporter'`,
    clock: sql`select count(*)::int as n from city.case_clocks where case_id = ${row.case_id} and clock = 'acceptance'`,
    happening: sql`select count(*)::int as n from city.happenings where subject_key = ${receipt.number} and what = 'raised'`,
    event: sql`select count(*)::int as n from ground.events_outbox where type = 'city.cases.stepped' and subject = ${`case:${receipt.number}`}`,
    link: sql`select count(*)::int as n from ground.links where from_type = 'case' and from_key = ${receipt.number} and relation = 'came-of' and to_type = 'report' and to_key = ${String(row.id)}`,
    contact: sql`select count(*)::int as n from ground.identity_people where id = ${row.person} and kind = 'contact' and phone = '13900004417'`,
    subscription: sql`select count(*)::int as n from serve.push_subscriptions where person = ${row.person} and topic = 'case' and subject = ${receipt.number} and own`,
  };
  for (const [what, query] of Object.entries(wanted)) assert.equal(await count(app, query), 1, what);
  assert.equal(await count(app, sql`select count(*)::int as n from ground.files where owner_type = 'case' and owner_key = ${receipt.number}`), 2);
});

test('the same form again returns the same receipt and writes nothing', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const form = given(stall);
  const first = await submit(app.db, form);
  const second = await submit(app.db, form);
  assert.deepEqual({ ...second, again: false }, first);
  assert.equal(second.again, true);
  assert.equal(await count(app, sql`select count(*)::int as n from city.cases`), 1);
  assert.equal(first.code, receiptCode(form.once ?? ''));
});

test('the same form ten times at once is one report with one receipt', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const form = given({ ...stall, reporter: 'named', phone: '13900004417' });
  const receipts = await Promise.all(Array.from({ length: 10 }, () => submit(app.db, form)));
  assert.equal(new Set(receipts.map((r) => `${r.number} ${r.code}`)).size, 1);
  assert.equal(receipts.filter((r) => !r.again).length, 1);
  assert.equal(await count(app, sql`select count(*)::int as n from serve.reports`), 1);
  assert.equal(await count(app, sql`select count(*)::int as n from ground.identity_people where kind = 'contact'`), 1);
});

test('a report without a place is where its photo was taken', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const photo = await app.ground.files.takePhoto(await photoBytes({ at: { lon: 118.3051, lat: 30.9049 } }));
  const receipt = await submit(app.db, given({ class: 'E0406' }, { photos: [photo] }));
  const row = await app.db.one(z.object({ lon: z.number(), lat: z.number(), place_from: z.string() }), sql`select ST_X(geom) as lon, ST_Y(geom) as lat, place_from from serve.reports where code = ${digest(receipt.code)}`);
  assert.ok(Math.abs(row.lon - 118.3051) < 1e-4 && Math.abs(row.lat - 30.9049) < 1e-4);
  assert.equal(row.place_from, 'photo');
});
