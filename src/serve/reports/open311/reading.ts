// Requests as GeoReport v2 tells them: one statement for the list, whatever its filters. What was refused, voided or merged stays readable as closed,
// so that those who hold its number learn how it ended; of what was refused only that is told.
import { z } from 'zod';
import { sql, type Db, type Query } from '#ground/db/index.ts';
import type { AnyCtx } from '#ground/http/context.ts';
import { isoTime } from '#ground/i18n/format.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { NATURES, OUTCOMES, STAGES, natureWord, outcomeWord, stageWord, VERBS, type CityTools, type Stage } from '#city/cases/index.ts';
import { publicPhotos } from '../store.ts';
import { className, publicPlace } from '../telling.ts';
import type { ToldObject } from './answers.ts';
import { NATURE_SERVICES } from './discovery.ts';
import type { Wanted } from './query.ts';

/** What this interface tells at all. */
export const isTold: Query = sql`c.visibility = 'public'`;

const Row = z.object({
  number: z.string(), nature: z.enum(NATURES), source: z.string(), class: z.string().nullable(), title: z.string(), description: z.string().nullable(), place: z.string().nullable(), path: z.array(z.string()), lon: z.number().nullable(), lat: z.number().nullable(),
  stage: z.enum(STAGES), outcome: z.enum(OUTCOMES).nullable(), lead: z.string().nullable(), supervision: z.string(), received_at: z.date(), updated_at: z.date(), closed_at: z.date().nullable(), due_at: z.date().nullable(),
  last_note: z.string().nullable(), photos: z.array(z.object({ id: z.string() })),
  answers: z.record(z.string(), z.unknown()).nullable(), notes: z.array(z.object({ at: z.string(), note: z.string(), verb: z.enum(VERBS) })),
});
export type RequestRow = z.output<typeof Row>;

/** Rows for a wanted list, newest first. Answers and notes only with `extensions`. */
export const readRequests = (db: Db, w: Wanted): Promise<RequestRow[]> => db.rows(Row, sql`
  select c.number, c.nature, c.source, c.class, c.title, c.description, c.place, c.path, ST_X(c.public_geom) as lon, ST_Y(c.public_geom) as lat, c.stage, c.outcome, c.lead, c.supervision, c.received_at, c.updated_at, c.closed_at, c.due_at,
    (select s.note from city.v_case_steps s where s.case_id = c.id and s.public and s.note is not null and s.verb <> 'receive' order by s.id desc limit 1) as last_note,
    case when c.stage = 'void' or c.merged_into is not null then '[]'::json else ${publicPhotos} end as photos,
    ${w.extensions ? sql`(select r.answers from serve.reports r where r.case_id = c.id order by r.id limit 1)` : sql`null::jsonb`} as answers,
    ${w.extensions ? sql`coalesce((select json_agg(json_build_object('at', s.at, 'note', s.note, 'verb', s.verb) order by s.id) from city.v_case_steps s where s.case_id = c.id and s.public and s.note is not null), '[]'::json)` : sql`'[]'::json`} as notes
  from (select k.* from (${w.found}) n join city.v_cases k on k.id = n.id order by k.received_at desc, k.id desc limit ${w.limit} offset ${w.offset}) c order by c.received_at desc, c.id desc`);

type Telling = Pick<AnyCtx, 'ground' | 'lang'>;

/** Rows in the words of the protocol. */
export const told = (tools: CityTools, ctx: Telling, rows: readonly RequestRow[], extensions: boolean): ToldObject[] =>
  rows.map((row) => ({ ...request(tools, ctx, row), ...(extensions ? extended(tools, ctx, row) : {}) }));

function request(tools: CityTools, { ground, lang }: Telling, row: RequestRow): ToldObject {
  const agency = tools.organisations.get(row.lead ?? row.supervision);
  const [photo] = row.photos;
  return {
    service_request_id: row.number, status: row.closed_at ? 'closed' : 'open', status_notes: statusNotes(row, lang),
    service_name: className(tools, row.class, lang) ?? natureWord(row.nature)(lang), service_code: row.class ?? serviceCodeOf(row.nature),
    description: row.stage === 'void' ? null : row.description ?? row.title, agency_responsible: agency ? pick(lang, { zh: agency.name, en: agency.name_en }) : null, service_notice: null,
    requested_datetime: isoTime(row.received_at), updated_datetime: isoTime(row.closed_at ?? row.updated_at), expected_datetime: row.due_at ? isoTime(row.due_at) : null,
    address: row.stage === 'void' ? null : publicPlace(tools, row, lang), address_id: null, zipcode: null, lat: row.lat, long: row.lon, media_url: photo ? photoUrl(ground.baseUrl, row.number, photo.id) : null,
  };
}

function statusNotes(row: RequestRow, lang: Lang): string {
  const word = row.outcome ? outcomeWord(row.outcome)(lang) : stageWord(row.stage)(lang);
  return row.last_note ? `${word}: ${row.last_note}` : word;
}

const serviceCodeOf = (nature: string): string | null => Object.entries(NATURE_SERVICES).find(([, n]) => n === nature)?.[0] ?? null;
export const photoUrl = (base: string, number: string, id: string): string => `${base}/reports/${encodeURIComponent(number)}/photos/${id}`;

/** Attributes are only those chosen from a list or numbers: free text may name somebody. */
function extended(tools: CityTools, { ground, lang }: Telling, row: RequestRow): ToldObject {
  const questions = row.class ? (tools.classes.get(row.class)?.questions ?? []) : [];
  const attributes = questions.flatMap((q) => {
    const value = row.answers?.[q.code];
    if (value === undefined || q.datatype === 'text' || q.datatype === 'string') return [];
    const values = [value].flat().map(String).map((key) => ({ key, name: pick(lang, q.values?.find((v) => v.key === key) ?? { zh: key }) }));
    return [{ code: q.code, description: pick(lang, q.label), values }];
  });
  return {
    attributes, extended_attributes: { channel: row.source, stage: SEVEN[row.stage], x: row.lon, y: row.lat, photos: row.photos.map(({ id }) => photoUrl(ground.baseUrl, row.number, id)) },
    notes: row.notes.map((n) => ({ datetime: isoTime(new Date(n.at)), description: n.note, type: n.verb })),
  };
}

/** The step of GB/T 30428 that a stage belongs to: 1 信息采集, 2 案卷建立, 3 任务派遣, 4 任务处理, 5 处理反馈, 6 核查结案, 7 综合评价. */
const SEVEN: Readonly<Record<Stage, number>> = { received: 1, verifying: 2, filed: 3, handling: 4, answering: 4, handled: 5, checking: 6, checked: 6, closed: 7, void: 7 };
