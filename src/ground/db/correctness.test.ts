// The same table of promises on both databases. The embedded one has a single session behind many connections, so each of these was broken in some
// server of that kind before: answers of others, a shifted answer after an error, a transaction that waits for itself.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { after, before, describe, test, type TestContext } from 'node:test';
import pg from 'pg';
import { z } from 'zod';
import { createDatabase, freshUrl } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { DatabaseAway, openDatabase, sql, sqlState, type Database } from './index.ts';

const N = z.object({ n: z.number() });
const IDLE_MS = 1_500;
const times = <T>(n: number, work: (i: number) => Promise<T>) => Promise.all(Array.from({ length: n }, (_, i) => work(i)));

describe('embedded', () => {
  let db: Database | undefined;
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'comis-correct-'));
    db = await openDatabase({ dataDir: folder, idleTransaction: IDLE_MS });
  });
  after(async () => { await db?.close(); await rm(folder, { recursive: true, force: true }); });
  table(async () => db);

  test('COPY FROM STDIN fails like any statement instead of stopping everybody', async () => {
    assert.ok(db);
    await assert.rejects(db.run(sql`copy pg_class from stdin`), (error) => sqlState(error) === '42883');
    assert.deepEqual(await db.one(N, sql`select 1 as n`), { n: 1 });
  });
});

