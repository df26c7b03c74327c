// What of the numbers comes out of the database: how far listeners are behind, what is parked, which jobs wait. Each is counted to a bound,
// so that a scrape costs the same when something has piled up.
import { z } from 'zod';
import { sql } from '../db/sql.ts';
import type { Database } from '../db/types.ts';
import { single, type Family, type Sample } from './metrics-text.ts';

const MOST = 10_000;
const Behind = z.object({ listener: z.string(), behind: z.number(), seconds: z.number(), failures: z.number() });
const Waiting = z.object({ name: z.string(), state: z.string(), n: z.number() });

/** Families of this moment; `now` is the database's own age counted from. Throws DatabaseAway when it is away. */
export async function databaseFamilies(db: Database): Promise<Family[]> {
  const [behind, parked, jobs] = [await listeners(db), await parkedEvents(db), await jobsWaiting(db)];
  const each = (value: (row: z.output<typeof Behind>) => number) => behind.map((row): Sample => ({ labels: { listener: row.listener }, value: value(row) }));
  return [
    { name: 'comis_outbox_behind', kind: 'gauge', help: `Events a listener has not read yet, at most ${MOST}.`, samples: each((row) => row.behind) },
    { name: 'comis_outbox_behind_seconds', kind: 'gauge', help: 'Age of the oldest event a listener has not read yet.', samples: each((row) => row.seconds) },
    { name: 'comis_outbox_failures', kind: 'gauge', help: 'Failed attempts at the event a listener stands at.', samples: each((row) => row.failures) },
    single('gauge', 'comis_outbox_parked', `Events that were given up and wait for an operator, at most ${MOST}.`, parked),
    { name: 'comis_jobs', kind: 'gauge', help: `Jobs by name and state, at most ${MOST} each.`, samples: jobs.map(({ name, state, n }) => ({ labels: { name, state }, value: n })) },
  ];
}

const listeners = (db: Database) => db.rows(Behind, sql`
  select c.listener, c.failures, unread.n as behind, greatest(0, coalesce(extract(epoch from clock_timestamp() - unread.oldest), 0))::float8 as seconds
  from ground.events_cursors c cross join lateral (
    select count(*)::int as n, min(e.at) as oldest from (select at from ground.events_outbox where (tx, id) > (c.tx, c.id) order by tx, id limit ${MOST}) e
  ) unread order by c.listener`);

const parkedEvents = async (db: Database): Promise<number> => (await db.one(z.object({ n: z.number() }), sql`
  select count(*)::int as n from (select 1 from ground.events_parked where settled_at is null limit ${MOST}) p`)).n;

/** None where this process and its tables have no jobs (tools, tests). */
async function jobsWaiting(db: Database): Promise<z.output<typeof Waiting>[]> {
  const { there } = await db.one(z.object({ there: z.boolean() }), sql`select to_regclass('jobs.job') is not null as there`);
  if (!there) return [];
  return db.rows(Waiting, sql`
    select q.name, s.state, least(${MOST}, count(j.*))::int as n from jobs.queue q cross join unnest(array['created', 'retry', 'active', 'failed']) s(state)
    left join lateral (select 1 from jobs.job where name = q.name and job.state::text = s.state limit ${MOST}) j on true
    group by 1, 2 order by 1, 2`);
}
