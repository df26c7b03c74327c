// Rules in administration: the list, one with how it fared, making and changing, switching on and off.
import { z } from 'zod';
import { html } from '#ground/http/answer.tsx';
import { EMPTY_FORM, type AnyCtx, type Ctx, type FormState } from '#ground/http/context.ts';
import { m as http } from '#ground/http/messages.ts';
import { refuse, refuseFields } from '#ground/http/refusal.ts';
import { page, route, see, type Route } from '#ground/http/route.ts';
import { dateTime } from '#ground/i18n/format.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { adminPage } from '#ground/pages/frame.tsx';
import { Button, Card, Empty, LinkButton, Notice, PartHead, Stage, Table } from '#ground/pages/parts.tsx';
import { areaIndex } from '#city/areas/index.ts';
import { cityDay, classIndex } from '#city/classes/index.ts';
import type { Definition } from './contract.ts';
import { Editor } from './editor.tsx';
import { draftOf, fitsForm, Typed, typedOf } from './form.ts';
import { changeRule, createRule, switchRule } from './keeping.ts';
import { m } from './messages.ts';
import { calling, nameOf, sentences } from './names.ts';
import { Alarms, Course } from './parts.tsx';
import { heldBack, listAlarms, listRules, RULE_ROLES, ruleById, versionsOf, type RuleRow } from './reading.ts';
import { inputsThere } from './store.ts';
import { TrialForm, Trials } from './trial-parts.tsx';
import { trialsOf } from './trying.ts';

export const Id = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });

const list = page({
  path: '/admin/rules', who: RULE_ROLES, summary: 'Rules of the sensing', query: z.object({ after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0), lang: z.string().optional() }),
  async view(ctx) {
    const { db, lang, query } = ctx;
    const [rules, say] = [await listRules(db, query.after), await sentences(db)];
    return adminPage(ctx, { title: m.rules(lang), lead: m.rulesLead(lang), act: <LinkButton kind="1" href="/admin/rules/new" icon="plus">{m.newRule(lang)}</LinkButton> }, <Card>
      <Table caption={m.rules(lang)} rows={rules} rowKey={(rule) => rule.id} empty={<Empty icon="bell" title={m.noRules(lang)}>{m.noRulesHint(lang)}</Empty>} columns={[
        { head: m.rule(lang), cell: (rule) => <><a class="link" href={`/admin/rules/${rule.id}`}>{nameOf(rule.definition.name, lang)}</a><p class="meta">{say.first(rule.definition, lang)}</p></> },
        { head: m.state(lang), cell: (rule) => <Active rule={rule} lang={lang} /> }, { head: m.openAlarms(lang), num: true, cell: (rule) => rule.open }, { head: m.falseAlarms(lang), num: true, cell: (rule) => (rule.decided ? `${rule.false_alarms}/${rule.decided}` : '') },
      ]} />
    </Card>);
  },
});

const Active = ({ rule, lang }: { rule: RuleRow; lang: Lang }) => <Stage glyph={rule.active ? 'work' : 'paused'} word={m[rule.active ? 'on' : 'off'](lang)} />;

const one = page({
  path: '/admin/rules/:id', who: RULE_ROLES, summary: 'One rule: meaning, alarms, false ones, versions, trials', params: Id,
  async view(ctx) {
    const { db, lang, params, viewer, site, now } = ctx;
    const rule = await ruleById(db, params.id);
    if (!rule) throw refuse(404, http.notFound);
    const [say, called, alarms, versions, held, trials] = [await sentences(db), await calling(db), await listAlarms(db, viewer, { rule: rule.id, limit: 20 }), await versionsOf(db, rule.id), await heldBack(db, rule.id), await trialsOf(db, rule.id)];
    const acts = <span class="row"><LinkButton href={`/admin/rules/${rule.id}/edit`} icon="edit">{m.edit(lang)}</LinkButton><form method="post" action={`/admin/rules/${rule.id}/${rule.active ? 'off' : 'on'}`}><Button kind={rule.active ? 'stop' : '1'}>{m[rule.active ? 'switchOff' : 'switchOn'](lang)}</Button></form></span>;
    return adminPage(ctx, { title: nameOf(rule.definition.name, lang), current: '/admin/rules', act: acts }, <>
      {ctx.url.searchParams.has('saved') && <Notice tone="done" live>{m.saved(lang)}</Notice>}
      <div class="adm-two">
        <div class="stack">
          <Card title={m.meaning(lang)} id="meaning" actions={<><Active rule={rule} lang={lang} /><span class="meta">{m.versionN(lang, { n: rule.version })}</span></>} pad><div class="stack-s"><p class="strong">{say.first(rule.definition, lang)}</p>{say.rest(rule.definition, lang).map((line) => <p key={line} class="meta">{line}</p>)}</div></Card>
          <PartHead title={m.alarms(lang)} note={rule.decided ? m.falseShare(lang, { n: rule.decided, k: rule.false_alarms }) : m.undecided(lang)} />
          <Card><Alarms alarms={alarms} rule={false} lang={lang} zone={site.zone} now={now} /></Card>
          {held.length > 0 && <><PartHead title={m.heldBack(lang)} /><Card pad><Course steps={held} called={called} lang={lang} zone={site.zone} /></Card></>}
        </div>
        <div class="stack">
          <TrialForm lang={lang} action={`/admin/rules/${rule.id}/trials`} now={now} zone={site.zone} form={EMPTY_FORM} />
          <Trials trials={trials} lang={lang} zone={site.zone} />
          <Card title={m.versions(lang)} id="versions"><Table caption={m.versions(lang)} rows={versions} rowKey={(v) => v.version} columns={[
            { head: m.version(lang), cell: (v) => <>{m.versionN(lang, { n: v.version })}{v.version === rule.version && <> · {m.currentVersion(lang)}</>}<p class="meta">{m.madeBy(lang, { who: v.who ?? m.unknownPerson(lang), when: dateTime(lang, site.zone, v.made_at) })}</p>{v.note && <p>{v.note}</p>}<p class="meta">{say.first(v.definition, lang)}</p></> },
          ]} /></Card>
        </div>
      </div>
    </>);
  },
});

