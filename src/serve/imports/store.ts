// SQL of imports: mappings, runs, what has come in, what is to know of it.
import { z } from 'zod';
import { json, sql, type Db } from '#ground/db/index.ts';
import { Counts, RUN_STATES } from './contract.ts';

const Saved = z.object({ name: z.string(), mapping: z.unknown() });
/** A mapping as it was saved; its shape is the reader's to check. */
export const savedMapping = (db: Db, name: string): Promise<z.output<typeof Saved> | undefined> => db.maybe(Saved, sql`select name, mapping from serve.import_mappings where name = ${name}`);
export const savedMappings = (db: Db): Promise<z.output<typeof Saved>[]> => db.rows(Saved, sql`select name, mapping from serve.import_mappings order by name limit 500`);
export const saveMapping = (db: Db, name: string, mapping: unknown, by: string | null, now: Date): Promise<number> => db.run(sql`
  insert into serve.import_mappings (name, mapping, saved_at, saved_by) values (${name}, ${json(mapping)}::text::jsonb, ${now}, ${by})
  on conflict (name) do update set mapping = excluded.mapping, saved_at = excluded.saved_at, saved_by = excluded.saved_by`);

export interface RunStart { readonly source: string; readonly mapping: string; readonly files: readonly { name: string; hash: string }[]; readonly by: string | null; readonly now: Date }
const Id = z.object({ id: z.number() });
const Broken = z.object({ id: z.number(), by_person: z.string().nullable(), files: z.unknown(), counts: z.unknown() });
/** Runs of the source that never ended are broken off by the next; it waits for the batch that one of them may be writing. */
export const breakOff = (tx: Db, source: string, now: Date): Promise<z.output<typeof Broken>[]> => tx.rows(Broken, sql`
  update serve.import_runs set state = 'broken', finished_at = ${now} where source = ${source} and state = 'running' returning id, by_person, files, counts`);
export const startRun = async (tx: Db, run: RunStart): Promise<number> => (await tx.one(Id, sql`
  insert into serve.import_runs (source, mapping, files, by_person, started_at) values (${run.source}, ${run.mapping}, ${json(run.files)}::text::jsonb, ${run.by}, ${run.now}) returning id`)).id;
/** Counts so far. 0 when another run took over: nothing more may be written. */
export const claimRun = (tx: Db, run: number, counts: Counts): Promise<number> => tx.run(sql`update serve.import_runs set counts = ${json(counts)}::text::jsonb where id = ${run} and state = 'running'`);
export const endRun = (tx: Db, run: number, end: { state: 'done' | 'stopped'; counts: Counts; trouble: string | null; now: Date }): Promise<number> => tx.run(sql`
  update serve.import_runs set state = ${end.state}, counts = ${json(end.counts)}::text::jsonb, trouble = ${end.trouble}, finished_at = ${end.now} where id = ${run} and state = 'running'`);

const Found = z.object({ external: z.string(), number: z.string(), id: z.number().nullable(), hash: z.string().nullable(), taken: z.boolean() });
export interface Found { readonly rows: ReadonlyMap<string, { id: number; hash: string }>; /** Numbers that cases have, of this source or not. */ readonly numbers: ReadonlySet<string> }
/** What of these ids is in already, and which of the numbers are taken. Each is one walk of a unique index, whatever the planner knows of tables that grow under it. */
export async function findKnown(db: Db, source: string, rows: readonly { external: string; number: string }[]): Promise<Found> {
  const found = rows.length === 0 ? [] : await db.rows(Found, sql`
    select x.external, x.number, r.case_id as id, r.hash, c.id is not null as taken from unnest(${rows.map((row) => row.external)}::text[], ${rows.map((row) => row.number)}::text[]) as x(external, number)
    left join lateral (select i.case_id, i.hash from serve.import_rows i where i.source = ${source} and i.external = x.external limit 1) r on true
    left join lateral (select v.id from city.v_cases v where v.number = x.number limit 1) c on true where r.case_id is not null or c.id is not null`);
  return {
    rows: new Map(found.flatMap(({ external, id, hash }) => (id !== null && hash !== null ? [[external, { id, hash }] as const] : []))),
    numbers: new Set(found.flatMap((row) => (row.taken ? [row.number] : []))),
  };
}

