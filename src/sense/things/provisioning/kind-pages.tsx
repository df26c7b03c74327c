// /admin/sensing/kinds: ready-made kinds of things with their streams; a city adds its own.
import { z } from 'zod';
import type { VNode } from 'preact';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, ticked, type Route } from '#ground/http/route.ts';
import { duration, number } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { pick } from '#ground/i18n/index.ts';
import { adminPage } from '#ground/pages/frame.tsx';
import { Card, CheckBox, Field, LinkButton, Table } from '#ground/pages/parts.tsx';
import { ChangedBy, changesOf, confirm, EditForm, previewed, refuseUnlessCity, Saved, standing, withName, type Change } from '#city/admin/index.ts';
import { areaIndex } from '#city/areas/index.ts';
import { KindCode, KindInput, MOST_STREAMS, RESULT_TYPES, type Kind, type StreamSpec } from './contract.ts';
import { inUse, listedName, saveKind, sensingLists, thingsByKind, type SensingLists } from './lists.ts';
import { known, Retired, ticking } from './list-pages.tsx';
import { l } from './list-messages.ts';
import { HOME, Ways, WHO } from './parts.tsx';

const Query = z.object({ saved: z.string().optional(), lang: z.string().optional() });

const kinds = page({
  path: '/admin/sensing/kinds', who: WHO, summary: 'Kinds of things', query: Query,
  async view(ctx) {
    const { lang, db, url } = ctx;
    const [lists, used] = [await sensingLists(db), await thingsByKind(db)];
    return adminPage(ctx, { title: l.kindsTitle(lang), lead: l.kindsLead(lang), current: HOME, act: <LinkButton href="/admin/sensing/kinds/new" size="d" icon="plus">{l.addKind(lang)}</LinkButton> }, <div class="stack">
      <Ways ctx={ctx} /><Saved lang={lang} url={url} />
      {[...lists.kinds.values()].map((kind) => <KindCard key={kind.code} lang={lang} kind={kind} lists={lists} things={used.get(kind.code) ?? 0} />)}
    </div>);
  },
});

function KindCard({ lang, kind, lists, things }: { lang: Lang; kind: Kind; lists: SensingLists; things: number }) {
  const title = pick(lang, { zh: kind.name, en: kind.name_en });
  return (
    <Card id={`kind-${kind.code}`} title={title} actions={<><Retired lang={lang} at={kind.retired_at} /><LinkButton href={`/admin/sensing/kinds/${kind.code}`} size="d" icon="edit">{l.edit(lang)}</LinkButton></>}>
      <p class="card-p meta">{[<span key="c" class="code">{kind.code}</span>, ' · ', pick(lang, { zh: kind.about, en: kind.about_en }), kind.about ? ' · ' : '', l.things_n(lang, { n: number(lang, things) }), ' · ', l.silentAfter(lang, { time: duration(lang, kind.silent_s / 60) })]}</p>
      <Table<StreamSpec> caption={title} rows={kind.streams} rowKey={(stream) => stream.property} columns={[
        { head: l.property(lang), cell: (stream) => listedName(lang, lists.properties, stream.property) }, { head: l.unit(lang), cell: (stream) => { const unit = lists.properties.get(stream.property)?.unit; return unit && (lists.units.get(unit)?.symbol ?? unit); } },
        { head: l.type(lang), cell: (stream) => l[stream.type](lang) }, { head: l.everyMinutes(lang), num: true, cell: (stream) => number(lang, stream.interval / 60) },
      ]} />
    </Card>
  );
}

const Minutes = z.coerce.number().min(1 / 60).max(525_600);
const Body = z.object({
  code: KindCode, name: KindInput.shape.name, name_en: KindInput.shape.name_en, about: z.string().trim().max(400).default(''), about_en: z.string().trim().max(400).default(''), silent: Minutes.min(1).default(60), retired: ticked, confirm,
}).catchall(z.unknown());
type Body = z.output<typeof Body>;
const ROWS = Array.from({ length: MOST_STREAMS }, (_, i) => i + 1);

const one = page({
  path: '/admin/sensing/kinds/:code', who: WHO, summary: 'One kind of things', params: z.object({ code: z.string().max(40) }), query: Query, body: Body,
  view: (ctx, form) => editor(ctx, form),
  async submit(ctx) {
    const { db, body, params, lang, viewer, now } = ctx;
    refuseUnlessCity(viewer, await areaIndex(db), WHO);
    const lists = await sensingLists(db);
    const stored = known(lists.kinds, params.code);
    if (!stored && (lists.kinds.has(body.code) || body.code === 'new')) throw refuse(422, l.taken, { field: 'code', params: { code: body.code } });
    const input: KindInput = { code: stored?.code ?? body.code, name: body.name, name_en: body.name_en, about: body.about, about_en: body.about_en, silent_s: Math.round(body.silent * 60), streams: streamsOf(body, lists) };
    const said = (kind: Pick<Kind, 'streams'> | undefined) => (kind?.streams ?? []).map((s) => `${s.property} (${l[s.type](lang)}, ${number(lang, s.interval / 60)} min)`);
    const changes = changesOf(lang, [
      [l.code(lang), stored?.code, input.code], [l.name(lang), stored?.name, input.name], [l.nameEn(lang), stored?.name_en, input.name_en], [l.about(lang), stored?.about, input.about], [l.aboutEn(lang), stored?.about_en, input.about_en],
      [l.silent(lang), stored && stored.silent_s / 60, input.silent_s / 60], [l.streams(lang), said(stored), said(input)], [l.isRetired(lang), stored ? stored.retired_at !== null : false, body.retired],
    ]);
    return previewed(ctx, changes, (form, shown) => editor(ctx, form, shown), () => saveKind(db, input, { person: viewer.person ?? null, now, retired: body.retired }), '/admin/sensing/kinds');
  },
});

