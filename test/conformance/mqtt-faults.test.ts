// What a city must survive: processes killed, brokers that go and come, subscribers that hang. Nothing acknowledged is lost, nobody else waits.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, connect as connectSocket, type Server, type Socket } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Aedes } from 'aedes';
import { connectAsync, type MqttClient } from 'mqtt';
import { z } from 'zod';
import { openDatabase, sql, type Db } from '#ground/db/index.ts';
import { startMqtt } from '#sense/things/index.ts';
import { freshUrl } from '../support/database.ts';
import { needs } from '../support/needs.ts';
import { makeThing, mqttHouse, settle } from './mqtt-house.ts';
import { THING } from './sensorthings-house.ts';

const VALUES = 'v1.1/Datastreams(1)/Observations';
const tools = (t: TestContext) => needs(t, 'postgres') && needs(t, 'curl');
const resultsIn = async (db: Db): Promise<number[]> => (await db.rows(z.object({ number: z.number() }), sql`select number from sense.observations where number >= 1000 order by number`)).map(({ number }) => number);
const value = (result: number) => JSON.stringify({ result });
async function until(what: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  for (const end = performance.now() + ms; performance.now() < end;) { if (await what()) return; await pause(20); }
  assert.fail('it did not come about');
}

test('kill -9 right after acknowledgements: every acknowledged value is there', async (t) => {
  if (!tools(t)) return;
  const url = await freshUrl(t, { migrate: [] });
  const folder = mkdtempSync(join(tmpdir(), 'comis-kill-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const children: ChildProcess[] = [];
  t.after(() => { for (const child of children) child.kill('SIGKILL'); });
  const acknowledged: number[] = [];
  let next = 1000;
  for (let kill = 0; kill < 3; kill++) {
    const { child, web, port } = await startCity(url, folder);
    children.push(child);
    if (kill === 0) assert.equal((await fetch(`${web}/sta/v1.1/Things`, { method: 'POST', body: JSON.stringify(THING) })).status, 201);
    const clients = await Promise.all(Array.from({ length: 10 }, () => connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 })));
    for (const client of clients) client.on('error', () => {});
    const before = acknowledged.length;
    await new Promise<void>((resolve) => {
      for (const client of clients) for (let flying = 0; flying < 10; flying++) {
        const again = (): void => {
          const mine = next++;
          client.publish(VALUES, value(mine), { qos: 1 }, (error) => {
            if (error) return;
            acknowledged.push(mine);
            if (acknowledged.length - before === 400) { child.kill('SIGKILL'); resolve(); } else again();
          });
        };
        again();
      }
    });
    for (const client of clients) client.end(true);
    if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => { child.once('exit', resolve); });
  }
  const db = await openDatabase({ url });
  const stored = new Set(await resultsIn(db).finally(() => db.close()));
  assert.ok(acknowledged.length >= 1200);
  assert.deepEqual(acknowledged.filter((one) => !stored.has(one)), []);
});

/** The product as its operator starts it. */
async function startCity(url: string, folder: string): Promise<{ child: ChildProcess; web: string; port: number }> {
  const comis = fileURLToPath(new URL('../../src/comis.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', comis, 'start', '--empty'], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, DATABASE_URL: url, DATA_DIR: folder, PORT: '0', MQTT_PORT: '0', HOST: '127.0.0.1', LOG: 'quiet', STA_OPEN_WRITE: 'on' } });
  const web = await new Promise<string>((resolve, reject) => { let text = ''; child.once('exit', () => reject(new Error(`it ended: ${text}`))); child.stdout?.on('data', (chunk: Buffer) => { text += chunk.toString(); const found = /http:\/\/localhost:\d+/.exec(text)?.[0]; if (found) resolve(found); }); });
  let port = 0;
  await until(async () => { const found = /mqtt:\/\/localhost:(\d+)/.exec(await (await fetch(`${web}/sta/v1.1`)).text()); port = Number(found?.[1] ?? 0); return port > 0; }, 30_000);
  return { child, web, port };
}

test('a lasting session resumes: what came while the client was away, by whatever door, is told when it is back', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t, { STA_OPEN_WRITE: 'off' });
  const key = await house.keyOf('steward');
  await house.curl('POST', '/Things', { key, body: THING });
  const post = (result: number) => house.curl('POST', '/Datastreams(1)/Observations', { key, body: { result } });
  const here = () => house.client({ username: key, clientId: 'wall', clean: false });
  const first = await here();
  const heard = listen(first);
  await first.subscribeAsync(VALUES, { qos: 1 });
  await post(1000);
  await until(() => heard.length === 1);
  await pause(200);
  await first.endAsync();
  await settle();
  for (let i = 1001; i < 1030; i++) await post(i);
  const again = listen(await here(), heard);
  await until(() => again.length >= 30);
  await post(1030);
  await until(() => again.includes(1030));
  assert.deepEqual([...new Set(again)], Array.from({ length: 31 }, (_, i) => 1000 + i), 'in order, none missing');
});

