// The cookies of the account, as Set-Cookie lines.
import type { Ctx, Ground } from '#ground/http/context.ts';
import { LANG_COOKIE, SESSION_COOKIE } from '#ground/http/access.ts';

export const THEME_COOKIE = 'comis_theme';
/** To whom the code on its way was sent; readable by the server only, for ten minutes. */
export const HANDLE_COOKIE = 'comis_code_to';
const YEAR = 31_536_000;

/** A cookie for this city; `seconds` 0 removes it. Secure when the city is reached by https. */
export function cookie(ground: Ground, name: string, value: string, options: { seconds: number; path?: string; scripts?: boolean }): string {
  const { seconds, path = '/', scripts = false } = options;
  return `${name}=${encodeURIComponent(value)}; Path=${path}; Max-Age=${Math.round(seconds)}; SameSite=Lax${scripts ? '' : '; HttpOnly'}${ground.baseUrl.startsWith('https:') ? '; Secure' : ''}`;
}

export const sessionCookie = (ground: Ground, token: string, hours: number): string => cookie(ground, SESSION_COOKIE, token, { seconds: hours * 3600 });
export const noSessionCookie = (ground: Ground): string => cookie(ground, SESSION_COOKIE, '', { seconds: 0 });
export const langCookie = (ground: Ground, lang: string): string => cookie(ground, LANG_COOKIE, lang, { seconds: YEAR, scripts: true });
export const themeCookie = (ground: Ground, theme: string): string => cookie(ground, THEME_COOKIE, theme, { seconds: theme ? YEAR : 0, scripts: true });

/** The token of the session this request came with. */
export const sessionToken = (ctx: Pick<Ctx, 'cookies'>): string | undefined => ctx.cookies[SESSION_COOKIE];

/** 303 with several cookies: a plain object of headers holds only one. */
export function seeWith(location: string, cookies: readonly string[]): Response {
  const headers = new Headers({ location });
  for (const one of cookies) headers.append('set-cookie', one);
  return new Response(null, { status: 303, headers });
}
