// /desk/bikes/rules: stewards draft and publish what bikes have to keep to; areas and the room's settings beside it. One rule a form; programs may write more by the API of MDS readers.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { wallTime, zonedMoment } from '#ground/clock/zoned.ts';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { many, page, see, type Route } from '#ground/http/route.ts';
import { shortTime } from '#ground/i18n/format.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { deskPage } from '#ground/pages/frame.tsx';
import { Button, Card, Chips, Empty, ErrorSummary, Field, Item, Items, LinkButton, Notice, Tag } from '#ground/pages/parts.tsx';
import { refuseUnlessCity, scopeOf } from '#city/admin/index.ts';
import { areaIndex } from '#city/areas/index.ts';
import { classIndex } from '#city/classes/index.ts';
import { DAYS, Rule, Uuid, type Policy } from './contract.ts';
import { m } from './messages.ts';
import { operatorsOf } from './operators.ts';
import { dropDraft, everyGeography, everyPolicy, onePolicy, publishPolicy, saveDraft } from './policies.ts';
import { NOTICE_MS } from './rules.ts';
import { bikeSettings, BikeSettings, saveBikeSettings } from './settings.ts';
import { ruleInWords, stateOf } from './words.ts';

export const STEWARDS = ['steward', 'administrator'] as const;
/** Rules, areas, frames and settings hold for the whole city: refuses (403) who keeps but a part of it. */
export const refuseUnlessWhole = async ({ viewer, db }: Pick<Ctx, 'viewer' | 'db'>): Promise<void> => refuseUnlessCity(viewer, await areaIndex(db), STEWARDS);
const HOME = '/desk/bikes/rules';

const blank = (value: unknown) => (value === '' ? undefined : value);
const Settings = BikeSettings.pick({ overstay_hours: true, order_hours: true, keep_days: true }).extend({ order_class: z.preprocess(blank, z.string().max(40).optional()).transform((code) => code ?? null) });
const list = page({
  path: HOME, who: [...STEWARDS, 'dispatcher'], summary: 'Rules for shared bikes (停放规定)', query: z.object({ done: z.enum(['saved', 'nowPublished', 'settingsSaved']).optional() }),
  async view(ctx) {
    const { db, lang, now, site, query } = ctx;
    const [policies, areas] = [await everyPolicy(db), await everyGeography(db)];
    const mayEdit = scopeOf(ctx.viewer, await areaIndex(db), STEWARDS).all;
    return deskPage(ctx, { title: m.policies(lang), page: 'queue', main: 'admin', actions: mayEdit && <><LinkButton href={`${HOME}/new`} size="d" icon="plus">{m.newPolicy(lang)}</LinkButton><LinkButton href="/desk/bikes/areas" size="d" icon="layers">{m.geographies(lang)}</LinkButton><LinkButton href="/desk/bikes/frames" size="d" icon="park">{m.frames(lang)}</LinkButton><LinkButton href="/desk/bikes/settings" size="d" icon="gear">{m.settings(lang)}</LinkButton></> }, (
      <div class="stack">
        <div class="stack-s"><h1>{m.policies(lang)}</h1><p class="meta">{m.policiesLead(lang)}</p></div>
        {query.done && <Notice tone="done" live>{m[query.done](lang)}</Notice>}
        {policies.length === 0 ? <Empty icon="note" title={m.noPolicies(lang)} /> : (
          <Items label={m.policies(lang)}>{policies.map((policy) => {
            const state = stateOf(policy, policies, now);
            return <Item key={policy.policy_id} href={mayEdit ? `${HOME}/${policy.policy_id}` : undefined} title={policy.doc.name} meta={policy.doc.rules.map((rule) => ruleInWords(rule, areas, lang)).join(' · ')} aside={shortTime(lang, site.zone, policy.start_at, now)} signs={<Tag tone={state === 'inForce' ? 'info' : undefined}>{m[state](lang)}</Tag>} />;
          })}</Items>
        )}
      </div>
    ));
  },
});

