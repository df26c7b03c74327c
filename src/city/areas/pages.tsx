import { z } from 'zod';
import type { VNode } from 'preact';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, type Route } from '#ground/http/route.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { pick } from '#ground/i18n/index.ts';
import { adminPage } from '#ground/pages/frame.tsx';
import { Card, Empty, Field, LinkButton, Table, Tabs } from '#ground/pages/parts.tsx';
import { adminWords, ChangedBy, changesOf, confirm, EditForm, ListPages, ListSearch, PAGE_SIZE, previewed, refuseUnlessCity, Saved, standing, withName, type Change } from '../admin/index.ts';
import { areaIndex } from './areas.ts';
import { AREA_KINDS, AreaCode, AreaGeometry, AreaKind, type Area, type AreaInput } from './contract.ts';
import { cityMap } from './map.tsx';
import { m } from './messages.ts';
import { saveAreas } from './saving.ts';
import { readArea } from './store.ts';

const ADMIN = ['administrator'] as const;
export const areaName = (lang: Lang, area: Pick<Area, 'name' | 'name_en'>): string => pick(lang, { zh: area.name, en: area.name_en });

/** The ways between areas and what lies in them. */
export const placeTabs = (lang: Lang, current: 'areas' | 'assets' | 'addresses') => (
  <Tabs label={m.title(lang)} tabs={(['areas', 'assets', 'addresses'] as const).map((room) => ({ href: `/admin/${room}`, label: room === 'areas' ? m.title(lang) : m[room](lang), current: room === current }))} />
);

const Listing = z.object({ kind: AreaKind.optional(), q: z.string().max(80).optional(), from: z.coerce.number().int().min(0).default(0), saved: z.string().optional(), lang: z.string().optional() });
const list = page({
  path: '/admin/areas', who: ADMIN, summary: 'Areas of the city', query: Listing,
  async view(ctx) {
    const { lang, db, query } = ctx;
    const index = await areaIndex(db);
    const kind = query.kind ?? AREA_KINDS.find((k) => k !== 'city' && index.all(k).length > 0) ?? 'city';
    const wanted = query.q?.toLowerCase();
    const found = (wanted ? index.all() : index.all(kind)).filter((a) => !wanted || a.code.toLowerCase().includes(wanted) || a.name.includes(wanted) || a.name_en?.toLowerCase().includes(wanted));
    const map = await cityMap(ctx, { label: m.map(lang, { name: ctx.site.name[lang] }), height: 'l' });
    return adminPage(ctx, { title: m.title(lang), lead: m.lead(lang), act: <span class="row"><LinkButton href="/admin/areas/import" size="d">{m.bring(lang)}</LinkButton><LinkButton href="/admin/areas/new" size="d" icon="plus">{m.add(lang)}</LinkButton></span> }, <>
      {placeTabs(lang, 'areas')}
      <Saved lang={lang} url={ctx.url} />
      <div class="adm-two">
        <div class="stack">
          <ListSearch lang={lang} value={query.q} placeholder={m.searchHint(lang)} keep={{ kind }} />
          {!wanted && <Tabs label={m.kind(lang)} tabs={AREA_KINDS.map((k) => ({ href: `/admin/areas?kind=${k}`, label: `${m[k](lang)} ${index.all(k).length}`, current: k === kind }))} />}
          <Card><Table caption={m.title(lang)} rows={found.slice(query.from, query.from + PAGE_SIZE)} rowKey={(a) => a.code} empty={<Empty title={adminWords.none(lang)}>{adminWords.noneHint(lang)}</Empty>} columns={[
            { head: m.name(lang), cell: (a) => <a class="link" href={`/admin/areas/${a.code}`}>{areaName(lang, a)}</a> },
            { head: m.code(lang), cell: (a) => <span class="code">{a.code}</span> },
            { head: m.kind(lang), cell: (a) => m[a.kind](lang) },
            { head: m.parent(lang), cell: (a) => parentName(lang, a, index.get(a.parent ?? '')) },
            { head: m.below(lang), num: true, cell: (a) => index.children(a.code).length },
          ]} /></Card>
          <ListPages lang={lang} url={ctx.url} total={found.length} offset={query.from} />
        </div>
        {map}
      </div>
    </>);
  },
});

const Body = z.object({
  code: AreaCode, kind: AreaKind, name: z.string().min(1).max(80), name_en: z.string().max(120).optional(), parent: z.string().max(40).optional(),
  valid_from: z.iso.date().optional(), valid_to: z.iso.date().optional(), geometry: z.string().max(1_500_000).optional(), confirm,
});
type Given = z.output<typeof Body>;

