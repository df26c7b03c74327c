import { test } from 'node:test';
import assert from 'node:assert/strict';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { freshDatabase } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { entityOf, type SetName } from '../model.ts';
import { read } from '../reading/read.ts';
import { BadEntity } from './bad.ts';
import { batcher } from './batcher.ts';
import { change } from './change.ts';
import { create } from './create.ts';
import type { NewObservation, Outcome } from './ingest.ts';
import { patched } from './json-patch.ts';
import { remove } from './remove.ts';

const NOW = new Date('2026-11-20T08:00:00Z');
const POINT = (lon: number, lat: number) => ({ type: 'Point', coordinates: [lon, lat] });
const UNIT = { name: 'microgram', symbol: 'µg/m³', definition: 'http://example.org/ug' };
const SENSOR = { name: 's', description: '', encodingType: 'application/pdf', metadata: 'x.pdf' };
const PROPERTY = { name: 'PM10', definition: 'http://example.org/pm10', description: '' };
const STREAM = { name: 'PM10', description: '', observationType: 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement', unitOfMeasurement: UNIT, Sensor: SENSOR, ObservedProperty: PROPERTY };
const THING = { name: 'station', description: 'air', properties: { a: 1 }, Locations: [{ name: 'here', description: '', encodingType: 'application/geo+json', location: POINT(116.4, 39.9) }], Datastreams: [{ ...STREAM, Observations: [{ phenomenonTime: '2026-11-20T07:00:00Z', result: 50 }, { phenomenonTime: '2026-11-20T07:05:00Z', result: 60 }] }] };
const row = (stream: number, from: string, number: number, extra: Partial<NewObservation> = {}): NewObservation => ({ stream, from: new Date(from), to: null, resultTime: null, number, result: null, quality: null, validFrom: null, validTo: null, parameters: null, feature: null, ...extra });

test('writing', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  const add = (set: SetName, body: unknown, around = {}) => db.begin((tx) => create(tx, entityOf(set), body, NOW, around));
  const alter = (set: SetName, id: number, body: unknown, manner: 'patch' | 'put' | 'json-patch' = 'patch') => db.begin((tx) => change(tx, entityOf(set), id, body, manner, NOW));
  const get = async (address: string): Promise<Record<string, unknown>> => { const [path = '', query = ''] = address.split('?'); const answer = await read(db, { path, query, root: 'r', now: NOW, sees: 'all' }); return 'body' in answer ? answer.body : {}; };
  const count = async () => (await db.one(z.object({ n: z.string() }), sql`select concat_ws(' ', (select count(*) from sense.things), (select count(*) from sense.locations), (select count(*) from sense.historical_locations), (select count(*) from sense.sensors), (select count(*) from sense.observed_properties), (select count(*) from sense.datastreams), (select count(*) from sense.features), (select count(*) from sense.observations)) as n`)).n;

  await t.test('a deep insert makes everything, places the thing in time, and a feature of its location', async () => {
    assert.equal(await add('Things', THING), 1);
    assert.equal(await count(), '1 1 1 1 1 1 1 2');
    const stream = await get('/Datastreams(1)');
    assert.equal(stream['phenomenonTime'], '2026-11-20T07:00:00.000Z/2026-11-20T07:05:00.000Z');
    const { value: [first] } = await get('/Datastreams(1)/Observations?$expand=FeatureOfInterest') as { value: Record<string, unknown>[] };
    assert.deepEqual([(first?.['FeatureOfInterest'] as Record<string, unknown>)['name'], first?.['resultTime']], ['here', null]);
  });
  await t.test('one wrong part anywhere leaves nothing behind, and says where', async () => {
    const before = await count();
    const wrong: [unknown, RegExp][] = [
      [{ ...THING, name: undefined }, /^name: is missing/], [{ ...THING, nothing: 1 }, /^nothing/], [{ ...THING, Datastreams: [{ ...STREAM, Sensor: { ...SENSOR, name: 5 } }] }, /^Datastreams\[0\]\.Sensor\.name/],
      [{ ...THING, Datastreams: [{ ...STREAM, ObservedProperty: { '@iot.id': 77 } }] }, /^Datastreams\[0\]\.ObservedProperty: there is no/], [{ ...THING, Datastreams: [{ ...STREAM, Sensor: undefined }] }, /Sensor/],
      [{ ...THING, Datastreams: [{ ...STREAM, Observations: [{ result: 1 }, { result: 'x' }] }] }, /Observations\[1\].*number/], [{ ...THING, Locations: [{ ...THING.Locations[0], location: POINT(39.9, 116.4) }] }, /Locations\[0\]\.location/],
      [{ ...THING, Datastreams: [{ ...STREAM, Observations: [{ result: 1, phenomenonTime: 'yesterday' }] }] }, /phenomenonTime/], [{ ...THING, Datastreams: [{ ...STREAM, Observations: [{ phenomenonTime: '2026-11-20T07:00:00Z' }] }] }, /result: is missing/],
      [{ ...THING, name: 'a\0b' }, /NUL/], [{ ...THING, Datastreams: [{ ...STREAM, unitOfMeasurement: 'kg' }] }, /unitOfMeasurement/], ['x', /object/],
    ];
    for (const [body, what] of wrong) await assert.rejects(add('Things', JSON.parse(JSON.stringify(body))), (error) => error instanceof BadEntity && what.test(error.message) || assert.fail(String(error)));
    assert.equal(await count(), before);
  });
  await t.test('a thing without a place has no feature to observe', async () => {
    const bare = await add('Things', { name: 'bare', description: '' });
    const stream = await add('Datastreams', STREAM, { Thing: bare });
    await assert.rejects(add('Observations', { result: 1 }, { Datastream: stream }), /no Location/);
    await alter('Things', bare, { Locations: [{ '@iot.id': 1 }] });
    await add('Observations', { result: 1 }, { Datastream: stream });
    assert.equal((await get(`/Datastreams(${stream})/Observations?$expand=FeatureOfInterest`) as { value: { FeatureOfInterest: Record<string, unknown> }[] }).value[0]?.FeatureOfInterest['@iot.id'], 1);
  });
  await t.test('PATCH changes what was sent and nothing else; PUT everything; JSON Patch what it says; new entities are refused', async () => {
    await alter('Things', 1, { properties: { b: 2 } });
    assert.deepEqual([(await get('/Things(1)'))['name'], (await get('/Things(1)'))['properties']], ['station', { b: 2 }]);
    await alter('Things', 1, [{ op: 'add', path: '/properties/c', value: [1] }, { op: 'replace', path: '/name', value: 'x' }], 'json-patch');
    assert.deepEqual([(await get('/Things(1)'))['name'], (await get('/Things(1)'))['properties']], ['x', { b: 2, c: [1] }]);
    await alter('Things', 1, { name: 'station', description: 'd' }, 'put');
    assert.equal('properties' in await get('/Things(1)'), false);
    await assert.rejects(alter('Things', 1, { name: 'y' }, 'put'), BadEntity);
    await assert.rejects(alter('Things', 1, { Datastreams: [STREAM] }), BadEntity);
    assert.equal(await alter('Things', 77, { name: 'y' }), false);
    const { value: [, second] } = await get('/Datastreams(1)/Observations') as { value: Record<string, unknown>[] };
    const id = Number(second?.['@iot.id']);
    await alter('Observations', id, { result: 70, phenomenonTime: '2026-12-20T07:05:00Z' });
    assert.equal((await get(`/Observations(${id})`))['result'], 70);
    assert.equal((await get('/Datastreams(1)'))['phenomenonTime'], '2026-11-20T07:00:00.000Z/2026-12-20T07:05:00.000Z');
    await alter('Observations', id, { result: 60, phenomenonTime: '2026-11-20T07:05:00Z' });
    // A month nobody measured in is made for a change too: later values of that month find their table.
    await alter('Observations', id, { phenomenonTime: '2026-03-20T07:05:00Z' });
    const march = await add('Observations', { result: 1, phenomenonTime: '2026-03-21T07:05:00Z' }, { Datastream: 1 });
    await db.begin((tx) => remove(tx, 'Observations', march));
    await alter('Observations', id, { phenomenonTime: '2026-11-20T07:05:00Z' });
  });
  await t.test('moving a thing writes its history', async () => {
    await alter('Things', 1, { Locations: [{ '@iot.id': await add('Locations', { ...THING.Locations[0], name: 'there' }) }] });
    assert.equal((await get('/Things(1)/Locations') as { value: Record<string, unknown>[] }).value[0]?.['name'], 'there');
    assert.equal((await get('/Things(1)/HistoricalLocations') as { value: unknown[] }).value.length, 2);
  });
  await t.test('many at once share statements; each gets its own answer; the latest value is right whatever the order', async () => {
    let statements = 0;
    const stop = db.capture(() => { statements++; });
    const { add: send } = batcher(db, () => NOW);
    const outcomes = await Promise.all(Array.from({ length: 500 }, (_, i) => send(row(i === 250 ? 999 : 1, new Date(NOW.getTime() - ((i * 7919) % 500) * 1000).toISOString(), i))));
    stop();
    assert.ok(statements < 30, `${statements} statements`);
    assert.deepEqual(outcomes.flatMap((o: Outcome, i) => ('refused' in o ? [[i, o.refused]] : [])), [[250, 'no-stream']]);
    const ids = outcomes.flatMap((o) => ('id' in o ? [o.id] : []));
    assert.equal(new Set(ids).size, 499);
    const state = await db.one(z.object({ observed: z.number(), last_number: z.number(), n: z.number() }), sql`select d.observed, d.last_number, (select count(*)::int from sense.observations o where o.datastream_id = 1) as n from sense.datastreams d where id = 1`);
    assert.deepEqual(state, { observed: 501, n: 501, last_number: 0 });
  });
  await t.test('a clock that runs ahead is stored and does not become the latest value; the same moment twice is two observations', async () => {
    const { add: send } = batcher(db, () => NOW);
    await send(row(1, '2036-01-01T00:00:00Z', 1));
    await send(row(1, '2026-11-20T08:00:00Z', 5));
    await send(row(1, '2026-11-20T08:00:00Z', 6));
    assert.deepEqual(await db.one(z.object({ observed: z.number(), last_number: z.number() }), sql`select observed, last_number from sense.datastreams where id = 1`), { observed: 504, last_number: 6 });
    for (const year of ['0001', '9999']) await send(row(1, `${year}-01-01T00:00:00Z`, 1));
    assert.equal((await get('/Observations?$filter=year(phenomenonTime) eq 9999&$count=true'.replaceAll(' ', '%20')))['@iot.count'], 1);
  });
  await t.test('a MultiDatastream wants a list as long as its properties', async () => {
    const multi = await add('MultiDatastreams', { name: 'wind', description: '', observationType: 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_ComplexObservation', multiObservationDataTypes: ['a', 'b'], unitOfMeasurements: [UNIT, UNIT], Sensor: SENSOR, ObservedProperties: [{ ...PROPERTY, name: 'speed' }, { ...PROPERTY, name: 'direction' }] }, { Thing: 1 });
    await add('Observations', { result: [3, 180] }, { MultiDatastream: multi });
    for (const result of [[3], 3, [1, 2, 3]]) await assert.rejects(add('Observations', { result }, { MultiDatastream: multi }), /list/);
    assert.deepEqual((await get(`/MultiDatastreams(${multi})/ObservedProperties`) as { value: { name: string }[] }).value.map((one) => one.name), ['speed', 'direction']);
    assert.deepEqual((await get(`/MultiDatastreams(${multi})/Observations`) as { value: { result: unknown }[] }).value[0]?.result, [3, 180]);
  });
  await t.test('DELETE takes along what cannot be without it, and sets streams right', async () => {
    const [last] = (await get('/Datastreams(1)/Observations?$orderby=phenomenonTime%20desc&$top=1') as { value: Record<string, unknown>[] }).value;
    assert.equal(await db.begin((tx) => remove(tx, 'Observations', Number(last?.['@iot.id']))), true);
    assert.equal((await db.one(z.object({ observed: z.number() }), sql`select observed from sense.datastreams where id = 1`)).observed, 505);
    assert.equal(await db.begin((tx) => remove(tx, 'Things', 77)), false);
    for (const set of ['Things', 'Sensors', 'ObservedProperties'] as const) {
      const { value: [first] } = await get(`/${set}`) as { value: Record<string, unknown>[] };
      assert.equal(await db.begin((tx) => remove(tx, set, Number(first?.['@iot.id']))), true);
    }
    for (const set of ['Things', 'Sensors', 'ObservedProperties'] as const) for (const one of (await get(`/${set}`) as { value: Record<string, unknown>[] }).value) await db.begin((tx) => remove(tx, set, Number(one['@iot.id'])));
    assert.deepEqual([(await get('/Datastreams'))['value'], (await get('/Observations'))['value']], [[], []]);
    await db.begin((tx) => remove(tx, 'FeaturesOfInterest', 1));
    await db.begin((tx) => remove(tx, 'Locations', 1));
  });
});

test('JSON Patch (RFC 6902, appendix A)', () => {
  const table: [unknown, unknown[], unknown][] = [
    [{ a: 1 }, [{ op: 'add', path: '/b', value: 2 }], { a: 1, b: 2 }], [{ a: [1, 2] }, [{ op: 'add', path: '/a/1', value: 9 }], { a: [1, 9, 2] }], [{ a: [1] }, [{ op: 'add', path: '/a/-', value: 2 }], { a: [1, 2] }],
    [{ a: 1, b: 2 }, [{ op: 'remove', path: '/b' }], { a: 1 }], [{ a: { b: 1 } }, [{ op: 'move', from: '/a/b', path: '/c' }], { a: {}, c: 1 }], [{ 'a/b': 1 }, [{ op: 'replace', path: '/a~1b', value: 2 }], { 'a/b': 2 }], [{ a: 1 }, [{ op: 'copy', from: '/a', path: '/b' }], { a: 1, b: 1 }],
    [{ a: 1 }, [{ op: 'test', path: '/a', value: 1 }, { op: 'add', path: '/__proto__', value: 5 }], JSON.parse('{"a": 1, "__proto__": 5}')],
  ];
  for (const [value, patch, expected] of table) assert.deepEqual(patched(value, patch), expected);
  for (const patch of [[{ op: 'remove', path: '/x' }], [{ op: 'replace', path: '/x', value: 1 }], [{ op: 'add', path: '/x/y', value: 1 }], [{ op: 'test', path: '/a', value: 2 }], [{ op: 'add', path: 'a', value: 1 }], [{ op: 'move', from: '/a', path: '/a/b' }], 'x', [{ op: 'nothing' }]]) assert.throws(() => patched({ a: 1 }, patch), BadEntity);
});
