// /admin/sensing/properties and /admin/sensing/units: the controlled lists. A form shows what will change before it changes.
import { z } from 'zod';
import type { VNode } from 'preact';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, ticked, type Route } from '#ground/http/route.ts';
import { number } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { adminPage } from '#ground/pages/frame.tsx';
import { Card, CheckBox, Field, LinkButton, Table, Tag } from '#ground/pages/parts.tsx';
import { ChangedBy, changesOf, confirm, EditForm, previewed, refuseUnlessCity, Saved, standing, withName, type Change } from '#city/admin/index.ts';
import { areaIndex } from '#city/areas/index.ts';
import { PropertyCode, PropertyInput, UnitCode, UnitInput, type Property, type Unit } from './contract.ts';
import { inUse, listedName, saveProperty, saveUnit, sensingLists } from './lists.ts';
import { l } from './list-messages.ts';
import { HOME, Ways, WHO } from './parts.tsx';

const Query = z.object({ saved: z.string().optional(), lang: z.string().optional() });
export const Retired = ({ lang, at }: { lang: Lang; at: Date | null }) => (at ? <Tag>{l.isRetired(lang)}</Tag> : null);
/** A box of a form: as it was sent, else as it is stored. */
export const ticking = (form: FormState, name: string, stored: boolean): boolean => (Object.keys(form.values).length ? form.values[name] !== undefined && form.values[name] !== 'false' : stored);

const properties = page({
  path: '/admin/sensing/properties', who: WHO, summary: 'Observed properties', query: Query,
  async view(ctx) {
    const { lang, db, url } = ctx;
    const lists = await sensingLists(db);
    const bound = (value: number | null) => (value === null ? '' : number(lang, value));
    return adminPage(ctx, { title: l.propertiesTitle(lang), lead: l.propertiesLead(lang), current: HOME, act: <LinkButton href="/admin/sensing/properties/new" size="d" icon="plus">{l.addProperty(lang)}</LinkButton> }, <div class="stack">
      <Ways ctx={ctx} /><Saved lang={lang} url={url} />
      <Card><Table<Property> caption={l.propertiesTitle(lang)} rows={[...lists.properties.values()]} rowKey={(p) => p.code} columns={[
        { head: l.propertiesTitle(lang), cell: (p) => <a class="link" href={`/admin/sensing/properties/${encodeURIComponent(p.code)}`}>{listedName(lang, lists.properties, p.code)}</a> }, { head: l.code(lang), cell: (p) => <span class="code nowrap">{p.code}</span> },
        { head: l.unit(lang), cell: (p) => p.unit && (lists.units.get(p.unit)?.symbol ?? p.unit) }, { head: l.range(lang), cell: (p) => (p.low === null && p.high === null ? '' : <span class="nowrap">{l.rangeOf(lang, { low: bound(p.low), high: bound(p.high) })}</span>) }, { head: '', cell: (p) => <Retired lang={lang} at={p.retired_at} /> },
      ]} /></Card>
    </div>);
  },
});

const Bound = z.preprocess((v) => (typeof v === 'string' && v.trim() === '' ? undefined : v), z.coerce.number({ error: () => l.notNumber('en') }).min(-1e12).max(1e12).optional());
const PropertyBody = z.object({ code: PropertyCode, name: PropertyInput.shape.name, name_en: PropertyInput.shape.name_en, definition: PropertyInput.shape.definition, unit: UnitCode.optional(), low: Bound, high: Bound, retired: ticked, confirm });

