// The frames with everything in them: navigation from the rooms, language, person, badges. A page gives its title and its content.
import type { ComponentChildren, VNode } from 'preact';
import type { Ctx } from '../http/context.ts';
import { fullDate, clockTime } from '../i18n/format.ts';
import type { Lang } from '../i18n/index.ts';
import { is } from '../identity/viewer.ts';
import { STAFF } from '../identity/roles.ts';
import type { NavEntry, Room } from '../room.ts';
import { Document, type Theme } from './document.tsx';
import { m } from './messages.ts';
import { AdminShell, PlainShell, PrintShell, ResidentShell, StaffShell, type NavItem } from './shells.tsx';

interface Common {
  title: string;
  /** Class p-{page} for the page's own stylesheet, and of <main>. */
  page?: string; main?: string;
  /** The navigation entry this page belongs to, when its address does not say. */
  current?: string;
  head?: ComponentChildren; description?: string; theme?: Theme;
}

/** A page for everyone: bar on top, at most five keys at the bottom of phones. With `back` it is one step below; `heading` makes the bar's title its h1. */
export async function residentPage(ctx: Ctx, options: Common & { back?: string; heading?: boolean; footer?: ComponentChildren; actions?: ComponentChildren }, children: ComponentChildren): Promise<VNode> {
  const { lang, site } = ctx;
  return document(ctx, options,
    <ResidentShell skip={m.skip(lang)} brand={{ name: site.name[lang], sub: subtitle(ctx), href: '/' }} nav={await navOf(ctx, 'resident', options.current)} navLabel={m.nav(lang)} more={m.more(lang)}
      language={otherLanguage(ctx)} main={options.main} page={options.page} footer={options.footer} actions={options.actions}
      back={options.back ? { href: options.back, label: m.back(lang), title: options.title, heading: options.heading } : undefined}>{children}</ResidentShell>);
}

/** A desk: rail, search, live mark. */
export async function deskPage(ctx: Ctx, options: Common & { actions?: ComponentChildren; live?: boolean }, children: ComponentChildren): Promise<VNode> {
  return document(ctx, options, <StaffShell {...await staff(ctx, options, 'desk')} actions={options.actions} live={options.live ? { words: m.live(ctx.lang) } : undefined}>{children}</StaffShell>);
}

/** A page of administration. */
export async function adminPage(ctx: Ctx, options: Common & { heading?: string; lead?: ComponentChildren; act?: ComponentChildren }, children: ComponentChildren): Promise<VNode> {
  return document(ctx, options, <AdminShell {...await staff(ctx, options, 'admin')} title={options.heading ?? options.title} lead={options.lead} act={options.act}>{children}</AdminShell>);
}

/** One card on the ground: sign-in, errors. */
export function plainPage(ctx: Pick<Ctx, 'lang' | 'site' | 'url'>, options: Common & { wide?: boolean }, children: ComponentChildren): VNode {
  return document(ctx, options, <PlainShell skip={m.skip(ctx.lang)} brand={{ name: ctx.site.name[ctx.lang], href: '/' }} language={otherLanguage(ctx)} wide={options.wide}>{children}</PlainShell>);
}

/** Paper. */
export function printPage(ctx: Ctx, options: Common & { lead?: ComponentChildren; tools?: ComponentChildren; foot: ComponentChildren }, children: ComponentChildren): VNode {
  return document(ctx, { ...options, theme: 'light' }, <PrintShell brand={ctx.site.name[ctx.lang]} title={options.title} lead={options.lead} tools={options.tools} foot={options.foot}>{children}</PrintShell>);
}

function document(ctx: Pick<Ctx, 'lang' | 'site'> & Partial<Ctx>, options: Common, shell: VNode): VNode {
  const chosen = ctx.cookies?.['comis_theme'];
  const theme = options.theme ?? (chosen === 'dark' || chosen === 'light' ? chosen : undefined);
  return <Document lang={ctx.lang} title={`${options.title} · ${ctx.site.name[ctx.lang]}`} theme={theme} head={options.head} description={options.description}>{shell}</Document>;
}

