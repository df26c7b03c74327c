// What goes out: JSON, a page, a problem. One place turns every Refusal and every bug into an answer.
import { isValidElement, type VNode } from 'preact';
import { DatabaseAway } from '../db/types.ts';
import type { Lang } from '../i18n/index.ts';
import { ErrorPage } from '../pages/error.tsx';
import { renderPage } from '../pages/render.ts';
import { bytesOf } from './bytes.ts';
import type { Ctx, FormState, Ground } from './context.ts';
import { m } from './messages.ts';
import { Refusal, refuse } from './refusal.ts';
import type { Route } from './route.ts';

export const html = (node: VNode, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(bytesOf(`<!doctype html>${renderPage(node)}`), { status, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', ...headers } });

export const json = (value: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(bytesOf(JSON.stringify(value).replace(FRACTION, '"$1Z"')), { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers } });

/** Dates leave without a fraction. In the text, as a replacer is called for every value; between quotes that are not escaped, so never inside of other words. */
const FRACTION = /"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d{3}Z"/g;

export const isVNode = (value: unknown): value is VNode => isValidElement(value);

/** A handler's value as a Response. */
export function answered(route: Route, value: unknown): Response {
  if (value instanceof Response) return value;
  if (isVNode(value)) return html(value, route.status);
  if (value === undefined) return new Response(null, { status: 204 });
  return json(value, route.status);
}

/** Any thrown thing as a Refusal; a bug is logged under a reference, which the reader sees. */
export function asRefusal(ground: Ground, error: unknown, about: string): Refusal | { status: 500; reference: string } {
  if (error instanceof Refusal) return error;
  if (error instanceof DatabaseAway) return new Refusal(503, m.away, { headers: { 'retry-after': '5' } });
  return { status: 500, reference: ground.log.error(error, about) };
}

/** The answer to something refused or broken, in the form of the route: page, problem+json, or the protocol's own. */
export async function refusalAnswer(ground: Ground, route: Route | undefined, ctx: Partial<Ctx> & { lang: Lang; url: URL }, error: unknown, typedValues: FormState['values']): Promise<Response> {
  const refusal = asRefusal(ground, error, route ? `${route.method} ${route.path}` : 'no route');
  if (!(refusal instanceof Refusal)) return brokenAnswer(ground, route, ctx, refusal.reference);
  const text = refusal.say(ctx.lang);
  const fields = Object.fromEntries(refusal.fields.map((f) => [f.field, f.message(ctx.lang, f.params)]));
  if (typeof route?.form === 'function') return withHeaders(route.form({ status: refusal.status, text, fields }, ctx), refusal.headers);
  if (route && route.form === 'problem') return problem(refusal.status, text, fields, refusal.headers);
  if (refusal.status === 401 && isWhole(ctx)) return new Response(null, { status: 303, headers: { location: `/sign-in?to=${encodeURIComponent(ctx.url.pathname + ctx.url.search)}` } });
  if (route?.again && isWhole(ctx) && canShowAgain(refusal)) return shownAgain(ground, route, ctx, refusal, { values: typedValues, errors: fields, problem: text });
  return html(await ErrorPage({ ground, ctx, status: refusal.status, text }), refusal.status, refusal.headers);
}

const isWhole = (ctx: Partial<Ctx>): ctx is Ctx => ctx.viewer !== undefined && ctx.site !== undefined;
const canShowAgain = (refusal: Refusal) => [400, 409, 410, 413, 422, 429, 503].includes(refusal.status);

async function shownAgain(ground: Ground, route: Route, ctx: Ctx, refusal: Refusal, form: FormState): Promise<Response> {
  try {
    const view = await route.again?.(ctx, form);
    if (view instanceof Response) return view;
    if (view) return html(view, refusal.status, refusal.headers);
  } catch (error) {
    // Showing the form again may itself be refused (the record is gone by now): tell that instead.
    if (!(error instanceof Refusal || error instanceof DatabaseAway)) ground.log.error(error, `showing ${route.path} again`);
  }
  return html(await ErrorPage({ ground, ctx, status: refusal.status, text: form.problem ?? '' }), refusal.status, refusal.headers);
}

async function brokenAnswer(ground: Ground, route: Route | undefined, ctx: Partial<Ctx> & { lang: Lang; url: URL }, reference: string): Promise<Response> {
  const text = `${m.broken(ctx.lang)} (${m.reference(ctx.lang, { id: reference })})`;
  if (typeof route?.form === 'function') return route.form({ status: 500, text, fields: {} }, ctx);
  if (route?.form === 'problem') return problem(500, text, {}, {});
  return html(await ErrorPage({ ground, ctx, status: 500, text }), 500);
}

/** RFC 9457, with the fields and what is wrong with each. */
function problem(status: number, text: string, fields: Record<string, string>, headers: Record<string, string>): Response {
  const errors = Object.entries(fields).map(([field, detail]) => ({ field, detail }));
  return json({ type: 'about:blank', title: text, status, ...(errors.length ? { errors } : {}) }, status, { 'content-type': 'application/problem+json; charset=utf-8', ...headers });
}

function withHeaders(response: Response, headers: Record<string, string>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}
export const notFound = (): Refusal => refuse(404, m.notFound);