/** Rows whose property was left empty are none. */
function streamsOf(body: Body, lists: SensingLists): StreamSpec[] {
  const rows = ROWS.flatMap((n) => {
    const property = body[`s${n}_property`];
    if (typeof property !== 'string' || property === '') return [];
    if (!lists.properties.has(property)) throw refuse(422, l.gone, { field: `s${n}_property` });
    const type = RESULT_TYPES.find((one) => one === body[`s${n}_type`]) ?? 'measurement';
    const minutes = Minutes.safeParse(body[`s${n}_minutes`] ?? 10);
    if (!minutes.success) throw refuse(422, l.notNumber, { field: `s${n}_minutes` });
    return [{ n, spec: { property, type, interval: Math.max(1, Math.round(minutes.data * 60)), ...(body[`s${n}_battery`] === undefined ? {} : { battery: true }) } }];
  });
  if (rows.length === 0) throw refuse(422, l.needStream, { field: 's1_property' });
  const twice = rows.find(({ spec }, i) => rows.findIndex((other) => other.spec.property === spec.property) < i);
  if (twice) throw refuse(422, l.twiceProperty, { field: `s${twice.n}_property` });
  return rows.map(({ spec }) => spec);
}

async function editor(ctx: Ctx<{ code: string }, unknown, unknown>, form: FormState, changes?: readonly Change[]): Promise<VNode> {
  const { lang, db, params, site } = ctx;
  const lists = await sensingLists(db);
  const stored = known(lists.kinds, params.code);
  const at = (name: string, value: string | number | null | undefined) => ({ name, value: standing(form, name, value), error: form.errors[name] });
  const filled = ROWS.filter((n) => (typeof form.values[`s${n}_property`] === 'string' && form.values[`s${n}_property`] !== '') || n <= (stored?.streams.length ?? 0)).length;
  const options = inUse(lists.properties).map((p) => ({ value: p.code, label: listedName(lang, lists.properties, p.code) }));
  return adminPage(ctx, { title: stored ? pick(lang, { zh: stored.name, en: stored.name_en }) : l.addKind(lang), current: HOME }, <div class="stack">
    <Ways ctx={ctx} />
    <EditForm lang={lang} form={form} changes={changes}>
      {stored ? <input type="hidden" name="code" value={stored.code} /> : <Field {...at('code', '')} label={l.code(lang)} hint={l.codeKind(lang)} code required />}
      <div class="grid"><Field {...at('name', stored?.name)} label={l.name(lang)} required /><Field {...at('name_en', stored?.name_en)} label={l.nameEn(lang)} required /></div>
      <div class="grid"><Field {...at('about', stored?.about)} label={l.about(lang)} /><Field {...at('about_en', stored?.about_en)} label={l.aboutEn(lang)} /></div>
      <Field {...at('silent', stored ? stored.silent_s / 60 : 60)} label={l.silent(lang)} hint={l.silentHint(lang)} inputMode="decimal" required />
      {ROWS.slice(0, Math.min(MOST_STREAMS, filled + 2)).map((n) => { const spec = stored?.streams[n - 1]; return (
        <fieldset key={n} class="stack-s"><legend class="label">{l.streamN(lang, { n })}</legend>
          <div class="grid">
            <Field {...at(`s${n}_property`, spec?.property)} label={l.property(lang)} as="select" empty={l.empty(lang)} options={options} />
            <Field {...at(`s${n}_type`, spec?.type ?? 'measurement')} label={l.type(lang)} as="select" options={RESULT_TYPES.map((value) => ({ value, label: l[value](lang) }))} />
            <Field {...at(`s${n}_minutes`, spec ? spec.interval / 60 : 10)} label={l.everyMinutes(lang)} inputMode="decimal" />
          </div>
          <CheckBox name={`s${n}_battery`} label={l.battery(lang)} checked={ticking(form, `s${n}_battery`, !!spec?.battery)} />
        </fieldset>
      ); })}
      <CheckBox name="retired" label={l.retired(lang)} checked={ticking(form, 'retired', !!stored?.retired_at)} />
    </EditForm>
    {stored && <ChangedBy lang={lang} zone={site.zone} change={await withName(db, stored)} />}
  </div>);
}

export const kindRoutes: readonly Route[] = [...kinds, ...one];
