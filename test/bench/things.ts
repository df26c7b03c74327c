// The sensors. Writing over HTTP by API key into the running product, against the barest inserts into the same tables by the same driver. Reading through the
// app's whole handler at 10,000,000 observations, against the best SQL written by hand for each question, whose rows are compared before anything is timed.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { house } from '#app';
import { readConfig } from '#ground/config/index.ts';
import { openDatabase, sql, type Database } from '#ground/db/index.ts';
import { createPerson, grant, issueKey } from '#ground/identity/index.ts';
import { openHouse } from '#ground/start.ts';
import { load, paired, startProduct, type Bench, type BenchTools, type Row, type Shot } from './support/harness.ts';
import { embeddedTables, makeObservations, makeStreams, STREAMS } from './support/things-city.ts';
import { questions } from './support/things-questions.ts';

const CONNECTIONS = 16;
const ROWS = 1000;

export const bench: Bench = {
  name: 'things', about: `SensorThings: single observations by ${CONNECTIONS} connections and data arrays of ${ROWS} rows over HTTP, against bare inserts by the same driver; questions at 10,000,000 observations through the app's handler, against SQL written by hand`, needs: ['postgres'],
  run: async (tools) => [...(await writing(tools)), ...(await embeddedWriting(tools)), ...(await reading(tools))],
};

const FAST = { KEY_WRITES_PER_MINUTE: '100000000' };
const told = (tools: BenchTools, work: string, pair: { ratio: number; min: number; max: number }) => tools.log(`${work}: ${pair.ratio.toFixed(2)} (${pair.min.toFixed(2)} to ${pair.max.toFixed(2)})`);

async function stewardKey(db: Database): Promise<string> {
  const person = await createPerson(db, { login: 'bench-sensors', name: 'Bench' });
  await grant(db, person, { role: 'steward', organisation: null, area: null });
  return issueKey(db, person, 'bench');
}

