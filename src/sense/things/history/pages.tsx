// /admin/sensing/retention: how long values and hourly figures are kept, and what would go now.
import { z } from 'zod';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, see, type Route } from '#ground/http/route.ts';
import { fullDate, number } from '#ground/i18n/format.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { adminPage } from '#ground/pages/frame.tsx';
import { Button, Card, Empty, ErrorSummary, Field, LinkButton, Table } from '#ground/pages/parts.tsx';
import { refuseUnlessCity } from '#city/admin/index.ts';
import { areaIndex } from '#city/areas/index.ts';
import { HOME, RETENTION, Ways } from '../provisioning/parts.tsx';
import { m } from './messages.ts';
import { choices, dryRun, policiesNow, PolicyInput, removePolicy, savePolicy, type Choice, type DryRun, type Policy } from './policies.ts';

const Body = PolicyInput.extend({ what: z.enum(['save', 'remove']).default('save') });

const retention = page({
  path: RETENTION, who: ['administrator'], summary: 'How long sensor data is kept (数据保存期限)', query: z.object({ try: z.literal('1').optional().catch(undefined) }), body: Body,
  async view(ctx, form) {
    const { db, lang, site, now } = ctx;
    const [policies, offered] = [await policiesNow(db), await choices(db)];
    const tried = ctx.query?.try ? await dryRun(db, site.zone, now) : undefined;
    return adminPage(ctx, { title: m.title(lang), lead: m.lead(lang), current: HOME }, (
      <div class="stack">
        <Ways ctx={ctx} />
        <ErrorSummary title={m.check(lang, { n: Object.keys(form.errors).length })} errors={Object.entries(form.errors).map(([field, text]) => ({ field, text }))} />
        <Card title={m.policies(lang)}>{policies.length ? <Policies ctx={ctx} policies={policies} tried={tried} /> : <Empty icon="clock" title={m.notYet(lang)}>{m.notYetLead(lang)}</Empty>}</Card>
        {tried && <p class="meta">{tried.months.length ? m.months(lang, { list: tried.months.join(lang === 'zh' ? '、' : ', ') }) : m.noMonths(lang)}</p>}
        {policies.length > 0 && <p><LinkButton href={`${RETENTION}?try=1`} size="d" icon="search">{m.tryOut(lang)}</LinkButton></p>}
        <Card title={m.set(lang)} pad><PolicyForm ctx={ctx} form={form} offered={offered} /></Card>
      </div>
    ));
  },
  async submit({ db, body, viewer, now }) {
    refuseUnlessCity(viewer, await areaIndex(db));
    if (body.what === 'remove') await removePolicy(db, body.of);
    else await save(db, body, viewer.person, now);
    return see(RETENTION);
  },
});

async function save(db: Ctx['db'], body: PolicyInput, by: string | undefined, now: Date): Promise<void> {
  if (body.hours_days !== undefined && body.raw_days === undefined) throw refuse(422, m.hoursWithoutRaw, { field: 'hours_days' });
  if (body.hours_days !== undefined && body.raw_days !== undefined && body.hours_days < body.raw_days) throw refuse(422, m.hoursShorter, { field: 'hours_days' });
  if (!(await savePolicy(db, body, by, now))) throw refuse(422, m.noSuch, { field: 'of' });
}

const nameOf = (lang: Lang, policy: Policy): string => (policy.kind !== null ? m.kind(lang, { name: pick(lang, { zh: policy.kind, en: policy.kind_en }) }) : policy.property !== null ? m.property(lang, { name: pick(lang, { zh: policy.property, en: policy.property_en }) }) : m.default(lang));
const kept = (lang: Lang, days: number | null): string => (days === null ? m.ever(lang) : m.days(lang, { n: days }));

function Policies({ ctx, policies, tried }: { ctx: Ctx; policies: readonly Policy[]; tried: DryRun | undefined }) {
  const { lang, site } = ctx;
  const going = (policy: Policy, what: 'streams' | 'values' | 'hours') => number(lang, tried?.going.find((one) => one.policy === policy.id)?.[what] ?? 0);
  return (
    <Table caption={m.policies(lang)} rows={policies} rowKey={(policy) => policy.of} columns={[
      { head: m.of(lang), cell: (policy) => nameOf(lang, policy) },
      { head: m.values(lang), num: true, cell: (policy) => <span class="nowrap">{kept(lang, policy.raw_days)}</span> }, { head: m.hourRows(lang), num: true, cell: (policy) => <span class="nowrap">{kept(lang, policy.hours_days)}</span> },
      ...(tried ? [{ head: m.streams(lang), num: true, cell: (policy: Policy) => going(policy, 'streams') }, { head: `${m.tried(lang)} · ${m.values(lang)}`, num: true, cell: (policy: Policy) => going(policy, 'values') }, { head: `${m.tried(lang)} · ${m.hourRows(lang)}`, num: true, cell: (policy: Policy) => going(policy, 'hours') }] : []),
      { head: m.changed(lang), cell: (policy) => <span class="nowrap">{fullDate(lang, site.zone, policy.changed_at)}</span> },
      { head: m.remove(lang), cell: (policy) => <form method="post" action={RETENTION}><input type="hidden" name="_key" value={ctx.viewer.formKey} /><input type="hidden" name="what" value="remove" /><input type="hidden" name="of" value={policy.of} /><Button size="d" icon="x" busyWords={m.removing(lang)}>{m.remove(lang)}</Button></form> },
    ]} />
  );
}

function PolicyForm({ ctx: { lang, viewer }, form, offered }: { ctx: Ctx; form: FormState; offered: { kinds: readonly Choice[]; properties: readonly Choice[] } }) {
  const value = (name: string) => { const typed = form.values[name]; return typeof typed === 'string' ? typed : undefined; };
  const at = (name: string) => ({ name, value: value(name), error: form.errors[name] });
  const options = (list: readonly Choice[]) => list.map((one) => ({ value: one.of, label: pick(lang, one) }));
  return (
    <form method="post" action={RETENTION} class="form">
      <input type="hidden" name="_key" value={viewer.formKey} /><input type="hidden" name="what" value="save" />
      <Field {...at('of')} as="select" label={m.of(lang)} required options={[{ value: 'default', label: `${m.default(lang)} · ${m.everything(lang)}` }, { label: m.kinds(lang), options: options(offered.kinds) }, { label: m.properties(lang), options: options(offered.properties) }].filter((group) => !('options' in group) || group.options.length > 0)} />
      <Field {...at('raw_days')} type="number" min={2} max={36500} inputMode="numeric" label={m.raw(lang)} hint={m.emptyMeansEver(lang)} />
      <Field {...at('hours_days')} type="number" min={2} max={36500} inputMode="numeric" label={m.hours(lang)} hint={m.hoursHint(lang)} />
      <Button kind="1" busyWords={m.saving(lang)}>{m.save(lang)}</Button>
    </form>
  );
}

export const historyPages: readonly Route[] = retention;
