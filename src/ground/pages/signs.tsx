// Signs: nature, stage, clock, ruler, tag, badge. Word and shape say it, colour only repeats it.
import type { ComponentChildren } from 'preact';
import { Glyph, Icon, type GlyphName } from './icons.tsx';

/** The six tones of seals. Which nature has which is the city's business, not ours. */
export type Nature = 'report' | 'complaint' | 'help' | 'ask' | 'idea' | 'praise';

export interface SealProps { nature: Nature; char: string; word?: string | undefined; size?: 'l' | undefined }

/** One character on a tint. `word` is spoken and shown on pointing; leave it out where the word stands beside it. */
export function Seal({ nature, char, word, size }: SealProps) {
  const voice = word ? { role: 'img' as const, 'aria-label': word, title: word } : { 'aria-hidden': 'true' as const };
  return <b class={`seal seal-${nature}${size ? ' seal-l' : ''}`} {...voice}>{char}</b>;
}

Seal.keyOf = ({ nature, char, word, size }: SealProps) => [nature, size, char, word].join('\0');

/** A stage: the circle and its word. */
export function Stage({ glyph, word }: { glyph: GlyphName; word: ComponentChildren }) {
  return <span class={`stage stage-${glyph}`}><Glyph name={glyph} />{word}</span>;
}

/** plain, the last quarter, past it, or standing still. */
export type ClockState = 'ok' | 'warn' | 'late' | 'paused';

/** Time left or over, in words ("8 min left"). `spoken` is the whole sentence for screen readers. */
export function Clock({ state = 'ok', words, spoken }: { state?: ClockState | undefined; words: string; spoken?: string | undefined }) {
  const icon = { ok: 'clock', warn: 'clock', late: 'warn', paused: 'pause' } as const;
  const tone = state === 'warn' || state === 'late' ? ` clock-${state}` : '';
  return (
    <span class={`clock${tone}`}>
      <Icon name={icon[state]} size="xs" />
      {spoken ? <><span aria-hidden="true">{words}</span><span class="vh">{spoken}</span></> : words}
    </span>
  );
}

export interface RulerProps {
  /** Share of the limit that is used: 1 is the limit; shown to 1.2. */
  used: number;
  state?: ClockState | undefined;
  /** A sentence: what the limit is and how much of it is used. */
  label: string;
  /** Shows the limit as a tick, with room beyond it. Without it the ruler ends at the limit. */
  tick?: boolean | undefined;
}

/** A bar whose tick is the limit: hatched in the last quarter, past the tick when late. */
export function Ruler({ used, state = 'ok', label, tick = true }: RulerProps) {
  const fill = { ok: 'r-fill', paused: 'r-fill', warn: 'r-hatch', late: 'r-late' }[state];
  const length = Math.round(Math.min(Math.max(used, 0), tick ? 1.2 : 1) * 100);
  return (
    <svg class="ruler" viewBox={tick ? '0 0 120 8' : '0 0 100 8'} preserveAspectRatio="none" role="img" aria-label={label}>
      <rect class="r-base" width="100" height="8" />
      <rect class={fill} width={length} height="8" />
      {tick && <path class="r-tick" d="M100 -3V11" />}
    </svg>
  );
}

/** A small label on the ground of the page; info and back have tints. */
export function Tag({ tone, children }: { tone?: 'info' | 'back' | undefined; children: ComponentChildren }) {
  return <span class={tone ? `tag tag-${tone}` : 'tag'}>{children}</span>;
}

/** A count. `on` where it belongs to what is open now; `label` says what is counted. */
export function Badge({ count, on, label }: { count: number | string; on?: boolean | undefined; label?: string | undefined }) {
  return <span class={on ? 'badge badge-on' : 'badge'}>{label ? <><span aria-hidden="true">{count}</span><span class="vh">{label}</span></> : count}</span>;
}

/** The dot that says whether news arrives by itself: live, or waiting for the connection. */
export function Live({ words, away }: { words: string; away?: boolean | undefined }) {
  return <span class={away ? 'live live-away' : 'live'} role="status" data-live-sign=""><span class="dot" />{words}</span>;
}
