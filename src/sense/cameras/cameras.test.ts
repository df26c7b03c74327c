// Cameras through the whole application: events in, cases and happenings out, pictures kept from those who must not see them.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import sharp from 'sharp';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { issueKey } from '#ground/identity/index.ts';
import { HOSTILE, hostileText } from '../../../test/support/hostile.ts';
import { needs } from '../../../test/support/needs.ts';
import { testApp, type TestApp } from '../../../test/support/app.ts';
import { things } from '../things/index.ts';
import { Taken } from './contract.ts';
import { cameras } from './index.ts';
import { deleteOld } from './jobs.ts';

const GATE = { name: '东门', gb_id: '34020000001320000001', lon: 118.301, lat: 30.901, place: '望江路 1 号', covered: { type: 'Polygon', coordinates: [[[118.301, 30.901], [118.302, 30.901], [118.302, 30.902], [118.301, 30.901]]] } };
const TIME = '2026-11-18T09:41:00+08:00';

async function house(t: TestContext, embedded = false, env?: Record<string, string>): Promise<{ app: TestApp; key: string; send(event: object): Promise<Response>; taken(event: object): Promise<z.output<typeof Taken>> }> {
  const app = await testApp(t, { rooms: [things, cameras], embedded, ...(env && { env }) });
  await app.json('/api/cameras/gate', { as: 'administrator', method: 'PUT', json: GATE });
  await app.json('/api/cameras/west', { as: 'administrator', method: 'PUT', json: { name: '西园', lon: 118.33, lat: 30.91, public: false } });
  await app.json('/api/cameras/gate/rule', { as: 'administrator', method: 'PUT', json: { kind: 'vending', opens: 'case', class: 'E0406', join_minutes: 30, least_confidence: 0.5 } });
  const key = await issueKey(app.db, app.people['steward'] ?? '', 'video platform');
  const send = (event: object) => app.request('/api/cameras/events', { json: { camera: 'gate', kind: 'vending', time: TIME, ...event }, headers: { 'x-api-key': key } });
  return { app, key, send, taken: async (event) => { const answer = await send(event); const text = await answer.text(); assert.ok(answer.ok, text); return Taken.parse(JSON.parse(text)); } };
}