const oneProperty = page({
  path: '/admin/sensing/properties/:code', who: WHO, summary: 'One observed property', params: z.object({ code: z.string().max(60) }), query: Query, body: PropertyBody,
  view: (ctx, form) => propertyEditor(ctx, form),
  async submit(ctx) {
    const { db, body, params, lang, viewer, now } = ctx;
    refuseUnlessCity(viewer, await areaIndex(db), WHO);
    const lists = await sensingLists(db);
    const stored = known(lists.properties, params.code);
    if (!stored && lists.properties.has(body.code)) throw refuse(422, l.taken, { field: 'code', params: { code: body.code } });
    if (body.unit !== undefined && !lists.units.has(body.unit)) throw refuse(422, l.noSuchUnit, { field: 'unit' });
    if (body.low !== undefined && body.high !== undefined && body.low >= body.high) throw refuse(422, l.wrongOrder, { field: 'high' });
    const input: PropertyInput = { code: stored?.code ?? body.code, name: body.name, name_en: body.name_en, definition: body.definition, unit: body.unit ?? null, low: body.low ?? null, high: body.high ?? null };
    const changes = changesOf(lang, [
      [l.code(lang), stored?.code, input.code], [l.name(lang), stored?.name, input.name], [l.nameEn(lang), stored?.name_en, input.name_en], [l.definition(lang), stored?.definition, input.definition], [l.unit(lang), stored?.unit, input.unit], [l.low(lang), stored?.low, input.low], [l.high(lang), stored?.high, input.high], [l.isRetired(lang), stored ? stored.retired_at !== null : false, body.retired],
    ]);
    return previewed(ctx, changes, (form, shown) => propertyEditor(ctx, form, shown), () => saveProperty(db, input, { person: viewer.person ?? null, now, retired: body.retired }), '/admin/sensing/properties');
  },
});

/** The entry of an address; undefined for a new one. Refuses (404) what is none. */
export function known<T>(list: ReadonlyMap<string, T>, code: string): T | undefined {
  const found = list.get(code);
  if (!found && code !== 'new') throw refuse(404, l.gone);
  return found;
}

async function propertyEditor(ctx: Ctx<{ code: string }, unknown, unknown>, form: FormState, changes?: readonly Change[]): Promise<VNode> {
  const { lang, db, params, site } = ctx;
  const lists = await sensingLists(db);
  const stored = known(lists.properties, params.code);
  const at = (name: keyof z.output<typeof PropertyBody>, value: string | number | null | undefined) => ({ name, value: standing(form, name, value), error: form.errors[name] });
  return adminPage(ctx, { title: stored ? listedName(lang, lists.properties, stored.code) : l.addProperty(lang), current: HOME }, <div class="stack">
    <Ways ctx={ctx} />
    <EditForm lang={lang} form={form} changes={changes}>
      {stored ? <input type="hidden" name="code" value={stored.code} /> : <Field {...at('code', '')} label={l.code(lang)} hint={l.codeProperty(lang)} code required />}
      <Field {...at('name', stored?.name)} label={l.name(lang)} required /><Field {...at('name_en', stored?.name_en)} label={l.nameEn(lang)} required />
      <Field {...at('definition', stored?.definition)} label={l.definition(lang)} hint={l.definitionHint(lang)} type="url" required />
      <Field {...at('unit', stored?.unit)} label={l.unit(lang)} as="select" empty={l.noUnit(lang)} options={inUse(lists.units).map((unit) => ({ value: unit.code, label: `${unit.symbol} · ${listedName(lang, lists.units, unit.code)}` }))} />
      <div class="grid"><Field {...at('low', stored?.low)} label={l.low(lang)} inputMode="decimal" /><Field {...at('high', stored?.high)} label={l.high(lang)} inputMode="decimal" /></div>
      <CheckBox name="retired" label={l.retired(lang)} checked={ticking(form, 'retired', !!stored?.retired_at)} />
    </EditForm>
    {stored && <ChangedBy lang={lang} zone={site.zone} change={await withName(db, stored)} />}
  </div>);
}

