// The Database over a pool: rows parsed at this edge, transactions which cannot wait for themselves.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { z } from 'zod';
import { listener } from './listen.ts';
import { isStale, type Lease, type Pool, type Result } from './pool.ts';
import { render, type Query } from './sql.ts';
import type { Database, Db } from './types.ts';

interface Transaction { lease: Lease; after: (() => void)[]; open: boolean; doomed: boolean }
type Ask = (text: string, values: readonly unknown[]) => Promise<Result>;

const leases = new WeakMap<Db, Lease>();

/** Runs the text of a migration file, which may hold several statements, in the transaction `tx`. */
export async function runScript(tx: Db, text: string): Promise<void> {
  const lease = leases.get(tx);
  if (!lease) throw new Error('runScript wants the tx of a begin');
  await lease.script(text);
}

/** A Database of this pool; `onClose` runs after the pool has ended. */
export function connect(kind: Db['kind'], pool: Pool, connection: Database['connection'], log: (line: string) => void, onClose: () => Promise<void>): Database {
  const current = new AsyncLocalStorage<Transaction | undefined>();
  const statements = { count: 0 };
  const watchers = new Set<(text: string, values: readonly unknown[]) => void>();
  const notices = listener(() => pool.ownClient(), log);
  const count: (text: string, values: readonly unknown[]) => void = (text, values) => {
    statements.count++;
    for (const watcher of watchers) watcher(text, values);
  };
  const inside = () => { const tx = current.getStore(); return tx?.open ? tx : undefined; };

  const askOnce: Ask = async (text, values) => {
    const lease = await pool.lease();
    let stale = false;
    try {
      count(text, values);
      return await lease.query(text, values);
    } catch (error) {
      stale = isStale(error);
      throw error;
    } finally {
      lease.release(stale);
    }
  };
  const ask: Ask = async (text, values) => {
    if (inside()) throw new Error('A query through the database from inside its transaction would wait for itself: use tx.');
    try { return await askOnce(text, values); } catch (error) { if (isStale(error)) return askOnce(text, values); throw error; }
  };

  async function begin<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    if (inside()) throw new Error('begin on the database from inside its transaction would wait for itself: use tx.begin, which joins.');
    const lease = await pool.lease();
    const transaction: Transaction = { lease, after: [], open: true, doomed: false };
    let healthy = false;
    const command = async (text: string) => { count(text, []); return lease.script(text); };
    try {
      await command('begin');
      let result: T;
      try {
        result = await current.run(transaction, () => work(transactionHandle(root, transaction, count)));
        if (transaction.doomed) throw new Error('A part of this transaction failed and was caught: nothing of it was written.');
      } catch (error) {
        transaction.open = false;
        await command('rollback').then(() => { healthy = true; }, () => {});
        throw error;
      }
      transaction.open = false;
      const { command: outcome } = await command('commit');
      healthy = true;
      if (outcome === 'ROLLBACK') throw new Error('A statement of this transaction failed and was caught: nothing of it was written.');
      return result;
    } catch (error) {
      transaction.after.length = 0;
      throw error;
    } finally {
      transaction.open = false;
      lease.release(!healthy);
      current.run(undefined, () => runAll(transaction.after, log));
    }
  }

  let closing: Promise<void> | undefined;
  const root: Database = {
    ...queries(ask), kind, begin, statements, connection,
    get root() { return root; },
    afterCommit(work) { const tx = inside(); if (tx) tx.after.push(work); else work(); },
    capture(watcher) { watchers.add(watcher); return () => { watchers.delete(watcher); }; },
    listen: notices.listen,
    pool: () => pool.state(),
    close: () => (closing ??= notices.close().then(() => pool.end()).then(onClose)),
  };
  return root;
}

function transactionHandle(root: Db, transaction: Transaction, count: (text: string, values: readonly unknown[]) => void): Db {
  const ask: Ask = (text, values) => {
    if (!transaction.open) return Promise.reject(new Error('This transaction is over: something in it was not awaited.'));
    count(text, values);
    return transaction.lease.query(text, values);
  };
  const tx: Db = {
    ...queries(ask), kind: root.kind, root,
    // Joining: there is one transaction, so a part that failed dooms the whole even if somebody catches its error.
    begin: (work) => work(tx).catch((error: unknown) => { transaction.doomed = true; throw error; }),
    afterCommit: (work) => { transaction.after.push(work); },
  };
  leases.set(tx, transaction.lease);
  return tx;
}

function queries(ask: Ask): Pick<Db, 'rows' | 'maybe' | 'one' | 'run'> {
  const fetch = (query: Query) => { const { text, values } = render(query); return ask(text, values); };
  return {
    async rows<S extends z.ZodType>(shape: S, query: Query): Promise<z.output<S>[]> {
      return (await fetch(query)).rows.map((row) => shape.parse(row));
    },
    async maybe<S extends z.ZodType>(shape: S, query: Query): Promise<z.output<S> | undefined> {
      const { rows } = await fetch(query);
      return rows.length ? shape.parse(rows[0]) : undefined;
    },
    async one<S extends z.ZodType>(shape: S, query: Query): Promise<z.output<S>> {
      const { rows } = await fetch(query);
      if (!rows.length) throw new Error('A row was expected and none came.');
      return shape.parse(rows[0]);
    },
    run: async (query) => (await fetch(query)).count,
  };
}

function runAll(works: (() => void)[], log: (line: string) => void): void {
  for (const work of works) {
    // The transaction is written: whatever goes wrong here must not look as if it were not.
    try { work(); } catch (error) { log(`after commit: ${error instanceof Error ? error.stack : String(error)}`); }
  }
}
