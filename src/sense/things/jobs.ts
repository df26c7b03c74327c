// The stream of what was added is for those who follow it closely; what is older than a day nobody reads any more.
import { sql } from '#ground/db/index.ts';
import type { Job } from '#ground/jobs/index.ts';
import { rollUpJob } from './history/index.ts';

const KEPT_MS = 86_400_000;
/** Rows of one statement: on the embedded database everybody waits for it. */
const SLICE = 2000;

export const forgetBatches: Job = {
  name: 'things-batches', every: '*/10 * * * *',
  async run(ground) {
    const { db, clock } = ground;
    // What is not rolled up yet is kept, however old.
    await rollUpJob.run(ground, {});
    const before = new Date(clock.now().getTime() - KEPT_MS);
    while ((await db.run(sql`delete from sense.observation_batches where (tx, id) in (select tx, id from sense.observation_batches where at < ${before} and (tx, id) <= (select s.tx, s.id from sense.history_state s) order by at limit ${SLICE})`)) === SLICE);
    while ((await db.run(sql`delete from sense.entity_changes where (tx, id) in (select tx, id from sense.entity_changes where at < ${before} order by at limit ${SLICE})`)) === SLICE);
    // Sessions of MQTT that nobody came back to: what they missed is gone.
    await db.run(sql`delete from sense.mqtt_sessions where name in (select name from sense.mqtt_sessions where seen_at < ${before} order by seen_at limit ${SLICE})`);
  },
};
