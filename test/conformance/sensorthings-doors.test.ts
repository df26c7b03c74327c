// Who may, batches, clients that are careless with headers: the door of the sensors over a real port.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#ground/db/index.ts';
import { REMEMBERED_MS } from '#ground/http/keys.ts';
import { needs } from '../support/needs.ts';
import { place, PROPERTY, SENSOR, sensing, SETS, STREAM, THING } from './sensorthings-house.ts';

const count = async (get: (path: string) => Promise<any>): Promise<number[]> => Promise.all(SETS.map(async (set) => Number((await get(`/${set}?$count=true&$top=0`))['@iot.count'])));

test('who may write: stewards and administrators everything, handlers observations of their own things, others nothing', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'curl')) return;
  const { get, curl, keyOf, app } = await sensing(t, { STA_OPEN_WRITE: 'off' });
  const steward = await keyOf('steward');
  const handler = await keyOf('handler', 'law1');
  const others = { handler, resident: await keyOf('resident'), acceptor: await keyOf('acceptor') };
  assert.equal((await curl('POST', '/Things', { key: steward, body: THING })).status, 201);
  assert.equal((await curl('POST', '/Things', { key: await keyOf('administrator'), body: THING })).status, 201);
  await app.db.run(sql`update sense.things set organisation = 'law1' where id = 1`);
  const before = await count(get);
  const writes: [string, string, unknown][] = [['POST', '/Things', THING], ['PATCH', '/Things(1)', { name: 'x' }], ['PUT', '/Things(1)', { name: 'x', description: '' }], ['DELETE', '/Things(1)', undefined], ['DELETE', '/Observations(3)', undefined], ['POST', '/Datastreams(2)/Observations', { result: 1 }], ['POST', '/Observations', { result: 1, Datastream: { '@iot.id': 2 } }], ['POST', '/Datastreams(1)/Observations', { result: 1, FeatureOfInterest: { name: 'f', description: '', encodingType: 'x', feature: {} } }]];
  for (const [method, path, body] of writes) {
    assert.equal((await curl(method, path, { body })).status, 401, `nobody: ${method} ${path}`);
    for (const [role, key] of Object.entries(others)) assert.equal((await curl(method, path, { key, body })).status, 403, `${role}: ${method} ${path}`);
  }
  assert.deepEqual(await count(get), before);
  assert.equal((await curl('POST', '/Datastreams(1)/Observations', { key: handler, body: { result: 1 } })).status, 201);
  assert.equal((await curl('POST', '/Observations', { key: handler, body: { result: 1, Datastream: { '@iot.id': 1 } } })).status, 201);
  const rows = await curl('POST', '/CreateObservations', { key: handler, body: [1, 2].map((id) => ({ Datastream: { '@iot.id': id }, components: ['result'], dataArray: [[1]] })) });
  assert.deepEqual(rows.json().map((line: string) => line.slice(0, 5)), ['http:', 'error']);
  const group = (id: number) => ({ requests: [{ id: '1', method: 'post', url: `Datastreams(${id})/Observations`, body: { result: 1 }, atomicityGroup: 'a' }] });
  assert.deepEqual([(await curl('POST', '/$batch', { key: handler, body: group(1) })).json().responses[0].status, (await curl('POST', '/$batch', { key: handler, body: group(2) })).json().responses[0].status], [201, 403]);
  assert.equal((await curl('GET', '/Things', { key: 'nonsense' })).status, 401);
});

