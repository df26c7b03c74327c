// The facts in memory against the database they were read from: after whatever people did, they are what a fresh reading gives, and what SQL counts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { needs } from '#test/needs.ts';
import { testApp, type TestApp } from '#test/app.ts';
import { openDatabase, sql } from '#ground/db/index.ts';
import { feedback, openCase, step, walk } from '../../city/cases/cases.fixture.ts';
import { rowOf, secondsOf, type Facts } from './facts.ts';
import { ask, tallied } from './asking.ts';
import { factsOf, keepFacts } from './keeping.ts';
import { placeOf, type Measure } from './rules.ts';
import { tally } from './tally.ts';

/** Everything known of every case, in words, by id. */
function told(facts: Facts): Map<number, string> {
  const c = facts.columns;
  return new Map(Array.from({ length: facts.n }, (_, row) => [c.id[row] ?? 0, JSON.stringify([
    c.step[row], c.received[row], c.filed[row], c.due[row], c.closed[row], c.flags[row], c.overran[row], facts.names.path.list[c.path[row] ?? 0], facts.names.unit.list[c.unit[row] ?? 0], facts.names.class.list[c.class[row] ?? 0],
    facts.names.source.list[c.source[row] ?? 0], facts.names.nature.list[c.nature[row] ?? 0], c.ended.map((column) => column[row]), c.took.map((column) => column[row]),
  ])]));
}

/** Read anew through a handle of its own, which shares nothing with what is kept. */
async function fresh(app: TestApp): Promise<Map<number, string>> {
  const { connection } = app.db;
  assert.ok('connectionString' in connection);
  const db = await openDatabase({ url: connection.connectionString, poolSize: 1 });
  try { return told(await factsOf(db, app.clock.now())); } finally { await db.close(); }
}

/** A small generator, so that a failing walk can be walked again. */
function dice(seed: number): (n: number) => number {
  let state = seed;
  return (n) => { state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0; return Math.floor((state / 2 ** 32) * n); };
}

test('after any walk what is kept is what a fresh reading gives, and kept tallies are what counting anew gives', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t, { now: new Date('2026-10-29T10:00:00+08:00') });
  const roll = dice(20261120);
  const numbers: string[] = [];
  const acts: ((number: string) => Promise<unknown>)[] = [
    (n) => step(app, 'acceptor', n, 'filing', { standard: 'E0406-1' }), (n) => step(app, 'dispatcher', n, 'dispatch', { unit: roll(2) ? 'law1' : 'road1' }), (n) => step(app, 'handler', n, 'signature'), (n) => feedback(app, 'handler', n),
    (n) => step(app, 'acceptor', n, 'rework', { reason: '没清完' }), (n) => step(app, 'acceptor', n, 'check-order'), (n) => step(app, 'officer', n, 'check', { passed: roll(3) > 0, note: '看过' }), (n) => step(app, 'acceptor', n, 'closure', { outcome: 'resolved', note: '好了' }),
    (n) => step(app, 'acceptor', n, 'reopening', { reason: '又来' }), (n) => step(app, 'dispatcher', n, 'suspension', { until: '2027-01-10T10:00:00+08:00', reason: '等' }), (n) => step(app, 'dispatcher', n, 'resumption', { note: '接着办' }),
    (n) => step(app, 'acceptor', n, 'voiding', { reason: '错' }), (n) => step(app, 'acceptor', n, 'merge', { into: numbers[0] ?? '' }), (n) => step(app, 'acceptor', n, 'unmerge'), (n) => step(app, 'acceptor', n, 'class', { class: 'E0410', reason: '改' }), (n) => walk(app, n, 'closure').catch(() => {}),
  ];
  let same = 0;
  for (let turn = 0; turn < 160; turn++) {
    app.clock.advance(roll(400));
    if (turn % 6 === 0) numbers.push(await openCase(app, roll(5) ? {} : { visibility: 'private' }));
    const number = numbers[roll(numbers.length)];
    if (number) await acts[roll(acts.length)]?.(number);
    if (turn % 4 !== 0) continue;
    for (const period of ['2026-10', '2026-11', '2026-12'].filter((text) => text <= app.clock.now().toISOString().slice(0, 7))) {
      const asked = await ask(app.db, { person: undefined, name: undefined, grants: [], lang: undefined, by: 'nobody', formKey: undefined, key: undefined }, app.clock.now(), period, {});
      if (asked.facts.n === 0) continue;
      assert.deepEqual([...tallied(asked, asked.now, false).total.n], [...tally(asked.facts, { span: asked.now.span, only: [], publicOnly: false }).total.n], `${period}, turn ${turn}`);
      same++;
    }
    if (turn % 20 === 0) assert.deepEqual(told(await factsOf(app.db, app.clock.now())), await fresh(app), `turn ${turn}`);
  }
  assert.deepEqual(told(await factsOf(app.db, app.clock.now())), await fresh(app));
  assert.ok(same > 40, `${same} tallies were compared`);
});

