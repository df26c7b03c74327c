// Ways to other spans: lengths that end now, a step back or on, nearer or wider, and two fields for any other. Links and one form: no script is needed.
import { wallTime } from '#ground/clock/zoned.ts';
import type { Message } from '#ground/i18n/index.ts';
import { Button, Field, LinkButton, Tabs, type IconName } from '#ground/pages/parts.tsx';
import { thingHref, type ThingCtx } from './address.ts';
import { m } from './messages.ts';
import { earlier, later, nearer, SPANS, wider, type Span, type SpanName } from './spans.ts';

const WORDS: Readonly<Record<SpanName, Message>> = { '6h': m.s6h, '24h': m.s24h, '7d': m.s7d, '30d': m.s30d, '1y': m.s1y };

export function SpanBar({ ctx: { lang, now, site, query }, thing, streams, span, problem }: { ctx: ThingCtx; thing: number; streams: readonly number[]; span: Span; problem: { field: 'from' | 'to'; text: string } | undefined }) {
  const href = (other: Span) => `${thingHref(thing, streams, other)}#charts`;
  // What was typed is kept, as far as the field can show it.
  const typed = (name: 'from' | 'to') => (problem ? query[name]?.match(/^[\d-]{10}T\d\d:\d\d/)?.[0] : undefined);
  const ended = (name: SpanName): Span => ({ from: new Date(now.getTime() - SPANS[name]), to: now, name });
  const step = (other: Span | undefined, icon: IconName, word: Message) => other && <LinkButton size="d" icon={icon} href={href(other)}>{word(lang)}</LinkButton>;
  return (
    <div class="ts-bar stack-s">
      <Tabs label={m.span(lang)} tabs={(Object.keys(SPANS) as SpanName[]).map((name) => ({ href: href(ended(name)), label: WORDS[name](lang), current: span.name === name }))} />
      <div class="row row-wrap">{step(earlier(span), 'prev', m.earlier)}{step(later(span, now), 'next', m.later)}{step(nearer(span), 'plus', m.nearer)}{step(wider(span, now), 'minus', m.wider)}</div>
      <details class="ts-own" open={problem !== undefined || span.name === undefined}>
        <summary>{m.own(lang)}</summary>
        <form method="get" action={`/sensors/${thing}#charts`} class="ts-span">
          {streams.map((stream) => <input key={stream} type="hidden" name="stream" value={stream} />)}
          <Field name="from" type="datetime-local" label={m.from(lang)} value={typed('from') ?? wallTime(span.from, site.zone)} error={problem?.field === 'from' ? problem.text : undefined} required />
          <Field name="to" type="datetime-local" label={m.to(lang)} value={typed('to') ?? wallTime(span.to, site.zone)} error={problem?.field === 'to' ? problem.text : undefined} required />
          <Button>{m.show(lang)}</Button>
        </form>
      </details>
    </div>
  );
}