const KINDS = ['no_park', 'cap', 'overstay', 'speed', 'frames'] as const;
/** A wall time of a form, of this century; a time of the day. */
const moment = z.string().regex(/^20\d\d-\d\d-\d\dT\d\d:\d\d$/).refine((text) => !Number.isNaN(Date.parse(`${text}Z`)));
const hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const Draft = z.object({
  name: z.string().min(1).max(80), description: z.string().min(1).max(400), start: moment, end: z.preprocess(blank, moment.optional()), operator: z.preprocess(blank, Uuid.optional()), replaces: z.preprocess(blank, Uuid.optional()),
  kind: z.enum(KINDS), geography: Uuid, maximum: z.preprocess(blank, z.coerce.number().int().min(1).max(100_000).optional()), from: z.preprocess(blank, hour.optional()), to: z.preprocess(blank, hour.optional()),
  days: many(z.enum(DAYS)), message: z.preprocess(blank, z.string().max(200).optional()), act: z.enum(['save', 'publish', 'drop']).default('save'),
});
type Draft = z.output<typeof Draft>;

const edit = page({
  path: `${HOME}/:id`, who: STEWARDS, summary: 'One rule for shared bikes', params: z.object({ id: z.union([z.literal('new'), Uuid]) }), body: Draft,
  view: (ctx, form) => editor(ctx, form),
  async submit(ctx) {
    await refuseUnlessWhole(ctx);
    const { db, body, params, viewer, now, site } = ctx;
    const id = params.id === 'new' ? undefined : params.id;
    if (id && !(await onePolicy(db, id))) throw refuse(404, m.noPolicy);
    if (body.act === 'drop' && id) { await dropDraft(db, id); return see(HOME); }
    const saved = await db.begin(async (tx) => {
      const draft = await saveDraft(tx, { policy_id: id, ...docOf(body, site.zone) }, viewer.person ?? null, now);
      if (body.act === 'publish') await publishPolicy(tx, draft, now);
      return draft;
    });
    return body.act === 'publish' ? see(`${HOME}?done=nowPublished`) : see(`${HOME}?done=saved#${saved}`);
  },
});

function docOf(body: Draft, zone: string) {
  return {
    start_at: zonedMoment(body.start, zone), end_at: body.end === undefined ? null : zonedMoment(body.end, zone), previous: body.replaces ? [body.replaces] : [],
    doc: { name: body.name, mode_id: 'micromobility' as const, description: body.description, provider_ids: body.operator ? [body.operator] : [], rules: [ruleOf(body)] },
  };
}

function ruleOf(body: Draft): z.output<typeof Rule> {
  const needs = body.kind !== 'no_park' && body.kind !== 'frames';
  if (needs && body.maximum === undefined) throw refuse(422, m.needsMaximum, { field: 'maximum' });
  const measured = { no_park: { rule_type: 'count', rule_units: 'devices', maximum: 0 }, cap: { rule_type: 'count', rule_units: 'devices', maximum: body.maximum }, overstay: { rule_type: 'time', rule_units: 'hours', maximum: body.maximum }, speed: { rule_type: 'speed', rule_units: 'kph', maximum: body.maximum }, frames: { rule_type: 'user' } } as const;
  return Rule.parse({
    name: body.name, rule_id: randomUUID(), geographies: [body.geography], states: body.kind === 'speed' ? { on_trip: [] } : { available: [], non_operational: [] }, ...measured[body.kind],
    ...(body.from && { start_time: `${body.from}:00` }), ...(body.to && { end_time: `${body.to}:59` }), ...(body.days.length && { days: body.days }), ...(body.message && { messages: { 'zh-CN': body.message } }),
  });
}

