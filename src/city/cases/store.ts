// SQL of the case: read it to decide, write one step with its projection, clocks, happening and event in one statement.
import { z } from 'zod';
import { emitFrom } from '#ground/events/index.ts';
import { json, sql, type Db, type Query } from '#ground/db/index.ts';
import { isoTime } from '#ground/i18n/format.ts';
import { recording, type HAPPENED } from '#city/happenings/index.ts';
import { CaseState, caseStepped, Step, type Verb } from './contract.ts';
import { apply, type Change } from './projection.ts';

/** What deciding a step needs beside the state: identity, version, and who has handled it. */
export const CaseRow = CaseState.extend({
  id: z.number(), number: z.string(), last_step: z.number(), visibility: z.enum(['public', 'private']), source: z.string(), title: z.string(), place: z.string().nullable(), lon: z.number().nullable(), lat: z.number().nullable(),
  handled_by: z.array(z.string()), after_photos: z.number(), last_urged_by_reporter: z.date().nullable(),
});
export type CaseRow = z.output<typeof CaseRow>;

const stateColumns = sql`c.nature, c.class, c.standard, c.path, c.supervision, c.command, c.stage, c.holder, c.lead, c.assisting, c.units, c.officer, c.returned, c.signed_at, c.suspended_at, c.suspended_until,
  c.urged, c.reopened, c.reworked, c.escalated, c.extension, c.appeal, c.received_at, c.filed_at, c.dispatched_at, c.handled_at, c.closed_at, c.stage_due_at, c.stage_amber_at, c.due_at, c.amber_at,
  c.late, c.exempt, c.outcome, c.merged_into, c.followers, c.rating, c.solved, c.priority`;

/** One case for a decision; `seen` is the viewer's condition on alias c. */
export const readForStep = (db: Db, number: string, seen: Query): Promise<CaseRow | undefined> => db.maybe(CaseRow, sql`
  select c.id, c.number, c.last_step, c.visibility, c.source, c.title, c.place, ST_X(c.geom) as lon, ST_Y(c.geom) as lat, ${stateColumns},
    array(select distinct t.actor::text from city.case_steps t where t.case_id = c.id and t.actor is not null and t.verb in ('dispatch', 'sign', 'assist', 'feedback')) as handled_by,
    (select count(*)::int from (select 1 from ground.files f where f.owner_type = 'case' and f.owner_key = c.number and f.role = 'after' and f.removed_at is null
      and f.at >= coalesce((select max(t.at) from city.case_steps t where t.case_id = c.id and t.verb in ('reopen', 'rework')), '-infinity') limit 10) p) as after_photos,
    (select max(t.at) from city.case_steps t where t.case_id = c.id and t.verb = 'urge' and t.role = 'reporter') as last_urged_by_reporter
  from city.cases c
  where c.number = ${number} and ${seen}`);

export interface NewStep {
  readonly verb: Verb; readonly at: Date; readonly change: Change; readonly facts: Record<string, unknown>;
  readonly actor: string | null; readonly role: string; readonly organisation: string | null; readonly reason: string | null; readonly note: string | null; readonly public: boolean;
  /** Columns outside of the projection that this step moves: title, text, position, search. */
  readonly extra?: Query | undefined;
  /** Other CTEs to write in the same statement (photos, report rows); may use `stepped(id, number)`. */
  readonly beside?: Query | undefined;
}

const HAPPENS: Partial<Record<Verb, (typeof HAPPENED)[number]>> = { reclass: 'reclassed', move: 'moved', merge: 'merged', unmerge: 'unmerged', void: 'voided', refuse: 'voided', close: 'closed', answer: 'closed', reopen: 'reopened' };

