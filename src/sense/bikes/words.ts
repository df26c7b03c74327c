// What is found and ruled, in words.
import { duration } from '#ground/i18n/format.ts';
import { pick, type Lang, type Message } from '#ground/i18n/index.ts';
import { DAYS, type FindingKind, type Policy, type Rule } from './contract.ts';
import { FINDINGS } from './contract.ts';
import { FRAMES_ONLY } from './judging.ts';
import { m } from './messages.ts';
import { fastestKph, inForce, longestMs } from './rules.ts';

export const findingWord = (kind: FindingKind): Message => m[kind];
export const isFinding = (kind: string): kind is FindingKind => FINDINGS.some((known) => known === kind);
/** Of a kind as it stands in a row. */
export const kindWord = (kind: string, lang: Lang): string => (isFinding(kind) ? m[kind](lang) : kind);

export interface Named { readonly geography_id: string; readonly kind: string; readonly name: string; readonly name_en: string | null }
/** A rule as a sentence. */
export function ruleInWords(rule: Rule, areas: readonly Named[], lang: Lang): string {
  const mine = rule.geographies.flatMap((id) => areas.find((area) => area.geography_id === id) ?? []);
  const place = mine.map((area) => pick(lang, { zh: area.name, en: area.name_en })).join(lang === 'zh' ? '、' : ', ');
  const said = sentence(rule, place, mine.some((area) => area.kind === FRAMES_ONLY), lang);
  if (!rule.start_time && !rule.end_time && !rule.days?.length) return said;
  const days = rule.days?.length && rule.days.length < 7 ? DAYS.filter((day) => rule.days?.includes(day)).map((day) => m[day](lang)).join(lang === 'zh' ? '、' : ', ') : m.everyDay(lang);
  return m.saysWindow(lang, { rule: said, from: (rule.start_time ?? '00:00:00').slice(0, 5), to: (rule.end_time ?? '23:59:59').slice(0, 5), days });
}

function sentence(rule: Rule, place: string, frames: boolean, lang: Lang): string {
  if (rule.rule_type === 'count') return rule.maximum === 0 ? m.saysNoPark(lang, { place }) : m.saysCap(lang, { place, n: rule.maximum ?? 0 });
  if (rule.rule_type === 'time') return m.saysOverstay(lang, { place, t: duration(lang, (longestMs(rule) ?? 0) / 60_000) });
  if (rule.rule_type === 'speed') return m.saysSpeed(lang, { place, n: Math.round(fastestKph(rule) ?? 0) });
  return frames ? m.saysFrames(lang, { place }) : rule.name;
}

export type PolicyState = 'draft' | 'inForce' | 'coming' | 'over';
export function stateOf(policy: Policy, all: readonly Policy[], now: Date): PolicyState {
  if (!policy.published_at) return 'draft';
  if (policy.start_at > now) return 'coming';
  return inForce(all, now).some((one) => one.policy_id === policy.policy_id) ? 'inForce' : 'over';
}
