// A span of time as the address of a page says it: a length that ends now (`span=7d`), or from and to. Pure.
import { z } from 'zod';
import { zonedMoment } from '#ground/clock/zoned.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
export const SPANS = { '6h': 6 * HOUR, '24h': DAY, '7d': 7 * DAY, '30d': 30 * DAY, '1y': 365 * DAY } as const;
export type SpanName = keyof typeof SPANS;
const NAMES = Object.keys(SPANS) as [SpanName, ...SpanName[]];

/** Shortest and longest span that can be looked at (ms). */
const [SHORTEST, LONGEST] = [60_000, 20 * 366 * DAY];
const [EARLIEST, LATEST] = [Date.UTC(1990, 0, 1), Date.UTC(2100, 0, 1)];

const Moment = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?$/);
export const SpanQuery = { span: z.enum(NAMES).optional(), from: Moment.optional(), to: Moment.optional() };
export interface SpanAsked { readonly span?: SpanName | undefined; readonly from?: string | undefined; readonly to?: string | undefined }
/** `name`: of a length that ends now. */
export interface Span { readonly from: Date; readonly to: Date; readonly name: SpanName | undefined }
/** What is wrong with a span, and in which field. */
export interface BadSpan { readonly field: 'from' | 'to'; readonly why: 'none' | 'order' | 'long' | 'outside' }

/** Local times are those of the zone. With only `to` the span is that long before it, with only `from` after it. */
export function spanOf({ span, from, to }: SpanAsked, now: Date, zone: string): Span | BadSpan {
  const length = SPANS[span ?? '24h'];
  if (from === undefined && to === undefined) return { from: new Date(now.getTime() - length), to: now, name: span ?? '24h' };
  const [given, end] = [momentOf(from, zone), momentOf(to, zone)];
  if (Number.isNaN(given)) return { field: 'from', why: 'none' };
  if (Number.isNaN(end)) return { field: 'to', why: 'none' };
  const begin = given ?? (end ?? 0) - length;
  const until = end ?? begin + length;
  if (until - begin < SHORTEST) return { field: 'to', why: 'order' };
  if (until - begin > LONGEST) return { field: 'from', why: 'long' };
  if (begin < EARLIEST || until > LATEST) return { field: begin < EARLIEST ? 'from' : 'to', why: 'outside' };
  return { from: new Date(begin), to: new Date(until), name: undefined };
}

/** Milliseconds; NaN for the 45th of the 13th month. */
function momentOf(text: string | undefined, zone: string): number | undefined {
  if (text === undefined) return undefined;
  return Number.isNaN(Date.parse(`${text.slice(0, 16)}Z`)) ? NaN : zonedMoment(text, zone).getTime();
}

const clamped = (from: number, to: number): Span | undefined => (from < EARLIEST || to > LATEST || to - from < SHORTEST || to - from > LONGEST ? undefined : { from: new Date(from), to: new Date(to), name: undefined });
const parts = ({ from, to }: Span): [from: number, length: number] => [from.getTime(), to.getTime() - from.getTime()];

/** The span before it, with half of it in common. */
export const earlier = (span: Span): Span | undefined => { const [from, length] = parts(span); return clamped(from - length / 2, from + length / 2); };
/** The span after it; none where that has not begun. */
export const later = (span: Span, now: Date): Span | undefined => { const [from, length] = parts(span); return span.to >= now ? undefined : clamped(from + length / 2, from + 1.5 * length); };
/** Half as long around its middle. */
export const nearer = (span: Span): Span | undefined => { const [from, length] = parts(span); return clamped(from + length / 4, from + 0.75 * length); };
/** Twice as long, not beyond now. */
export const wider = (span: Span, now: Date): Span | undefined => { const [from, length] = parts(span); const to = Math.min(from + 1.5 * length, Math.max(now.getTime(), span.to.getTime())); return clamped(to - 2 * length, to); };

/** A span as the address says it. */
export function spanParams(span: Span): [string, string][] {
  return span.name !== undefined ? [['span', span.name]] : [['from', iso(span.from)], ['to', iso(span.to)]];
}
const iso = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;
