// GeoReport v2, GET requests: every filter, one request, what is told of a case on its way. Written from the contract.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { openCase, picture, step, walk } from '#city/cases/cases.fixture.ts';
import { needs } from '../support/needs.ts';
import { elements, openHouse, refused, VENDOR, type House } from './open311-house.ts';

const stamp = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/);
const Request = z.strictObject({
  service_request_id: z.string(), status: z.enum(['open', 'closed']), status_notes: z.string(), service_name: z.string(), service_code: z.string().nullable(), description: z.string().nullable(), agency_responsible: z.string().nullable(), service_notice: z.null(),
  requested_datetime: stamp, updated_datetime: stamp, expected_datetime: stamp.nullable(), address: z.string().nullable(), address_id: z.null(), zipcode: z.null(), lat: z.number().nullable(), long: z.number().nullable(), media_url: z.url().nullable(),
});
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const iso = (at: Date) => at.toISOString().replace(/\.\d{3}Z$/, 'Z');

/** Ids that a query finds, the same in both formats. */
async function found({ get }: House, query: string): Promise<string[]> {
  const [json, xml] = [await get(`/requests.json${query}`), await get(`/requests.xml${query}`)];
  assert.deepEqual([json.status, xml.status], [200, 200], `${query}: ${json.text}`);
  const ids = z.array(z.object({ service_request_id: z.string() })).parse(json.json()).map((r) => r.service_request_id);
  assert.deepEqual(elements(xml.text, 'service_request_id'), ids, query);
  return ids;
}
/** Both formats refuse it. */
async function neither({ get }: House, query: string, status: number, pattern?: RegExp): Promise<void> {
  refused(await get(`/requests.json${query}`), status, pattern);
  refused(await get(`/requests.xml${query}`), status, pattern);
}

test('one request: all fields, their types, and empty ones; 404 for what is not there', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const id = await house.report({ address_string: '滨江路 128 号' });
  const one = Request.parse(await house.request(id));
  assert.deepEqual({ ...one, expected_datetime: null, status_notes: '' }, {
    service_request_id: id, status: 'open', status_notes: '', service_name: 'Street vending', service_code: 'E0406', description: '水果摊占满人行道', agency_responsible: 'East supervision', service_notice: null,
    requested_datetime: '2026-11-18T01:41:00Z', updated_datetime: '2026-11-18T01:41:00Z', expected_datetime: null, address: '滨江路 128 号', address_id: null, zipcode: null, lat: 30.901, long: 118.301, media_url: null,
  });
  assert.ok(one.expected_datetime && one.expected_datetime > one.requested_datetime, 'the promise of the class');
  const xml = (await house.get(`/requests/${id}.xml`)).text;
  assert.match(xml, new RegExp(`<service_requests><request><service_request_id>${id}</service_request_id><status>open</status>.*<service_notice></service_notice>.*<lat>30.901</lat><long>118.301</long><media_url></media_url></request></service_requests>`, 's'));
  for (const none of ['none', '1', '%27%20or%201=1', 'XC%00', encodeURIComponent('编号'), '..%2F..%2Fetc']) { refused(await house.get(`/requests/${none}.json`), 404); refused(await house.get(`/requests/${none}.xml`), 404); }
});

test('nothing to list is an empty list with 200', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { get } = await openHouse(t);
  assert.deepEqual((await get('/requests.json')).text, '[]');
  assert.match((await get('/requests.xml')).text, /\n<service_requests><\/service_requests>\s*$/);
  assert.match((await get('/servicerequestupdates.xml')).text, /\n<service_request_updates><\/service_request_updates>\s*$/);
});

test('ids: the known of a list, encoded or not; they override everything else', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const [a, b, c] = [await house.report(), await house.report(), await house.report({ service_code: 'E0410' })];
  assert.deepEqual(new Set(await found(house, `?service_request_id=${a},${b}`)), new Set([a, b]));
  assert.deepEqual(new Set(await found(house, `?service_request_id=${a}%2C%20${c}%2Cunknown%2C`)), new Set([a, c]));
  assert.deepEqual(await found(house, '?service_request_id=unknown,other'), []);
  assert.deepEqual(await found(house, `?service_request_id=${a}&service_code=E0410&status=closed&start_date=1999-01-01T00:00:00Z&end_date=1999-01-02T00:00:00Z&page=7`), [a]);
  house.app.clock.advance(200 * 1440);
  assert.deepEqual(await found(house, `?service_request_id=${a}`), [a]);
  assert.equal((await found(house, '?service_request_id=')).length, 0, 'an empty one is absent, and the default is the last 90 days');
});