async function staff(ctx: Ctx, options: Common, bar: NavEntry['bar']) {
  const { lang, site, now, viewer } = ctx;
  return {
    skip: m.skip(lang), navLabel: m.nav(lang), more: m.more(lang), page: options.page, main: options.main, rail: [...await navOf(ctx, bar, options.current), ...across(ctx, bar)],
    brand: { name: (bar === 'desk' ? await ctx.ground.workplace(viewer, lang) : undefined) ?? site.name[lang], sub: subtitle(ctx), href: '/' },
    search: { action: '/search', label: m.findLabel(lang), placeholder: m.findHint(lang), value: ctx.url.pathname === '/search' ? (ctx.url.searchParams.get('q') ?? undefined) : undefined },
    clock: `${fullDate(lang, site.zone, now)} ${clockTime(lang, site.zone, now)}`,
    person: viewer.person ? { name: viewer.name ?? m.signIn(lang), href: '/account' } : undefined, language: otherLanguage(ctx),
  };
}

/** Navigation of a bar for this viewer. Badges are asked together. */
export async function navOf(ctx: Ctx, bar: NavEntry['bar'], current?: string): Promise<NavItem[]> {
  const { viewer, lang } = ctx;
  const allowed = allowedIn(ctx, bar);
  const shown = allowed.some((e) => e.shown) ? await Promise.all(allowed.map((e) => e.shown?.(ctx.db, viewer) ?? true)) : undefined;
  const mine = shown ? allowed.filter((_, i) => shown[i]) : allowed;
  const here = current ?? ctx.url.pathname;
  const best = mine.filter((e) => here === e.href || here.startsWith(e.href === '/' ? '//' : `${e.href}/`)).sort((a, b) => b.href.length - a.href.length)[0];
  const badges = mine.some((e) => e.badge) ? await Promise.all(mine.map((e) => e.badge?.(ctx.db, viewer, ctx.now) ?? 0)) : [];
  return mine.map((e, i) => ({
    href: e.href, label: e.title(lang), icon: e.icon, current: e === best, main: e.main, hotkey: e.key, badge: badges[i], badgeLabel: badges[i] ? m.waiting(lang, { n: badges[i] }) : undefined,
  }));
}

const allowedIn = ({ ground, viewer }: Ctx, bar: NavEntry['bar']): readonly NavEntry[] => inOrder(ground.rooms).filter((entry) => entry.bar === bar && (!entry.roles || is(viewer, ...entry.roles)));

/** The way between the two bars of staff, at the end of each: what is set up, and what is worked on. */
function across(ctx: Ctx, bar: NavEntry['bar']): NavItem[] {
  const other = bar === 'admin' ? 'desk' : 'admin';
  const first = allowedIn(ctx, other).find((entry) => entry.roles && !entry.shown);
  return first ? [{ href: first.href, label: (other === 'admin' ? m.toAdmin : m.toDesk)(ctx.lang), icon: other === 'admin' ? 'gear' : 'desk' }] : [];
}

const orders = new WeakMap<readonly Room[], readonly NavEntry[]>();
/** Every room's entries by their places; collected once a house. */
function inOrder(rooms: readonly Room[]): readonly NavEntry[] {
  let entriesOf = orders.get(rooms);
  if (!entriesOf) orders.set(rooms, (entriesOf = rooms.flatMap((room) => room.nav ?? []).sort((a, b) => a.place - b.place)));
  return entriesOf;
}

function subtitle(ctx: Pick<Ctx, 'lang' | 'site'> & Partial<Ctx>): string {
  const invented = ctx.site.demo ? m.demo(ctx.lang) : m.platform(ctx.lang);
  const isStaff = ctx.viewer && is(ctx.viewer, ...STAFF);
  return isStaff && ctx.db?.kind === 'embedded' ? `${invented} · ${m.embedded(ctx.lang)}` : invented;
}

function withLang(address: URL, lang: Lang): string {
  const url = new URL(address);
  url.searchParams.set('lang', lang);
  return url.pathname + url.search;
}

function otherLanguage(ctx: Pick<Ctx, 'lang' | 'url'>) {
  const other = ctx.lang === 'zh' ? 'en' : 'zh';
  return { href: ctx.url.search === '' ? `${ctx.url.pathname}?lang=${other}` : withLang(ctx.url, other), lang: other === 'zh' ? 'zh-CN' : 'en', word: m.otherLanguage(ctx.lang), label: m.otherLanguageLabel(ctx.lang) };
}