const units = page({
  path: '/admin/sensing/units', who: WHO, summary: 'Units of measurement', query: Query,
  async view(ctx) {
    const { lang, db, url } = ctx;
    const lists = await sensingLists(db);
    return adminPage(ctx, { title: l.unitsTitle(lang), lead: l.unitsLead(lang), current: HOME, act: <LinkButton href="/admin/sensing/units/new" size="d" icon="plus">{l.addUnit(lang)}</LinkButton> }, <div class="stack">
      <Ways ctx={ctx} /><Saved lang={lang} url={url} />
      <Card><Table<Unit> caption={l.unitsTitle(lang)} rows={[...lists.units.values()]} rowKey={(u) => u.code} columns={[
        { head: l.unitsTitle(lang), cell: (u) => <a class="link" href={`/admin/sensing/units/${encodeURIComponent(u.code)}`}>{listedName(lang, lists.units, u.code)}</a> }, { head: l.symbol(lang), cell: (u) => u.symbol }, { head: l.code(lang), cell: (u) => <span class="code">{u.code}</span> }, { head: '', cell: (u) => <Retired lang={lang} at={u.retired_at} /> },
      ]} /></Card>
    </div>);
  },
});

const UnitBody = UnitInput.extend({ retired: ticked, confirm });
const oneUnit = page({
  path: '/admin/sensing/units/:code', who: WHO, summary: 'One unit of measurement', params: z.object({ code: z.string().max(40) }), query: Query, body: UnitBody,
  view: (ctx, form) => unitEditor(ctx, form),
  async submit(ctx) {
    const { db, body, params, lang, viewer, now } = ctx;
    refuseUnlessCity(viewer, await areaIndex(db), WHO);
    const lists = await sensingLists(db);
    const stored = known(lists.units, params.code);
    if (!stored && lists.units.has(body.code)) throw refuse(422, l.taken, { field: 'code', params: { code: body.code } });
    const input: UnitInput = { code: stored?.code ?? body.code, name: body.name, name_en: body.name_en, symbol: body.symbol };
    const changes = changesOf(lang, [[l.code(lang), stored?.code, input.code], [l.symbol(lang), stored?.symbol, input.symbol], [l.name(lang), stored?.name, input.name], [l.nameEn(lang), stored?.name_en, input.name_en], [l.isRetired(lang), stored ? stored.retired_at !== null : false, body.retired]]);
    return previewed(ctx, changes, (form, shown) => unitEditor(ctx, form, shown), () => saveUnit(db, input, { person: viewer.person ?? null, now, retired: body.retired }), '/admin/sensing/units');
  },
});

async function unitEditor(ctx: Ctx<{ code: string }, unknown, unknown>, form: FormState, changes?: readonly Change[]): Promise<VNode> {
  const { lang, db, params, site } = ctx;
  const lists = await sensingLists(db);
  const stored = known(lists.units, params.code);
  const at = (name: keyof z.output<typeof UnitBody>, value: string | undefined) => ({ name, value: standing(form, name, value), error: form.errors[name] });
  return adminPage(ctx, { title: stored ? listedName(lang, lists.units, stored.code) : l.addUnit(lang), current: HOME }, <div class="stack">
    <Ways ctx={ctx} />
    <EditForm lang={lang} form={form} changes={changes}>
      {stored ? <input type="hidden" name="code" value={stored.code} /> : <Field {...at('code', '')} label={l.code(lang)} hint={l.codeUnit(lang)} code required />}
      <Field {...at('symbol', stored?.symbol)} label={l.symbol(lang)} required /><Field {...at('name', stored?.name)} label={l.name(lang)} required /><Field {...at('name_en', stored?.name_en)} label={l.nameEn(lang)} required />
      <CheckBox name="retired" label={l.retired(lang)} checked={ticking(form, 'retired', !!stored?.retired_at)} />
    </EditForm>
    {stored && <ChangedBy lang={lang} zone={site.zone} change={await withName(db, stored)} />}
  </div>);
}

export const listRoutes: readonly Route[] = [...properties, ...oneProperty, ...units, ...oneUnit];
