// The history path: whole cases with all their steps, written in batches. No news, so nobody is notified of the past; happenings and clocks are kept.
// What is kept in memory is told by one housekeeping event a batch (tiles-contract.ts).
import { z } from 'zod';
import { json, sql, type Db } from '#ground/db/index.ts';
import { emit } from '#ground/events/index.ts';
import { searchWords } from '#ground/text/segment.ts';
import { recording } from '#city/happenings/index.ts';
import type { Nature, Source } from './contract.ts';
import type { ClockBegun, Change } from './projection.ts';
import type { Replayed } from './replay.ts';
import { pastWritten } from './tiles-contract.ts';

export interface PastCase {
  readonly number: string; readonly nature: Nature; readonly source: Source; readonly title: string; readonly description: string | null; readonly at: Date;
  readonly point: { lon: number; lat: number } | null; readonly publicPoint: { lon: number; lat: number } | null; readonly place: string | null; readonly asset: string | null;
  readonly visibility: 'public' | 'private'; readonly past: Replayed;
  /** More words to be found by. */
  readonly words?: string | undefined;
}
type Known = PastCase & { readonly id: number };
/** A case that is there with its first `written` steps, the last of which is `last`: the rest of its past is to follow. */
export type Longer = Known & { readonly written: number; readonly last: number };

/** Takes `n` ids of a sequence at once. */
export async function takeIds(db: Db, sequence: 'city.cases_id_seq' | 'city.case_steps_id_seq', n: number): Promise<number[]> {
  if (n === 0) return [];
  // One row: thousands of rows of one number each cost more than the numbers.
  const { ids } = await db.one(z.object({ ids: z.array(z.number()) }), sql`select array_agg(nextval(${sequence}::regclass)) as ids from generate_series(1, ${n}::int)`);
  return ids;
}

/** Writes the cases under the given ids, in one statement a table; in a transaction of the caller. Limits that passed before `now` are never escalated: whoever was to hear of it has heard of it elsewhere. */
export async function writePast(tx: Db, cases: readonly Known[], now: Date): Promise<void> {
  const { steps, last } = await numbered(tx, cases, () => 0);
  // The recordset begins from a row of the table's own defaults, so what a case never had is not sent.
  await tx.run(sql`insert into city.cases overriding system value
    select r.* from jsonb_populate_recordset(jsonb_populate_record(null::city.cases, ${json(DEFAULTS)}::text::jsonb), ${json(cases.map((c) => caseRow(c, last.get(c.id), now)))}::text::jsonb) r`);
  await writeSteps(tx, steps);
  await tx.run(sql`insert into city.case_clocks (case_id, clock, round, organisation, started_at, due_at, limit_value, limit_unit, ended_at, late)
    select * from jsonb_to_recordset(${json(cases.flatMap((c) => clockRows(c)))}::text::jsonb) as k(case_id bigint, clock text, round int, organisation text, started_at timestamptz, due_at timestamptz, limit_value numeric, limit_unit text, ended_at timestamptz, late boolean)`);
  await writeHappenings(tx, cases.flatMap((c) => happeningRows(c, 0)));
  await tx.run(emit(pastWritten, 'cases', { ids: cases.map((c) => c.id) }));
}

/**
 * Adds the rest of their past to cases that are there: steps, projection, clocks, happenings. Text, place and position stay as they are. Throws when one of
 * them has moved on since it was read: nothing of the transaction is to be kept then.
 */
