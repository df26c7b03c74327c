import { z } from 'zod';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, type Route } from '#ground/http/route.ts';
import { pick } from '#ground/i18n/index.ts';
import { adminPage } from '#ground/pages/frame.tsx';
import { Card, Empty, Field, Table, Tag } from '#ground/pages/parts.tsx';
import { adminWords, changesOf, confirm, EditForm, ListSearch, previewed, refuseUnlessCity, Saved, standing, type Change } from '../admin/index.ts';
import { areaIndex, cityMap, placeTabs } from '../areas/index.ts';
import { findPlaces, saveAddresses } from './addresses.ts';
import { ADDRESS_KINDS, type AddressInput, type Place } from './contract.ts';
import { m } from './messages.ts';

const Query = z.object({ q: z.string().max(200).optional(), saved: z.string().optional(), lang: z.string().optional() });
const Body = z.object({
  kind: z.enum(ADDRESS_KINDS).exclude(['road']), name: z.string().min(1).max(120), name_en: z.string().max(160).optional(), road: z.string().max(120).optional(), door: z.coerce.number().int().min(0).max(100_000).optional(),
  lon: z.coerce.number().min(-180).max(180), lat: z.coerce.number().min(-90).max(90), confirm,
});

const addresses = page({
  path: '/admin/addresses', who: ['administrator'], summary: 'Addresses', query: Query, body: Body,
  view: (ctx, form) => show(ctx, form),
  async submit(ctx) {
    const { db, body, lang, viewer } = ctx;
    const areas = await areaIndex(db);
    refuseUnlessCity(viewer, areas);
    if (body.kind === 'door' && (!body.road || body.door === undefined)) throw refuse(422, m.doorNeeds, { field: body.road ? 'door' : 'road' });
    if (!areas.locate(body.lon, body.lat)) throw refuse(422, m.outside, { field: 'lon' });
    const input: AddressInput = { kind: body.kind, name: body.name, name_en: body.name_en ?? null, road: body.road ?? null, door: body.door ?? null, geometry: { type: 'Point', coordinates: [body.lon, body.lat] } };
    const changes = changesOf(lang, [[m.kind(lang), '', m[body.kind](lang)], [m.name(lang), '', body.name], [m.nameEn(lang), '', body.name_en], [m.roadName(lang), '', body.road], [m.doorNumber(lang), '', body.door], [m.position(lang), '', `${body.lon}, ${body.lat}`]]);
    return previewed(ctx, changes, (form, shown) => show(ctx, form, shown), () => saveAddresses(db, [input]), `/admin/addresses?q=${encodeURIComponent(body.name)}`);
  },
});

async function show(ctx: Ctx<unknown, z.output<typeof Query>, unknown>, form: FormState, changes?: readonly Change[]) {
  const { lang, db, query } = ctx;
  const found = query.q ? await findPlaces(db, { text: query.q, limit: 20 }) : [];
  const at = (name: keyof z.output<typeof Body>) => ({ name, value: standing(form, name, ''), error: form.errors[name] });
  const points = { type: 'FeatureCollection' as const, features: found.map((p, i) => ({ type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: [p.lon, p.lat] as [number, number] }, properties: { id: String(i), title: pick(lang, { zh: p.name, en: p.name_en }), glyph: 'new', clock: 'ok' as const } })) };
  return adminPage(ctx, { title: m.title(lang), lead: m.lead(lang), current: '/admin/areas' }, <>
    {placeTabs(lang, 'addresses')}
    <Saved lang={lang} url={ctx.url} />
    <div class="adm-two">
      <div class="stack">
        <ListSearch lang={lang} value={query.q} placeholder={m.searchHint(lang)} />
        {query.q
          ? <Card><Table<Place> caption={m.title(lang)} rows={found} rowKey={(p) => `${p.kind}${p.id}${p.name}`} empty={<Empty icon="pin" title={adminWords.none(lang)}>{adminWords.noneHint(lang)}</Empty>} columns={[
            { head: m.name(lang), cell: (p) => <>{pick(lang, { zh: p.name, en: p.name_en })} {!p.exact && <Tag>{m.notExact(lang)}</Tag>}</> }, { head: m.kind(lang), cell: (p) => m[p.kind](lang) },
            { head: m.position(lang), cell: (p) => <span class="code">{p.lon.toFixed(5)}, {p.lat.toFixed(5)}</span> }, { head: m.score(lang), num: true, cell: (p) => p.score.toFixed(2) },
          ]} /></Card>
          : <Empty icon="pin" title={m.tryOne(lang)} />}
        {await cityMap(ctx, { label: m.map(lang), points, at: found[0], height: 'm' })}
      </div>
      <Card title={m.add(lang)} id="add" pad><EditForm lang={lang} form={form} changes={changes}>
        <Field {...at('kind')} label={m.kind(lang)} as="select" options={ADDRESS_KINDS.filter((kind) => kind !== 'road').map((value) => ({ value, label: m[value](lang) }))} />
        <Field {...at('name')} label={m.name(lang)} required /><Field {...at('name_en')} label={m.nameEn(lang)} note={adminWords.mayBeEmpty(lang)} />
        <div class="grid"><Field {...at('road')} label={m.roadName(lang)} hint={m.roadHint(lang)} /><Field {...at('door')} label={m.doorNumber(lang)} inputMode="numeric" /></div>
        <div class="grid"><Field {...at('lon')} label={m.lon(lang)} inputMode="decimal" required /><Field {...at('lat')} label={m.lat(lang)} inputMode="decimal" required /></div>
      </EditForm></Card>
    </div>
  </>);
}

export const pageRoutes: readonly Route[] = [...addresses];
