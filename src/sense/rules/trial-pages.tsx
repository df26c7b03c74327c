// Trying a rule: beginning, looking how far it is, its report.
import { z } from 'zod';
import { m as http } from '#ground/http/messages.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, route, see, type Route } from '#ground/http/route.ts';
import { adminPage } from '#ground/pages/frame.tsx';
import { Card, LinkButton, Notice, Ruler } from '#ground/pages/parts.tsx';
import { calendarOf, dayNumber } from '#city/calendar/index.ts';
import { cityTools } from '#city/cases/index.ts';
import { m } from './messages.ts';
import { nameOf, sentences } from './names.ts';
import { RULE_ROLES, ruleById } from './reading.ts';
import { Id } from './rule-pages.tsx';
import { Report } from './trial.ts';
import { spanOf, stateOf, TrialForm, TrialReport } from './trial-parts.tsx';
import { addTrial, trialById, TRIAL_JOB } from './trying.ts';
import { inputsOf, knownStreams } from './watching.ts';

const LONGEST_DAYS = 5 * 366;

const begin = page({
  path: '/admin/rules/:id/trials', who: RULE_ROLES, summary: 'Tries a rule on history', params: Id, body: z.object({ from: z.iso.date(), to: z.iso.date() }),
  async view(ctx, form) {
    const rule = await ruleById(ctx.db, ctx.params.id);
    if (!rule) throw refuse(404, http.notFound);
    return adminPage(ctx, { title: m.tryIt(ctx.lang), current: '/admin/rules' }, <TrialForm lang={ctx.lang} action={ctx.url.pathname} now={ctx.now} zone={ctx.site.zone} form={form} />);
  },
  async submit({ db, ground, params, body, viewer, now }) {
    const rule = await ruleById(db, params.id);
    if (!rule) throw refuse(404, http.notFound);
    const { zone } = await calendarOf(db);
    const [first, last] = [dayNumber(body.from) ?? 0, dayNumber(body.to) ?? 0];
    if (last < first) throw refuse(422, m.badSpan, { field: 'to' });
    if (last - first > LONGEST_DAYS) throw refuse(422, m.tooLong, { field: 'from' });
    const trial = await addTrial(db, { rule: rule.id, definition: rule.definition, from: new Date(zone.instantOf(first, 0)), to: new Date(zone.instantOf(last + 1, 0)), by: viewer.person ?? null, now });
    await ground.jobs.send(TRIAL_JOB, { trial }, { key: `trial ${trial}` });
    return see(`/admin/trials/${trial}`);
  },
});

const show = page({
  path: '/admin/trials/:id', who: RULE_ROLES, summary: 'A trial: how far it is, then what the rule would have raised', params: Id,
  async view(ctx) {
    const { db, lang, params, site } = ctx;
    const trial = await trialById(db, params.id);
    if (!trial) throw refuse(404, http.notFound);
    const [say, done] = [await sentences(db), trial.state === 'done' && trial.report];
    const things = done ? new Map((await knownStreams(db, inputsOf(trial.definition), await cityTools(db))).map((stream) => [stream.thing, stream.thing_name])) : new Map<number, string>();
    const waits = trial.state === 'waiting' || trial.state === 'running';
    return adminPage(ctx, { title: nameOf(trial.definition.name, lang), current: '/admin/rules', lead: `${m.trial(lang)} · ${spanOf(trial, lang, site.zone)}`, head: waits ? <meta http-equiv="refresh" content="2" /> : undefined, act: trial.rule_id && <LinkButton href={`/admin/rules/${trial.rule_id}`} icon="back">{m.rule(lang)}</LinkButton> }, <>
      <Card pad><p>{say.first(trial.definition, lang)}</p></Card>
      {waits && <Card pad><p role="status">{stateOf(trial, lang)}</p><Ruler used={trial.progress} tick={false} label={stateOf(trial, lang)} /></Card>}
      {trial.state === 'failed' && <Notice tone="stop" icon="warn">{m.failed(lang)}</Notice>}
      {done && <TrialReport report={done} trial={trial} lang={lang} zone={site.zone} things={things} />}
    </>);
  },
});

const one = route({
  method: 'GET', path: '/api/rules/trials/:id', who: RULE_ROLES, summary: 'A trial of a rule: state, progress (0 to 1) and report', params: Id, answer: z.object({ id: z.number(), state: z.string(), progress: z.number(), report: Report.nullable() }),
  async handle({ db, params }) {
    const trial = await trialById(db, params.id);
    if (!trial) throw refuse(404, http.notFound);
    return { id: trial.id, state: trial.state, progress: trial.progress, report: trial.report };
  },
});

export const trialPages: readonly Route[] = [...begin, ...show, one];