/** A street with one white square, so that a test can see what is left of it; with the GPS position a phone would add. */
const street = () => sharp({ create: { width: 640, height: 400, channels: 3, background: { r: 90, g: 100, b: 110 } } })
  .composite([{ input: { create: { width: 8, height: 8, channels: 3, background: { r: 255, g: 255, b: 255 } } }, left: 300, top: 200 }])
  .withExif({ IFD0: { Copyright: 'secret-owner' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '30/1 54/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '118/1 18/1 0/1' } }).jpeg().toBuffer();
const dataUrl = async () => `data:image/jpeg;base64,${(await street()).toString('base64')}`;
const brightest = async (bytes: Uint8Array) => Math.max(...(await sharp(bytes).stats()).channels.map((c) => c.max));
const counted = async (app: TestApp, what: 'cases' | 'facts' | 'events' | 'looks' | 'things') => (await app.db.one(z.object({ n: z.number() }), {
  cases: sql`select count(*)::int as n from city.v_cases where source = 'camera'`, facts: sql`select count(*)::int as n from city.v_happenings where subject_type = 'camera-event'`, events: sql`select count(*)::int as n from sense.camera_events`,
  looks: sql`select count(*)::int as n from ground.identity_looks where subject_type = 'camera-event'`, things: sql`select count(*)::int as n from sense.things where kind = 'camera'`,
}[what])).n;

for (const embedded of [false, true]) {
  test(`an event opens a case once; another in time joins it, one after it was long ago opens a new one${embedded ? ' (embedded)' : ''}`, async (t) => {
    if (!embedded && !needs(t, 'postgres')) return;
    const { app, taken } = await house(t, embedded);
    const first = await taken({ id: 'a1', confidence: 0.9 });
    assert.match(first.case ?? '', /^XC20261118-/);
    assert.deepEqual(await taken({ id: 'a1', confidence: 0.9 }), { ...first, again: true }, 'the same id');
    const second = await taken({ id: 'a2', confidence: 0.9, time: '2026-11-18T09:30:00+08:00' });
    assert.deepEqual([second.case, second.joined], [first.case, true]);
    app.clock.set(new Date('2026-11-18T10:30:00+08:00'));
    const third = await taken({ id: 'a3', confidence: 0.9, time: '2026-11-18T10:30:00+08:00' });
    assert.notEqual(third.case, first.case);
    assert.equal((await taken({ id: 'a4', confidence: 0.2, time: '2026-11-18T10:31:00+08:00' })).case, null, 'not sure enough');
    assert.deepEqual([await counted(app, 'cases'), await counted(app, 'events'), await counted(app, 'facts')], [2, 4, 0]);
    const file = await (await app.request(`/cases/${first.case}`, { as: 'acceptor' })).text();
    assert.match(file, /东门/);
    assert.match(file, /视频发现/, 'the events stand beside the case');
  });
}

test('twenty events of the same moment are one case', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, taken } = await house(t);
  const all = await Promise.all(Array.from({ length: 20 }, (_, i) => taken({ id: `same-${i % 10}`, confidence: 1 })));
  assert.equal(new Set(all.map((one) => one.case)).size, 1);
  assert.deepEqual([await counted(app, 'cases'), await counted(app, 'events'), all.filter((one) => one.again).length], [1, 10, 10]);
});

test('a closed case is not joined', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, taken } = await house(t);
  const first = await taken({ id: 'a1', confidence: 1 });
  await app.json(`/api/cases/${first.case}/refusal`, { as: 'acceptor', method: 'PUT', json: { reason: '不属实' } });
  assert.notEqual((await taken({ id: 'a2', confidence: 1 })).case, first.case);
});

test('a picture without a rule for a case is a fact; without a picture it is only kept', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, taken } = await house(t);
  assert.equal((await taken({ id: 'r1', kind: 'rubbish', snapshot: await dataUrl(), box: [0.1, 0.1, 0.2, 0.2], class: 'bag' })).case, null);
  await taken({ id: 'r2', kind: 'rubbish' });
  await taken({ id: 'r3', kind: 'never_heard_of', snapshot: await dataUrl() });
  const fact = await app.db.rows(z.object({ what: z.string(), source: z.string(), area: z.string() }), sql`select what, source, area from city.v_happenings where subject_type = 'camera-event'`);
  assert.deepEqual(fact, [{ what: 'raised', source: 'camera', area: '900101001001001' }]);
});

test('the public sees nothing finer than 24 cells; an original is one logged look; a covered picture can be released and withdrawn', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, taken } = await house(t);
  const { event } = await taken({ id: 'p1', kind: 'rubbish', snapshot: await dataUrl() });
  const [open, desk] = [`/cameras/gate/events/${event}/picture`, `/desk/cameras/events/${event}`];
  const bytes = async (path: string, as?: string) => { const answer = await app.request(path, as ? { as } : {}); assert.equal(answer.status, 200, path); return new Uint8Array(await answer.arrayBuffer()); };
  const coarse = await bytes(open);
  assert.ok(await brightest(coarse) < 200, 'the square is gone into its cell');
  assert.equal((await sharp(coarse).metadata()).exif, undefined);
  const full = await bytes(`${desk}/original?reason=${encodeURIComponent('核实')}`, 'acceptor');
  assert.ok(await brightest(full) > 240 && !Buffer.from(full).includes('secret-owner'));
  assert.equal(await counted(app, 'looks'), 1);
  for (const [as, status] of [['acceptor2', 404], ['handler', 403], ['steward', 403], ['resident', 403]] as const) assert.equal((await app.request(`${desk}/original`, { as })).status, status, as);
  assert.equal((await app.request(`${desk}/original`)).status, 401);
  assert.equal(await counted(app, 'looks'), 1, 'what was refused is no look');
  assert.match(await (await app.request(desk, { as: 'acceptor' })).text(), /核实/, 'the look is told');

  const form = { do: 'publish', regions: '290 190 40 40', checked: 'yes' };
  assert.equal((await app.request(`${desk}?look=`, { as: 'acceptor', form: { do: 'publish', regions: form.regions } })).status, 422, 'without having looked');
  assert.equal((await app.request(`${desk}?look=`, { as: 'acceptor', form: { ...form, regions: '600 0 100 10' } })).status, 422, 'outside of the picture');
  assert.equal((await app.request(desk, { as: 'acceptor2', form })).status, 404);
  assert.equal((await app.request(desk, { as: 'acceptor', form })).status, 303);
  const released = await bytes(open);
  assert.deepEqual([(await sharp(released).metadata()).width, await brightest(released) < 200], [640, true], 'the size of the original, and the square painted over');
  assert.equal((await app.request(desk, { as: 'acceptor', form: { do: 'withdraw' } })).status, 303);
  assert.deepEqual(await bytes(open), coarse);
});

