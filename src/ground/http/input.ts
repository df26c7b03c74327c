// What comes in: bytes to text to fields, each step refusing what it cannot be sure of. An empty parameter is as absent.
import type { z } from 'zod';
import type { Ctx, Ground } from './context.ts';
import { explain } from './explain.ts';
import { m } from './messages.ts';
import { Refusal, refuse } from './refusal.ts';
import type { Raw, Route } from './route.ts';

export type Fields = Record<string, unknown>;

/** Parses params, query and body by the route's schemas. Throws a Refusal naming each wrong field. 404 for params: no such thing. */
export function parseParams(route: Route, raw: Record<string, string>): unknown {
  if (!route.params) return raw;
  const parsed = Object.values(raw).every(isStorable) ? route.params.safeParse(raw) : undefined;
  if (!parsed?.success) throw refuse(404, m.notFound);
  return parsed.data;
}

export function parseQuery(route: Route, url: URL): unknown {
  const raw = url.search === '' ? {} : fieldsOf(url.searchParams.entries());
  return route.query ? checked(route.query, raw, 400) : raw;
}

export async function parseBody(route: Route, raw: unknown): Promise<unknown> {
  if (!route.body) return undefined;
  return checked(route.body, raw, 422);
}

function checked(shape: z.ZodType, raw: unknown, status: 400 | 422): unknown {
  const bad = unstorable(raw, '');
  if (bad.length) throw new Refusal(status, m.badCharacters, { fields: bad.map((field) => ({ field, message: m.badCharacters })) });
  const parsed = shape.safeParse(raw, { reportInput: true });
  if (parsed.success) return parsed.data;
  const fields = explain(parsed.error.issues);
  throw new Refusal(status, m.checkFields, { params: { n: fields.length }, fields });
}

/** The body as plain fields or as JSON, by its content type; bounded in size before anything is read into memory. */
export async function readBody(route: Route, request: Request, ground: Ground): Promise<unknown> {
  if (!route.body) return undefined;
  if (route.takes.includes('raw')) return rawBody(request);
  const type = (request.headers.get('content-type') ?? '').toLowerCase();
  const limit = type.startsWith('multipart/') ? ground.config.UPLOAD_MB * 6 : 2;
  if (Number(request.headers.get('content-length') ?? 0) > limit * 1_048_576) throw refuse(413, m.bodyTooLarge, { params: { max: limit } });
  if (type.startsWith('multipart/form-data') && route.takes.includes('form')) return multipart(request, limit);
  const text = await decoded(request, limit);
  if (type.startsWith('application/x-www-form-urlencoded') && route.takes.includes('form')) return fieldsOf(new URLSearchParams(text).entries());
  if (/^application\/([\w.-]+\+)?json/.test(type) && route.takes.includes('json')) return json(text);
  if (text === '' && type === '') return {};
  throw refuse(415, m.badType, { params: { type: type.slice(0, 80) || '—' } });
}

/** Largest body that is taken as it comes, in MB. */
const RAW_MB = 16;

async function rawBody(request: Request): Promise<Raw> {
  if (Number(request.headers.get('content-length') ?? 0) > RAW_MB * 1_048_576) throw refuse(413, m.bodyTooLarge, { params: { max: RAW_MB } });
  // Boundaries are written in capitals too.
  const type = (request.headers.get('content-type') ?? '').replace(/^[^;]*/, (name) => name.trim().toLowerCase());
  return { bytes: await bounded(request, RAW_MB), type };
}

async function multipart(request: Request, limit: number): Promise<Fields> {
  const bytes = await bounded(request, limit);
  const form = await new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { 'content-type': request.headers.get('content-type') ?? '' } }).formData().catch(() => { throw refuse(400, m.badForm); });
  // A file field left empty arrives as a file without name and content.
  return fieldsOf([...form.entries()].filter(([, v]) => typeof v === 'string' || v.size > 0 || v.name !== ''));
}

async function decoded(request: Request, limit: number): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await bounded(request, limit));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw refuse(400, m.badCharacters, { field: 'body' });
  }
}

/** The whole body, stopped at `limit` MB even when its length was not told. */
async function bounded(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > limit * 1_048_576) throw refuse(413, m.bodyTooLarge, { params: { max: limit } });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function json(text: string): unknown {
  try {
    return text.trim() === '' ? {} : JSON.parse(text);
  } catch {
    throw refuse(400, m.badJson, { field: 'body' });
  }
}

/** Repeated names become lists, `a[]` is the same name as `a`, empty text is as absent. */
export function fieldsOf(entries: Iterable<[string, FormDataEntryValue]>): Fields {
  const fields: Fields = Object.create(null) as Fields;
  for (const [name, value] of entries) {
    if (value === '') continue;
    const key = name.endsWith('[]') ? name.slice(0, -2) : name;
    const before = fields[key];
    if (before === undefined) fields[key] = value;
    else if (Array.isArray(before)) before.push(value);
    else fields[key] = [before, value];
  }
  return { ...fields };
}

/** PostgreSQL stores no NUL; half a surrogate pair or U+FFFD is what is left of broken UTF-8. */
export const isStorable = (text: string): boolean => !/[\u0000\uFFFD]/.test(text) && text.isWellFormed();

function unstorable(value: unknown, path: string, depth = 0): string[] {
  if (depth > 20) return [path];
  if (typeof value === 'string') return isStorable(value) ? [] : [path || 'body'];
  if (Array.isArray(value)) return value.flatMap((item, i) => unstorable(item, path ? `${path}.${i}` : String(i), depth + 1));
  if (value && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.entries(value).flatMap(([key, item]) => (isStorable(key) ? unstorable(item, path ? `${path}.${key}` : key, depth + 1) : [path || 'body']));
  }
  return [];
}

/** What was typed, to fill a form that is shown again. Files cannot be given back. */
export function typed(raw: unknown): Record<string, string | string[]> {
  if (!raw || typeof raw !== 'object') return {};
  const entries = Object.entries(raw).flatMap(([key, value]): [string, string | string[]][] => {
    if (typeof value === 'string') return [[key, value]];
    if (Array.isArray(value)) return [[key, value.filter((v): v is string => typeof v === 'string')]];
    return [];
  });
  return Object.fromEntries(entries);
}

export const withBody = (ctx: Ctx, body: unknown): Ctx => ({ ...ctx, body });
