import { z } from 'zod';
import type { VNode } from 'preact';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, type Route } from '#ground/http/route.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { adminPage } from '#ground/pages/frame.tsx';
import { Card, Empty, Field, LinkButton, Table, Tag } from '#ground/pages/parts.tsx';
import { adminWords, ChangedBy, changesOf, confirm, EditForm, ListPages, ListSearch, PAGE_SIZE, previewed, Saved, scopeOf, standing, withName, type Change } from '../admin/index.ts';
import { areaIndex, cityMap, placeTabs } from '../areas/index.ts';
import { classIndex, className } from '../classes/index.ts';
import { organisationIndex, organisationName } from '../organisations/index.ts';
import { saveAssets } from './assets.ts';
import { ASSET_STATES, AssetCode, AssetState, type Asset, type AssetInput } from './contract.ts';
import { m } from './messages.ts';
import { refuseForeign } from './routes.ts';
import { assetByCode, assetChange, listAssets } from './store.ts';

const ADMIN = ['administrator'] as const;
type Listed = Awaited<ReturnType<typeof listAssets>>[number];

const list = page({
  path: '/admin/assets', who: ADMIN, summary: 'Assets', query: z.object({ q: z.string().max(80).optional(), state: AssetState.optional(), from: z.coerce.number().int().min(0).max(1_000_000).default(0), saved: z.string().optional(), lang: z.string().optional() }),
  async view(ctx) {
    const { lang, db, query, viewer } = ctx;
    const scope = scopeOf(viewer, await areaIndex(db));
    const [rows, classes, organisations] = [await listAssets(db, { search: query.q, state: query.state, cells: scope.all ? undefined : scope.areas, limit: PAGE_SIZE, offset: query.from }), await classIndex(db), await organisationIndex(db)];
    const named = (code: string | null) => { const o = code ? organisations.get(code) : undefined; return o ? organisationName(lang, o) : (code ?? ''); };
    const cls = (code: string | null) => { const c = code ? classes.get(code) : undefined; return c ? className(lang, c) : (code ?? ''); };
    return adminPage(ctx, { title: m.title(lang), lead: m.lead(lang), current: '/admin/areas', act: <LinkButton href="/admin/assets/new" size="d" icon="plus">{m.add(lang)}</LinkButton> }, <>
      {placeTabs(lang, 'assets')}
      <Saved lang={lang} url={ctx.url} />
      <ListSearch lang={lang} value={query.q} placeholder={m.searchHint(lang)}><Field name="state" label={m.state(lang)} as="select" empty={adminWords.any(lang)} value={query.state} options={ASSET_STATES.map((value) => ({ value, label: m[value](lang) }))} /></ListSearch>
      <Card><Table<Listed> caption={m.title(lang)} rows={rows} rowKey={(a) => a.code} empty={<Empty title={adminWords.none(lang)}>{adminWords.noneHint(lang)}</Empty>} columns={[
        { head: m.name(lang), cell: (a) => <a class="link" href={`/admin/assets/${a.code}`}>{a.name}</a> }, { head: m.code(lang), cell: (a) => <span class="code">{a.code}</span> },
        { head: m.class(lang), cell: (a) => cls(a.class) }, { head: m.state(lang), cell: (a) => (a.state === 'good' ? m.good(lang) : <Tag tone="back">{m[a.state](lang)}</Tag>) },
        { head: m.owner(lang), cell: (a) => named(a.owner) }, { head: m.place(lang), cell: (a) => a.place },
      ]} /></Card>
      <ListPages lang={lang} url={ctx.url} total={rows[0]?.total ?? 0} offset={query.from} />
    </>);
  },
});

const degrees = (limit: number) => z.coerce.number().min(-limit).max(limit);
const Body = z.object({
  code: AssetCode, name: z.string().min(1).max(120), class: z.string().max(40).optional(), owner: z.string().max(40).optional(), maintainer: z.string().max(40).optional(), state: AssetState,
  lon: degrees(180), lat: degrees(90), place: z.string().max(200).optional(), surveyed_on: z.iso.date().optional(), source: z.string().max(80).optional(), confirm,
});