describe('server', () => {
  let db: Database | undefined;
  let drop = async () => {};
  after(async () => { await db?.close(); await drop(); });
  table(async (t) => {
    if (db || !needs(t, 'postgres')) return db;
    const made = await createDatabase({ migrate: [] });
    drop = made.drop;
    return (db = await openDatabase({ url: made.url, idleTransaction: IDLE_MS }));
  });

  test('pg_terminate_backend under load: every worker ends, nothing uncaught, nothing half', async (t) => {
    if (!needs(t, 'postgres')) return;
    const own = await openDatabase({ url: await freshUrl(t, { migrate: [] }) });
    await own.run(sql`create table a (n int primary key)`);
    await own.run(sql`create table b (n int primary key)`);
    const [began, counts] = [Date.now(), { done: 0, away: 0 }];
    // On a busy machine longer, until enough was tried.
    const going = () => Date.now() < began + 2_500 || (counts.done <= 100 && Date.now() < began + 60_000);
    const killer = (async () => {
      const admin = new pg.Client(own.connection);
      await admin.connect();
      while (going()) { await wait(40); await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()'); }
      await admin.end();
    })();
    await times(24, async (w) => {
      for (let i = 0; going(); i++) {
        const n = w * 1_000_000 + i;
        await own.begin(async (tx) => { await tx.run(sql`insert into a values (${n})`); await tx.run(sql`insert into b values (${n})`); }).then(() => counts.done++, (error: unknown) => {
          assert.ok(error instanceof DatabaseAway, String(error));
          counts.away++;
        });
      }
    });
    await killer;
    await wait(200);
    const { n } = await own.one(N, sql`select count(*) as n from a full join b using (n) where a.n is null or b.n is null`);
    const kept = await own.one(N, sql`select count(*) as n from a`);
    await own.close();
    assert.equal(n, 0);
    assert.ok(counts.done > 100 && counts.away > 0, JSON.stringify(counts));
    assert.ok(kept.n >= counts.done);
  });
});

function table(open: (t: TestContext) => Promise<Database | undefined>): void {
  const check = (name: string, work: (db: Database) => Promise<void>) => test(name, async (t) => { const db = await open(t); if (db) await work(db); });

  check('parallel selects of two shapes get their own answers', (db) => times(8, async (w) => {
    for (let i = 0; i < 150; i++) {
      const k = w * 1000 + i;
      if (k % 2) assert.deepEqual(await db.one(N, sql`select ${k}::int as n`), { n: k });
      else assert.deepEqual(await db.rows(z.object({ a: z.string(), b: z.array(z.number()) }), sql`select ${`k${k}`} || i as a, array[${k}::int, i] as b from generate_series(1, 3) i`), [1, 2, 3].map((i) => ({ a: `k${k}${i}`, b: [k, i] })));
    }
  }).then(() => {}));

  check('unnamed statements and simple queries of other clients too', (db) => times(4, async (w) => {
    const client = new pg.Client(db.connection);
    await client.connect();
    for (let i = 0; i < 100; i++) {
      const k = w * 1000 + i;
      assert.deepEqual((await client.query({ text: 'select $1::int as n', values: [k] })).rows, [{ n: k }]);
      assert.deepEqual((await client.query(`select ${k} as a; select ${k + 1} as b`) as unknown as { rows: unknown }[]).map((r) => r.rows), [[{ a: k }], [{ b: k + 1 }]]);
    }
    await client.end();
  }).then(() => {}));

  check('good statements beside failing ones', async (db) => {
    await db.run(sql`create table if not exists uniq (n int primary key)`);
    await db.run(sql`insert into uniq values (0) on conflict do nothing`);
    await times(8, async (w) => {
      for (let i = 0; i < 60; i++) {
        const k = w * 1000 + i;
        const bad = [sql`select 1 / ${0}::int`, sql`insert into uniq values (${0})`, sql`select nothing from uniq where n = ${k}`, sql`selekt ${k}`][k % 4] ?? sql``;
        const states = ['22012', '23505', '42703', '42601'];
        await assert.rejects(db.run(bad), (error) => sqlState(error) === states[k % 4]);
        assert.deepEqual(await db.one(N, sql`select ${k}::int as n`), { n: k });
      }
    });
  });

  check('big parameters and big answers', (db) => times(4, async (i) => {
    const text = `${i}城`.repeat(1_000_000);
    const row = await db.one(z.object({ t: z.string(), n: z.number() }), sql`select ${text}::text as t, length(${text}::text) as n`);
    assert.ok(row.t === text && row.n === 2_000_000);
  }).then(() => {}));

  check('for update: no increment is lost', async (db) => {
    await db.run(sql`create table counter as select 0 as n`);
    await times(6, async () => {
      for (let i = 0; i < 15; i++) {
        await db.begin(async (tx) => {
          const { n } = await tx.one(N, sql`select n from counter for update`);
          await tx.run(sql`update counter set n = ${n + 1}`);
        });
      }
    });
    assert.deepEqual(await db.one(N, sql`select n from counter`), { n: 90 });
  });

  check('savepoint, and a failed transaction leaves a usable connection', async (db) => {
    await db.run(sql`create table sp (n int primary key)`);
    await db.begin(async (tx) => {
      await tx.run(sql`insert into sp values (1)`);
      await tx.run(sql`savepoint a`);
      await assert.rejects(tx.run(sql`insert into sp values (1)`), (error) => sqlState(error) === '23505');
      await tx.run(sql`rollback to savepoint a`);
      await tx.run(sql`insert into sp values (2)`);
    });
    await times(10, () => assert.rejects(db.begin(async (tx) => { await tx.run(sql`insert into sp values (3)`); await tx.run(sql`insert into sp values (1)`); }), (error) => sqlState(error) === '23505'));
    assert.deepEqual(await db.rows(N, sql`select n from sp order by n`), [{ n: 1 }, { n: 2 }]);
  });

  check('for update skip locked gives every row to one worker', async (db) => {
    await db.run(sql`create table todo as select n, false as done from generate_series(1, 60) n`);
    const got = (await times(6, async () => {
      const mine: number[] = [];
      for (;;) {
        const row = await db.begin(async (tx) => {
          const next = await tx.maybe(N, sql`select n from todo where not done order by n limit 1 for update skip locked`);
          if (next) await tx.run(sql`update todo set done = true where n = ${next.n}`);
          return next;
        });
        if (!row) return mine;
        mine.push(row.n);
      }
    })).flat();
    assert.deepEqual(got.sort((a, b) => a - b), Array.from({ length: 60 }, (_, i) => i + 1));
  });

  check('pg_advisory_xact_lock is exclusive', async (db) => {
    let inside = 0;
    await times(4, () => db.begin(async (tx) => {
      await tx.run(sql`select pg_advisory_xact_lock(${77})`);
      assert.equal(++inside, 1);
      await tx.run(sql`select pg_sleep(0.02)`);
      inside--;
    }));
  });

  check('notices reach listeners, with the commit', async (db) => {
    const heard: string[] = [];
    const stop = await db.listen('news', (payload) => heard.push(payload));
    await db.begin(async (tx) => { await tx.run(sql`select pg_notify('news', ${'一'})`); });
    await assert.rejects(db.begin(async (tx) => { await tx.run(sql`select pg_notify('news', 'never')`); throw new Error('no'); }));
    await db.run(sql`select pg_notify('news', 'two')`);
    for (let i = 0; i < 100 && heard.length < 2; i++) await wait(20);
    assert.deepEqual(heard, ['一', 'two']);
    stop();
  });

  check('a client that dies in a transaction is rolled back', async (db) => {
    await db.run(sql`create table dies (n int)`);
    const client = new pg.Client(db.connection);
    client.on('error', () => {});
    await client.connect();
    await client.query('begin');
    await client.query('insert into dies values (1)');
    const others = times(3, () => db.one(N, sql`select count(*) as n from dies`));
    client.connection.stream.destroy();
    assert.deepEqual(await others, [{ n: 0 }, { n: 0 }, { n: 0 }]);
  });

  check('a client that dies while its statement runs leaves the session free', async (db) => {
    const client = new pg.Client(db.connection);
    client.on('error', () => {});
    await client.connect();
    await client.query({ name: 'kept', text: 'select 1' });
    client.query('begin; select pg_sleep(0.2)').catch(() => {});
    await wait(60);
    client.connection.stream.destroy();
    assert.deepEqual(await db.one(N, sql`select 1 as n`), { n: 1 });
  });

  check('an idle transaction is ended with 25P03 and everybody goes on', async (db) => {
    await db.run(sql`create table idle (n int)`);
    const stuck = db.begin(async (tx) => { await tx.run(sql`insert into idle values (1)`); await wait(IDLE_MS + 700); await tx.run(sql`select 1`); });
    const ended = assert.rejects(stuck, (error) => error instanceof DatabaseAway && sqlState(error.cause) === '25P03');
    await wait(IDLE_MS + 300);
    assert.deepEqual(await db.one(N, sql`select count(*) as n from idle`), { n: 0 });
    await ended;
    await times(10, () => db.begin((tx) => tx.run(sql`insert into idle values (2)`)));
  });

  check('3,000 SQL errors do not end it', async (db) => {
    await times(8, async () => { for (let i = 0; i < 375; i++) await assert.rejects(db.run(sql`select 1 / ${0}::int`), (error) => sqlState(error) === '22012'); });
    assert.deepEqual(await db.one(N, sql`select count(*) as n from (with recursive r as (select 1 as i union all select i + 1 from r where i < 500) select * from r) x`), { n: 500 });
  });

  check('deeply nested input is an SQL error', async (db) => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    await assert.rejects(db.run(sql`select ${deep}::jsonb`), (error) => sqlState(error) === '54001');
    assert.deepEqual(await db.one(N, sql`select 1 as n`), { n: 1 });
  });

  check('types arrive alike', async (db) => {
    const at = new Date('2026-11-20T01:02:03.456Z');
    const row = await db.one(z.record(z.string(), z.unknown()), sql`
      select ${12345678901}::bigint as big, 12.50::numeric as num, ${at}::timestamptz as at, '2026-02-28'::date as day, ${['七', null]}::text[] as texts,
        ${{ a: [1, null] }}::jsonb as obj, ${[{ a: 1 }]}::jsonb as objs, ST_X(ST_Point(116.5, 39.5)) as x, ST_AsGeoJSON(ST_Point(1, 2))::json as point, similarity('占道经营', '占道') > 0 as trgm, true as yes,
        date_trunc('day', ${at}::timestamptz) as midnight`);
    assert.deepEqual(row, { big: 12345678901, num: 12.5, at, day: '2026-02-28', texts: ['七', null], obj: { a: [1, null] }, objs: [{ a: 1 }], x: 116.5, point: { type: 'Point', coordinates: [1, 2] }, trgm: true, yes: true, midnight: new Date('2026-11-20T00:00:00Z') });
  });

  check('the outbox can ask which transactions are over', async (db) => {
    const row = await db.one(z.object({ own: z.boolean(), past: z.boolean() }), sql`
      with mine as (select pg_current_xact_id() as id) select id >= pg_snapshot_xmin(pg_current_snapshot()) as own, '3'::xid8 < pg_snapshot_xmin(pg_current_snapshot()) as past from mine`);
    assert.deepEqual(row, { own: true, past: true });
  });
}
