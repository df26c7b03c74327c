// POST requests: another app's report in the same case flow as our own page. Every field that real clients send is understood; the rest is left alone.
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { withPhotos } from '#ground/files/uploads.ts';
import type { Ctx } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { many, route } from '#ground/http/route.ts';
import { newToken } from '#ground/identity/index.ts';
import { cityTools, type CityTools } from '#city/cases/index.ts';
import type { Fields } from '../preparing.ts';
import { submit } from '../submitting.ts';
import { listAnswer } from './answers.ts';
import { NATURE_SERVICES, open, ownJurisdiction } from './discovery.ts';
import { mediaFiles } from './media.ts';
import { o } from './messages.ts';

const text = (max: number) => z.coerce.string().trim().max(max).optional();
const file = z.instanceof(File);
const Posted = z.object({
  jurisdiction_id: text(80), service_code: z.string().trim().min(1).max(60), lat: z.coerce.number().optional(), long: z.coerce.number().optional(), address_string: text(200), address_id: text(120),
  email: text(120), device_id: text(120), deviceid: text(120), account_id: text(120), first_name: text(60), last_name: text(60), phone: text(40), description: text(4000),
  media_url: many(z.string().max(8_000_000)), media: many(file), attributes: z.record(z.string(), z.unknown()).optional(),
}).catchall(z.unknown());
type Posted = z.output<typeof Posted>;

export const postRoutes = (['xml', 'json'] as const).map((format) => route({
  ...open, method: 'POST', path: `/open311/v2/requests.${format}`, summary: `GeoReport v2: report (${format})`, body: Posted, query: z.object({ jurisdiction_id: z.string().max(80).optional() }),
  about: 'Needs api_key. Photos as multipart parts (media, photo1, file_1 …) or data: in media_url. Idempotency-Key (a UUID) makes a repeated call return the first report.',
  handle: (ctx) => post(ctx),
}));

async function post(ctx: Ctx<undefined, { jurisdiction_id?: string | undefined }, Posted>): Promise<Response> {
  if (ctx.viewer.key === undefined) throw refuse(403, o.keyNeeded);
  const { body } = ctx;
  const tools = await cityTools(ctx.db);
  await ownJurisdiction(tools, body.jurisdiction_id ?? ctx.query.jurisdiction_id, ctx.url.host);
  const fields = fieldsOf(tools, body);
  const files = [...body.media, ...otherFiles(body), ...mediaFiles(body.media_url)];
  const receipt = await withPhotos(ctx, files.slice(0, tools.settings.maxPhotos), (photos) => submit(ctx.db, {
    fields, photos, source: 'api', now: ctx.now, lang: ctx.lang, once: onceOf(ctx.request), person: undefined, key: ctx.viewer.key, device: body.device_id ?? body.deviceid, account: body.account_id,
  }));
  ctx.ground.pump.nudge();
  return listAnswer(ctx.url, 'service_requests', 'request', [await posted(ctx, tools, fields, receipt.number, body.account_id)]);
}

/** An id for what is public at once, a token for what is answered first, neither for what nobody may follow. */
async function posted(ctx: Ctx, tools: CityTools, fields: Fields, number: string, account: string | undefined): Promise<Record<string, unknown>> {
  const rest = { service_notice: null, account_id: account ?? null };
  if (fields.class && tools.classes.get(fields.class)?.visibility === 'private') return rest;
  if (fields.class) return { service_request_id: number, ...rest };
  const token = newToken(12);
  await ctx.db.run(sql`insert into serve.report_tokens (token, case_number, created_at) values (${token}, ${number}, ${ctx.now})`);
  return { token, ...rest };
}

function fieldsOf(tools: CityTools, body: Posted): Fields {
  const nature = NATURE_SERVICES[body.service_code];
  if (!nature && !tools.classes.get(body.service_code)) throw refuse(404, o.noService, { params: { code: body.service_code } });
  if ((body.lat === undefined) !== (body.long === undefined)) throw refuse(400, o.pairNeeded, { field: body.lat === undefined ? 'lat' : 'long' });
  // "#NOTPINPOINTED#" is how one large client says that it has no exact point.
  const address = body.address_string ?? (body.address_id && !body.address_id.startsWith('#') ? body.address_id : undefined);
  if (body.lat === undefined && !address) throw refuse(400, o.placeNeeded, { field: 'lat' });
  const name = [body.first_name, body.last_name].filter(Boolean).join(' ') || undefined;
  const email = z.email().safeParse(body.email);
  return {
    nature: nature ?? 'report', class: nature ? undefined : body.service_code, description: body.description?.replace(/\r\n/g, '\n'), lon: body.long, lat: body.lat, datum: 'wgs84', accuracy: undefined,
    place: address, place_from: undefined, asset: undefined, reporter: name || body.phone || body.email ? 'named' : 'anonymous', name, phone: body.phone, email: email.success ? email.data : undefined,
    answers: { ...attributesOf(body), ...body.attributes }, understood: true,
  };
}

/** `attribute[CODE]=v`, several for lists; blank ones never arrive. */
function attributesOf(body: Posted): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).flatMap(([key, value]) => {
    const code = /^attribute\[([^\]]+)\]$/.exec(key)?.[1];
    return code ? [[code, value]] : [];
  }));
}

/** Parts that clients name photo1, photo2 … or file_7. */
const otherFiles = (body: Posted): File[] => Object.entries(body).filter(([key]) => /^(photo\d*|file_?\w*)$/.test(key)).flatMap(([, value]) => [value].flat().filter((v): v is File => v instanceof File));

function onceOf(request: Request): string | undefined {
  const key = z.uuid().safeParse(request.headers.get('idempotency-key'));
  return key.success ? key.data : undefined;
}
