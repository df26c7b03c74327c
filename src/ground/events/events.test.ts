import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { z } from 'zod';
import { freshDatabase, freshEmbedded, freshUrl } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { standingClock } from '../clock/index.ts';
import { openDatabase, sql, type Database } from '../db/index.ts';
import { groundMigrations, NOW } from '../http/house.fixture.ts';
import { cached, emit, emitFrom, event, forget, forgetFrom, listen, startPump, type Happened, type Listener, type Pump } from './index.ts';
import { advance } from './listeners.ts';
import { isWithheld } from './outbox.ts';

const stepped = event('trial.stepped', z.object({ n: z.number(), at: z.iso.datetime().transform((s) => new Date(s)).optional() }));
const other = event('trial.other', z.object({}));
const step = (db: Pick<Database, 'run'>, n: number, subject = 's') => db.run(emit(stepped, subject, { n }));
/** A pump that is stopped before its database goes; what went wrong meanwhile fails the test. */
async function pumping(databases: readonly Database[], listeners: readonly Listener[], work: (pumps: readonly Pump[]) => Promise<void>): Promise<void> {
  const errors: unknown[] = [];
  const pumps = databases.map((db) => startPump({ db, clock: standingClock(NOW), listeners, onError: (error) => errors.push(error), every: 10 }));
  try {
    await work(pumps);
    assert.deepEqual(errors, []);
  } finally {
    for (const pump of pumps) await pump.stop();
  }
}
const latch = () => { let open = () => {}; const opened = new Promise<void>((resolve) => { open = resolve; }); return { open, opened }; };

function recorder(name: string, fails: (n: number) => boolean = () => false): Listener & { seen: number[] } {
  const seen: number[] = [];
  return { seen, ...listen(name, stepped, async (_, { payload }) => { if (fails(payload.n)) throw new Error(`cannot do ${payload.n}`); seen.push(payload.n); }) };
}
/** Everything committed. Transactions of tests beside this one, in other databases of the server, withhold events for a moment. */
async function drain(db: Database, listener: Listener, now = NOW): Promise<void> {
  for (let i = 0; i < 1000 && (await isWithheld(db)); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  await readable(db, listener, now);
}
async function readable(db: Database, listener: Listener, now = NOW): Promise<void> { while (await advance(db, listener, now)) { /* the next slice */ } }

test('two transactions committed in reverse order: both are delivered, once, in order, and none is passed over', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: groundMigrations });
  const listener = recorder('trial/a');
  const [first, second] = [latch(), latch()];
  const early = db.begin(async (tx) => { await step(tx, 1); first.open(); await second.opened; });
  await first.opened;
  await db.begin((tx) => step(tx, 2));
  await readable(db, listener);
  assert.deepEqual(listener.seen, [], 'the later one waits: the earlier one may still commit');
  second.open();
  await early;
  await drain(db, listener);
  await drain(db, listener);
  assert.deepEqual(listener.seen, [1, 2]);
});

test('what was rolled back never happened; other types are passed by; more than one batch comes whole', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: groundMigrations });
  const listener = recorder('trial/a');
  await assert.rejects(db.begin(async (tx) => { await step(tx, 0); throw new Error('no'); }), /no/);
  for (let n = 1; n <= 130; n++) { await step(db, n); if (n % 10 === 0) await db.run(emit(other, 's', {})); }
  await drain(db, listener);
  assert.deepEqual(listener.seen, Array.from({ length: 130 }, (_, i) => i + 1));
});

test('a listener that fails writes nothing half, tries again later each time, then the event is parked and the rest goes on', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: groundMigrations });
  const clock = standingClock(NOW);
  let tries = 0;
  const listener = listen('trial/b', stepped, async (tx, { payload }) => {
    await tx.run(sql`insert into ground.audit_entries (action) values (${`did ${payload.n}`})`);
    if (payload.n === 2) { tries++; throw new Error('cannot do 2'); }
  });
  const good = recorder('trial/good');
  const did = async () => (await db.rows(z.object({ action: z.string() }), sql`select action from ground.audit_entries order by id`)).map((row) => row.action);
  for (const n of [1, 2, 3]) await step(db, n);
  await drain(db, listener, clock.now());
  assert.deepEqual(await did(), ['did 1'], 'what came before is done, the failing one left nothing');
  await drain(db, listener, clock.now());
  assert.equal(tries, 1, 'not at once again');
  await drain(db, good, clock.now());
  assert.deepEqual(good.seen, [1, 2, 3], 'others go on');
  for (let i = 0; i < 12 && tries < 5; i++) { clock.advance(20); await drain(db, listener, clock.now()); }
  assert.equal(tries, 5);
  assert.deepEqual(await did(), ['did 1', 'did 3'], 'parked, and on');
  const parked = await db.rows(z.object({ listener: z.string(), type: z.string(), subject: z.string(), payload: z.object({ n: z.number() }), error: z.string() }), sql`select listener, type, subject, payload, error from ground.events_parked`);
  assert.deepEqual(parked, [{ listener: 'trial/b:trial.stepped', type: 'trial.stepped', subject: 's', payload: { n: 2 }, error: 'Error: cannot do 2' }]);
});

