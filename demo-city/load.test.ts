import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { freshDatabase } from '#test/database.ts';
import { replay } from '#city/cases/projection.ts';
import { CaseState, Step } from '#city/cases/contract.ts';
import { stateColumns } from '#city/cases/store.ts';
import { readPackage, seedPackage } from '#city/package/index.ts';
import { loadDemoHistory } from './load.ts';

const UNTIL = new Date('2026-11-20T10:00:00+08:00');

test('the invented past goes through the rules of the house: every case is what its steps make of it', async (t) => {
  const db = await freshDatabase(t);
  await seedPackage(db, await readPackage('demo-city'), { password: 'only-a-test' });
  const done = await loadDemoHistory(db, { until: UNTIL, reports: 1500 });
  assert.equal(done.cases, 1500);

  const rows = await db.rows(z.object({ number: z.string(), state: z.unknown(), steps: z.unknown() }), sql`
    select c.number, (select to_jsonb(s) from (select ${stateColumns}) s) as state,
      (select jsonb_agg(to_jsonb(t) - 'case_id' order by t.id) from city.case_steps t where t.case_id = c.id) as steps from city.cases c order by c.id`);
  for (const row of rows) {
    const kept = CaseState.parse(revived(row.state));
    const steps = z.array(Step).parse(revivedSteps(row.steps));
    assert.deepEqual(replay(steps), kept, `case ${row.number} is not what its steps say`);
  }
  const open = await db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from city.cases where closed_at is null`);
  assert.ok(open.n >= 40, `a desk needs something to do: ${open.n} open cases`);
  const numbers = await db.one(z.object({ doubled: z.number() }), sql`select count(*)::int - count(distinct number)::int as doubled from city.cases`);
  assert.equal(numbers.doubled, 0);
  const late = await db.one(z.object({ share: z.number() }), sql`select avg(late::int)::float8 as share from city.cases where filed_at is not null`);
  assert.ok(late.share > 0.003 && late.share < 0.08, `some cases are late, few: ${late.share}`);
});

/** Times of JSON as Dates again. */
function revived(state: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(state as Record<string, unknown>).map(([key, value]) => [key, key.endsWith('_at') || key === 'suspended_until' ? (value === null ? null : new Date(String(value))) : value]));
}
const revivedSteps = (steps: unknown): unknown[] => (steps as Record<string, unknown>[]).map((step) => ({ ...step, at: new Date(String(step['at'])) }));
