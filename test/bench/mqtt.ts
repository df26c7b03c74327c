// MQTT: publications of QoS 1 that are acknowledged when they are durable, against bare inserts in batches through the same driver; and what one subscriber
// that hangs costs the others. The product runs as its operator runs it; the load comes from a thread of bare sockets.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { openDatabase, sql, type Database } from '#ground/db/index.ts';
import { median, paired, percentile, startProduct, type Bench, type BenchTools, type Row } from './support/harness.ts';
import type { MqttDone, MqttWork } from './support/mqtt-worker.ts';
import { makeStreams, STREAMS } from './support/things-city.ts';

const CLIENTS = 100;
const IN_FLIGHT = 10;
const BATCH = 100;
const LISTENERS = 20;
/** Publications a second while some listen: each is told to all of them. */
const STEADY = 200;
/** The promise is made of so many pairs, whatever `--rounds` says. */
const PAIRS = 9;

export const bench: Bench = {
  name: 'mqtt', about: `MQTT QoS 1 acknowledged when durable, ${CLIENTS} clients with ${IN_FLIGHT} in flight each, against bare inserts in batches of ${BATCH} by the same driver; ${LISTENERS} subscribers with one more that hangs, against the same without it (p99 from publishing to hearing)`, needs: ['postgres'],
  async run(tools) {
    const url = await tools.openCluster();
    const db = await openDatabase({ url, poolSize: 2 });
    await makeStreams(db);
    const product = await startProduct({ DATABASE_URL: url, MQTT_PORT: '0', STA_OPEN_WRITE: 'on' }, { args: ['--empty'] });
    try {
      const port = Number(/mqtt:\/\/localhost:(\d+)/.exec(await (await fetch(`${product.url}/sta/v1.1`)).text())?.[1]);
      return [await durable(tools, db, port), await hanging(tools, db, port)];
    } finally {
      await product.stop();
      await db.close();
    }
  },
};

async function load(work: MqttWork): Promise<MqttDone> {
  const worker = new Worker(new URL('./support/mqtt-worker.ts', import.meta.url), { workerData: work });
  try {
    const [done] = (await once(worker, 'message')) as [MqttDone | { error: string }];
    if ('error' in done) throw new Error(done.error);
    return done;
  } finally {
    await worker.terminate();
  }
}

const topicOf = (stream: number): string => `v1.1/Datastreams(${stream})/Observations`;
const observations = async (db: Database): Promise<number> => (await db.one(z.object({ n: z.number() }), sql`select sum(observed)::float8 as n from sense.datastreams`)).n;

async function durable(tools: BenchTools, db: Database, port: number): Promise<Row> {
  const messages = Array.from({ length: STREAMS }, (_, i) => ({ topic: topicOf(i + 1), payload: JSON.stringify({ phenomenonTime: '2026-11-20T08:00:00Z', result: i }) }));
  const publishing = async () => {
    const before = await observations(db);
    const done = await load({ port, seconds: tools.seconds, publishers: CLIENTS, inFlight: IN_FLIGHT, messages, subscribers: 0, hanging: 0 });
    const stored = (await observations(db)) - before;
    if (stored !== done.sent) throw new Error(`${done.sent} sent and acknowledged, ${stored} stored`);
    return done.acknowledged / done.seconds;
  };
  const pair = await paired({ rounds: tools.rounds }, publishing, () => bareBatches(db, tools.seconds));
  tools.log(`MQTT QoS 1: ${pair.ratio.toFixed(2)} (${pair.min.toFixed(2)} to ${pair.max.toFixed(2)})`);
  return { work: `MQTT QoS 1 acknowledged when durable, ${CLIENTS} clients, ${IN_FLIGHT} in flight`, database: 'postgresql', product: `${Math.round(pair.product)} /s`, baseline: `${Math.round(pair.baseline)} rows/s`, ratio: pair.ratio, least: 0.1, note: `baseline: batches of ${BATCH} by unnest, one after another` };
}

/** Batches of rows, each committed by itself, one after another; rows a second. */
async function bareBatches(db: Database, seconds: number): Promise<number> {
  const time = new Date('2026-11-20T08:00:00Z');
  const began = performance.now();
  let done = 0;
  while (performance.now() - began < seconds * 1000) {
    const streams = Array.from({ length: BATCH }, (_, i) => ((done + i) % STREAMS) + 1);
    await db.run(sql`insert into sense.observations (datastream_id, time, number, feature_id) select s, t, n, 1 from unnest(${streams}::bigint[], ${streams.map(() => time)}::timestamptz[], ${streams}::float8[]) as u(s, t, n)`);
    done += BATCH;
  }
  return done / ((performance.now() - began) / 1000);
}

async function hanging(tools: BenchTools, db: Database, port: number): Promise<Row> {
  const topic = topicOf(1);
  const heard = async (hung: number) => {
    const before = await observations(db);
    const done = await load({ port, seconds: tools.seconds, publishers: 10, inFlight: 1, messages: [{ topic, payload: '' }], rate: STEADY, subscribers: LISTENERS, hanging: hung, topic });
    const stored = (await observations(db)) - before;
    if (done.heard !== done.acknowledged * LISTENERS || stored !== done.sent) throw new Error(`${done.sent} sent, ${done.acknowledged} acknowledged, ${stored} stored, ${done.heard} of ${done.acknowledged * LISTENERS} heard`);
    return percentile(done.waits, 0.99);
  };
  await heard(0);
  const ratios: number[] = [];
  const [withOne, without]: [number[], number[]] = [[], []];
  for (let i = 0; i < (tools.quick ? 3 : PAIRS); i++) {
    const first = await heard(i % 2);
    const second = await heard(1 - (i % 2));
    const [hung, free] = i % 2 ? [first, second] : [second, first];
    withOne.push(hung);
    without.push(free);
    ratios.push(free / hung);
  }
  tools.log(`one that hangs: ${ratios.map((ratio) => ratio.toFixed(2)).join(' ')}`);
  return { work: `one subscriber that hangs, others' p99, ${LISTENERS} subscribers, ${STEADY} values/s`, database: 'postgresql', product: `${median(withOne).toFixed(1)} ms`, baseline: `${median(without).toFixed(1)} ms`, ratio: median(ratios), least: 0.8, note: `median of ${ratios.length} pairs; nothing was lost: all that was acknowledged was stored, and heard by everyone` };
}
