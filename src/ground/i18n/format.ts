// How times, durations and numbers are written. The city's time zone is always given: the server's own means nothing.
import type { Lang } from './index.ts';

const locale = (lang: Lang) => (lang === 'zh' ? 'zh-CN' : 'en-GB');
const cache = new Map<string, Intl.DateTimeFormat>();
function formatter(lang: Lang, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = lang + zone + JSON.stringify(options);
  let f = cache.get(key);
  if (!f) cache.set(key, (f = new Intl.DateTimeFormat(locale(lang), { timeZone: zone, hourCycle: 'h23', ...options })));
  return f;
}

/** 09:41 */
export const clockTime = (lang: Lang, zone: string, at: Date) => formatter(lang, zone, { hour: '2-digit', minute: '2-digit' }).format(at);
/** 2026年11月18日 / 18 Nov 2026 */
export const fullDate = (lang: Lang, zone: string, at: Date) => formatter(lang, zone, { year: 'numeric', month: lang === 'zh' ? 'long' : 'short', day: 'numeric' }).format(at);
/** 11月18日 09:41 / 18 Nov, 09:41 */
export const dateTime = (lang: Lang, zone: string, at: Date) => formatter(lang, zone, { month: lang === 'zh' ? 'long' : 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }).format(at);
/** The time alone on the same day as `now`, else with its date. */
export function shortTime(lang: Lang, zone: string, at: Date, now: Date): string {
  return fullDate('en', zone, at) === fullDate('en', zone, now) ? clockTime(lang, zone, at) : dateTime(lang, zone, at);
}

/** Minutes as 40 分, 1 小时 18 分, 3 天 / 40 min, 1 h 18 min, 3 d: two units at most. */
export function duration(lang: Lang, minutes: number): string {
  const whole = Math.max(0, Math.round(minutes));
  const [d, h, min] = [Math.floor(whole / 1440), Math.floor((whole % 1440) / 60), whole % 60];
  const unit = lang === 'zh' ? { d: ' 天', h: ' 小时', m: ' 分' } : { d: ' d', h: ' h', m: ' min' };
  if (d > 0) return `${d}${unit.d}${h ? ` ${h}${unit.h}` : ''}`;
  if (h > 0) return `${h}${unit.h}${min ? ` ${min}${unit.m}` : ''}`;
  return `${min}${unit.m}`;
}

/** ISO 8601 in UTC with zone and no fraction, as every outward interface of the house writes it. */
export const isoTime = (at: Date) => at.toISOString().replace(/\.\d{3}Z$/, 'Z');
export const number = (lang: Lang, value: number) => new Intl.NumberFormat(locale(lang)).format(value);
/** 23 米 / 23 m, 1.4 公里 / 1.4 km */
export function distance(lang: Lang, metres: number): string {
  if (metres < 1000) return `${Math.round(metres)} ${lang === 'zh' ? '米' : 'm'}`;
  return `${(metres / 1000).toFixed(1)} ${lang === 'zh' ? '公里' : 'km'}`;
}