test('service codes: one, several, natures; an unknown one anywhere is 404', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const [a, b] = [await house.report(), await house.report({ service_code: 'E0410' })];
  await house.post('/requests.json', { ...VENDOR, service_code: 'QUESTION' });
  assert.deepEqual(await found(house, '?service_code=E0406'), [a]);
  assert.deepEqual(new Set(await found(house, '?service_code=E0406%2CE0410')), new Set([a, b]));
  assert.equal((await found(house, '?service_code=QUESTION')).length, 1);
  assert.equal((await found(house, '?service_code=QUESTION,E0406')).length, 2);
  assert.equal((await found(house, '?service_code=')).length, 3);
  assert.deepEqual(await found(house, '?service_code=E0405'), [], 'an expired service may be asked for');
  await neither(house, '?service_code=E0406,NOPE', 404, /NOPE/);
});

test('status: open, closed, both, in any case; another is 400', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const [a, b] = [await house.report(), await house.report()];
  await walk(house.app, b, 'closure');
  assert.deepEqual(await found(house, '?status=open'), [a]);
  assert.deepEqual(await found(house, '?status=closed'), [b]);
  assert.equal((await found(house, '?status=open%2Cclosed')).length, 2);
  assert.equal((await found(house, '?status=OPEN,Closed')).length, 2);
  await neither(house, '?status=pending', 400, /open, closed|open or closed/);
});

test('dates: default of 90 days, start only, end only, a span cut at 90 days, zones, days; nonsense is 400', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const { clock } = house.app;
  const days: Record<number, string> = {};
  const start = clock.now().getTime();
  for (const day of [0, 50, 100, 150, 200]) {
    clock.set(new Date(start + day * DAY));
    days[day] = await openCase(house.app);
  }
  const at = (day: number) => encodeURIComponent(iso(new Date(start + day * DAY)));
  const named = async (query: string): Promise<number[]> => {
    const ids = await found(house, query);
    return Object.entries(days).filter(([, id]) => ids.includes(id)).map(([day]) => Number(day));
  };
  assert.deepEqual(await named(''), [150, 200]);
  assert.deepEqual(await named(`?start_date=${at(50)}`), [50, 100], 'the 90 days after start');
  assert.deepEqual(await named(`?end_date=${at(100)}`), [50, 100], 'the 90 days before end');
  assert.deepEqual(await named(`?start_date=${at(0)}&end_date=${at(90)}`), [0, 50], 'exactly 90 days');
  assert.deepEqual(await named(`?start_date=${at(0)}&end_date=${at(200)}`), [150, 200], 'more is cut to the last 90 days');
  assert.deepEqual(await named(`?start_date=${at(200)}&end_date=${at(0)}`), []);
  assert.deepEqual(await named(`?start_date=&end_date=`), [150, 200], 'empty is absent');
  const exact = new Date(start + 100 * DAY);
  const local = new Date(exact.getTime() + 8 * HOUR).toISOString().slice(0, 19);
  for (const zoned of [`${local}%2B08:00`, `${local}+08:00`, `${local}%2B0800`, iso(exact), iso(exact).replace('Z', '.000Z'), iso(exact).replace('Z', '')]) assert.deepEqual(await named(`?start_date=${zoned}&end_date=${zoned}`), [100], zoned);
  assert.deepEqual(await named(`?start_date=${iso(exact).slice(0, 10)}T00:00:00Z&end_date=${iso(new Date(exact.getTime() + DAY)).slice(0, 10)}`), [100], 'midnights and bare days');
  for (const bad of ['yesterday', '2011-02-03%2014:18', '2026-13-01T00:00:00Z', '2026-02-30T00:00:00Z', '2026-02-30', '2026-01-01T25:00:00Z', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '1700000000', "2026-01-01'--"]) {
    for (const name of ['start_date', 'end_date', 'updated_after', 'updated_before']) await neither(house, `?${name}=${bad}`, 400, new RegExp(name));
  }
});

