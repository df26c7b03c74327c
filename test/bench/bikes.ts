// 50,000 synthetic bikes of several operators: the judgement as the job does it (read, judged, written) against reading the same rows once by the driver, and the
// memory it takes. The promise is time: five minutes lie between two judgements, it takes a small part of them and little memory.
import { z } from 'zod';
import { migrate, openDatabase, sql, type Database } from '#ground/db/index.ts';
import { saveOrganisations } from '#city/organisations/index.ts';
import { govern, beginSimulation } from '#sense/bikes/index.ts';
import { everyMigration } from '#test/database.ts';
import { seedSmallCity } from '#test/small-city.ts';
import { median, type Bench, type BenchTools, type Row } from './support/harness.ts';

const BIKES = 50_000;
/** Milliseconds for a judgement on the reference machine, and megabytes above what the process had. */
const PROMISED_MS = 5000;
const PROMISED_MB = 256;
const MINUTE = 60_000;
const MB = 1_048_576;

export const bench: Bench = {
  name: 'bikes', about: `a judgement of ${BIKES.toLocaleString('en')} synthetic bikes, read, judged and written; the ratios are ${PROMISED_MS} ms over the median time and ${PROMISED_MB} MB over the most memory it took (reference machine)`, needs: ['postgres'],
  async run(tools) {
    const db = await openDatabase({ url: await tools.openCluster() });
    try {
      await migrate(db, await everyMigration());
      return await measured(db, tools);
    } finally {
      await db.close();
    }
  },
};

async function measured(db: Database, tools: BenchTools): Promise<Row[]> {
  const bikes = tools.quick ? BIKES / 5 : BIKES;
  let now = new Date();
  await seedSmallCity(db, now);
  const company = (code: string, name: string) => ({ code, kind: 'company' as const, level: 'district' as const, area: '900101', name });
  await saveOrganisations(db, [company('green', '绿单车'), company('orange', '橙单车'), company('blue', '蓝单车')], null, now);
  const began = performance.now();
  await beginSimulation(db, bikes, now);
  await db.run(sql`analyze`);
  tools.log(`bikes: ${bikes} made and first judged in ${Math.round(performance.now() - began)} ms`);
  const [times, reads, memory]: [number[], number[], number[]] = [[], [], []];
  let found = 0;
  for (let round = 0; round < tools.rounds; round++) {
    now = new Date(now.getTime() + 5 * MINUTE);
    globalThis.gc?.();
    const [before, started] = [process.memoryUsage(), performance.now()];
    const most = watched();
    const judged = await govern(db, now);
    times.push(performance.now() - started);
    memory.push((most() - before.rss) / MB);
    found = judged.findings.length;
    reads.push(await timed(() => readOnce(db)));
    tools.log(`bikes: judged in ${Math.round(times.at(-1) ?? 0)} ms, ${Math.round(memory.at(-1) ?? 0)} MB more; read alone ${Math.round(reads.at(-1) ?? 0)} ms; ${found} findings`);
  }
  const [ms, mb] = [median(times), Math.max(1, ...memory)];
  const about = `${bikes} bikes, ${found} findings; reading the rows alone ${Math.round(median(reads))} ms`;
  return [
    { work: 'judging all bikes, time', database: 'postgresql', product: `${Math.round(ms)} ms`, baseline: `${PROMISED_MS} ms`, ratio: PROMISED_MS / ms, least: 1, note: about },
    { work: 'judging all bikes, memory above what the process had', database: 'postgresql', product: `${Math.round(mb)} MB`, baseline: `${PROMISED_MB} MB`, ratio: PROMISED_MB / mb, least: 1, note: about },
  ];
}

/** The most resident memory until asked. */
function watched(): () => number {
  let most = process.memoryUsage().rss;
  const look = () => { most = Math.max(most, process.memoryUsage().rss); };
  const timer = setInterval(look, 20);
  return () => { clearInterval(timer); look(); return most; };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** The rows that a judgement needs, as the driver gives them. */
const readOnce = (db: Database) => db.rows(z.unknown(), sql`select device_id::text, operator, state, event_types, vehicle_type, propulsion, ST_X(geom), ST_Y(geom), accuracy_m, parked_since, tipped, location_type, speed from sense.bike_vehicles where geom is not null`);
