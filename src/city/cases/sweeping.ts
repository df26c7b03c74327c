// What the house does by itself every few minutes: notes that a limit was missed (超时升级), and lets a suspended case go on when its time has come.
import { z } from 'zod';
import { sql, type Db, type Query } from '#ground/db/index.ts';
import { Refusal } from '#ground/http/refusal.ts';
import { act, SYSTEM, type Decider } from './acting.ts';
import type { CityTools } from './context.ts';
import * as handling from './handling.ts';
import type { CaseRow } from './store.ts';

/** At most so many cases a sweep and kind; the next sweep takes the rest, the longest waiting first. */
const MOST = 200;

/** Escalates every case whose present limit has passed, once for each limit, but for limits that had passed when the case came in from a history; returns how many. */
export const escalateLate = (db: Db, now: Date): Promise<number> => sweep(db, now, 'escalate', (s) => handling.escalate(s), sql`
  select c.number from city.cases c where c.closed_at is null and c.suspended_at is null and c.stage_due_at < ${now} and c.late_before is distinct from c.stage_due_at
    and not exists (select 1 from city.case_steps t where t.case_id = c.id and t.verb = 'escalate' and t.at > c.stage_due_at) order by c.stage_due_at limit ${MOST}`);

/** Resumes every suspended case whose day has come; returns how many. */
export const resumeDue = (db: Db, now: Date): Promise<number> => sweep(db, now, 'resume', (s, row, tools) => handling.resume(s, { unit: unitOf(row, tools) }), sql`
  select c.number from city.cases c where c.suspended_at is not null and c.closed_at is null and c.suspended_until <= ${now} order by c.suspended_until limit ${MOST}`);

const unitOf = (row: CaseRow, tools: CityTools) => (row.standard === null ? undefined : tools.classes.standard(row.standard))?.limit_unit ?? 'work_hour';

async function sweep(db: Db, now: Date, verb: 'escalate' | 'resume', decide: Decider, which: Query): Promise<number> {
  const found = await db.rows(z.object({ number: z.string() }), which);
  let done = 0;
  for (const { number } of found) {
    try {
      await act(db, SYSTEM, sql`true`, { number, verb, now }, decide);
      done += 1;
    } catch (error) {
      // Somebody took a step in the meantime: the next sweep looks again.
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return done;
}
