// Who may do what over MQTT: accounts and API keys, things that are hidden, TLS, and messages that are wrong.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { createPerson, grant, setPasswordOf } from '#ground/identity/index.ts';
import { sql } from '#ground/db/index.ts';
import { needs } from '../support/needs.ts';
import { makeThing, mqttHouse, nextOf, settle } from './mqtt-house.ts';
import { THING } from './sensorthings-house.ts';

const CLOSED = { STA_OPEN_WRITE: 'off' };
const VALUES = 'v1.1/Datastreams(1)/Observations';
const tools = (t: Parameters<typeof needs>[0]) => needs(t, 'postgres') && needs(t, 'curl') && needs(t, 'mosquitto_pub') && needs(t, 'mosquitto_sub');

test('a steward publishes with a key as password or as user name, or with name and password; nobody else does', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t, CLOSED);
  const key = await house.keyOf('steward');
  assert.equal((await house.pub('v1.1/Things', JSON.stringify({ name: 't', description: 'd' }), ['-u', key])).code, 0);
  const person = await createPerson(house.app.db, { login: 'station', password: 'a long password' });
  await grant(house.app.db, person, { role: 'steward', organisation: null, area: null });
  const name = (n: number) => JSON.stringify({ name: `thing ${n}`, description: 'd' });
  assert.equal((await house.pub('v1.1/Things', name(1), ['-u', 'anything', '-P', key])).code, 0);
  assert.equal((await house.pub('v1.1/Things', name(2), ['-u', 'station', '-P', 'a long password'])).code, 0);
  for (const args of [['-u', 'station', '-P', 'wrong'], ['-u', 'nobody', '-P', 'x'], ['-u', 'wrong-key']]) {
    const { code, said } = await house.pub('v1.1/Things', name(3), args);
    assert.ok(code !== 0 && /not authori[sz]ed|bad user name/i.test(said), said);
  }
  assert.notEqual((await house.pub('v1.1/Things', name(4))).code, 0, 'a visitor is not acknowledged');
  assert.notEqual((await house.pub('v1.1/Things', name(5), ['-u', await house.keyOf('resident')])).code, 0);
  assert.deepEqual((await house.get('/Things?$select=name')).value, [{ name: 't' }, { name: 'thing 1' }, { name: 'thing 2' }]);
});

test('a handler adds values to things of their own organisation and makes no things', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t, CLOSED);
  const steward = await house.keyOf('steward');
  await house.curl('POST', '/Things', { key: steward, body: THING });
  const { code } = await house.app.db.one(z.object({ code: z.string() }), sql`select code from city.organisations order by code limit 1`);
  await house.app.db.run(sql`update sense.things set organisation = ${code}`);
  const [mine, other] = [await house.keyOf('handler', code), await house.keyOf('handler', 'another')];
  assert.equal((await house.pub(VALUES, '{"result": 71}', ['-u', mine])).code, 0);
  const errors = await house.sub('v1.1/errors', ['-u', other, '-i', 'meter']);
  assert.ok(errors.granted);
  assert.equal((await house.pub(VALUES, '{"result": 72}', ['-u', other])).code, 0, 'refused for good, so acknowledged');
  assert.equal((await house.pub('v1.1/Sensors', '{"name": "s", "description": "d", "encodingType": "x", "metadata": "m"}', ['-u', mine])).code, 0);
  assert.deepEqual((await house.get('/Observations?$filter=result gt 70&$select=result')).value, [{ result: 71 }]);
  assert.equal((await house.get('/Sensors?$count=true'))['@iot.count'], 1);
});

