// Policies: which are in force, when a rule counts, whom it means. Pure.
import type { Policy, Rule } from './contract.ts';
import { DAYS } from './contract.ts';

/** MDS: at least this long after it is published does a policy begin. */
export const NOTICE_MS = 20 * 60_000;
export const mayStart = (start: Date, published: Date): boolean => start.getTime() >= published.getTime() + NOTICE_MS;

/** Policies in force at `now`: published, begun, not ended, not replaced by one that has itself begun. */
export function inForce<P extends Policy>(policies: readonly P[], now: Date): P[] {
  const begun = policies.filter((p) => p.published_at !== null && p.start_at <= now);
  const replaced = new Set(begun.flatMap((p) => p.previous));
  return begun.filter((p) => (p.end_at === null || p.end_at > now) && !replaced.has(p.policy_id));
}

/** Whether a rule counts at this moment of the city's day. A window over midnight belongs to the day on which it begins. */
export function isOpen(rule: Pick<Rule, 'start_time' | 'end_time' | 'days'>, now: Date, zone: string): boolean {
  const { day, time } = local(now, zone);
  const [from, to] = [rule.start_time ?? '00:00:00', rule.end_time ?? '23:59:59'];
  const days = rule.days?.length ? rule.days : DAYS;
  const on = (which: number) => days.includes(DAYS[(which + 7) % 7] ?? 'sun');
  if (from <= to) return on(day) && time >= from && time <= to;
  return (on(day) && time >= from) || (on(day - 1) && time <= to);
}

function local(now: Date, zone: string): { day: number; time: string } {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-US', { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).formatToParts(now).map((p) => [p.type, p.value]));
  return { day: DAYS.findIndex((d) => d === parts['weekday']?.toLowerCase()), time: `${parts['hour']}:${parts['minute']}:${parts['second']}` };
}

export interface Ruled { readonly state: string; readonly event_types: readonly string[]; readonly vehicle_type: string; readonly propulsion: string }
/** Whether a rule means this bike: its state, its last events, its kind. No states named: every state. */
export function means(rule: Rule, bike: Ruled): boolean {
  if (rule.vehicle_types?.length && !rule.vehicle_types.some((type) => type === bike.vehicle_type)) return false;
  if (rule.propulsion_types?.length && !rule.propulsion_types.some((type) => type === bike.propulsion)) return false;
  const named = Object.entries(rule.states);
  return named.length === 0 || named.some(([state, events]) => state === bike.state && (!events?.length || events.some((event) => bike.event_types.includes(event))));
}

const UNIT_MS = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;
/** The longest a bike may stand under a time rule, in milliseconds. */
export function longestMs(rule: Rule): number | undefined {
  const units = rule.rule_units;
  return rule.maximum === null || rule.maximum === undefined || (units !== 'seconds' && units !== 'minutes' && units !== 'hours' && units !== 'days') ? undefined : rule.maximum * UNIT_MS[units];
}

/** The highest speed of a speed rule in km/h. */
export const fastestKph = (rule: Rule): number | undefined => (rule.rule_type !== 'speed' || rule.maximum === null || rule.maximum === undefined ? undefined : rule.rule_units === 'mph' ? rule.maximum * 1.609344 : rule.maximum);

/** Above the maximum; the maximum itself is in bounds unless the rule says otherwise. */
export const isAbove = (rule: Rule, value: number, maximum: number): boolean => (rule.inclusive_maximum === false ? value >= maximum : value > maximum);
