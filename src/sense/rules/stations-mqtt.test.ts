// The two city stations as stations of our own: they publish by MQTT, a rule judges what comes, and a case stands in the city.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import { z } from 'zod';
import { testApp } from '#test/app.ts';
import { needs } from '#test/needs.ts';
import { sql } from '#ground/db/index.ts';
import { createPerson, grant, issueKey } from '#ground/identity/index.ts';
import { startMqtt, type Mqtt } from '#sense/things/index.ts';
import { activeRule, countIn, station } from './rules.fixture.ts';
import { startRules, type Rules } from './running.ts';
import { episodes, HOUR, hoursOf, RULE, type Hour } from './stations.fixture.ts';

const TIMES = 1000;
/** Hours that are replayed at that pace; those before them as fast as they are acknowledged. */
const PACED = 8;

test('three months by MQTT, the last hours at 1,000 times their pace: the rule raises what the file says, and each station has its case', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'shared')) return;
  const begun: (Mqtt | Rules)[] = [];
  t.after(async () => { for (const one of begun) await one.stop(); });
  const { ground, db } = await testApp(t, { env: { MQTT_PORT: '0', HOST: '127.0.0.1', KEY_WRITES_PER_MINUTE: '1000000' } });
  const mqtt = (await startMqtt(ground)) ?? assert.fail('closed');
  begun.push(mqtt);
  const things: number[] = [];
  const stations = [{ name: 'dongsi', at: [118.302, 30.902] }, { name: 'tiantan', at: [118.33, 30.91] }] as const;
  const streams: number[] = [];
  for (const { name, at } of stations) streams.push((await station(db, name, ['PM10'], at))[0] ?? 0);
  for (const stream of streams) things.push((await db.one(z.object({ id: z.number() }), sql`select thing_id as id from sense.datastreams where id = ${stream}`)).id);
  await activeRule(db, RULE);
  const rules = startRules({ db, clock: ground.clock, onError: (error) => t.diagnostic(String(error)) });
  begun.unshift(rules);
  const hours = stations.map(({ name }) => untilAnEpisode(hoursOf(name)));
  const person = await createPerson(db, { login: 'stations' });
  await grant(db, person, { role: 'steward', organisation: null, area: null });
  const key = await issueKey(db, person, 'stations');
  await Promise.all(hours.map((list, i) => replay(mqtt.broker?.port ?? 0, key, streams[i] ?? 0, list)));
  await rules.settle();
  const expected = hours.map((list) => episodes(list));
  assert.ok(expected.every((list) => list.length > 5));
  const found = await db.rows(z.object({ key: z.string(), at: z.date() }), sql`select key, at from sense.rule_steps where what in ('raised', 'returned') order by at`);
  assert.deepEqual(things.map((thing) => found.filter((one) => one.key === `thing:${thing}`).map(({ at }) => at.getTime())), expected);
  assert.deepEqual([await countIn(db, 'alarms'), await countIn(db, 'cases'), await countIn(db, 'happenings')], [2, 2, 2]);
});

/** Up to the last time the limit was passed, so that something happens at the end. */
function untilAnEpisode(hours: readonly Hour[]): Hour[] {
  const last = episodes(hours).at(-1) ?? 0;
  return hours.filter(({ at }) => at <= last + HOUR);
}

async function replay(port: number, key: string, stream: number, hours: readonly Hour[]): Promise<void> {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { username: key, reconnectPeriod: 100 });
  const say = ({ at, pm10 }: Hour) => client.publishAsync(`v1.1/Datastreams(${stream})/Observations`, JSON.stringify({ phenomenonTime: new Date(at).toISOString(), result: pm10 }), { qos: 1 });
  await Promise.all(hours.slice(0, -PACED).map(say));
  for (const [i, hour] of hours.slice(-PACED).entries()) {
    await say(hour);
    const next = hours.at(i - PACED + 1);
    if (next && next.at > hour.at) await pause((next.at - hour.at) / TIMES);
  }
  await client.endAsync();
}