export async function appendPast(tx: Db, cases: readonly Longer[], now: Date): Promise<void> {
  const { steps, last } = await numbered(tx, cases, (c) => c.written);
  const rows = cases.map((c) => ({ ...given(c.past.state), late_before: lateBefore(c, now), id: c.id, seen: c.last, last_step: last.get(c.id)?.id ?? c.last, updated_at: last.get(c.id)?.at ?? c.at }));
  const moved = await tx.run(sql`update city.cases c set ${PROJECTED}, last_step = r.last_step, updated_at = r.updated_at
    from (select (jsonb_populate_record(jsonb_populate_record(null::city.cases, ${json(DEFAULTS)}::text::jsonb), v)).*, (v->>'seen')::bigint as seen from jsonb_array_elements(${json(rows)}::text::jsonb) v) r
    where c.id = r.id and c.last_step = r.seen`);
  if (moved !== cases.length) throw new Error('A case went on while its past was being added.');
  await writeSteps(tx, steps);
  await tx.run(sql`insert into city.case_clocks as old (case_id, clock, round, organisation, started_at, due_at, limit_value, limit_unit, ended_at, late)
    select * from jsonb_to_recordset(${json(cases.flatMap((c) => clockRows(c)))}::text::jsonb) as k(case_id bigint, clock text, round int, organisation text, started_at timestamptz, due_at timestamptz, limit_value numeric, limit_unit text, ended_at timestamptz, late boolean)
    on conflict (case_id, clock, round) do update set ended_at = excluded.ended_at, late = excluded.late`);
  await writeHappenings(tx, cases.flatMap((c) => happeningRows(c, c.written)));
  await tx.run(emit(pastWritten, 'cases', { ids: cases.map((c) => c.id) }));
}

type StepRow = { id: number; case_id: number; at: Date; [column: string]: unknown };
/** The steps from the `from`th of every case on, with their ids, and the last one of each case. */
async function numbered<C extends Known>(tx: Db, cases: readonly C[], from: (c: C) => number): Promise<{ steps: StepRow[]; last: Map<number, StepRow> }> {
  const ids = await takeIds(tx, 'city.case_steps_id_seq', cases.reduce((n, c) => n + c.past.steps.length - from(c), 0));
  let next = 0;
  const steps = cases.flatMap((c) => c.past.steps.slice(from(c)).map((s): StepRow => ({ id: ids[next++] ?? 0, case_id: c.id, at: s.step.at, verb: s.step.verb, actor: s.step.actor, role: s.step.role, organisation: s.step.organisation, reason: s.reason, note: s.note, data: s.data, public: s.public })));
  return { steps, last: new Map(steps.map((s) => [s.case_id, s])) };
}

const writeSteps = (tx: Db, steps: readonly StepRow[]): Promise<number> => tx.run(sql`insert into city.case_steps (id, case_id, at, verb, actor, role, organisation, reason, note, data, public) overriding system value
  select * from jsonb_to_recordset(${json(steps)}::text::jsonb) as s(id bigint, case_id bigint, at timestamptz, verb text, actor uuid, role text, organisation text, reason text, note text, data jsonb, public boolean)`);

const writeHappenings = (tx: Db, happenings: readonly Record<string, unknown>[]): Promise<number> => tx.run(recording({
  what: sql`h.what`, at: sql`h.at`, knownAt: sql`h.at`, subject: { type: 'case', key: sql`h.number` }, source: sql`h.source`, class: sql`h.class`, geom: sql`ST_SetSRID(ST_MakePoint(h.lon, h.lat), 4326)`, area: sql`h.area`,
}, sql`jsonb_to_recordset(${json(happenings)}::text::jsonb) as h(at timestamptz, what text, number text, source text, class text, lon float8, lat float8, area text)`));

/** What a case starts with and most keep: not sent with every row. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  path: [], assisting: [], units: [], returned: false, urged: 0, reopened: 0, reworked: 0, escalated: 0, late: false, exempt: false, followers: 1, priority: 0, last_step: 0,
};
/** Without nulls and defaults. */
function given(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const key in row) {
    const value = row[key];
    if (value !== null && value !== DEFAULTS[key] && !(Array.isArray(value) && value.length === 0)) out[key] = value;
  }
  return out;
}
/** The columns that a step may change. */
const PROJECTED = sql`stage = r.stage, holder = r.holder, lead = r.lead, assisting = r.assisting, units = r.units, outcome = r.outcome, filed_at = r.filed_at, dispatched_at = r.dispatched_at, handled_at = r.handled_at,
  closed_at = r.closed_at, stage_due_at = r.stage_due_at, stage_amber_at = r.stage_amber_at, due_at = r.due_at, amber_at = r.amber_at, late = r.late, late_before = r.late_before`;

