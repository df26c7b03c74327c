// "Me too" (我也遇到, 就是它): one more person behind the same case, with a receipt of their own, instead of a second report.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { isDuplicate, sql, type Db } from '#ground/db/index.ts';
import type { AnyCtx } from '#ground/http/context.ts';
import { Refusal, refuse } from '#ground/http/refusal.ts';
import { digest } from '#ground/identity/index.ts';
import { act, follow, isPublic, REPORTER } from '#city/cases/index.ts';
import type { Receipt } from './contract.ts';
import { p } from './page-messages.ts';
import { receiptCode } from './submitting.ts';

export const MeToo = z.object({ once: z.uuid().optional() });

/** Two round trips: the case is read and judged, then step and report are written in one statement. The same `once` again returns the first receipt. */
export async function meToo(ctx: AnyCtx, number: string, input: z.output<typeof MeToo>): Promise<Receipt> {
  const once = input.once ?? randomUUID();
  const code = receiptCode(once);
  const beside = sql`mine as (insert into serve.reports (case_id, code, once, nature, class, source, reporter, person, lang, follows, created_at)
    select stepped.id, ${digest(code)}, ${once}::uuid, c.nature, c.class, 'web', ${ctx.viewer.person ? 'named' : 'anonymous'}, ${ctx.viewer.person ?? null}::uuid, ${ctx.lang}, true, ${ctx.now}::timestamptz
    from stepped join city.v_cases c on c.id = stepped.id)`;
  const step = () => act(ctx.db, REPORTER, isPublic, { number, verb: 'follow', now: ctx.now, beside }, (situation) => {
    if (situation.state.closed_at) throw refuse(409, p.overAlready);
    return follow(situation, { people: 1 });
  });
  try {
    const { row } = await patiently(step);
    ctx.ground.pump.nudge();
    return { number: row.number, code, due: row.due_at, again: false };
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return { ...(await first(ctx.db, once)), code, again: true };
  }
}

/** Many may say "me too" in the same moment: whoever finds that the case has just moved on asks again, a few times. */
async function patiently<T>(work: () => Promise<T>, tries = 6): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const movedOn = error instanceof Refusal && error.status === 409 && error.say('en') !== p.overAlready('en');
    if (!movedOn || tries <= 1) throw error;
    return patiently(work, tries - 1);
  }
}

const first = (db: Db, once: string): Promise<{ number: string; due: Date | null }> => db.one(z.object({ number: z.string(), due: z.date().nullable() }),
  sql`select c.number, c.due_at as due from serve.reports r join city.v_cases c on c.id = r.case_id where r.once = ${once}`);
