// Moments as other systems write them. Pure. A moment without a zone is one of the mapping's zone: in an hour that comes twice the first, in one that
// is skipped the moment of the change, which is flagged.
import { dayNumber, zoneOf, type Zone } from '#city/calendar/index.ts';

const DAY = 86_400_000;
export interface Moment { readonly at: Date; /** The hour was skipped by the clocks of the zone. */ readonly skipped: boolean }
/** Reads a text; undefined when it is none of the patterns. */
export type MomentReader = (text: string) => Moment | undefined;

/** A reader of these patterns, tried in turn, and of ISO 8601 with a zone, which always says what it means. */
export function momentReader(patterns: readonly string[], zoneName: string): MomentReader {
  const readers = patterns.map((pattern) => (pattern === 'iso' ? ISO : compiled(pattern)));
  const inZone = zonedReader(zoneOf(zoneName));
  return (text) => {
    const exact = ZONED.exec(text);
    if (exact) {
      const day = dayNumber(exact[1] ?? '');
      const at = new Date(`${exact[1]}T${exact[2]}${exact[3]?.replace(/^([+-]\d\d)(\d\d)?$/, (_, h: string, min = '00') => `${h}:${min}`)}`);
      return day === undefined || Number.isNaN(at.getTime()) ? undefined : { at, skipped: false };
    }
    for (const read of readers) {
      const parts = read(text);
      const day = parts && dayNumber(parts.day);
      if (parts && day !== undefined) return inZone(day, parts.ms);
    }
    return undefined;
  };
}

const ZONED = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|[+-]\d\d(?::?\d\d)?)$/;
/** Local date as ISO text, and milliseconds after midnight. */
interface Parts { readonly day: string; readonly ms: number }
type PartsReader = (text: string) => Parts | undefined;

const LOCAL = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?)?$/;
const ISO: PartsReader = (text) => {
  const found = LOCAL.exec(text);
  if (!found) return undefined;
  return parts(found[1] ?? '', Number(found[2] ?? 0), Number(found[3] ?? 0), Number(found[4] ?? 0), Number((found[5] ?? '').padEnd(3, '0')));
};

const parts = (day: string, hour: number, minute: number, second: number, ms = 0): Parts | undefined =>
  (hour < 24 && minute < 60 && second < 60 ? { day, ms: ((hour * 60 + minute) * 60 + second) * 1000 + ms } : undefined);

// `a` is AM, PM, 上午 or 下午.
const FIELDS: Readonly<Record<string, string>> = { yyyy: '(?<y>\\d{4})', MM: '(?<M>\\d\\d)', M: '(?<M>\\d\\d?)', dd: '(?<d>\\d\\d)', d: '(?<d>\\d\\d?)', HH: '(?<H>\\d\\d)', H: '(?<H>\\d\\d?)', hh: '(?<h>\\d\\d)', h: '(?<h>\\d\\d?)', mm: '(?<m>\\d\\d)', m: '(?<m>\\d\\d?)', ss: '(?<s>\\d\\d)', s: '(?<s>\\d\\d?)', a: '(?<a>[AaPp]\\.?[Mm]\\.?|\u4e0a\u5348|\u4e0b\u5348)' };

function compiled(pattern: string): PartsReader {
  const text = pattern.replace(/yyyy|MM?|dd?|HH?|hh?|mm?|ss?|a|[\s\S]/g, (token) => FIELDS[token] ?? token.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const shape = new RegExp(`^${text}$`, 'u');
  return (given) => {
    const found = shape.exec(given)?.groups;
    if (!found?.['y']) return undefined;
    const day = `${found['y']}-${(found['M'] ?? '1').padStart(2, '0')}-${(found['d'] ?? '1').padStart(2, '0')}`;
    return parts(day, hourOf(found), Number(found['m'] ?? 0), Number(found['s'] ?? 0));
  };
}

function hourOf(found: Record<string, string | undefined>): number {
  if (found['h'] === undefined) return Number(found['H'] ?? 0);
  const hour = Number(found['h']);
  if (hour < 1 || hour > 12) return 99;
  return (hour % 12) + (/^(?:p|\u4e0b)/i.test(found['a'] ?? '') ? 12 : 0);
}

/** Days are asked of the zone once: on all but two a year its clocks stand still. */
function zonedReader(zone: Zone): (day: number, ms: number) => Moment {
  const starts = new Map<number, number>();
  const startOf = (day: number): number => {
    const known = starts.get(day);
    if (known !== undefined) return known;
    const start = zone.instantOf(day, 0);
    starts.set(day, start);
    return start;
  };
  return (day, ms) => {
    const start = startOf(day);
    if (startOf(day + 1) - start === DAY) return { at: new Date(start + ms), skipped: false };
    const instant = (after: number) => Math.round(zone.instantOf(day, after / 60_000));
    const at = instant(ms);
    // Every moment of a skipped hour is the moment of the change, so the next one is it too.
    return { at: new Date(at), skipped: instant(ms + 1) === at };
  };
}
