// When something was, so that a value of another year is not taken for one of this. Pure; the browser uses it too.
import { clockTime, dateTime, fullDate } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';

/** Day and time on the clock of the city; with the year unless it is that of `now`. */
export function momentText(lang: Lang, zone: string, at: Date, now: Date): string {
  if (yearOf(zone, at) === yearOf(zone, now)) return dateTime(lang, zone, at);
  return `${fullDate(lang, zone, at)}${lang === 'zh' ? ' ' : ', '}${clockTime(lang, zone, at)}`;
}

/** Of "18 Nov 2026". */
const yearOf = (zone: string, at: Date): string => fullDate('en', zone, at).slice(-4);
