// The page of a refusal or an error: what happened, what is safe, where to go.
import type { VNode } from 'preact';
import type { Ctx, Ground } from '../http/context.ts';
import { plainPage } from './frame.tsx';
import { m } from './messages.ts';

const UNKNOWN_SITE = { name: { zh: 'COMIS', en: 'COMIS' }, zone: 'UTC', lang: 'zh' as const, demo: false, mark: 'C' };

/** Works without a database: the site may be unknown. */
export async function ErrorPage({ ctx, status, text }: { ground: Ground; ctx: Partial<Ctx> & Pick<Ctx, 'lang' | 'url'>; status: number; text: string }): Promise<VNode> {
  const { lang } = ctx;
  const title = status === 404 ? m.notFoundTitle(lang) : status >= 500 ? m.brokenTitle(lang) : m.refusedTitle(lang);
  return plainPage({ lang, url: ctx.url, site: ctx.site ?? UNKNOWN_SITE }, { title }, <section class="card card-p stack"><h1>{title}</h1><p class="text">{text}</p><p><a class="btn" href="/">{m.goHome(lang)}</a></p></section>);
}
