import { z } from 'zod';
import type { VNode } from 'preact';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { page, see, ticked, type Route } from '#ground/http/route.ts';
import { dateTime } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { ROLES } from '#ground/identity/roles.ts';
import { adminPage } from '#ground/pages/frame.tsx';
import { Button, Card, CheckBox, Empty, Field, LinkButton, Seg, Table, Tag } from '#ground/pages/parts.tsx';
import { adminWords, changesOf, confirm, EditForm, FormErrors, ListPages, ListSearch, PAGE_SIZE, previewed, Saved, scopeOf, standing, type Change } from '../admin/index.ts';
import { areaIndex, areaName } from '../areas/index.ts';
import { organisationIndex, organisationName } from '../organisations/index.ts';
import { Login, NewGrant, type Grant, type Staff } from './contract.ts';
import { m } from './messages.ts';
import { addStaff, areasSeen, changeStaff, giveRole, resetPassword, staffSeen, takeRole } from './people.ts';
import { listStaff, namesOf } from './store.ts';

const ADMIN = ['administrator'] as const;
const HELD = ROLES.filter((role) => role !== 'visitor');

const list = page({
  path: '/admin/people', who: ADMIN, summary: 'People', query: z.object({ q: z.string().max(80).optional(), role: z.enum(ROLES).optional(), organisation: z.string().max(40).optional(), from: z.coerce.number().int().min(0).max(1_000_000).default(0), saved: z.string().optional(), lang: z.string().optional() }),
  async view(ctx) {
    const { lang, db, query, viewer } = ctx;
    const rows = await listStaff(db, { search: query.q, role: query.role, organisation: query.organisation, areas: await areasSeen(db, viewer), limit: PAGE_SIZE, offset: query.from });
    const words = await wordsFor(ctx);
    return adminPage(ctx, { title: m.title(lang), lead: m.lead(lang), act: <LinkButton href="/admin/people/new" size="d" icon="plus">{m.add(lang)}</LinkButton> }, <>
      <Saved lang={lang} url={ctx.url} />
      <ListSearch lang={lang} value={query.q} placeholder={m.searchHint(lang)} keep={{ organisation: query.organisation }}><Field name="role" label={m.role(lang)} as="select" empty={adminWords.any(lang)} value={query.role} options={HELD.map((value) => ({ value, label: m[value](lang) }))} /></ListSearch>
      <Card><Table<Staff & { total: number }> caption={m.title(lang)} rows={rows} rowKey={(p) => p.id} empty={<Empty icon="users" title={adminWords.none(lang)}>{adminWords.noneHint(lang)}</Empty>} columns={[
        { head: m.name(lang), cell: (p) => <><a class="link" href={`/admin/people/${p.id}`}>{p.name ?? p.login}</a> {p.disabled && <Tag>{m.disabledSign(lang)}</Tag>}</> },
        { head: m.login(lang), cell: (p) => <span class="code">{p.login}</span> },
        { head: m.roles(lang), cell: (p) => p.grants.filter((g) => !g.ended_at).map((g) => words(g)).join('; ') || m.noRoles(lang) },
      ]} /></Card>
      <ListPages lang={lang} url={ctx.url} total={rows[0]?.total ?? 0} offset={query.from} />
    </>);
  },
});

/** A role with its organisation and area, in words. */
async function wordsFor({ db, lang }: Pick<Ctx, 'db' | 'lang'>): Promise<(grant: Pick<Grant, 'role' | 'organisation' | 'area'>) => string> {
  const [organisations, areas] = [await organisationIndex(db), await areaIndex(db)];
  return ({ role, organisation, area }) => {
    const [o, a] = [organisations.get(organisation ?? ''), areas.get(area ?? '')];
    return [m[role](lang), o ? organisationName(lang, o) : organisation, a ? areaName(lang, a) : area].filter(Boolean).join(' · ');
  };
}

