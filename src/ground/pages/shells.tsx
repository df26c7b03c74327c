// The frames pages stand in. Names, addresses and words of the navigation are props: the frames know none of them.
// Residents, staff and administrators here; wall, plain and print in shells-other.tsx.
import type { ComponentChildren } from 'preact';
import { BarNav, RailItems, Tabbar, type NavItem } from './bars.tsx';
import { Icon, Mark } from './icons.tsx';
import { SearchField } from './fields.tsx';
import { LanguageLink, type OtherLanguage } from './shells-other.tsx';
import { Live } from './signs.tsx';

export type { NavItem } from './bars.tsx';
export * from './shells-other.tsx';

/** The city or centre whose pages these are. */
export interface Brand { name: string; sub?: string | undefined; href: string }

interface Common {
  /** Words of the link that jumps over the bars to #main. */
  skip: string;
  brand: Brand;
  navLabel: string;
  /** The word behind which entries stand that a phone's bar has no room for (bars.tsx). */
  more?: string | undefined;
  /** Class of <main>: "wrap home", "queue" … */
  main?: string | undefined;
  /** Becomes the class p-{page} of the frame, for the page's own stylesheet. */
  page?: string | undefined;
  children: ComponentChildren;
}

/** `heading`: the title is the page's h1, for pages that have none of their own. */
export interface Back { href: string; label: string; title: string; heading?: boolean | undefined }

export interface ResidentShellProps extends Common {
  /** On top on wide screens, at the bottom on phones. */
  nav: readonly NavItem[];
  language?: OtherLanguage | undefined;
  /** At the end of the bar: messages, account. */
  actions?: ComponentChildren;
  /** A page one step below: a way back and a title instead of the city's name, and no bottom bar. */
  back?: Back | undefined;
  footer?: ComponentChildren;
}

export function ResidentShell({ skip, brand, nav, navLabel, more, language, actions, back, main = 'wrap', page, footer, children }: ResidentShellProps) {
  return (
    <div class={shell('resident', page)}>
      <a class="skip" href="#main">{skip}</a>
      <header class="bar">
        {back ? <BackTitle {...back} /> : <BrandLink {...brand} />}
        <BarNav nav={nav} navLabel={navLabel} />
        <span class="push row">
          {language && <LanguageLink {...language} />}
          {actions}
        </span>
      </header>
      <main id="main" class={main} tabIndex={-1}>{children}</main>
      {footer && <footer class="foot"><div class="wrap">{footer}</div></footer>}
      {!back && <Tabbar nav={nav} navLabel={navLabel} more={more} />}
    </div>
  );
}

function BackTitle({ href, label, title, heading }: Back) {
  const Title = heading ? 'h1' : 'span';
  return <><a class="btn btn-i" href={href} aria-label={label}><Icon name="prev" /></a><Title class="bar-title">{title}</Title></>;
}

function BrandLink({ name, sub, href }: Brand) {
  return <a class="bar-brand" href={href}><Mark /><span class="bar-name">{name}{sub && <small>{sub}</small>}</span></a>;
}

export interface StaffShellProps extends Common {
  /** Beside the page; on phones the bar at the bottom. */
  rail: readonly NavItem[];
  search?: { action: string; label: string; placeholder: string; value?: string | undefined } | undefined;
  live?: { words: string; away?: boolean | undefined } | undefined;
  /** The city's date and time, as words. */
  clock?: string | undefined;
  person?: { name: string; href: string } | undefined;
  language?: OtherLanguage | undefined;
  /** In the top bar: the call that can always be taken. */
  actions?: ComponentChildren;
}

export function StaffShell({ skip, brand, rail, navLabel, more, search, live, clock, person, language, actions, main, page, children }: StaffShellProps) {
  return (
    <div class={shell('staff frame', page)}>
      <a class="skip" href="#main">{skip}</a>
      <nav class="rail" aria-label={navLabel}>
        <a class="rail-mark" href={brand.href}><Mark label={brand.name} /></a>
        <RailItems nav={rail} more={more} />
      </nav>
      <header class="top">
        <span class="bar-name">{brand.name}{brand.sub && <small>{brand.sub}</small>}</span>
        {search && <form class="top-find" role="search" action={search.action}><SearchField main label={search.label} placeholder={search.placeholder} value={search.value} /></form>}
        <span class="push row top-end">
          {actions}
          {live && <Live {...live} />}
          {clock && <span class="meta nowrap desk-only">{clock}</span>}
          {language && <LanguageLink {...language} dense />}
          {person && <a class="row top-me" href={person.href}><Icon name="user" size="s" /><span>{person.name}</span></a>}
        </span>
      </header>
      <main id="main" class={main} tabIndex={-1}>{children}</main>
    </div>
  );
}

export interface AdminShellProps extends StaffShellProps {
  title: string;
  lead?: ComponentChildren;
  /** Beside the title: the one thing to do here. */
  act?: ComponentChildren;
}

/** A staff frame with the head every administration page has, and room for a list and a form. */
export function AdminShell({ title, lead, act, children, main, ...staff }: AdminShellProps) {
  return (
    <StaffShell {...staff} main={main ?? 'admin'}>
      <header class="adm-h"><div class="grow"><h1>{title}</h1>{lead && <p class="meta">{lead}</p>}</div>{act}</header>
      {children}
    </StaffShell>
  );
}

function shell(kind: string, page: string | undefined): string {
  return page ? `shell ${kind} p-${page}` : `shell ${kind}`;
}