test('counted by SQL from the published views the same comes out', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t, { now: new Date('2026-10-30T09:00:00+08:00') });
  for (let i = 0; i < 8; i++) {
    app.clock.advance(700);
    const number = await openCase(app);
    if (i % 4 !== 3) await walk(app, number, i % 2 ? 'closure' : i % 4 ? 'feedback' : 'signature');
  }
  app.clock.set(new Date('2026-12-03T09:00:00+08:00'));
  const facts = await factsOf(app.db, app.clock.now());
  const span = { from: secondsOf(new Date('2026-11-01T00:00:00+08:00')), to: secondsOf(new Date('2026-12-01T00:00:00+08:00')), asOf: secondsOf(app.clock.now()) };
  const { total } = tally(facts, { span, only: [], publicOnly: false });
  const [from, to] = [new Date('2026-11-01T00:00:00+08:00'), new Date('2026-12-01T00:00:00+08:00')];
  const within = (column: ReturnType<typeof sql>) => sql`${column} >= ${from} and ${column} < ${to}`;
  const row = await app.db.one(z.object({ received: z.number(), filed: z.number(), should: z.number(), 'on-time': z.number(), overdue: z.number(), closed: z.number(), median: z.number() }), sql`
    select count(*) filter (where ${within(sql`received_at`)})::int as received, count(*) filter (where ${within(sql`filed_at`)})::int as filed,
      count(*) filter (where ${within(sql`due_at`)} and filed_at is not null and suspended_at is null)::int as should,
      count(*) filter (where ${within(sql`due_at`)} and filed_at is not null and suspended_at is null and closed_at is not null and not late)::int as "on-time",
      count(*) filter (where ${within(sql`due_at`)} and filed_at is not null and suspended_at is null and (late or (closed_at is null and handled_at is null)))::int as overdue,
      count(*) filter (where ${within(sql`closed_at`)} and outcome in ('resolved', 'unresolved'))::int as closed,
      (select percentile_cont(0.5) within group (order by took) from (select sum(floor(extract(epoch from ended_at - started_at))) as took from city.v_case_clocks where clock = 'handling' group by case_id having ${within(sql`max(ended_at)`)} and bool_and(ended_at is not null)) k) as median
    from city.v_cases`);
  const { median, ...counts } = row;
  assert.deepEqual(Object.fromEntries(Object.keys(counts).map((name) => [name, total.n[placeOf.get(name as Measure) ?? -1]])), counts);
  assert.ok(counts.closed > 0 && counts.overdue > 0 && counts['on-time'] > 0);
  assert.equal(((total.took[Math.floor((total.took.length - 1) / 2)] ?? 0) + (total.took[Math.ceil((total.took.length - 1) / 2)] ?? 0)) / 2, median);
});

test('cases of a transaction that began earlier and commits later are found when they come', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  await openCase(app);
  const { id: slow } = await app.db.one(z.object({ id: z.number() }), sql`select nextval('city.cases_id_seq') as id`);
  await openCase(app);
  const facts = await factsOf(app.db, app.clock.now());
  assert.equal(facts.n, 2);
  await app.db.run(sql`insert into city.cases overriding system value select (jsonb_populate_record(c, ${JSON.stringify({ id: slow, number: 'LATE-1', updated_at: '2020-01-01T00:00:00Z' })}::text::jsonb)).* from city.cases c order by id limit 1`);
  await openCase(app);
  await factsOf(app.db, app.clock.now());
  assert.deepEqual([facts.n, rowOf(facts, slow) >= 0], [4, true]);
});

test('what was saved is what the next process begins with, and it catches up; what cannot be read is read anew', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const [first, second] = [await openCase(app), await openCase(app, { visibility: 'private' })];
  await walk(app, first, 'closure');
  assert.equal(await keepFacts(app.db, app.clock.now()), false, 'too few to be worth it');
  assert.equal(await keepFacts(app.db, app.clock.now(), 1), true);
  assert.equal(await keepFacts(app.db, app.clock.now(), 1), false, 'nothing changed');
  assert.deepEqual(await fresh(app), told(await factsOf(app.db, app.clock.now())));
  app.clock.advance(3000);
  await walk(app, second, 'feedback');
  await openCase(app);
  const now = told(await factsOf(app.db, app.clock.now()));
  assert.equal(now.size, 3);
  assert.deepEqual(await fresh(app), now, 'changed and new ones');
  for (const spoilt of [sql`update supervise.figures_snapshots set data = '\\x7b7d' where part = 0`, sql`update supervise.figures_snapshots set made_at = '2020-01-01'`, sql`delete from supervise.figures_snapshots where part = 1`]) {
    await keepFacts(app.db, app.clock.now(), 1);
    await app.db.run(spoilt);
    assert.deepEqual(await fresh(app), now);
    app.clock.advance(1);
    await openCase(app).then(async () => { for (const [id, line] of told(await factsOf(app.db, app.clock.now()))) now.set(id, line); });
  }
});
