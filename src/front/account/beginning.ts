// Beginning and ending a session: how long it lasts, where it leads.
import type { Ctx } from '#ground/http/context.ts';
import { beginSession, endSession, is, viewerOfSession, type Viewer } from '#ground/identity/index.ts';
import { HANDLE_COOKIE, cookie, noSessionCookie, seeWith, sessionCookie, sessionToken } from './cookies.ts';
import { localPath } from './rules.ts';

const DESK_HOURS = 12;

/** Signs a person in and shows where they wanted to go, else where they work. An older session of this browser ends. */
export async function signInAs(ctx: Ctx, account: { id: string; staff: boolean }, to: string | undefined): Promise<Response> {
  const { ground, db, now } = ctx;
  const hours = account.staff ? DESK_HOURS : ground.config.SESSION_DAYS * 24;
  const before = sessionToken(ctx);
  if (before) await endSession(db, before);
  const token = await beginSession(db, account.id, { hours, now, agent: ctx.request.headers.get('user-agent') ?? undefined });
  const viewer = await viewerOfSession(db, token, now);
  return seeWith(localPath(to) ?? (viewer ? workplace(ctx, viewer) : '/account'), [sessionCookie(ground, token, hours), cookie(ground, HANDLE_COOKIE, '', { seconds: 0, path: '/sign-in' })]);
}

/** The first page of the navigation that is meant for this person's role, else the account. */
function workplace({ ground }: Pick<Ctx, 'ground'>, viewer: Viewer): string {
  const entries = ground.rooms.flatMap((room) => room.nav ?? []).filter((entry) => entry.roles && is(viewer, ...entry.roles));
  const order = { desk: 0, admin: 1, resident: 2, now: 3 };
  return entries.sort((a, b) => order[a.bar] - order[b.bar] || a.place - b.place)[0]?.href ?? '/account';
}

/** Ends the session of this request. */
export async function signOut(ctx: Ctx): Promise<Response> {
  const token = sessionToken(ctx);
  if (token) await endSession(ctx.db, token);
  return seeWith('/', [noSessionCookie(ctx.ground)]);
}
