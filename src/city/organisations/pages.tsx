import { z } from 'zod';
import type { VNode } from 'preact';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, see, type Route } from '#ground/http/route.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { adminPage } from '#ground/pages/frame.tsx';
import { Button, Card, Dialog, Empty, Field, LinkButton, Table, Tabs, Tag } from '#ground/pages/parts.tsx';
import { adminWords, ChangedBy, changesOf, confirm, EditForm, FormErrors, ListSearch, previewed, refuseUnlessCity, Saved, standing, withName, type Change } from '../admin/index.ts';
import { areaIndex } from '../areas/index.ts';
import { LEVELS, ORGANISATION_KINDS, OrganisationCode, OrganisationKind, type Organisation, type OrganisationInput } from './contract.ts';
import { m } from './messages.ts';
import { endOrganisation, organisationIndex, saveOrganisations } from './organisations.ts';
import { lastChange } from './store.ts';

const ADMIN = ['administrator'] as const;
/** An organisation by its name in the reader's language. */
export const organisationName = (lang: Lang, o: Pick<Organisation, 'name' | 'name_en'>): string => pick(lang, { zh: o.name, en: o.name_en });
const levelWord = (lang: Lang, level: Organisation['level']) => (level === 'city' ? m.cityLevel(lang) : m.districtLevel(lang));

/** The two lists of this room. */
export const organisationTabs = (lang: Lang, current: 'organisations' | 'lines') => (
  <Tabs label={m.title(lang)} tabs={[{ href: '/admin/organisations', label: m.title(lang), current: current === 'organisations' }, { href: '/admin/responsibilities', label: m.lines(lang), current: current === 'lines' }]} />
);

const list = page({
  path: '/admin/organisations', who: ADMIN, summary: 'Organisations', query: z.object({ q: z.string().max(80).optional(), kind: OrganisationKind.optional(), saved: z.string().optional(), lang: z.string().optional() }),
  async view(ctx) {
    const { lang, db, query } = ctx;
    const [index, areas] = [await organisationIndex(db), await areaIndex(db)];
    const wanted = query.q?.toLowerCase();
    const found = index.all(...(query.kind ? [query.kind] : [])).filter((o) => !wanted || [o.name, o.name_en, o.code, o.phone].some((text) => text?.toLowerCase().includes(wanted)));
    const kinds = [{ href: '/admin/organisations', label: adminWords.any(lang), current: !query.kind }, ...ORGANISATION_KINDS.map((kind) => ({ href: `/admin/organisations?kind=${kind}`, label: `${m[kind](lang)} ${index.all(kind).length}`, current: query.kind === kind }))];
    return adminPage(ctx, { title: m.title(lang), lead: m.lead(lang), act: <LinkButton href="/admin/organisations/new" size="d" icon="plus">{m.add(lang)}</LinkButton> }, <>
      {organisationTabs(lang, 'organisations')}
      <Saved lang={lang} url={ctx.url} />
      <ListSearch lang={lang} value={query.q} placeholder={m.searchHint(lang)} keep={{ kind: query.kind }} />
      <Tabs label={m.kind(lang)} tabs={kinds} />
      <Card><Table caption={m.title(lang)} rows={found} rowKey={(o) => o.code} empty={<Empty title={adminWords.none(lang)}>{adminWords.noneHint(lang)}</Empty>} columns={[
        { head: m.name(lang), cell: (o) => <a class="link" href={`/admin/organisations/${o.code}`}>{organisationName(lang, o)}</a> },
        { head: m.kind(lang), cell: (o) => m[o.kind](lang) }, { head: m.level(lang), cell: (o) => levelWord(lang, o.level) },
        { head: m.area(lang), cell: (o) => { const area = areas.get(o.area); return area ? pick(lang, { zh: area.name, en: area.name_en }) : o.area; } },
        { head: m.lines(lang), num: true, cell: (o) => index.lines.filter((l) => l.organisation === o.code).length }, { head: m.phone(lang), cell: (o) => o.phone },
      ]} /></Card>
    </>);
  },
});

const Body = z.object({
  code: OrganisationCode, name: z.string().min(1).max(80), name_en: z.string().max(120).optional(), kind: OrganisationKind, level: z.enum(LEVELS), area: z.string().min(1).max(40),
  parent: z.string().max(40).optional(), phone: z.string().max(40).optional(), email: z.email().optional(), confirm,
});

const edit = page({
  path: '/admin/organisations/:code', who: ADMIN, summary: 'One organisation', params: z.object({ code: OrganisationCode }), body: Body,
  view: (ctx, form) => editor(ctx, form),
  async submit(ctx) {
    const { db, body, params, lang, viewer, now } = ctx;
    refuseUnlessCity(viewer, await areaIndex(db));
    const index = await organisationIndex(db);
    const stored = params.code === 'new' ? undefined : index.get(params.code);
    if (params.code !== 'new' && !stored) throw refuse(404, m.unknown, { params: { codes: params.code } });
    if (!stored && index.get(body.code)) throw refuse(422, m.codeTaken, { field: 'code', params: { code: body.code } });
    const input: OrganisationInput = { code: stored?.code ?? body.code, name: body.name, name_en: body.name_en ?? null, kind: body.kind, level: body.level, area: body.area, parent: body.parent ?? null, phone: body.phone ?? null, email: body.email ?? null };
    const changes = changesOf(lang, [
      [m.code(lang), stored?.code, input.code], [m.name(lang), stored?.name, body.name], [m.nameEn(lang), stored?.name_en, body.name_en], [m.kind(lang), stored && m[stored.kind](lang), m[body.kind](lang)],
      [m.level(lang), stored && levelWord(lang, stored.level), levelWord(lang, body.level)], [m.area(lang), stored?.area, body.area], [m.parent(lang), stored?.parent, body.parent], [m.phone(lang), stored?.phone, body.phone], [m.email(lang), stored?.email, body.email],
    ]);
    return previewed(ctx, changes, (form, shown) => editor(ctx, form, shown), () => saveOrganisations(db, [input], viewer.person ?? null, now), `/admin/organisations/${input.code}`);
  },
});

