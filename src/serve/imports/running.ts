// A run: batch after batch, one prepared while the one before is written. Every batch is a transaction that also moves the counts of the run, so whatever
// ends the program ends between two batches, and the next run goes on where this one stopped.
import { sql, type Db } from '#ground/db/index.ts';
import { audit } from '#ground/audit/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import { cityTools } from '#city/cases/index.ts';
import { prepare, writeBatch, type Batch, type Source } from './batching.ts';
import { noCounts, type Counts, type Mapping } from './contract.ts';
import { FileTrouble, linesOf, type ImportFile } from './files.ts';
import { m } from './messages.ts';
import { missingCodes } from './naming.ts';
import { rowReader, type Read } from './reading.ts';
import { breakOff, claimRun, endRun, startRun, type NewRemark } from './store.ts';

export interface Asked {
  readonly mapping: Mapping;
  /** Name of the mapping, and of what the ids are unique in. */
  readonly name: string; readonly source: string;
  readonly files: readonly ImportFile[];
  /** Id of the person on whose behalf; null for the operator. */
  readonly by: string | null;
  readonly dry: boolean;
  readonly now: () => Date;
  readonly batch?: number | undefined;
  /** After every batch: the counts so far, and what is to know of its rows. */
  readonly onBatch?: ((counts: Counts, remarks: readonly NewRemark[]) => void) | undefined;
}
export interface Ran { readonly run: number | undefined; readonly counts: Counts; /** The file that could not be read on: what came before it is in. */ readonly trouble: FileTrouble | undefined }

const BATCH = 2000;
/** So many new cases change what the tables are like. */
const MANY = 5000;

/** Refuses (422) a mapping that names what the city lacks, (409) when another run of the source takes over in the middle. */
export async function runImport(db: Db, asked: Asked): Promise<Ran> {
  const tools = await cityTools(db);
  const missing = missingCodes(tools, asked.mapping);
  if (missing.length) throw refuse(422, m.missingCodes, { params: { codes: missing.slice(0, 20).join(', ') } });
  const run = asked.dry ? undefined : await begin(db, asked);
  const source: Source = { tools, mapping: asked.mapping, source: asked.source, run: run ?? 0, by: asked.by, dry: asked.dry };
  const counts = noCounts();
  const trouble = await readAll(db, asked, source, counts);
  if (run !== undefined) await finish(db, run, asked, counts, trouble);
  // Lists are planned by what the tables hold now, not by what they held before.
  if (run !== undefined && counts.new >= MANY) await db.run(sql`analyze`);
  return { run, counts, trouble };
}

const begin = (db: Db, { source, name, files, by, now }: Asked): Promise<number> => db.begin(async (tx) => {
  const at = now();
  for (const broken of await breakOff(tx, source, at)) await audit(tx, { actor: broken.by_person ?? undefined, action: 'serve.imports.broken', subject: { type: 'import', key: String(broken.id) }, detail: { source, files: broken.files, counts: broken.counts }, now: at });
  return startRun(tx, { source, mapping: name, files: files.map((file) => ({ name: file.name, hash: file.hash })), by, now: at });
});

async function readAll(db: Db, asked: Asked, source: Source, counts: Counts): Promise<FileTrouble | undefined> {
  const read = rowReader(source.tools, asked.mapping, asked.now());
  const seen = new Set<string>();
  const size = asked.batch ?? BATCH;
  let reads: Read[] = [];
  let writing: Promise<void> = Promise.resolve();
  const flush = async () => {
    const batch = await prepare(db, source, reads, seen);
    reads = [];
    await writing;
    add(counts, batch);
    asked.onBatch?.(counts, batch.remarks);
    if (asked.dry) return;
    const sofar = structuredClone(counts);
    writing = db.begin(async (tx) => {
      if (!(await claimRun(tx, source.run, sofar))) throw refuse(409, m.takenOver);
      await writeBatch(tx, source, batch, asked.now());
    });
    // Looked at before the next batch is written; until then it must not count as unhandled.
    writing.catch(() => {});
  };
  let trouble: FileTrouble | undefined;
  try {
    for await (const line of linesOf(asked.files, asked.mapping)) {
      reads.push(read(line));
      if (reads.length >= size) await flush();
    }
  } catch (error) {
    if (!(error instanceof FileTrouble)) { await writing; throw error; }
    trouble = error;
  }
  if (reads.length) await flush();
  await writing;
  return trouble;
}

const finish = (db: Db, run: number, { source, files, by, now }: Asked, counts: Counts, trouble: FileTrouble | undefined): Promise<void> => db.begin(async (tx) => {
  const at = now();
  const why = trouble ? `${trouble.file}: ${trouble.message}` : null;
  if (!(await endRun(tx, run, { state: trouble ? 'stopped' : 'done', counts, trouble: why, now: at }))) throw refuse(409, m.takenOver);
  const { unknown: _, ...told } = counts;
  await audit(tx, { actor: by ?? undefined, action: 'serve.imports.ran', subject: { type: 'import', key: String(run) }, detail: { source, files: files.map((file) => ({ name: file.name, sha256: file.hash })), counts: told }, now: at });
});

/** Different texts that name nothing are counted up to so many. */
const MOST_UNKNOWN = 200;

function add(counts: Counts, batch: Batch): void {
  counts.rows += batch.rows;
  counts.new += batch.news;
  counts.changed += batch.longer.length;
  counts.same += batch.same;
  counts.skipped += batch.skipped;
  counts.refused += batch.refused;
  for (const remark of batch.remarks) {
    const kinds: Record<string, number> = remark.refused ? counts.refusals : counts.flags;
    kinds[remark.kind] = (kinds[remark.kind] ?? 0) + 1;
  }
  for (const [what, text] of batch.unknown) {
    const texts = (counts.unknown[what] ??= {});
    const key = text.slice(0, 80);
    if (Object.hasOwn(texts, key) || Object.keys(texts).length < MOST_UNKNOWN) texts[key] = (texts[key] ?? 0) + 1;
  }
}
