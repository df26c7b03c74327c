// The API of rules and alarms.
import { z } from 'zod';
import { m as http } from '#ground/http/messages.ts';
import { refuse, refuseFields } from '#ground/http/refusal.ts';
import { route, type Route } from '#ground/http/route.ts';
import { isoTime } from '#ground/i18n/format.ts';
import { cityDay, classIndex } from '#city/classes/index.ts';
import type { Db } from '#ground/db/index.ts';
import { Definition, Severity, Trace, What } from './contract.ts';
import { changeRule, createRule } from './keeping.ts';
import { m } from './messages.ts';
import { ALARM_ROLES, alarmById, listAlarms, listRules, RULE_ROLES, stepsOf, type AlarmRow } from './reading.ts';

const Id = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
const Rule = z.object({ id: z.number(), version: z.number(), active: z.boolean(), definition: z.unknown(), open: z.number(), false_alarms: z.number(), decided: z.number() });
const Alarm = z.object({ id: z.number(), rule: z.number(), version: z.number(), thing: z.string().nullable(), severity: Severity, status: z.string(), raised: z.string(), decided: z.string(), cleared: z.string().nullable(), acknowledged: z.string().nullable(), resolved: z.string().nullable(), verdict: z.string().nullable(), case: z.string().nullable(), class: z.string(), lon: z.number().nullable(), lat: z.number().nullable() });

const rules = route({
  method: 'GET', path: '/api/rules', who: RULE_ROLES, summary: 'Sensing rules with how they fared', about: 'At most 100, by id; `after` goes on. `false_alarms` of `decided`: among the latest 200 alarms.', query: z.object({ after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0) }), answer: z.object({ rules: z.array(Rule) }),
  handle: async ({ db, query }) => ({ rules: (await listRules(db, query.after)).map(({ changed_at: _, ...rule }) => rule) }),
});

const create = route({
  method: 'POST', path: '/api/rules', who: RULE_ROLES, summary: 'A new rule, switched off', takes: ['json'], body: Definition, status: 201, answer: z.object({ id: z.number() }),
  async handle({ db, body, viewer, now }) {
    await usable(db, body, now);
    return { id: await createRule(db, body, { person: viewer.person ?? null, now }) };
  },
});

const change = route({
  method: 'PUT', path: '/api/rules/:id', who: RULE_ROLES, summary: 'A new version of a rule', about: 'It judges from now on; alarms that are open stay open and keep the version that raised them.', takes: ['json'], params: Id, body: Definition, answer: z.object({ version: z.number() }),
  async handle({ db, params, body, viewer, now }) {
    await usable(db, body, now);
    const version = await changeRule(db, params.id, body, { person: viewer.person ?? null, now });
    if (version === undefined) throw refuse(404, http.notFound);
    return { version };
  },
});

async function usable(db: Db, { class: code }: Definition, now: Date): Promise<void> {
  if (!(await classIndex(db)).usable(await cityDay(db, now)).some((cls) => cls.code === code)) throw refuseFields(m.wrongRule, [{ field: 'class', message: m.needClass }]);
}

const alarms = route({
  method: 'GET', path: '/api/alarms', who: ALARM_ROLES, summary: 'Alarms of the viewer’s area, the newest first', query: z.object({ open: z.enum(['0', '1']).default('0'), rule: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional(), before: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }), answer: z.object({ alarms: z.array(Alarm) }),
  handle: async ({ db, viewer, query }) => ({ alarms: (await listAlarms(db, viewer, { open: query.open === '1', rule: query.rule, before: query.before, limit: query.limit })).map(outward) }),
});

const alarm = route({
  method: 'GET', path: '/api/alarms/:id', who: ALARM_ROLES, summary: 'One alarm with its steps and the trace of each decision', params: Id,
  answer: Alarm.extend({ steps: z.array(z.object({ what: What, at: z.string(), decided: z.string(), severity: Severity, trace: Trace })) }),
  async handle({ db, viewer, params }) {
    const found = await alarmById(db, viewer, params.id);
    if (!found) throw refuse(404, http.notFound);
    return { ...outward(found), steps: (await stepsOf(db, found.id)).map((step) => ({ what: step.what, at: isoTime(step.at), decided: isoTime(step.decided_at), severity: step.severity, trace: step.trace })) };
  },
});

function outward(a: AlarmRow): z.input<typeof Alarm> {
  const time = (at: Date | null) => at && isoTime(at);
  return { id: a.id, rule: a.rule, version: a.version, thing: a.thing_name, severity: a.severity, status: a.status, raised: isoTime(a.raised_at), decided: isoTime(a.decided_at), cleared: time(a.cleared_at), acknowledged: time(a.acknowledged_at), resolved: time(a.resolved_at), verdict: a.verdict, case: a.case_number, class: a.class, lon: a.lon, lat: a.lat };
}

export const apiRoutes: readonly Route[] = [rules, create, change, alarms, alarm];
