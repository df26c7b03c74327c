// GeoReport v2, the updates extension both ways, and photos that come by their address. Written from the contract.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import sharp from 'sharp';
import { z } from 'zod';
import { picture, step, walk } from '#city/cases/cases.fixture.ts';
import { sql } from '#ground/db/index.ts';
import { fetchOutside, OutsideError, type FetchOutside } from '#ground/http/outside.ts';
import type { heldJobs } from '#ground/jobs/index.ts';
import { mediaJob } from '#serve/reports/open311/index.ts';
import { needs } from '../support/needs.ts';
import { elements, openHouse, refused, VENDOR, type Fields, type House } from './open311-house.ts';

const STATUSES = ['unchanged', 'open', 'closed', 'fixed', 'in_progress', 'planned', 'action_scheduled', 'investigating', 'duplicate', 'not_councils_responsibility', 'no_further_action', 'internal_referral', 'cancelled', 'reopen', 'for_triage'];
const Updates = z.array(z.strictObject({
  update_id: z.string(), service_request_id: z.string(), status: z.string().refine((s) => STATUSES.includes(s)), updated_datetime: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/), description: z.string().min(1),
  media_url: z.union([z.string(), z.array(z.string()), z.null()]), external_status_code: z.string(),
}));
const updates = async ({ get }: House, query = '') => Updates.parse((await get(`/servicerequestupdates.json${query}`)).json());
const Case = z.object({ stage: z.string(), signed: z.boolean(), after: z.number(), photos: z.number(), last: z.string(), reason: z.string().nullable(), role: z.string().nullable(), open: z.boolean() });
/** The case as the desks have it, with its last step. */
const caseOf = ({ app }: House, number: string) => app.db.one(Case, sql`select c.stage, c.signed_at is not null as signed, c.closed_at is null as open, s.verb as last, s.reason, s.role,
  (select count(*)::int from ground.files f where f.owner_key = c.number and f.role = 'after') as after, (select count(*)::int from ground.files f where f.owner_key = c.number and f.role = 'photo') as photos
  from city.cases c join city.case_steps s on s.id = c.last_step where c.number = ${number}`);

/** An update by FixMyStreet's names: status in capitals, a client's own update id. */
const update = (house: House, id: string, fields: Fields = {}): Fields => ({
  api_key: house.unit, service_request_id: id, update_id: '71', status: 'IN_PROGRESS', updated_datetime: '2026-11-18T09:30:00+08:00', description: '已安排人手', first_name: 'Ann', last_name: 'Lee', title: 'Ms', email: 'ann@example.org',
  public_anonymity_required: 'FALSE', email_alerts_requested: 'TRUE', service_request_id_ext: '4711', ...fields,
});
const Taken = z.tuple([z.strictObject({ update_id: z.string() })]);
async function withPhoto(fields: Fields, name = 'media'): Promise<FormData> {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.set(key, String(value));
  form.set(name, await picture());
  return form;
}

test('GET tells the steps of public cases in order, in a window, in states that clients know', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const [id, refusedOne, voided, merged, target] = [await house.report(), await house.report(), await house.report(), await house.report(), await house.report()];
  await walk(house.app, id, 'closure');
  assert.equal((await step(house.app, 'acceptor', refusedOne, 'refusal', { reason: '不属于本市' })).status, 200);
  assert.equal((await step(house.app, 'acceptor', voided, 'voiding', { reason: '误报' })).status, 200);
  assert.equal((await step(house.app, 'acceptor', merged, 'merge', { into: target })).status, 200);
  const mine = await updates(house, `?service_request_id=${id}`);
  assert.deepEqual(mine.map((u) => u.status), ['planned', 'action_scheduled', 'in_progress', 'in_progress', 'investigating', 'investigating', 'fixed']);
  assert.equal(mine.at(-1)?.description, '现场已恢复');
  assert.equal(typeof mine[3]?.media_url, 'string');
  assert.equal((await house.app.request(new URL(String(mine[3]?.media_url)).pathname)).status, 200, 'the after-photo');
  for (const [which, status] of [[refusedOne, 'not_councils_responsibility'], [voided, 'cancelled'], [merged, 'duplicate']] as const) assert.deepEqual((await updates(house, `?service_request_id=${which}`)).map((u) => u.status), [status]);
  const all = await updates(house);
  assert.deepEqual(all.map((u) => Number(u.update_id)), all.map((u) => Number(u.update_id)).sort((a, b) => a - b));
  assert.equal(new Set(all.map((u) => u.update_id)).size, all.length);
  const xml = (await house.get('/servicerequestupdates.xml')).text;
  assert.deepEqual(elements(xml, 'update_id'), all.map((u) => u.update_id));
  assert.match(xml, /<service_request_updates><request_update><update_id>\d+<\/update_id><service_request_id>[^<]+<\/service_request_id><status>[a-z_]+<\/status><updated_datetime>[^<]+<\/updated_datetime><description>[^<]+<\/description><media_url>/);
  house.app.clock.advance(3 * 1440);
  assert.equal((await updates(house)).length, 0, 'the last day unless asked otherwise');
  assert.equal((await updates(house, '?start_date=2026-11-18T00:00:00Z&end_date=2026-11-19T00:00:00Z')).length, all.length);
  assert.equal((await updates(house, '?end_date=2026-11-18T01:41:00Z')).length, all.length);
  assert.equal((await updates(house, '?start_date=2026-11-18T01:41:01Z')).length, 0);
  assert.equal((await updates(house, `?api_key=${house.key}&start_date=2026-11-18T00:00:00Z`)).length, all.length);
  assert.deepEqual((await updates(house, '?start_date=2026-11-18T00:00:00Z&page_size=2&page=2')).map((u) => u.update_id), all.slice(2, 4).map((u) => u.update_id));
  refused(await house.get('/servicerequestupdates.xml?start_date=soon'), 400, /start_date/);
});

