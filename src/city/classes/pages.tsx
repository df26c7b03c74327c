import { z } from 'zod';
import type { VNode } from 'preact';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, type Route } from '#ground/http/route.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { adminPage } from '#ground/pages/frame.tsx';
import { Card, CheckBox, Chips, Empty, Field, LinkButton, Seg, Table, Tabs, Tag } from '#ground/pages/parts.tsx';
import { adminWords, ChangedBy, changesOf, EditForm, ListPages, ListSearch, PAGE_SIZE, previewed, refuseUnlessCity, Saved, ticks, withName, type Change } from '../admin/index.ts';
import { areaIndex } from '../areas/index.ts';
import { UNITS } from '../calendar/contract.ts';
import { classIndex, classMatcher, saveClasses } from './classes.ts';
import { ClassCode, DATATYPES, NATURES, type Class, type ClassInput, type Standard } from './contract.ts';
import { choicesText, ClassForm, classOf, rowsShown, valuesOf } from './editing.ts';
import { suggest } from './matcher.ts';
import { m } from './messages.ts';
import { cityDay } from './routes.ts';
import { isValid } from './rules.ts';
import { lastChange } from './store.ts';

const ADMIN = ['administrator'] as const;
/** A class by its name in the reader's language. */
export const className = (lang: Lang, c: Pick<Class, 'name' | 'name_en'>): string => pick(lang, { zh: c.name, en: c.name_en });

const list = page({
  path: '/admin/classes', who: ADMIN, summary: 'Classes', query: z.object({ q: z.string().max(200).optional(), main: z.string().max(40).optional(), from: z.coerce.number().int().min(0).default(0), saved: z.string().optional(), lang: z.string().optional() }),
  async view(ctx) {
    const { lang, db, query, now } = ctx;
    const index = await classIndex(db);
    const on = await cityDay(db, now);
    const mains = index.all.filter((c) => c.parent === null);
    const found = query.q ? await search(ctx, query.q, on) : index.all.filter((c) => (query.main ? c.parent === query.main : c.parent === null));
    return adminPage(ctx, { title: m.title(lang), lead: m.lead(lang), act: <LinkButton href="/admin/classes/new" size="d" icon="plus">{m.add(lang)}</LinkButton> }, <>
      <Saved lang={lang} url={ctx.url} />
      <ListSearch lang={lang} value={query.q} placeholder={m.searchHint(lang)} />
      {!query.q && <Tabs label={m.parent(lang)} tabs={[{ href: '/admin/classes', label: m.parent(lang), current: !query.main }, ...mains.map((c) => ({ href: `/admin/classes?main=${c.code}`, label: className(lang, c), current: c.code === query.main }))]} />}
      <Card><Table caption={m.title(lang)} rows={found.slice(query.from, query.from + PAGE_SIZE)} rowKey={(c) => c.code} empty={<Empty title={adminWords.none(lang)}>{adminWords.noneHint(lang)}</Empty>} columns={[
        { head: m.name(lang), cell: (c) => <a class="link" href={`/admin/classes/${c.code}`}>{className(lang, c)}</a> },
        { head: m.code(lang), cell: (c) => <span class="code">{c.code}</span> }, { head: m.kind(lang), cell: (c) => m[c.kind](lang) },
        { head: m.standards(lang), num: true, cell: (c) => index.standards(c.code).length }, { head: m.questions(lang), num: true, cell: (c) => c.questions.length },
        { head: m.to(lang), cell: (c) => (isValid(c, on) ? (c.valid_to ?? '') : <Tag>{c.valid_to && c.valid_to < on ? c.valid_to : c.valid_from}</Tag>) },
        { head: '', cell: (c) => (c.parent === null ? <a class="link" href={`/admin/classes?main=${c.code}`}>{m.small(lang, { n: index.children(c.code).length })}</a> : null) },
      ]} /></Card>
      <ListPages lang={lang} url={ctx.url} total={found.length} offset={query.from} />
    </>);
  },
});

