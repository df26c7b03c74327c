// /admin/bikes: operators registered, their keys issued, changed over and ended. For administrators of the whole city.
import { z } from 'zod';
import { html } from '#ground/http/answer.tsx';
import { EMPTY_FORM, type Ctx, type FormState } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, see, type Route } from '#ground/http/route.ts';
import { number, shortTime } from '#ground/i18n/format.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { DATUMS } from '#ground/geo/datums.ts';
import { adminPage } from '#ground/pages/frame.tsx';
import { Button, Card, Empty, Field, Item, Items, LinkButton, Notice, Table, Tag } from '#ground/pages/parts.tsx';
import { FormErrors, refuseUnlessCity, standing } from '#city/admin/index.ts';
import { areaIndex } from '#city/areas/index.ts';
import { OrganisationCode, organisationIndex, organisationName } from '#city/organisations/index.ts';
import { m } from './messages.ts';
import { endOperatorKey, issueOperatorKey, operatorKeys, operatorOf, operatorsOf, type Operator } from './operators.ts';
import { operatorsNow } from './overview.ts';
import { OperatorForm, registerOperator } from './registering-operators.ts';
import { Swatch } from './swatch.tsx';

const ADMIN = ['administrator'] as const;
const HOME = '/admin/bikes';
const Done = z.object({ done: z.enum(['operatorSaved', 'keyEnded']).optional() });
const nameOf = (lang: Lang, o: Operator): string => pick(lang, { zh: o.name, en: o.name_en });
const onlyCity = async (ctx: Pick<Ctx, 'db' | 'viewer'>) => refuseUnlessCity(ctx.viewer, await areaIndex(ctx.db));

const list = page({
  path: HOME, who: ADMIN, summary: 'Operators of shared bikes', query: Done,
  async view(ctx) {
    await onlyCity(ctx);
    const { db, lang, query } = ctx;
    const [operators, now] = [await operatorsOf(db), await operatorsNow(db)];
    return adminPage(ctx, { title: m.operators(lang), lead: m.operatorsLead(lang), act: <LinkButton href={`${HOME}/new`} size="d" icon="plus">{m.newOperator(lang)}</LinkButton> }, <div class="stack">
      {query.done && <Notice tone="done" live>{m[query.done](lang)}</Notice>}
      <Card><Table<Operator> caption={m.operators(lang)} rows={operators} rowKey={(o) => o.code} empty={<Empty icon="bike" title={m.noOperatorsYet(lang)}>{m.noOperatorsYetLead(lang)}</Empty>} columns={[
        { head: m.operator(lang), cell: (o) => <span class="row nowrap"><Swatch colour={o.colour} /> <a class="link" href={`${HOME}/${encodeURIComponent(o.code)}`}>{nameOf(lang, o)}</a>{o.synthetic && <Tag>{m.syntheticShort(lang)}</Tag>}</span> },
        { head: m.bikes(lang), num: true, cell: (o) => number(lang, now.find((row) => row.operator === o.code)?.standing ?? 0) }, { head: m.cap(lang), num: true, cell: (o) => (o.cap === null ? '—' : number(lang, o.cap)) },
        { head: m.drawingDatum(lang), cell: (o) => o.datum.toUpperCase() }, { head: m.providerId(lang), cell: (o) => <span class="code">{o.provider_id}</span> },
      ]} /></Card>
    </div>);
  },
});

const edit = page({
  path: `${HOME}/:code`, who: ADMIN, summary: 'One operator of shared bikes', params: z.object({ code: OrganisationCode }), query: Done, body: OperatorForm,
  view: (ctx, form) => editor(ctx, form),
  async submit(ctx) {
    await onlyCity(ctx);
    const { db, body, params, viewer, now } = ctx;
    const known = params.code === 'new' ? undefined : params.code;
    if (known !== undefined && !(await operatorOf(db, known))) throw refuse(404, m.noSuchOperator);
    const code = await registerOperator(db, body, known, viewer.person ?? null, now);
    return see(`${HOME}/${encodeURIComponent(code)}?done=operatorSaved`);
  },
});

type Page = Ctx<{ code: string }, { done?: 'operatorSaved' | 'keyEnded' | undefined }>;
async function editor(ctx: Page, form: FormState, fresh?: string) {
  await onlyCity(ctx);
  const { db, lang, params, query } = ctx;
  const stored = params.code === 'new' ? undefined : await operatorOf(db, params.code);
  if (params.code !== 'new' && !stored) throw refuse(404, m.noSuchOperator);
  return adminPage(ctx, { title: stored ? nameOf(lang, stored) : m.newOperator(lang), lead: stored?.synthetic && m.syntheticLead(lang), current: HOME }, <div class="adm-two">
    <div class="stack">
      {query.done && !fresh && <Notice tone="done" live>{m[query.done](lang)}</Notice>}
      {await details(ctx, form, stored)}
    </div>
    {stored && await keyCard(ctx, form, stored, fresh)}
  </div>);
}