test('a failure at the very first event after others of one batch: each is done once', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: groundMigrations });
  let broken = true;
  const counts = new Map<number, number>();
  const listener = listen('trial/c', stepped, async (tx, { payload }) => {
    if (payload.n === 30 && broken) throw new Error('not now');
    await tx.run(sql`insert into ground.audit_entries (action) values (${String(payload.n)})`);
  });
  for (let n = 1; n <= 60; n++) await step(db, n);
  await drain(db, listener);
  broken = false;
  await drain(db, listener, new Date(NOW.getTime() + 3_600_000));
  for (const { action } of await db.rows(z.object({ action: z.string() }), sql`select action from ground.audit_entries`)) counts.set(Number(action), (counts.get(Number(action)) ?? 0) + 1);
  assert.equal(counts.size, 60);
  assert.ok([...counts.values()].every((n) => n === 1));
});

test('a payload that no longer fits its schema is parked, not fatal', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: groundMigrations });
  const listener = recorder('trial/d');
  await db.run(sql`insert into ground.events_outbox (type, subject, payload) values (${stepped.type}, 's', '{"n":"x"}')`);
  await step(db, 2);
  for (let i = 0; i < 8; i++) await drain(db, listener, new Date(NOW.getTime() + i * 3_600_000));
  assert.deepEqual(listener.seen, [2]);
});

async function twoProcesses(t: TestContext): Promise<[Database, Database]> {
  const url = await freshUrl(t, { migrate: groundMigrations });
  const open = async () => { const db = await openDatabase({ url, poolSize: 4 }); t.after(() => db.close()); return db; };
  return [await open(), await open()];
}

test('two processes with the same listener: every event is done by one of them', async (t) => {
  if (!needs(t, 'postgres')) return;
  const [a, b] = await twoProcesses(t);
  const write = listen('trial/e', stepped, async (tx, { payload }) => { await tx.run(sql`insert into ground.audit_entries (action) values (${String(payload.n)})`); });
  const done = async () => (await a.rows(z.object({ action: z.coerce.number() }), sql`select action from ground.audit_entries order by id`)).map((row) => row.action);
  await pumping([a, b], [write], async (pumps) => {
    for (let n = 1; n <= 200; n++) { await step(n % 2 ? a : b, n); if (n % 20 === 0) for (const pump of pumps) pump.nudge(); }
    for (let i = 0; i < 200 && (await done()).length < 200; i++) await new Promise((resolve) => setTimeout(resolve, 25));
  });
  assert.deepEqual(await done(), Array.from({ length: 200 }, (_, i) => i + 1));
});

test('caches: loaded once, forgotten at once here and soon in the other process, never what was not committed', async (t) => {
  if (!needs(t, 'postgres')) return;
  const [a, b] = await twoProcesses(t);
  let loads = 0;
  const Count = z.object({ n: z.number() });
  const count = cached('trial', async (db) => { loads++; return (await db.one(Count, sql`select count(*) as n from ground.audit_entries`)).n; });
  await pumping([a, b], [], async ([first, second]) => {
    first?.watch((events) => forgetFrom(a, events));
    second?.watch((events) => forgetFrom(b, events));
    await Promise.all([first?.settle(), second?.settle()]);
    assert.deepEqual([await count(a), await count(a), await count(b)], [0, 0, 0]);
    assert.equal(loads, 2, 'once a process');
    await a.begin(async (tx) => {
      await tx.run(sql`insert into ground.audit_entries (action) values ('x')`);
      await forget(tx, 'trial');
      assert.equal(await count(tx), 1, 'the transaction sees its own');
    });
    assert.equal(await count(a), 1, 'at once here');
    for (let i = 0; i < 100 && (await count(b)) !== 1; i++) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(await count(b), 1, 'soon there');
    await assert.rejects(a.begin(async (tx) => { await tx.run(sql`insert into ground.audit_entries (action) values ('y')`); await forget(tx, 'trial'); throw new Error('back'); }), /back/);
    assert.equal(await count(a), 1, 'what was rolled back was never there');
  });
});

test('a failed load is not kept', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: groundMigrations });
  let broken = true;
  const value = cached('fails', async () => { if (broken) throw new Error('not now'); return 7; });
  await assert.rejects(value(db), /not now/);
  broken = false;
  assert.equal(await value(db), 7);
});

for (const kind of ['server', 'embedded'] as const) {
  test(`an event is written beside its change in one statement, and watchers see it (${kind})`, async (t) => {
    if (kind === 'server' && !needs(t, 'postgres')) return;
    const db = kind === 'server' ? await freshDatabase(t, { migrate: groundMigrations }) : await freshEmbedded(t, { migrate: groundMigrations });
    const seen: Happened[] = [];
    const listener = recorder('trial/f');
    await step(db, 0);
    await pumping([db], [listener], async ([pump]) => {
      assert.ok(pump);
      pump.watch((events) => seen.push(...events));
      await pump.settle();
      await db.run(sql`with made as (insert into ground.audit_entries (action) values ('a'), ('b') returning id, action),
        told as (${emitFrom(stepped, sql`made.action`, sql`jsonb_build_object('n', made.id)`, sql`made`)}) select 1`);
      await pump.settle();
    });
    assert.deepEqual(listener.seen, [0, 1, 2]);
    // The step before may come too: a transaction open anywhere on the server keeps it from being read any earlier.
    assert.deepEqual(seen.filter((one) => one.subject !== 's').map((one) => [one.type, one.subject]), [['trial.stepped', 'a'], ['trial.stepped', 'b']], 'watchers get what is new, once and in order');
  });
}
