// How times, durations and numbers are written. The city's time zone is always given: the server's own means nothing.
import type { Lang } from './index.ts';

const DAY_MS = 90_000_000; // the longest day: one whose clocks went back
const locale = (lang: Lang) => (lang === 'zh' ? 'zh-CN' : 'en-GB');
type Written = (lang: Lang, zone: string, at: Date) => string;

/** A way to write times to the minute, with its Intl formatters kept (making one takes a thousand times as long as using it) and the last minutes it wrote. */
function written(options: (lang: Lang) => Intl.DateTimeFormatOptions): Written {
  const kept = new Map<string, { format: Intl.DateTimeFormat; minutes: Map<number, string> }>();
  return (lang, zone, at) => {
    const key = lang + zone;
    let way = kept.get(key);
    if (!way) kept.set(key, (way = { format: new Intl.DateTimeFormat(locale(lang), { timeZone: zone, hourCycle: 'h23', ...options(lang) }), minutes: new Map() }));
    const minute = Math.floor(at.getTime() / 60_000);
    let text = way.minutes.get(minute);
    if (text === undefined) {
      text = way.format.format(at);
      if (way.minutes.size >= MINUTES) way.minutes.clear();
      way.minutes.set(minute, text);
    }
    return text;
  };
}
const MINUTES = 5_000;

/** 09:41 */
export const clockTime = written(() => ({ hour: '2-digit', minute: '2-digit' }));
/** 2026年11月18日 / 18 Nov 2026 */
export const fullDate = written((lang) => ({ year: 'numeric', month: lang === 'zh' ? 'long' : 'short', day: 'numeric' }));
/** 11月18日 09:41 / 18 Nov, 09:41 */
export const dateTime = written((lang) => ({ month: lang === 'zh' ? 'long' : 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }));
/** 11/18 / 18 Nov */
const shortDate = written((lang) => ({ month: lang === 'zh' ? 'numeric' : 'short', day: 'numeric' }));
/** The time alone on the same day as `now`, else with its date. */
export const shortTime = (lang: Lang, zone: string, at: Date, now: Date): string => (sameDay(zone, at, now) ? clockTime : dateTime)(lang, zone, at);
/** The time alone on the same day as `now`, else the day alone: for narrow columns. */
export const timeOrDay = (lang: Lang, zone: string, at: Date, now: Date): string => (sameDay(zone, at, now) ? clockTime : shortDate)(lang, zone, at);

// Most times are of another day: told apart without asking the calendar.
const sameDay = (zone: string, a: Date, b: Date): boolean => Math.abs(b.getTime() - a.getTime()) < DAY_MS && fullDate('en', zone, a) === fullDate('en', zone, b);

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
export const number = (lang: Lang, value: number): string => NUMBERS[lang].format(value);
const NUMBERS: Readonly<Record<Lang, Intl.NumberFormat>> = { zh: new Intl.NumberFormat('zh-CN'), en: new Intl.NumberFormat('en-GB') };
/** 23 米 / 23 m, 1.4 公里 / 1.4 km */
export function distance(lang: Lang, metres: number): string {
  if (metres < 1000) return `${Math.round(metres)} ${lang === 'zh' ? '米' : 'm'}`;
  return `${(metres / 1000).toFixed(1)} ${lang === 'zh' ? '公里' : 'km'}`;
}