test('a key that is taken back opens nothing after some seconds, and costs no statement meanwhile', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'curl')) return;
  const { curl, keyOf, app } = await sensing(t, { STA_OPEN_WRITE: 'off' });
  const key = await keyOf('steward');
  assert.equal((await curl('POST', '/Things', { key, body: THING })).status, 201);
  const statements: string[] = [];
  const post = () => curl('POST', '/Datastreams(1)/Observations', { key, body: { result: 1 } });
  await post();
  const stop = app.db.capture((text) => statements.push(text));
  for (let i = 0; i < 10; i++) assert.equal((await post()).status, 201);
  stop();
  assert.ok(statements.length <= 12, `${statements.length} statements for ten observations`);
  await app.db.run(sql`update ground.identity_keys set ended_at = ${app.clock.now()}`);
  const until = performance.now() + REMEMBERED_MS + 2000;
  let status = 201;
  while (status !== 401 && performance.now() < until) ({ status } = await post());
  assert.equal(status, 401);
});

test('a thing that is not public takes along what hangs on it: sets, paths, counts, filters, expansions, orders', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'curl')) return;
  const { get, curl, keyOf, app } = await sensing(t, { STA_OPEN_WRITE: 'off' });
  const steward = await keyOf('steward');
  const add = async (name: string, extra: object = {}) => { const heard = await curl('POST', '/Things', { key: steward, body: { ...THING, name, Locations: [{ ...place(), name }], Datastreams: [{ ...STREAM, name, Sensor: { ...SENSOR, name }, ObservedProperty: { ...PROPERTY, name }, Observations: [{ result: 5 }, { result: 6 }] }], ...extra } }); assert.equal(heard.status, 201, heard.text); };
  await add('open');
  const before = new Map(await Promise.all(SETS.map(async (set) => [set, (await get(`/${set}`)).value] as const)));
  await add('hidden');
  await add('both', { Locations: [{ '@iot.id': 1 }] });
  await app.db.run(sql`update sense.things set public = false where name <> 'open'`);
  for (const set of SETS) {
    const { value, '@iot.count': n } = await get(`/${set}?$count=true`);
    assert.deepEqual([value, n], [before.get(set), before.get(set)?.length], set);
    const all = (await curl('GET', `/${set}?$count=true`, { key: steward })).json();
    assert.ok(all['@iot.count'] > n, `${set}: a steward sees more`);
    for (const { '@iot.id': id } of all.value.filter((one: any) => !value.some((seen: any) => seen['@iot.id'] === one['@iot.id']))) for (const more of ['', '/$ref', set === 'Things' ? '/name' : '']) assert.equal((await curl('GET', `/${set}(${id})${more}`)).status, 404, `${set}(${id})${more}`);
  }
  const seen = async (path: string) => (await get(path)).value.map((one: any) => one['@iot.id']);
  assert.deepEqual(await seen('/Locations(1)/Things'), [1]);
  assert.deepEqual((await get('/Locations(1)?$expand=Things,HistoricalLocations')).Things.map((one: any) => one.name), ['open']);
  assert.deepEqual(await seen("/Locations?$filter=Things/name eq 'both'"), [], 'a filter does not tell');
  assert.deepEqual(await seen('/Locations?$filter=Things/any(x: x/id gt 1)'), []);
  for (const filter of ["Datastream/Thing/name eq 'hidden'", "Datastream/name eq 'hidden'", "FeatureOfInterest/name eq 'hidden'", "Datastream/Sensor/name eq 'both'"]) { const page = await get(`/Observations?$count=true&$filter=${filter}`); assert.deepEqual([page.value, page['@iot.count']], [[], 0], filter); }
  assert.equal((await curl('GET', '/Things(2)/Datastreams')).status, 404);
  assert.equal((await curl('GET', '/Datastreams(2)/Observations?$count=true')).status, 404);
  assert.equal((await get('/Observations?$resultFormat=dataArray')).value.length, 1);
});

const lines = (...parts: string[]): string => parts.join('\r\n');
const MIXED = 'multipart/mixed;boundary=batch_36522ad7-fc75-4b56-8c71-56071383e77b';

