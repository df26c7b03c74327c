// What goes wrong with sensors, at the door of SensorThings and in the rules behind it: each with what happens.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { z } from 'zod';
import { needs } from '#test/needs.ts';
import { sql } from '#ground/db/index.ts';
import { issueKey } from '#ground/identity/index.ts';
import { testApp, type TestApp } from '../../../test/support/app.ts';
import { activeRule, alarmsIn, MIN, NOW, station, stepsIn } from './rules.fixture.ts';
import { judgeAll } from './running.ts';
import { isBehind } from './store.ts';

const Stored = z.object({ number: z.number().nullable(), time: z.date() });
interface House { readonly app: TestApp; /** PM10 of a station in the east. */ readonly stream: number; readonly at: (minute: number) => string; post(body: unknown, to?: number): Promise<{ status: number; text: string }>; raw(path: string, body: string): Promise<{ status: number; text: string }>; judge(): Promise<void>; stored(): Promise<z.output<typeof Stored>[]> }

async function house(t: TestContext, inputs: readonly string[] = ['PM10']): Promise<House> {
  const app = await testApp(t);
  const [stream = 0] = await station(app.db, '东四站', inputs);
  const key = await issueKey(app.db, app.people['administrator'] ?? '', 'sensors');
  const raw = async (path: string, body: string) => { const answer = await app.request(`/sta/v1.1${path}`, { method: 'POST', body, headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` } }); return { status: answer.status, text: await answer.text() }; };
  return {
    app, stream, raw, at: (minute) => new Date(NOW.getTime() + minute * MIN).toISOString(), post: (body, to = stream) => raw(`/Datastreams(${to})/Observations`, JSON.stringify(body)),
    async judge() { for (let i = 0; i < 500; i++) { await judgeAll(app.db, NOW); if (!(await isBehind(app.db))) return; await new Promise((resolve) => setTimeout(resolve, 10)); } },
    stored: () => app.db.rows(Stored, sql`select number, time from sense.v_rule_observations where stream = ${stream} order by id`),
  };
}
const Trace = z.object({ trace: z.object({ late: z.number(), duplicates: z.number(), ahead: z.number() }) });
const uncounted = async ({ app }: House) => (await app.db.one(Trace, sql`select trace from sense.rule_steps order by id desc limit 1`)).trace;

test('a clock ahead by more than ten minutes: the value is kept as it was told, hides no right one and raises nothing; the next alarm says that it was left out', async (t) => {
  if (!needs(t, 'postgres')) return;
  const h = await house(t);
  await activeRule(h.app.db, {});
  assert.equal((await h.post({ phenomenonTime: h.at(0), result: 90 })).status, 201);
  assert.equal((await h.post({ phenomenonTime: h.at(11), result: 900 })).status, 201);
  await h.judge();
  assert.deepEqual([(await h.stored()).length, (await alarmsIn(h.app.db)).length], [2, 0]);
  assert.equal((await h.app.db.one(z.object({ n: z.number() }), sql`select last_number as n from sense.datastreams where id = ${h.stream}`)).n, 90);
  await h.post({ phenomenonTime: h.at(9), result: 200 });
  await h.judge();
  assert.deepEqual([await stepsIn(h.app.db), await uncounted(h)], [['raised@9'], { late: 0, duplicates: 0, ahead: 1 }]);
});

test('a clock behind: judged by its own time; the alarm says when it was, the case is of now', async (t) => {
  if (!needs(t, 'postgres')) return;
  const h = await house(t);
  await activeRule(h.app.db, {});
  await h.post({ phenomenonTime: h.at(-300), result: 200 });
  await h.judge();
  const [alarm] = await alarmsIn(h.app.db);
  assert.deepEqual(alarm?.raised_at, new Date(NOW.getTime() - 300 * MIN));
  const { received_at: received } = await h.app.db.one(z.object({ received_at: z.date() }), sql`select received_at from city.v_cases where number = ${alarm?.case_number ?? ''}`);
  assert.deepEqual(received, NOW);
});

test('the same value told twice is kept twice, as the standard has it, and counts once', async (t) => {
  if (!needs(t, 'postgres')) return;
  const h = await house(t);
  await activeRule(h.app.db, { when: { kind: 'repeat', input: 'PM10', op: 'above', limit: 150, times: 2, within: 3600 } });
  for (let i = 0; i < 3; i++) await h.post({ phenomenonTime: h.at(-10), result: 200 });
  await h.judge();
  assert.deepEqual([(await h.stored()).length, (await alarmsIn(h.app.db)).length], [3, 0]);
  await h.post({ phenomenonTime: h.at(-9), result: 200 });
  await h.judge();
  assert.deepEqual([await stepsIn(h.app.db), await uncounted(h)], [['raised@-9'], { late: 0, duplicates: 2, ahead: 0 }]);
});

test('out of order: without a tolerance a value earlier than what was judged is not counted; with one it is judged in its place', async (t) => {
  if (!needs(t, 'postgres')) return;
  const h = await house(t);
  const lasting = { kind: 'threshold', input: 'PM10', op: 'above', limit: 150, for: 240 };
  await activeRule(h.app.db, { when: lasting });
  const patient = await activeRule(h.app.db, { when: lasting, tolerance: 600 });
  // In the order of arrival the low value comes last; in the order of time it breaks the four minutes.
  for (const [minute, result] of [[-30, 200], [-26, 200], [-28, 100], [-15, 90]] as const) await h.post({ phenomenonTime: h.at(minute), result });
  await h.judge();
  assert.deepEqual((await alarmsIn(h.app.db)).map((alarm) => [alarm.rule_id === patient, alarm.status]), [[false, 'cleared']]);
  assert.equal((await uncounted(h)).late, 1);
});

test('two values of the same millisecond are two values: both are kept, both judged, in the order in which they came', async (t) => {
  if (!needs(t, 'postgres')) return;
  const h = await house(t);
  await activeRule(h.app.db, {});
  for (const result of [200, 100]) await h.post({ phenomenonTime: '2026-11-18T09:30:00.123+08:00', result });
  await h.judge();
  assert.deepEqual([(await h.stored()).map((row) => row.number), (await alarmsIn(h.app.db)).map((alarm) => alarm.status)], [[200, 100], ['cleared']]);
});

test('no number: NaN, infinity and words are refused where a measurement is wanted, each with its reason; the rows beside them are kept', async (t) => {
  if (!needs(t, 'postgres')) return;
  const h = await house(t);
  for (const body of ['{"result": NaN}', '{"result": Infinity}', '{"result": "NaN"}', '{"result": null}', '{"result": 1e999}', '{"result": true}', '{}']) {
    const answer = await h.raw(`/Datastreams(${h.stream})/Observations`, body);
    assert.deepEqual([answer.status, answer.text.length > 20], [400, true], body);
  }
  const rows = await h.raw('/CreateObservations', JSON.stringify([{ Datastream: { '@iot.id': h.stream }, components: ['phenomenonTime', 'result'], dataArray: [[h.at(-3), 1], [h.at(-2), 'NaN'], [h.at(-1), 3], ['yesterday', 4]] }]));
  const links = z.array(z.string()).parse(JSON.parse(rows.text));
  assert.deepEqual([rows.status, links.map((link) => link.startsWith('error'))], [201, [false, true, false, true]]);
  assert.deepEqual((await h.stored()).map((row) => row.number), [1, 3]);
});

test('a number as large as a double can be is kept, judged and shown; a change between the two ends is more than any limit', async (t) => {
  if (!needs(t, 'postgres')) return;
  const h = await house(t);
  await activeRule(h.app.db, {});
  await activeRule(h.app.db, { when: { kind: 'rate', input: 'PM10', direction: 'either', change: 1e12, within: 3600 } });
  for (const [minute, result] of [[-5, -1.7976931348623157e308], [-4, 1.7976931348623157e308]] as const) assert.equal((await h.post({ phenomenonTime: h.at(minute), result })).status, 201);
  await h.judge();
  const alarms = await alarmsIn(h.app.db);
  assert.equal(alarms.length, 2);
  for (const { id } of alarms) assert.match(await (await h.app.request(`/desk/alarms/${id}`, { as: 'acceptor' })).text(), /1\.7976931348623157e\+308/);
});

test('another unit is another measurement: a limit in µg/m³ looks at no stream in mg/m³, and says its unit in words', async (t) => {
  if (!needs(t, 'postgres')) return;
  const h = await house(t);
  const [milli = 0] = await station(h.app.db, '外来设备', ['PM10']);
  await h.app.db.run(sql`update sense.datastreams set unit = '{"name":"milligram","symbol":"mg/m³","definition":"d"}' where id = ${milli}`);
  await activeRule(h.app.db, { per: 'stream', when: { kind: 'threshold', input: 'PM10', unit: 'µg/m³', op: 'above', limit: 150 } });
  await h.post({ phenomenonTime: h.at(-5), result: 900 }, milli);
  await h.post({ phenomenonTime: h.at(-5), result: 160 });
  await h.judge();
  assert.deepEqual((await alarmsIn(h.app.db)).map((alarm) => alarm.key), [`stream:${h.stream}`]);
  const page = async (path: string) => (await h.app.request(path, { as: 'administrator' })).text();
  assert.match(await page('/admin/rules'), /PM10 高于 150 µg\/m³/);
  const editor = await page('/admin/rules/new');
  assert.ok(editor.includes('PM10 (µg/m³)') && editor.includes('PM10 (mg/m³)'), 'the form asks which');
  assert.equal((await h.raw('/Things', JSON.stringify({ name: 'x', description: '', Datastreams: [{ name: 'x', description: '', observationType: 'x', unitOfMeasurement: 'µg/m³', Sensor: { '@iot.id': 1 }, ObservedProperty: { '@iot.id': 1 } }] }))).status, 400, 'a unit without name, symbol and definition');
});

test('a position that is none on earth (degrees the other way round, words, a line) moves nobody: no rule takes it for outside', async (t) => {
  if (!needs(t, 'postgres')) return;
  const h = await house(t, ['position']);
  const area = { type: 'Polygon', coordinates: [[[118.31, 30.9], [118.32, 30.9], [118.32, 30.92], [118.31, 30.92], [118.31, 30.9]]] };
  await activeRule(h.app.db, { when: { kind: 'place', input: 'position', how: 'leave', area } });
  const inside = { type: 'Point', coordinates: [118.315, 30.905] };
  await h.post({ phenomenonTime: h.at(-10), result: inside });
  for (const [i, coordinates] of [[30.905, 118.315], [13_169_000, 3_617_000], [1e308, -1e308]].entries()) assert.equal((await h.post({ phenomenonTime: h.at(-9 + i), result: { type: 'Point', coordinates } })).status, 201);
  await h.judge();
  assert.deepEqual(await stepsIn(h.app.db), []);
  for (const feature of [{ type: 'Point', coordinates: ['x', 'y'] }, { type: 'Point', coordinates: [118.3] }, { type: 'Circle' }, { type: 'Polygon', coordinates: [[[0, 0], [1, 1]]] }]) {
    assert.equal((await h.post({ phenomenonTime: h.at(-5), result: inside, FeatureOfInterest: { name: 'f', description: '', encodingType: 'application/geo+json', feature } })).status, 400, JSON.stringify(feature));
  }
  await h.post({ phenomenonTime: h.at(-2), result: { type: 'Point', coordinates: [118.325, 30.905] } });
  await h.judge();
  assert.deepEqual(await stepsIn(h.app.db), ['raised@-2'], 'a real way out is still seen');
});