test('a face cut out by a detector is no face in the public copy', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, taken } = await house(t);
  const face = await sharp({ create: { width: 120, height: 150, channels: 3, background: { r: 200, g: 160, b: 140 } } })
    .composite([30, 75].map((left) => ({ input: { create: { width: 15, height: 15, channels: 3, background: { r: 0, g: 0, b: 0 } } }, left, top: 45 }))).png().toBuffer();
  const { event } = await taken({ id: 'face', kind: 'rubbish', snapshot: `data:image/png;base64,${face.toString('base64')}` });
  const copy = await sharp(Buffer.from(await (await app.request(`/cameras/gate/events/${event}/picture`)).arrayBuffer())).stats();
  assert.ok(copy.channels[0] && copy.channels[0].min > 100, `the eyes are gone: ${copy.channels[0]?.min}`);
});

test('what a camera on a bus saw stays with the area where it was seen', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, taken } = await house(t);
  const bus = { name: '公交车', mobile: true, lat: 30.901 };
  await app.json('/api/cameras/bus', { as: 'administrator', method: 'PUT', json: { ...bus, lon: 118.301 } });
  const { event } = await taken({ id: 'b1', camera: 'bus', kind: 'rubbish', snapshot: await dataUrl() });
  await app.json('/api/cameras/bus', { as: 'administrator', method: 'PUT', json: { ...bus, lon: 118.335, lat: 30.912 } });
  for (const [as, status] of [['acceptor', 200], ['acceptor2', 404]] as const) {
    assert.equal((await app.request(`/desk/cameras/events/${event}`, { as })).status, status, as);
    assert.equal((await app.request(`/desk/cameras/events/${event}/original`, { as })).status, status, as);
    assert.equal((await (await app.request('/desk/cameras', { as })).text()).includes(`/events/${event}"`), status === 200, as);
  }
});

test('pictures go when their time is over', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, taken } = await house(t);
  const { event } = await taken({ id: 'p1', kind: 'rubbish', snapshot: await dataUrl() });
  const desk = `/desk/cameras/events/${event}`;
  await app.request(desk, { as: 'acceptor', form: { do: 'publish', regions: '', checked: 'yes' } });
  const { id } = await app.db.one(z.object({ id: z.string() }), sql`select picture::text as id from sense.camera_events`);
  const later = (days: number) => new Date(new Date(TIME).getTime() + days * 86_400_000);
  assert.deepEqual(await deleteOld(app.ground, later(29)), { originals: 0, published: 0 });
  assert.deepEqual(await deleteOld(app.ground, later(31)), { originals: 1, published: 0 });
  assert.equal(await app.ground.files.read(id, 'full'), undefined, 'gone from the disk');
  assert.equal((await app.request(`${desk}/original`, { as: 'acceptor' })).status, 404);
  assert.equal((await app.request(`/cameras/gate/events/${event}/picture`)).status, 200);
  assert.deepEqual(await deleteOld(app.ground, later(366)), { originals: 0, published: 1 });
});

