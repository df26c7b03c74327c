// The updates extension (servicerequestupdates), both ways: what happened to requests, and what other systems did about them.
// A key of a handling unit signs and feeds back; a key of an app speaks for the reporters it sent. An older update never changes a state.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { withPhotos } from '#ground/files/uploads.ts';
import type { Ctx } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { many, route } from '#ground/http/route.ts';
import { organisationsOf } from '#ground/identity/index.ts';
import { isoTime } from '#ground/i18n/format.ts';
import { act, actAsStaff, cityTools, feedback, isPublic, REPORTER, reopen, sign, VERBS, type Verb } from '#city/cases/index.ts';
import { listAnswer } from './answers.ts';
import { open, ownJurisdiction } from './discovery.ts';
import { mediaFiles } from './media.ts';
import { o } from './messages.ts';
import { photoUrl } from './reading.ts';

export const UPDATE_STATUSES = ['unchanged', 'open', 'closed', 'fixed', 'in_progress', 'planned', 'action_scheduled', 'investigating', 'duplicate', 'not_councils_responsibility', 'no_further_action', 'internal_referral', 'cancelled', 'reopen', 'for_triage'] as const;
type UpdateStatus = (typeof UPDATE_STATUSES)[number];

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const Window = z.object({ jurisdiction_id: z.string().max(80).optional(), start_date: moment.optional(), end_date: moment.optional(), service_request_id: z.string().max(60).optional() });
const UpdateRow = z.object({ id: z.number(), number: z.string(), verb: z.enum(VERBS), at: z.date(), note: z.string().nullable(), data: z.record(z.string(), z.unknown()), outcome: z.string().nullable() });

/** What a step means to a client that knows fifteen states. */
export function statusOf(verb: Verb, data: Readonly<Record<string, unknown>>): UpdateStatus {
  switch (verb) {
    case 'order-verification': case 'verify': case 'order-check': case 'check': return 'investigating';
    case 'file': return 'planned';
    case 'dispatch': return 'action_scheduled';
    case 'sign': case 'feedback': case 'assist': case 'rework': return 'in_progress';
    case 'close': return data['outcome'] === 'unresolved' ? 'no_further_action' : 'fixed';
    case 'answer': return 'closed';
    case 'refuse': return 'not_councils_responsibility';
    case 'void': return 'cancelled';
    case 'merge': return 'duplicate';
    case 'reopen': return 'open';
    case 'return': case 'consult': return 'internal_referral';
    case 'receive': return 'open';
    default: return 'unchanged';
  }
}

const readUpdates = (db: Db, q: z.output<typeof Window>, now: Date) => db.rows(UpdateRow, sql`
  select s.id, c.number, s.verb, s.at, s.note, s.data, c.outcome from city.case_steps s join city.cases c on c.id = s.case_id
  where s.public and s.verb not in ('follow', 'escalate', 'absorb', 'release') and ${isPublic} and s.at >= ${q.start_date ?? new Date(now.getTime() - 86_400_000)} and s.at <= ${q.end_date ?? now}
    and ${q.service_request_id === undefined ? sql`true` : sql`c.number = ${q.service_request_id}`}
  order by s.at, s.id limit 1000`);

const getRoutes = (['xml', 'json'] as const).map((format) => route({
  ...open, method: 'GET', path: `/open311/v2/servicerequestupdates.${format}`, summary: `GeoReport v2: updates of requests (${format})`, query: Window,
  about: 'Steps between start_date and end_date, oldest first, at most 1000; the last day unless asked otherwise.',
  async handle(ctx) {
    await ownJurisdiction(await cityTools(ctx.db), ctx.query.jurisdiction_id, ctx.url.host);
    const rows = await readUpdates(ctx.db, ctx.query, ctx.now);
    return listAnswer(ctx.url, 'service_request_updates', 'request_update', rows.map((row) => ({
      update_id: String(row.id), service_request_id: row.number, status: statusOf(row.verb, row.data), updated_datetime: isoTime(row.at), description: row.note ?? '',
      media_url: photosOf(row.data).map((id) => photoUrl(ctx.ground.baseUrl, row.number, id)), external_status_code: row.verb,
    })));
  },
}));

const photosOf = (data: Readonly<Record<string, unknown>>): string[] => (Array.isArray(data['photos']) ? data['photos'].filter((id): id is string => typeof id === 'string') : []);