/** By code, name and everyday words; also classes that are not in use. */
async function search({ db }: Pick<Ctx, 'db'>, q: string, on: string): Promise<Class[]> {
  const index = await classIndex(db);
  const likely = suggest(await classMatcher(db), { text: q, on, limit: 12 }).flatMap(({ code }) => index.get(code) ?? []);
  const text = q.toLowerCase();
  const literal = index.all.filter((c) => c.code.toLowerCase().startsWith(text) || c.name.includes(q) || c.name_en?.toLowerCase().includes(text));
  return [...new Set([...literal, ...likely])];
}

const edit = page({
  path: '/admin/classes/:code', who: ADMIN, summary: 'One class', params: z.object({ code: ClassCode }), body: ClassForm,
  view: (ctx, form) => editor(ctx, form),
  async submit(ctx) {
    const { db, body, params, lang, viewer, now } = ctx;
    refuseUnlessCity(viewer, await areaIndex(db));
    const index = await classIndex(db);
    const stored = params.code === 'new' ? undefined : index.get(params.code);
    if (params.code !== 'new' && !stored) throw refuse(404, m.noClass, { params: { code: params.code } });
    if (!stored && index.get(body.code)) throw refuse(422, m.codeTaken, { field: 'code', params: { code: body.code } });
    const input = classOf(body, stored?.code ?? body.code);
    const changes = changesBetween(lang, stored, stored ? index.standards(stored.code) : [], input);
    return previewed(ctx, changes, (form, shown) => editor(ctx, form, shown), () => saveClasses(db, [input], viewer.person ?? null, now), `/admin/classes/${input.code}`);
  },
});

