// GET servicerequestupdates: what happened to requests, in the fifteen states that clients of the extension know.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { route } from '#ground/http/route.ts';
import { isoTime } from '#ground/i18n/format.ts';
import { pick } from '#ground/i18n/index.ts';
import { stepTitle, VERBS, type Verb } from '#city/cases/index.ts';
import { listAnswer } from './answers.ts';
import { jurisdiction, open, ownJurisdiction } from './discovery.ts';
import { count, list, maybe, moment } from './fields.ts';
import { isTold, photoUrl } from './reading.ts';

export const UPDATE_STATUSES = ['unchanged', 'open', 'closed', 'fixed', 'in_progress', 'planned', 'action_scheduled', 'investigating', 'duplicate', 'not_councils_responsibility', 'no_further_action', 'internal_referral', 'cancelled', 'reopen', 'for_triage'] as const;
export type UpdateStatus = (typeof UPDATE_STATUSES)[number];

const Window = z.object({
  jurisdiction_id: jurisdiction, start_date: maybe(moment), end_date: maybe(moment), service_request_id: maybe(list),
  page: maybe(count.pipe(z.number().max(1000))), page_size: maybe(count.pipe(z.number().min(1).max(1000))),
});
const Row = z.object({ id: z.number(), number: z.string(), verb: z.enum(VERBS), at: z.date(), note: z.string().nullable(), data: z.record(z.string(), z.unknown()), photos: z.array(z.string()) });

/** What a step means to those clients. */
export function statusOf(verb: Verb, data: Readonly<Record<string, unknown>>): UpdateStatus {
  switch (verb) {
    case 'receive': case 'reopen': case 'unmerge': return 'open';
    case 'order-verification': case 'verify': case 'order-check': case 'check': return 'investigating';
    case 'file': return 'planned';
    case 'dispatch': return 'action_scheduled';
    case 'sign': case 'feedback': case 'assist': case 'rework': case 'resume': return 'in_progress';
    case 'close': return data['outcome'] === 'unresolved' ? 'no_further_action' : 'fixed';
    case 'answer': return 'closed';
    case 'refuse': return 'not_councils_responsibility';
    case 'void': return 'cancelled';
    case 'merge': return 'duplicate';
    case 'return': case 'consult': return 'internal_referral';
    default: return 'unchanged';
  }
}

/** Public steps of told cases, oldest first. The first step is the request itself, and what other cases did to this one says nothing to its reader. */
const readUpdates = (db: Db, q: z.output<typeof Window>, now: Date) => db.rows(Row, sql`
  select s.id, c.number, s.verb, s.at, s.note, s.data,
    array(select f.id::text from ground.files f where f.owner_type = 'case' and f.owner_key = c.number and f.removed_at is null and c.stage <> 'void' and c.merged_into is null and s.data->'photos' @> to_jsonb(f.id::text) order by f.at, f.id) as photos
  from city.v_case_steps s join city.v_cases c on c.id = s.case_id
  where s.public and s.verb not in ('receive', 'follow', 'escalate', 'absorb', 'release') and ${isTold} and s.at >= ${q.start_date ?? new Date((q.end_date ?? now).getTime() - 86_400_000)} and s.at <= ${q.end_date ?? now}
    and ${q.service_request_id === undefined ? sql`true` : sql`c.number = any(${q.service_request_id}::text[])`}
  order by s.at, s.id limit ${q.page_size ?? 1000} offset ${(Math.max(1, q.page ?? 1) - 1) * (q.page_size ?? 1000)}`);

export const updateRoutes = (['xml', 'json'] as const).map((format) => route({
  ...open, method: 'GET', path: `/open311/v2/servicerequestupdates.${format}`, summary: `GeoReport v2: updates of requests (${format})`, query: Window,
  about: 'Steps between start_date and end_date, oldest first, at most 1000 (page, page_size); the day before end_date, or the last day, unless asked otherwise.',
  async handle(ctx) {
    const { lang, ground, url } = ctx;
    const tools = await ownJurisdiction(ctx, ctx.query.jurisdiction_id);
    const unitName = (code: string) => { const unit = tools.organisations.get(code); return unit ? pick(lang, { zh: unit.name, en: unit.name_en }) : code; };
    const rows = await readUpdates(ctx.db, ctx.query, ctx.now);
    return listAnswer(url, 'service_request_updates', 'request_update', rows.map((row) => ({
      update_id: String(row.id), service_request_id: row.number, status: statusOf(row.verb, row.data), updated_datetime: isoTime(row.at), description: row.note ?? stepTitle(row, { unitName }, lang),
      media_url: oneOrMore(row.photos.map((id) => photoUrl(ground.baseUrl, row.number, id))), external_status_code: row.verb,
    })));
  },
}));

/** Always there: empty, one, or the element repeated. */
const oneOrMore = (urls: readonly string[]): string | readonly string[] | null => (urls.length > 1 ? urls : (urls[0] ?? null));