const OldStep = z.object({ case_id: z.number(), id: z.number(), at: z.date(), verb: z.string(), data: z.record(z.string(), z.unknown()), note: z.string().nullable() });
export type OldStep = z.output<typeof OldStep>;
export const stepsOf = (db: Db, cases: readonly number[]): Promise<OldStep[]> => db.rows(OldStep, sql`
  select s.case_id, s.id, s.at, s.verb, s.data, s.note from city.v_case_steps s where s.case_id = any(${cases}::bigint[]) order by s.case_id, s.id`);

export interface NewRow { readonly external: string; readonly case_id: number; readonly number: string; readonly hash: string; readonly flags: readonly string[] }
export const writeRows = (tx: Db, source: string, run: number, rows: readonly NewRow[]): Promise<number> => tx.run(sql`
  insert into serve.import_rows (source, external, case_id, number, run, hash, flags)
  select ${source}, external, case_id, number, ${run}, hash, coalesce(flags, '{}') from jsonb_to_recordset(${json(rows)}::text::jsonb) as r(external text, case_id bigint, number text, hash text, flags text[])`);
/** What a row that is in looks like now; `flags` are added to those it has. */
export const updateRows = (tx: Db, source: string, rows: readonly { external: string; hash: string; flags: readonly string[] }[]): Promise<number> => tx.run(sql`
  update serve.import_rows i set hash = r.hash, flags = array(select distinct f from unnest(i.flags || r.flags) f order by f)
  from jsonb_to_recordset(${json(rows)}::text::jsonb) as r(external text, hash text, flags text[]) where i.source = ${source} and i.external = r.external`);

export interface NewRemark { readonly file: string; readonly row: number; readonly refused: boolean; readonly kind: string; readonly field: string; readonly value: string | null; readonly external: string | null; readonly number: string | null }
export const writeRemarks = (tx: Db, source: string, run: number, remarks: readonly NewRemark[]): Promise<number> => tx.run(sql`
  insert into serve.import_remarks (run, source, file, row, refused, kind, field, value, external, number)
  select ${run}, ${source}, file, row, refused, kind, field, value, external, number
  from jsonb_to_recordset(${json(remarks)}::text::jsonb) as r(file text, row int, refused boolean, kind text, field text, value text, external text, number text) on conflict do nothing`);

export const Run = z.object({
  id: z.number(), source: z.string(), mapping: z.string(), files: z.array(z.object({ name: z.string(), hash: z.string() })), by_person: z.string().nullable(), by_name: z.string().nullable(),
  started_at: z.date(), finished_at: z.date().nullable(), state: z.enum(RUN_STATES), counts: Counts, trouble: z.string().nullable(),
});
export type Run = z.output<typeof Run>;
const runs = sql`select r.id, r.source, r.mapping, r.files, r.by_person, case when p.erased_at is null then coalesce(p.name, p.login) end as by_name, r.started_at, r.finished_at, r.state, r.counts, r.trouble
  from serve.import_runs r left join ground.identity_people p on p.id = r.by_person`;
/** Runs before one, the newest first. */
export const runsBefore = (db: Db, before: number | undefined, limit: number): Promise<Run[]> => db.rows(Run, sql`${runs} where ${before === undefined ? sql`true` : sql`r.id < ${before}`} order by r.id desc limit ${limit}`);
export const runOf = (db: Db, id: number): Promise<Run | undefined> => db.maybe(Run, sql`${runs} where r.id = ${id}`);

const Told = z.object({ id: z.number(), file: z.string(), row: z.number(), field: z.string(), value: z.string().nullable(), external: z.string().nullable(), number: z.string().nullable() });
export type Told = z.output<typeof Told>;
/** Remarks of one kind of a run after one, in the order of the files. */
export const remarksOf = (db: Db, run: number, refused: boolean, kind: string, after: number, limit: number): Promise<Told[]> => db.rows(Told, sql`
  select id, file, row, field, value, external, number from serve.import_remarks where run = ${run} and refused = ${refused} and kind = ${kind} and id > ${after} order by id limit ${limit}`);