test('$batch in multipart/mixed: reads, changes, changesets that are all or nothing, names of what was made', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'curl')) return;
  const { get, curl, make, root } = await sensing(t);
  await make('/Things', THING);
  const mark = '--batch_36522ad7-fc75-4b56-8c71-56071383e77b';
  const http = (line: string, body?: unknown, id?: string) => lines('Content-Type: application/http', ...(id ? [`Content-ID: ${id}`] : []), '', line, ...(body === undefined ? ['', ''] : ['Content-Type: application/json', '', JSON.stringify(body)]));
  const changeset = (...parts: string[]) => lines('Content-Type: multipart/mixed;boundary=cs', '', ...parts.flatMap((part) => ['--cs', part]), '--cs--');
  const send = (...parts: string[]) => curl('POST', '/$batch', { type: MIXED, body: lines(...parts.flatMap((part) => [mark, part]), `${mark}--`, '') });
  const heard = await send(
    http('GET Things(1)/name HTTP/1.1'), http(`GET ${root.replace(/^http:\/\/[^/]*/, '')}/Things?$filter=name eq 'thing'&$select=name HTTP/1.1`), http('GET /v1.1/Nothings HTTP/1.1'),
    changeset(http('POST Sensors HTTP/1.1', SENSOR, 'sensor1'), http('POST ObservedProperties HTTP/1.1', PROPERTY, 'p1'), http('POST Things HTTP/1.1', { name: 'of a batch', description: '', Locations: [place()] }, 'thing1'),
      http('POST $thing1/Datastreams HTTP/1.1', { ...STREAM, name: 'of a batch', Sensor: { '@iot.id': '$sensor1' }, ObservedProperty: { '@iot.id': '$p1' } }, 's1'), http('POST $s1/Observations HTTP/1.1', { result: 3 }), http('PATCH $thing1 HTTP/1.1', { description: 'patched' })),
    http('GET $s1/Observations HTTP/1.1'),
  );
  assert.equal(heard.status, 200, heard.text);
  assert.match(heard.type, /^multipart\/mixed; ?boundary=/);
  assert.deepEqual([...heard.text.matchAll(/HTTP\/1\.1 (\d+)/g)].map((found) => found[1]), ['200', '200', '404', '201', '201', '201', '201', '201', '200', '200']);
  assert.match(heard.text, /Content-ID: sensor1/);
  assert.match(heard.text, /"result":3/);
  const made = (await get("/Things?$filter=name eq 'of a batch'&$expand=Datastreams/Sensor")).value[0];
  assert.deepEqual([made.description, made.Datastreams[0].Sensor['@iot.id']], ['patched', 2]);

  const before = await count(get);
  const undone = await send(changeset(http('POST Things HTTP/1.1', THING, 'a'), http('POST $a/Datastreams HTTP/1.1', STREAM), http('POST Things HTTP/1.1', { description: 'no name' })), http('GET Things(1)/name HTTP/1.1'));
  assert.deepEqual([...undone.text.matchAll(/HTTP\/1\.1 (\d+)/g)].map((found) => found[1]), ['400', '200'], undone.text);
  for (const part of [changeset(http('POST Things HTTP/1.1', THING, 'a'), http('GET Things HTTP/1.1')), changeset(http('POST Things HTTP/1.1', THING), http('DELETE Things(77) HTTP/1.1')), changeset(http('POST Things HTTP/1.1', THING), http('POST $nobody/Datastreams HTTP/1.1', STREAM)), http('NONSENSE'), http('POST Things HTTP/1.1', 'x'), http('POST Datastreams HTTP/1.1', { ...STREAM, Thing: { '@iot.id': '$nobody' } })]) assert.match((await send(part)).text, /HTTP\/1\.1 4/);
  assert.deepEqual(await count(get), before);
  for (const [type, body] of [[MIXED, 'x'], [MIXED, ''], ['multipart/mixed', lines(mark, http('GET Things HTTP/1.1'), `${mark}--`)], [MIXED, lines(mark, http('GET Things HTTP/1.1'))], [MIXED, lines(...Array.from({ length: 1001 }, () => lines(mark, http('GET Things(1) HTTP/1.1'))), `${mark}--`)], ['application/json', '{}'], ['application/json', '']] as const) assert.equal((await curl('POST', '/$batch', { type, body })).status, 400, body.slice(0, 60));
  const bare = lines(mark, 'Content-Type: application/http', '', 'GET Things(1)/name HTTP/1.1', '', '', `${mark}--`).replaceAll('\r', '');
  assert.match((await curl('POST', '/$batch', { type: MIXED, body: bare })).text, /HTTP\/1\.1 200/, 'lines that end in LF alone');
});

