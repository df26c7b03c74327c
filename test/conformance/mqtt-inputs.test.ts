// What sensors get wrong, told over MQTT by mosquitto's own clients: each with what is stored, what is told to subscribers and what becomes the latest value.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { needs } from '../support/needs.ts';
import { makeThing, mqttHouse, settle, type MqttHouse } from './mqtt-house.ts';
import { FEATURE, place, THING } from './sensorthings-house.ts';

const VALUES = 'v1.1/Datastreams(1)/Observations';
const tools = (t: TestContext) => needs(t, 'postgres') && needs(t, 'curl') && needs(t, 'mosquitto_pub') && needs(t, 'mosquitto_sub');
/** A time so many seconds from the city's now. */
const at = (house: MqttHouse, seconds: number): string => new Date(house.app.clock.now().getTime() + seconds * 1000).toISOString();
const told = async (house: MqttHouse, result: number, phenomenonTime: string): Promise<void> => assert.deepEqual(await house.pub(VALUES, JSON.stringify({ result, phenomenonTime })), { code: 0, said: '' });
const Summary = z.object({ last: z.number(), n: z.number(), from: z.date(), to: z.date(), latest: z.date() });
/** What the stream knows of itself: its latest value and when that was, how many it has, from when to when. */
const summary = async (house: MqttHouse) => {
  const { last, n, from, to, latest } = await house.app.db.one(Summary, sql`select last_number as last, observed as n, time_from as from, time_to as to, last_time as latest from sense.datastreams where id = 1`);
  return { last, latest: latest.toISOString(), n, from: from.toISOString(), to: to.toISOString() };
};

test('a clock ahead: up to ten minutes it is the latest value; further ahead it is kept and told as it came, and does not become the latest', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t);
  await makeThing(house);
  const listening = await house.sub(VALUES);
  const [near, far] = [at(house, 590), at(house, 610)];
  await told(house, 40, near);
  await told(house, 41, far);
  assert.deepEqual([await listening.next(), await listening.next()].map(({ result, phenomenonTime }) => [result, phenomenonTime]), [[40, near], [41, far]]);
  const { last, latest, n, to } = await summary(house);
  assert.deepEqual([last, latest, n, to], [40, near, 4, far]);
});

test('a clock behind, and values out of order: each is stored where it belongs and told when it comes; none hides a later one', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t);
  await makeThing(house);
  const listening = await house.sub(VALUES);
  const [now, before, longAgo] = [at(house, -60), at(house, -360), '2001-09-09T01:46:40.000Z'];
  for (const [result, time] of [[50, now], [51, before], [52, longAgo]] as const) await told(house, result, time);
  assert.deepEqual([(await listening.next()).result, (await listening.next()).result, (await listening.next()).result], [50, 51, 52], 'in the order of coming');
  assert.deepEqual(await summary(house), { last: 50, latest: now, n: 5, from: longAgo, to: now });
  const { value } = await house.get('/Datastreams(1)/Observations?$filter=result ge 50&$orderby=phenomenonTime&$select=result');
  assert.deepEqual(value, [{ result: 52 }, { result: 51 }, { result: 50 }], 'in the order of time');
});

test('the same value sent twice is two observations, and so are two values of the same millisecond: all kept, all told, the one that came last is the latest', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t);
  await makeThing(house);
  const listening = await house.sub(VALUES);
  const time = at(house, -30);
  for (const result of [60, 60, 61]) await told(house, result, time);
  const heard = [await listening.next(), await listening.next(), await listening.next()];
  assert.deepEqual(heard.map(({ result }) => result), [60, 60, 61]);
  assert.equal(new Set(heard.map((one) => one['@iot.id'])).size, 3);
  const { last, latest, n } = await summary(house);
  assert.deepEqual([last, latest, n], [61, time, 5]);
});