test('pages: page 0 is page 1, sizes and their other names, beyond the end is empty, nonsense is 400', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const made: string[] = [];
  for (let i = 0; i < 7; i++) { house.app.clock.advance(1); made.unshift(await openCase(house.app)); }
  assert.deepEqual(await found(house, ''), made, 'newest first');
  assert.deepEqual(await found(house, '?page_size=3'), made.slice(0, 3));
  assert.deepEqual(await found(house, '?page_size=3&page=0'), made.slice(0, 3));
  assert.deepEqual(await found(house, '?page_size=3&page=1'), made.slice(0, 3));
  assert.deepEqual(await found(house, '?page_size=3&page=3'), made.slice(6));
  assert.deepEqual(await found(house, '?page_size=3&page=4'), []);
  assert.deepEqual(await found(house, '?page=&page_size='), made);
  assert.deepEqual(await found(house, '?max_requests=2'), made.slice(0, 2));
  assert.deepEqual(await found(house, '?requests_limit=2'), made.slice(0, 2));
  for (const bad of ['page=-1', 'page=1.5', 'page=x', 'page_size=0', 'page_size=1001', 'page_size=1e3', 'max_requests=-3', 'page=99999&page_size=1000']) await neither(house, `?${bad}`, 400, /page|max_requests/);
});

test('updated_after and updated_before, also for what is older than 90 days', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const { clock } = house.app;
  const [old, still] = [await house.report(), await house.report()];
  clock.advance(200 * 1440);
  const before = clock.now();
  assert.equal((await step(house.app, 'acceptor', old, 'filing', { standard: 'E0406-1' })).status, 200);
  clock.advance(60);
  assert.deepEqual(await found(house, `?updated_after=${iso(before)}`), [old]);
  assert.deepEqual(await found(house, `?updated_before=${iso(new Date(before.getTime() - HOUR))}`), [still]);
  assert.deepEqual(await found(house, `?updated_after=${iso(new Date(before.getTime() - HOUR))}&updated_before=${iso(clock.now())}`), [old]);
  assert.deepEqual(await found(house, `?updated_after=${iso(before)}&status=closed`), []);
});

test('places: bbox, a point with radius or without; rounded positions count; half a place is 400', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const [near, far] = [await house.report(), await house.report({ lat: '30.905', long: '118.315' })];
  assert.deepEqual(await found(house, '?bbox=118.3,30.9,118.302,30.902'), [near]);
  assert.deepEqual(await found(house, '?bbox=118.3%2C30.9%2C118.34%2C30.92'), [far, near]);
  assert.deepEqual(await found(house, '?lat=30.901&long=118.301'), [near], 'within 375 m');
  assert.deepEqual(await found(house, '?lat=30.901&long=118.304'), [near], '287 m away');
  assert.deepEqual(await found(house, '?lat=30.901&long=118.306'), [], '477 m away');
  assert.deepEqual(new Set(await found(house, '?lat=30.901&long=118.306&radius=2000')), new Set([near, far]));
  assert.deepEqual(await found(house, '?lat=30.901&long=118.301&radius=1'), [near]);
  for (const bad of ['bbox=1,2,3', 'bbox=a,b,c,d', 'bbox=118.4,30.9,118.3,30.8', 'bbox=-200,0,0,0', 'lat=30.9', 'long=118.3', 'lat=99&long=118', 'lat=x&long=y', 'lat=30.9&long=118.3&radius=0', 'lat=30.9&long=118.3&radius=NaN']) await neither(house, `?${bad}`, 400);
  const rounded = await house.request(await house.report({ service_code: 'E0410', lat: '30.9012345', long: '118.3012345', address_string: '青石巷 3 号 402 室' }));
  assert.ok(Math.abs(Number(rounded['lat']) - 30.9012345) > 1e-7 && Math.abs(Number(rounded['lat']) - 30.9012345) < 0.001, 'as coarse as the class wants it');
  assert.equal(rounded['address'], 'Qingshi, Wangjiang', 'an address would say more than the rounded position');
});

test('agency_responsible and has_photo', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const [plain, sent] = [await house.report(), await house.report()];
  await walk(house.app, sent, 'dispatch');
  assert.deepEqual(await found(house, `?agency_responsible=${encodeURIComponent('Enforcement team 1')}`), [sent]);
  assert.deepEqual(await found(house, `?agency_responsible=${encodeURIComponent('城管执法一中队')}`), [sent]);
  assert.deepEqual(await found(house, '?agency_responsible=sup1'), [plain]);
  assert.deepEqual(await found(house, '?agency_responsible=nobody'), []);
  const form = new FormData();
  for (const [name, value] of Object.entries(VENDOR)) form.set(name, String(value));
  form.set('media', await picture());
  const withPhoto = z.tuple([z.object({ service_request_id: z.string() })]).parse((await house.post('/requests.json', form)).json())[0].service_request_id;
  assert.deepEqual(await found(house, '?has_photo=true'), [withPhoto]);
  assert.deepEqual(await found(house, '?has_photo=1'), [withPhoto]);
  assert.deepEqual(new Set(await found(house, '?has_photo=false')), new Set([plain, sent]));
  await neither(house, '?has_photo=maybe', 400, /has_photo/);
});

