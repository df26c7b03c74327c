// Alarms at the desk: the list, one alarm with its course, acknowledging.
import { z } from 'zod';
import { m as http } from '#ground/http/messages.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, see, type Route } from '#ground/http/route.ts';
import { dateTime } from '#ground/i18n/format.ts';
import { deskPage } from '#ground/pages/frame.tsx';
import { Button, Card, Kv, Notice, Pagination, PartHead, Tabs } from '#ground/pages/parts.tsx';
import { classIndex, className } from '#city/classes/index.ts';
import { m } from './messages.ts';
import { calling, nameOf, sentences } from './names.ts';
import { Alarms, Course, SeverityTag, StatusSign, verdictWord } from './parts.tsx';
import { ALARM_ROLES, alarmById, listAlarms, stepsOf } from './reading.ts';
import { acknowledge } from './resolving.ts';
import { definitionOf } from './store.ts';
import { is } from '#ground/identity/index.ts';

const PAGE = 50;
const Id = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });

const list = page({
  path: '/desk/alarms', who: ALARM_ROLES, summary: 'Alarms of the sensing rules', query: z.object({ show: z.enum(['open', 'all']).default('open'), before: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional(), lang: z.string().optional() }),
  async view(ctx) {
    const { db, viewer, query, lang, site, now } = ctx;
    const found = await listAlarms(db, viewer, { open: query.show === 'open', before: query.before, limit: PAGE + 1 });
    const shown = found.slice(0, PAGE);
    const older = found.length > PAGE ? `/desk/alarms?show=${query.show}&before=${shown.at(-1)?.id ?? 0}` : undefined;
    return deskPage(ctx, { title: m.alarms(lang), main: 'admin' }, <>
      <div class="adm-h"><h1>{m.alarms(lang)}</h1><span class="meta">{m.alarmsLead(lang)}</span></div>
      <Tabs label={m.alarms(lang)} tabs={[{ href: '/desk/alarms', label: m.openAlarms(lang), current: query.show === 'open' }, { href: '/desk/alarms?show=all', label: m.allAlarms(lang), current: query.show === 'all' }]} />
      <Card><Alarms alarms={shown} rule lang={lang} zone={site.zone} now={now} /></Card>
      <Pagination label={m.alarms(lang)} newer={query.before ? `/desk/alarms?show=${query.show}` : undefined} newerWords={m.newest(lang)} older={older} olderWords={m.older(lang)} />
    </>);
  },
});

const one = page({
  path: '/desk/alarms/:id', who: ALARM_ROLES, summary: 'One alarm with its course', params: Id,
  async view(ctx) {
    const { db, viewer, params, lang, site } = ctx;
    const alarm = await alarmById(db, viewer, params.id);
    if (!alarm) throw refuse(404, http.notFound);
    const [steps, rule, say, called, classes] = [await stepsOf(db, alarm.id), await definitionOf(db, alarm.rule, alarm.version), await sentences(db), await calling(db), await classIndex(db)];
    const cls = classes.get(alarm.class);
    const when = (at: Date | null) => at && dateTime(lang, site.zone, at);
    const versionWords = m.versionN(lang, { n: alarm.version });
    return deskPage(ctx, { title: nameOf(alarm.name, lang), current: '/desk/alarms', main: 'admin' }, <>
      <div class="adm-h"><h1>{nameOf(alarm.name, lang)}</h1><SeverityTag severity={alarm.severity} lang={lang} /><StatusSign status={alarm.status} lang={lang} />
        {!alarm.resolved_at && !alarm.acknowledged_at && <form method="post" action={`/desk/alarms/${alarm.id}/acknowledgement`} class="push row row-wrap"><span class="meta">{m.acknowledgeHint(lang)}</span><Button kind="1" icon="check">{m.acknowledge(lang)}</Button></form>}
      </div>
      <div class="adm-two">
        <div class="stack"><PartHead title={m.course(lang)} /><Card pad><Course steps={steps} called={called} lang={lang} zone={site.zone} /></Card></div>
        <div class="stack">
          {alarm.acknowledged_at && <Notice tone="done">{m.acknowledgedBy(lang, { who: alarm.acknowledged_by ?? m.unknownPerson(lang), when: dateTime(lang, site.zone, alarm.acknowledged_at) })}</Notice>}
          <Card pad><Kv rows={[
            [m.theCase(lang), alarm.case_number && <a class="link code" href={`/cases/${encodeURIComponent(alarm.case_number)}`}>{alarm.case_number}</a>], [m.thing(lang), alarm.thing_name ?? m.wholeRule(lang)], [m.classField(lang), cls ? className(lang, cls) : alarm.class],
            [m.happened(lang), when(alarm.raised_at)], [m.decided(lang), when(alarm.decided_at)], [m.cleared(lang), when(alarm.cleared_at)], [m.resolved(lang), when(alarm.resolved_at)], [m.verdict(lang), alarm.resolved_at && verdictWord(alarm.verdict, lang)],
            [m.rule(lang), is(viewer, 'steward', 'administrator') ? <a class="link" href={`/admin/rules/${alarm.rule}`}>{versionWords}</a> : versionWords],
          ]} /></Card>
          {rule && <Card title={m.meaning(lang)} id="meaning" pad><p>{say.first(rule, lang)}</p></Card>}
        </div>
      </div>
    </>);
  },
});

const acknowledgement = page({
  path: '/desk/alarms/:id/acknowledgement', who: ALARM_ROLES, summary: 'Acknowledges an alarm', params: Id,
  view: async ({ params }) => see(`/desk/alarms/${params.id}`),
  async submit({ db, viewer, params, now }) {
    const alarm = await alarmById(db, viewer, params.id);
    if (!alarm || !viewer.person) throw refuse(404, http.notFound);
    const { person } = viewer;
    if (alarm.resolved_at) throw refuse(409, m.alreadyResolved);
    // Acknowledged by two at once: both see who was first.
    await db.begin((tx) => acknowledge(tx, alarm.id, person, now));
    return see(`/desk/alarms/${alarm.id}`);
  },
});

export const alarmPages: readonly Route[] = [...list, ...one, ...acknowledgement];
