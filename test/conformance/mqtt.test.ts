// SensorThings over MQTT with the clients sensors' makers have at hand: mosquitto_pub and mosquitto_sub. OGC 18-088 §13 (create) and §14 (receive updates).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { openDatabase } from '#ground/db/index.ts';
import { ingest } from '#sense/things/writing/ingest.ts';
import { needs } from '../support/needs.ts';
import { makeThing, mqttHouse, nextOf, settle } from './mqtt-house.ts';
import { FEATURE, PROPERTY, SENSOR, STREAM, THING } from './sensorthings-house.ts';

const tools = (t: Parameters<typeof needs>[0]) => needs(t, 'postgres') && needs(t, 'curl') && needs(t, 'mosquitto_pub') && needs(t, 'mosquitto_sub');

test('an observation is created by publishing to its datastream, to all observations, and to its feature of interest', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t);
  await makeThing(house);
  const feature = (await house.get('/Observations(1)/FeatureOfInterest'))['@iot.id'];
  for (const [topic, body] of [
    ['v1.1/Datastreams(1)/Observations', { result: 31, phenomenonTime: '2026-11-18T01:00:00Z' }],
    ['v1.1/Observations', { result: 32, phenomenonTime: '2026-11-18T01:01:00Z', Datastream: { '@iot.id': 1 } }],
    [`v1.1/FeaturesOfInterest(${feature})/Observations`, { result: 33, phenomenonTime: '2026-11-18T01:02:00Z', Datastream: { '@iot.id': 1 } }],
    ['v1.1/CreateObservations', [{ Datastream: { '@iot.id': 1 }, components: ['phenomenonTime', 'result'], dataArray: [['2026-11-18T01:03:00Z', 34], ['2026-11-18T01:04:00Z', 35]] }]],
  ] as const) assert.deepEqual(await house.pub(topic, JSON.stringify(body)), { code: 0, said: '' }, topic);
  const { value } = await house.get('/Datastreams(1)/Observations?$orderby=phenomenonTime&$filter=result gt 30&$select=result');
  assert.deepEqual(value, [31, 32, 33, 34, 35].map((result) => ({ result })));
});

test('QoS 0 and QoS 2 create as well, QoS 2 once', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t);
  await makeThing(house);
  for (const [qos, result] of [['0', 40], ['2', 42]] as const) assert.equal((await house.pub('v1.1/Datastreams(1)/Observations', JSON.stringify({ result }), ['-q', qos])).code, 0);
  await settle();
  assert.deepEqual((await house.get('/Observations?$filter=result ge 40&$select=result')).value, [{ result: 40 }, { result: 42 }]);
});

test('things with all that hangs on them are created by publishing, all or nothing', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t);
  assert.equal((await house.pub('v1.1/Things', JSON.stringify(THING))).code, 0);
  assert.equal((await house.get('/Things(1)/Datastreams?$expand=Observations')).value[0].Observations.length, 2);
  assert.equal((await house.pub('v1.1/Datastreams(1)/Observations', JSON.stringify({ result: 3, FeatureOfInterest: { ...FEATURE, name: 'new' } }))).code, 0);
  assert.equal((await house.get("/FeaturesOfInterest?$filter=name eq 'new'")).value.length, 1);
  assert.equal((await house.pub('v1.1/Things', JSON.stringify({ ...THING, Datastreams: [{ ...STREAM, observationType: undefined }] }))).code, 0);
  assert.equal((await house.get('/Things?$count=true'))['@iot.count'], 1, 'a wrong part leaves nothing behind');
  for (const [set, body] of [['Sensors', SENSOR], ['ObservedProperties', PROPERTY], ['Things(1)/Datastreams', { ...STREAM, Sensor: { '@iot.id': 1 }, ObservedProperty: { '@iot.id': 1 } }]] as const) assert.equal((await house.pub(`v1.1/${set}`, JSON.stringify(body))).code, 0, set);
  assert.deepEqual([(await house.get('/Sensors?$count=true'))['@iot.count'], (await house.get('/Things(1)/Datastreams')).value.length], [2, 2]);
});

test('every kind of topic is told of what comes by MQTT and by HTTP alike', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t);
  await makeThing(house);
  const topics = ['v1.1/Observations', 'v1.1/Datastreams(1)/Observations', 'v1.1/Things(1)/Datastreams(1)/Observations', 'v1.1/Datastreams(1)/Observations?$select=phenomenonTime,result', 'v1.1/FeaturesOfInterest(1)/Observations'];
  const subscribers = await Promise.all(topics.map((topic) => house.sub(topic)));
  assert.deepEqual(subscribers.filter((one) => !one.granted).map((one) => one.said), []);
  const time = '2026-11-18T02:00:00.000Z';
  await house.pub('v1.1/Datastreams(1)/Observations', JSON.stringify({ result: 51, phenomenonTime: time, FeatureOfInterest: { '@iot.id': 1 } }));
  await house.make('/Datastreams(1)/Observations', { result: 52, phenomenonTime: time, FeatureOfInterest: { '@iot.id': 1 } });
  for (const [i, one] of subscribers.entries()) for (const result of [51, 52]) {
    const said = await one.next();
    assert.deepEqual([said.result, said.phenomenonTime], [result, time], topics[i]);
    if (i === 3) assert.deepEqual(Object.keys(said).sort(), ['phenomenonTime', 'result']);
    else assert.deepEqual(said, await house.get(`/Observations(${Number(said['@iot.id'])})`), 'the whole entity, as HTTP gives it');
  }
});

