import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { z } from 'zod';
import { freshDatabase, freshEmbedded } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { seedSmallCity } from '#test/small-city.ts';
import { sql, type Database } from '#ground/db/index.ts';
import { emit, type Happened } from '#ground/events/index.ts';
import { caseStepped } from '#city/cases/contract.ts';
import { activeRule, alarmsIn, arrive, countIn, definition, MIN, NOW, station, stepsIn, value } from './rules.fixture.ts';
import { changeRule, switchRule } from './keeping.ts';
import { judgeSlice, type Memory } from './processing.ts';
import { acknowledge, onCase } from './resolving.ts';
import { judgeAll } from './running.ts';
import { isBehind, makeCursor } from './store.ts';

async function city(t: TestContext): Promise<{ db: Database; people: Record<string, string> }> {
  const db = await freshDatabase(t);
  return { db, people: await seedSmallCity(db, NOW) };
}
const later = (minutes: number) => new Date(NOW.getTime() + minutes * MIN);
/** Judges everything; transactions of tests beside this one withhold batches for a moment. */
async function judge(db: Database, now = NOW): Promise<number> {
  let decisions = 0;
  for (let i = 0; i < 500; i++) {
    decisions += (await judgeAll(db, now)).decisions;
    if (!(await isBehind(db))) return decisions;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('batches stay withheld');
}
/** The case's end as the outbox tells it. */
async function end(db: Database, number: string, stage: 'closed' | 'void', outcome: string, at: Date): Promise<void> {
  const { id } = await db.one(z.object({ id: z.number() }), sql`update city.cases set stage = ${stage}, outcome = ${outcome}, closed_at = ${at} where number = ${number} returning id`);
  const payload = { id, number, verb: 'close' as const, step: 1, stage, at: at.toISOString(), nature: 'report' as const, class: null, path: [], holder: null, public: true };
  const event: Happened = { tx: '1', id: 1, at, type: caseStepped.type, subject: `case:${number}`, payload };
  await db.begin(async (tx) => { await tx.run(emit(caseStepped, event.subject, payload)); await onCase.handle(tx, event, at); });
}

test('an observation past the limit opens an alarm, a case at the thing and a happening, once', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { db } = await city(t);
  const [pm10 = 0] = await station(db, '东四站', ['PM10']);
  await activeRule(db, {});
  await arrive(db, [value(pm10, -30, 100), value(pm10, -20, 160)]);
  await arrive(db, [value(pm10, -10, 170), value(pm10, -5, 180)]);
  assert.equal(await judge(db), 1);
  assert.equal(await judge(db), 0);
  const [alarm] = await alarmsIn(db);
  assert.deepEqual([alarm?.status, alarm?.severity, alarm?.version, alarm?.path.at(-1), alarm?.raised_at], ['raised', 'warning', 1, '900101001001001', later(-20)]);
  const opened = await db.one(z.object({ number: z.string(), source: z.string(), class: z.string(), stage: z.string(), title: z.string(), description: z.string(), lon: z.number(), role: z.string(), events: z.number() }), sql`
    select c.number, c.source, c.class, c.stage, c.title, c.description, ST_X(c.geom) as lon, s.role, (select count(*)::int from ground.events_outbox where subject = 'case:' || c.number) as events from city.cases c join city.case_steps s on s.case_id = c.id`);
  assert.deepEqual([opened.number, opened.source, opened.class, opened.stage, opened.lon, opened.role, opened.events], [alarm?.case_number, 'sensor', 'E0406', 'received', 118.302, 'system', 1]);
  assert.match(opened.description, /扬尘超标：东四站，可吸入颗粒物 PM10 高于 150 \(11月18日 09:21 为 160\)/);
  assert.deepEqual([await countIn(db, 'cases'), await countIn(db, 'happenings')], [1, 1]);
  assert.equal((await db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from ground.links where from_type = 'case' and relation = 'came-of' and to_type = 'alarm'`)).n, 1);
});

test('values that are back do not resolve it; its case does, and says whether it was true', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { db, people } = await city(t);
  const [pm10 = 0] = await station(db, 'a', ['PM10']);
  const [other = 0] = await station(db, 'b', ['PM10']);
  const rule = await activeRule(db, { suppress: 3600 });
  await arrive(db, [value(pm10, -30, 160), value(pm10, -25, 100), value(other, -30, 160)]);
  await judge(db);
  assert.deepEqual((await alarmsIn(db)).map((a) => a.status).toSorted(), ['cleared', 'raised']);
  await arrive(db, [value(pm10, -20, 160), value(pm10, -19, 100)]);
  await judge(db);
  assert.equal(await countIn(db, 'cases'), 2, 'it came back: the same alarm');
  const [first, second] = await alarmsIn(db);
  assert.equal(await db.begin((tx) => acknowledge(tx, first?.id ?? 0, people['acceptor'] ?? '', NOW)), true);
  assert.equal(await db.begin((tx) => acknowledge(tx, first?.id ?? 0, people['acceptor'] ?? '', NOW)), false);
  await end(db, first?.case_number ?? '', 'closed', 'resolved', NOW);
  await end(db, second?.case_number ?? '', 'void', 'refused', NOW);
  assert.deepEqual((await alarmsIn(db)).map(({ status, verdict }) => `${status} ${verdict}`), ['resolved true', 'resolved false']);
  await arrive(db, [value(pm10, 30, 170), value(pm10, 31, 100)], later(30));
  await judge(db, later(31));
  assert.equal((await stepsIn(db)).at(-1), 'suppressed@30');
  await arrive(db, [value(pm10, 70, 170)], later(70));
  await judge(db, later(70));
  assert.deepEqual((await alarmsIn(db)).map(({ rule_id, status }) => [rule_id, status]), [[rule, 'resolved'], [rule, 'resolved'], [rule, 'raised']]);
  assert.equal(await countIn(db, 'cases'), 3);
});

test('nobody acknowledges: it rises by the clock, at its own moment', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { db } = await city(t);
  const [pm10 = 0] = await station(db, 'a', ['PM10']);
  await activeRule(db, { escalate: 900 });
  await arrive(db, [value(pm10, 0, 160)]);
  await judge(db);
  await judge(db, later(14));
  assert.deepEqual(await stepsIn(db), ['raised@0']);
  await judge(db, later(40));
  assert.deepEqual(await stepsIn(db), ['raised@0', 'escalated@15']);
  assert.equal((await alarmsIn(db))[0]?.severity, 'serious');
});

test('a thing that was never heard is silent too; a new thing is watched without anybody doing anything', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { db } = await city(t);
  await station(db, 'mute', ['PM10']);
  await activeRule(db, { when: { kind: 'silence', input: 'PM10', for: 3600 } });
  const memory: Memory = {};
  await judgeSlice(db, memory, NOW);
  await judgeSlice(db, memory, later(59));
  assert.equal(await countIn(db, 'alarms'), 0);
  await judgeSlice(db, memory, later(61));
  assert.deepEqual(await stepsIn(db), ['raised@60']);
  const [fresh = 0] = await station(db, 'new', ['PM10']);
  await activeRule(db, {}, later(61));
  await arrive(db, [value(fresh, 62, 200)], later(62));
  for (let i = 0; i < 50 && (await countIn(db, 'alarms')) < 2; i++) await judgeSlice(db, memory, later(62));
  assert.equal(await countIn(db, 'alarms'), 2);
});

test('moving things: who comes into an area is at the case as it was seen', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { db } = await city(t);
  const [position = 0] = await station(db, 'truck', ['position']);
  const area = { type: 'Polygon', coordinates: [[[118.31, 30.9], [118.32, 30.9], [118.32, 30.92], [118.31, 30.92], [118.31, 30.9]]] };
  await activeRule(db, { when: { kind: 'place', input: 'position', how: 'enter', area } });
  await arrive(db, [value(position, -2, null, [118.305, 30.905]), value(position, -1, null, [118.315, 30.905])]);
  await judge(db);
  const [alarm] = await alarmsIn(db);
  assert.equal(alarm?.path.at(-1), '900101002');
});

test('a new version judges from then on and keeps the open alarm; a rule that is off judges nothing', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { db } = await city(t);
  const [pm10 = 0] = await station(db, 'a', ['PM10']);
  const [other = 0] = await station(db, 'b', ['PM10']);
  const rule = await activeRule(db, {});
  await arrive(db, [value(pm10, -30, 160)]);
  await judge(db);
  assert.equal(await changeRule(db, rule, definition({ when: { kind: 'threshold', input: 'PM10', op: 'above', limit: 300 } }), { person: null, now: NOW }), 2);
  await arrive(db, [value(pm10, -20, 310), value(other, -20, 310), value(other, -19, 200)]);
  await judge(db);
  assert.deepEqual((await alarmsIn(db)).map(({ version, status }) => [version, status]), [[1, 'raised'], [2, 'cleared']]);
  await switchRule(db, rule, false, NOW);
  const [third = 0] = await station(db, 'c', ['PM10']);
  await arrive(db, [value(third, -10, 400)]);
  await judge(db);
  assert.equal(await countIn(db, 'alarms'), 2);
});

test('a crash at any moment: what was not committed is judged again, nothing twice', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { db } = await city(t);
  const streams = (await Promise.all(['a', 'b', 'c'].map((name) => station(db, name, ['PM10'])))).flat();
  await activeRule(db, {});
  await makeCursor(db);
  const memory: Memory = {};
  for (let i = 0; i < 6; i++) {
    await arrive(db, streams.map((stream, k) => value(stream, i - 100, (i + k) % 3 === 0 ? 200 : 100)));
    // The transaction fails after everything was written.
    const broken = { ...db, begin: <T>(work: (tx: typeof db) => Promise<T>) => db.begin(async (tx) => { await work(tx as typeof db); throw new Error('power cut'); }) };
    await assert.rejects(judgeSlice(broken, memory, NOW), /power cut/);
    if (i % 2) await judge(db);
  }
  await judge(db);
  assert.deepEqual([await countIn(db, 'alarms'), await countIn(db, 'cases'), await countIn(db, 'happenings')], [3, 3, 3]);
  const steps = await stepsIn(db);
  assert.equal(steps.filter((s) => s.startsWith('raised')).length, 3);
});

test('two processes at once: every alarm is raised by one of them', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { db } = await city(t);
  const streams = (await Promise.all(Array.from({ length: 8 }, (_, i) => station(db, `s${i}`, ['PM10'])))).flat();
  await activeRule(db, {});
  await makeCursor(db);
  const [one, two]: [Memory, Memory] = [{}, {}];
  for (let i = 0; i < 10; i++) {
    await arrive(db, streams.map((stream) => value(stream, i - 100, i === 5 ? 200 : 100)));
    await Promise.all([judgeSlice(db, one, NOW), judgeSlice(db, two, NOW)]);
  }
  await judge(db);
  assert.deepEqual([await countIn(db, 'alarms'), await countIn(db, 'cases')], [8, 8]);
});

test('the same on the embedded database', async (t) => {
  const db = await freshEmbedded(t);
  await seedSmallCity(db, NOW);
  const [pm10 = 0] = await station(db, 'a', ['PM10']);
  await activeRule(db, {});
  await arrive(db, [value(pm10, -30, 160), value(pm10, -20, 100)]);
  assert.equal((await judgeAll(db, NOW)).decisions, 2);
  assert.deepEqual([await countIn(db, 'alarms'), await countIn(db, 'cases')], [1, 1]);
});

test('looking ahead: what decides nothing is not written at once; a decision is written with all it rests on; after a crash the next one comes to the same', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { db } = await city(t);
  const [pm10 = 0] = await station(db, 'a', ['PM10']);
  await activeRule(db, { when: { kind: 'threshold', input: 'PM10', op: 'above', limit: 150, for: 240 } });
  const ahead = async (memory: Memory): Promise<number> => {
    for (let i = 0; i < 500; i++) {
      const slice = await judgeSlice(db, memory, NOW, { keepMs: 60_000 });
      if (slice.values.length) return slice.decisions;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error('batches stay withheld');
  };
  const told = async (memory: Memory, minute: number, number: number): Promise<number> => { await arrive(db, [value(pm10, minute, number)]); return ahead(memory); };
  const first: Memory = {};
  await told(first, -40, 100);
  assert.deepEqual([await told(first, -30, 160), await isBehind(db)], [0, true], 'read, but not written');
  assert.deepEqual([await told(first, -26, 160), await isBehind(db)], [1, false], 'raised, and written with the value it rests on');
  assert.deepEqual([await told(first, -22, 100), await told(first, -20, 170), await isBehind(db)], [1, 0, true]);
  // The process dies here; another one reads what it had read.
  const second: Memory = {};
  await arrive(db, [value(pm10, -16, 170)]);
  assert.equal(await ahead(second), 1);
  // The first was not dead, only slow: it finds that somebody wrote, and says nothing twice.
  for (let i = 0; i < 3; i++) await judgeSlice(db, first, NOW, { keepMs: 0 });
  assert.deepEqual(await stepsIn(db), ['raised@-26', 'cleared@-22', 'returned@-16']);
  assert.equal(await isBehind(db), false);
});