test('what units write inside is no update', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const id = await house.report();
  await walk(house.app, id, 'dispatch');
  assert.equal((await step(house.app, 'handler', id, 'note', { note: '内部：找老王' })).status, 200);
  assert.equal((await step(house.app, 'handler', id, 'return', { reason: '不归我们管' })).status, 200);
  const text = (await house.get(`/servicerequestupdates.xml?service_request_id=${id}`)).text;
  assert.doesNotMatch(text, /老王|不归我们管/);
  assert.equal((await updates(house)).at(-1)?.status, 'internal_referral');
});

test('POST by the key of the unit in charge signs, and feeds back with a photo', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const id = await house.report();
  await walk(house.app, id, 'dispatch');
  const first = await house.post('/servicerequestupdates.xml', update(house, id));
  assert.equal(first.status, 200, first.text);
  assert.match(first.text, /<service_request_updates><request_update><update_id>\d+<\/update_id><\/request_update><\/service_request_updates>/);
  const signed = await caseOf(house, id);
  assert.deepEqual([signed.signed, signed.stage, signed.last, signed.reason], [true, 'handling', 'note', '已安排人手']);
  const fixed = update(house, id, { update_id: '72', status: 'FIXED', updated_datetime: '2026-11-18T09:40:00+08:00', description: '已清走' });
  refused(await house.post('/servicerequestupdates.json', fixed), 400, /media/);
  Taken.parse((await house.post('/servicerequestupdates.json', await withPhoto(fixed))).json());
  const done = await caseOf(house, id);
  assert.deepEqual([done.stage, done.last, done.after], ['handled', 'feedback', 1]);
  assert.equal((await updates(house, `?service_request_id=${id}`)).at(-1)?.description, '已清走');
  assert.doesNotMatch((await house.get('/servicerequestupdates.json')).text, /ann@example|Ann/);
});

test('an update is taken once; an older one than the last changes no state', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const id = await house.report();
  await walk(house.app, id, 'signature');
  assert.equal((await house.post('/servicerequestupdates.json', update(house, id))).status, 200);
  const before = await caseOf(house, id);
  for (const path of ['/servicerequestupdates.xml', '/servicerequestupdates.json']) refused(await house.post(path, update(house, id, { description: 'again' })), 400, /already exists/);
  assert.deepEqual(await caseOf(house, id), before);
  const older = update(house, id, { update_id: '70', status: 'FIXED', updated_datetime: '2026-11-18T09:29:59+08:00', description: '（早些时候）已清走' });
  assert.equal((await house.post('/servicerequestupdates.json', await withPhoto(older))).status, 200);
  const after = await caseOf(house, id);
  assert.deepEqual([after.stage, after.last, after.reason], ['handling', 'note', '（早些时候）已清走']);
  const same = update(house, id, { update_id: '73', status: 'FIXED', updated_datetime: '2026-11-18T09:30:00+08:00' });
  assert.equal((await house.post('/servicerequestupdates.json', await withPhoto(same))).status, 200);
  assert.equal((await caseOf(house, id)).stage, 'handled', 'as new as the last one counts');
  const [one, two] = await Promise.all([1, 2].map(() => house.post('/servicerequestupdates.json', update(house, id, { update_id: 'twice', status: 'UNCHANGED', updated_datetime: '2026-11-18T09:40:00+08:00' }))));
  assert.deepEqual([one?.status, two?.status].sort(), [200, 400], 'two at once: one of them');
});

