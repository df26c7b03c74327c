// Audit (审计): what was done, by whom, to what. Append-only and free of identities: people are ids, whose names stand in one erasable table.
// How: an entry is a row written beside what it tells of; every minute a job closes a batch over the rows not yet in one, whose hash covers
// them and the batch before. So a row that is changed, removed or put in later breaks the chain from there on, and a copy of the last hash
// kept elsewhere proves the whole past. Rejected: a hash in every row (each insert would wait for the one before), triggers (hidden work).
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { json, sql, type Database, type Db, type Query } from '../db/index.ts';
import type { Job } from '../jobs/index.ts';

export interface AuditEntry {
  /** Id of the person; absent for what the program did by itself. */
  readonly actor?: string | undefined;
  /** What was done, as `room.verb`: `city.areas.saved`. */
  readonly action: string;
  readonly subject?: { readonly type: string; readonly key: string } | undefined;
  /** Plain JSON without names, numbers or addresses of people. */
  readonly detail?: Record<string, unknown> | undefined;
  readonly now: Date;
}

/** The insert of an entry, to stand in a `with` beside the change it tells of. */
export const auditing = (entry: AuditEntry): Query => sql`
  insert into ground.audit_entries (at, actor, action, subject_type, subject_key, detail)
  values (${entry.now}, ${entry.actor ?? null}::uuid, ${entry.action}, ${entry.subject?.type ?? null}, ${entry.subject?.key ?? null}, ${json(entry.detail ?? {})}::text::jsonb)`;

/** Writes an entry; in a transaction it is there only when the transaction is. */
export const audit = (db: Db, entry: AuditEntry): Promise<number> => db.run(auditing(entry));

// The text is made by the database, in one way for ever: what is hashed must not depend on a driver or a language.
const LINE = sql`json_build_array(e.id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.actor, e.action, e.subject_type, e.subject_key, e.detail)::text`;
const Line = z.object({ id: z.number(), line: z.string(), batch: z.number().nullable() });
const Batch = z.object({ id: z.number(), first_entry: z.number(), last_entry: z.number(), previous: z.instanceof(Buffer).nullable(), hash: z.instanceof(Buffer) });
type Batch = z.output<typeof Batch>;
const MOST = 1000;

/**
 * Closes one batch of at most 1,000 entries, and tells how many it took. Processes take turns. Only entries that every transaction
 * can see are taken, so one that commits late with a low id falls into a later batch and not between.
 */
export const chainBatch = (db: Database): Promise<number> => db.begin(async (tx) => {
  await tx.run(sql`select pg_advisory_xact_lock(hashtext('ground.audit'))`);
  const lines = await tx.rows(Line, sql`select e.id, ${LINE} as line, e.batch from ground.audit_entries e where e.batch is null order by e.id limit ${MOST}`);
  const [first, last] = [lines[0], lines.at(-1)];
  if (!first || !last) return 0;
  const before = await tx.maybe(Batch, sql`select id, first_entry, last_entry, previous, hash from ground.audit_batches order by id desc limit 1`);
  const hash = hashOf(before?.hash, lines.map((one) => one.line));
  await tx.run(sql`with batch as (
      insert into ground.audit_batches (first_entry, last_entry, previous, hash) values (${first.id}, ${last.id}, ${before?.hash ?? null}, ${hash}) returning id)
    update ground.audit_entries set batch = batch.id from batch where audit_entries.id = any(${lines.map((one) => one.id)}::bigint[])`);
  return lines.length;
});

const hashOf = (previous: Buffer | undefined | null, lines: readonly string[]): Buffer => {
  const hash = createHash('sha256').update(previous ?? 'comis audit');
  for (const line of lines) hash.update(`\n${line}`);
  return hash.digest();
};

/** Closes batches until nothing is open. */
export const auditJob: Job = {
  name: 'ground.audit.chain', every: '* * * * *',
  async run({ db }) { while ((await chainBatch(db)) === MOST) { /* the next thousand */ } },
};

/** The first batch that does not hold: `changed` its entries are not what was hashed (or one is gone), `cut` it does not follow the one before, `added` entries claim a batch that is not there. */
export interface Break { readonly batch: number; readonly first: number; readonly last: number; readonly what: 'changed' | 'cut' | 'added' }
export interface Verdict { readonly entries: number; readonly batches: number; /** Entries not in a batch yet. */ readonly open: number; readonly broken: Break | undefined }

/** Reads the whole chain, a batch at a time, and compares. */
export async function verifyAudit(db: Db): Promise<Verdict> {
  let [entries, batches] = [0, 0];
  let previous: Batch | undefined;
  let broken: Break | undefined;
  for (;;) {
    const batch = await batchAfter(db, previous?.id ?? 0);
    if (!batch) break;
    const lines = await linesOf(db, batch.id);
    broken ??= breakOf(batch, previous, lines);
    entries += lines.length;
    batches += 1;
    previous = batch;
  }
  const rest = await db.one(z.object({ open: z.number(), stray: z.number().nullable() }), sql`
    select count(*) filter (where e.batch is null) as open, min(e.batch) filter (where b.id is null) as stray
    from ground.audit_entries e left join ground.audit_batches b on b.id = e.batch where e.batch is null or b.id is null`);
  if (rest.stray !== null) broken ??= { batch: rest.stray, first: 0, last: 0, what: 'added' };
  return { entries, batches, open: rest.open, broken };
}

const batchAfter = (db: Db, id: number): Promise<Batch | undefined> =>
  db.maybe(Batch, sql`select id, first_entry, last_entry, previous, hash from ground.audit_batches where id > ${id} order by id limit 1`);

const linesOf = async (db: Db, batch: number): Promise<string[]> =>
  (await db.rows(Line, sql`select e.id, ${LINE} as line, e.batch from ground.audit_entries e where e.batch = ${batch} order by e.id`)).map((one) => one.line);

function breakOf(batch: Batch, previous: Batch | undefined, lines: readonly string[]): Break | undefined {
  const found = { batch: batch.id, first: batch.first_entry, last: batch.last_entry };
  const follows = previous ? batch.previous?.equals(previous.hash) === true : batch.previous === null;
  if (!follows) return { ...found, what: 'cut' };
  return hashOf(batch.previous, lines).equals(batch.hash) ? undefined : { ...found, what: 'changed' };
}

/** Every entry as one line of JSON ([id, at, actor, action, subject type, subject key, detail]), and after each batch a line with its hash. */
export async function* exportAudit(db: Db): AsyncGenerator<string> {
  for (let after = 0; ;) {
    const batch = await batchAfter(db, after);
    if (!batch) break;
    yield* await linesOf(db, batch.id);
    yield JSON.stringify({ batch: batch.id, first: batch.first_entry, last: batch.last_entry, previous: batch.previous?.toString('hex') ?? null, hash: batch.hash.toString('hex') });
    after = batch.id;
  }
  for (let after = 0; ;) {
    const open = await db.rows(Line, sql`select e.id, ${LINE} as line, e.batch from ground.audit_entries e where e.batch is null and e.id > ${after} order by e.id limit ${MOST}`);
    for (const one of open) yield one.line;
    const last = open.at(-1);
    if (!last) return;
    after = last.id;
  }
}
