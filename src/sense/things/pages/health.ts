// How things stand, judged every two minutes in one statement: never heard, silent, partly stale or well, and whether a battery is low. Only what changed is
// written, and the counts of the fleet with it. The page tells when that was.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import type { Job } from '#ground/jobs/index.ts';
import { LOW_BATTERY, silentAfter, staleAfter, STREAMS, tellsBattery } from './freshness.ts';

export const STATES = ['never', 'silent', 'stale', 'ok'] as const;
export const State = z.enum(STATES);
export type State = z.output<typeof State>;

/** Judges every thing that has a stream. Returns how many things stand otherwise than before. */
export async function judgeThings(db: Db, now: Date): Promise<number> {
  const at = sql`${now}::timestamptz`;
  const { changed } = await db.one(z.object({ changed: z.number() }), sql`
    with streams as materialized (
      select d.thing_id, max(d.heard_at) as heard_at, coalesce(bool_or(d.last_time < ${at} - ${staleAfter}), false) as stale, coalesce(bool_or(d.last_number < ${LOW_BATTERY} and ${tellsBattery}), false) as low
      from ${STREAMS} group by d.thing_id),
    judged as materialized (
      select t.id, coalesce(t.organisation, '') as organisation, coalesce(t.kind, '') as kind, s.low,
        case when s.heard_at is null then 'never' when s.heard_at < ${at} - ${silentAfter} then 'silent' when s.stale then 'stale' else 'ok' end as state
      from streams s join sense.things t on t.id = s.thing_id left join sense.thing_kinds k on k.code = t.kind),
    written as (
      insert into sense.thing_states as o (thing_id, state, low_battery, since)
      select j.id, j.state, j.low, ${at} from judged j left join sense.thing_states x on x.thing_id = j.id where x.thing_id is null or x.state <> j.state or x.low_battery <> j.low order by j.id
      on conflict (thing_id) do update set since = case when o.state = excluded.state then o.since else excluded.since end, state = excluded.state, low_battery = excluded.low_battery returning 1),
    gone as (delete from sense.thing_states x where not exists (select 1 from judged j where j.id = x.thing_id) returning 1),
    counted as (
      insert into sense.thing_counts as c (organisation, kind, state, low_battery, n)
      select organisation, kind, state, low, sum(n)::int from (
        select organisation, kind, state, low, count(*) as n from judged group by 1, 2, 3, 4
        union all select organisation, kind, state, low_battery, 0 from sense.thing_counts) x group by 1, 2, 3, 4 order by 1, 2, 3, 4
      on conflict (organisation, kind, state, low_battery) do update set n = excluded.n where c.n <> excluded.n),
    told as (insert into sense.thing_judged (at) values (${at}) on conflict (once) do update set at = excluded.at)
    select ((select count(*) from written) + (select count(*) from gone))::int as changed`);
  return changed;
}

export const judgeJob: Job = { name: 'things-health', every: '*/2 * * * *', run: async ({ db, clock }) => { await judgeThings(db, clock.now()); } };
