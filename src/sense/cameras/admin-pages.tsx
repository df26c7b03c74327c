// Administration: cameras, what becomes of what they see, how long pictures stay, and channels that catalogues named.
import { z } from 'zod';
import type { VNode } from 'preact';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, see, ticked, type Route } from '#ground/http/route.ts';
import { readPoint, PositionFields } from '#ground/geo/read.ts';
import { DATUMS } from '#ground/geo/datums.ts';
import { adminPage } from '#ground/pages/frame.tsx';
import { Button, Card, CheckBox, Empty, Field, LinkButton, Pagination, Table } from '#ground/pages/parts.tsx';
import { adminWords, FormErrors, ListSearch, refuseUnlessCity, Saved, scopeOf, standing } from '#city/admin/index.ts';
import { areaIndex } from '#city/areas/index.ts';
import { cityTools } from '#city/cases/index.ts';
import { className } from '#city/classes/index.ts';
import { organisationName } from '#city/organisations/index.ts';
import { CameraCode, Covered, KINDS, OPENS, EventKind, GbCode, type CameraInput } from './contract.ts';
import { m } from './messages.ts';
import { cameraMap, StateTag } from './pages.tsx';
import { reachOf } from './reach.ts';
import { saveCamera, saveRule } from './saving.ts';
import { channelBy, newChannels, type ChannelRow } from './sip-store.ts';
import { s } from './staff-messages.ts';
import { cameraByCode, listCameras, listRules, readPolicy, writePolicy, type CameraRow, type RuleRow } from './store.ts';
import { kindWord } from './words.ts';

const ADMIN = ['administrator'] as const;
const PAGE = 50;

const list = page({
  path: '/admin/cameras', who: ADMIN, summary: 'Cameras', query: z.object({ q: z.string().max(80).optional(), after: CameraCode.optional(), saved: z.string().optional(), lang: z.string().optional() }),
  async view(ctx) {
    const { lang, db, query, viewer, now } = ctx;
    const reach = reachOf(viewer, ADMIN);
    const whole = scopeOf(viewer, await areaIndex(db)).all;
    const [rows, channels] = [await listCameras(db, { ...reach, text: query.q, after: query.after, limit: PAGE + 1, now }), whole ? await newChannels(db) : []];
    const shown = rows.slice(0, PAGE);
    return adminPage(ctx, { title: s.admin(lang), lead: s.adminLead(lang), act: <span class="row"><LinkButton href="/admin/cameras/rules" size="d">{s.rules(lang)}</LinkButton><LinkButton href="/admin/cameras/new" size="d" icon="plus">{s.add(lang)}</LinkButton></span> }, <>
      <Saved lang={lang} url={ctx.url} />
      <ListSearch lang={lang} value={query.q} placeholder={m.searchHint(lang)} />
      <Card><Table<CameraRow> caption={s.admin(lang)} rows={shown} rowKey={(c) => c.code} empty={<Empty icon="eye" title={m.none(lang)}>{m.noneHint(lang)}</Empty>} columns={[
        { head: m.name(lang), cell: (c) => <a class="link" href={`/admin/cameras/${c.code}`}>{c.name}</a> }, { head: m.code(lang), cell: (c) => <span class="code">{c.code}</span> }, { head: m.gb(lang), cell: (c) => <span class="code">{c.gb_id}</span> },
        { head: m.state(lang), cell: (c) => <StateTag state={c.state} lang={lang} /> }, { head: m.place(lang), cell: (c) => c.place },
      ]} /></Card>
      <Pagination label={m.pages(lang)} older={rows.length > PAGE ? `/admin/cameras?after=${shown.at(-1)?.code ?? ''}` : undefined} olderWords={m.older(lang)} newer={query.after === undefined ? undefined : '/admin/cameras'} newerWords={m.newer(lang)} />
      {whole && <Card title={s.channels(lang)} id="channels"><Table<ChannelRow> caption={s.channels(lang)} rows={channels} rowKey={(c) => c.gb_id} empty={<Empty icon="eye" title={s.noChannels(lang)}>{s.noChannelsHint(lang)}</Empty>} columns={[
        { head: m.name(lang), cell: (c) => c.name }, { head: m.gb(lang), cell: (c) => <span class="code">{c.gb_id}</span> }, { head: m.place(lang), cell: (c) => c.address }, { head: s.adopt(lang), cell: (c) => <a class="link" href={`/admin/cameras/new?gb=${c.gb_id}`}>{s.adopt(lang)}</a> },
      ]} /></Card>}
    </>);
  },
});

