// What the address of a thing's page says: which streams over which span; and the links to other spans.
import { z } from 'zod';
import type { Ctx } from '#ground/http/context.ts';
import { many } from '#ground/http/route.ts';
import { refuse } from '#ground/http/refusal.ts';
import type { Message } from '#ground/i18n/index.ts';
import { m } from './messages.ts';
import { spanOf, spanParams, SpanQuery, type BadSpan, type Span, type SpanAsked } from './spans.ts';

const id = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
export const ThingId = z.object({ id });
export const ThingQuery = z.object({ ...SpanQuery, stream: many(id).pipe(z.array(z.number()).max(6)), lang: z.string().optional() });
export type ThingQuery = z.output<typeof ThingQuery>;
export type ThingCtx = Ctx<{ id: number }, ThingQuery>;

const WORDS: Readonly<Record<BadSpan['why'], Message>> = { none: m.badMoment, order: m.badOrder, long: m.badLong, outside: m.badOutside };
/** The span, or what is wrong with it in words. */
export function readSpan(asked: SpanAsked, now: Date, zone: string): { span: Span } | { field: 'from' | 'to'; problem: Message } {
  const span = spanOf(asked, now, zone);
  return 'why' in span ? { field: span.field, problem: WORDS[span.why] } : { span };
}
/** The same; refuses (400) at the field. */
export function needSpan(asked: SpanAsked, now: Date, zone: string): Span {
  const read = readSpan(asked, now, zone);
  if ('problem' in read) throw refuse(400, read.problem, { field: read.field });
  return read.span;
}

/** The page with another span or other streams. */
export function thingHref(thing: number, streams: readonly number[], span: Span | undefined, path = ''): string {
  const params = new URLSearchParams([...(span ? spanParams(span) : []), ...streams.map((stream): [string, string] => ['stream', String(stream)])]).toString();
  return `/sensors/${thing}${path}${params === '' ? '' : `?${params}`}`;
}
