import { test } from 'node:test';
import assert from 'node:assert/strict';
import { z } from 'zod';
import { freshDatabase } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { batcher } from '../writing/batcher.ts';
import { HOUSE } from './caller.ts';
import { serve, type Service } from './service.ts';

/** What the answers of these tests hold; whatever else stands in them stays. */
const Told = z.looseObject({
  value: z.array(z.looseObject({ name: z.string().optional(), url: z.string().optional(), components: z.array(z.string()).optional(), dataArray: z.array(z.array(z.unknown())).optional() })).default([]),
  serverSettings: z.object({ conformance: z.array(z.string()) }).optional(), code: z.number().optional(), '@iot.count': z.number().optional(), features: z.array(z.object({ geometry: z.unknown() })).optional(),
});
const ROOT = 'https://city.example/sta/v1.1';
const UNIT = { name: 'n', symbol: 's', definition: 'd' };
const MEASUREMENT = 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement';
const THING = {
  name: 't', description: '', Locations: [{ name: 'l', description: '', encodingType: 'application/vnd.geo+json', location: { type: 'Point', coordinates: [116.4, 39.9] } }],
  Datastreams: [1, 2].map((n) => ({ name: `d${n}`, description: '', observationType: MEASUREMENT, unitOfMeasurement: UNIT, Sensor: { name: 's', description: '', encodingType: 'application/pdf', metadata: 'm' }, ObservedProperty: { name: 'p', definition: 'http://p', description: '' } })),
};