test('POST by the key of the app that sent the request adds words and reopens; of another app it is refused', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const id = await house.report();
  const mine = (fields: Fields) => update(house, id, { api_key: house.key, ...fields });
  assert.equal((await house.post('/servicerequestupdates.json', mine({ status: 'OPEN', description: '现在又多了一摊' }))).status, 200);
  const noted = await caseOf(house, id);
  assert.deepEqual([noted.last, noted.role, noted.reason, noted.stage], ['note', 'reporter', '现在又多了一摊', 'received']);
  assert.equal((await house.post('/servicerequestupdates.json', mine({ update_id: '72', status: 'FIXED', description: '好像好了' }))).status, 200);
  assert.equal((await caseOf(house, id)).open, true, 'the reporter does not close');
  refused(await house.post('/servicerequestupdates.xml', mine({ update_id: '73', status: 'REOPEN' })), 400);
  await walk(house.app, id, 'closure');
  assert.equal((await house.post('/servicerequestupdates.json', mine({ update_id: '74', status: 'REOPEN', description: '又来了', updated_datetime: '2026-11-18T09:41:00+08:00' }))).status, 200);
  assert.deepEqual([(await caseOf(house, id)).stage, (await caseOf(house, id)).last], ['received', 'reopen']);
  assert.equal((await updates(house, `?service_request_id=${id}`)).at(-1)?.status, 'open');
  refused(await house.post('/servicerequestupdates.json', mine({ update_id: '75', api_key: house.other })), 403);
  refused(await house.post('/servicerequestupdates.json', mine({ update_id: '75', api_key: house.unit, service_request_id: await house.report() })), 403);
  await house.post('/requests.json', { ...VENDOR, service_code: 'E0499' });
  const { number } = await house.app.db.one(z.object({ number: z.string() }), sql`select number from city.cases where class = 'E0499'`);
  refused(await house.post('/servicerequestupdates.json', mine({ service_request_id: number, update_id: '76', api_key: house.other })), 404, /no request/);
});

test('updates that lack something are told what, and leave nothing', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const id = await house.report();
  await walk(house.app, id, 'signature');
  const before = await caseOf(house, id);
  for (const [fields, status, field] of [
    [{ update_id: '' }, 400, /update_id/], [{ status: '' }, 400, /status/], [{ status: 'SORTED' }, 400, /status/], [{ updated_datetime: '' }, 400, /updated_datetime/], [{ updated_datetime: '2026-11-18 09:30' }, 400, /updated_datetime/],
    [{ updated_datetime: '2027-01-01T00:00:00Z' }, 400, /updated_datetime/], [{ description: '' }, 400, /description/], [{ description: 'x'.repeat(4001) }, 400, /description/], [{ service_request_id: '' }, 400, /service_request_id/],
    [{ service_request_id: 'unknown' }, 404, /unknown/], [{ api_key: '' }, 403, /key/], [{ api_key: 'wrong' }, 403, /key/], [{ jurisdiction_id: 'elsewhere' }, 404, /elsewhere/], [{ media_url: 'ftp://x/y' }, 400, /media_url/],
  ] as const) for (const path of ['/servicerequestupdates.xml', '/servicerequestupdates.json']) refused(await house.post(path, update(house, id, { ...fields })), status, field);
  assert.deepEqual(await caseOf(house, id), before);
  assert.equal((await house.app.db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from serve.report_updates`)).n, 0);
});

// ---- photos by their address

/** What waits for the job, each run once with this way to fetch. */
async function runJobs({ app }: House, fetch: FetchOutside): Promise<number> {
  const held = app.ground.jobs as ReturnType<typeof heldJobs>;
  const waiting = held.sent.filter((job) => job.name === 'open311.media');
  held.sent.splice(0, held.sent.length, ...held.sent.filter((job) => job.name !== 'open311.media'));
  for (const job of waiting) await mediaJob(fetch).run(app.ground, job.data);
  return waiting.length;
}
const jpeg = async () => ({ bytes: await sharp({ create: { width: 60, height: 40, channels: 3, background: '#246' } }).jpeg().toBuffer(), type: 'image/jpeg', url: 'http://x' });

test('an address in media_url is fetched after the report was written, once, and shown', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const sent = await house.post('/requests.json', { ...VENDOR, media_url: ['https://fms.example.org/photo/7.full.jpeg?1', 'http://fms.example.org/photo/7.1.jpeg'] }, { 'idempotency-key': 'k' });
  const [{ service_request_id: id, service_notice }] = z.tuple([z.object({ service_request_id: z.string(), service_notice: z.string() })]).parse(sent.json());
  assert.match(service_notice, /in a moment/);
  assert.equal((await house.request(id))['media_url'], null);
  await house.post('/requests.json', { ...VENDOR, media_url: 'https://fms.example.org/photo/7.full.jpeg?1' }, { 'idempotency-key': 'k' });
  const asked: string[] = [];
  assert.equal(await runJobs(house, async (url) => { asked.push(url); return jpeg(); }), 2, 'the repeated report asks for nothing');
  assert.deepEqual(asked, ['https://fms.example.org/photo/7.full.jpeg?1', 'http://fms.example.org/photo/7.1.jpeg']);
  assert.equal((await caseOf(house, id)).photos, 1, 'the same picture twice is one');
  assert.equal((await house.app.request(new URL(String((await house.request(id))['media_url'])).pathname)).status, 200);
  const told = await house.app.db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from ground.events_outbox where type = 'serve.reports.added'`);
  assert.equal(told.n, 1);
});