test('the largest and the smallest numbers are kept to the last digit; NaN, infinity, larger ones and numbers in words are refused, told and leave nothing', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t);
  await makeThing(house);
  const listening = await house.sub(VALUES);
  for (const result of ['1.7976931348623157e308', '-1.7976931348623157e308', '5e-324', '0.1', '9007199254740993']) {
    assert.equal((await house.pub(VALUES, `{"result": ${result}}`)).code, 0);
    assert.equal((await listening.next()).result, Number(result));
  }
  const refused = await refusedOf(house, [[VALUES, '{"result": NaN}'], [VALUES, '{"result": Infinity}'], [VALUES, '{"result": 1e309}'], [VALUES, '{"result": "21.5"}'], [VALUES, '{"result": null}'], [VALUES, '{"result": [1]}']]);
  assert.deepEqual(refused.map(({ code }) => code), [400, 400, 400, 400, 400, 400], JSON.stringify(refused));
  await settle();
  assert.deepEqual([(await summary(house)).n, listening.waiting], [7, 0]);
});

test('a unit in the message is refused by name: the unit is the stream\'s, nothing is converted', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t);
  await makeThing(house);
  const refused = await refusedOf(house, [[VALUES, '{"result": 0.2, "unit": "mg/m3"}'], [VALUES, '{"result": 0.2, "unitOfMeasurement": {"symbol": "mg/m3"}}']]);
  assert.deepEqual(refused.map(({ code }) => code), [400, 400]);
  assert.match(refused[0]?.message ?? '', /unit/);
  assert.equal((await summary(house)).n, 2);
});

test('a geometry that is none (degrees the other way round, open rings, degrees as words, too few points) is refused with all that came with it; another encoding is kept and stands nowhere', async (t) => {
  if (!tools(t)) return;
  const house = await mqttHouse(t);
  await makeThing(house);
  const before = await counts(house);
  const shapes = [{ type: 'Point', coordinates: [39.9, 116.4] }, { type: 'Point', coordinates: ['116.4', '39.9'] }, { type: 'Point', coordinates: [116.4] }, { type: 'Point' }, { type: 'LineString', coordinates: [[116, 39]] },
    { type: 'Polygon', coordinates: [[[116, 39], [117, 39], [117, 40], [116, 40]]] }, { type: 'Star', coordinates: [116, 39] }];
  const refused = await refusedOf(house, [
    ...shapes.map((feature) => [VALUES, JSON.stringify({ result: 1, FeatureOfInterest: { ...FEATURE, feature } })] as const),
    ...shapes.map((location) => ['v1.1/Things', JSON.stringify({ ...THING, name: 'elsewhere', Locations: [{ ...place(), location }] })] as const),
  ]);
  assert.deepEqual(refused.filter(({ code }) => code !== 400), []);
  assert.deepEqual(await counts(house), before);
  assert.equal((await house.pub('v1.1/Locations', JSON.stringify({ ...place(), encodingType: 'text/plain', location: 'behind the town hall' }))).code, 0);
  assert.deepEqual((await house.get('/Locations?$select=location&$orderby=id desc&$top=1')).value, [{ location: 'behind the town hall' }]);
  assert.equal((await house.get("/Locations?$filter=st_within(location, geography'POLYGON((-180 -90,180 -90,180 90,-180 90,-180 -90))')&$count=true"))['@iot.count'], 1);
});

const counts = (house: MqttHouse) => Promise.all(['Things', 'Locations', 'FeaturesOfInterest', 'Observations'].map(async (set) => Number((await house.get(`/${set}?$count=true&$top=0`))['@iot.count'])));

/** Publishes at QoS 1, each acknowledged; what was said of them on v1.1/errors, one of each. */
async function refusedOf(house: MqttHouse, messages: readonly (readonly [topic: string, text: string])[]): Promise<{ code: number; message: string }[]> {
  const client = await house.client();
  const said: { code: number; message: string }[] = [];
  client.on('message', (_topic, payload) => said.push(z.object({ code: z.number(), message: z.string() }).parse(JSON.parse(payload.toString()))));
  await client.subscribeAsync('v1.1/errors', { qos: 1 });
  for (const [topic, text] of messages) await client.publishAsync(topic, text, { qos: 1 });
  for (let i = 0; i < 300 && said.length < messages.length; i++) await pause(10);
  assert.equal(said.length, messages.length, JSON.stringify(said));
  return said;
}
