// Work that need not happen within a request: letters, sweeps, reports of the night. pg-boss keeps it in the same database, so it survives
// restarts and is done by one process at a time. Jobs are shallow: each calls one function of its room.
import { randomUUID } from 'node:crypto';
import { PgBoss } from 'pg-boss';
import type { Database } from '../db/types.ts';
import type { Ground } from '../http/context.ts';

export interface Job<T extends object = object> {
  readonly name: string;
  /** Five cron fields in the city's zone; absent for jobs that are sent. */
  readonly every?: string;
  /** Types of events after which it runs soon, beside its times: letters need not wait for the minute. */
  readonly soonAfter?: readonly string[];
  /** Seconds after which an attempt counts as failed; default 120. */
  readonly within?: number;
  run(ground: Ground, data: T): Promise<void>;
}

export interface Jobs {
  /** Done at least once, retried 8 times with growing pauses. `key`: a second one with the same key while the first waits is left out. */
  send(name: string, data: object, options?: { key?: string; after?: Date }): Promise<void>;
  /** Begins to work (not in tests that drive jobs by hand). */
  work(ground: Ground, jobs: readonly Job[]): Promise<void>;
  stop(): Promise<void>;
}

export async function openJobs(db: Database, onError: (error: unknown) => void): Promise<Jobs> {
  const reach = Object.fromEntries(Object.entries(db.connection).filter(([, value]) => value !== undefined));
  const boss = new PgBoss({ ...reach, schema: 'jobs', max: 2, application_name: 'comis-jobs' });
  boss.on('error', onError);
  await boss.start();
  const known = new Set<string>();
  const queue = async (name: string, within = 120) => {
    if (known.has(name)) return;
    // 'short': one waiting job a key; jobs without a key get one of their own.
    await boss.createQueue(name, { policy: 'short', retryLimit: 8, retryBackoff: true, expireInSeconds: within });
    known.add(name);
  };
  return {
    async send(name, data, options = {}) {
      await queue(name);
      await boss.send(name, data, { singletonKey: options.key ?? randomUUID(), ...(options.after ? { startAfter: options.after } : {}) });
    },
    async work(ground, jobs) {
      const { zone } = await ground.site();
      for (const job of jobs) {
        await queue(job.name, job.within);
        await boss.work(job.name, { pollingIntervalSeconds: 2 }, async (batch) => { for (const one of batch) await job.run(ground, one.data ?? {}); });
        if (job.every) await boss.schedule(job.name, job.every, {}, { tz: zone });
      }
    },
    stop: () => boss.stop({ graceful: true, close: true, timeout: 1500 }),
  };
}

/** For tests and tools that run no jobs: keeps what was sent so that it can be looked at and run by hand. */
export function heldJobs(): Jobs & { readonly sent: { name: string; data: object }[]; runAll(ground: Ground, jobs: readonly Job[]): Promise<void> } {
  const sent: { name: string; data: object }[] = [];
  return {
    sent,
    send: async (name, data) => { sent.push({ name, data }); },
    work: async () => {},
    stop: async () => {},
    async runAll(ground, jobs) {
      for (let one = sent.shift(); one; one = sent.shift()) await jobs.find((j) => j.name === one?.name)?.run(ground, one.data);
    },
  };
}