test('what hangs on a hidden thing is told to staff alone, also when it is hidden after somebody subscribed', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t, CLOSED);
  const key = await house.keyOf('steward');
  await house.curl('POST', '/Things', { key, body: THING });
  const [anyone, all, staff] = await Promise.all([house.sub(VALUES), house.sub('v1.1/Observations'), house.sub(VALUES, ['-u', key])]);
  const say = (result: number) => house.pub(VALUES, JSON.stringify({ result }), ['-u', key]);
  await say(81);
  for (const one of [anyone, all, staff]) assert.equal((await nextOf(one)).result, 81);
  await house.app.db.run(sql`update sense.things set public = false`);
  await say(82);
  assert.equal((await nextOf(staff)).result, 82);
  assert.equal((await house.sub(VALUES)).granted, false, 'what is hidden does not exist');
  assert.equal((await house.sub('v1.1/Things(1)/name')).granted, false);
  await house.app.db.run(sql`update sense.things set public = true`);
  await say(83);
  for (const one of [anyone, all, staff]) assert.equal((await nextOf(one)).result, 83, 'and nothing of 82 before');
});

test('a key that is taken back publishes nothing more and is told nothing more', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t, CLOSED);
  const [writer, reader] = [await house.keyOf('steward'), await house.keyOf('administrator')];
  await house.curl('POST', '/Things', { key: writer, body: THING });
  const client = await house.client({ username: reader });
  const heard: number[] = [];
  client.on('message', (_topic, payload) => heard.push((JSON.parse(payload.toString()) as { result: number }).result));
  await client.subscribeAsync(VALUES, { qos: 1 });
  await house.pub(VALUES, '{"result": 1}', ['-u', writer]);
  await settle();
  await house.app.db.run(sql`update ground.identity_keys set ended_at = now() where person = (select id from ground.identity_people where login = 'administrator-sensing')`);
  await pause(6500);
  await house.pub(VALUES, '{"result": 2}', ['-u', writer]);
  await settle();
  assert.deepEqual([heard, client.connected], [[1], false]);
});

test('a session belongs to its account: the same client id of somebody else takes nothing of it', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t, CLOSED);
  const key = await house.keyOf('steward');
  await house.curl('POST', '/Things', { key, body: THING });
  await house.app.db.run(sql`update sense.things set public = false`);
  const mine = await house.client({ username: key, clientId: 'wall', clean: false });
  await mine.subscribeAsync(VALUES, { qos: 1 });
  const thief = await house.client({ clientId: 'wall', clean: false });
  const heard: string[] = [];
  thief.on('message', (topic) => heard.push(topic));
  await house.pub(VALUES, '{"result": 3}', ['-u', key]);
  await settle();
  assert.deepEqual([heard, mine.connected, thief.connected], [[], true, true]);
});

test('wrong passwords are limited; a right key still gets in', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t, { ...CLOSED, SIGN_INS_PER_HOUR: '3' });
  const key = await house.keyOf('steward');
  await setPasswordOf(house.app.db, ['steward-sensing'], 'right one');
  const tried = async (password: string) => (await house.pub('v1.1/Things', '{"name":"n","description":"d"}', ['-u', 'steward-sensing', '-P', password])).code;
  for (let i = 0; i < 3; i++) assert.notEqual(await tried('wrong'), 0);
  assert.notEqual(await tried('right one'), 0);
  assert.equal(await tried(key), 0);
});