test('the broker is restarted: clients come back by themselves and lose nothing', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t, { STA_OPEN_WRITE: 'off', MQTT_PORT: String(await freePort()) });
  const key = await house.keyOf('steward');
  await house.curl('POST', '/Things', { key, body: THING });
  const client = await house.client({ username: key, clientId: 'station', clean: false, reconnectPeriod: 100 });
  const heard = listen(client);
  await client.subscribeAsync(VALUES, { qos: 1 });
  await client.publishAsync(VALUES, value(1000), { qos: 1 });
  await until(() => heard.includes(1000));
  await house.mqtt.stop();
  await until(() => !client.connected);
  const published = client.publishAsync(VALUES, value(1001), { qos: 1 });
  await house.curl('POST', '/Datastreams(1)/Observations', { key, body: { result: 1002 } });
  const back = await startMqtt(house.app.ground);
  try {
    await published;
    await client.publishAsync(VALUES, value(1003), { qos: 1 });
    await until(() => [1000, 1001, 1002, 1003].every((one) => heard.includes(one)));
  } finally {
    client.end(true);
    await back?.stop();
  }
});

test('a subscriber that hangs is cut off; the others hear everything meanwhile, and it resumes where it was', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t, { STA_OPEN_WRITE: 'off', KEY_WRITES_PER_MINUTE: '1000000' }, { stuckMs: 1500 });
  const key = await house.keyOf('steward');
  await house.curl('POST', '/Things', { key, body: THING });
  const [sender, healthy] = [await house.client({ username: key }), await house.client({ username: key })];
  const heard = listen(healthy);
  await healthy.subscribeAsync(VALUES, { qos: 1 });
  const hung = await house.client({ username: key, clientId: 'hung', clean: false });
  await hung.subscribeAsync(VALUES, { qos: 1 });
  hung.stream.pause();
  (hung.stream as Socket).removeAllListeners('data');
  const quiet = await house.client({ username: key, clientId: 'quiet' });
  await quiet.subscribeAsync('v1.1/Observations', { qos: 0 });
  quiet.stream.pause();
  const numbers = Array.from({ length: 3000 }, (_, i) => 1000 + i);
  await Promise.all(numbers.map((one) => sender.publishAsync(VALUES, value(one), { qos: 1 })));
  await until(() => heard.length >= numbers.length);
  assert.deepEqual([...heard].sort((a, b) => a - b), numbers, 'each once');
  await until(() => [...(house.mqtt.broker?.peers ?? [])].length <= 3);
  hung.end(true);
  const back = listen(await house.client({ username: key, clientId: 'hung', clean: false }));
  await until(() => new Set(back).size === numbers.length);
});

function listen(client: MqttClient, into: number[] = []): number[] {
  client.on('message', (_topic, payload) => { const { result } = JSON.parse(payload.toString()) as { result: number }; if (result >= 1000) into.push(result); });
  return into;
}

const freePort = (): Promise<number> => new Promise((resolve) => { const server = createServer().listen(0, '127.0.0.1', () => { const address = server.address(); server.close(() => resolve(typeof address === 'object' && address ? address.port : 0)); }); });

/** A broker of somebody else, with its sessions, that can be taken away. */
async function outsideBroker(port: number, broker: Aedes): Promise<{ stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => { sockets.add(socket); socket.on('close', () => sockets.delete(socket)); broker.handle(socket); });
  await new Promise<void>((resolve) => { server.listen(port, '127.0.0.1', resolve); });
  return { stop: () => new Promise((resolve) => { server.close(() => resolve()); for (const socket of sockets) socket.destroy(); }) };
}

