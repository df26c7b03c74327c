// What pages and the API read: rules with how they fared, alarms for a viewer, the steps of one.
import { z } from 'zod';
import { sql, type Db, type Query } from '#ground/db/index.ts';
import { grantsOf, type Role, type Viewer } from '#ground/identity/index.ts';
import { Definition, Severity, Trace, What } from './contract.ts';

/** Who sees alarms, each in their area; a grant without an area sees all. */
export const ALARM_ROLES = ['acceptor', 'dispatcher', 'officer', 'steward', 'administrator'] as const satisfies readonly Role[];
/** Who makes and changes rules. */
export const RULE_ROLES = ['steward', 'administrator'] as const satisfies readonly Role[];
/** True of alarms on alias a that this viewer may see. */
export function seen(viewer: Viewer): Query {
  const grants = grantsOf(viewer, ...ALARM_ROLES);
  return grants.some((grant) => grant.area === null) ? sql`true` : sql`a.path && ${grants.flatMap((grant) => grant.area ?? [])}::text[]`;
}

/** How many of a rule's latest alarms are looked at for its share of false ones. */
const LOOKED_AT = 200;
const fared = sql`(select count(*) filter (where x.resolved_at is null) from x)::int as open, (select count(*) filter (where x.verdict = 'false') from x)::int as false_alarms, (select count(*) filter (where x.verdict is not null) from x)::int as decided`;
const latest = sql`lateral (with x as (select resolved_at, verdict from sense.rule_alarms where rule_id = r.id order by id desc limit ${LOOKED_AT}) select ${fared}) f`;
const RuleRow = z.object({ id: z.number(), version: z.number(), active: z.boolean(), changed_at: z.date(), definition: Definition, open: z.number(), false_alarms: z.number(), decided: z.number() });
export type RuleRow = z.output<typeof RuleRow>;
const ruleColumns = sql`r.id, r.version, r.active, r.changed_at, v.definition, f.open, f.false_alarms, f.decided`;
export const listRules = (db: Db, after = 0): Promise<RuleRow[]> => db.rows(RuleRow, sql`select ${ruleColumns} from sense.rules r join sense.rule_versions v on v.rule_id = r.id and v.version = r.version, ${latest} where r.id > ${after} order by r.id limit 100`);
export const ruleById = (db: Db, id: number): Promise<RuleRow | undefined> => db.maybe(RuleRow, sql`select ${ruleColumns} from sense.rules r join sense.rule_versions v on v.rule_id = r.id and v.version = r.version, ${latest} where r.id = ${id}`);
const Version = z.object({ version: z.number(), definition: Definition, note: z.string().nullable(), made_at: z.date(), who: z.string().nullable() });
export type VersionRow = z.output<typeof Version>;
export const versionsOf = (db: Db, rule: number): Promise<VersionRow[]> => db.rows(Version, sql`
  select v.version, v.definition, v.note, v.made_at, p.name as who from sense.rule_versions v left join ground.identity_people p on p.id = v.made_by where v.rule_id = ${rule} order by v.version desc limit 50`);
const AlarmRow = z.object({
  id: z.number(), rule: z.number(), version: z.number(), name: z.object({ zh: z.string(), en: z.string().optional() }), thing_name: z.string().nullable(), severity: Severity, status: z.enum(['raised', 'cleared', 'resolved']),
  raised_at: z.date(), decided_at: z.date(), cleared_at: z.date().nullable(), acknowledged_at: z.date().nullable(), acknowledged_by: z.string().nullable(), resolved_at: z.date().nullable(), verdict: z.enum(['true', 'false']).nullable(),
  case_number: z.string().nullable(), class: z.string(), lon: z.number().nullable(), lat: z.number().nullable(),
});
export type AlarmRow = z.output<typeof AlarmRow>;
const alarmColumns = sql`a.id, a.rule_id as rule, a.version, v.definition->'name' as name, a.thing_name, a.severity, a.status, a.raised_at, a.decided_at, a.cleared_at, a.acknowledged_at, p.name as acknowledged_by, a.resolved_at, a.verdict, a.case_number, a.class, ST_X(a.geom) as lon, ST_Y(a.geom) as lat`;
const alarmFrom = sql`sense.rule_alarms a join sense.rule_versions v on v.rule_id = a.rule_id and v.version = a.version left join ground.identity_people p on p.id = a.acknowledged_by`;
export interface Listed { readonly open?: boolean | undefined; readonly rule?: number | undefined; readonly before?: number | undefined; readonly limit: number }
/** Alarms, the newest first. */
export const listAlarms = (db: Db, viewer: Viewer, { open, rule, before, limit }: Listed): Promise<AlarmRow[]> => db.rows(AlarmRow, sql`
  select ${alarmColumns} from ${alarmFrom} where ${seen(viewer)} ${open ? sql`and a.resolved_at is null` : sql``} ${rule === undefined ? sql`` : sql`and a.rule_id = ${rule}`} ${before === undefined ? sql`` : sql`and a.id < ${before}`} order by a.id desc limit ${limit}`);
export const alarmById = (db: Db, viewer: Viewer, id: number): Promise<AlarmRow | undefined> => db.maybe(AlarmRow, sql`select ${alarmColumns} from ${alarmFrom} where a.id = ${id} and ${seen(viewer)}`);
/** Open alarms nobody acknowledged, at most 99: the badge. */
export const waitingAlarms = async (db: Db, viewer: Viewer): Promise<number> => (await db.one(z.object({ n: z.number() }), sql`
  select count(*)::int as n from (select 1 from sense.rule_alarms a where a.resolved_at is null and a.acknowledged_at is null and ${seen(viewer)} limit 99) x`)).n;

const StepRow = z.object({ id: z.number(), what: What, at: z.date(), decided_at: z.date(), severity: Severity, trace: Trace, who: z.string().nullable() });
export type StepRow = z.output<typeof StepRow>;
/** The course of an alarm, the newest first. */
export const stepsOf = (db: Db, alarm: number): Promise<StepRow[]> => db.rows(StepRow, sql`
  select s.id, s.what, s.at, s.decided_at, s.severity, s.trace, p.name as who from sense.rule_steps s left join ground.identity_people p on p.id = s.person where s.alarm_id = ${alarm} order by s.id desc limit 200`);
/** Alarms that were held back by the pause after a resolved one, the newest first. */
export const heldBack = (db: Db, rule: number): Promise<StepRow[]> => db.rows(StepRow, sql`
  select s.id, s.what, s.at, s.decided_at, s.severity, s.trace, null::text as who from sense.rule_steps s where s.rule_id = ${rule} and s.alarm_id is null order by s.id desc limit 10`);
