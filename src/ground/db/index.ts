// The one way to the database. Two kinds stand behind the same driver: a PostgreSQL server, or PGlite behind our own wire server (./embedded).
// Rooms see `Db` and the `sql` tag; why pg and not postgres.js, and why our own wire server: docs/decisions/0002-embedded-database.md.
import { connect } from './connect.ts';
import { openEmbedded } from './embedded/index.ts';
import { openPool } from './pool.ts';
import type { Database } from './types.ts';

export { DatabaseRefusal, isDuplicate, sqlState } from './errors.ts';
export { migrate, type MigrationFolder } from './migrate.ts';
export { all, join, none, sql, type Query } from './sql.ts';
export { DatabaseAway, type Database, type Db } from './types.ts';
export { json } from './values.ts';

export interface OpenOptions {
  /** `DATABASE_URL`: a PostgreSQL server (15 or later, with PostGIS). Without it the embedded database is opened. */
  url?: string | undefined;
  /** Folder of the embedded database; made when missing. */
  dataDir?: string | undefined;
  /** Connections of the pool; more than 8 are slower on both kinds. */
  poolSize?: number | undefined;
  /** Milliseconds a transaction may stand idle before its connection is ended (SQLSTATE 25P03). */
  idleTransaction?: number | undefined;
  /** Lines for the operator: lost connections, restarts. */
  log?: ((line: string) => void) | undefined;
}

// Whatever the server was set up with, dates are cut and written as on the embedded database.
const SAME_EVERYWHERE = '-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres';

/** Opens the server at `url`, else the embedded database in `dataDir`. Throws DatabaseRefusal when the folder is taken; a server that is away shows with the first query. */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  const { url, dataDir, poolSize = 8, idleTransaction = 10_000, log = () => {} } = options;
  if (url !== undefined) {
    const pool = openPool({ size: poolSize, log, connection: { connectionString: url, options: SAME_EVERYWHERE, idle_in_transaction_session_timeout: idleTransaction } });
    return connect('server', pool, { connectionString: url }, log, async () => {});
  }
  if (dataDir === undefined) throw new Error('openDatabase wants url or dataDir');
  const embedded = await openEmbedded({ dataDir, idleTransaction, log });
  const pool = openPool({ size: poolSize, log, connection: embedded.connection });
  return connect('embedded', pool, embedded.connection, log, embedded.stop);
}
