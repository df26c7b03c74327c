// From an observation that is durable to the decision of its rules that is durable, at half of the rate at which 16 connections' worth of single
// observations can be taken in. Intake and judging share one process and one pool, as in the product. A hundredth of the values crosses the limit, so
// alarms, their steps and at first their cases are written meanwhile.
import { create } from '#sense/things/writing/create.ts';
import { batcher } from '#sense/things/writing/batcher.ts';
import type { NewObservation } from '#sense/things/writing/ingest.ts';
import { entityOf } from '#sense/things/model.ts';
import { createRule, startRules, switchRule } from '#sense/rules/index.ts';
import { Definition } from '#sense/rules/contract.ts';
import { systemClock } from '#ground/clock/index.ts';
import { migrate, openDatabase, type Database } from '#ground/db/index.ts';
import { everyMigration } from '#test/database.ts';
import { seedSmallCity } from '#test/small-city.ts';
import { median, percentile, type Bench, type BenchTools, type Row } from './support/harness.ts';

const STREAMS = 1000;
const CONNECTIONS = 16;
/** Milliseconds: the promise. */
const PROMISED = 50;
const CROSSES = 100;

export const bench: Bench = {
  name: 'rules', about: `rule decision after arrival: from the durable observation to the durable decision, ${STREAMS} streams each under two rules, at half of the ingest limit; the ratio is ${PROMISED} ms over the p99 (reference machine)`, needs: ['postgres'],
  async run(tools) {
    const db = await openDatabase({ url: await tools.openCluster() });
    try {
      await migrate(db, await everyMigration());
      return [await measured(db, tools)];
    } finally {
      await db.close();
    }
  },
};

async function measured(db: Database, tools: BenchTools): Promise<Row> {
  const now = () => new Date();
  await seedSmallCity(db, now());
  const streams = await makeStreams(db);
  const rule = (more: object) => Definition.parse({ name: { zh: '界限' }, watch: {}, per: 'thing', severity: 'warning', class: 'E0406', when: { kind: 'threshold', input: 'PM10', op: 'above', limit: 150 }, ...more });
  for (const one of [rule({}), rule({ when: { kind: 'repeat', input: 'PM10', op: 'above', limit: 500, times: 3, within: 3600 } })]) await switchRule(db, await createRule(db, one, { person: null, now: now() }), true, now());
  let sent = 0;
  const value = (): NewObservation => ({ stream: streams[sent % streams.length] ?? 0, from: now(), to: null, resultTime: null, number: (sent++ * 7) % CROSSES === 0 ? 200 : 100, result: null, quality: null, validFrom: null, validTo: null, parameters: null, feature: null });
  const taking = batcher(db, now);
  const limit = await limitOf(() => taking.add(value()), tools.seconds);
  const rounds: number[] = [];
  let judgedAll = 0;
  for (let round = 0; round < tools.rounds; round++) {
    const waits = await latencies(db, taking, value, limit / 2, tools.seconds);
    judgedAll += waits.length;
    rounds.push(percentile(waits, 0.99));
    tools.log(`rules: ${waits.length} decisions, p50 ${percentile(waits, 0.5).toFixed(1)} ms, p99 ${percentile(waits, 0.99).toFixed(1)} ms at ${Math.round(limit / 2)} /s`);
  }
  const p99 = median(rounds);
  return { work: 'decision after arrival, p99', database: 'postgresql', product: `${p99.toFixed(1)} ms`, baseline: `${PROMISED} ms`, ratio: PROMISED / p99, least: 1, note: `${judgedAll} values judged at ${Math.round(limit / 2)} /s, half of ${Math.round(limit)} /s` };
}

async function makeStreams(db: Database): Promise<number[]> {
  const shared = { observationType: 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement', unitOfMeasurement: { name: 'n', symbol: 'n', definition: 'd' } };
  return db.begin(async (tx) => {
    const sensor = await create(tx, entityOf('Sensors'), { name: 's', description: '', encodingType: 'text/html', metadata: 'm' }, new Date());
    const property = await create(tx, entityOf('ObservedProperties'), { name: 'PM10', definition: 'http://p', description: '' }, new Date());
    const streams: number[] = [];
    for (let i = 0; i < STREAMS; i++) {
      const thing = await create(tx, entityOf('Things'), { name: `t${i}`, description: '', Locations: [{ name: 'l', description: '', encodingType: 'application/geo+json', location: { type: 'Point', coordinates: [118.3 + (i % 40) / 1000, 30.9 + i / 60_000] } }] }, new Date());
      streams.push(await create(tx, entityOf('Datastreams'), { ...shared, name: 'd', description: '', Thing: { '@iot.id': thing }, Sensor: { '@iot.id': sensor }, ObservedProperty: { '@iot.id': property } }, new Date()));
    }
    return streams;
  });
}

/** Observations a second that so many at a time reach, each waiting for its own row. */
async function limitOf(add: () => Promise<unknown>, seconds: number): Promise<number> {
  let n = 0;
  const end = performance.now() + seconds * 1000;
  await Promise.all(Array.from({ length: CONNECTIONS }, async () => { while (performance.now() < end) { await add(); n++; } }));
  return n / seconds;
}

/** Milliseconds from each observation's durability to that of its decision, at a steady rate. */
async function latencies(db: Database, taking: ReturnType<typeof batcher>, value: () => NewObservation, rate: number, seconds: number): Promise<number[]> {
  const durable = new Map<number, number>();
  const judged = new Map<number, number>();
  const rules = startRules({ db, clock: systemClock, onError: (error) => { throw error; }, onSlice: (slice) => { const at = performance.now(); for (const { id } of slice.values) judged.set(id, at); } });
  await rules.settle();
  const sending: Promise<unknown>[] = [];
  const begun = performance.now();
  for (let n = 0; n < rate * seconds; ) {
    const due = Math.min(rate * seconds, ((performance.now() - begun) / 1000) * rate);
    for (; n < due; n++) sending.push(taking.add(value()).then((outcome) => { if ('id' in outcome) durable.set(outcome.id, performance.now()); rules.nudge(); }));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(sending);
  await rules.settle();
  await rules.stop();
  const missing = [...durable.keys()].filter((id) => !judged.has(id)).length;
  if (missing) throw new Error(`${missing} observations were not judged`);
  return [...durable].map(([id, at]) => Math.max(0, (judged.get(id) ?? 0) - at));
}