async function editor(ctx: Ctx<{ code: string }, unknown, unknown>, form: FormState, changes?: readonly Change[]): Promise<VNode> {
  const { lang, db, params, site } = ctx;
  const index = await classIndex(db);
  const stored = params.code === 'new' ? undefined : index.get(params.code);
  if (!stored && params.code !== 'new') throw refuse(404, m.noClass, { params: { code: params.code } });
  const standards = stored ? index.standards(stored.code) : [];
  const fresh = Object.keys(form.values).length === 0;
  const values: Record<string, string> = fresh && stored ? valuesOf(stored, standards) : Object.fromEntries(Object.entries(form.values).map(([name, value]) => [name, typeof value === 'string' ? value : value.join('\n')]));
  const at = (name: string, value?: string | number | null) => ({ name, value: fresh ? (values[name] ?? value) : (values[name] ?? ''), error: form.errors[name] });
  const counted = (prefix: string) => Math.max(0, ...Object.keys(values).flatMap((name) => { const n = new RegExp(`^${prefix}(\\d+)_`).exec(name)?.[1]; return n ? [Number(n)] : []; }));
  return adminPage(ctx, { title: stored ? className(lang, stored) : m.add(lang), current: '/admin/classes' }, <div class="adm-two">
    <div class="stack">
      <Saved lang={lang} url={ctx.url} />
      <EditForm lang={lang} form={form} changes={changes}>
        {stored ? <input type="hidden" name="code" value={stored.code} /> : <Field {...at('code', '')} label={m.code(lang)} code required />}
        <Field {...at('name', stored?.name)} label={m.name(lang)} required /><Field {...at('name_en', stored?.name_en)} label={m.nameEn(lang)} />
        <Field {...at('parent', stored?.parent)} label={m.parent(lang)} as="select" empty={m.parentHint(lang)} options={index.all.filter((c) => c.parent === null && c.code !== stored?.code).map((c) => ({ value: c.code, label: className(lang, c) }))} />
        <Field {...at('scheme', stored?.scheme)} label={m.scheme(lang)} code required />
        <Field {...at('kind', stored?.kind)} label={m.kind(lang)} as="select" options={(['component', 'event'] as const).map((value) => ({ value, label: m[value](lang) }))} />
        <Field {...at('keywords', stored?.keywords.join('\n'))} label={m.keywords(lang)} hint={m.keywordsHint(lang)} as="textarea" rows={6} />
        <Field {...at('about', stored?.about)} label={m.about(lang)} as="textarea" /><Field {...at('about_en', stored?.about_en)} label={m.aboutEn(lang)} as="textarea" />
        <Chips multiple name="natures" legend={m.natures(lang)} values={ticks(form, 'natures', stored?.natures ?? ['report', 'complaint', 'help'])} choices={NATURES.map((value) => ({ value, label: m[value](lang) }))} />
        <Seg name="visibility" legend={m.visibility(lang)} value={fresh ? (stored?.visibility ?? 'public') : (values['visibility'] ?? 'public')} choices={[{ value: 'public', label: m.public(lang) }, { value: 'private', label: m.private(lang) }]} />
        <Field {...at('rounding_m', stored?.rounding_m ?? 0)} label={m.rounding(lang)} type="number" min={0} max={5000} /><Field {...at('asset_class', stored?.asset_class)} label={m.assetClass(lang)} code />
        <Field {...at('duplicate_m', stored?.duplicate_m ?? 50)} label={m.duplicateM(lang)} type="number" min={0} /><Field {...at('duplicate_h', stored?.duplicate_h ?? 24)} label={m.duplicateH(lang)} type="number" min={0} />
        <Field {...at('weight', stored?.weight ?? 0)} label={m.weight(lang)} type="number" min={0} />
        <Field {...at('valid_from', stored?.valid_from ?? '2000-01-01')} label={m.from(lang)} type="date" required /><Field {...at('valid_to', stored?.valid_to)} label={m.to(lang)} type="date" note={adminWords.mayBeEmpty(lang)} />
        <fieldset class="stack"><legend class="label">{m.stopper(lang)} <small>{m.stopperHint(lang)}</small></legend>
          <Field {...at('stopper_zh', stored?.stopper?.zh)} label={m.stopperZh(lang)} /><Field {...at('stopper_en', stored?.stopper?.en)} label={m.stopperEn(lang)} /><Field {...at('stopper_phone', stored?.stopper?.phone)} label={m.stopperPhone(lang)} type="tel" />
          <CheckBox name="stopper_blocks" label={m.stopperBlocks(lang)} checked={fresh ? stored?.stopper?.blocks : ['yes', 'true'].includes(values['stopper_blocks'] ?? '')} />
        </fieldset>
        <Card title={m.standards(lang)} id="standards" pad>{rowsShown(counted('s')).map((n) => <StandardRow key={n} lang={lang} n={n} at={at} />)}</Card>
        <Card title={m.questions(lang)} id="questions" pad>{rowsShown(counted('q')).map((n) => <QuestionRow key={n} lang={lang} n={n} at={at} />)}</Card>
      </EditForm>
      {stored && <ChangedBy lang={lang} zone={site.zone} change={await withName(db, await lastChange(db, stored.code))} />}
    </div>
  </div>);
}

interface RowProps { lang: Lang; n: number; at: (name: string, value?: string) => { name: string; value: string | number | null | undefined; error: string | undefined } }

function StandardRow({ lang, n, at }: RowProps) {
  return (
    <fieldset class="stack-s"><legend class="label">{m.standard(lang, { n })} <small>{m.emptyRow(lang)}</small></legend>
      <Field {...at(`s${n}_filing`)} label={m.filing(lang)} /><Field {...at(`s${n}_filing_en`)} label={m.filingEn(lang)} /><Field {...at(`s${n}_closing`)} label={m.closing(lang)} /><Field {...at(`s${n}_closing_en`)} label={m.closingEn(lang)} />
      <div class="grid"><Field {...at(`s${n}_value`)} label={m.limit(lang)} inputMode="decimal" /><Field {...at(`s${n}_unit`, 'work_hour')} label={m.unit(lang)} as="select" options={UNITS.map((value) => ({ value, label: m[value](lang) }))} /></div>
      <Field {...at(`s${n}_law`)} label={m.law(lang)} />
    </fieldset>
  );
}