async function editor(ctx: Ctx<{ id: string }>, form: FormState) {
  const { db, lang, params, now } = ctx;
  const stored = params.id === 'new' ? undefined : await onePolicy(db, params.id);
  if (params.id !== 'new' && !stored) throw refuse(404, m.noPolicy);
  const [areas, operators, policies] = [await everyGeography(db), await operatorsOf(db), await everyPolicy(db)];
  const title = stored?.doc.name ?? m.newPolicy(lang);
  if (stored?.published_at) {
    return deskPage(ctx, { title, page: 'queue', main: 'admin', current: HOME }, (
      <div class="stack"><h1>{title}</h1><Notice title={m[stateOf(stored, policies, now)](lang)}>{m.published(lang)}</Notice><p>{stored.doc.description}</p>
        <Items label={m.policies(lang)}>{stored.doc.rules.map((rule) => <Item key={rule.rule_id} title={ruleInWords(rule, areas, lang)} meta={rule.messages?.['zh-CN']} />)}</Items></div>
    ));
  }
  const usable = areas.filter((area) => area.retire_at === null || area.retire_at > now);
  const replaceable = policies.filter((policy) => policy.published_at && policy.policy_id !== params.id);
  return deskPage(ctx, { title, page: 'queue', main: 'admin', current: HOME }, (
    <div class="stack">
      <h1>{title}</h1>
      <p class="meta">{m.policiesLead(lang)}</p>
      <ErrorSummary title={m.check(lang, { n: Object.keys(form.errors).length })} errors={Object.entries(form.errors).map(([field, text]) => ({ field, text }))} />
      <form method="post" class="form">
        <input type="hidden" name="_key" value={ctx.viewer.formKey} />
        <DraftFields ctx={ctx} form={form} stored={stored} />
        <Field as="select" name="geography" label={m.where(lang)} required empty="" options={usable.map((area) => ({ value: area.geography_id, label: pick(lang, { zh: area.name, en: area.name_en }) }))} value={text(form, 'geography') ?? stored?.doc.rules[0]?.geographies[0]} error={form.errors['geography']} />
        <Field as="select" name="operator" label={m.forWhom(lang)} empty={m.everyOperator(lang)} options={operators.map((o) => ({ value: o.provider_id, label: pick(lang, { zh: o.name, en: o.name_en }) }))} value={text(form, 'operator') ?? stored?.doc.provider_ids[0]} error={form.errors['operator']} />
        <Field as="select" name="replaces" label={m.replaces(lang)} empty={m.replacesNone(lang)} options={replaceable.map((policy) => ({ value: policy.policy_id, label: policy.doc.name }))} value={text(form, 'replaces') ?? stored?.previous[0]} error={form.errors['replaces']} />
        <p class="row row-wrap"><Button kind="1" name="act" value="save" busyWords={m.saving(lang)}>{m.saveDraft(lang)}</Button><Button name="act" value="publish" busyWords={m.publishing(lang)}>{m.publish(lang)}</Button><span class="meta">{m.publishHint(lang)}</span></p>
      </form>
    </div>
  ));
}

const text = (form: FormState, name: string): string | undefined => { const value = form.values[name]; return typeof value === 'string' ? value : value?.[0]; };
const list_ = (form: FormState, name: string): readonly string[] => { const value = form.values[name]; return value === undefined ? [] : typeof value === 'string' ? [value] : value; };

