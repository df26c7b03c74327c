// Pure rules of signing in and of accounts: what may be typed, where one may be sent.
import type { Lang } from '#ground/i18n/index.ts';

/** A path of this city to go to after signing in; anything that could lead elsewhere becomes undefined. */
export function localPath(to: string | undefined): string | undefined {
  if (!to || !to.startsWith('/') || /^\/[/\\]/.test(to) || /[\u0000-\u0020\\]/.test(to) || to.length > 500) return undefined;
  const base = 'http://inside.invalid';
  const url = URL.canParse(to, base) ? new URL(to, base) : undefined;
  if (!url || url.origin !== base || url.pathname.startsWith('//') || /^\/sign-(in|out)/.test(url.pathname)) return undefined;
  return url.pathname + url.search + url.hash;
}

/** What was typed to say who one is: an e-mail in lower case, a phone without spaces, else a sign-in name. */
export type Handle = { readonly kind: 'email' | 'phone' | 'login'; readonly value: string };
export function handleOf(typed: string): Handle {
  const text = typed.normalize('NFKC').trim();
  if (isEmail(text)) return { kind: 'email', value: text.toLowerCase() };
  const phone = phoneOf(text);
  return phone ? { kind: 'phone', value: phone } : { kind: 'login', value: text.toLowerCase() };
}

/** An address a letter can go to. Stricter than the standard: no quotes, no comments, a dot in the domain unless it is localhost. */
export const isEmail = (text: string): boolean => text.length <= 254 && /^[^\s@<>"(),:;\\[\]]{1,64}@([\p{L}\p{N}-]+\.)+[\p{L}\p{N}-]{2,}$/u.test(text) && !text.includes('..');

/** A phone number as it is stored: digits, a plus in front if there was one; mainland numbers lose +86. Undefined when it is none. */
export function phoneOf(text: string): string | undefined {
  const bare = text.replace(/[\s()-]/g, '').replace(/^(\+|00)86(?=1\d{10}$)/, '');
  return /^\+?\d{5,15}$/.test(bare) ? bare : undefined;
}

/** Enough to recognise one's own address, too little to learn it: w***@example.org, 138****8000. */
export function masked(handle: Handle): string {
  if (handle.kind === 'email') return handle.value.replace(/^(.)[^@]*/, '$1***');
  return handle.kind === 'phone' ? handle.value.replace(/^(.{3}).*(.{4})$/, '$1****$2') : handle.value;
}

const BROWSERS: readonly [RegExp, string][] = [[/MicroMessenger\//, 'WeChat'], [/Edg\w*\//, 'Edge'], [/Firefox\//, 'Firefox'], [/OPR\//, 'Opera'], [/Chrom(e|ium)\//, 'Chrome'], [/Safari\//, 'Safari']];
const SYSTEMS: readonly [RegExp, string][] = [[/HarmonyOS|OpenHarmony/, 'HarmonyOS'], [/Android/, 'Android'], [/iPhone|iPad/, 'iOS'], [/Windows/, 'Windows'], [/Mac OS X/, 'macOS'], [/Linux|X11/, 'Linux']];
/** "Firefox · Windows" of a User-Agent header; undefined when nothing in it is known. */
export function deviceOf(agent: string | null): string | undefined {
  const known = [BROWSERS, SYSTEMS].flatMap((names) => names.find(([sign]) => sign.test(agent ?? ''))?.[1] ?? []);
  return known.length ? known.join(' · ') : undefined;
}

/** The looks a person may choose for a device; auto follows the system. */
export const THEMES = ['auto', 'light', 'dark'] as const;
export const LANG_NAMES: Record<Lang, string> = { zh: '中文', en: 'English' };