function caseRow(c: Known, last: { id: number; at: Date } | undefined, now: Date): Record<string, unknown> {
  return {
    ...given({ ...c.past.state, description: c.description, place: c.place, asset: c.asset, late_before: lateBefore(c, now) }), id: c.id, number: c.number, source: c.source, title: c.title, visibility: c.visibility, nature: c.nature,
    last_step: last?.id ?? 0, updated_at: last?.at ?? c.at, geom: ewkt(c.point), public_geom: ewkt(c.publicPoint), find: lexemes(searchWords(c.title, c.description, c.place, c.words)),
  };
}

/** The present limit, if it has passed. */
const lateBefore = ({ past: { state: { stage_due_at: due } } }: Known, now: Date): Date | null => (due && due < now ? due : null);

/** Geometry and search text as their types read them, so that a row is written once. */
const ewkt = (at: { lon: number; lat: number } | null): string | null => (at ? `SRID=4326;POINT(${at.lon} ${at.lat})` : null);
/** Words longer than a tsvector takes (2,046 bytes) are left out, as to_tsvector does. */
const lexemes = (words: string): string => [...new Set(words.split(' '))].filter((word) => word !== '' && word.length < 500).map((word) => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`).join(' ');

/** Runs of clocks out of the steps: a clock that begins again ends the run before it. */
function clockRows(c: PastCase & { id: number }): Record<string, unknown>[] {
  const rows: { clock: string; round: number; due_at: string; ended_at: Date | null; late: boolean | null; [key: string]: unknown }[] = [];
  const running = new Map<string, (typeof rows)[number]>();
  const end = (clock: string, at: Date) => {
    const row = running.get(clock);
    if (!row) return;
    Object.assign(row, { ended_at: at, late: at > new Date(row.due_at) });
    running.delete(clock);
  };
  for (const { step, data } of c.past.steps) {
    const change = data as Change;
    for (const clock of change.end ?? []) end(clock, step.at);
    for (const b of (change.begin ?? []) as ClockBegun[]) {
      end(b.clock, step.at);
      const row = { case_id: c.id, clock: b.clock, round: 1 + rows.filter((r) => r.clock === b.clock).length, organisation: b.organisation, started_at: step.at, due_at: b.due, limit_value: b.value, limit_unit: b.unit, ended_at: null, late: null };
      rows.push(row);
      running.set(b.clock, row);
    }
  }
  return rows;
}

const HAPPENS: Readonly<Record<string, string>> = { receive: 'raised', reclass: 'reclassed', move: 'moved', merge: 'merged', unmerge: 'unmerged', void: 'voided', refuse: 'voided', close: 'closed', answer: 'closed', reopen: 'reopened' };
function happeningRows(c: PastCase, from: number): Record<string, unknown>[] {
  const row = (at: Date, what: string) => ({ at, what, number: c.number, source: c.source, class: c.past.state.class, lon: c.point?.lon, lat: c.point?.lat, area: c.past.state.path.at(-1) });
  return c.past.steps.slice(from).flatMap(({ step }) => {
    const what = step.verb === 'check' && step.data.passed ? 'verified' : HAPPENS[step.verb];
    return what ? [row(step.at, what)] : [];
  });
}

/** After a batch: the day's sequences go on where the history stopped. */
export const keepCounters = (tx: Db, counters: ReadonlyMap<string, number>): Promise<number> => tx.run(sql`insert into city.case_counters as c (key, last)
  select key, last from jsonb_to_recordset(${json([...counters].map(([key, last]) => ({ key, last })))}::text::jsonb) as k(key text, last int) on conflict (key) do update set last = greatest(c.last, excluded.last)`);