/** Writes a step if nobody was faster. Returns the new step's id and the state after it, or undefined when the case has moved on since it was read. */
export async function writeStep(db: Db, row: CaseRow, step: NewStep): Promise<{ step: number; after: CaseState } | undefined> {
  const data = { ...step.facts, ...step.change };
  const after = apply(row, { at: step.at, data });
  const happened = step.verb === 'check' && step.facts['passed'] === true ? 'verified' : HAPPENS[step.verb];
  const written = await db.maybe(z.object({ step: z.number() }), sql`
    with stepped as (update city.cases c set ${projection(after)}, last_step = nextval('city.case_steps_id_seq'), updated_at = ${step.at} ${step.extra ?? sql``}
      where c.id = ${row.id} and c.last_step = ${row.last_step} returning c.id, c.number, c.last_step, c.class, c.geom, c.path, c.source),
    line as (insert into city.case_steps (id, case_id, at, verb, actor, role, organisation, reason, note, data, public) overriding system value
      select last_step, id, ${step.at}::timestamptz, ${step.verb}, ${step.actor}::uuid, ${step.role}, ${step.organisation}, ${step.reason}, ${step.note}, ${json(data)}::text::jsonb, ${step.public} from stepped),
    ended as (update city.case_clocks k set ended_at = ${step.at}, late = ${step.at}::timestamptz > k.due_at from stepped where k.case_id = stepped.id and k.ended_at is null and k.clock = any(${endedBy(step.change)}::text[])),
    ${movedLimit(step.change)}
    begun as (insert into city.case_clocks (case_id, clock, round, organisation, started_at, due_at, limit_value, limit_unit)
      select stepped.id, b.clock, 1 + coalesce((select max(k.round) from city.case_clocks k where k.case_id = stepped.id and k.clock = b.clock), 0), b.organisation, ${step.at}::timestamptz, b.due, b.value, b.unit
      from stepped, jsonb_to_recordset(${json(step.change.begin ?? [])}::text::jsonb) as b(clock text, organisation text, due timestamptz, value numeric, unit text)),
    ${happened ? sql`happened as (${recording({ what: happened, at: step.at, subject: { type: 'case', key: sql`number` }, source: sql`source`, class: sql`class`, geom: sql`geom`, area: sql`path[cardinality(path)]` }, sql`stepped`)}),` : sql``}
    ${step.beside ? sql`${step.beside},` : sql``}
    told as (${emitFrom(caseStepped, sql`'case:' || number`, sql`jsonb_build_object('id', id, 'number', number, 'verb', ${step.verb}::text, 'step', last_step, 'stage', ${after.stage}::text, 'at', ${isoTime(step.at)}::text,
      'nature', ${after.nature}::text, 'class', ${after.class}::text, 'path', ${json(after.path)}::text::jsonb, 'holder', ${after.holder}::text, 'public', ${step.public && row.visibility === 'public'}::boolean, 'into', ${after.merged_into}::bigint)`, sql`stepped`)})
    select last_step as step from stepped`);
  return written && { step: written.step, after };
}

/** An extension or a pause moves the limit of the clock that runs, so that whether it was late is judged by the moved one. */
const movedLimit = ({ stage_due: due, begin, end }: Change): Query => (due && !begin && !end
  ? sql`moved as (update city.case_clocks k set due_at = ${due}::timestamptz from stepped where k.case_id = stepped.id and k.ended_at is null),` : sql``);

/** A clock that begins ends the running one of its own name too: one round at a time. */
const endedBy = (change: Change): string[] => [...new Set([...(change.end ?? []), ...(change.begin ?? []).map((b) => b.clock)])];

function projection(s: CaseState): Query {
  return sql`nature = ${s.nature}, class = ${s.class}, standard = ${s.standard}, path = ${s.path}::text[], supervision = ${s.supervision}, command = ${s.command}, stage = ${s.stage}, holder = ${s.holder}, lead = ${s.lead},
    assisting = ${s.assisting}::text[], units = ${s.units}::text[], officer = ${s.officer}::uuid, returned = ${s.returned}, signed_at = ${s.signed_at}::timestamptz, suspended_at = ${s.suspended_at}::timestamptz, suspended_until = ${s.suspended_until}::timestamptz,
    urged = ${s.urged}::int, reopened = ${s.reopened}::int, reworked = ${s.reworked}::int, escalated = ${s.escalated}::int, extension = ${json(s.extension)}::text::jsonb, appeal = ${json(s.appeal)}::text::jsonb,
    filed_at = ${s.filed_at}::timestamptz, dispatched_at = ${s.dispatched_at}::timestamptz, handled_at = ${s.handled_at}::timestamptz, closed_at = ${s.closed_at}::timestamptz,
    stage_due_at = ${s.stage_due_at}::timestamptz, stage_amber_at = ${s.stage_amber_at}::timestamptz, due_at = ${s.due_at}::timestamptz, amber_at = ${s.amber_at}::timestamptz, late = ${s.late}, exempt = ${s.exempt},
    outcome = ${s.outcome}, merged_into = ${s.merged_into}::bigint, followers = ${s.followers}::int, rating = ${s.rating}::smallint, solved = ${s.solved}::boolean, priority = ${s.priority}::smallint`;
}

/** The whole file of a case, oldest first. */
export const stepsOf = (db: Db, id: number): Promise<Step[]> => db.rows(Step, sql`select id, at, verb, actor, role, organisation, reason, note, data, public from city.case_steps where case_id = ${id} order by id`);
export { stateColumns };
