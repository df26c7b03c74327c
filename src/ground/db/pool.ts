// The pool of connections: the only file that talks to pg. A lease is one checked-out connection.
import { createHash } from 'node:crypto';
import pg from 'pg';
import { isAway, sqlState } from './errors.ts';
import { DatabaseAway, type PoolState } from './types.ts';
import { encode, typeParsers } from './values.ts';

export interface Result { rows: unknown[]; count: number; command: string }

export interface Lease {
  /** One statement with $1 …, prepared under a name made of its text. Throws DatabaseAway, or the error of PostgreSQL. */
  query(text: string, values: readonly unknown[]): Promise<Result>;
  /** Statements without values, several in one text, not prepared. */
  script(text: string): Promise<Result>;
  /** Back to the pool; a lost or `broken` connection is thrown away. */
  release(broken?: boolean): void;
}

export interface Pool {
  lease(): Promise<Lease>;
  /** A connection of its own, not yet connected, outside of the pool's size. */
  ownClient(): pg.Client;
  /** Connections that are open, those of them that do nothing, and who waits for one. */
  state(): PoolState;
  /** Waits for leases to come back. */
  end(): Promise<void>;
}

export interface PoolOptions { size: number; connection: pg.ClientConfig; log: (line: string) => void }

const CONNECT_MS = 15_000;

/** A pool which connects when first needed. */
export function openPool(options: PoolOptions): Pool {
  const config: pg.ClientConfig = { application_name: 'comis', keepAlive: true, ...options.connection, connectionTimeoutMillis: CONNECT_MS, types: typeParsers() };
  const pool = new pg.Pool({ ...config, max: options.size });
  pool.on('error', (error) => options.log(`database connection lost: ${error.message}`));
  // pg-pool listens only while a connection is idle, a lease only while it is out. Between the two, and after a broken one was
  // given back, the server may still say that it ends the connection: without this listener that would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    lease: async () => checkedOut(await pool.connect().catch((error: unknown) => { throw isAway(error) ? away(error) : error; })),
    ownClient: () => new pg.Client(config),
    state: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    end: () => pool.end(),
  };
}

function checkedOut(client: pg.PoolClient): Lease {
  let lost: Error | undefined;
  // Without a listener an error between two statements (the server went away) would end the process.
  const onError = (error: Error) => { lost ??= error; };
  client.on('error', onError);
  const ask = async (config: pg.QueryConfig<unknown[]>): Promise<Result> => {
    try {
      const result = await client.query(config);
      return { rows: result.rows ?? [], count: result.rowCount ?? 0, command: result.command ?? '' };
    } catch (error) {
      if (lost ?? isAway(error)) throw away(lost ??= error instanceof Error ? error : new Error(String(error)));
      if (error instanceof Error) Object.defineProperty(error, 'statement', { value: config.text, enumerable: true });
      throw error;
    }
  };
  return {
    query: (text, values) => ask({ name: statementName(text), text, values: encode(values) }),
    script: (text) => ask({ text }),
    release(broken = false) {
      client.release(lost ?? broken);
      client.off('error', onError);
    },
  };
}

const away = (cause: unknown) => new DatabaseAway(cause instanceof Error ? cause.message : String(cause), { cause });

/** True when a prepared statement no longer fits its tables (after a migration) or is gone: it did not run and may be prepared anew. */
export function isStale(error: unknown): boolean {
  const state = sqlState(error);
  return state === '26000' || (state === '0A000' && error instanceof Error && error.message.includes('cached plan'));
}

const names = new Map<string, string>();
function statementName(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = `s${createHash('sha256').update(text).digest('base64url').slice(0, 16)}`;
    if (names.size < 5_000) names.set(text, name);
  }
  return name;
}