test('entities and their properties are told when they are made and when they change', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t);
  const id = await makeThing(house);
  const [thing, name, properties, colour, things, streams, observation] = await Promise.all([`Things(${id})`, `Things(${id})/name`, `Things(${id})/properties`, `Things(${id})/properties/colour`, 'Things?$select=name', `Things(${id})/Datastreams`, 'Observations(1)'].map((topic) => house.sub(`v1.1/${topic}`)));
  await house.curl('PATCH', `/Things(${id})`, { body: { name: 'renamed' } });
  assert.equal((await nextOf(thing)).name, 'renamed');
  assert.deepEqual(await nextOf(name), { name: 'renamed' });
  assert.deepEqual(await nextOf(things), { name: 'renamed' });
  await house.curl('PATCH', `/Things(${id})`, { body: { properties: { colour: 'blue' } } });
  assert.deepEqual((await nextOf(thing)).properties, { colour: 'blue' });
  assert.deepEqual(await nextOf(properties), { properties: { colour: 'blue' } }, 'and not of the other change');
  assert.deepEqual(await nextOf(colour), { colour: 'blue' });
  await house.make('/Things', { name: 'second', description: 'd' });
  assert.deepEqual([await nextOf(things), await nextOf(things)].at(-1), { name: 'second' });
  await house.make(`/Things(${id})/Datastreams`, { ...STREAM, name: 'another' });
  assert.equal((await nextOf(streams)).name, 'another');
  await house.curl('PATCH', '/Observations(1)', { body: { result: 11 } });
  assert.equal((await nextOf(observation)).result, 11);
  await settle();
  assert.deepEqual([name?.waiting, thing?.waiting], [0, 0]);
});

test('what another process of the city writes is told as well', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t);
  await makeThing(house);
  const listening = await house.sub('v1.1/Datastreams(1)/Observations?$select=result');
  const { connection } = house.app.db;
  const elsewhere = await openDatabase({ url: 'connectionString' in connection ? connection.connectionString : '' });
  try {
    for (const result of [61, 62]) await ingest(elsewhere, [{ stream: 1, from: new Date('2026-11-18T01:00:00Z'), to: null, resultTime: null, number: result, result: null, quality: null, validFrom: null, validTo: null, parameters: null, feature: null }], new Date('2026-11-18T01:00:00Z'));
    assert.deepEqual([await listening.next(), await listening.next()], [{ result: 61 }, { result: 62 }]);
  } finally {
    await elsewhere.close();
  }
});

test('a last will is published when its client is gone without a word', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t);
  await makeThing(house);
  const client = await house.client({ will: { topic: 'v1.1/Datastreams(1)/Observations', payload: Buffer.from('{"result": -99}'), qos: 1, retain: false } });
  client.stream.destroy();
  for (let i = 0; i < 50 && (await house.get('/Observations?$count=true&$top=0'))['@iot.count'] < 3; i++) await pause(50);
  assert.deepEqual((await house.get('/Observations?$filter=result lt 0&$select=result')).value, [{ result: -99 }]);
});

test('wildcards, other query options, what is not there and what is no topic are not granted', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t);
  await makeThing(house);
  for (const topic of ['#', 'v1.1/#', 'v1.1/+', 'v1.1/+/Observations', '$SYS/#', 'v1.1/Things(999)', 'v1.1/Things(1)/nothing', 'v1.1/Nothing', 'v1.1/Observations?$filter=result gt 1', 'v1.1/Observations?$select=nothing', 'v1.1/Things(1)/$ref', 'v1.0/Things', 'Things', 'v1.1/Things(1)/name?$select=name']) {
    const one = await house.sub(topic);
    assert.equal(one.granted, false, topic);
    one.stop();
  }
});

test('the service root tells where MQTT listens and which requirements that fulfils; a closed door is not told', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t);
  const { serverSettings } = await house.get('');
  const uris = ['create-observations-via-mqtt/observations-creation', 'receive-updates-via-mqtt/receive-updates'].map((name) => `http://www.opengis.net/spec/iot_sensing/1.1/req/${name}`);
  for (const uri of uris) { assert.ok(serverSettings.conformance.includes(uri)); assert.deepEqual(serverSettings[uri], { endpoints: [`mqtt://localhost:${house.port}`] }); }
  await house.mqtt.stop();
  const closed = (await house.get('')).serverSettings;
  for (const uri of uris) assert.ok(!closed.conformance.includes(uri) && !(uri in closed));
});