test('bad events are refused at their field and leave nothing', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, send, key } = await house(t);
  const wrong: [object, number, string][] = [
    [{ id: '' }, 422, 'id'], [{ id: 'x', camera: 'nope' }, 404, 'camera'], [{ id: 'x', camera: 'west' }, 404, 'camera'], [{ id: 'x', kind: 'No Kind' }, 422, 'kind'], [{ id: 'x', time: 'now' }, 422, 'time'], [{ id: 'x', time: '2026-11-18T10:00:00+08:00' }, 422, 'time'], [{ id: 'x', time: '0000-01-01T00:00:00Z' }, 422, 'time'],
    [{ id: 'x', box: [0.9, 0, 0.2, 0.1] }, 422, 'box'], [{ id: 'x', box: [1, 2] }, 422, 'box'], [{ id: 'x', confidence: 2 }, 422, 'confidence'], [{ id: 'x', confidence: 'NaN' }, 422, 'confidence'], [{ id: 'x', snapshot: '%%%' }, 422, 'snapshot'], [{ id: 'x', snapshot: 'aGVsbG8=' }, 415, 'snapshot'], [{ id: 'x', note: 'a\u0000b' }, 422, 'note'],
  ];
  for (const [event, status, field] of wrong) {
    const answer = await send(event);
    const text = await answer.text();
    assert.deepEqual([answer.status, text.includes(`"field":"${field}`)], [status, true], `${JSON.stringify(event)} ${text}`);
  }
  const raw = (body: BodyInit, type: string) => app.request('/api/cameras/events', { method: 'POST', body, headers: { 'x-api-key': key, 'content-type': type } });
  for (const [body, type, status] of [['{', 'application/json', 400], ['[]', 'application/json', 422], ['\xff', 'application/json', 422], ['x', 'text/plain', 415], ['--x', 'multipart/form-data; boundary=y', 400]] as const) assert.ok([status, 400].includes((await raw(body, type)).status), `${body} ${type}`);
  assert.equal((await app.request('/api/cameras/events', { json: { id: 'x' } })).status, 401);
  assert.equal(await counted(app, 'events'), 0);
});

test('an event comes as multipart too, with its picture as a file', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, key } = await house(t);
  const form = new FormData();
  for (const [name, value] of Object.entries({ id: 'm1', camera: GATE.gb_id, kind: 'rubbish', time: TIME, box: '[0,0,0.5,0.5]', confidence: '0.8' })) form.set(name, value);
  form.set('snapshot', new File([new Uint8Array(await street())], 'a.jpg', { type: 'image/jpeg' }));
  assert.equal((await app.request('/api/cameras/events', { form, headers: { 'x-api-key': key } })).status, 201);
});

test('where the city has a secret an event must be signed with it', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, key } = await house(t, false, { CAMERA_SECRET: 'a-long-enough-secret' });
  const body = JSON.stringify({ id: 's1', camera: 'gate', kind: 'rubbish', time: TIME });
  const signed = (signature: string) => app.request('/api/cameras/events', { method: 'POST', body, headers: { 'x-api-key': key, 'content-type': 'application/json', 'x-comis-signature': signature } });
  const right = `sha256=${createHmac('sha256', 'a-long-enough-secret').update(body).digest('hex')}`;
  assert.deepEqual([(await signed('')).status, (await signed(right.replace(/.$/, (c) => (c === '0' ? '1' : '0')))).status, (await signed(right)).status], [401, 401, 201]);
});