/** Select boxes for role, organisation and area, with only what this administrator may give. */
async function grantFields(ctx: Pick<Ctx, 'db' | 'lang' | 'viewer'>, form: FormState) {
  const { db, lang, viewer } = ctx;
  const [organisations, areas] = [await organisationIndex(db), await areaIndex(db)];
  const scope = scopeOf(viewer, areas);
  const at = (name: string) => ({ name, value: standing(form, name, ''), error: form.errors[name] });
  return <>
    <Field {...at('role')} label={m.role(lang)} as="select" options={HELD.filter((r) => r !== 'resident').map((value) => ({ value, label: m[value](lang) }))} />
    <Field {...at('organisation')} label={m.organisation(lang)} as="select" empty={adminWords.mayBeEmpty(lang)} options={organisations.all().filter((o) => scope.covers(o.area)).map((o) => ({ value: o.code, label: organisationName(lang, o) }))} />
    <Field {...at('area')} label={m.area(lang)} as="select" empty={adminWords.mayBeEmpty(lang)} options={areas.all().filter((a) => a.kind !== 'cell' && scope.covers(a.code)).map((a) => ({ value: a.code, label: `${areaName(lang, a)} ${a.code}` }))} />
  </>;
}

const Details = { name: z.string().min(1).max(60), phone: z.string().max(40).optional(), email: z.email().max(120).optional(), lang: z.enum(['zh', 'en']) };

const add = page({
  path: '/admin/people/new', who: ADMIN, summary: 'A new person', body: z.object({ login: Login, ...Details, password: z.string().min(8).max(200).optional(), ...NewGrant.shape }),
  async view(ctx, form) {
    const { lang } = ctx;
    return adminPage(ctx, { title: m.add(lang), current: '/admin/people' }, <form method="post" class="stack" noValidate>
      <FormErrors lang={lang} form={form} />
      <Field name="login" label={m.login(lang)} hint={m.loginHint(lang)} code required value={standing(form, 'login', '')} error={form.errors['login']} autoComplete="off" />
      {detailFields(lang, form, undefined)}
      <Field name="password" label={m.password(lang)} hint={m.passwordHint(lang)} type="password" autoComplete="new-password" error={form.errors['password']} />
      {await grantFields(ctx, form)}
      <p><Button kind="1">{m.add(lang)}</Button></p>
    </form>);
  },
  async submit({ db, body, viewer }) {
    const { role, organisation, area, ...person } = body;
    return see(`/admin/people/${await addStaff(db, viewer, person, { role, organisation, area })}?saved=1`);
  },
});

function detailFields(lang: Lang, form: FormState, stored: Staff | undefined): VNode {
  const at = (name: 'name' | 'phone' | 'email') => ({ name, value: standing(form, name, stored?.[name]), error: form.errors[name] });
  return <>
    <Field {...at('name')} label={m.name(lang)} required /><Field {...at('phone')} label={m.phone(lang)} type="tel" note={adminWords.mayBeEmpty(lang)} /><Field {...at('email')} label={m.email(lang)} type="email" note={adminWords.mayBeEmpty(lang)} />
    <Seg name="lang" legend={m.lang(lang)} value={standing(form, 'lang', stored?.lang ?? 'zh')} choices={[{ value: 'zh', label: m.zh(lang) }, { value: 'en', label: m.en(lang) }]} />
  </>;
}

const Id = z.object({ id: z.uuid() });
const edit = page({
  path: '/admin/people/:id', who: ADMIN, summary: 'One person', params: Id, body: z.object({ ...Details, disabled: ticked, confirm }),
  view: (ctx, form) => show(ctx, form),
  async submit(ctx) {
    const { db, body, params, viewer, lang, now } = ctx;
    const stored = await staffSeen(db, viewer, params.id);
    const changes = changesOf(lang, [[m.name(lang), stored.name, body.name], [m.phone(lang), stored.phone, body.phone], [m.email(lang), stored.email, body.email], [m.lang(lang), m[stored.lang](lang), m[body.lang](lang)], [m.disabled(lang), stored.disabled, body.disabled]]);
    return previewed(ctx, changes, (form, shown) => show(ctx, form, shown), () => changeStaff(db, viewer, params.id, body, now), `/admin/people/${params.id}`);
  },
});

