// POST requests: another app's report in the same case flow as our own page. Every field that real clients send is understood; the rest is left alone.
import { createHash, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { withPhotos } from '#ground/files/uploads.ts';
import type { Ctx } from '#ground/http/context.ts';
import { route } from '#ground/http/route.ts';
import { submit } from '../submitting.ts';
import type { Fields } from '../preparing.ts';
import { listAnswer, type ToldObject } from './answers.ts';
import { Jurisdiction, open, ownJurisdiction } from './discovery.ts';
import { sendForPhotos } from './fetching.ts';
import { partsOf, readMedia } from './media.ts';
import { o } from './messages.ts';
import { fieldsOf, Posted } from './posted.ts';

type Posting = Ctx<undefined, z.output<typeof Jurisdiction>, Posted>;

export const postRoutes = (['xml', 'json'] as const).map((format) => route({
  ...open, who: 'signed-in', method: 'POST', path: `/open311/v2/requests.${format}`, summary: `GeoReport v2: report (${format})`, body: Posted, query: Jurisdiction,
  about: 'Needs api_key (field, query or header). Photos as multipart parts (media, media[], photo1, file_1 …), as data: or http(s) addresses in media_url. The same Idempotency-Key of the same key returns the first report.',
  handle: (ctx) => post(ctx),
}));

async function post(ctx: Posting): Promise<Response> {
  const { body } = ctx;
  const tools = await ownJurisdiction(ctx, body.jurisdiction_id, ctx.query.jurisdiction_id);
  const fields = fieldsOf(tools, body, ctx.now);
  const { files, addresses } = readMedia(partsOf(body), body.media_url);
  const max = tools.settings.maxPhotos;
  const later = addresses.slice(0, Math.max(0, max - files.length));
  const once = onceOf(ctx);
  const receipt = await withPhotos(ctx, files.slice(0, max), (photos) => submit(ctx.db, {
    fields, photos, source: 'api', now: ctx.now, lang: ctx.lang, once, person: undefined, key: ctx.viewer.key, device: body.device_id ?? body.deviceid, account: body.account_id,
  }));
  if (!receipt.again) await sendForPhotos(ctx.ground, receipt.number, later);
  ctx.ground.pump.nudge();
  const notices = [...(files.length + addresses.length > max ? [o.photosLeftOut(ctx.lang, { max })] : []), ...(later.length ? [o.photosLater(ctx.lang)] : [])];
  const answer = { ...(await followable(ctx, fields, receipt.number, once)), service_notice: notices.join(' ') || null, account_id: body.account_id ?? null };
  return listAnswer(ctx.url, 'service_requests', 'request', [answer]);
}

/** An id for what is public at once, a token for what is answered first, neither for what nobody may follow. */
async function followable(ctx: Posting, fields: Fields, number: string, once: string): Promise<ToldObject> {
  const { classes } = await ownJurisdiction(ctx);
  if (fields.class === undefined) return { token: await tokenOf(ctx.db, number, once, ctx.now) };
  return classes.get(fields.class)?.visibility === 'private' ? {} : { service_request_id: number };
}

/** Follows from the sending, so that a repeated one is answered with the same token. */
async function tokenOf(db: Db, number: string, once: string, now: Date): Promise<string> {
  const token = createHash('sha256').update(`token ${once}`).digest('base64url').slice(0, 24);
  await db.run(sql`insert into serve.report_tokens (token, case_number, created_at) values (${token}, ${number}, ${now}) on conflict do nothing`);
  return token;
}

/** Idempotency-Key may be any text; it counts for the API key it came with, so nobody can ask for another's report by its text. */
function onceOf({ request, viewer }: Posting): string {
  const given = request.headers.get('idempotency-key')?.trim();
  if (!given) return randomUUID();
  const hash = createHash('sha256').update(`${viewer.key} ${given}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;   // UUID version 8: of one's own making
}
