// What people do about alarms: acknowledge, and end their cases. Both wait for the cursor, so that the one who judges and they see each other's states.
import { z } from 'zod';
import { listen } from '#ground/events/index.ts';
import { sql, type Db } from '#ground/db/index.ts';
import { caseStepped, type CaseStepped } from '#city/cases/contract.ts';
import { stepInsert } from './alarms.ts';
import { Severity, type Trace } from './contract.ts';
import { acknowledged, resolved, type State } from './rules.ts';
import { awaitCursor, bumpCursor, definitionOf, saveStates, statesOf } from './store.ts';

const Open = z.object({ id: z.number(), rule: z.number(), version: z.number(), key: z.string(), severity: Severity, case: z.number().nullable(), acknowledged_at: z.date().nullable() });

/** Acknowledges an open alarm; false when it is resolved or somebody did already. `seen` limits it to those the viewer may see (alias a). */
export async function acknowledge(tx: Db, id: number, person: string, now: Date): Promise<boolean> {
  await awaitCursor(tx);
  const alarm = await tx.maybe(Open, sql`update sense.rule_alarms set acknowledged_at = ${now}::timestamptz, acknowledged_by = ${person}::uuid where id = ${id} and resolved_at is null and acknowledged_at is null
    returning id, rule_id as rule, version, key, severity, case_id as case, acknowledged_at`);
  if (!alarm) return false;
  await changed(tx, alarm, acknowledged);
  await tx.run(stepInsert({ ...alarm, what: 'acknowledged', at: now, trace: plain('person', now), now, person }, sql`${alarm.id}::bigint`));
  return true;
}

/** An alarm ends with its case, never before: closed after a check, refused, or found void. A case merged into another passes its alarm on to that one. */
export const onCase = listen('sense/rules', caseStepped, async (tx, { payload, at }) => {
  if (payload.into !== null && payload.into !== undefined && payload.verb === 'merge') { await follow(tx, payload.id, payload.into); return; }
  if (payload.stage === 'closed' || payload.stage === 'void') await resolveOf(tx, payload, at);
});

const follow = (tx: Db, from: number, into: number) => tx.run(sql`
  update sense.rule_alarms a set case_id = c.id, case_number = c.number from city.v_cases c where c.id = ${into} and a.case_id = ${from} and a.resolved_at is null`);

async function resolveOf(tx: Db, { id, number, stage }: CaseStepped, at: Date): Promise<void> {
  // Most cases are of no alarm: they do not wait for those who judge.
  if (!(await tx.maybe(z.object({ id: z.number() }), sql`select id from sense.rule_alarms where case_id = ${id} and resolved_at is null limit 1`))) return;
  await awaitCursor(tx);
  const alarms = await tx.rows(Open, sql`update sense.rule_alarms a set resolved_at = ${at}::timestamptz, status = 'resolved', verdict = case when ${stage}::text = 'void' or (select c.outcome from city.v_cases c where c.id = a.case_id) in ('refused', 'void') then 'false' else 'true' end
    where a.case_id = ${id} and a.resolved_at is null returning a.id, a.rule_id as rule, a.version, a.key, a.severity, a.case_id as case, a.acknowledged_at`);
  for (const alarm of alarms) {
    const rule = await definitionOf(tx, alarm.rule, alarm.version);
    if (rule) await changed(tx, alarm, (state) => resolved(state, rule, at.getTime()));
    await tx.run(stepInsert({ ...alarm, what: 'resolved', at, trace: { ...plain('case', at), number }, now: at }, sql`${alarm.id}::bigint`));
  }
}

/** Changes the state of the alarm's key and tells those who keep it in memory. Its clock is asked again at once. */
async function changed(tx: Db, { rule, key }: { rule: number; key: string }, change: (state: State) => State): Promise<void> {
  const [row] = await statesOf(tx, [{ rule, key }]);
  if (!row) return;
  const state = change(row.state);
  await saveStates(tx, [{ rule, key, state, due: new Date(state.quiet ?? state.most) }]);
  await bumpCursor(tx);
}

const plain = (why: Trace['why'], at: Date): Trace => ({ at: at.getTime(), join: 'all', facts: [], clearing: false, why, late: 0, duplicates: 0, ahead: 0 });