test('the protocol', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  const now = () => new Date('2026-11-20T08:00:00Z');
  const service: Service = { db, batcher: batcher(db, now), root: ROOT, now, endpoints: [] };
  const ask = async (method: string, address: string, body?: unknown, type = 'application/json') => {
    const [path = '', query = ''] = address.split('?');
    const response = await serve(service, { method, path, query, body, type, caller: HOUSE });
    const text = await response.text();
    return { status: response.status, location: response.headers.get('location'), text, json: () => Told.parse(JSON.parse(text)) };
  };

  await t.test('an empty service answers its root with exact addresses, and empty sets', async () => {
    const { json } = await ask('GET', '');
    for (const { name, url } of json().value) assert.equal(url, `${ROOT}/${name}`);
    assert.ok(json().serverSettings?.conformance.includes('http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/deep-insert'));
    for (const set of ['Things', 'Locations', 'HistoricalLocations', 'Datastreams', 'Sensors', 'ObservedProperties', 'Observations', 'FeaturesOfInterest', 'MultiDatastreams']) assert.deepEqual((await ask('GET', `/${set}`)).json(), { value: [] });
  });
  await t.test('201 with Location, 200 for PATCH, PUT and DELETE, 404 and 400 in the form of the protocol', async () => {
    const made = await ask('POST', '/Things', THING);
    assert.deepEqual([made.status, made.location], [201, `${ROOT}/Things(1)`]);
    assert.equal((await ask('POST', '/Datastreams(1)/Observations', { result: 5, phenomenonTime: '2026-11-20T07:00:00Z' })).status, 201);
    assert.equal((await ask('POST', '/Observations', { result: 6, phenomenonTime: '2026-11-20T07:01:00Z', Datastream: { '@iot.id': 2 } })).status, 201);
    assert.equal((await ask('POST', '/Observations', { result: 7, Datastream: { '@iot.id': 1 }, FeatureOfInterest: { name: 'f', description: '', encodingType: 'application/geo+json', feature: { type: 'Point', coordinates: [1, 2] } } })).status, 201);
    assert.equal((await ask('PATCH', '/Things(1)', { name: 'u' })).status, 200);
    assert.equal((await ask('PATCH', '/Things(1)', [{ op: 'replace', path: '/name', value: 'v' }], 'application/json-patch+json')).status, 200);
    assert.equal((await ask('GET', '/Things(1)/name/$value')).text, 'v');
    assert.equal((await ask('PUT', '/Things(1)', { name: 'w', description: '' })).status, 200);
    for (const [method, address, body, status] of [['GET', '/Things(9223372036854775807)', undefined, 404], ['DELETE', '/Things(9223372036854775807)', undefined, 404], ['PATCH', '/Things(77)', { name: 'x' }, 404], ['POST', '/Nothing', {}, 404], ['POST', '/Things(77)/Datastreams', {}, 404], ['POST', '/Things', { name: 1 }, 400], ['POST', '/Things(1)', {}, 400],
      ['PATCH', '/Things', {}, 400], ['GET', '/Things?$filter=x', undefined, 400], ['GET', '/Things(1)/name/$ref', undefined, 400], ['OPTIONS', '/Things', undefined, 405], ['POST', '/Datastreams(1)/Observations', { result: 'x' }, 400], ['GET', '/Observations?$filter=result%20mul%201e308%20gt%205%20or%20result%20add%201e308%20mul%2010%20gt%201', undefined, 400]] as const) {
      const answer = await ask(method, address, body);
      assert.equal(answer.status, status, `${method} ${address} ${answer.text}`);
      assert.equal(answer.json().code, status);
    }
  });
  await t.test('a location posted behind a thing is where it stands', async () => {
    assert.equal((await ask('POST', '/Things(1)/Locations', { name: 'l2', description: '', encodingType: 'application/geo+json', location: { type: 'Point', coordinates: [1, 2] } })).status, 201);
    assert.deepEqual((await ask('GET', '/Things(1)/Locations?$select=name')).json().value, [{ name: 'l2' }]);
    assert.equal((await ask('GET', '/Things(1)/HistoricalLocations?$count=true')).json()['@iot.count'], 2);
  });
  await t.test('CreateObservations judges each row by itself, in the order of the input', async () => {
    const answer = await ask('POST', '/CreateObservations', [
      { Datastream: { '@iot.id': 1 }, components: ['phenomenonTime', 'result', 'FeatureOfInterest/id'], 'dataArray@iot.count': 4, dataArray: [['2026-11-20T01:00:00Z', 1, 1], ['2026-11-20T02:00:00Z', 'wet', 1], ['2026-11-20T03:00:00Z', 3, 999], ['yesterday', 4, 1]] },
      { Datastream: { '@iot.id': 999 }, components: ['result'], dataArray: [[1]] }, { Datastream: { '@iot.id': 2 }, components: ['result', 'phenomenonTime'], dataArray: [[9, '2026-11-20T04:00:00Z'], [1]] },
    ]);
    assert.equal(answer.status, 201);
    const lines = z.array(z.string()).parse(JSON.parse(answer.text));
    assert.deepEqual(lines.map((line) => line.startsWith('error') ? 'error' : 'link'), ['link', 'error', 'error', 'error', 'error', 'link', 'error']);
    assert.match(lines[2] ?? '', /FeatureOfInterest/);
    assert.equal((await ask('POST', '/CreateObservations', [{ nothing: 1 }])).status, 400);
  });
  await t.test('data arrays, CSV and GeoJSON of a set', async () => {
    const arrays = (await ask('GET', '/Observations?$resultFormat=dataArray&$count=true&$select=id,result&$orderby=id')).json();
    assert.equal(arrays['@iot.count'], 5);
    assert.deepEqual(arrays.value.map((group) => [group['Datastream@iot.navigationLink'], group.components, group['dataArray@iot.count'], group.dataArray?.map((row) => row[1])]), [[`${ROOT}/Datastreams(1)`, ['id', 'result'], 3, [5, 7, 1]], [`${ROOT}/Datastreams(2)`, ['id', 'result'], 2, [6, 9]]]);
    assert.equal((await ask('GET', '/Things?$resultFormat=dataArray')).status, 400);
    assert.equal((await ask('GET', '/Things?$resultFormat=CSV&$select=id,name,properties')).text, 'id,name\r\n1,w\r\n');
    const features = (await ask('GET', '/Things?$resultFormat=GeoJSON&$expand=Locations')).json();
    assert.deepEqual(features.features?.[0]?.geometry, { type: 'Point', coordinates: [1, 2] });
  });
});