test('a camera is a thing with a place; what is wrong with it is told; who may not see it does not', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app } = await house(t);
  const put = async (code: string, camera: object, as = 'administrator') => { const answer = await app.request(`/api/cameras/${code}`, { as, method: 'PUT', json: camera }); return [answer.status, /"field":"(\w+)/.exec(await answer.text())?.[1]]; };
  assert.deepEqual(await put('x', { ...GATE, gb_id: '34020000001320000001' }), [422, 'gb_id'], 'taken');
  assert.deepEqual(await put('x', { ...GATE, gb_id: '34020000009990000001' }), [422, 'gb_id']);
  assert.deepEqual(await put('x', { ...GATE, gb_id: null, lon: 10 }), [422, 'lon']);
  assert.deepEqual(await put('x', { ...GATE, gb_id: null, organisation: 'nope' }), [422, 'organisation']);
  assert.deepEqual(await put('x', { ...GATE, gb_id: null, covered: { type: 'Polygon', coordinates: [[[118.3, 30.9], [118.31, 30.91], [118.31, 30.9], [118.3, 30.91]]] } }), [422, 'covered']);
  assert.deepEqual(await put('gate', { ...GATE, lon: 118.302 }), [200, undefined], 'moved');
  const thing = await app.db.rows(z.object({ lon: z.number(), places: z.number(), public: z.boolean() }), sql`select ST_X(l.geom) as lon, (select count(*)::int from sense.historical_locations h where h.thing_id = t.id) as places, t.public from sense.cameras c join sense.things t on t.id = c.thing_id join sense.thing_locations p on p.thing_id = t.id join sense.locations l on l.id = p.location_id order by c.code`);
  assert.deepEqual(thing, [{ lon: 118.302, places: 2, public: true }, { lon: 118.33, places: 1, public: false }]);
  assert.equal(await counted(app, 'things'), 2);
  const list = z.object({ cameras: z.array(z.object({ code: z.string(), state: z.string() })) }).parse(await app.json('/api/cameras'));
  assert.deepEqual(list.cameras, [{ code: 'gate', state: 'never' }]);
  for (const path of ['/cameras/west', '/api/cameras/west']) assert.equal((await app.request(path)).status, 404, path);
});

test('pages in both languages, for each who may', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, taken } = await house(t);
  const { event } = await taken({ id: 'p1', kind: 'rubbish', snapshot: await dataUrl(), confidence: 0.7 });
  const pages: [string, string | undefined, RegExp, RegExp][] = [
    ['/cameras', undefined, /东门/, /Cameras/], ['/cameras/gate', undefined, /暴露垃圾/, /Exposed rubbish/], ['/desk/cameras', 'acceptor', /视频发现/, /Seen by cameras/], [`/desk/cameras/events/${event}`, 'officer', /看原图/, /Look at the original/], [`/desk/cameras/events/${event}?look=x`, 'dispatcher', /遮住再公开/, /Cover, then publish/],
    ['/admin/cameras', 'administrator', /新增点位/, /Add a camera/], ['/admin/cameras/gate', 'administrator', /覆盖范围/, /Covered area/], ['/admin/cameras/new', 'administrator', /国标编码/, /GB\/T 28181 code/], ['/admin/cameras/rules', 'administrator', /发现之后的处理规则/, /Rules for events/],
  ];
  for (const [path, as, zh, en] of pages) {
    for (const [lang, words] of [['zh', zh], ['en', en]] as const) {
      const answer = await app.request(path, { ...(as && { as }), lang });
      const text = await answer.text();
      assert.equal(answer.status, 200, `${path} ${text.slice(0, 300)}`);
      assert.match(text, words, path);
    }
  }
  assert.equal((await app.request('/desk/cameras', { as: 'handler' })).status, 403);
  assert.equal((await app.request(`/id/camera-event/${event}`)).headers.get('location'), '/cameras/gate');
  const saved = await app.request('/admin/cameras/new', { as: 'administrator', form: { code: 'north', name: '北门', lon: '118.305', lat: '30.915', datum: 'wgs84', silent_s: '60', covered: '', public: 'yes' } });
  assert.deepEqual([saved.status, saved.headers.get('location')], [303, '/admin/cameras/north?saved=1']);
  assert.equal((await app.request('/admin/cameras/new', { as: 'administrator', form: { code: 'n2', name: 'x', lon: '118.305', lat: '30.915', covered: '{}' } })).status, 422);
  assert.equal((await app.request('/admin/cameras/rules', { as: 'administrator', form: { do: 'rule', kind: 'fire', opens: 'case' } })).status, 422, 'a case needs its class');
  assert.equal((await app.request('/admin/cameras/rules', { as: 'administrator', form: { do: 'rule', kind: 'fire', opens: 'case', class: 'E0406', join_minutes: '10', least_confidence: '0.3' } })).status, 303);
  assert.equal((await app.request('/admin/cameras/rules', { as: 'administrator', form: { do: 'policy', original_days: '7', published_days: '90' } })).status, 303);
});

