// Base maps (底图): which ground the city's maps stand on, with attribution and approval number (审图号).
import { z } from 'zod';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { DATUMS } from '#ground/geo/datums.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, ticked, type Route } from '#ground/http/route.ts';
import { pick } from '#ground/i18n/index.ts';
import { adminPage } from '#ground/pages/frame.tsx';
import { Card, CheckBox, Field, Item, Items, LinkButton, Tag } from '#ground/pages/parts.tsx';
import { adminWords, changesOf, confirm, EditForm, previewed, refuseUnlessCity, Saved, standing, ticks, type Change } from '../admin/index.ts';
import { citySettings, saveSetting, type CitySettings } from '../settings/index.ts';
import { areaIndex } from './areas.ts';
import { drawn } from './basemaps.ts';
import { cityMap } from './map.tsx';
import { m } from './messages.ts';

type BaseMapSetting = CitySettings['baseMaps'][number];
const KINDS = ['raster', 'vector', 'pmtiles', 'none'] as const;

const list = page({
  path: '/admin/maps', who: ['administrator'], summary: 'Base maps',
  async view(ctx) {
    const { lang, db } = ctx;
    const { baseMaps } = await citySettings(db);
    const used = baseMaps.find((map) => map.on && drawn(map, lang, process.env));
    return adminPage(ctx, { title: m.mapsTitle(lang), lead: m.mapsLead(lang), act: <LinkButton href="/admin/maps/new" size="d" icon="plus">{m.mapAdd(lang)}</LinkButton> }, <>
      <Saved lang={lang} url={ctx.url} />
      <div class="adm-two">
        <Items label={m.mapsTitle(lang)}>
          {baseMaps.map((map) => (
            <Item key={map.id} href={`/admin/maps/${map.id}`} title={pick(lang, map.name)} meta={`${m[map.kind](lang)} · ${pick(lang, map.attribution)}${map.approval ? ` · ${map.approval}` : ''}`}
              signs={<><Tag tone={map.on ? 'info' : undefined}>{map === used ? m.mapUsed(lang) : map.on ? m.on(lang) : m.off(lang)}</Tag>{map.keyEnv && !process.env[map.keyEnv] && <Tag tone="back">{m.keyMissing(lang, { name: map.keyEnv })}</Tag>}</>} />
          ))}
        </Items>
        <Card>{await cityMap(ctx, { label: m.map(lang, { name: ctx.site.name[lang] }), height: 'm' })}</Card>
      </div>
    </>);
  },
});

const Id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/);
const Body = z.object({
  id: Id, name: z.string().min(1).max(60), name_en: z.string().max(80).optional(), kind: z.enum(KINDS), url: z.string().max(800).optional(), overlay: z.string().max(800).optional(),
  attribution: z.string().min(1).max(200), attribution_en: z.string().max(200).optional(), approval: z.string().max(80).optional(), datum: z.enum(DATUMS), keyEnv: z.string().regex(/^[A-Z][A-Z0-9_]{0,60}$/).optional(),
  place: z.coerce.number().int().min(1).max(50).default(1), on: ticked, confirm,
});

const edit = page({
  path: '/admin/maps/:id', who: ['administrator'], summary: 'One base map', params: z.object({ id: Id }), body: Body,
  view: (ctx, form) => editor(ctx, form),
  async submit(ctx) {
    const { body, params, lang, db, viewer, now } = ctx;
    refuseUnlessCity(viewer, await areaIndex(db));
    const { baseMaps } = await citySettings(db);
    const stored = baseMaps.find((map) => map.id === params.id);
    if (!stored && params.id !== 'new') throw refuse(404, m.noMap);
    if (body.kind !== 'none' && !body.url) throw refuse(422, m.needsUrl, { field: 'url' });
    if (!stored && baseMaps.some((map) => map.id === body.id)) throw refuse(422, m.codeTaken, { field: 'id', params: { code: body.id } });
    const next: BaseMapSetting = {
      id: stored?.id ?? body.id, name: { zh: body.name, ...(body.name_en ? { en: body.name_en } : {}) }, kind: body.kind, attribution: { zh: body.attribution, ...(body.attribution_en ? { en: body.attribution_en } : {}) },
      datum: body.datum, on: body.on, ...optional({ url: body.url, overlay: body.overlay, approval: body.approval, keyEnv: body.keyEnv }),
    };
    const others = baseMaps.filter((map) => map !== stored);
    const maps = [...others.slice(0, body.place - 1), next, ...others.slice(body.place - 1)];
    const before: Record<string, string | number | undefined> | undefined = stored && { ...rowOf(lang, stored), place: baseMaps.indexOf(stored) + 1 };
    const after: Record<string, string | number | undefined> = { ...rowOf(lang, next), place: maps.indexOf(next) + 1 };
    const labels = { name: m.name, name_en: m.nameEn, kind: m.mapKind, url: m.mapUrl, overlay: m.mapOverlay, attribution: m.attribution, attribution_en: m.attributionEn, approval: m.approval, datum: m.datum, keyEnv: m.keyEnv, on: m.on, place: m.place };
    const changes = changesOf(lang, Object.entries(labels).map(([name, label]) => [label(lang), before?.[name], after[name]]));
    return previewed(ctx, changes, (form, shown) => editor(ctx, form, shown), () => saveSetting(db, 'baseMaps', maps, viewer.person ?? '', now), '/admin/maps');
  },
});

