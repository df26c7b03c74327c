// One batch: what its rows are beside what is in already, and then everything of it in one transaction. Preparing reads only, so a dry run stops after it
// and the next batch is prepared while the database writes this one.
import { sql, type Db } from '#ground/db/index.ts';
import { linkingFrom } from '#ground/links/index.ts';
import { appendPast, keepCounters, takeIds, writePast, type CityTools, type Longer, type PastCase } from '#city/cases/index.ts';
import { writePastReports, type PastReport } from '#serve/reports/index.ts';
import type { Flag, Mapping, Refused, Remark } from './contract.ts';
import { ownNumbers, pastCase, pastReport } from './planning.ts';
import type { Draft, Read } from './reading.ts';
import { findKnown, stepsOf, updateRows, writeRemarks, writeRows, type NewRemark, type NewRow, type OldStep } from './store.ts';

export interface Source { readonly tools: CityTools; readonly mapping: Mapping; readonly source: string; readonly run: number; readonly by: string | null; readonly dry: boolean }
type Known = PastCase & { readonly id: number };
type Drafted = Read & { readonly draft: Draft };

/** What a batch will write; of a dry run, how much that would be. `rows` to `same` count its rows. */
export interface Batch {
  readonly rows: number; readonly news: number; readonly skipped: number; readonly refused: number; readonly same: number;
  readonly fresh: readonly Known[]; readonly longer: readonly Longer[]; readonly reports: readonly PastReport[];
  readonly newRows: readonly NewRow[]; readonly changedRows: readonly { external: string; hash: string; flags: readonly string[] }[];
  readonly remarks: readonly NewRemark[]; readonly unknown: Read['unknown'];
}

/** `seen` are the ids of this run so far: the first row of an id counts, later ones are flagged and left out. */
export async function prepare(db: Db, source: Source, reads: readonly Read[], seen: Set<string>): Promise<Batch> {
  const remarks: NewRemark[] = [];
  const tell = (read: Read, list: readonly Remark[]) => { for (const one of list) remarks.push({ file: read.line.file, row: read.line.row, ...one, external: read.external, number: read.draft?.number ?? null }); };
  const said = (read: Read, kind: Flag | Refused, refused = false) => { tell(read, [{ refused, kind, field: source.mapping.id, value: read.external }]); };

  const drafted: Drafted[] = [];
  for (const read of reads) {
    if (!read.draft) tell(read, read.remarks.filter((one) => one.refused));
    else if (seen.has(read.draft.external)) said(read, 'duplicate-id');
    else { seen.add(read.draft.external); drafted.push({ ...read, draft: read.draft }); }
  }
  const known = await findKnown(db, source.source, drafted.map(({ draft }) => draft));
  const unknown = drafted.filter(({ draft }) => !known.rows.has(draft.external));
  const taken = unknown.filter(({ draft }) => known.numbers.has(draft.number));
  for (const read of taken) said(read, 'number-taken', true);
  const fresh = unknown.filter(({ draft }) => !known.numbers.has(draft.number));
  for (const read of fresh) tell(read, read.remarks);
  const changed = drafted.flatMap((read) => { const row = known.rows.get(read.draft.external); return row && row.hash !== read.draft.hash ? [{ read, id: row.id }] : []; });
  for (const { read } of changed) tell(read, read.remarks);

  const { longer, flags } = await continued(db, source, changed);
  for (const { read } of changed) { const flag = flags.get(read.draft.external); if (flag) said(read, flag); }
  const refused = reads.filter((read) => !read.draft && !read.skipped).length + taken.length;
  const skipped = reads.filter((read) => read.skipped).length;
  const written = source.dry ? [] : fresh;
  const ids = await takeIds(db, 'city.cases_id_seq', written.length);
  return {
    rows: reads.length, news: fresh.length, skipped, refused, same: reads.length - skipped - refused - fresh.length - longer.length, longer,
    fresh: written.map(({ draft }, i) => pastCase(source.tools, source.mapping, source, ids[i] ?? 0, draft)),
    reports: written.flatMap(({ draft }, i) => pastReport(source.mapping, ids[i] ?? 0, draft)),
    newRows: written.map(({ draft, remarks: own }, i) => ({ external: draft.external, case_id: ids[i] ?? 0, number: draft.number, hash: draft.hash, flags: kindsOf(own) })),
    changedRows: changed.map(({ read: { draft, remarks: own } }) => ({ external: draft.external, hash: draft.hash, flags: [...kindsOf(own), ...[flags.get(draft.external)].flatMap((flag) => flag ?? [])] })),
    remarks, unknown: reads.flatMap((read) => read.unknown),
  };
}

const kindsOf = (remarks: readonly Remark[]): string[] => [...new Set(remarks.map((one) => one.kind))];

/** Rows that look different now: those whose past goes on, and why the others stay as they are. */
async function continued(db: Db, source: Source, changed: readonly { read: Drafted; id: number }[]): Promise<{ longer: Longer[]; flags: Map<string, Flag> }> {
  const longer: Longer[] = [];
  const flags = new Map<string, Flag>();
  const old = changed.length ? Map.groupBy(await stepsOf(db, changed.map(({ id }) => id)), (step) => step.case_id) : new Map<number, OldStep[]>();
  for (const { read, id } of changed) {
    const before = old.get(id) ?? [];
    const next = pastCase(source.tools, source.mapping, source, id, read.draft);
    const grown = before.length <= next.past.steps.length && before.every((step, i) => sameStep(step, next.past.steps[i]));
    if (!grown) flags.set(read.draft.external, 'changed-past');
    else if (before.length === next.past.steps.length) flags.set(read.draft.external, 'changed-text');
    else longer.push({ ...next, written: before.length, last: before.at(-1)?.id ?? 0 });
  }
  return { longer, flags };
}

/** In which run a step came makes no difference. */
function sameStep(old: OldStep, step: PastCase['past']['steps'][number] | undefined): boolean {
  if (!step || old.at.getTime() !== step.step.at.getTime() || old.verb !== step.step.verb || old.note !== step.note) return false;
  return canonical({ ...old.data, imported: 0 }) === canonical({ ...step.data, imported: 0 });
}
const canonical = (value: unknown): string => JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner));

/** Everything of a batch in the caller's transaction: no events, so nobody is told of the past. */
export async function writeBatch(tx: Db, source: Source, batch: Batch, now: Date): Promise<void> {
  const { fresh } = batch;
  if (fresh.length) {
    await writePast(tx, fresh, now);
    await writeRows(tx, source.source, source.run, batch.newRows);
    await tx.run(linkingFrom({ type: 'case', key: sql`n.number` }, 'came-of', { type: 'import', key: sql`${String(source.run)}::text` }, sql`unnest(${fresh.map((c) => c.number)}::text[]) as n(number)`, { by: source.by ?? undefined, now }));
    if (batch.reports.length) await writePastReports(tx, batch.reports);
    const counters = ownNumbers(source.tools.settings.caseNumber, fresh.map((c) => c.number));
    if (counters.size) await keepCounters(tx, counters);
  }
  if (batch.longer.length) await appendPast(tx, batch.longer, now);
  if (batch.changedRows.length) await updateRows(tx, source.source, batch.changedRows);
  if (batch.remarks.length) await writeRemarks(tx, source.source, source.run, batch.remarks);
}