async function show(ctx: Ctx<{ id: string }, unknown, unknown>, form: FormState, changes?: readonly Change[]): Promise<VNode> {
  const { lang, db, params, viewer, site } = ctx;
  const person = await staffSeen(db, viewer, params.id);
  const [words, givers] = [await wordsFor(ctx), await namesOf(db, person.grants.flatMap((g) => g.granted_by ?? []))];
  const base = `/admin/people/${person.id}`;
  const since = (g: Grant) => { const when = dateTime(lang, site.zone, g.granted_at); const who = g.granted_by && givers.get(g.granted_by); return who ? m.grantedBy(lang, { when, who }) : m.granted(lang, { when }); };
  const none: FormState = { values: {}, errors: {}, problem: undefined };
  return adminPage(ctx, { title: person.name ?? person.login ?? '', lead: <><span class="code">{person.login}</span> {person.disabled && <Tag>{m.disabledSign(lang)}</Tag>}</>, current: '/admin/people' }, <div class="adm-two">
    <div class="stack">
      <Saved lang={lang} url={ctx.url} />
      <EditForm lang={lang} form={form} changes={changes} action={base}>
        {detailFields(lang, form, person)}
        <CheckBox name="disabled" label={m.disabled(lang)} checked={Object.keys(form.values).length ? ['yes', 'true'].includes(String(form.values['disabled'] ?? '')) : person.disabled} error={form.errors['disabled']} />
      </EditForm>
    </div>
    <div class="stack">
      <Card title={m.roles(lang)} id="roles" pad>
        {person.grants.length === 0 && <p class="meta">{m.noRoles(lang)}</p>}
        <ul class="stack-s">{person.grants.map((g) => (
          <li key={g.id} class="row row-wrap"><span class="grow">{words(g)}<br /><small class="meta">{since(g)}{g.ended_at && `, ${m.ended(lang, { when: dateTime(lang, site.zone, g.ended_at) })}`}</small></span>
            {!g.ended_at && <form method="post" action={`${base}/grants/${g.id}/end`}><Button size="d" kind="quiet" class="nowrap">{m.end(lang)}</Button></form>}</li>
        ))}</ul>
        <form method="post" action={`${base}/grants`} class="stack">{await grantFields(ctx, none)}<Button>{m.give(lang)}</Button></form>
      </Card>
      <Card title={m.reset(lang)} id="reset" pad><form method="post" action={`${base}/password`} class="stack">
        <Field name="password" id="f-new-password" label={m.password(lang)} hint={m.resetHint(lang)} type="password" autoComplete="new-password" required /><Button>{m.reset(lang)}</Button>
      </form></Card>
    </div>
  </div>);
}

const give = page({
  path: '/admin/people/:id/grants', who: ADMIN, summary: 'Gives a role', params: Id, body: NewGrant,
  async view(ctx, form) {
    const { lang, db, params, viewer } = ctx;
    const person = await staffSeen(db, viewer, params.id);
    return adminPage(ctx, { title: m.giveRole(lang), lead: person.name, current: '/admin/people' }, <form method="post" class="stack"><FormErrors lang={lang} form={form} />{await grantFields(ctx, form)}<p><Button kind="1">{m.give(lang)}</Button></p></form>);
  },
  async submit({ db, params, body, viewer }) {
    await giveRole(db, viewer, params.id, body);
    return see(`/admin/people/${params.id}?saved=1`);
  },
});

const take = page({
  path: '/admin/people/:id/grants/:grant/end', who: ADMIN, summary: 'Takes a role back', params: z.object({ id: z.uuid(), grant: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) }), body: z.object({}),
  view: (ctx, form) => (form.problem ? show(ctx, form) : Promise.resolve(see(`/admin/people/${ctx.params.id}`))),
  async submit({ db, params, viewer, now }) {
    await takeRole(db, viewer, params.id, params.grant, now);
    return see(`/admin/people/${params.id}?saved=1`);
  },
});

const password = page({
  path: '/admin/people/:id/password', who: ADMIN, summary: 'Sets a new password', params: Id, body: z.object({ password: z.string().min(8).max(200) }),
  async view(ctx, form) {
    const { lang, db, params, viewer } = ctx;
    const person = await staffSeen(db, viewer, params.id);
    return adminPage(ctx, { title: m.reset(lang), lead: person.name, current: '/admin/people' }, <form method="post" class="stack"><FormErrors lang={lang} form={form} />
      <Field name="password" label={m.password(lang)} hint={m.resetHint(lang)} type="password" autoComplete="new-password" required error={form.errors['password']} /><p><Button kind="1">{m.reset(lang)}</Button></p></form>);
  },
  async submit({ db, params, body, viewer }) {
    await resetPassword(db, viewer, params.id, body.password);
    return see(`/admin/people/${params.id}?saved=1`);
  },
});

export const pageRoutes: readonly Route[] = [...list, ...add, ...edit, ...give, ...take, ...password];