async function editor(ctx: Ctx<{ code: string }, unknown, unknown>, form: FormState, changes?: readonly Change[]): Promise<VNode> {
  const { lang, db, params, site } = ctx;
  const index = await organisationIndex(db);
  const stored = params.code === 'new' ? undefined : index.get(params.code);
  if (!stored && params.code !== 'new') throw refuse(404, m.unknown, { params: { codes: params.code } });
  const at = (name: keyof z.output<typeof Body>, value: string | null | undefined) => ({ name, value: standing(form, name, value), error: form.errors[name] });
  const areas = (await areaIndex(db)).all().filter((a) => a.kind !== 'cell' && a.kind !== 'community');
  const below = stored ? index.children(stored.code) : [];
  return adminPage(ctx, { title: stored ? organisationName(lang, stored) : m.add(lang), lead: stored?.ended && <Tag>{m.ended(lang)}</Tag>, current: '/admin/organisations' }, <div class="adm-two">
    <div class="stack">
      <Saved lang={lang} url={ctx.url} />
      <EditForm lang={lang} form={form} changes={changes}>
        {stored ? <input type="hidden" name="code" value={stored.code} /> : <Field {...at('code', '')} label={m.code(lang)} code required />}
        <Field {...at('name', stored?.name)} label={m.name(lang)} required maxLength={80} /><Field {...at('name_en', stored?.name_en)} label={m.nameEn(lang)} note={adminWords.mayBeEmpty(lang)} />
        <Field {...at('kind', stored?.kind)} label={m.kind(lang)} as="select" options={ORGANISATION_KINDS.map((value) => ({ value, label: m[value](lang) }))} />
        <Field {...at('level', stored?.level)} label={m.level(lang)} as="select" options={LEVELS.map((value) => ({ value, label: levelWord(lang, value) }))} />
        <Field {...at('area', stored?.area)} label={m.area(lang)} as="select" options={areas.map((a) => ({ value: a.code, label: `${pick(lang, { zh: a.name, en: a.name_en })} ${a.code}` }))} />
        <Field {...at('parent', stored?.parent)} label={m.parent(lang)} as="select" empty={adminWords.mayBeEmpty(lang)} options={index.all().filter((o) => o.code !== stored?.code).map((o) => ({ value: o.code, label: organisationName(lang, o) }))} />
        <Field {...at('phone', stored?.phone)} label={m.phone(lang)} type="tel" note={adminWords.mayBeEmpty(lang)} /><Field {...at('email', stored?.email)} label={m.email(lang)} type="email" note={adminWords.mayBeEmpty(lang)} />
      </EditForm>
      {stored && <ChangedBy lang={lang} zone={site.zone} change={await withName(db, await lastChange(db, stored.code))} />}
    </div>
    {stored && <div class="stack">
      <Card title={m.lines(lang)} id="lines" pad><p><a class="link" href={`/admin/responsibilities?organisation=${stored.code}`}>{adminWords.count(lang, { n: index.lines.filter((l) => l.organisation === stored.code).length })}</a></p>
        {below.length > 0 && <ul class="stack-s">{below.map((o) => <li key={o.code}><a class="link" href={`/admin/organisations/${o.code}`}>{organisationName(lang, o)}</a></li>)}</ul>}</Card>
      {!stored.ended && <EndOrganisation lang={lang} organisation={stored} />}
    </div>}
  </div>);
}

function EndOrganisation({ lang, organisation }: { lang: Lang; organisation: Organisation }) {
  const loss = m.endLoss(lang);
  return (
    <form method="post" action={`/admin/organisations/${organisation.code}/end`}>
      <Button kind="quiet" type="button" opens="end">{m.end(lang)}</Button>
      <noscript><p class="meta">{loss}</p><Button kind="stop">{m.end(lang)}</Button></noscript>
      <Dialog id="end" title={m.endAsk(lang, { name: organisationName(lang, organisation) })} actions={<><Button type="button" closes>{m.keep(lang)}</Button><Button kind="stop">{m.end(lang)}</Button></>}><p>{loss}</p></Dialog>
    </form>
  );
}

const end = page({
  path: '/admin/organisations/:code/end', who: ADMIN, summary: 'Ends an organisation', params: z.object({ code: OrganisationCode }), body: z.object({}),
  async view(ctx, form) {
    const { lang, db, params } = ctx;
    const stored = (await organisationIndex(db)).get(params.code);
    if (!stored) throw refuse(404, m.unknown, { params: { codes: params.code } });
    return adminPage(ctx, { title: m.endAsk(lang, { name: organisationName(lang, stored) }), current: '/admin/organisations' }, <div class="stack">
      <FormErrors lang={lang} form={form} /><p>{m.endLoss(lang)}</p>
      <form method="post" class="row"><LinkButton href={`/admin/organisations/${stored.code}`}>{m.keep(lang)}</LinkButton><Button kind="stop">{m.end(lang)}</Button></form>
    </div>);
  },
  async submit({ db, params, viewer, now }) {
    refuseUnlessCity(viewer, await areaIndex(db));
    await endOrganisation(db, params.code, viewer.person ?? null, now);
    return see('/admin/organisations?saved=1');
  },
});

export const pageRoutes: readonly Route[] = [...list, ...edit, ...end];
