// Requests as GeoReport v2 tells them: one statement for the list, whatever its filters.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import type { AnyCtx } from '#ground/http/context.ts';
import { isoTime } from '#ground/i18n/format.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { cityTools, NATURES, OUTCOMES, STAGES, natureWord, outcomeWord, stageWord, type CityTools } from '#city/cases/index.ts';
import { NATURE_SERVICES } from './discovery.ts';
import type { Wanted } from './query.ts';

const Row = z.object({
  number: z.string(), nature: z.enum(NATURES), source: z.string(), class: z.string().nullable(), title: z.string(), description: z.string().nullable(), place: z.string().nullable(), lon: z.number().nullable(), lat: z.number().nullable(),
  stage: z.enum(STAGES), outcome: z.enum(OUTCOMES).nullable(), lead: z.string().nullable(), supervision: z.string(), received_at: z.date(), updated_at: z.date(), closed_at: z.date().nullable(), due_at: z.date().nullable(),
  last_note: z.string().nullable(), photos: z.array(z.string()),
  answers: z.record(z.string(), z.unknown()).nullable(), notes: z.array(z.object({ at: z.string(), note: z.string(), verb: z.string() })),
});
export type RequestRow = z.output<typeof Row>;

/** Rows for a wanted list, newest first; by id list when ids were given. Answers and notes only with `extensions`. */
export const readRequests = (db: Db, w: Wanted): Promise<RequestRow[]> => db.rows(Row, sql`
  select c.number, c.nature, c.source, c.class, c.title, c.description, c.place, ST_X(c.public_geom) as lon, ST_Y(c.public_geom) as lat, c.stage, c.outcome, c.lead, c.supervision, c.received_at, c.updated_at, c.closed_at, c.due_at,
    (select s.note from city.case_steps s where s.case_id = c.id and s.public and s.note is not null and s.verb <> 'receive' order by s.id desc limit 1) as last_note,
    array(select f.id::text from ground.files f where f.owner_type = 'case' and f.owner_key = c.number and f.removed_at is null order by f.at, f.id limit 10) as photos,
    ${w.extensions ? sql`(select r.answers from serve.reports r where r.case_id = c.id order by r.id limit 1)` : sql`null::jsonb`} as answers,
    ${w.extensions ? sql`coalesce((select json_agg(json_build_object('at', s.at, 'note', s.note, 'verb', s.verb) order by s.id) from city.case_steps s where s.case_id = c.id and s.public and s.note is not null), '[]'::json)` : sql`'[]'::json`} as notes
  from city.cases c where ${w.where} order by c.received_at desc, c.id desc limit ${w.limit} offset ${w.offset}`);

/** A row in the words of the protocol. */
export async function told(ctx: Pick<AnyCtx, 'db' | 'ground' | 'lang'>, rows: readonly RequestRow[], extensions: boolean): Promise<Record<string, unknown>[]> {
  const tools = await cityTools(ctx.db);
  return rows.map((row) => ({ ...request(ctx, tools, row), ...(extensions ? extended(ctx, tools, row) : {}) }));
}

function request({ ground, lang }: Pick<AnyCtx, 'ground' | 'lang'>, tools: CityTools, row: RequestRow): Record<string, unknown> {
  const cls = row.class ? tools.classes.get(row.class) : undefined;
  const agency = tools.organisations.get(row.lead ?? row.supervision);
  const status = row.closed_at ? 'closed' : 'open';
  return {
    service_request_id: row.number, status, status_notes: statusNotes(row, lang),
    service_name: cls ? pick(lang, { zh: cls.name, en: cls.name_en }) : natureWord(row.nature)(lang), service_code: row.class ?? serviceCodeOf(row.nature),
    description: row.description ?? row.title, agency_responsible: agency ? pick(lang, { zh: agency.name, en: agency.name_en }) : null, service_notice: null,
    requested_datetime: isoTime(row.received_at), updated_datetime: isoTime(row.closed_at ?? row.updated_at), expected_datetime: row.due_at ? isoTime(row.due_at) : null,
    address: row.place, address_id: null, zipcode: null, lat: row.lat, long: row.lon, media_url: row.photos[0] ? photoUrl(ground.baseUrl, row.number, row.photos[0]) : null,
  };
}

function statusNotes(row: RequestRow, lang: Lang): string {
  const word = row.outcome ? outcomeWord(row.outcome)(lang) : stageWord(row.stage)(lang);
  return row.last_note ? `${word}: ${row.last_note}` : word;
}

export const serviceCodeOf = (nature: string): string => Object.entries(NATURE_SERVICES).find(([, n]) => n === nature)?.[0] ?? '';
export const photoUrl = (base: string, number: string, id: string): string => `${base}/reports/${encodeURIComponent(number)}/photos/${id}`;

/** Only answers that were chosen from a list or are numbers: free text may name somebody. */
function extended({ ground, lang }: Pick<AnyCtx, 'ground' | 'lang'>, tools: CityTools, row: RequestRow): Record<string, unknown> {
  const questions = row.class ? (tools.classes.get(row.class)?.questions ?? []) : [];
  const attributes = questions.flatMap((q) => {
    const value = row.answers?.[q.code];
    if (value === undefined || q.datatype === 'text' || q.datatype === 'string') return [];
    const values = [value].flat().map(String).map((key) => ({ key, name: pick(lang, q.values?.find((v) => v.key === key) ?? { zh: key }) }));
    return [{ code: q.code, description: pick(lang, q.label), values }];
  });
  return {
    attributes, extended_attributes: { channel: row.source, stage: row.stage, x: row.lon, y: row.lat, photos: row.photos.map((id) => photoUrl(ground.baseUrl, row.number, id)) },
    notes: row.notes.map((n) => ({ datetime: isoTime(new Date(n.at)), description: n.note, type: n.verb })),
  };
}