test('$batch in JSON: groups that are all or nothing, and requests for themselves', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'curl')) return;
  const { get, curl } = await sensing(t);
  const send = async (requests: object[]) => (await curl('POST', '/$batch', { body: { requests } })).json().responses;
  const made = await send([{ id: 't', method: 'post', url: 'Things', body: THING, atomicityGroup: 'g' }, { id: 's', method: 'post', url: '$t/Datastreams', body: STREAM, atomicityGroup: 'g' }, { id: 'r', method: 'get', url: '$t?$select=name' }]);
  assert.deepEqual(made.map((one: any) => [one.id, one.status, one.atomicityGroup]), [['t', 201, 'g'], ['s', 201, 'g'], ['r', 200, undefined]]);
  assert.deepEqual(made[2].body, { name: 'thing' });
  const before = await count(get);
  const undone = await send([{ id: '1', method: 'post', url: 'Things', body: THING, atomicityGroup: 'g' }, { id: '2', method: 'post', url: 'Things', body: {}, atomicityGroup: 'g' }, { id: '3', method: 'delete', url: 'Things(99)' }]);
  assert.deepEqual(undone.map((one: any) => one.status), [424, 400, 404]);
  assert.deepEqual(await count(get), before);
});

test('what real clients send: no content type, curl\'s own, charsets, a key in the address, another origin', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'curl')) return;
  const { get, curl, keyOf, app, make } = await sensing(t, { STA_OPEN_WRITE: 'off' });
  const key = await keyOf('steward');
  for (const type of ['application/json;charset=UTF-8', 'application/x-www-form-urlencoded', 'text/plain', '', 'application/json; odata.metadata=minimal', 'application/json; charset="utf-8"']) assert.equal((await curl('POST', '/Things', { key, type, body: { name: '气象站', description: '' } })).status, 201, type);
  assert.equal((await curl('POST', `/Things?api_key=${key}`, { body: { name: 'x', description: '' } })).status, 201);
  assert.equal((await get('/Things?$top=1&$select=name')).value[0].name, '气象站');
  for (const body of ['\u0001', '{"name": "\\u0000", "description": ""}', '{"name": "\\ud800", "description": ""}', `{"name": "x", "description": "", "properties": ${'[['.repeat(5000)}${']]'.repeat(5000)}}`, '['.repeat(50_000)]) assert.equal((await curl('POST', '/Things', { key, body })).status, 400, body.slice(0, 20));
  assert.equal((await curl('POST', '/Things', { key, type: 'application/json; charset=klingon', body: '{}' })).status, 400);
  const asked = await app.request('/sta/v1.1/Things', { method: 'OPTIONS' });
  assert.deepEqual([asked.status, asked.headers.get('access-control-allow-origin'), /authorization/.test(asked.headers.get('access-control-allow-headers') ?? '')], [204, '*', true]);
  const answer = await app.request('/sta/v1.1/Things(1)', { headers: { origin: 'https://elsewhere.example' } });
  assert.deepEqual([answer.headers.get('access-control-allow-origin'), answer.headers.get('access-control-expose-headers')], ['*', 'location']);
  assert.equal((await app.request('/sta/v1.1/Things', { method: 'HEAD' })).status, 200);
  assert.equal((await curl('GET', '/')).status, 200);
  await assert.rejects(make('/Things', THING), /401/);
});
