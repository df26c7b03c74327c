// Reading the facts: in slices at first (the embedded database has one session), then only what is new or has changed. Lines of text, since a million
// rows of a dozen columns would be parsed for half a minute one cell at a time.
import { z } from 'zod';
import { sql, type Db, type Query } from '#ground/db/index.ts';
import { EPOCH, FLAG, NONE, type Fact, type Run } from './facts.ts';

const Page = z.object({ lines: z.string(), last: z.number().nullable(), updated: z.date().nullable(), runs: z.string() });
export interface Slice { readonly facts: readonly Fact[]; readonly runs: readonly Run[]; readonly updated: Date | null }

/** Narrow: what is kept between the two parts of the statement is copied. */
const columns = sql`c.id, c.last_step, c.received_at, c.filed_at, c.due_at, c.closed_at, c.path, c.lead, c.class, c.source, c.nature, c.visibility, c.merged_into, c.stage, c.outcome, c.late, c.exempt, c.suspended_at, c.handled_at, c.reworked, c.reopened, c.solved, c.updated_at`;

/** Up to `size` cases after an id, in the order of ids, with their ended runs. */
export const readAfterId = (db: Db, id: number, size: number): Promise<Slice> => readSlice(db, sql`select ${columns} from city.v_cases c where c.id > ${id}::bigint order by c.id limit ${size}`);

/** These cases as they are now. */
export const readThese = (db: Db, ids: readonly number[]): Promise<Slice> => readSlice(db, sql`select ${columns} from city.v_cases c where c.id = any(${[...ids]}::bigint[])`);

async function readSlice(db: Db, which: Query): Promise<Slice> {
  const page = await db.one(Page, sql`
    with page as materialized (${which}),
    runs as (select k.case_id, concat_ws(',', k.case_id, k.clock, ${seconds(sql`k.ended_at`)}, floor(extract(epoch from k.ended_at - k.started_at))::bigint, case when k.late then 1 else 0 end) as line
      from page join city.v_case_clocks k on k.case_id = page.id and k.ended_at is not null)
    select coalesce(string_agg(concat_ws(',', id, last_step, ${seconds(sql`received_at`)}, ${seconds(sql`filed_at`)}, ${seconds(sql`due_at`)}, ${seconds(sql`closed_at`)}, array_to_string(path, '/'), coalesce(lead, ''), coalesce(class, ''), source, nature, ${flags}), chr(10)), '') as lines,
      max(id) as last, max(updated_at) as updated, coalesce((select string_agg(line, chr(10)) from runs), '') as runs
    from page`);
  const facts = lines(page.lines).map(factOf).toSorted((a, b) => a.id - b.id);
  return { facts, runs: lines(page.runs).map(runOf), updated: page.updated };
}

/** Whole seconds of EPOCH, or nothing. */
const seconds = (at: Query): Query => sql`coalesce((floor(extract(epoch from ${at})) - ${EPOCH}::int)::bigint::text, '')`;

const bit = (condition: Query, flag: number): Query => sql`case when ${condition} then ${flag}::int else 0 end`;
/** The same as city/cases calls public; dropped ones ended as refused, void or merged. */
const flags = sql`(${bit(sql`visibility = 'public' and merged_into is null and stage <> 'void'`, FLAG.public)} + ${bit(sql`outcome in ('refused', 'void', 'merged')`, FLAG.dropped)}
  + ${bit(sql`outcome in ('resolved', 'unresolved')`, FLAG.settled)} + ${bit(sql`outcome in ('answered', 'passed_on')`, FLAG.answered)} + ${bit(sql`late`, FLAG.late)} + ${bit(sql`exempt`, FLAG.exempt)}
  + ${bit(sql`suspended_at is not null`, FLAG.suspended)} + ${bit(sql`handled_at is not null`, FLAG.handled)} + ${bit(sql`reworked > 0`, FLAG.reworked)} + ${bit(sql`reopened > 0`, FLAG.reopened)}
  + ${bit(sql`solved is not null`, FLAG.rated)} + ${bit(sql`solved`, FLAG.solved)})`;

const lines = (text: string): string[] => (text === '' ? [] : text.split('\n'));
const moment = (text: string | undefined): number => (text ? Number(text) : NONE);
function factOf(line: string): Fact {
  const [id, step, received, filed, due, closed, path = '', unit = '', cls = '', source = '', nature = '', flagged] = line.split(',');
  return { id: Number(id), step: Number(step), received: moment(received), filed: moment(filed), due: moment(due), closed: moment(closed), path, unit, class: cls, source, nature, flags: Number(flagged) };
}
function runOf(line: string): Run {
  const [id, clock = '', ended, took, late] = line.split(',');
  return { id: Number(id), clock, ended: Number(ended), took: Number(took), late: late === '1' };
}

/** Spans of ids that were not there when ids above them were read: transactions that had not committed, or never did. */
export interface Gap { readonly from: number; readonly to: number; readonly until: number }
const Pair = z.tuple([z.number(), z.number()]);
const News = z.object({ changed: z.array(Pair), filled: z.array(z.number()), top: z.number() });

/** What may have changed: ids and last steps of what was written since a moment, ids that now stand in gaps, and the highest id. One statement, three index scans. */
export const readNews = (db: Db, since: Date, gaps: readonly Gap[]): Promise<z.output<typeof News>> => db.one(News, sql`
  select coalesce((select json_agg(json_build_array(c.id, c.last_step)) from city.v_cases c where c.updated_at >= ${since}), '[]'::json) as changed,
    coalesce((select json_agg(c.id) from unnest(${gaps.map((gap) => gap.from)}::bigint[], ${gaps.map((gap) => gap.to)}::bigint[]) g(a, b) join city.v_cases c on c.id between g.a and g.b), '[]'::json) as filled,
    coalesce((select max(c.id) from city.v_cases c), 0) as top`);