test('a broker outside: sensors publish there, subscribers hear there; it goes away and comes back, and nothing is lost either way', async (t) => {
  if (!tools(t)) return;
  const port = await freePort();
  const broker = await Aedes.createBroker();
  let outside = await outsideBroker(port, broker);
  const house = await mqttHouse(t, { STA_OPEN_WRITE: 'off', MQTT_URL: `mqtt://city:secret@127.0.0.1:${port}` });
  t.after(async () => { await outside.stop(); broker.close(); });
  const key = await house.keyOf('steward');
  await house.curl('POST', '/Things', { key, body: THING });
  assert.ok((await house.curl('GET', '')).text.includes(`"mqtt://127.0.0.1:${port}"`), 'without name and password');
  const sensor = await connectAsync(`mqtt://127.0.0.1:${port}`, { clientId: 'sensor', clean: false, reconnectPeriod: 100 });
  t.after(() => { sensor.end(true); });
  sensor.on('error', () => {});
  await until(() => broker.connectedClients === 2);
  await pause(300);
  await sensor.publishAsync(VALUES, value(1000), { qos: 1 });
  await until(async () => (await resultsIn(house.app.db)).includes(1000));
  const said: { result?: unknown; '@iot.id'?: unknown }[] = [];
  sensor.on('message', (_topic, payload) => said.push(JSON.parse(payload.toString()) as (typeof said)[number]));
  await sensor.subscribeAsync('v1.1/Observations', { qos: 1 });
  await house.curl('POST', '/Datastreams(1)/Observations', { key, body: { result: 1001 } });
  await until(() => said.some((one) => one.result === 1001 && one['@iot.id']));
  // What is not right is dropped there, and does not stand in the way of what follows.
  for (const wrong of ['nonsense', '{"result": "x"}']) await sensor.publishAsync(VALUES, wrong, { qos: 1 });
  await sensor.publishAsync('v1.1/Things', '{"name": "n", "description": "d"}', { qos: 1 });
  await outside.stop();
  await house.curl('POST', '/Datastreams(1)/Observations', { key, body: { result: 1002 } });
  await pause(1500);
  outside = await outsideBroker(port, broker);
  await until(() => sensor.connected);
  await sensor.publishAsync(VALUES, value(1003), { qos: 1 });
  await until(async () => (await resultsIn(house.app.db)).includes(1003));
  await until(() => [1001, 1002, 1003].every((result) => said.some((one) => one.result === result && one['@iot.id'])));
  // The city's own process is away: the broker keeps what sensors say, the stream keeps what the city has to say.
  await house.mqtt.stop();
  await sensor.publishAsync(VALUES, value(1004), { qos: 1 });
  await house.curl('POST', '/Datastreams(1)/Observations', { key, body: { result: 1005 } });
  const back = await startMqtt(house.app.ground);
  try {
    await until(async () => (await resultsIn(house.app.db)).includes(1004));
    await until(() => [1004, 1005].every((result) => said.some((one) => one.result === result && one['@iot.id'])));
    assert.deepEqual(await resultsIn(house.app.db), [1000, 1001, 1002, 1003, 1004, 1005], 'what the city says there does not come back in');
    assert.equal((await house.get('/Things?$count=true'))['@iot.count'], 1, 'things are not made on the word of a broker outside');
  } finally {
    await back?.stop();
  }
});

test('a broker outside that refuses the subscription for a while is asked again: values come in once it grants it, without a new connection', async (t) => {
  if (!tools(t)) return;
  const port = await freePort();
  const broker = await Aedes.createBroker();
  let refused = 0;
  let refusing = true;
  broker.authorizeSubscribe = (_client, subscription, done) => { if (refusing) refused++; done(null, refusing ? null : subscription); };
  const outside = await outsideBroker(port, broker);
  const house = await mqttHouse(t, { STA_OPEN_WRITE: 'off', MQTT_URL: `mqtt://127.0.0.1:${port}` });
  t.after(async () => { await outside.stop(); broker.close(); });
  await house.curl('POST', '/Things', { key: await house.keyOf('steward'), body: THING });
  const sensor = await connectAsync(`mqtt://127.0.0.1:${port}`, { clientId: 'sensor' });
  t.after(() => { sensor.end(true); });
  await until(() => refused > 0);
  let connections = 0;
  broker.on('client', () => { connections++; });
  refusing = false;
  for (let i = 0; i < 20 && (await resultsIn(house.app.db)).length === 0; i++) { await sensor.publishAsync(VALUES, value(1000 + i), { qos: 1 }); await pause(500); }
  assert.ok((await resultsIn(house.app.db)).length > 0);
  assert.equal(connections, 0);
});

test('a hidden thing is not told outside', async (t) => {
  if (!tools(t)) return;
  const port = await freePort();
  const broker = await Aedes.createBroker();
  const outside = await outsideBroker(port, broker);
  const house = await mqttHouse(t, { MQTT_URL: `mqtt://127.0.0.1:${port}` });
  t.after(async () => { await outside.stop(); broker.close(); });
  await makeThing(house);
  await house.app.db.run(sql`update sense.things set public = false`);
  const anyone = await connectAsync(`mqtt://127.0.0.1:${port}`);
  t.after(() => { anyone.end(true); });
  const topics: string[] = [];
  anyone.on('message', (topic) => topics.push(topic));
  await anyone.subscribeAsync('#', { qos: 1 });
  await until(() => broker.connectedClients === 2);
  await settle();
  topics.length = 0;
  await house.make('/Datastreams(1)/Observations', { result: 1000 });
  await house.make('/Things', { name: 'seen', description: 'd' });
  await until(() => topics.length >= 2);
  assert.deepEqual(topics, ['v1.1/Things', 'v1.1/Things(2)']);
});

test('a client that connects and says nothing more holds up nobody', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t);
  await makeThing(house);
  const silent = Array.from({ length: 200 }, () => connectSocket(house.port, '127.0.0.1').on('error', () => {}));
  t.after(() => { for (const socket of silent) socket.destroy(); });
  const client = await house.client();
  const began = performance.now();
  await client.publishAsync(VALUES, value(1000), { qos: 1 });
  assert.ok(performance.now() - began < 1000);
});