const edit = page({
  path: '/admin/areas/:code', who: ADMIN, summary: 'One area', params: z.object({ code: AreaCode }), body: Body,
  view: (ctx, form) => editor(ctx, form),
  async submit(ctx) {
    const { db, body, params, lang, viewer, now } = ctx;
    const index = await areaIndex(db);
    refuseUnlessCity(viewer, index);
    const isNew = params.code === 'new';
    const stored = isNew ? undefined : index.get(params.code);
    if (!isNew && !stored) throw refuse(404, m.noArea, { params: { code: params.code } });
    if (isNew && index.get(body.code)) throw refuse(422, m.codeTaken, { field: 'code', params: { code: body.code } });
    const geometry = outlineOf(body.geometry);
    const input: AreaInput = { ...body, code: stored?.code ?? body.code, name_en: body.name_en ?? null, parent: body.parent ?? null, valid_from: body.valid_from ?? null, valid_to: body.valid_to ?? null, geometry };
    const changes = changesOf(lang, rowsOf(lang, stored, body, geometry));
    return previewed(ctx, changes, (form, shown) => editor(ctx, form, shown), () => saveAreas(db, [input], viewer.person ?? null, now), `/admin/areas/${input.code}`);
  },
});

const ZOOM = { city: 10, district: 11.5, street: 13, community: 14.5, cell: 16 } as const;

/** The form of an area; `new` is one that does not exist yet. */
async function editor(ctx: Ctx<{ code: string }, unknown, unknown>, form: FormState, changes?: readonly Change[]): Promise<VNode> {
  const { lang, db, params, site } = ctx;
  const index = await areaIndex(db);
  const stored = params.code === 'new' ? undefined : await readArea(db, params.code);
  if (!stored && params.code !== 'new') throw refuse(404, m.noArea, { params: { code: params.code } });
  const at = (name: keyof Given, value: string | null | undefined) => ({ name, value: standing(form, name, value), error: form.errors[name] });
  const below = stored ? index.children(stored.code) : [];
  const map = stored && stored.lon !== null && stored.lat !== null ? await cityMap(ctx, { label: m.map(lang, { name: areaName(lang, stored) }), at: { lon: stored.lon, lat: stored.lat }, zoom: ZOOM[stored.kind], height: 'm' }) : undefined;
  return adminPage(ctx, { title: stored ? areaName(lang, stored) : m.addTitle(lang), lead: stored && <span class="code">{stored.path.join(' / ')}</span>, current: '/admin/areas' }, <div class="adm-two">
    <div class="stack">
      <Saved lang={lang} url={ctx.url} />
      <EditForm lang={lang} form={form} changes={changes}>
        {stored ? <input type="hidden" name="code" value={stored.code} /> : <Field {...at('code', '')} label={m.code(lang)} code required />}
        <Field {...at('name', stored?.name)} label={m.name(lang)} required maxLength={80} />
        <Field {...at('name_en', stored?.name_en)} label={m.nameEn(lang)} note={adminWords.mayBeEmpty(lang)} maxLength={120} />
        <Field {...at('kind', stored?.kind)} label={m.kind(lang)} as="select" options={AREA_KINDS.map((value) => ({ value, label: m[value](lang) }))} />
        <Field {...at('parent', stored?.parent)} label={m.parent(lang)} hint={m.parentHint(lang)} code />
        <Field {...at('valid_from', stored?.valid_from)} label={m.from(lang)} type="date" note={adminWords.mayBeEmpty(lang)} />
        <Field {...at('valid_to', stored?.valid_to)} label={m.to(lang)} type="date" note={adminWords.mayBeEmpty(lang)} />
        <Field {...at('geometry', '')} label={m.outline(lang)} hint={m.outlineHint(lang)} as="textarea" rows={4} code />
      </EditForm>
      {stored && <ChangedBy lang={lang} zone={site.zone} change={await withName(db, stored)} />}
    </div>
    <div class="stack">
      {map}
      {below.length > 0 && <Card title={`${m.below(lang)} ${below.length}`} id="below" pad><ul class="stack-s">{below.slice(0, 60).map((a) => <li key={a.code}><a class="link" href={`/admin/areas/${a.code}`}>{areaName(lang, a)}</a> <span class="meta code">{a.code}</span></li>)}</ul></Card>}
    </div>
  </div>);
}

function rowsOf(lang: Lang, stored: Area | undefined, body: Given, geometry: AreaGeometry | null): (readonly [string, string | null | undefined, string | null | undefined])[] {
  return [
    [m.code(lang), stored?.code, stored?.code ?? body.code], [m.name(lang), stored?.name, body.name], [m.nameEn(lang), stored?.name_en, body.name_en], [m.kind(lang), stored && m[stored.kind](lang), m[body.kind](lang)],
    [m.parent(lang), stored?.parent, body.parent], [m.from(lang), stored?.valid_from, body.valid_from], [m.to(lang), stored?.valid_to, body.valid_to],
    [m.outline(lang), m.outlineKept(lang), geometry ? m.outlineNew(lang, { n: geometry.coordinates.flat(Infinity).length / 2 }) : m.outlineKept(lang)],
  ];
}

function outlineOf(text: string | undefined): AreaGeometry | null {
  if (!text) return null;
  try {
    return AreaGeometry.parse(JSON.parse(text));
  } catch {
    throw refuse(422, m.badOutline, { field: 'geometry' });
  }
}

const parentName = (lang: Lang, area: Area, parent: Area | undefined) => (parent ? <a class="link" href={`/admin/areas/${parent.code}`}>{areaName(lang, parent)}</a> : (area.parent ?? ''));

export const pageRoutes: readonly Route[] = [...list, ...edit];