async function editor(ctx: Ctx<{ id: string }, unknown, unknown>, form: FormState, changes?: readonly Change[]) {
  const { lang, db, params } = ctx;
  const { baseMaps } = await citySettings(db);
  const stored = baseMaps.find((map) => map.id === params.id);
  if (!stored && params.id !== 'new') throw refuse(404, m.noMap);
  const at = (name: keyof z.output<typeof Body>, value: string | number | undefined) => ({ name, value: standing(form, name, value), error: form.errors[name] });
  return adminPage(ctx, { title: stored ? pick(lang, stored.name) : m.mapAdd(lang), current: '/admin/maps' }, <EditForm lang={lang} form={form} changes={changes}>
    {stored ? <input type="hidden" name="id" value={stored.id} /> : <Field {...at('id', '')} label={m.mapId(lang)} code required />}
    <Field {...at('name', stored?.name.zh)} label={m.name(lang)} required /><Field {...at('name_en', stored?.name.en)} label={m.nameEn(lang)} note={adminWords.mayBeEmpty(lang)} />
    <Field {...at('kind', stored?.kind)} label={m.mapKind(lang)} as="select" options={KINDS.map((value) => ({ value, label: m[value](lang) }))} />
    <Field {...at('url', stored?.url)} label={m.mapUrl(lang)} hint={m.mapUrlHint(lang)} code /><Field {...at('overlay', stored?.overlay)} label={m.mapOverlay(lang)} hint={m.mapOverlayHint(lang)} code note={adminWords.mayBeEmpty(lang)} />
    <Field {...at('attribution', stored?.attribution.zh)} label={m.attribution(lang)} required /><Field {...at('attribution_en', stored?.attribution.en)} label={m.attributionEn(lang)} note={adminWords.mayBeEmpty(lang)} />
    <Field {...at('approval', stored?.approval)} label={m.approval(lang)} note={adminWords.mayBeEmpty(lang)} />
    <Field {...at('datum', stored?.datum)} label={m.datum(lang)} as="select" options={DATUMS.map((value) => ({ value, label: value }))} />
    <Field {...at('keyEnv', stored?.keyEnv)} label={m.keyEnv(lang)} hint={m.keyHint(lang)} code note={adminWords.mayBeEmpty(lang)} />
    <Field {...at('place', stored ? baseMaps.indexOf(stored) + 1 : baseMaps.length + 1)} label={m.place(lang)} type="number" min={1} max={50} />
    <CheckBox name="on" label={m.on(lang)} checked={!['', 'false'].includes(ticks(form, 'on', stored?.on === false ? [] : ['yes'])[0] ?? '')} />
  </EditForm>);
}

const rowOf = (lang: 'zh' | 'en', map: BaseMapSetting): Record<string, string | undefined> => ({
  name: map.name.zh, name_en: map.name.en, kind: m[map.kind](lang), url: map.url, overlay: map.overlay, attribution: map.attribution.zh, attribution_en: map.attribution.en, approval: map.approval, datum: map.datum, keyEnv: map.keyEnv,
  on: map.on ? adminWords.yes(lang) : adminWords.no(lang),
});
const optional = (values: Record<string, string | undefined>) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

export const baseMapRoutes: readonly Route[] = [...list, ...edit];
