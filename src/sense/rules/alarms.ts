// What follows from a decision, in the transaction that judged it: an alarm with its case, happening and event, or a step of an open one.
import { titleOf, centresOf, expectedLimit, openingCtes, publicPosition, receive, type CityTools } from '#city/cases/index.ts';
import { sql, json, type Db, type Query } from '#ground/db/index.ts';
import { roundToGrid, type Point } from '#ground/geo/points.ts';
import { dateTime } from '#ground/i18n/format.ts';
import { linkingFrom } from '#ground/links/index.ts';
import type { Decision, Definition, Severity, Trace, What } from './contract.ts';
import { m } from './messages.ts';
import { factsCalled, type Called } from './names.ts';
import { stateKey, type Known, type Watch, type Watching } from './watching.ts';
import { factWords, inUnit } from './words.ts';

export interface Deciding { readonly rule: Watching; readonly key: string; readonly decision: Decision; readonly watch: Watch; readonly tools: CityTools; readonly called: Called; readonly now: Date }

/** Writes one decision. A raised one opens the alarm and its case; the others change the open alarm; a suppressed one is a line only. */
export async function writeDecision(tx: Db, deciding: Deciding): Promise<void> {
  const { rule, key, decision: { what, at, severity, trace }, now } = deciding;
  if (what === 'raised') { await tx.run(raising(deciding)); return; }
  if (what === 'suppressed') { await tx.run(stepInsert({ rule: rule.id, version: rule.version, key, what, at: new Date(at), severity, trace, now }, sql`null::bigint`)); return; }
  await tx.run(sql`with alarm as (
      update sense.rule_alarms set severity = ${severity}, status = ${what === 'cleared' ? 'cleared' : what === 'returned' ? 'raised' : sql`status`}, cleared_at = ${what === 'cleared' ? new Date(at) : what === 'returned' ? null : sql`cleared_at`}
      where rule_id = ${rule.id} and key = ${key} and resolved_at is null returning id)
    ${stepInsert({ rule: rule.id, version: rule.version, key, what, at: new Date(at), severity, trace, now }, sql`alarm.id`, sql`alarm`)}`);
}

export interface NewStep { readonly rule: number; readonly version: number; readonly key: string; readonly what: What; readonly at: Date; readonly severity: Severity; readonly trace: Trace; readonly now: Date; readonly person?: string | undefined }
/** The insert of a step; `alarm` is its id, an expression over `from`. */
export const stepInsert = (s: NewStep, alarm: Query, from?: Query): Query => sql`
  insert into sense.rule_steps (alarm_id, rule_id, version, key, what, at, decided_at, severity, person, trace)
  select ${alarm}, ${s.rule}::bigint, ${s.version}::int, ${s.key}, ${s.what}, ${s.at}::timestamptz, ${s.now}::timestamptz, ${s.severity}, ${s.person ?? null}::uuid, ${json(s.trace)}::text::jsonb ${from ? sql`from ${from}` : sql``}`;

function raising(deciding: Deciding): Query {
  const { rule, key, decision, watch, tools, now } = deciding;
  const definition = rule.of.rule;
  const known = watch.streams.get(decision.seen?.stream ?? 0) ?? watch.byKey.get(stateKey(rule.id, key));
  const at = pointOf(decision, known, definition.per);
  const place = caseOf(deciding, definition, known, at);
  const alarmed = sql`
    insert into sense.rule_alarms (rule_id, version, key, thing_id, thing_name, stream_id, severity, status, raised_at, decided_at, case_id, case_number, class, path, geom)
    select ${rule.id}::bigint, ${rule.version}::int, ${key}, ${definition.per === 'rule' ? null : (known?.thing ?? null)}::bigint, ${definition.per === 'rule' ? null : (known?.thing_name ?? null)}, ${decision.seen?.stream ?? null}::bigint, ${decision.severity}, 'raised',
      ${new Date(decision.at)}::timestamptz, ${now}::timestamptz, opened.id, opened.number, ${definition.class}, ${place.path}::text[], ${at ? sql`ST_SetSRID(ST_MakePoint(${at.lon}::float8, ${at.lat}::float8), 4326)` : sql`null::geometry(Point, 4326)`} from opened returning id`;
  return sql`with claim as (select 1 where not exists (select 1 from sense.rule_alarms where rule_id = ${rule.id} and key = ${key} and resolved_at is null)),
    ${openingCtes({
      change: receive({ nature: 'report', class: definition.class, path: place.path, ...centresOf(tools, place.path), handling: expectedLimit(tools, definition.class), priority: URGENT.includes(decision.severity) ? 1 : 0 }, tools.timer, now),
      nature: 'report', source: 'sensor', title: place.title, description: place.description, point: at, publicPoint: at && publicPosition(tools, definition.class, at), accuracy: null, place: known?.thing_name ?? null, asset: null,
      visibility: place.visibility, actor: { person: null, role: 'system', organisation: null }, note: null, at: now, pattern: tools.settings.caseNumber, zone: tools.settings.zone,
    }, sql`claim`)},
    alarm as (${alarmed}),
    came as (${linkingFrom({ type: 'case', key: sql`opened.number` }, 'came-of', { type: 'alarm', key: sql`alarm.id::text` }, sql`opened, alarm`, { now })})
    ${stepInsert({ rule: rule.id, version: rule.version, key, what: 'raised', at: new Date(decision.at), severity: decision.severity, trace: decision.trace, now }, sql`alarm.id`, sql`alarm`)}`;
}

const URGENT: readonly Severity[] = ['serious', 'critical'];
/** Doubles of positions are cut to a tenth of a metre: more digits than that no sensor knows. */
const GRID_M = 0.1;

/** Where it happened: the position observed, else where the thing stands. A rule as a whole stands where the value came from. */
function pointOf({ seen }: Decision, known: Known | undefined, per: Definition['per']): Point | null {
  if (seen?.at) return roundToGrid({ lon: seen.at[0], lat: seen.at[1] }, GRID_M);
  return per === 'rule' && !seen ? null : (known?.at ?? null);
}

/** Words and place of the case. What lies outside of the city goes to its centre, without losing its position. */
function caseOf({ decision, tools, called, now }: Deciding, definition: Definition, known: Known | undefined, at: Point | null) {
  const lang = tools.settings.languages[0] ?? 'zh';
  const cls = tools.classes.get(definition.class);
  const facts = factsCalled(decision.trace.facts.filter((fact) => fact.truth), called, lang);
  const why = facts.map((fact) => `${factWords(fact, lang)}${fact.value === null || fact.value === undefined || fact.time === null || fact.time === undefined ? '' : ` (${m.saw(lang, { time: dateTime(lang, tools.settings.zone, new Date(fact.time)), value: inUnit(fact.value, fact.unit, lang) })})`}`).join(lang === 'zh' ? '，' : '; ');
  const description = m.caseWords(lang, { rule: lang === 'en' ? (definition.name.en ?? definition.name.zh) : definition.name.zh, thing: known?.thing_name ?? m.wholeRule(lang), why });
  const found = at ? tools.areas.locate(at.lon, at.lat)?.path : undefined;
  return { title: titleOf(cls?.name, description, '', lang), description, path: [...(found ?? tools.areas.all('city')[0]?.path ?? [])], visibility: cls?.visibility === 'private' ? ('private' as const) : ('public' as const), at: now };
}