test('a photo that cannot be had is tried eight times, later each time, and then noted for staff only', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const id = await house.report({ media_url: 'https://fms.example.org/gone.jpeg' });
  const held = house.app.ground.jobs as ReturnType<typeof heldJobs>;
  const pauses: number[] = [];
  let tries = 0;
  const job = mediaJob(async () => { tries++; throw new OutsideError('answered 404', false); });
  for (let next = held.sent.pop(); next && tries < 20; next = held.sent.pop()) {
    const send = async (name: string, data: object, options: { after?: Date } = {}) => { held.sent.push({ name, data }); pauses.push((options.after?.getTime() ?? 0) - house.app.clock.now().getTime()); };
    await job.run({ ...house.app.ground, jobs: { ...held, send } }, next.data);
  }
  assert.equal(tries, 8);
  assert.deepEqual(pauses.map((pause) => pause / 60_000), [2, 4, 8, 16, 32, 64, 128]);
  const after = await caseOf(house, id);
  assert.deepEqual([after.photos, after.last], [0, 'note']);
  assert.match(after.reason ?? '', /https:\/\/fms\.example\.org\/gone\.jpeg.*answered 404/);
  assert.doesNotMatch((await house.get('/servicerequestupdates.json')).text, /gone/);
  assert.doesNotMatch((await house.get(`/requests/${id}.json?extensions=true`)).text, /gone/);
});

test('a forbidden address and what is no picture are given up at once; nothing on this machine is called', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  let called = 0;
  const inner = createServer((_, response) => { called++; response.end('secret'); });
  await new Promise<void>((resolve) => inner.listen(0, '127.0.0.1', resolve));
  t.after(() => inner.close());
  const port = z.object({ port: z.number() }).parse(inner.address()).port;
  for (const url of [`http://127.0.0.1:${port}/`, 'http://localhost/', 'http://169.254.169.254/latest/meta-data/', 'http://[::ffff:127.0.0.1]/']) {
    const id = await house.report({ media_url: url });
    assert.equal(await runJobs(house, (address, options) => fetchOutside(address, { ...options, ports: [port] })), 1);
    assert.equal(await runJobs(house, fetchOutside), 0, 'not again');
    assert.match((await caseOf(house, id)).reason ?? '', /not on the open internet/);
  }
  assert.equal(called, 0);
  const page = await house.report({ media_url: 'http://example.org/page' });
  await runJobs(house, async () => ({ ...(await jpeg()), bytes: Buffer.from('<html>') }));
  assert.deepEqual([(await caseOf(house, page)).photos, (await caseOf(house, page)).last], [0, 'note']);
});

test('a unit that feeds back with an address has its after-photo fetched', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const id = await house.report();
  await walk(house.app, id, 'signature');
  assert.equal((await house.post('/servicerequestupdates.xml', update(house, id, { status: 'FIXED', media_url: 'https://unit.example.org/after.jpg' }))).status, 200);
  assert.deepEqual([(await caseOf(house, id)).stage, (await caseOf(house, id)).after], ['handled', 0]);
  await runJobs(house, jpeg);
  assert.equal((await caseOf(house, id)).after, 1);
});
