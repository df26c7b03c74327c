// Opening a case: one fragment of SQL that a report, an alarm or a patrol puts into its own statement, so that both exist or neither.
import { emitFrom } from '#ground/events/index.ts';
import { json, sql, type Query } from '#ground/db/index.ts';
import { isoTime } from '#ground/i18n/format.ts';
import { searchWords } from '#ground/text/segment.ts';
import { recording } from '#city/happenings/index.ts';
import { caseStepped, type Nature, type Source } from './contract.ts';
import { numberParts } from './number.ts';
import { apply, unborn, type Change } from './projection.ts';

export interface Opening {
  readonly change: Change;                // of `receive`
  readonly nature: Nature; readonly source: Source; readonly title: string; readonly description: string | null;
  readonly point: { lon: number; lat: number } | null; readonly publicPoint: { lon: number; lat: number } | null;
  readonly accuracy: number | null; readonly place: string | null; readonly asset: string | null; readonly visibility: 'public' | 'private';
  readonly actor: { person: string | null; role: string; organisation: string | null };
  readonly note: string | null; readonly at: Date; readonly pattern: string; readonly zone: string;
}

export const point = (at: { lon: number; lat: number } | null): Query => (at ? sql`ST_SetSRID(ST_MakePoint(${at.lon}::float8, ${at.lat}::float8), 4326)` : sql`null::geometry(Point, 4326)`);

/**
 * CTEs that write the case, its first step, its clock, the happening and the event. `opened(id, number, step)` can be used by what follows;
 * `guard`, when given, names an earlier CTE: without a row in it nothing is written.
 * Write: sql`with ${openingCtes(…)}, mine as (insert … select … from opened) select number from opened`.
 */
export function openingCtes(o: Opening, guard?: Query): Query {
  const state = apply(unborn(o.at), { at: o.at, data: o.change as Record<string, unknown> });
  const seq = numberParts(o.pattern, o.at, o.zone);
  const step = { ...o.change } as Record<string, unknown>;
  const from = guard ? sql`from ${guard}` : sql``;
  const clocks = o.change.begin ?? [];
  return sql`
    counter as (insert into city.case_counters as c (key, last) select ${seq.before + '*' + seq.after}, 1 ${from} on conflict (key) do update set last = c.last + 1 returning last),
    fresh as (select nextval('city.case_steps_id_seq') as step, ${seq.before}::text || lpad(last::text, greatest(${seq.width}::int, length(last::text)), '0') || ${seq.after}::text as number from counter),
    opened as (
      insert into city.cases (number, nature, source, class, title, description, geom, public_geom, accuracy_m, place, path, asset, visibility, supervision, command, stage, holder,
        received_at, stage_due_at, stage_amber_at, due_at, amber_at, priority, find, last_step, updated_at)
      select fresh.number, ${o.nature}, ${o.source}, ${state.class}, ${o.title}, ${o.description}, ${point(o.point)}, ${point(o.publicPoint)}, ${o.accuracy}::real, ${o.place}, ${state.path}::text[], ${o.asset}, ${o.visibility},
        ${state.supervision}, ${state.command}, ${state.stage}, ${state.holder}, ${o.at}::timestamptz, ${state.stage_due_at}::timestamptz, ${state.stage_amber_at}::timestamptz, ${state.due_at}::timestamptz, ${state.amber_at}::timestamptz,
        ${state.priority}::smallint, to_tsvector('simple', ${searchWords(o.title, o.description, o.place)}), fresh.step, ${o.at}::timestamptz
      from fresh returning id, number, last_step as step),
    first_step as (insert into city.case_steps (id, case_id, at, verb, actor, role, organisation, note, data) overriding system value
      select step, id, ${o.at}::timestamptz, 'receive', ${o.actor.person}::uuid, ${o.actor.role}, ${o.actor.organisation}, ${o.note}, ${json(step)}::text::jsonb from opened),
    first_clock as (insert into city.case_clocks (case_id, clock, round, organisation, started_at, due_at, limit_value, limit_unit)
      select opened.id, c.clock, 1, c.organisation, ${o.at}::timestamptz, c.due, c.value, c.unit from opened, jsonb_to_recordset(${json(clocks)}::text::jsonb) as c(clock text, organisation text, due timestamptz, value numeric, unit text)),
    first_happening as (${recording({ what: 'raised', at: o.at, subject: { type: 'case', key: sql`number` }, source: o.source, class: state.class, geom: point(o.point), area: state.path.at(-1) ?? null }, sql`opened`)}),
    first_event as (${emitFrom(caseStepped, sql`'case:' || number`, sql`jsonb_build_object('id', id, 'number', number, 'verb', 'receive', 'step', step, 'stage', ${state.stage}::text, 'at', ${isoTime(o.at)}::text, 'nature', ${o.nature}::text,
      'class', ${state.class}::text, 'path', ${json(state.path)}::text::jsonb, 'holder', ${state.holder}::text, 'public', ${o.visibility === 'public'}::boolean)`, sql`opened`)})`;
}
