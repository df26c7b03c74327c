// The history path: whole cases with all their steps, written in batches. No events, so nobody is notified of the past; happenings and clocks are kept.
import { z } from 'zod';
import { json, sql, type Db } from '#ground/db/index.ts';
import { searchWords } from '#ground/text/segment.ts';
import type { Nature, Source } from './contract.ts';
import type { ClockBegun, Change } from './projection.ts';
import type { Replayed } from './replay.ts';

export interface PastCase {
  readonly number: string; readonly nature: Nature; readonly source: Source; readonly title: string; readonly description: string | null; readonly at: Date;
  readonly point: { lon: number; lat: number } | null; readonly publicPoint: { lon: number; lat: number } | null; readonly place: string | null; readonly asset: string | null;
  readonly visibility: 'public' | 'private'; readonly past: Replayed;
}

/** Takes `n` ids of a sequence at once. */
export async function takeIds(db: Db, sequence: 'city.cases_id_seq' | 'city.case_steps_id_seq', n: number): Promise<number[]> {
  if (n === 0) return [];
  const rows = await db.rows(z.object({ id: z.number() }), sql`select nextval(${sequence}::regclass) as id from generate_series(1, ${n}::int)`);
  return rows.map((row) => row.id);
}

/** Writes the cases under the given ids, in one statement a table; in a transaction of the caller. */
export async function writePast(tx: Db, cases: readonly (PastCase & { id: number })[]): Promise<void> {
  const stepIds = await takeIds(tx, 'city.case_steps_id_seq', cases.reduce((n, c) => n + c.past.steps.length, 0));
  let next = 0;
  const steps = cases.flatMap((c) => c.past.steps.map((s) => ({ id: stepIds[next++] ?? 0, case_id: c.id, at: s.step.at, verb: s.step.verb, actor: s.step.actor, role: s.step.role, organisation: s.step.organisation, reason: s.reason, note: s.note, data: s.data, public: s.public })));
  const last = new Map(steps.map((s) => [s.case_id, s]));
  await tx.run(sql`insert into city.cases overriding system value select r.* from jsonb_populate_recordset(null::city.cases, ${json(cases.map((c) => caseRow(c, last.get(c.id))))}::text::jsonb) r`);
  await tx.run(sql`insert into city.case_steps (id, case_id, at, verb, actor, role, organisation, reason, note, data, public) overriding system value
    select * from jsonb_to_recordset(${json(steps)}::text::jsonb) as s(id bigint, case_id bigint, at timestamptz, verb text, actor uuid, role text, organisation text, reason text, note text, data jsonb, public boolean)`);
  await tx.run(sql`insert into city.case_clocks (case_id, clock, round, organisation, started_at, due_at, limit_value, limit_unit, ended_at, late)
    select * from jsonb_to_recordset(${json(cases.flatMap((c) => clockRows(c)))}::text::jsonb) as k(case_id bigint, clock text, round int, organisation text, started_at timestamptz, due_at timestamptz, limit_value numeric, limit_unit text, ended_at timestamptz, late boolean)`);
  await tx.run(sql`insert into city.happenings (at, known_at, what, subject_type, subject_key, source, class, geom, area)
    select h.at, h.at, h.what, 'case', h.number, h.source, h.class, ST_SetSRID(ST_MakePoint(h.lon, h.lat), 4326), h.area
    from jsonb_to_recordset(${json(cases.flatMap((c) => happeningRows(c)))}::text::jsonb) as h(at timestamptz, what text, number text, source text, class text, lon float8, lat float8, area text)`);
}

function caseRow(c: PastCase & { id: number }, last: { id: number; at: Date } | undefined): Record<string, unknown> {
  return {
    ...c.past.state, id: c.id, number: c.number, source: c.source, title: c.title, description: c.description, place: c.place, asset: c.asset, visibility: c.visibility, nature: c.nature,
    last_step: last?.id ?? 0, updated_at: last?.at ?? c.at, geom: ewkt(c.point), public_geom: ewkt(c.publicPoint), find: lexemes(searchWords(c.title, c.description, c.place)),
  };
}

/** Geometry and search text as their types read them, so that a row is written once. */
const ewkt = (at: { lon: number; lat: number } | null): string | null => (at ? `SRID=4326;POINT(${at.lon} ${at.lat})` : null);
const lexemes = (words: string): string => [...new Set(words.split(' '))].filter(Boolean).map((word) => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`).join(' ');

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
function happeningRows(c: PastCase): Record<string, unknown>[] {
  const row = (at: Date, what: string) => ({ at, what, number: c.number, source: c.source, class: c.past.state.class, lon: c.point?.lon, lat: c.point?.lat, area: c.past.state.path.at(-1) });
  return c.past.steps.flatMap(({ step }) => {
    const what = step.verb === 'check' && step.data.passed ? 'verified' : HAPPENS[step.verb];
    return what ? [row(step.at, what)] : [];
  });
}

/** After a batch: the day's sequences go on where the history stopped. */
export const keepCounters = (tx: Db, counters: ReadonlyMap<string, number>): Promise<number> => tx.run(sql`insert into city.case_counters as c (key, last)
  select key, last from jsonb_to_recordset(${json([...counters].map(([key, last]) => ({ key, last })))}::text::jsonb) as k(key text, last int) on conflict (key) do update set last = greatest(c.last, excluded.last)`);
