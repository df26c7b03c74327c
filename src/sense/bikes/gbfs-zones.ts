// Geofencing zones of GBFS 3.0: made from the policies in force, and read with the precedence the standard has. Pure.
import type { Point } from '#ground/geo/points.ts';
import type { Policy, Rule } from './contract.ts';
import { FRAMES_ONLY } from './judging.ts';
import { holds, type Polygon } from './positions.ts';
import { fastestKph, inForce, isOpen } from './rules.ts';

export interface ZoneRule { readonly vehicle_type_ids?: readonly string[] | undefined; readonly ride_start_allowed: boolean; readonly ride_end_allowed: boolean; readonly ride_through_allowed: boolean; readonly maximum_speed_kph?: number | undefined; readonly station_parking?: boolean | undefined }
export interface GbfsZone { readonly type: 'Feature'; readonly properties: { readonly name?: readonly { text: string; language: string }[]; readonly start?: string; readonly end?: string; readonly rules?: readonly ZoneRule[] }; readonly geometry: { readonly type: 'MultiPolygon'; readonly coordinates: readonly Polygon[] } }
export interface Geofencing { readonly geofencing_zones: { readonly type: 'FeatureCollection'; readonly features: readonly GbfsZone[] }; readonly global_rules: readonly ZoneRule[] }

const FREE: ZoneRule = { ride_start_allowed: true, ride_end_allowed: true, ride_through_allowed: true };

export interface Area { readonly geography_id: string; readonly kind: string; readonly name: string; readonly name_en: string | null; readonly geometry: { readonly type: string; readonly coordinates: unknown } }
export interface Making { readonly policies: readonly Policy[]; readonly areas: readonly Area[]; readonly provider: string; readonly zone: string; readonly now: Date; /** GBFS ids of a rule's kinds of vehicles; undefined: all. */ typesOf(rule: Rule): readonly string[] | undefined }

/** The zones of an operator, the later policy first, since the earlier polygon decides. Rules with hours stand there while they count. */
export function makeZones({ policies, areas, provider, zone, now, typesOf }: Making): Geofencing {
  const byId = new Map(areas.map((area) => [area.geography_id, area]));
  const mine = inForce(policies, now).filter((p) => p.doc.provider_ids.length === 0 || p.doc.provider_ids.includes(provider)).toSorted((a, b) => b.start_at.getTime() - a.start_at.getTime() || (a.policy_id < b.policy_id ? -1 : 1));
  const features = mine.flatMap((policy) => policy.doc.rules.filter((rule) => isOpen(rule, now, zone)).flatMap((rule) => rule.geographies.flatMap((id): GbfsZone[] => {
    const area = byId.get(id);
    const said = area && saidBy(rule, area.kind);
    if (!area || !said) return [];
    const types = typesOf(rule);
    return [{
      type: 'Feature', geometry: { type: 'MultiPolygon', coordinates: (area.geometry.type === 'Polygon' ? [area.geometry.coordinates] : area.geometry.coordinates) as readonly Polygon[] },
      properties: {
        name: [{ text: area.name, language: 'zh' }, { text: area.name_en ?? area.name, language: 'en' }], start: iso(policy.start_at), ...(policy.end_at && { end: iso(policy.end_at) }),
        rules: [{ ...(types && { vehicle_type_ids: types }), ...said }],
      },
    }];
  })));
  return { geofencing_zones: { type: 'FeatureCollection', features }, global_rules: [FREE] };
}

/** What a rule says to a rider; undefined: nothing (a cap is the operator's affair). */
function saidBy(rule: Rule, kind: string): ZoneRule | undefined {
  if (rule.rule_type === 'count' && rule.maximum === 0) return { ...FREE, ride_end_allowed: false };
  const fastest = fastestKph(rule);
  if (fastest !== undefined) return { ...FREE, maximum_speed_kph: Math.floor(fastest) };
  return rule.rule_type === 'user' && kind === FRAMES_ONLY ? { ...FREE, station_parking: true } : undefined;
}

const iso = (at: Date): string => at.toISOString().replace(/\.\d{3}Z$/, 'Z');

/**
 * The rule that counts for a kind of vehicle at a place and time: the earlier polygon before the later, within it the earlier rule, any polygon before the global
 * rules, none of a zone outside its time. Undefined: no rule speaks of this kind.
 */
export function ruleAt({ geofencing_zones: { features }, global_rules }: Geofencing, at: Point, vehicleType: string, now: Date): ZoneRule | undefined {
  for (const { properties: { start, end, rules = [] }, geometry } of features) {
    if ((start !== undefined && Date.parse(start) > now.getTime()) || (end !== undefined && Date.parse(end) <= now.getTime())) continue;
    const rule = rules.find((one) => speaksOf(one, vehicleType));
    if (rule && holds(at, geometry.coordinates)) return rule;
  }
  return global_rules.find((one) => speaksOf(one, vehicleType));
}
const speaksOf = (rule: ZoneRule, type: string): boolean => !rule.vehicle_type_ids?.length || rule.vehicle_type_ids.includes(type);