const making = page({
  path: '/admin/rules/new', who: RULE_ROLES, summary: 'A new rule', body: Typed,
  view: (ctx, form) => editing(ctx, form, undefined),
  async submit(ctx) {
    const definition = await drafted(ctx);
    if (ctx.body['act'] === 'preview') return html(await editing(ctx, typedForm(ctx.body), undefined, definition));
    const id = await createRule(ctx.db, definition, { person: ctx.viewer.person ?? null, now: ctx.now });
    return see(`/admin/rules/${id}?saved=1`);
  },
});

const changing = page({
  path: '/admin/rules/:id/edit', who: RULE_ROLES, summary: 'Changes a rule: a new version', params: Id, body: Typed,
  view: async (ctx, form) => editing(ctx, form, await existing(ctx, ctx.params.id)),
  async submit(ctx) {
    const rule = await existing(ctx, ctx.params.id);
    const definition = await drafted(ctx);
    if (ctx.body['act'] === 'preview') return html(await editing(ctx, typedForm(ctx.body), rule, definition));
    const { note } = ctx.body;
    await changeRule(ctx.db, rule.id, definition, { person: ctx.viewer.person ?? null, now: ctx.now, note: typeof note === 'string' && note.trim() ? note.trim().slice(0, 200) : undefined });
    return see(`/admin/rules/${rule.id}?saved=1`);
  },
});

async function existing({ db }: AnyCtx, id: number): Promise<RuleRow> {
  const rule = await ruleById(db, id);
  if (!rule) throw refuse(404, http.notFound);
  return rule;
}

const typedForm = (values: Typed): FormState => ({ values, errors: {}, problem: undefined });

/** The definition of the form; throws a Refusal with every field that is wrong. */
async function drafted({ db, now, body }: Ctx<unknown, unknown, Typed>): Promise<Definition> {
  const usable = new Set((await classIndex(db)).usable(await cityDay(db, now)).map((cls) => cls.code));
  const draft = draftOf(body, (code) => usable.has(code));
  if ('problems' in draft) throw refuseFields(m.wrongRule, draft.problems);
  return draft.definition;
}

async function editing(ctx: AnyCtx, form: FormState, rule: RuleRow | undefined, drafted?: Definition) {
  const { db, lang, now } = ctx;
  if (rule && !fitsForm(rule.definition)) throw refuse(409, m.notInForm);
  const [inputs, areas, classes, say, called] = [await inputsThere(db), await areaIndex(db), await classIndex(db), await sentences(db), await calling(db)];
  const meant = drafted ?? rule?.definition;
  return adminPage(ctx, { title: rule ? nameOf(rule.definition.name, lang) : m.newRule(lang), current: '/admin/rules' }, <Editor
    lang={lang} form={form} change={rule !== undefined} stored={rule ? typedOf(rule.definition) : { suppress: '60', escalate: '0', tolerance: '0', clear_for: '0' }} inputs={inputs} called={called}
    areas={[...areas.all('district'), ...areas.all('street')].map((area) => ({ value: area.code, label: pick(lang, { zh: area.name, en: area.name_en }) }))}
    classes={classes.usable(await cityDay(db, now)).map((cls) => ({ value: cls.code, label: pick(lang, { zh: cls.name, en: cls.name_en }) }))}
    meaning={meant ? [say.first(meant, lang), ...say.rest(meant, lang)] : []} />);
}

const sentence = route({
  method: 'POST', path: '/admin/rules/sentence', who: RULE_ROLES, summary: 'What a rule that is being filled in means, in the reader’s language', takes: ['form'], body: Typed, answer: z.object({ lines: z.array(z.string()), fields: z.array(z.string()) }),
  async handle(ctx) {
    const draft = draftOf(ctx.body, () => true);
    if ('problems' in draft) return { lines: [], fields: draft.problems.map((problem) => problem.field) };
    const say = await sentences(ctx.db);
    return { lines: [say.first(draft.definition, ctx.lang), ...say.rest(draft.definition, ctx.lang)], fields: [] };
  },
});

const switching = (way: 'on' | 'off') => page({
  path: `/admin/rules/:id/${way}`, who: RULE_ROLES, summary: `Switches a rule ${way}`, params: Id,
  view: async ({ params }) => see(`/admin/rules/${params.id}`),
  async submit({ db, params, now }) {
    if (!(await switchRule(db, params.id, way === 'on', now))) throw refuse(404, http.notFound);
    return see(`/admin/rules/${params.id}`);
  },
});

export const rulePages: readonly Route[] = [...list, ...making, sentence, ...one, ...changing, ...switching('on'), ...switching('off')];
