// POST servicerequestupdates: what other systems did about requests. A key of the unit in charge signs and feeds back; a key of an app speaks for the
// reporters it sent. The same update of the same sender is taken once, and an older one than the last changes no state: it is kept as a note.
import { z } from 'zod';
import { sql, type Db, type Query } from '#ground/db/index.ts';
import type { StoredPhoto } from '#ground/files/index.ts';
import { withPhotos } from '#ground/files/uploads.ts';
import type { Ctx } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { route } from '#ground/http/route.ts';
import { organisationsOf } from '#ground/identity/index.ts';
import { act, actAsStaff, feedback, REPORTER, reopen, seenAsStaff, sign, type CityTools } from '#city/cases/index.ts';
import { listAnswer } from './answers.ts';
import { Jurisdiction, jurisdiction, open, ownJurisdiction } from './discovery.ts';
import { sendForPhotos } from './fetching.ts';
import { maybe, moment, several, text, words } from './fields.ts';
import { partsOf, readMedia, type Media } from './media.ts';
import { o } from './messages.ts';
import { UPDATE_STATUSES } from './updates.ts';

const line = (max: number) => maybe(words(max));
const PostedUpdate = z.object({
  jurisdiction_id: jurisdiction, service_request_id: text.pipe(z.string().min(1).max(60)), update_id: text.pipe(z.string().min(1).max(120)),
  status: z.string().trim().transform((status) => status.toLowerCase()).pipe(z.enum(UPDATE_STATUSES)), updated_datetime: moment, description: words(4000).pipe(z.string().min(1)),
  title: line(80), first_name: line(60), last_name: line(60), email: line(120), phone: line(40), account_id: line(120), service_request_id_ext: line(120), public_anonymity_required: line(10), email_alerts_requested: line(10), service_code: line(60),
  media_url: several(z.string().max(14_000_000)),
}).catchall(z.unknown());
type Posting = Ctx<undefined, z.output<typeof Jurisdiction>, z.output<typeof PostedUpdate>>;

export const postUpdateRoutes = (['xml', 'json'] as const).map((format) => route({
  ...open, who: 'signed-in', method: 'POST', path: `/open311/v2/servicerequestupdates.${format}`, summary: `GeoReport v2: send an update (${format})`, body: PostedUpdate, query: Jurisdiction,
  about: 'Needs api_key: of the unit in charge (signs, and feeds back with FIXED or CLOSED and a photo), or of the app that sent the request (adds words, reopens with REOPEN).',
  async handle(ctx) {
    const tools = await ownJurisdiction(ctx, ctx.body.jurisdiction_id, ctx.query.jurisdiction_id);
    const id = await take(ctx, tools);
    ctx.ground.pump.nudge();
    return listAnswer(ctx.url, 'service_request_updates', 'request_update', [{ update_id: String(id) }]);
  },
}));

const CLOCKS_DIFFER = 15 * 60_000;

async function take(ctx: Posting, tools: CityTools): Promise<number> {
  const { body, now } = ctx;
  if (body.updated_datetime.getTime() > now.getTime() + CLOCKS_DIFFER) throw refuse(400, o.notYet, { field: 'updated_datetime' });
  const media = readMedia(partsOf(body), body.media_url);
  const max = tools.settings.maxPhotos;
  const later = media.addresses.slice(0, Math.max(0, max - media.files.length));
  const { id, role } = await withPhotos(ctx, media.files.slice(0, max), (photos) => ctx.db.begin((tx) => write(tx, ctx, tools, photos, later)));
  await sendForPhotos(ctx.ground, body.service_request_id, later, role);
  return id;
}