const PostedUpdate = z.object({
  jurisdiction_id: z.string().max(80).optional(), service_request_id: z.string().min(1).max(60), update_id: z.coerce.string().min(1).max(120), status: z.string().transform((s) => s.toLowerCase()).pipe(z.enum(UPDATE_STATUSES)),
  updated_datetime: moment, description: z.string().trim().min(1).max(4000), media_url: many(z.string().max(8_000_000)), media: many(z.instanceof(File)), files: many(z.instanceof(File)),
}).catchall(z.unknown());
type PostedUpdate = z.output<typeof PostedUpdate>;

const postUpdateRoutes = (['xml', 'json'] as const).map((format) => route({
  ...open, method: 'POST', path: `/open311/v2/servicerequestupdates.${format}`, summary: `GeoReport v2: send an update (${format})`, body: PostedUpdate,
  async handle(ctx) {
    if (ctx.viewer.key === undefined) throw refuse(403, o.keyNeeded);
    await ownJurisdiction(await cityTools(ctx.db), ctx.body.jurisdiction_id, ctx.url.host);
    const id = await takeUpdate(ctx);
    ctx.ground.pump.nudge();
    return listAnswer(ctx.url, 'service_request_updates', 'request_update', [{ update_id: String(id) }]);
  },
}));

/** The row that claims (client, update_id) comes first: sent twice, the second is refused. */
async function takeUpdate(ctx: Ctx<undefined, unknown, PostedUpdate>): Promise<number> {
  const { body, db, now } = ctx;
  const files = [...body.media, ...body.files, ...mediaFiles(body.media_url)];
  return withPhotos(ctx, files.slice(0, 5), (photos) => db.begin(async (tx) => {
    const claimed = await tx.maybe(z.object({ id: z.number(), newest: z.boolean() }), sql`
      insert into serve.report_updates (case_number, client, client_update_id, status, description, updated_at, received_at)
      values (${body.service_request_id}, ${String(ctx.viewer.key)}, ${body.update_id}, ${body.status}, ${body.description}, ${body.updated_datetime}, ${now}) on conflict do nothing
      returning id, not exists (select 1 from serve.report_updates u where u.case_number = ${body.service_request_id} and u.updated_at > ${body.updated_datetime}) as newest`);
    if (!claimed) throw refuse(400, o.alreadyExists, { field: 'update_id' });
    const step = await stepOf(tx, ctx, claimed.newest, photos);
    await tx.run(sql`update serve.report_updates set step = ${step} where id = ${claimed.id}`);
    return claimed.id;
  }));
}

/** The step that an update stands for: of the unit when the key belongs to it, else of the reporter whose report this key sent. */
async function stepOf(tx: Db, ctx: Ctx<undefined, unknown, PostedUpdate>, newest: boolean, photos: Parameters<typeof act>[3]['photos']): Promise<number> {
  const { body, viewer, now } = ctx;
  const units = organisationsOf(viewer, 'handler');
  const row = await tx.maybe(z.object({ lead: z.string().nullable(), stage: z.string(), signed: z.boolean(), mine: z.boolean() }), sql`
    select c.lead, c.stage, c.signed_at is not null as signed, exists (select 1 from serve.reports r where r.case_id = c.id and r.key_id = ${viewer.key ?? null}) as mine from city.cases c where c.number = ${body.service_request_id}`);
  if (!row) throw refuse(404, o.noRequest, { params: { id: body.service_request_id } });
  const common = { number: body.service_request_id, now, photos: photos ?? [] };
  const words = () => ({ change: {}, reason: body.description, public: false });
  if (row.lead !== null && units.includes(row.lead)) {
    if (newest && row.stage === 'handling' && (body.status === 'fixed' || body.status === 'closed')) {
      if (!photos?.length) throw refuse(400, o.mediaNeeded, { field: 'media' });
      return (await actAsStaff(tx, viewer, { ...common, verb: 'feedback', photoRole: 'after' }, (s) => feedback(s, { note: body.description, photos: photos.length }))).step;
    }
    if (newest && row.stage === 'handling' && !row.signed && body.status !== 'unchanged') return (await actAsStaff(tx, viewer, { ...common, verb: 'sign' }, (s) => sign(s))).step;
    return (await actAsStaff(tx, viewer, { ...common, verb: 'note' }, words)).step;
  }
  if (!row.mine) throw refuse(403, o.notYourRequest);
  const { settings } = await cityTools(tx);
  if (newest && body.status === 'reopen') return (await act(tx, REPORTER, isPublic, { ...common, verb: 'reopen' }, (s) => reopen(s, { reason: body.description, days: settings.reopenDays }))).step;
  return (await act(tx, REPORTER, isPublic, { ...common, verb: 'note' }, words)).step;
}

export const updateRoutes = [...getRoutes, ...postUpdateRoutes];
