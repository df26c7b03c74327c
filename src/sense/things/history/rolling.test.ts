import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { z } from 'zod';
import { sql, type Database } from '#ground/db/index.ts';
import { freshDatabase, freshEmbedded } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { entityOf } from '../model.ts';
import { change } from '../writing/change.ts';
import { remove } from '../writing/remove.ts';
import { forget } from './forgetting.ts';
import { dayOf, figuresOf, hourOf, keptDays, keptHours, rounded, settle, streamsIn, tell, type Told } from './history.fixture.ts';
import { rollSlice, rollUp } from './rolling.ts';

const ZONES = ['Asia/Shanghai', 'Europe/Berlin', 'Asia/Kolkata', 'America/St_Johns', 'Australia/Lord_Howe'] as const;
/** Around the night in which Berlin's clocks go back, and Lord Howe's went forward three weeks before. */
const BEGIN = Date.parse('2026-10-02T00:00:00Z');
const SPAN_MS = 27 * 86_400_000;
const NOW = new Date('2026-11-01T12:00:00Z');

type Act = { kind: 'tell'; values: { stream: number; at: number; number: number | null }[] } | { kind: 'again' | 'delete' | 'patch' | 'move'; which: number; number: number; at: number } | { kind: 'roll' | 'crash' | 'forget' | 'both' };
const moment = fc.oneof(fc.integer({ min: 0, max: SPAN_MS }), fc.integer({ min: Date.parse('2026-10-24T22:00:00Z') - BEGIN, max: Date.parse('2026-10-25T03:00:00Z') - BEGIN })).map((ms) => BEGIN + ms);
const number = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })).map((x) => (Math.abs(x) < 1e-200 ? 0 : x)); // means of numbers below 1e-280 are told as 0
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('tell' as const), values: fc.array(fc.record({ stream: fc.nat(2), at: moment, number: fc.option(number, { freq: 6 }) }), { minLength: 1, maxLength: 20 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('again' as const, 'delete' as const, 'patch' as const, 'move' as const), which: fc.nat(500), number, at: moment }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('roll' as const, 'crash' as const, 'forget' as const, 'both' as const) }) },
);

/** Does the acts to the database and to the list; values that retention took can no longer be taken back, so the list keeps them. */
async function play(db: Database, acts: readonly Act[], zone: string, streams: readonly number[]): Promise<Told[]> {
  let told: Told[] = [];
  const add = async (values: readonly Omit<Told, 'id'>[]) => { told.push(...await tell(db, values, NOW)); };
  for (const one of acts) {
    const which = 'which' in one && told.length ? told[one.which % told.length] : undefined;
    const there = which && (await db.rows(Id, sql`select id from sense.observations where id = ${which.id}::bigint`)).length > 0;
    if (one.kind === 'tell') await add(one.values.map((value) => ({ ...value, stream: streams[value.stream] ?? 0 })));
    else if (one.kind === 'again' && which) await add([which]);
    else if (one.kind === 'delete' && which && there) { await db.begin((tx) => remove(tx, 'Observations', which.id)); told = told.filter((value) => value !== which); }
    else if ((one.kind === 'patch' || one.kind === 'move') && which && there) {
      const to = one.kind === 'patch' ? { ...which, number: one.number } : { ...which, at: one.at };
      await db.begin((tx) => change(tx, entityOf('Observations'), which.id, one.kind === 'patch' ? { result: one.number } : { phenomenonTime: new Date(one.at).toISOString() }, 'patch', NOW));
      told = told.map((value) => (value === which ? to : value));
    } else if (one.kind === 'roll') await rollUp(db, zone, NOW);
    else if (one.kind === 'crash') await assert.rejects(db.begin(async (tx) => { await rollSlice(tx, zone, NOW); throw new Error('power cut'); }), /power cut/);
    else if (one.kind === 'forget') await forget(db, zone, NOW);
    else if (one.kind === 'both') {
      const late = Array.from({ length: 5 }, (_, i) => ({ stream: streams[i % 3] ?? 0, at: BEGIN + i * 7_000_000, number: i }));
      await Promise.all([add(late), rollUp(db, zone, NOW), forget(db, zone, NOW), rollUp(db, zone, NOW)]);
    }
  }
  return told;
}
const Id = z.object({ id: z.number() });

async function equal(db: Database, told: readonly Told[], zone: string, why: string): Promise<void> {
  const from = new Map((await db.rows(z.object({ stream: z.number(), from: z.date() }), sql`select datastream_id as stream, hours_from as "from" from sense.history_kept where hours_from > '-infinity'`)).map((one) => [one.stream, one.from.getTime()]));
  assert.deepEqual(rounded(await keptDays(db, zone)), rounded(figuresOf(told, (at) => dayOf(at, zone))), `days, ${why}`);
  const hours = figuresOf(told, (at) => hourOf(at, zone)).filter(({ stream, key }) => Date.parse(key.split(' ')[1] ?? '') >= (from.get(stream) ?? -Infinity));
  assert.deepEqual(rounded(await keptHours(db)), rounded(hours), `hours, ${why}`);
}

test('roll-ups are what an independent count gives, whatever was told in which order, told twice, late, taken back, changed, forgotten, cut off or done at once', { timeout: 280_000 }, async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  for (const zone of ZONES) {
    for (const policy of [false, true]) {
      await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 14 }), async (acts) => {
        await db.run(sql`delete from sense.observations`);
        await db.run(sql`delete from sense.things`);
        await db.run(sql`delete from sense.history_policies`);
        await settle(db, zone, NOW);
        const streams = await streamsIn(db, 3, NOW);
        if (policy) await db.run(sql`insert into sense.history_policies (raw_days, hours_days, changed_at) values (12, 20, ${NOW})`);
        const told = await play(db, acts, zone, streams);
        await settle(db, zone, NOW);
        await equal(db, told, zone, `${zone}${policy ? ', with retention' : ''}`);
        if (policy) { await forget(db, zone, NOW); await settle(db, zone, NOW); await equal(db, told, zone, `${zone}, all forgotten`); }
        assert.deepEqual(await db.rows(Id, sql`select d.id from sense.datastreams d where d.observed <> (select count(*) from sense.observations o where o.datastream_id = d.id) or d.time_from is distinct from (select min(time) from sense.observations o where o.datastream_id = d.id) or d.last_time is distinct from (select max(time) from sense.observations o where o.datastream_id = d.id)`), [], 'streams say what is there');
      }), { numRuns: 6 });
    }
  }
});

test('on the embedded database too, with the largest and smallest numbers there are', { timeout: 200_000 }, async (t) => {
  const db = await freshEmbedded(t);
  const [stream = 0] = await streamsIn(db, 1, NOW);
  const told = await tell(db, [1.7e308, 1.7e308, -1.7e308, 5e-324, null].map((value, i) => ({ stream, at: BEGIN + i * 1000, number: value })), NOW);
  await settle(db, 'Asia/Kolkata', NOW);
  const [hour] = await keptHours(db);
  assert.deepEqual([hour?.n, hour?.numbers, hour?.max, hour?.min, hour?.last], [5, 4, 1.7e308, -1.7e308, 5e-324]);
  assert.ok(Math.abs((hour?.avg ?? 0) / 4.25e307 - 1) < 1e-9, 'the mean of numbers whose sum is none');
  assert.equal((await keptDays(db, 'Asia/Kolkata')).length, 1);
  await db.begin((tx) => remove(tx, 'Observations', told[0]?.id ?? 0));
  await settle(db, 'Asia/Kolkata', NOW);
  assert.equal((await keptHours(db))[0]?.n, 4);
});