/** The row that claims (sender, update_id) comes first: sent twice, the second is refused. */
async function write(tx: Db, ctx: Posting, tools: CityTools, photos: readonly StoredPhoto[], later: Media['addresses']): Promise<{ id: number; role: 'photo' | 'after' }> {
  const { body, now } = ctx;
  const claimed = await tx.maybe(z.object({ id: z.number(), newest: z.boolean() }), sql`
    insert into serve.report_updates (case_number, client, client_update_id, status, description, updated_at, received_at)
    values (${body.service_request_id}, ${String(ctx.viewer.key)}, ${body.update_id}, ${body.status}, ${body.description}, ${body.updated_datetime}, ${now}) on conflict do nothing
    returning id, not exists (select 1 from serve.report_updates u where u.case_number = ${body.service_request_id} and u.updated_at > ${body.updated_datetime}) as newest`);
  if (!claimed) throw refuse(400, o.alreadyExists, { field: 'update_id' });
  const { step, role } = await stepFor(tx, ctx, tools, claimed.newest, photos, later.length);
  await tx.run(sql`update serve.report_updates set step = ${step} where id = ${claimed.id}`);
  return { id: claimed.id, role };
}

interface Taken { readonly step: number; readonly role: 'photo' | 'after' }
const Standing = z.object({ lead: z.string().nullable(), stage: z.string(), signed: z.boolean(), staff: z.boolean(), mine: z.boolean(), told: z.boolean() });

/** The step that an update stands for: of the unit when the key belongs to it, else of the reporter whose report this key sent. */
async function stepFor(tx: Db, ctx: Posting, tools: CityTools, newest: boolean, photos: readonly StoredPhoto[], later: number): Promise<Taken> {
  const { body, viewer } = ctx;
  const row = await tx.maybe(Standing, sql`
    select c.lead, c.stage, c.signed_at is not null as signed, ${seenAsStaff(viewer)} as staff, exists (select 1 from serve.reports r where r.case_id = c.id and r.key_id = ${viewer.key ?? null}::bigint) as mine, c.visibility = 'public' as told
    from city.v_cases c where c.number = ${body.service_request_id}`);
  if (!row || !(row.staff || row.mine || row.told)) throw refuse(404, o.noRequest, { params: { id: body.service_request_id } });
  if (row.lead !== null && organisationsOf(viewer, 'handler').includes(row.lead)) return unitStep(tx, ctx, { ...row, newest }, photos, later);
  if (row.mine) return reporterStep(tx, ctx, newest, photos, tools.settings.reopenDays);
  throw refuse(403, o.notYourRequest);
}

async function unitStep(tx: Db, { body, viewer, now }: Posting, at: z.output<typeof Standing> & { newest: boolean }, photos: readonly StoredPhoto[], later: number): Promise<Taken> {
  const common = { number: body.service_request_id, now, photos };
  const moves = at.newest && at.stage === 'handling';
  if (moves && (body.status === 'fixed' || body.status === 'closed')) {
    // A photo given by its address counts as there; nothing can be closed before it really is.
    if (photos.length + later < 1) throw refuse(400, o.mediaNeeded, { field: 'media' });
    const { step } = await actAsStaff(tx, viewer, { ...common, verb: 'feedback', photoRole: 'after' }, (s) => feedback(s, { note: body.description, photos: photos.length + later }));
    return { step, role: 'after' };
  }
  if (moves && !at.signed && body.status !== 'unchanged') await actAsStaff(tx, viewer, { number: common.number, now, verb: 'sign' }, (s) => sign(s));
  const { step } = await actAsStaff(tx, viewer, { ...common, verb: 'note' }, () => noted(body.description));
  return { step, role: 'photo' };
}

async function reporterStep(tx: Db, { body, now }: Posting, newest: boolean, photos: readonly StoredPhoto[], days: number): Promise<Taken> {
  const seen: Query = sql`true`;
  const common = { number: body.service_request_id, now, photos };
  const { step } = newest && body.status === 'reopen'
    ? await act(tx, REPORTER, seen, { ...common, verb: 'reopen' }, (s) => reopen(s, { reason: body.description, days }))
    : await act(tx, REPORTER, seen, { ...common, verb: 'note' }, () => noted(body.description));
  return { step, role: 'photo' };
}

const noted = (reason: string) => ({ change: {}, reason, public: false });
