import type { z } from 'zod';
import type { Query } from './sql.ts';

/** One database, embedded or a server: the only way in. Rows are parsed by zod at this edge. */
export interface Db {
  readonly kind: 'embedded' | 'server';
  /** The handle outside of any transaction (itself, outside of one): what caches hang on. */
  readonly root: Db;
  rows<S extends z.ZodType>(shape: S, query: Query): Promise<z.output<S>[]>;
  /** The first row, or undefined. */
  maybe<S extends z.ZodType>(shape: S, query: Query): Promise<z.output<S> | undefined>;
  /** The first row; its absence is a bug and throws. */
  one<S extends z.ZodType>(shape: S, query: Query): Promise<z.output<S>>;
  /** Runs it and tells how many rows it touched. */
  run(query: Query): Promise<number>;
  /** A transaction. Inside it use `tx` only: `begin` on `tx` joins; a query through the pool from inside throws, as it would wait for itself on one session. */
  begin<T>(work: (tx: Db) => Promise<T>): Promise<T>;
  /** Runs after this transaction committed (at once outside of one); never when it rolled back. */
  afterCommit(work: () => void): void;
}

/** The root handle: `close` waits for running queries. `statements` counts round trips, for tests and benchmarks. */
export interface Database extends Db {
  readonly statements: { count: number };
  /** Every statement text and values from now on, until the returned function is called: for benchmarks that replay them. */
  capture(onStatement: (text: string, values: readonly unknown[]) => void): () => void;
  /** Calls back on `pg_notify(channel)`; on the embedded one too. Best effort: readers poll as well. */
  listen(channel: string, onNotice: (payload: string) => void): Promise<() => void>;
  /** What pg-boss and other libraries need to reach the same database. */
  readonly connection: { host: string; port: number; database: string; user: string; password?: string | undefined; ssl?: boolean | undefined } | { connectionString: string };
  /** What the pool of connections is doing, for operators. */
  pool(): PoolState;
  close(): Promise<void>;
}

export interface PoolState { readonly open: number; readonly idle: number; readonly waiting: number }

/** The database is away or was restarted; the request may be repeated. Answered as 503 with Retry-After. */
export class DatabaseAway extends Error {
  override name = 'DatabaseAway';
}