async function writing(tools: BenchTools): Promise<Row[]> {
  const url = await tools.openCluster();
  const db = await openDatabase({ url, poolSize: CONNECTIONS });
  await makeStreams(db);
  const key = await stewardKey(db);
  const product = await startProduct({ ...FAST, DATABASE_URL: url }, { args: ['--empty'] });
  try {
    const rows: Row[] = [];
    for (const [work, streams] of [[`single POST over ${STREAMS.toLocaleString('en')} datastreams`, STREAMS], ['single POST, one hot datastream', 1]] as const) {
      const shots = Array.from({ length: streams }, (_, i): Shot => ({ method: 'POST', path: `/sta/v1.1/Datastreams(${i + 1})/Observations`, headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` }, body: JSON.stringify({ phenomenonTime: '2026-11-20T08:00:00Z', result: i }) }));
      const pair = await paired({ rounds: tools.rounds }, async () => (await load({ url: product.url, connections: CONNECTIONS, seconds: tools.seconds, shots })).rate, () => bareInserts(db, streams, tools.seconds));
      told(tools, work, pair);
      rows.push({ work: `${work}, ${CONNECTIONS} connections`, database: 'postgresql', product: `${Math.round(pair.product)} /s`, baseline: `${Math.round(pair.baseline)} /s`, ratio: pair.ratio, least: 0.4 });
    }
    return [...rows, await arrays(tools, 'postgresql', product.url, key, db)];
  } finally {
    await product.stop();
    await db.close();
  }
}

/** Single rows, each committed by itself; inserts a second. */
async function bareInserts(db: Database, streams: number, seconds: number): Promise<number> {
  const began = performance.now();
  let done = 0;
  await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
    while (performance.now() - began < seconds * 1000) {
      const stream = (done++ % streams) + 1;
      await db.run(sql`insert into sense.observations (datastream_id, time, number, feature_id) values (${stream}, ${new Date('2026-11-20T08:00:00Z')}, ${stream}, 1)`);
    }
  }));
  return done / ((performance.now() - began) / 1000);
}

/** One data array of so many rows over ten streams, one after another; rows a second. */
async function arrays(tools: BenchTools, database: Row['database'], url: string, key: string, db: Database): Promise<Row> {
  const time = (i: number) => new Date(Date.UTC(2026, 10, 20) + i * 1000);
  const body = JSON.stringify(Array.from({ length: 10 }, (_, s) => ({ Datastream: { '@iot.id': s + 1 }, components: ['phenomenonTime', 'result'], dataArray: Array.from({ length: ROWS / 10 }, (_one, i) => [time(i).toISOString(), i]) })));
  const [streams, times, numbers] = [Array.from({ length: ROWS }, (_, i) => Math.floor(i / 100) + 1), Array.from({ length: ROWS }, (_, i) => time(i % 100)), Array.from({ length: ROWS }, (_, i) => i % 100)];
  const shots: Shot[] = [{ method: 'POST', path: '/sta/v1.1/CreateObservations', headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` }, body }];
  const bare = async () => {
    const began = performance.now();
    let done = 0;
    for (; performance.now() - began < tools.seconds * 1000; done++) await db.run(sql`insert into sense.observations (datastream_id, time, number, feature_id) select s, t, n, 1 from unnest(${streams}::bigint[], ${times}::timestamptz[], ${numbers}::float8[]) as u(s, t, n)`);
    return (done * ROWS) / ((performance.now() - began) / 1000);
  };
  const pair = await paired({ rounds: tools.rounds }, async () => (await load({ url, connections: 1, seconds: tools.seconds, shots })).rate * ROWS, bare);
  told(tools, `CreateObservations, ${database}`, pair);
  return { work: `CreateObservations of ${ROWS.toLocaleString('en')} rows`, database, product: `${Math.round(pair.product)} rows/s`, baseline: `${Math.round(pair.baseline)} rows/s`, ratio: pair.ratio, least: 0.3 };
}

/** The embedded database belongs to one process alone: the product has one, the baseline another of the same tables. */
async function embeddedWriting(tools: BenchTools): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'comis-things-'));
  const first = await embeddedTables(join(folder, 'product', 'database'));
  await makeStreams(first);
  const key = await stewardKey(first);
  await first.close();
  const product = await startProduct({ ...FAST, DATA_DIR: join(folder, 'product') }, { args: ['--empty'] });
  const db = await embeddedTables(join(folder, 'baseline'));
  try {
    await makeStreams(db);
    return [await arrays(tools, 'embedded', product.url, key, db)];
  } finally {
    await db.close();
    await product.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const Answer = z.looseObject({ '@iot.count': z.number().optional(), value: z.array(z.looseObject({ '@iot.id': z.number().optional() })) });

async function reading(tools: BenchTools): Promise<Row[]> {
  const db = await openDatabase({ url: await tools.openCluster(), poolSize: 4 });
  const folder = await mkdtemp(join(tmpdir(), 'comis-things-'));
  const total = tools.quick ? 1_000_000 : 10_000_000;
  await makeStreams(db);
  await makeObservations(db, total, tools.log);
  const opened = await openHouse(db, readConfig({ DATA_DIR: folder, LOG: 'quiet' }), house, { baseUrl: 'http://localhost', jobs: 'held' });
  try {
    const rows: Row[] = [];
    for (const { work, address, byHand, rowsOf } of questions(db, total)) {
      const ask = async () => (await opened.app.request(new Request(`http://localhost/sta/v1.1${address}`))).text();
      const ours = Answer.parse(JSON.parse(await ask()));
      assert.deepEqual(rowsOf(ours), await byHand(), work);
      const pair = await paired({ rounds: tools.rounds }, () => rate(ask, tools.seconds), () => rate(byHand, tools.seconds));
      told(tools, work, pair);
      rows.push({ work: `${work}, ${total.toLocaleString('en')} observations`, database: 'postgresql', product: `${(1000 / pair.product).toFixed(1)} ms`, baseline: `${(1000 / pair.baseline).toFixed(1)} ms`, ratio: pair.ratio, least: 0.5 });
    }
    return rows;
  } finally {
    await opened.close();
    await db.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Answers a second, one after another. */
async function rate(ask: () => Promise<unknown>, seconds: number): Promise<number> {
  const began = performance.now();
  let done = 0;
  for (; performance.now() - began < seconds * 1000; done++) await ask();
  return done / ((performance.now() - began) / 1000);
}
