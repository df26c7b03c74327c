// Lists: cards, items, pairs of term and text, the file of steps, pages of a long list, figures.
import { Fragment, type ComponentChildren } from 'preact';
import { Glyph, Icon, type GlyphName } from './icons.tsx';

/** Heading of a part of a page, with a remark beside it and a link at its end. */
export function PartHead({ id, title, note, href, more, level = 2 }: {
  id?: string | undefined; title: ComponentChildren; note?: ComponentChildren; href?: string | undefined; more?: ComponentChildren; level?: 2 | 3 | undefined;
}) {
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <div class="part-h">
      <Heading id={id}>{title}</Heading>
      {note && <span class="meta">{note}</span>}
      {href && <a class="link push meta" href={href}>{more}</a>}
    </div>
  );
}

/** A white card; `title` gives it a head with `actions` at its end. `pad` when its body is text. */
export function Card({ title, actions, pad, id, class: extra, children }: {
  title?: ComponentChildren; actions?: ComponentChildren; pad?: boolean | undefined; id?: string | undefined; class?: string | undefined; children: ComponentChildren;
}) {
  return (
    <section class={`card${pad && !title ? ' card-p' : ''}${extra ? ` ${extra}` : ''}`} aria-labelledby={title && id ? id : undefined}>
      {title && <div class="card-h"><h2 id={id}>{title}</h2>{actions && <span class="push row">{actions}</span>}</div>}
      {title && pad ? <div class="card-p stack">{children}</div> : children}
    </section>
  );
}

/** A list in a card, with hairlines between its lines. `id`: for a map that draws its pins from it. */
export function Items({ label, bare, id, children }: { label?: string | undefined; bare?: boolean | undefined; id?: string | undefined; children: ComponentChildren }) {
  return <ul id={id} class={bare ? 'items' : 'card items'} aria-label={label}>{children}</ul>;
}

/** Where a line stands on the map beside its list, and how its pin looks. */
export interface PinAt { readonly lon: number; readonly lat: number; readonly glyph: GlyphName; readonly clock: 'ok' | 'warn' | 'late' | 'done' }

export interface ItemProps {
  title: ComponentChildren;
  href?: string | undefined;
  /** Under the title, one line, cut. */
  meta?: ComponentChildren;
  /** Before everything: a seal, a photo. */
  lead?: ComponentChildren;
  /** On the title's line, at its end. */
  aside?: ComponentChildren;
  /** A last line of signs: stage and clock. */
  signs?: ComponentChildren;
  end?: ComponentChildren;
  /** Its place on the map beside the list (map/listed.ts reads it). */
  pin?: PinAt | undefined;
}

/** One line of a list: what, where, how it stands. The whole line is the link. */
export function Item({ title, href, meta, lead, aside, signs, end, pin }: ItemProps) {
  const body = (
    <>
      {lead}
      <span class="grow item-b">
        <span class="row row-base"><span class="item-t grow cut-2">{title}</span>{aside && <span class="meta nowrap">{aside}</span>}</span>
        {meta && <span class="meta cut">{meta}</span>}
        {signs && <span class="row row-wrap item-s">{signs}</span>}
      </span>
      {end}
    </>
  );
  return <li data-pin={pin && `${pin.lon},${pin.lat},${pin.glyph},${pin.clock}`}>{href ? <a class="item" href={href}>{body}</a> : <div class="item">{body}</div>}</li>;
}

/** Terms and their texts in two columns. Empty texts are left out. */
export function Kv({ rows }: { rows: readonly (readonly [term: ComponentChildren, text: ComponentChildren])[] }) {
  const filled = rows.filter(([, text]) => text !== null && text !== undefined && text !== '' && text !== false);
  return <dl class="kv">{filled.map(([term, text], at) => <Fragment key={at}><dt>{term}</dt><dd>{text}</dd></Fragment>)}</dl>;
}

/** The file of steps, newest first. */
export function Steps({ label, children }: { label?: string | undefined; children: ComponentChildren }) {
  return <ol class="steps" aria-label={label}>{children}</ol>;
}

export interface StepProps {
  glyph: GlyphName;
  title: ComponentChildren;
  /** As shown; `iso` is the moment for machines. */
  time?: string | undefined;
  iso?: string | undefined;
  who?: ComponentChildren;
  note?: ComponentChildren;
  /** Someone's own words, in a box: a reason, an answer. */
  say?: ComponentChildren;
  /** end: the last step; back: a return; todo: still to come; now: the rest is open. */
  tone?: 'end' | 'back' | 'todo' | 'now' | undefined;
  children?: ComponentChildren;
}

export function Step({ glyph, title, time, iso, who, note, say, tone, children }: StepProps) {
  return (
    <li class={tone ? `step step-${tone}` : 'step'}>
      <Glyph name={glyph} />
      <div>
        <p class="step-h"><b>{title}</b>{time && <time datetime={iso}>{time}</time>}</p>
        {who && <p class="step-w">{who}</p>}
        {note && <p class="step-n">{note}</p>}
        {say && <p class="say">{say}</p>}
        {children}
      </div>
    </li>
  );
}

export interface PaginationProps {
  label: string;
  newer?: string | undefined;
  newerWords: string;
  older?: string | undefined;
  olderWords: string;
  /** Between them: how many there are. */
  count?: ComponentChildren;
}

/** Ways to the newer and older part of a list read by keyset: there are no page numbers to go stale. */
export function Pagination({ label, newer, newerWords, older, olderWords, count }: PaginationProps) {
  if (!newer && !older && !count) return null;
  return (
    <nav class="pages" aria-label={label}>
      {newer ? <a class="btn" href={newer} rel="prev"><Icon name="prev" size="s" /><span>{newerWords}</span></a> : <span />}
      <span class="meta">{count}</span>
      {older ? <a class="btn" href={older} rel="next"><span>{olderWords}</span><Icon name="next" size="s" /></a> : <span />}
    </nav>
  );
}

/** Ways to sibling lists, with counts; the open one is marked. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly { href: string; label: ComponentChildren; current?: boolean | undefined; end?: boolean | undefined }[] }) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map((tab) => <a key={tab.href} href={tab.href} aria-current={tab.current ? 'page' : undefined} class={tab.end ? 'push' : undefined}>{tab.label}</a>)}
    </nav>
  );
}

/** A large figure, its unit small, and what it counts (numerator and denominator belong there). */
export function Stat({ value, unit, children }: { value: ComponentChildren; unit?: ComponentChildren; children: ComponentChildren }) {
  return <div class="stat"><b>{value}{unit && <small>{unit}</small>}</b><span>{children}</span></div>;
}

/** How a figure is made: name = numerator over denominator. Read aloud as `spoken`. */
export function Formula({ name, over, under, spoken }: { name: ComponentChildren; over: ComponentChildren; under: ComponentChildren; spoken: string }) {
  return (
    <span class="formula" role="img" aria-label={spoken}>
      <span>{name}</span><span>=</span><span class="fr"><span>{over}</span><span>{under}</span></span>
    </span>
  );
}