const edit = page({
  path: '/admin/assets/:code', who: ADMIN, summary: 'One asset', params: z.object({ code: AssetCode }), body: Body,
  view: (ctx, form) => editor(ctx, form),
  async submit(ctx) {
    const { db, body, params, lang, viewer, now } = ctx;
    const stored = params.code === 'new' ? undefined : await assetByCode(db, params.code);
    if (params.code !== 'new' && !stored) throw refuse(404, m.noAsset, { params: { code: params.code } });
    if (!stored && (await assetByCode(db, body.code))) throw refuse(422, m.codeTaken, { field: 'code', params: { code: body.code } });
    const { confirm: _, ...given } = body;
    const input: AssetInput = { ...given, code: stored?.code ?? body.code };
    await refuseForeign(db, viewer, input.code, input);
    const was = await assetChange(db, input.code);
    const changes = changesOf(lang, [
      [m.code(lang), stored?.code, input.code], [m.name(lang), stored?.name, body.name], [m.class(lang), stored?.class, body.class], [m.owner(lang), stored?.owner, body.owner], [m.maintainer(lang), stored?.maintainer, body.maintainer],
      [m.state(lang), stored && m[stored.state](lang), m[body.state](lang)], [m.lon(lang), stored?.lon, body.lon], [m.lat(lang), stored?.lat, body.lat], [m.place(lang), stored?.place, body.place],
      [m.surveyed(lang), was?.surveyed_on, body.surveyed_on], [m.source(lang), was?.source, body.source],
    ]);
    return previewed(ctx, changes, (form, shown) => editor(ctx, form, shown), () => saveAssets(db, [input], viewer.person ?? null, now), `/admin/assets/${input.code}`);
  },
});

async function editor(ctx: Ctx<{ code: string }, unknown, unknown>, form: FormState, changes?: readonly Change[]): Promise<VNode> {
  const { lang, db, params, site } = ctx;
  const stored = params.code === 'new' ? undefined : await assetByCode(db, params.code);
  if (!stored && params.code !== 'new') throw refuse(404, m.noAsset, { params: { code: params.code } });
  const [classes, organisations, was] = [await classIndex(db), await organisationIndex(db), stored && (await assetChange(db, stored.code))];
  const at = (name: keyof z.output<typeof Body>, value: string | number | null | undefined) => ({ name, value: standing(form, name, value), error: form.errors[name] });
  const units = organisations.all().map((o) => ({ value: o.code, label: organisationName(lang, o) }));
  return adminPage(ctx, { title: stored?.name ?? m.add(lang), lead: stored?.cell && <span class="code">{stored.cell}</span>, current: '/admin/areas' }, <div class="adm-two">
    <div class="stack">
      <Saved lang={lang} url={ctx.url} />
      <EditForm lang={lang} form={form} changes={changes}>
        {stored ? <input type="hidden" name="code" value={stored.code} /> : <Field {...at('code', '')} label={m.code(lang)} hint={m.codeHint(lang)} code required />}
        <Field {...at('name', stored?.name)} label={m.name(lang)} required />
        <Field {...at('class', stored?.class)} label={m.class(lang)} as="select" empty={adminWords.mayBeEmpty(lang)} options={classes.all.filter((c) => c.kind === 'component' && c.parent !== null).map((c) => ({ value: c.code, label: className(lang, c) }))} />
        <Field {...at('owner', stored?.owner)} label={m.owner(lang)} as="select" empty={adminWords.mayBeEmpty(lang)} options={units} /><Field {...at('maintainer', stored?.maintainer)} label={m.maintainer(lang)} as="select" empty={adminWords.mayBeEmpty(lang)} options={units} />
        <Field {...at('state', stored?.state ?? 'good')} label={m.state(lang)} as="select" options={ASSET_STATES.map((value) => ({ value, label: m[value](lang) }))} />
        <div class="grid"><Field {...at('lon', stored?.lon)} label={m.lon(lang)} inputMode="decimal" required /><Field {...at('lat', stored?.lat)} label={m.lat(lang)} inputMode="decimal" required /></div>
        <Field {...at('place', stored?.place)} label={m.place(lang)} /><Field {...at('surveyed_on', was?.surveyed_on)} label={m.surveyed(lang)} type="date" note={adminWords.mayBeEmpty(lang)} /><Field {...at('source', was?.source)} label={m.source(lang)} note={adminWords.mayBeEmpty(lang)} />
      </EditForm>
      <ChangedBy lang={lang} zone={site.zone} change={await withName(db, was)} />
    </div>
    {stored && await assetMap(ctx, lang, stored)}
  </div>);
}

const assetMap = (ctx: Pick<Ctx, 'db' | 'lang'>, lang: Lang, asset: Asset) => cityMap(ctx, {
  label: m.map(lang, { name: asset.name }), at: asset, height: 'm',
  points: { type: 'FeatureCollection', features: [{ type: 'Feature', geometry: { type: 'Point', coordinates: [asset.lon, asset.lat] }, properties: { id: asset.code, title: asset.name, glyph: 'new', clock: asset.state === 'good' ? 'ok' : 'warn' } }] },
});

export const pageRoutes: readonly Route[] = [...list, ...edit];
