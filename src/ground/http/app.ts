// The program as one function of Request → Response: routes of every room behind one chain of checks. Listening is serve.ts's affair.
import { Hono } from 'hono';
import type { Context } from 'hono';
import { negotiate, LANGS, type Lang } from '../i18n/index.ts';
import { VISITOR } from '../identity/viewer.ts';
import { authorise, checkOrigin, identify, LANG_COOKIE, Limits, limitWrites } from './access.ts';
import { answered, notFound, refusalAnswer } from './answer.tsx';
import { assetRoutes } from './assets.ts';
import { audited } from './audited.ts';
import type { Ctx, Ground } from './context.ts';
import { parseBody, parseParams, parseQuery, readBody, typed, withBody } from './input.ts';
import { m } from './messages.ts';
import { refuse } from './refusal.ts';
import type { Route } from './route.ts';
import { securityHeaders } from './security.ts';

export interface App { request(input: Request): Promise<Response>; readonly routes: readonly Route[]; readonly ground: Ground }

export function buildApp(ground: Ground): App {
  // Two in turn, so that a request which is answered meets one handler only: what the rooms answer, then why something is not answered.
  const hono = new Hono({ strict: false });
  const refusing = new Hono({ strict: false });
  const limits = new Limits();
  const routes = ground.rooms.flatMap((room) => room.routes ?? []);
  assetRoutes(hono);
  for (const route of inMatchingOrder(routes)) hono.on(route.method, route.path, (c) => run(ground, limits, route, c));
  const paths = new Set(routes.map((r) => r.path));
  for (const path of paths) refusing.all(path, (c) => otherMethod(ground, routes.filter((r) => r.path === path), c));
  refusing.notFound((c) => nowhere(ground, c.req.raw));
  hono.notFound((c) => Promise.resolve(refusing.fetch(c.req.raw)));
  const secure = securityHeaders(ground);
  return { request: async (input) => secure(await hono.fetch(oneSlash(input))), routes, ground };
}

/** Clients that join addresses double the slash between them. */
function oneSlash(request: Request): Request {
  if (!request.url.includes('//', 'https://'.length)) return request;
  const url = new URL(request.url);
  url.pathname = url.pathname.replace(/\/{2,}/g, '/');
  return new Request(url, request);
}

/** Fixed paths before those with parameters, so `/reports/new` is never taken for a report. */
function inMatchingOrder(routes: readonly Route[]): Route[] {
  const weight = (r: Route) => r.path.split('/').map((part) => (part.includes('*') ? '2' : part.startsWith(':') ? '1' : '0')).join('');
  return [...routes].sort((a, b) => (weight(a) < weight(b) ? -1 : 1));
}

async function run(ground: Ground, limits: Limits, route: Route, c: Context): Promise<Response> {
  const started = performance.now();
  const { ctx, response } = await attempt(ground, limits, route, c.req.raw, c.req.param() as Record<string, string>);
  ground.log.request({ method: route.method, route: route.path, status: response.status, ms: performance.now() - started, person: ctx.viewer?.person });
  return response;
}

async function attempt(ground: Ground, limits: Limits, route: Route, request: Request, params: Record<string, string>): Promise<{ ctx: Partial<Ctx>; response: Response }> {
  const url = new URL(request.url);
  const cookies = cookiesOf(request);
  let ctx: Partial<Ctx> & { lang: Lang; url: URL } = { lang: languageOf(request, url, cookies, 'zh'), url };
  let raw: unknown;
  try {
    const site = await ground.site();
    const now = ground.clock.now();
    const lang = languageOf(request, url, cookies, site.lang);
    ctx = { ground, db: ground.db, request, url, route: route.path, lang, site, now, address: addressOf(ground, request), cookies, viewer: VISITOR, params, query: {}, body: undefined };
    if (route.open) raw = await readBody(route, request, ground);
    const viewer = await identify(ground, route, request, cookies, now, raw);
    const whole: Ctx = { ...(ctx as Ctx), viewer };
    ctx = whole;
    limitWrites(limits, ground, route, whole);
    authorise(route, viewer);
    const known: Ctx = { ...whole, params: parseParams(route, params), query: parseQuery(route, url) };
    ctx = known;
    if (!route.open) raw = await readBody(route, request, ground);
    checkOrigin(ground, route, request, viewer, raw);
    const body = await parseBody(route, withoutFormKey(raw));
    const value = await route.handle(withBody(known, body));
    const response = remembered(ground, known, shared(route, answered(route, value)));
    await audited(route, known, raw, response);
    return { ctx, response };
  } catch (error) {
    return { ctx, response: shared(route, await refusalAnswer(ground, route, ctx, error, typed(raw))) };
  }
}

