// PGlite runs PostgreSQL's single-user mode, which has no background processes: nothing writes checkpoints (the log would grow for ever and a start
// after a crash would replay all of it), nothing vacuums or analyzes (tables would bloat, plans go blind). So the house does it, between requests.
import { firstColumn } from './answers.ts';
import type { Wire } from './wire.ts';

const LOG_LIMIT = 64 * 1024 * 1024;
const CHECKPOINT_MS = 5 * 60_000;
/** So long it waits for a quiet moment before it takes a turn like everybody. */
const PATIENCE_MS = 60_000;

const LOG_BYTES = 'select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn) from pg_control_checkpoint()';
// The thresholds of PostgreSQL's own autovacuum. Its counters end with the process, so a table that was filled and never looked at (reltuples -1) is due too.
const DUE_TABLE = `
  select format('%s %I.%I', case when dead then 'vacuum analyze' else 'analyze' end, schemaname, relname)
  from (select t.*, n_dead_tup > 50 + 0.2 * n_live_tup as dead, c.reltuples < 0 and c.relpages = 0 and pg_relation_size(c.oid) > 0 as unseen from pg_stat_user_tables t join pg_class c on c.oid = t.relid) t
  where dead or unseen or n_mod_since_analyze > 50 + 0.1 * n_live_tup
  order by unseen desc, dead desc, n_dead_tup desc, n_mod_since_analyze desc limit 1`;

/** Looks every `every` milliseconds what is due; returns a function that stops it. */
export function housekeeping(wire: Wire, every = 10_000): () => void {
  let checkpointed = Date.now();
  let quiet = Date.now();
  let busy = false;

  async function look(): Promise<void> {
    const now = Date.now();
    if (wire.idle()) quiet = now;
    else if (now - quiet < PATIENCE_MS) return;
    else quiet = now;
    const [command] = firstColumn(await wire.ask(DUE_TABLE));
    if (command) await wire.ask(command);
    const log = Number(firstColumn(await wire.ask(LOG_BYTES))[0]);
    if (log > LOG_LIMIT || (log > 0 && now - checkpointed > CHECKPOINT_MS)) {
      await wire.ask('checkpoint');
      checkpointed = Date.now();
    }
  }

  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    void look().finally(() => { busy = false; });
  }, every);
  timer.unref();
  return () => clearInterval(timer);
}
