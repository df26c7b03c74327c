// GeoReport v2, what a client asks first: discovery, services, definitions; the form of every answer. Written from the contract.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { saveClasses } from '#city/classes/index.ts';
import { needs } from '../support/needs.ts';
import { elements, openHouse, parsedByLibxml, refused, V2 } from './open311-house.ts';

const Discovery = z.strictObject({
  changeset: z.iso.datetime({ offset: true, precision: 0 }), contact: z.string().min(1), key_service: z.string().min(1),
  endpoints: z.array(z.strictObject({ specification: z.literal('http://wiki.open311.org/GeoReport_v2'), url: z.url(), changeset: z.iso.datetime({ offset: true, precision: 0 }), type: z.enum(['production', 'test']), formats: z.array(z.string()).min(2) })).min(2),
});
const Service = z.strictObject({ service_code: z.string().min(1), service_name: z.string().min(1), description: z.string(), metadata: z.boolean(), type: z.enum(['realtime', 'batch', 'blackbox']), keywords: z.string(), group: z.string() });
const Definition = z.strictObject({
  service_code: z.string(), attributes: z.array(z.strictObject({
    variable: z.boolean(), code: z.string(), datatype: z.enum(['string', 'number', 'datetime', 'text', 'singlevaluelist', 'multivaluelist']), required: z.boolean(), datatype_description: z.string().nullable(), order: z.int().positive(), description: z.string(),
    values: z.array(z.strictObject({ key: z.string(), name: z.string() })),
  })),
});

test('discovery names two endpoints and two formats, in both formats, with dates in the past', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { get } = await openHouse(t);
  const json = await get('/discovery.json');
  const found = Discovery.parse(json.json());
  assert.ok(found.endpoints.some((e) => e.type === 'production'));
  for (const endpoint of found.endpoints) {
    assert.match(endpoint.url, /\/open311\/v2\/$/);
    assert.deepEqual(endpoint.formats, ['text/xml', 'application/json']);
    assert.ok(new Date(endpoint.changeset) < new Date('2026-11-20T00:00:00Z'));
  }
  const xml = await get('/discovery.xml');
  assert.equal(elements(xml.text, 'endpoint').length, found.endpoints.length);
  assert.match(xml.text, /<discovery>.*<endpoints><endpoint>.*<formats><format>text\/xml<\/format><format>application\/json<\/format><\/formats>/s);
  for (const empty of [...elements(xml.text, 'contact'), ...elements(xml.text, 'key_service'), ...elements(xml.text, 'changeset')]) assert.notEqual(empty, '');
});

test('services: types, groups, metadata, keywords; both formats say the same', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { get } = await openHouse(t);
  const services = z.array(Service).parse((await get('/services.json')).json());
  const by = (code: string) => services.find((s) => s.service_code === code) ?? assert.fail(code);
  assert.deepEqual(by('E0406'), { service_code: 'E0406', service_name: 'Street vending', description: 'Street vending', metadata: false, type: 'realtime', keywords: '摆摊,水果摊,stall', group: 'Street order' });
  assert.equal(by('C0102').metadata, true);
  assert.deepEqual([by('E0499').type, by('E0499').keywords.split(',')[0]], ['blackbox', 'private']);
  for (const code of ['QUESTION', 'SUGGESTION', 'PRAISE']) assert.equal(by(code).type, 'batch');
  assert.equal(services.find((s) => s.service_code === 'E0405' || s.service_code === 'E04'), undefined, 'neither expired nor main classes');
  const xml = await get('/services.xml');
  assert.deepEqual(elements(xml.text, 'service_code'), services.map((s) => s.service_code));
  assert.deepEqual(elements(xml.text, 'metadata'), services.map((s) => String(s.metadata)));
  assert.deepEqual(elements(xml.text, 'keywords'), services.map((s) => s.keywords));
});

test('a definition lists attributes in order with their values; a service without has none', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, get } = await openHouse(t);
  const cover = Definition.parse((await get('/services/C0102.json')).json());
  assert.deepEqual(cover.attributes.map((a) => [a.order, a.code, a.datatype, a.required, a.variable]), [[1, 'size', 'singlevaluelist', true, true], [2, 'depth', 'number', false, true]]);
  assert.deepEqual(cover.attributes[0]?.values, [{ key: 'small', name: 'Small' }, { key: 'big', name: 'Big' }]);
  const xml = (await get('/services/C0102.xml')).text;
  assert.match(xml, /<service_definition><service_code>C0102<\/service_code><attributes><attribute><variable>true<\/variable><code>size<\/code>.*<values><value><key>small<\/key><name>Small<\/name><\/value><value>.*<order>1<\/order><\/attribute><attribute>/s);
  assert.deepEqual((await get('/services/QUESTION.json')).json(), { service_code: 'QUESTION', attributes: [] });
  assert.match((await get('/services/E0406.xml')).text, /<attributes><\/attributes>/);
  for (const unknown of ['NOPE', 'E0405', 'E04', '%2F', 'a%20b', '__proto__', 'constructor']) {
    refused(await get(`/services/${unknown}.json`), 404);
    refused(await get(`/services/${unknown}.xml`), 404);
  }
  await saveClasses(app.db, [{ code: 'C0199', scheme: 'test', kind: 'component', parent: 'C01', name: '路灯', asset_class: '0109' }], null, app.clock.now());
  const lamp = Definition.parse((await get('/services/C0199.json')).json());
  assert.deepEqual(lamp.attributes.map((a) => [a.order, a.code, a.required]), [[1, 'asset_id', true]]);
});