test('wrong messages are acknowledged, told to their sender, and change nothing', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t);
  await makeThing(house);
  const client = await house.client({ clientId: 'sender' });
  const told: { topic: string; code: number; message: string }[] = [];
  client.on('message', (_topic, payload) => told.push(JSON.parse(payload.toString()) as (typeof told)[number]));
  await client.subscribeAsync('v1.1/errors', { qos: 1 });
  const cases: readonly (readonly [string, string | Buffer, number, RegExp])[] = [
    [VALUES, '{"result": ', 400, /no JSON/], [VALUES, '', 400, /no JSON/], [VALUES, '{"result": NaN}', 400, /no JSON/], [VALUES, '{"result": 1e999}', 400, /larger than a number/], [VALUES, Buffer.from([0xff, 0xfe, 0x00]), 400, /no text/],
    [VALUES, '{"result": "warm"}', 400, /number/], [VALUES, '{"result": 1, "phenomenonTime": "yesterday"}', 400, /phenomenonTime/], [VALUES, '{}', 400, /result/], [VALUES, '{"result": 1, "unit": "K"}', 400, /unit/],
    ['v1.1/Datastreams(999)/Observations', '{"result": 1}', 404, /stream/], ['v1.1/Observations', '{"result": 1}', 400, /Datastream/], ['v1.1/Nothing', '{}', 404, /./], ['v1.0/Observations', '{}', 404, /topic/], ['temperature', '21', 404, /topic/],
    ['v1.1/Things(1)', '{"name": "n"}', 400, /set/], ['v1.1/Observations?$select=result', '{"result": 1}', 404, /topic/], ['v1.1/$batch', '{"requests": []}', 400, /path/],
    ['v1.1/CreateObservations', '[{"Datastream":{"@iot.id":1},"components":["result"],"dataArray":[[1],["x"]]}]', 400, /row 1/], [VALUES, '['.repeat(70) + ']'.repeat(70), 400, /deep/],
  ];
  for (const [topic, body] of cases) await client.publishAsync(topic, body, { qos: 1 });
  for (let i = 0; i < 200 && told.length < cases.length; i++) await pause(10);
  assert.equal(told.length, cases.length, JSON.stringify(told));
  cases.forEach(([topic, body, code, message], i) => { assert.deepEqual([told[i]?.topic, told[i]?.code], [topic, code], `${String(body)} ${told[i]?.message}`); assert.match(told[i]?.message ?? '', message); });
  assert.equal((await house.get('/Observations?$count=true'))['@iot.count'], 3, 'the one right row of the data array');
});

test('a packet that is too large ends its connection before it is gathered, and only that', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t);
  await makeThing(house);
  const [other, client] = [await house.client(), await house.client()];
  const closed = new Promise<void>((resolve) => { client.once('close', () => resolve()); });
  client.publish(VALUES, Buffer.alloc(1_100_000, 32), { qos: 1 });
  await closed;
  await other.publishAsync(VALUES, JSON.stringify({ result: 5, parameters: { text: 'x'.repeat(99_000) } }), { qos: 1 });
  // A visitor who announces 200 MB, or speaks something else.
  for (const bytes of [Buffer.from([0x10, 0x80, 0x80, 0x80, 0x60, 0, 4, 77, 81, 84, 84]), Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x7f])]) {
    const socket = connect(house.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(bytes);
    await new Promise<void>((resolve) => { socket.once('close', () => resolve()); socket.resume(); });
  }
  assert.equal(other.connected, true);
});

test('who sends faster than the limit is read more slowly, and nothing is lost', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t, { ...CLOSED, KEY_WRITES_PER_MINUTE: '600' });
  const key = await house.keyOf('steward');
  await house.curl('POST', '/Things', { key, body: THING });
  const client = await house.client({ username: key });
  const began = performance.now();
  await Promise.all(Array.from({ length: 620 }, (_, i) => client.publishAsync(VALUES, JSON.stringify({ result: i + 1000 }), { qos: 1 })));
  const seconds = (performance.now() - began) / 1000;
  assert.ok(seconds > 1 && seconds < 15, `${seconds} s for 620 messages at 600 a minute`);
  assert.equal((await house.get('/Observations?$filter=result ge 1000&$count=true&$top=0'))['@iot.count'], 620);
});

test('over TLS, with a certificate made for the occasion; without TLS that port says nothing', async (t) => {
  if (!tools(t) || !needs(t, 'openssl')) return;
  const folder = mkdtempSync(join(tmpdir(), 'comis-tls-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' });
  const house = await mqttHouse(t, { MQTT_CERT: cert, MQTT_KEY: key });
  await makeThing(house);
  const listening = await house.sub(VALUES, ['--cafile', cert]);
  assert.ok(listening.granted, listening.said);
  assert.equal((await house.pub(VALUES, '{"result": 9}', ['--cafile', cert])).code, 0);
  assert.equal((await listening.next()).result, 9);
  assert.notEqual((await house.pub(VALUES, '{"result": 10}')).code, 0);
  const { serverSettings } = await house.get('');
  assert.ok(JSON.stringify(serverSettings).includes(`mqtts://localhost:${house.port}`));
});
