// SQL of the acceptance desk: saved filters, batches, handover notes.
import { z } from 'zod';
import { json, sql, type Db } from '#ground/db/index.ts';
import { ROLES, type Viewer } from '#ground/identity/index.ts';
import { BatchCase, type BatchVerb } from './contract.ts';

export const SavedFilter = z.object({ id: z.number(), name: z.string(), query: z.string() });
export type SavedFilter = z.output<typeof SavedFilter>;

/** A person's filters of a desk, by name. */
export const savedFilters = (db: Db, person: string, desk: string): Promise<SavedFilter[]> => db.rows(SavedFilter, sql`
  select id, name, query from supervise.acceptance_filters where person = ${person} and desk = ${desk} order by name limit 30`);

/** Saves one under its name, in place of an older one; tells whether there was room (30 a person and desk). */
export async function saveFilter(db: Db, filter: { person: string; desk: string; name: string; query: string; now: Date }): Promise<boolean> {
  const { person, desk, name, query, now } = filter;
  return await db.run(sql`insert into supervise.acceptance_filters (person, desk, name, query, at)
    select ${person}, ${desk}, ${name}, ${query}, ${now} where (select count(*) from supervise.acceptance_filters where person = ${person} and desk = ${desk} and name <> ${name}) < 30
    on conflict (person, desk, name) do update set query = excluded.query, at = excluded.at`) > 0;
}

export const forgetFilter = (db: Db, person: string, id: number): Promise<number> => db.run(sql`delete from supervise.acceptance_filters where id = ${id} and person = ${person}`);

export const Batch = z.object({
  id: z.number(), person: z.uuid(), verb: z.enum(['merge', 'refuse', 'answer']), cases: z.array(BatchCase), input: z.record(z.string(), z.string()), at: z.date(), due_at: z.date(),
  undone_at: z.date().nullable(), done_at: z.date().nullable(), failed: z.array(z.object({ number: z.string(), why: z.string() })),
});
export type Batch = z.output<typeof Batch>;
const columns = sql`b.id, b.person, b.verb, b.cases, b.input, b.at, b.due_at, b.undone_at, b.done_at, b.failed`;

export const addBatch = (db: Db, batch: { person: string; verb: BatchVerb; cases: readonly BatchCase[]; input: Record<string, string>; at: Date; due: Date; done: Date | null }): Promise<Batch> => db.one(Batch, sql`
  insert into supervise.acceptance_batches as b (person, verb, cases, input, at, due_at, done_at)
  values (${batch.person}, ${batch.verb}, ${json(batch.cases)}::text::jsonb, ${json(batch.input)}::text::jsonb, ${batch.at}, ${batch.due}, ${batch.done}) returning ${columns}`);

export const batchOf = (db: Db, person: string, id: number): Promise<Batch | undefined> => db.maybe(Batch, sql`select ${columns} from supervise.acceptance_batches b where b.id = ${id} and b.person = ${person}`);

/** Takes back what has not begun; true when it was in time. */
export const undoBatch = async (db: Db, id: number, now: Date): Promise<boolean> => await db.run(sql`
  update supervise.acceptance_batches set undone_at = ${now} where id = ${id} and undone_at is null and done_at is null`) > 0;
/** A merge was undone case by case. */
export const markUndone = (db: Db, id: number, now: Date): Promise<number> => db.run(sql`update supervise.acceptance_batches set undone_at = ${now} where id = ${id} and undone_at is null`);

/** Takes one batch whose time has come, so that no other process takes it too. */
export const takeDue = (db: Db, now: Date): Promise<Batch | undefined> => db.maybe(Batch, sql`
  update supervise.acceptance_batches b set done_at = ${now} where b.id = (
    select id from supervise.acceptance_batches where due_at <= ${now} and done_at is null and undone_at is null order by due_at limit 1 for update skip locked) returning ${columns}`);
export const noteFailures = (db: Db, id: number, failed: readonly { number: string; why: string }[]): Promise<number> => db.run(sql`
  update supervise.acceptance_batches set failed = ${json(failed)}::text::jsonb where id = ${id}`);

/** The person of a batch with what they may do now: half a minute later a role may be gone. */
export async function viewerOf(db: Db, person: string): Promise<Viewer> {
  const grants = await db.rows(z.object({ role: z.enum(ROLES), organisation: z.string().nullable(), area: z.string().nullable() }), sql`
    select g.role, g.organisation, g.area from ground.identity_grants g join ground.identity_people p on p.id = g.person and p.disabled_at is null where g.person = ${person} and g.ended_at is null`);
  return { person, name: undefined, grants, lang: undefined, by: 'nobody', formKey: undefined, key: undefined };
}

export const Handover = z.object({ id: z.number(), organisation: z.string(), author: z.uuid(), name: z.string().nullable(), at: z.date(), words: z.string(), cases: z.array(z.string()), reads: z.array(z.object({ reader: z.string(), name: z.string().nullable(), at: z.string().transform((at) => new Date(at)) })) });
export type Handover = z.output<typeof Handover>;

/** The latest notes of these organisations, newest first. */
export const handovers = (db: Db, organisations: readonly string[]): Promise<Handover[]> => db.rows(Handover, sql`
  select h.id, h.organisation, h.author, p.name, h.at, h.words, h.cases,
    coalesce((select json_agg(json_build_object('reader', r.reader, 'name', q.name, 'at', r.at) order by r.at) from supervise.acceptance_handover_reads r join ground.identity_people q on q.id = r.reader where r.handover = h.id), '[]') as reads
  from supervise.acceptance_handovers h join ground.identity_people p on p.id = h.author where h.organisation = any(${[...organisations]}::text[]) order by h.at desc, h.id desc limit 40`);

export const addHandover = (db: Db, note: { organisation: string; author: string; words: string; cases: readonly string[]; now: Date }): Promise<number> => db.run(sql`
  insert into supervise.acceptance_handovers (organisation, author, at, words, cases) values (${note.organisation}, ${note.author}, ${note.now}, ${note.words}, ${[...note.cases]}::text[])`);

/** Marks a note of one of these organisations as read by somebody else than its author; how many rows that wrote. */
export const acknowledge = (db: Db, id: number, reader: string, organisations: readonly string[], now: Date): Promise<number> => db.run(sql`
  insert into supervise.acceptance_handover_reads (handover, reader, at) select id, ${reader}, ${now} from supervise.acceptance_handovers
  where id = ${id} and author <> ${reader} and organisation = any(${[...organisations]}::text[]) on conflict do nothing`);

/** Notes nobody of the shift but their author has read, counted to 9. */
export async function unreadNotes(db: Db, reader: string, organisations: readonly string[], since: Date): Promise<number> {
  const row = await db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from (select 1 from supervise.acceptance_handovers h where h.organisation = any(${[...organisations]}::text[]) and h.at > ${since} and h.author <> ${reader}
    and not exists (select 1 from supervise.acceptance_handover_reads r where r.handover = h.id) limit 9) x`);
  return row.n;
}
