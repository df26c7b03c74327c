// Who is asking, whether they may, whether the form is ours, whether they are too fast: before any handler runs.
import type { Ctx, Ground } from './context.ts';
import { viewerOfKey, viewerOfSession } from '../identity/sessions.ts';
import { rememberedViewerOfKey } from './keys.ts';
import { VISITOR, is, type Viewer } from '../identity/viewer.ts';
import { m } from './messages.ts';
import { Refusal, refuse } from './refusal.ts';
import type { Route } from './route.ts';

export const SESSION_COOKIE = 'comis_session';
export const LANG_COOKIE = 'comis_lang';

/** The viewer of a request: an API key wins over a cookie; open interfaces read no cookie. A wrong key is refused, an old cookie is not. */
export async function identify(ground: Ground, route: Route, request: Request, cookies: Record<string, string>, now: Date, openBody?: unknown): Promise<Viewer> {
  const key = keyOf(request) ?? (route.open ? openKeyOf(request, openBody) : undefined);
  if (key) {
    const viewer = await (route.frequent ? rememberedViewerOfKey : viewerOfKey)(ground.db, key, now);
    if (!viewer) throw refuse(401, m.badKey);
    return viewer;
  }
  const token = cookies[SESSION_COOKIE];
  if (!token || route.open) return VISITOR;
  return (await viewerOfSession(ground.db, token, now)) ?? VISITOR;
}

function keyOf(request: Request): string | undefined {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '');
  return bearer?.[1] ?? request.headers.get('x-api-key') ?? undefined;
}

/** Open interfaces take the key as a field too, as GeoReport v2 has it. */
function openKeyOf(request: Request, body: unknown): string | undefined {
  const inBody = body && typeof body === 'object' && 'api_key' in body ? body.api_key : undefined;
  const key = inBody ?? new URL(request.url).searchParams.get('api_key');
  return typeof key === 'string' && key !== '' ? key : undefined;
}

/** Throws 401 for visitors and 403 for the wrong role. */
export function authorise(route: Route, viewer: Viewer): void {
  if (route.who === 'everyone') return;
  if (!viewer.person) throw refuse(401, m.signInFirst);
  if (route.who !== 'signed-in' && !is(viewer, ...route.who)) throw refuse(403, m.notYourRole);
}

/** A change sent by a browser must come from our own pages: by fetch metadata or origin, else by the key in the form. */
export function checkOrigin(ground: Ground, route: Route, request: Request, viewer: Viewer, body: unknown): void {
  if (route.method === 'GET' || viewer.by === 'key' || route.open) return;
  const site = request.headers.get('sec-fetch-site');
  const origin = request.headers.get('origin');
  if (site === 'same-origin' || site === 'none') return;
  if (!site && origin && sameHost(origin, request, ground)) return;
  if (!site && !origin && (viewer.by === 'nobody' || formKey(body) === viewer.formKey)) return;
  throw refuse(403, m.forged);
}

function sameHost(origin: string, request: Request, ground: Ground): boolean {
  return origin === new URL(ground.baseUrl).origin || origin === new URL(request.url).origin;
}
const formKey = (body: unknown) => (body && typeof body === 'object' && '_key' in body ? String(body._key) : undefined);

/** Token buckets in memory, one a kind and address. Several processes each keep their own: limits are against floods, not for billing. */
export class Limits {
  private readonly buckets = new Map<string, { left: number; at: number }>();

  /** Takes one of `perMinute` (a burst of the same size is allowed); throws 429 with Retry-After when none is left. */
  take(kind: string, who: string, perMinute: number, now: number): void {
    const key = `${kind} ${who}`;
    const before = this.buckets.get(key) ?? { left: perMinute, at: now };
    const left = Math.min(perMinute, before.left + ((now - before.at) / 60_000) * perMinute);
    if (left < 1) {
      const seconds = Math.ceil(((1 - left) / perMinute) * 60);
      throw new Refusal(429, m.tooFast, { params: { seconds }, headers: { 'retry-after': String(seconds) } });
    }
    // Moved to the end: the first one is then the longest unused, and a flood of new addresses costs no search.
    this.buckets.delete(key);
    this.buckets.set(key, { left: left - 1, at: now });
    if (this.buckets.size > MOST_BUCKETS) this.forgetOldest();
  }

  /** A thousand at once: finding the first key of a map walks over all that were deleted before it. */
  private forgetOldest(): void {
    let left = 1000;
    for (const key of this.buckets.keys()) {
      if (left-- === 0) return;
      this.buckets.delete(key);
    }
  }
}
const MOST_BUCKETS = 50_000;

/** Writes are limited by address, with a key by the key. */
export function limitWrites(limits: Limits, ground: Ground, route: Route, ctx: Pick<Ctx, 'viewer' | 'address'>): void {
  if (route.method === 'GET' || route.unlimited?.(ground.config)) return;
  const at = performance.now();
  if (ctx.viewer.key !== undefined) limits.take('key', String(ctx.viewer.key), ground.config.KEY_WRITES_PER_MINUTE, at);
  else limits.take('write', ctx.viewer.person ?? ctx.address, ground.config.WRITES_PER_MINUTE, at);
}