function withoutFormKey(raw: unknown): unknown {
  if (!raw || typeof raw !== 'object' || !('_key' in raw)) return raw;
  const { _key, ...rest } = raw;
  return rest;
}

/** Open interfaces may be called from any page; the answer to one person is never kept by a shared cache. */
function shared(route: Route, response: Response): Response {
  if (route.open) response.headers.set('access-control-allow-origin', '*');
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
  return response;
}

/** A language chosen by its link stays chosen. */
function remembered(ground: Ground, ctx: Ctx, response: Response): Response {
  if (ctx.url.search !== '' && ctx.url.searchParams.get('lang') === ctx.lang && ctx.cookies[LANG_COOKIE] !== ctx.lang) {
    response.headers.append('set-cookie', `${LANG_COOKIE}=${ctx.lang}; Path=/; Max-Age=31536000; SameSite=Lax${ground.baseUrl.startsWith('https:') ? '; Secure' : ''}`);
  }
  return response;
}

async function otherMethod(ground: Ground, known: readonly Route[], c: Context): Promise<Response> {
  const allow = [...new Set(known.map((r) => r.method)), 'OPTIONS'].join(', ');
  const first = known[0];
  if (c.req.method === 'OPTIONS') {
    const cors = known.some((r) => r.open) ? { 'access-control-allow-origin': '*', 'access-control-allow-methods': allow, 'access-control-allow-headers': 'content-type, authorization, x-api-key, idempotency-key', 'access-control-max-age': '86400' } : {};
    return new Response(null, { status: 204, headers: { allow, ...cors } });
  }
  const url = new URL(c.req.url);
  const ctx = { lang: languageOf(c.req.raw, url, cookiesOf(c.req.raw), 'zh'), url };
  const response = await refusalAnswer(ground, first, ctx, refuse(405, m.wrongMethod, { params: { method: c.req.method } }), {});
  response.headers.set('allow', allow);
  return response;
}

async function nowhere(ground: Ground, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const started = performance.now();
  const cookies = cookiesOf(request);
  let ctx: Partial<Ctx> & { lang: Lang; url: URL } = { lang: languageOf(request, url, cookies, 'zh'), url };
  try {
    const site = await ground.site();
    ctx = { ground, db: ground.db, request, url, lang: languageOf(request, url, cookies, site.lang), site, now: ground.clock.now(), viewer: VISITOR, cookies };
  } catch { /* the database is away: the plain page still answers */ }
  const api: Pick<Route, 'form'> | undefined = url.pathname.startsWith('/api/') ? { form: 'problem' } : undefined;
  const response = await refusalAnswer(ground, api as Route | undefined, ctx, notFound(), {});
  ground.log.request({ method: request.method, route: '(none)', status: response.status, ms: performance.now() - started });
  return response;
}

/** `?lang=en` first, then the cookie, then the browser's wish, then the city's. */
function languageOf(request: Request, url: URL, cookies: Record<string, string>, fallback: Lang): Lang {
  const wish = (url.search === '' ? undefined : url.searchParams.get('lang')) ?? cookies[LANG_COOKIE];
  if ((LANGS as readonly string[]).includes(wish ?? '')) return wish as Lang;
  return negotiate(request.headers.get('accept-language'), fallback);
}

export function cookiesOf(request: Request): Record<string, string> {
  const header = request.headers.get('cookie');
  if (!header) return {};
  const pairs = header.split(';').map((part) => part.trim().split('='));
  return Object.fromEntries(pairs.filter((p) => p[0]).map(([name = '', ...value]) => [name, value.join('=')]));
}

/** Only our own proxy may tell for whom it asks. */
function addressOf(ground: Ground, request: Request): string {
  // Node joins repeated headers: the last one is ours.
  const direct = request.headers.get('x-comis-peer')?.split(',').at(-1)?.trim() ?? 'local';
  if (!ground.config.TRUST_PROXY) return direct;
  return request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() || direct;
}