test('no hostile value is a fault, in any field of an event, a camera, a rule or a query', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, key } = await house(t);
  const { event } = Taken.parse(await app.json('/api/cameras/events', { json: { id: 'h', camera: 'gate', kind: 'rubbish', time: TIME, snapshot: await dataUrl() }, headers: { 'x-api-key': key } }));
  const wrong: string[] = [];
  const tell = async (what: string, answer: Response) => { if (answer.status >= 500) wrong.push(`${what}: ${answer.status} ${(await answer.text()).slice(0, 200)}`); else await answer.body?.cancel(); };
  for (const { name, value } of HOSTILE) {
    for (const field of ['id', 'camera', 'kind', 'time', 'box', 'class', 'confidence', 'note', 'snapshot']) await tell(`event ${field} = ${name}`, await app.request('/api/cameras/events', { json: { id: 'x', camera: 'gate', kind: 'rubbish', time: TIME, [field]: value }, headers: { 'x-api-key': key } }));
    for (const field of Object.keys(GATE)) await tell(`camera ${field} = ${name}`, await app.request('/api/cameras/h', { as: 'administrator', method: 'PUT', json: { ...GATE, gb_id: null, [field]: value } }));
    for (const field of ['kind', 'opens', 'class', 'join_minutes', 'least_confidence']) await tell(`rule ${field} = ${name}`, await app.request('/api/cameras/gate/rule', { as: 'administrator', method: 'PUT', json: { kind: 'fire', opens: 'nothing', [field]: value } }));
  }
  for (const { name, value } of hostileText()) {
    const given = encodeURIComponent(value.toWellFormed().slice(0, 2000));
    for (const query of ['/cameras?q=', '/cameras?after=', '/cameras?state=', '/api/cameras?bbox=', '/api/cameras?q=', '/api/cameras.geojson?bbox=']) await tell(`${query} ${name}`, await app.request(query + given));
    for (const query of ['/desk/cameras?before=', '/desk/cameras?kind=', `/desk/cameras/events/${event}?look=`, `/desk/cameras/events/${event}/original?reason=`]) await tell(`${query} ${name}`, await app.request(query + given, { as: 'acceptor' }));
    for (const field of ['do', 'regions', 'checked']) await tell(`form ${field} ${name}`, await app.request(`/desk/cameras/events/${event}`, { as: 'acceptor', form: { do: 'publish', regions: '', checked: 'yes', [field]: value.toWellFormed() } }));
    for (const field of ['name', 'lon', 'lat', 'covered', 'silent_s', 'organisation', 'gb_id', 'datum']) await tell(`admin ${field} ${name}`, await app.request('/admin/cameras/gate', { as: 'administrator', form: { code: 'gate', name: 'x', lon: '118.301', lat: '30.901', [field]: value.toWellFormed() } }));
  }
  for (const before of ['9999999999999_1', '0_0', '1_999999999999999', '99999999999999_1']) await tell(before, await app.request(`/desk/cameras?before=${before}`, { as: 'acceptor' }));
  assert.deepEqual(wrong, []);
  assert.ok(JSON.stringify(await app.json('/api/openapi.json')).includes('/api/cameras/{code}'));
});