function QuestionRow({ lang, n, at }: RowProps) {
  return (
    <fieldset class="stack-s"><legend class="label">{m.questionNo(lang, { n })} <small>{m.emptyRow(lang)}</small></legend>
      <div class="grid"><Field {...at(`q${n}_code`)} label={m.code(lang)} code /><Field {...at(`q${n}_datatype`, 'string')} label={m.datatype(lang)} as="select" options={DATATYPES.map((value) => ({ value, label: m[value](lang) }))} /></div>
      <Field {...at(`q${n}_zh`)} label={m.stopperZh(lang)} /><Field {...at(`q${n}_en`)} label={m.stopperEn(lang)} />
      <Field {...at(`q${n}_values`)} label={m.values(lang)} hint={m.valuesHint(lang)} as="textarea" rows={2} code />
      <CheckBox name={`q${n}_required`} id={`f-q${n}_required`} label={m.required(lang)} checked={Boolean(at(`q${n}_required`).value)} />
    </fieldset>
  );
}

function changesBetween(lang: Lang, stored: Class | undefined, standards: readonly Standard[], next: ClassInput): Change[] {
  const limit = (value: number, unit: keyof typeof m) => `${value} ${m[unit](lang)}`;
  const before = new Map(standards.map((s) => [s.place, [s.filing, s.filing_en, s.closing, s.closing_en, limit(s.limit_value, s.limit_unit), s.legal_basis].filter(Boolean).join(' · ')]));
  const after = new Map((next.standards ?? []).map((s) => [s.place, [s.filing, s.filing_en, s.closing, s.closing_en, limit(s.limit.value, s.limit.unit), s.legal_basis].filter(Boolean).join(' · ')]));
  const asked = (list: readonly { code: string; datatype: string; required?: boolean | undefined; label: { zh: string; en?: string | undefined }; values?: Class['questions'][number]['values'] }[]) =>
    new Map(list.map((q, i) => [i + 1, [q.code, q.datatype, q.required ? m.required('zh') : '', q.label.zh, q.label.en ?? '', choicesText({ ...q, datatype: 'string', required: true })].filter(Boolean).join(' · ')]));
  const [oldQuestions, newQuestions] = [asked(stored?.questions ?? []), asked(next.questions ?? [])];
  const stop = (s: Class['stopper'] | ClassInput['stopper']) => (s ? [s.zh, s.en, s.phone, s.blocks ? m.stopperBlocks(lang) : ''].filter(Boolean).join(' · ') : '');
  const both = (a: ReadonlyMap<number, string>, b: ReadonlyMap<number, string>) => [...new Set([...a.keys(), ...b.keys()])].sort((x, y) => x - y);
  return changesOf(lang, [
    [m.code(lang), stored?.code, next.code], [m.name(lang), stored?.name, next.name], [m.nameEn(lang), stored?.name_en, next.name_en], [m.parent(lang), stored?.parent, next.parent], [m.scheme(lang), stored?.scheme, next.scheme],
    [m.kind(lang), stored && m[stored.kind](lang), m[next.kind](lang)], [m.keywords(lang), stored?.keywords, next.keywords], [m.about(lang), stored?.about, next.about], [m.aboutEn(lang), stored?.about_en, next.about_en],
    [m.natures(lang), stored?.natures.map((n) => m[n](lang)), next.natures?.map((n) => m[n](lang))], [m.visibility(lang), stored && m[stored.visibility](lang), m[next.visibility ?? 'public'](lang)], [m.rounding(lang), stored?.rounding_m, next.rounding_m],
    [m.assetClass(lang), stored?.asset_class, next.asset_class], [m.duplicateM(lang), stored?.duplicate_m, next.duplicate_m], [m.duplicateH(lang), stored?.duplicate_h, next.duplicate_h], [m.weight(lang), stored?.weight, next.weight],
    [m.from(lang), stored?.valid_from, next.valid_from], [m.to(lang), stored?.valid_to, next.valid_to], [m.stopper(lang), stop(stored?.stopper ?? null), stop(next.stopper)],
    ...both(before, after).map((n): [string, string | undefined, string | undefined] => [m.standard(lang, { n }), before.get(n), after.get(n)]),
    ...both(oldQuestions, newQuestions).map((n): [string, string | undefined, string | undefined] => [m.questionNo(lang, { n }), oldQuestions.get(n), newQuestions.get(n)]),
  ]);
}

export const pageRoutes: readonly Route[] = [...list, ...edit];