function DraftFields({ ctx: { lang, site, now }, form, stored }: { ctx: Ctx; form: FormState; stored: Policy | undefined }) {
  const rule = stored?.doc.rules[0];
  const at = (name: string, value?: string | number | null) => ({ name, value: text(form, name) ?? value, error: form.errors[name] });
  const soonest = new Date(Math.ceil((now.getTime() + NOTICE_MS + 600_000) / 600_000) * 600_000);
  return (
    <>
      <Field {...at('name', stored?.doc.name)} label={m.name(lang)} required maxLength={80} />
      <Field {...at('description', stored?.doc.description)} as="textarea" rows={2} label={m.about(lang)} required maxLength={400} />
      <Field {...at('kind', rule ? kindOf(rule) : undefined)} as="select" label={m.kind(lang)} required empty="" options={kindOptions(lang)} />
      <Field {...at('maximum', rule?.maximum || undefined)} type="number" min={1} label={m.maximum(lang)} note={m.mayBeEmpty(lang)} hint={m.maximumHint(lang)} />
      <Field {...at('start', wallTime(stored?.start_at ?? soonest, site.zone))} type="datetime-local" label={m.start(lang)} required />
      <Field {...at('end', stored?.end_at && wallTime(stored.end_at, site.zone))} type="datetime-local" label={m.end(lang)} note={m.mayBeEmpty(lang)} />
      <div class="two"><Field {...at('from', rule?.start_time?.slice(0, 5))} type="time" label={m.fromTime(lang)} note={m.mayBeEmpty(lang)} /><Field {...at('to', rule?.end_time?.slice(0, 5))} type="time" label={m.toTime(lang)} note={m.mayBeEmpty(lang)} /></div>
      <Chips multiple name="days" legend={m.days(lang)} note={m.mayBeEmpty(lang)} values={form.problem ? list_(form, 'days') : (rule?.days ?? [])} choices={DAYS.map((day) => ({ value: day, label: m[day](lang) }))} error={form.errors['days']} />
      <Field {...at('message', rule?.messages?.['zh-CN'])} label={m.message(lang)} note={m.mayBeEmpty(lang)} maxLength={200} />
    </>
  );
}

const kindOptions = (lang: Lang) => [{ value: 'no_park', label: m.ruleNoPark(lang) }, { value: 'cap', label: m.ruleCap(lang) }, { value: 'overstay', label: m.ruleOverstay(lang) }, { value: 'speed', label: m.ruleSpeed(lang) }, { value: 'frames', label: m.ruleFrames(lang) }];
const kindOf = (rule: z.output<typeof Rule>): (typeof KINDS)[number] => (rule.rule_type === 'count' ? (rule.maximum === 0 ? 'no_park' : 'cap') : rule.rule_type === 'time' ? 'overstay' : rule.rule_type === 'speed' ? 'speed' : 'frames');

const settings = page({
  path: '/desk/bikes/settings', who: STEWARDS, summary: 'Settings for shared bikes', body: Settings,
  async view(ctx, form) {
    const { lang } = ctx;
    const now = await bikeSettings(ctx.db);
    const at = (name: 'overstay_hours' | 'order_hours' | 'keep_days') => ({ name, type: 'number' as const, required: true, min: 1, value: text(form, name) ?? now[name], error: form.errors[name] });
    return deskPage(ctx, { title: m.settings(lang), page: 'queue', main: 'admin', current: HOME }, (
      <div class="stack">
        <h1>{m.settings(lang)}</h1>
        <ErrorSummary title={m.check(lang, { n: Object.keys(form.errors).length })} errors={Object.entries(form.errors).map(([field, words]) => ({ field, text: words }))} />
        <Card pad><form method="post" class="form"><input type="hidden" name="_key" value={ctx.viewer.formKey} /><Field {...at('overstay_hours')} label={m.overstayHours(lang)} /><Field {...at('order_hours')} label={m.orderHours(lang)} /><Field name="order_class" label={m.orderClass(lang)} note={m.mayBeEmpty(lang)} hint={m.orderClassHint(lang)} value={text(form, 'order_class') ?? now.order_class} error={form.errors['order_class']} code /><Field {...at('keep_days')} label={m.keepDays(lang)} /><Button kind="1" busyWords={m.saving(lang)}>{m.saveSettings(lang)}</Button></form></Card>
      </div>
    ));
  },
  async submit(ctx) {
    await refuseUnlessWhole(ctx);
    const { order_class } = ctx.body;
    if (order_class !== null && !(await classIndex(ctx.db)).get(order_class)) throw refuse(422, m.unknownClass, { field: 'order_class' });
    await saveBikeSettings(ctx.db, ctx.body);
    return see(`${HOME}?done=settingsSaved`);
  },
});

export const policyPages: readonly Route[] = [...list, ...edit, ...settings];
