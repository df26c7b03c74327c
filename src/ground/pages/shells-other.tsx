// Frames without navigation: the wall nobody touches, sign-in and errors, paper.
import type { ComponentChildren } from 'preact';
import { Mark } from './icons.tsx';
import { Live } from './signs.tsx';

/** The same page in the other language: a short word to see ("EN"), the whole name to hear. */
export interface OtherLanguage { href: string; lang: string; word: string; label: string }

export function LanguageLink({ href, lang, word, label, dense }: OtherLanguage & { dense?: boolean | undefined }) {
  const rest = label === word ? null : <span class="vh">, {label}</span>;
  return <a class={dense ? 'btn btn-d btn-i' : 'btn btn-i'} href={href} lang={lang} hreflang={lang}>{word}{rest}</a>;
}

export interface WallShellProps {
  title: string;
  /** Says that the data is invented. */
  demo?: string | undefined;
  live: { words: string; away?: boolean | undefined };
  duty?: string | undefined;
  time: string;
  date: string;
  children: ComponentChildren;
}

/** The command wall, 96 × 54 rem whatever the screen. Give its Document theme="wall". */
export function WallShell({ title, demo, live, duty, time, date, children }: WallShellProps) {
  return (
    <div class="wall">
      <header class="w-top">
        <Mark /><h1>{title}</h1>
        {demo && <span class="w-demo">{demo}</span>}
        <Live {...live} />
        {duty && <span class="w-duty push">{duty}</span>}
        <time class={duty ? 'w-time' : 'w-time push'} data-wall-time="">{time}</time><span class="w-date">{date}</span>
      </header>
      <main class="w-g">{children}</main>
    </div>
  );
}

export interface PlainShellProps {
  skip: string;
  brand: { name: string; href: string };
  language?: OtherLanguage | undefined;
  /** Wider than a form: a page of text. */
  wide?: boolean | undefined;
  children: ComponentChildren;
}

/** One card on the ground: sign-in, errors, the page without a network. */
export function PlainShell({ skip, brand, language, wide, children }: PlainShellProps) {
  return (
    <div class="shell plain">
      <a class="skip" href="#main">{skip}</a>
      <header class="bar">
        <a class="bar-brand" href={brand.href}><Mark /><span class="bar-name">{brand.name}</span></a>
        {language && <span class="push"><LanguageLink {...language} /></span>}
      </header>
      <main id="main" class={wide ? 'wrap plain-b plain-w' : 'wrap plain-b'} tabIndex={-1}>{children}</main>
    </div>
  );
}

export interface PrintShellProps {
  /** Whose paper this is. */
  brand: string;
  title: string;
  /** Under the title: number, class, place. */
  lead?: ComponentChildren;
  /** On screen only: print, back. */
  tools?: ComponentChildren;
  /** At the end: printed when, by whom. */
  foot: ComponentChildren;
  children: ComponentChildren;
}

/** A document on paper; on the screen it lies on the ground like a sheet. Give its Document theme="light". */
export function PrintShell({ brand, title, lead, tools, foot, children }: PrintShellProps) {
  return (
    <div class="shell paper">
      {tools && <div class="paper-tools row">{tools}</div>}
      <main id="main" class="sheet-a4">
        <header class="paper-h"><p class="row"><Mark /><span>{brand}</span></p><h1>{title}</h1>{lead && <p class="meta">{lead}</p>}</header>
        {children}
        <footer class="paper-f meta">{foot}</footer>
      </main>
    </div>
  );
}