async function details({ db, lang }: Page, form: FormState, stored: Operator | undefined) {
  const at = (name: keyof OperatorForm, value?: string | number | null) => ({ name, value: standing(form, name, value), error: form.errors[name] });
  const taken = new Set((await operatorsOf(db)).map((o) => o.code));
  const companies = (await organisationIndex(db)).all('company').filter((o) => !taken.has(o.code));
  const optional = { note: m.mayBeLeft(lang) };
  return (
    <form method="post" class="stack" action={`${HOME}/${encodeURIComponent(stored?.code ?? 'new')}`} noValidate>
      <FormErrors lang={lang} form={form} />
      {!stored && <><Field {...at('organisation')} as="select" label={m.organisation(lang)} hint={m.organisationHint(lang)} empty="" options={companies.map((o) => ({ value: o.code, label: organisationName(lang, o) }))} />
        <Field {...at('code')} label={m.orgCode(lang)} {...optional} hint={m.orgCodeHint(lang)} code maxLength={40} /></>}
      <div class="grid"><Field {...at('name', stored?.name)} label={m.nameZh(lang)} required={!!stored} maxLength={80} /><Field {...at('name_en', stored?.name_en)} label={m.nameEn(lang)} {...optional} maxLength={120} /></div>
      <Field {...at('provider_id', stored?.provider_id)} label={m.providerId(lang)} {...optional} hint={m.providerHint(lang)} code maxLength={36} spellCheck={false} />
      <Field {...at('datum', stored?.datum ?? 'wgs84')} as="select" label={m.operatorDatum(lang)} hint={m.operatorDatumHint(lang)} options={DATUMS.map((datum) => ({ value: datum, label: m[datum](lang) }))} />
      <div class="grid"><Field {...at('cap', stored?.cap)} label={m.operatorCap(lang)} {...optional} inputMode="numeric" /><Field {...at('colour', stored?.colour)} label={m.colour(lang)} {...optional} code placeholder="#0f766e" maxLength={7} /></div>
      <div class="grid"><Field {...at('email', stored?.email)} type="email" label={m.contactEmail(lang)} {...optional} /><Field {...at('phone', stored?.phone)} type="tel" label={m.contactPhone(lang)} {...optional} hint={m.contactPhoneHint(lang)} /></div>
      <Field {...at('url', stored?.url)} type="url" label={m.website(lang)} {...optional} />
      <Field {...at('gbfs_url', stored?.gbfs_url)} type="url" label={m.gbfsUrl(lang)} {...optional} hint={m.gbfsHint(lang)} />
      <p class="row"><Button kind="1" busyWords={m.saving(lang)}>{m.saveOperator(lang)}</Button></p>
    </form>
  );
}

const KeyForm = z.object({ act: z.enum(['issue', 'replace', 'end']), key_name: z.preprocess((value) => (value === '' ? undefined : value), z.string().trim().max(80).optional()), key: z.coerce.number().int().optional() });
const keys = page({
  path: `${HOME}/:code/keys`, who: ADMIN, summary: 'Keys of an operator of shared bikes', params: z.object({ code: OrganisationCode }), query: Done, body: KeyForm,
  view: (ctx, form) => editor(ctx, form),
  async submit(ctx) {
    await onlyCity(ctx);
    const { db, body, params, viewer, now } = ctx;
    const operator = await operatorOf(db, params.code);
    if (!operator) throw refuse(404, m.noSuchOperator);
    if (body.act === 'end') {
      if (body.key !== undefined) await endOperatorKey(db, operator, body.key, now);
      return see(`${HOME}/${encodeURIComponent(operator.code)}?done=keyEnded`);
    }
    if (operator.synthetic) throw refuse(409, m.syntheticKeys);
    if (!body.key_name) throw refuse(422, m.keyNeedsName, { field: 'key_name' });
    const fresh = await issueOperatorKey(db, operator.code, { name: body.key_name, instead: body.act === 'replace', by: viewer.person ?? null, now });
    // Shown in the answer itself: the key must not stand in an address or be kept anywhere.
    return html(await editor(ctx, EMPTY_FORM, fresh));
  },
});

async function keyCard({ db, lang, site, now }: Page, form: FormState, operator: Operator, fresh: string | undefined) {
  const there = await operatorKeys(db, operator);
  const action = `${HOME}/${encodeURIComponent(operator.code)}/keys`;
  const when = (at: Date) => shortTime(lang, site.zone, at, now);
  return (
    <Card title={m.keys(lang)} id="keys" pad>
      {operator.synthetic ? <p class="meta">{m.syntheticKeys(lang)}</p> : <div class="stack">
        <p class="meta">{m.keysLead(lang)}</p>
        {fresh && <Notice tone="done" live title={m.keyShown(lang)}><p class="code">{fresh}</p><p>{m.keyShownLead(lang)}</p></Notice>}
        {there.length === 0 ? <Empty icon="key" title={m.noKeys(lang)} /> : <Items label={m.keys(lang)}>{there.map((key) => (
          <Item key={key.id} title={key.name} meta={`${m.keyMade(lang, { at: when(key.created_at) })} · ${key.last_used_at ? m.keyUsed(lang, { at: when(key.last_used_at) }) : m.keyUnused(lang)}`}
            signs={<form method="post" action={action}><input type="hidden" name="act" value="end" /><input type="hidden" name="key" value={key.id} /><Button size="d">{m.endKey(lang)}</Button></form>} />
        ))}</Items>}
        <form method="post" action={action} class="stack-s" noValidate>
          <Field name="key_name" label={m.keyName(lang)} maxLength={80} value={standing(form, 'key_name', '')} error={form.errors['key_name']} />
          <p class="row row-wrap"><Button size="d" name="act" value="issue">{m.issue(lang)}</Button>{there.length > 0 && <Button size="d" kind="quiet" name="act" value="replace">{m.replaceAll(lang)}</Button>}</p>
        </form>
      </div>}
    </Card>
  );
}

export const operatorPages: readonly Route[] = [...list, ...edit, ...keys];
