// /account: what is mine. Without signing in it still helps: a report code, language and look, the way to sign in.
import type { ComponentChildren, VNode } from 'preact';
import { z } from 'zod';
import type { Ctx } from '#ground/http/context.ts';
import { page } from '#ground/http/route.ts';
import { pick } from '#ground/i18n/index.ts';
import { Button, Card, Field, Icon, Item, Items, Kv, LinkButton, PartHead, type IconName } from '#ground/pages/parts.tsx';
import { areaIndex } from '#city/areas/index.ts';
import { organisationIndex } from '#city/organisations/index.ts';
import { m } from './messages.ts';
import { Done, Form, framed } from './parts.tsx';
import { panels } from './panels.ts';

const view = async (ctx: Ctx): Promise<VNode> => {
  const { lang, viewer } = ctx;
  const sections = await panels(ctx, 'account.sections', viewer.person);
  const body = viewer.person ? await mine(ctx, sections) : visitor(ctx, sections);
  const signOut = <Form ctx={ctx} action="/sign-out" class="row"><Button icon="logout">{m.signOut(lang)}</Button></Form>;
  return framed(ctx, viewer.person ? { title: viewer.name ?? m.noName(lang), current: '/account', act: signOut } : { title: m.title(lang), current: '/account' }, body);
};

async function mine(ctx: Ctx, sections: ComponentChildren) {
  const { lang } = ctx;
  return (
    <>
      <Done ctx={ctx} words={m.saved(lang)} />
      <div class="cols">
        <div class="stack">
          <>{sections}</>
          <Card title={m.grants(lang)} id="grants" pad><Kv rows={await grantRows(ctx)} /></Card>
        </div>
        <section class="stack-s" aria-labelledby="settings">
          <PartHead id="settings" title={m.settings(lang)} />
          <Items>
            {SETTINGS.map(({ href, icon, title, meta }) => (
              <Item key={href} href={href} lead={<Icon name={icon} size="s" />} title={title(lang)} meta={meta(lang)} end={<Icon name="next" size="s" />} />
            ))}
          </Items>
        </section>
      </div>
    </>
  );
}

const SETTINGS = [
  { href: '/account/profile', icon: 'user', title: m.profile, meta: m.profileMeta },
  { href: '/account/display', icon: 'globe', title: m.display, meta: m.displayMeta },
  { href: '/account/subscriptions', icon: 'bell', title: m.subscriptions, meta: m.subscriptionsMeta },
  { href: '/account/password', icon: 'lock', title: m.passwordTitle, meta: m.passwordMeta },
  { href: '/account/sessions', icon: 'desk', title: m.sessions, meta: m.sessionsMeta },
  { href: '/account/keys', icon: 'link', title: m.keys, meta: m.keysMeta },
  { href: '/account/data', icon: 'shield', title: m.data, meta: m.dataMeta },
] as const satisfies readonly { href: string; icon: IconName; title: unknown; meta: unknown }[];

/** What the viewer may do, where and for whom. */
async function grantRows({ viewer, db, lang }: Ctx): Promise<[string, string][]> {
  if (viewer.grants.length === 0) return [[m.grantsNone(lang), m.everywhere(lang)]];
  const [areas, organisations] = await Promise.all([areaIndex(db), organisationIndex(db)]);
  return viewer.grants.map((grant): [string, string] => {
    const unit = grant.organisation === null ? undefined : organisations.get(grant.organisation);
    const area = grant.area === null ? undefined : areas.get(grant.area);
    const where = [unit, area].flatMap((one) => (one ? [pick(lang, { zh: one.name, en: one.name_en })] : []));
    return [m[grant.role](lang), where.join(' · ') || m.everywhere(lang)];
  });
}

function visitor({ lang }: Ctx, sections: ComponentChildren) {
  return (
    <>
      <div class="cols">
        <div class="stack">
          <>{sections}</>
          <Card pad>
            <form action="/r" method="get" class="stack-s">
              <Field name="code" label={m.receipt(lang)} hint={m.receiptHint(lang)} code autoComplete="off" spellCheck={false} maxLength={20} required />
              <Button icon="search">{m.look(lang)}</Button>
            </form>
          </Card>
        </div>
        <div class="stack">
          <Card pad>
            <div class="stack-s">
              <h2>{m.visitorTitle(lang)}</h2>
              <p class="meta">{m.signInLead(lang)}</p>
              <LinkButton kind="1" href="/sign-in?to=%2Faccount" icon="user">{m.signIn(lang)}</LinkButton>
            </div>
          </Card>
          <Items><Item href="/account/display" lead={<Icon name="globe" size="s" />} title={m.display(lang)} meta={m.displayMeta(lang)} end={<Icon name="next" size="s" />} /></Items>
        </div>
      </div>
    </>
  );
}

export const overviewRoutes = page({ path: '/account', who: 'everyone', summary: 'My account', query: z.object({ done: z.string().optional() }), view });
