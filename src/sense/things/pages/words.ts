// Values, ages and names in the reader's language.
import { duration, number } from '#ground/i18n/format.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { listedName, type SensingLists } from '../provisioning/lists.ts';
import { m } from './messages.ts';
import type { StreamRow } from './store.ts';

/** A measured value as a person writes it: about four figures, more before the point where there are more. */
export function valueText(lang: Lang, value: number): string {
  const size = Math.abs(value);
  if (size >= 1e12 || (size > 0 && size < 1e-4)) return value.toExponential(3);
  const places = size >= 100 ? 1 : size >= 1 ? 2 : 4;
  return number(lang, Number(value.toFixed(places)) || 0);
}

const LONGEST = 300;
/** A result that may be anything: a word, yes or no, a list of several values, an object. */
export function resultText(lang: Lang, value: number | null, result: unknown, units: readonly string[] = []): string {
  if (value !== null) return valueText(lang, value);
  if (result === null || result === undefined) return '';
  if (typeof result === 'boolean') return result ? m.yes(lang) : m.no(lang);
  if (typeof result === 'string') return cut(result);
  if (Array.isArray(result)) return cut(result.map((one: unknown, i) => [typeof one === 'number' ? valueText(lang, one) : resultText(lang, null, one), one === null ? '' : units[i]].filter(Boolean).join(' ') || '–').join(' · '));
  return cut(JSON.stringify(result));
}
const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** How long ago. A moment ahead of now says so: a clock runs wrong. */
export function ageText(lang: Lang, at: Date, now: Date): string {
  const minutes = (now.getTime() - at.getTime()) / 60_000;
  if (minutes < -1) return m.ahead(lang);
  return minutes < 1 ? m.justNow(lang) : m.ago(lang, { time: duration(lang, minutes) });
}

/** What a thing is called in the reader's language. */
export const thingName = (lang: Lang, { name, name_en }: { name: string; name_en: string | null }): string => pick(lang, { zh: name, en: name_en });

export const kindWord = (lang: Lang, lists: SensingLists, kind: string | null): string | undefined => (kind === null ? undefined : listedName(lang, lists.kinds, kind));
export const propertyWord = (lang: Lang, lists: SensingLists, { name, listed }: { name: string; listed: string | null }): string => (listed === null ? name : listedName(lang, lists.properties, listed));

/** What a stream measures, by the city's list where it stands there; a stream of several properties by its own name. */
export function streamWord(lang: Lang, lists: SensingLists, stream: Pick<StreamRow, 'name' | 'multi' | 'properties'>): string {
  const [property] = stream.properties;
  return stream.multi || !property ? stream.name : propertyWord(lang, lists, property);
}
/** The unit of a stream of one property; '1' is none. */
export const unitOf = ({ multi, units: [unit = ''] }: Pick<StreamRow, 'multi' | 'units'>): string => (multi || unit === '1' ? '' : unit);

/** The latest value with its unit. */
export function latestText(lang: Lang, stream: StreamRow): string {
  const text = resultText(lang, stream.number, stream.result, stream.units);
  return text === '' ? '' : [text, stream.number === null ? '' : unitOf(stream)].filter(Boolean).join(' ');
}