test('extensions=true adds attributes, extended attributes and notes; without it they are not there', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const id = await house.report({ service_code: 'C0102', 'attribute[size]': 'big', 'attribute[depth]': '40' });
  assert.equal((await step(house.app, 'acceptor', id, 'filing', { standard: 'C0102-1', note: '马上安排' })).status, 200);
  const one = await house.request(id, '?extensions=true');
  assert.deepEqual(one['attributes'], [{ code: 'size', description: 'How big', values: [{ key: 'big', name: 'Big' }] }, { code: 'depth', description: 'Depth (cm)', values: [{ key: '40', name: '40' }] }]);
  assert.deepEqual(one['extended_attributes'], { channel: 'api', stage: 3, x: 118.301, y: 30.901, photos: [] });
  assert.deepEqual(one['notes'], [{ datetime: '2026-11-18T01:41:00Z', description: '马上安排', type: 'file' }]);
  const xml = (await house.get(`/requests/${id}.xml?extensions=true`)).text;
  assert.match(xml, /<attributes><attribute><code>size<\/code>.*<values><value><key>big<\/key><name>Big<\/name><\/value><\/values><\/attribute><attribute>.*<extended_attributes><channel>api<\/channel><stage>3<\/stage>.*<photos><\/photos><\/extended_attributes><notes><note><datetime>/s);
  for (const query of ['', '?extensions=false', '?extensions=']) Request.parse(await house.request(id, query));
});

test('the way of a case in open and closed: before filing open, handled open, and the end with its outcome', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const { app } = house;
  const told = async (id: string) => { const { status, status_notes, agency_responsible, updated_datetime, description } = Request.parse(await house.request(id)); return { status, status_notes, agency_responsible, updated_datetime, description }; };
  const id = await house.report();
  for (const [to, agency] of [['filing', 'East supervision'], ['dispatch', 'Enforcement team 1']] as const) {
    const fresh = await house.report();
    await walk(app, fresh, to);
    const now = await told(fresh);
    assert.deepEqual([now.status, now.agency_responsible], ['open', agency]);
  }
  app.clock.advance(60);
  await walk(app, id, 'closure');
  app.clock.advance(60);
  assert.deepEqual(await told(id), { status: 'closed', status_notes: 'Resolved: 现场已恢复', agency_responsible: 'Enforcement team 1', updated_datetime: '2026-11-18T02:41:00Z', description: '水果摊占满人行道' });
  const [refusedOne, voided, merged] = [await house.report({ description: '骂人的话' }), await house.report(), await house.report()];
  assert.equal((await step(app, 'acceptor', refusedOne, 'refusal', { reason: '不属于本市职责' })).status, 200);
  assert.equal((await step(app, 'acceptor', voided, 'voiding', { reason: '重复录入' })).status, 200);
  const target = await house.report();
  assert.equal((await step(app, 'acceptor', merged, 'merge', { into: target })).status, 200);
  const { description, ...ended } = await told(refusedOne);
  assert.deepEqual([ended.status, ended.status_notes, description], ['closed', 'Not taken: 不属于本市职责', null], 'how it ended, not what it said');
  assert.match((await told(voided)).status_notes, /^Void: 重复录入/);
  assert.match((await told(merged)).status_notes, /^Merged/);
  assert.deepEqual(new Set(await found(house, '?status=closed')), new Set([id, refusedOne, voided, merged]));
});

test('a case made private afterwards is no longer told', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const id = await house.report();
  assert.equal((await step(house.app, 'acceptor', id, 'class', { class: 'E0499', reason: '涉及检举' })).status, 200);
  assert.deepEqual(await found(house, ''), []);
  refused(await house.get(`/requests/${id}.json`), 404);
  assert.deepEqual((await house.get(`/servicerequestupdates.json?service_request_id=${id}`)).json(), []);
});
