// POST /api/cameras/events: what video platforms call. The body is read here and not by the route, since a signature covers its very bytes.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { json } from '#ground/http/answer.tsx';
import type { AnyCtx } from '#ground/http/context.ts';
import { explain } from '#ground/http/explain.ts';
import { isStorable } from '#ground/http/input.ts';
import { m as http } from '#ground/http/messages.ts';
import { Refusal, refuse } from '#ground/http/refusal.ts';
import { route, type Route } from '#ground/http/route.ts';
import { Taken, NewEvent } from './contract.ts';
import { m } from './messages.ts';
import { reachOf, SENDERS } from './reach.ts';
import { cameraCalled } from './store.ts';
import { takeEvent } from './taking.ts';

const events = route({
  method: 'POST', path: '/api/cameras/events', who: SENDERS, summary: 'Takes an event of a camera from a video platform', status: 201, answer: Taken,
  about: 'JSON {id, camera, kind, time, box?, class?, confidence?, note?, snapshot?}, snapshot as data URL or base64; or multipart with the same fields (box as JSON) and the file `snapshot`. `camera` is our code or the GB/T 28181 code. '
    + 'The same id of the same camera again answers 200 with what it led to. With CAMERA_SECRET set, `x-comis-signature: sha256=HEX` must be the HMAC-SHA256 of the body.',
  async handle(ctx) {
    const bytes = await readBytes(ctx);
    checkSignature(bytes, ctx.request.headers.get('x-comis-signature'), ctx.ground.config.CAMERA_SECRET);
    const { fields, file } = await fieldsOf(bytes, ctx.request.headers.get('content-type') ?? '');
    const event = checked(fields);
    const camera = await cameraCalled(ctx.db, event.camera, reachOf(ctx.viewer), ctx.now);
    if (!camera) throw refuse(404, m.notThere, { field: 'camera', params: { code: event.camera } });
    const snapshot = file ?? (event.snapshot === undefined ? undefined : fromBase64(event.snapshot));
    if (snapshot && snapshot.length > ctx.ground.config.UPLOAD_MB * 1_048_576) throw refuse(413, m.bodyTooLarge, { field: 'snapshot', params: { max: ctx.ground.config.UPLOAD_MB } });
    const taken = await takeEvent(ctx.db, ctx.ground.files, { ...event, source: 'webhook', camera, at: new Date(event.time), snapshot }, ctx.now);
    ctx.ground.pump.nudge();
    return json(taken, taken.again ? 200 : 201);
  },
});

async function readBytes({ request, ground }: AnyCtx): Promise<Buffer> {
  const max = ground.config.UPLOAD_MB + 2;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > max * 1_048_576) throw refuse(413, m.bodyTooLarge, { params: { max } });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Refuses (401) a body whose signature is missing or wrong where the city has a secret. */
export function checkSignature(bytes: Uint8Array, header: string | null, key: string | undefined): void {
  if (key === undefined) return;
  const wanted = createHmac('sha256', key).update(bytes).digest();
  const given = Buffer.from(/^sha256=([0-9a-f]{64})$/i.exec(header ?? '')?.[1] ?? '', 'hex');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw refuse(401, m.badSignature);
}

interface Given { readonly fields: unknown; readonly file: Uint8Array | undefined }
async function fieldsOf(bytes: Buffer, type: string): Promise<Given> {
  if (/^application\/([\w.-]+\+)?json/i.test(type)) return { fields: fromJson(text(bytes)), file: undefined };
  if (!/^multipart\/form-data/i.test(type)) throw refuse(415, http.badType, { params: { type: type.slice(0, 80) || '—' } });
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData().catch(() => { throw refuse(400, http.badForm); });
  const files = [...form.values()].filter((value) => typeof value !== 'string');
  if (files.length > 1) throw refuse(422, m.twoPictures, { field: 'snapshot' });
  const texts = Object.fromEntries([...form.entries()].filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== ''));
  const [file] = files;
  return {
    fields: { ...texts, ...(texts['box'] === undefined ? {} : { box: fromJson(texts['box']) }), ...(texts['confidence'] === undefined ? {} : { confidence: Number(texts['confidence']) }) },
    file: file && file.size > 0 ? new Uint8Array(await file.arrayBuffer()) : undefined,
  };
}

function text(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refuse(400, http.badCharacters, { field: 'body' });
  }
}

function fromJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw refuse(400, http.badJson, { field: 'body' });
  }
}

/** The fields, each judged; what PostgreSQL cannot hold is told at its field. */
function checked(fields: unknown): NewEvent {
  const parsed = NewEvent.safeParse(fields, { reportInput: true });
  if (!parsed.success) {
    const wrong = explain(parsed.error.issues);
    throw new Refusal(422, http.checkFields, { params: { n: wrong.length }, fields: wrong });
  }
  const bad = Object.entries(parsed.data).filter(([, value]) => typeof value === 'string' && !isStorable(value)).map(([field]) => ({ field, message: http.badCharacters }));
  if (bad.length) throw new Refusal(422, http.badCharacters, { fields: bad });
  return parsed.data;
}

/** A data URL or plain base64. Refuses (422) what is neither. */
function fromBase64(source: string): Uint8Array {
  const body = /^data:image\/[\w.+-]{1,40};base64,/.exec(source) ? source.slice(source.indexOf(',') + 1) : source;
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(body)) throw refuse(422, m.badPicture, { field: 'snapshot' });
  return Buffer.from(body, 'base64');
}

export const webhookRoutes: readonly Route[] = [events];