/** An empty field is as absent; a polygon is written as GeoJSON. */
const geometry = z.string().max(20_000).transform((text, issue) => {
  try {
    return Covered.parse(JSON.parse(text));
  } catch {
    issue.addIssue({ code: 'custom', params: { message: m.ringOpen } });
    return z.NEVER;
  }
});
const Body = z.object({
  code: CameraCode, name: z.string().trim().min(1).max(120), gb_id: GbCode.optional(), ...PositionFields, covered: geometry.optional(), place: z.string().trim().max(200).optional(), organisation: z.string().max(60).optional(),
  public: ticked, mobile: ticked, silent_s: z.coerce.number().int().min(30).max(604_800).default(180),
});
type Edited = Ctx<{ code: string }, { gb?: string | undefined }>;

const edit = page({
  path: '/admin/cameras/:code', who: ADMIN, summary: 'One camera', params: z.object({ code: CameraCode }), query: z.object({ gb: GbCode.optional(), saved: z.string().optional(), lang: z.string().optional() }), body: Body,
  view: (ctx, form) => editor(ctx, form),
  async submit(ctx) {
    const { db, body, params, viewer, now } = ctx;
    const at = readPoint(body, 422);
    const code = params.code === 'new' ? body.code : params.code;
    if (params.code === 'new' && (await cameraByCode(db, code, {}, now))) throw refuse(422, m.gbTaken, { field: 'code', params: { code } });
    const input: CameraInput = { name: body.name, gb_id: body.gb_id, ...at, covered: body.covered, place: body.place, organisation: body.organisation, public: body.public, mobile: body.mobile, silent_s: body.silent_s };
    await saveCamera(db, code, input, { person: viewer.person ?? null, reach: reachOf(viewer, ADMIN), now });
    return see(`/admin/cameras/${code}?saved=1`);
  },
});

async function editor(ctx: Edited, form: FormState): Promise<VNode> {
  const { lang, db, params, viewer, query, now } = ctx;
  const stored = params.code === 'new' ? undefined : await cameraByCode(db, params.code, reachOf(viewer, ADMIN), now);
  if (!stored && params.code !== 'new') throw refuse(404, m.gone);
  const [tools, channel] = [await cityTools(db), query.gb === undefined ? undefined : await channelBy(db, query.gb)];
  const at = (name: keyof z.output<typeof Body>, value: string | number | null | undefined) => ({ name, value: standing(form, name, value), error: form.errors[name] });
  const typed = Object.keys(form.values).length > 0;
  const on = (name: 'public' | 'mobile', value: boolean) => ({ name, checked: typed ? form.values[name] !== undefined : value });
  return adminPage(ctx, { title: stored?.name ?? s.add(lang), lead: stored && <StateTag state={stored.state} lang={lang} />, current: '/admin/cameras' }, <div class="adm-two">
    <div class="stack">
      <Saved lang={lang} url={ctx.url} />
      <form method="post" class="stack" noValidate>
        <FormErrors lang={lang} form={form} />
        {stored ? <input type="hidden" name="code" value={stored.code} /> : <Field {...at('code', channel?.gb_id)} label={m.code(lang)} code required />}
        <Field {...at('name', stored?.name ?? channel?.name)} label={m.name(lang)} required />
        <Field {...at('gb_id', stored?.gb_id ?? channel?.gb_id)} label={m.gb(lang)} note={s.mayBeEmpty(lang)} code inputMode="numeric" maxLength={20} />
        <div class="grid"><Field {...at('lon', stored?.lon ?? channel?.lon)} label={s.lon(lang)} inputMode="decimal" required /><Field {...at('lat', stored?.lat ?? channel?.lat)} label={s.lat(lang)} inputMode="decimal" required /></div>
        <Field {...at('datum', 'wgs84')} label={s.datum(lang)} as="select" options={DATUMS.map((value) => ({ value, label: value.toUpperCase() }))} />
        <Field {...at('place', stored?.place ?? channel?.address)} label={m.place(lang)} note={s.mayBeEmpty(lang)} />
        <Field {...at('organisation', stored?.organisation)} label={m.unit(lang)} as="select" empty={adminWords.mayBeEmpty(lang)} options={tools.organisations.all().map((o) => ({ value: o.code, label: organisationName(lang, o) }))} />
        <Field name="covered" value={standing(form, 'covered', stored?.covered ? JSON.stringify(stored.covered) : '')} error={form.errors['covered']} label={s.coveredField(lang)} hint={s.coveredHint(lang)} as="textarea" rows={4} code />
        <Field {...at('silent_s', stored?.silent_s ?? 180)} label={s.silent(lang)} inputMode="numeric" />
        <CheckBox {...on('public', stored?.public ?? true)} label={s.public(lang)} /><CheckBox {...on('mobile', stored?.mobile ?? false)} label={s.mobile(lang)} />
        <p class="row"><Button kind="1" busyWords={adminWords.saving(lang)}>{adminWords.save(lang)}</Button></p>
      </form>
    </div>
    {stored && await cameraMap(ctx, stored)}
  </div>);
}