test('every answer has its declaration and content type, elements only, and is well-formed to another reader', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'xmllint')) return;
  const { get, report } = await openHouse(t);
  const id = await report({ description: '<b>"A" & \'B\'</b> ]]> \u0007\u000b 😀𠀀' });
  for (const path of ['/discovery', '/services', '/services/C0102', '/requests', '/requests?extensions=true', `/requests/${id}`, `/requests/${id}?extensions=true`, '/servicerequestupdates', '/requests/none', '/nowhere']) {
    const at = (format: string) => path.replace(/(\?|$)/, `.${format}$1`);
    const [xml, json] = [await get(at('xml')), await get(at('json'))];
    assert.equal(xml.headers.get('content-type'), 'text/xml; charset=utf-8', path);
    assert.equal(json.headers.get('content-type'), 'application/json; charset=utf-8', path);
    assert.ok(xml.text.startsWith('<?xml version="1.0" encoding="utf-8"?>'), path);
    assert.doesNotMatch(xml.text.replace(/^<\?xml[^>]*\?>/, ''), /<[a-z_]+\s|xmlns|<!|<[a-z_]+\/>/i, `${path}: an attribute, a namespace or a doctype`);
    for (const name of ['service_request_id', 'service_code', 'token', 'update_id', 'lat', 'long']) for (const value of elements(xml.text, name)) assert.equal(value, value.trim());
    await parsedByLibxml(xml.text);
    assert.equal(xml.status, json.status);
  }
});

test('with slash, without, doubled; unknown formats and paths are told in the protocol; other methods get 405', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, get, report } = await openHouse(t);
  for (const path of [`${V2}/services.json`, `${V2}//services.json`, '/open311//v2/services.json', `//open311/v2//requests.json`]) assert.equal((await app.request(path)).status, 200, path);
  for (const path of ['/services.csv', '/requests', '/requests.rss', '/what.xml', '/requests/1', '/tokens/1', '/services/E0406.yaml']) refused(await get(path), 404);
  refused(await get('/what.json'), 404);
  await report();
  for (const path of ['/services.json', '/requests.xml', '/discovery.json', '/servicerequestupdates.json']) {
    const head = await app.request(V2 + path, { method: 'HEAD' });
    assert.deepEqual([head.status, await head.text()], [200, ''], path);
    const options = await app.request(V2 + path, { method: 'OPTIONS' });
    assert.equal(options.status, 204);
    assert.equal(options.headers.get('access-control-allow-origin'), '*');
    assert.match(options.headers.get('access-control-allow-methods') ?? '', /GET/);
    assert.equal((await app.request(V2 + path)).headers.get('access-control-allow-origin'), '*');
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const answer = await app.request(V2 + path, { method });
      assert.equal(answer.status, 405);
      assert.match(await answer.text(), path.endsWith('json') ? /^\[\{"code":405/ : /<errors><error><code>405/);
    }
  }
  assert.equal((await app.request(`${V2}/requests/none.json`)).headers.get('access-control-allow-origin'), '*', 'errors may be read by pages of others too');
});

test('jurisdiction: absent, empty and our own are served, another is not there', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { get } = await openHouse(t);
  for (const path of ['/services.json', '/requests.json', '/services/C0102.json', '/servicerequestupdates.json']) {
    for (const own of ['', '?jurisdiction_id=', '?jurisdiction_id=000000', '?jurisdiction_id=localhost', '?jurisdiction_id=small%20city']) assert.equal((await get(path + own)).status, 200, path + own);
    refused(await get(`${path}?jurisdiction_id=sfgov.org`), 404, /sfgov\.org/);
  }
});

test('errors are told in the language of the reader', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, get } = await openHouse(t);
  refused(await get('/services/NOPE.xml'), 404, /There is no service/);
  assert.match(await (await app.request(`${V2}/services/NOPE.xml`, { lang: 'zh' })).text(), /没有这类服务/);
});
