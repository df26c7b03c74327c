import { test } from 'node:test';
import assert from 'node:assert/strict';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { freshDatabase } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { forget } from './forgetting.ts';
import { dayOf, figuresOf, hourOf, keptDays, keptHours, rounded, settle, streamsIn, tell, type Told } from './history.fixture.ts';
import { seriesOf } from './series.ts';

const ZONE = 'Asia/Shanghai';
const NOW = new Date('2026-11-20T08:00:00Z');
const HOUR = 3_600_000;
const Stream = z.object({ observed: z.number(), from: z.date().nullable(), last: z.number().nullable() });

test('retention', { timeout: 280_000 }, async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  const [air = 0, water = 0, dead = 0] = await streamsIn(db, 3, NOW);
  const months = async () => (await db.rows(z.object({ name: z.string() }), sql`select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'sense.observations'::regclass and c.relname like 'observations_2%' order by 1`)).map(({ name }) => name.slice(13));
  const stream = (id: number) => db.one(Stream, sql`select observed, time_from as "from", last_number as last from sense.datastreams where id = ${id}::bigint`);
  let told: Told[] = [];
  const add = async (values: readonly Omit<Told, 'id'>[]) => { told = [...told, ...await tell(db, values, NOW)]; await settle(db, ZONE, NOW); };
  const equal = async () => assert.deepEqual(rounded(await keptDays(db, ZONE)), rounded(figuresOf(told, (at) => dayOf(at, ZONE))));

  // A value every two hours since July, of a sensor that is still there; another's ended in July.
  for (let at = Date.parse('2026-07-05T00:30:00Z'), i = 0; at < NOW.getTime(); i++) { const values = []; for (; values.length < 500 && at < NOW.getTime(); at += 2 * HOUR) values.push({ stream: air, at, number: i + values.length }, { stream: water, at, number: -1 }); await add(values); }
  await add([{ stream: dead, at: Date.parse('2026-07-10T00:00:00Z'), number: 7 }]);

  await t.test('without a policy everything stays', async () => {
    assert.deepEqual(await forget(db, ZONE, NOW), { values: 0, hours: 0, months: 0 });
    assert.deepEqual(await months(), ['2026_07', '2026_08', '2026_09', '2026_10', '2026_11']);
  });
  await t.test('months that every stream lets go are dropped whole, the rest of the days goes row by row, the roll-ups stay', async () => {
    await db.run(sql`insert into sense.history_policies (raw_days, changed_at) values (60, ${NOW})`);
    const gone = await forget(db, ZONE, NOW);
    assert.equal(gone.months, 2);
    assert.deepEqual(await months(), ['2026_09', '2026_10', '2026_11']);
    const cut = Date.parse('2026-09-21T00:00:00+08:00');
    assert.deepEqual((await stream(air)).from?.getTime(), Math.min(...told.filter((one) => one.stream === air && one.at >= cut).map((one) => one.at)));
    assert.equal((await stream(air)).observed, told.filter((one) => one.stream === air && one.at >= cut).length);
    assert.deepEqual(await stream(dead), { observed: 0, from: null, last: null }, 'of a stream whose values are all gone nothing is said to be there');
    assert.deepEqual(rounded(await keptHours(db)), rounded(figuresOf(told, (at) => hourOf(at, ZONE))));
    await equal();
    assert.equal(gone.values, told.filter((one) => one.at < cut).length);
  });
  await t.test('what comes late for a time whose values are gone is added once, and its month is not made again', async () => {
    const late = Date.parse('2026-07-20T03:10:00Z');
    await add([{ stream: air, at: late, number: 1000 }, { stream: air, at: late, number: 1001 }, { stream: air, at: Date.parse('2026-08-01T00:00:00Z'), number: 5 }]);
    await add([{ stream: air, at: late, number: 1002 }]);
    assert.deepEqual(await months(), ['2026_09', '2026_10', '2026_11']);
    assert.deepEqual(rounded(await keptHours(db)), rounded(figuresOf(told, (at) => hourOf(at, ZONE))));
    await equal();
    assert.equal((await stream(air)).from?.toISOString().slice(0, 10), '2026-09-20', 'and the values say so');
  });
  await t.test('one stream kept for ever keeps its months; the others lose theirs row by row', async () => {
    const property = await db.one(z.object({ id: z.number() }), sql`select observed_property_id as id from sense.datastreams where id = ${water}::bigint`);
    await db.run(sql`insert into sense.history_policies (observed_property_id, changed_at) values (${property.id}, ${NOW})`);
    await db.run(sql`update sense.history_policies set raw_days = 10, hours_days = 30 where observed_property_id is null`);
    const before = (await stream(water)).observed;
    const gone = await forget(db, ZONE, NOW);
    assert.equal(gone.months, 0);
    assert.ok(gone.values > 400 && gone.hours > 1000, JSON.stringify(gone));
    assert.equal((await stream(water)).observed, before);
    await equal();
  });
  await t.test('days without hours still take what comes late', async () => {
    await add([{ stream: air, at: Date.parse('2026-08-15T12:00:00Z'), number: -9999 }]);
    await equal();
    assert.equal((await keptHours(db)).filter((one) => one.min === -9999).length, 0);
  });
  await t.test('the series reads on through days, hours and values, every number once', async () => {
    const all = await seriesOf(db, air, new Date('2026-01-01T00:00:00Z'), NOW, 10);
    assert.ok(all.length <= 10);
    assert.equal(all.reduce((sum, point) => sum + point.n, 0), told.filter((one) => one.stream === air).length);
    assert.equal(Math.min(...all.map((point) => point.min)), -9999);
    const lately = await seriesOf(db, air, new Date('2026-11-19T00:00:00Z'), NOW, 1000);
    assert.deepEqual(lately.map((point) => [point.at.getTime(), point.avg]), told.filter((one) => one.stream === air && one.at >= Date.parse('2026-11-19T00:00:00Z')).map((one) => [one.at, one.number]), 'the values themselves, where there is room for each');
  });
  await t.test('when the city takes another zone, days are cut anew as far back as there is something to cut', async () => {
    await settle(db, 'Europe/Berlin', NOW);
    const since = Date.parse('2026-09-22T00:00:00Z');
    const days = (list: typeof told) => rounded(figuresOf(list.filter((one) => one.stream === water && one.at >= since), (at) => dayOf(at, 'Europe/Berlin'))).filter((one) => !one.key.endsWith('09-22'));
    assert.deepEqual(rounded(await keptDays(db, 'Europe/Berlin')).filter((one) => one.stream === water && one.key > `${water} 2026-09-22`), days(told));
  });
});
