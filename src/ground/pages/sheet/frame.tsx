// Section and sample of the design sheet.
import type { ComponentChildren } from 'preact';
import type { Lang } from '#ground/i18n/index.ts';
import { m } from './messages.ts';

export const SECTIONS = ['buttons', 'signs', 'fields', 'notices', 'states', 'steps', 'lists', 'media', 'colours', 'icons'] as const;

/** A section of the sheet: its samples in two columns. */
export function Section({ name, lang, children }: { name: (typeof SECTIONS)[number]; lang: Lang; children: ComponentChildren }) {
  return <section class="sh" aria-labelledby={name}><h2 id={name}>{m[name](lang)}</h2><div class="sh-b">{children}</div></section>;
}

/** One sample under its caption. */
export function Sample({ title, wide, staff, children }: { title: string; wide?: boolean | undefined; staff?: boolean | undefined; children: ComponentChildren }) {
  return <div class={`sh-x${wide ? ' sh-wide' : ''}${staff ? ' staff' : ''}`}><p class="meta">{title}</p>{children}</div>;
}