const RuleBody = z.object({ do: z.literal('rule'), camera: CameraCode.optional(), kind: EventKind, opens: z.enum(OPENS), class: z.string().max(40).optional(), join_minutes: z.coerce.number().int().min(0).max(10_080).default(60), least_confidence: z.coerce.number().min(0).max(1).default(0) });
const PolicyBody = z.object({ do: z.literal('policy'), original_days: z.coerce.number().int().min(1).max(3650), published_days: z.coerce.number().int().min(1).max(3650) });

const rules = page({
  path: '/admin/cameras/rules', who: ADMIN, summary: 'What becomes of events of cameras', query: z.object({ saved: z.string().optional(), lang: z.string().optional() }), body: z.discriminatedUnion('do', [RuleBody, PolicyBody]),
  view: (ctx, form) => rulesPage(ctx, form),
  async submit(ctx) {
    const { db, body, viewer, now } = ctx;
    refuseUnlessCity(viewer, await areaIndex(db));
    if (body.do === 'policy') await writePolicy(db, body, viewer.person ?? null, now);
    else await saveRule(db, body.camera ?? null, body, { person: viewer.person ?? null, reach: {}, now });
    return see('/admin/cameras/rules?saved=1');
  },
});

async function rulesPage(ctx: Ctx, form: FormState): Promise<VNode> {
  const { lang, db, viewer } = ctx;
  const [rows, policy, tools] = [await listRules(db), await readPolicy(db), await cityTools(db)];
  const mine = scopeOf(viewer, tools.areas).all;
  const opens = { nothing: s.nothing(lang), happening: s.happening(lang), case: s.opensCase(lang) } as const;
  const classes = tools.classes.all.filter((c) => c.parent !== null);
  const named = (code: string | null): string => { const found = code ? tools.classes.get(code) : undefined; return found ? className(lang, found) : ''; };
  const at = (name: string, value: string | number | null | undefined) => ({ name, value: standing(form, name, value), error: form.errors[name] });
  return adminPage(ctx, { title: s.rulesTitle(lang), current: '/admin/cameras' }, <div class="stack">
    <Saved lang={lang} url={ctx.url} />
    <Card><Table<RuleRow> caption={s.rulesTitle(lang)} rows={rows} rowKey={(r) => `${r.camera} ${r.kind}`} columns={[
      { head: m.kind(lang), cell: (r) => kindWord(r.kind, lang) }, { head: s.forCamera(lang), cell: (r) => r.camera ?? s.every(lang) }, { head: s.opens(lang), cell: (r) => opens[r.opens] }, { head: s.classOf(lang), cell: (r) => named(r.class) },
      { head: s.join(lang), cell: (r) => r.join_minutes, num: true }, { head: s.least(lang), cell: (r) => r.least_confidence, num: true },
    ]} /></Card>
    {mine && <Card title={s.rules(lang)} id="rule" pad>
      <form method="post" class="form" noValidate>
        <FormErrors lang={lang} form={form} />
        <input type="hidden" name="do" value="rule" />
        <Field {...at('kind', KINDS[0])} label={m.kind(lang)} as="select" options={KINDS.map((value) => ({ value, label: kindWord(value, lang) }))} />
        <Field {...at('camera', '')} label={m.camera(lang)} hint={s.every(lang)} note={s.mayBeEmpty(lang)} code />
        <Field {...at('opens', 'happening')} label={s.opens(lang)} as="select" options={OPENS.map((value) => ({ value, label: opens[value] }))} />
        <Field {...at('class', '')} label={s.classOf(lang)} as="select" empty={adminWords.mayBeEmpty(lang)} options={classes.map((c) => ({ value: c.code, label: className(lang, c) }))} />
        <Field {...at('join_minutes', 60)} label={s.join(lang)} inputMode="numeric" /><Field {...at('least_confidence', 0)} label={s.least(lang)} inputMode="decimal" />
        <Button kind="1">{s.saveRule(lang)}</Button>
      </form>
    </Card>}
    {mine && <Card title={s.policy(lang)} id="policy" pad>
      <form method="post" class="form" noValidate>
        <input type="hidden" name="do" value="policy" />
        <Field {...at('original_days', policy.original_days)} label={s.originals(lang)} inputMode="numeric" /><Field {...at('published_days', policy.published_days)} label={s.publishedDays(lang)} inputMode="numeric" />
        <Button>{s.savePolicy(lang)}</Button>
      </form>
    </Card>}
  </div>);
}

export const adminRoutes: readonly Route[] = [...list, ...edit, ...rules];
