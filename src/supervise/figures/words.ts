// How periods, measures and changes are said.
import { number } from '#ground/i18n/format.ts';
import type { Lang, Message } from '#ground/i18n/index.ts';
import type { Dim } from './contract.ts';
import { CLOCKS, type Clock } from './facts.ts';
import { m } from './messages.ts';
import { isoWeek, type Period } from './periods.ts';
import { placeOf, quantile, RATES, type Measure, type Rate } from './rules.ts';
import { NO_COUNTS, type Counts } from './tally.ts';

/** "2026 年 10 月", "October 2026"; short under a chart: "10 月", "Oct". */
export function periodWord(period: Period, lang: Lang, short = false): string {
  const at = new Date(period.first * 86_400_000);
  const english = new Intl.DateTimeFormat('en-GB', { month: short || period.kind === 'day' ? 'short' : 'long', timeZone: 'UTC' }).format(at);
  const [y, month] = [String(at.getUTCFullYear()), at.getUTCMonth() + 1];
  const params = { name: lang === 'zh' ? month : english, y: period.kind === 'week' ? String(isoWeek(period.first).year) : y, q: Math.ceil(month / 3), w: isoWeek(period.first).week, d: at.getUTCDate() };
  return m[short ? (`${period.kind}Short` as const) : period.kind](lang, params);
}

export const clockWord = (clock: Clock): Message => (clock === 'handling' ? m.handlingClock : m[clock]);
export const dimWord = (dim: Dim): Message => m[dim];
/** A word as it begins a heading. */
export const headWord = (word: Message, lang: Lang): string => word(lang).replace(/^[a-z]/, (letter) => letter.toUpperCase());

/** What a measure is called. */
export function measureWord(measure: Measure, lang: Lang): string {
  switch (measure) {
    case 'on-time': return m.onTime(lang);
    case 'overdue-open': return m.overdueOpen(lang);
    case 'received': case 'filed': case 'due': case 'suspended': case 'should': case 'pending': case 'overdue': case 'exempt': case 'closed': case 'rework': case 'reopened': case 'rated': case 'solved': case 'answered': return m[measure](lang);
    default: {
      const clock = CLOCKS.find((one) => measure.startsWith(`${one}-`)) ?? 'handling';
      return (measure.endsWith('-ended') ? m.ended : m.inTime)(lang, { clock: clockWord(clock) });
    }
  }
}
export const rateWord = (rate: Rate): Message => ({ 'on-time-rate': m.onTimeRate, 'rework-rate': m.reworkRate, 'solved-rate': m.solvedRate })[rate];

export const countOf = (counts: Counts | undefined, measure: Measure): number => counts?.n[placeOf.get(measure) ?? -1] ?? 0;
export const publicOf = (counts: Counts | undefined, measure: Measure): number => counts?.open[placeOf.get(measure) ?? -1] ?? 0;
/** Numerator, denominator and share; null of nothing. */
export function rateOf(counts: Counts | undefined, rate: Rate): { n: number; all: number; share: number | null } {
  const [over, under] = RATES[rate];
  const [n, all] = [countOf(counts, over), countOf(counts, under)];
  return { n, all, share: all ? n / all : null };
}
/** Seconds of handling below which this share lies. */
export const tookOf = (counts: Counts | undefined, share: number): number | undefined => quantile((counts ?? NO_COUNTS).took, share);

/** Below this many cases a share says little, and its change nothing. */
export const FEW = 30;
export const percent = (share: number | null | undefined): string => (share === null || share === undefined ? '—' : `${(share * 100).toFixed(1)}%`);

/** Change of a share in percentage points: "+0.7"; undefined where either has too few cases. */
export function pointsChange(now: Counts | undefined, then: Counts | undefined, rate: Rate): number | undefined {
  const [a, b] = [rateOf(now, rate), rateOf(then, rate)];
  return a.share === null || b.share === null || a.all < FEW || b.all < FEW ? undefined : Math.round((a.share - b.share) * 1000) / 10;
}
export const signed = (value: number | undefined, unit = '', digits = 1): string => (value === undefined ? '—' : `${value > 0 ? '+' : value < 0 ? '−' : '±'}${Math.abs(value).toFixed(digits)}${unit}`);

/** Change of a count: in percent of a former one of 30 and more, else as a difference. */
export function countChange(now: number, then: number | undefined, lang: Lang): string {
  if (then === undefined) return '—';
  if (then < FEW) return `${now > then ? '+' : now < then ? '−' : '±'}${number(lang, Math.abs(now - then))}`;
  const change = (now / then - 1) * 100;
  return signed(change, '%', Math.abs(change) < 10 ? 1 : 0);
}

/** Seconds as the largest unit that says enough: 42 min, 1.4 h, 5.2 d. */
export function timeParts(seconds: number | undefined, lang: Lang): { value: string; unit: string } {
  if (seconds === undefined) return { value: '—', unit: '' };
  if (seconds < 3600) return { value: String(Math.round(seconds / 60)), unit: m.minute(lang) };
  if (seconds < 96 * 3600) return { value: (seconds / 3600).toFixed(1), unit: m.hour(lang) };
  return { value: (seconds / 86_400).toFixed(1), unit: m.dayUnit(lang) };
}
export function timeWord(seconds: number | undefined, lang: Lang): string {
  const { value, unit } = timeParts(seconds, lang);
  return unit ? `${value} ${unit}` : value;
}
