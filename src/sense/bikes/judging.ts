// Where every bike stands and what is wrong with that. Pure: bikes, frames, zones and policies in, findings and counts out; an index of boxes (flatbush)
// finds the few outlines near a bike, so 50,000 bikes take a second. Only what holds anywhere within a position's accuracy is certain.
import Flatbush from 'flatbush';
import type { Point } from '#ground/geo/points.ts';
import type { FindingKind, Policy, Rule } from './contract.ts';
import { STANDING } from './machine.ts';
import { accuracyOf, sideOf, type Outline } from './positions.ts';
import { fastestKph, inForce, isAbove, isOpen, longestMs, means, type Ruled } from './rules.ts';

export interface Bike extends Ruled, Point { readonly device_id: string; readonly operator: string; readonly accuracy_m: number | null; readonly parked_since: Date | null; readonly tipped: boolean; readonly location_type: string | null; readonly speed: number | null }
export interface Frame { readonly stop_id: string; readonly capacity: number; readonly outline: Outline }
export interface Zone { readonly geography_id: string; readonly kind: string; readonly outline: Outline }
export interface Town { readonly frames: readonly Frame[]; readonly zones: readonly Zone[]; readonly policies: readonly Policy[]; /** Code by provider_id. */ readonly operators: ReadonlyMap<string, string>; readonly caps: ReadonlyMap<string, number>; readonly zone: string; /** Standing longer than this is too long anywhere (milliseconds). */ readonly overstayMs: number }

export interface Finding {
  readonly kind: FindingKind; readonly subject: string; readonly operator: string; readonly device_id: string | null; readonly geography_id: string | null; readonly stop_id: string | null; readonly policy_id: string | null; readonly rule_id: string | null;
  readonly certain: boolean; readonly amount: number | null; readonly allowed: number | null; readonly lon: number | null; readonly lat: number | null;
}
export interface Count { readonly operator: string; readonly kind: 'city' | 'zone' | 'frame'; readonly place: string; sure: number; uncertain: number; available: number; disabled: number }
export interface Judged { readonly findings: readonly Finding[]; readonly counts: readonly Count[] }

/** Kinds of geographies in which bikes are left in painted frames only. */
export const FRAMES_ONLY = 'frame_zone';

interface Near { readonly bike: Bike; readonly inFrame: 'inside' | 'uncertain' | 'outside'; readonly zones: ReadonlyMap<string, boolean> }

/** Judges every bike at `now`. Findings of one kind and subject appear once, the certain before the uncertain. */
export function judge(bikes: readonly Bike[], town: Town, now: Date): Judged {
  const [frames, zones] = [indexOf(town.frames), indexOf(town.zones)];
  const counts = new Map<string, Count>();
  const perFrame = new Map<string, { sure: Bike[]; uncertain: number }>();
  const nears: Near[] = [];
  for (const bike of bikes) {
    const accuracy = accuracyOf(bike.accuracy_m);
    const standing = STANDING.includes(bike.state);
    if (standing) add(counts, bike, 'city', '', true);
    let inFrame: Near['inFrame'] = 'outside';
    if (standing) for (const { item, side } of around(bike, accuracy, frames)) {
      inFrame = side === 'inside' || inFrame === 'outside' ? side : inFrame;
      add(counts, bike, 'frame', item.stop_id, side === 'inside');
      const held = perFrame.get(item.stop_id) ?? { sure: [], uncertain: 0 };
      if (side === 'inside') held.sure.push(bike);
      else held.uncertain++;
      perFrame.set(item.stop_id, held);
    }
    const within = new Map<string, boolean>();
    for (const { item, side } of around(bike, accuracy, zones)) {
      within.set(item.geography_id, side === 'inside');
      if (standing) add(counts, bike, 'zone', item.geography_id, side === 'inside');
    }
    nears.push({ bike, inFrame, zones: within });
  }
  const findings = [...nears.flatMap(({ bike }) => [...postures(bike), ...stale(bike, town.overstayMs, now)]), ...fullFrames(town, perFrame), ...overCity(town, counts), ...inForce(town.policies, now).flatMap((policy) => broken(policy, nears, town, now))];
  return { findings: once(findings), counts: [...counts.values()] };
}

interface Boxes<T> { readonly items: readonly T[]; readonly index: Flatbush | undefined }
function indexOf<T extends { readonly outline: Outline }>(items: readonly T[]): Boxes<T> {
  if (items.length === 0) return { items, index: undefined };
  const index = new Flatbush(items.length);
  for (const { outline: { box } } of items) index.add(box.minLon, box.minLat, box.maxLon, box.maxLat);
  index.finish();
  return { items, index };
}

function around<T extends { readonly outline: Outline }>(bike: Bike, accuracy: number, { items, index }: Boxes<T>): { item: T; side: 'inside' | 'uncertain' }[] {
  const reach = accuracy / 50_000;   // more degrees than the accuracy is metres, up to 63° north
  const found = index?.search(bike.lon - reach, bike.lat - reach, bike.lon + reach, bike.lat + reach) ?? [];
  return found.flatMap((i) => {
    const item = items[i];
    const side = item && sideOf(bike, accuracy, item.outline);
    return item && side && side !== 'outside' ? [{ item, side }] : [];
  });
}

function add(counts: Map<string, Count>, bike: Bike, kind: Count['kind'], place: string, sure: boolean): void {
  const key = `${bike.operator} ${kind} ${place}`;
  let count = counts.get(key);
  if (!count) counts.set(key, (count = { operator: bike.operator, kind, place, sure: 0, uncertain: 0, available: 0, disabled: 0 }));
  if (!sure) { count.uncertain++; return; }
  count.sure++;
  if (bike.state === 'available') count.available++;
  else count.disabled++;
}

const nothing = { device_id: null, geography_id: null, stop_id: null, policy_id: null, rule_id: null, amount: null, allowed: null, lon: null, lat: null };
const ofBike = (bike: Bike) => ({ ...nothing, subject: bike.device_id, operator: bike.operator, device_id: bike.device_id, lon: bike.lon, lat: bike.lat });

/** Lying, or standing where cars drive: as its own sensors tell. */
function postures(bike: Bike): Finding[] {
  if (!STANDING.includes(bike.state)) return [];
  const road = bike.location_type === 'street' || bike.location_type === 'crosswalk' || bike.location_type === 'bike_lane';
  return [...(bike.tipped ? [{ ...ofBike(bike), kind: 'tipped' as const, certain: true }] : []), ...(road ? [{ ...ofBike(bike), kind: 'road' as const, certain: accuracyOf(bike.accuracy_m) <= 5 }] : [])];
}

/** Standing unused for too long, wherever it is. */
function stale(bike: Bike, longest: number, now: Date): Finding[] {
  const stood = bike.parked_since && STANDING.includes(bike.state) ? now.getTime() - bike.parked_since.getTime() : 0;
  return stood > longest ? [{ ...ofBike(bike), kind: 'overstay', certain: true, amount: Math.floor(stood / 60_000), allowed: Math.floor(longest / 60_000) }] : [];
}

/** Over its capacity a frame is everyone's affair in proportion: the operator with the most bikes there is told. */
function fullFrames(town: Town, perFrame: ReadonlyMap<string, { sure: readonly Bike[]; uncertain: number }>): Finding[] {
  return town.frames.flatMap((frame) => {
    const held = perFrame.get(frame.stop_id);
    if (!held || held.sure.length + held.uncertain <= frame.capacity) return [];
    const shares = Map.groupBy(held.sure, (bike) => bike.operator);
    const most = [...shares].sort(([a, mine], [b, theirs]) => theirs.length - mine.length || (a < b ? -1 : 1))[0];
    if (!most) return [];
    const [at] = most[1];
    return [{ ...nothing, kind: 'frame_full' as const, subject: `${most[0]} ${frame.stop_id}`, operator: most[0], stop_id: frame.stop_id, certain: held.sure.length > frame.capacity, amount: held.sure.length, allowed: frame.capacity, lon: at?.lon ?? null, lat: at?.lat ?? null }];
  });
}

function overCity(town: Town, counts: ReadonlyMap<string, Count>): Finding[] {
  return [...town.caps].flatMap(([operator, cap]) => {
    const n = counts.get(`${operator} city `)?.sure ?? 0;
    return n > cap ? [{ ...nothing, kind: 'over_cap' as const, subject: operator, operator, certain: true, amount: n, allowed: cap }] : [];
  });
}

/** What breaks a policy: the first of its rules that means a bike in a zone decides for that bike. */
function broken(policy: Policy, nears: readonly Near[], town: Town, now: Date): Finding[] {
  const rules = policy.doc.rules.filter((rule) => isOpen(rule, now, town.zone));
  const whom = new Set(policy.doc.provider_ids.flatMap((id) => town.operators.get(id) ?? []));
  const perRule = new Map<Rule, Map<string, { sure: Near[]; uncertain: Near[] }>>();
  for (const near of nears) {
    if (policy.doc.provider_ids.length > 0 && !whom.has(near.bike.operator)) continue;
    const rule = rules.find((one) => means(one, near.bike) && one.geographies.some((id) => near.zones.has(id)));
    if (!rule) continue;
    const sure = rule.geographies.some((id) => near.zones.get(id));
    // A count is of all geographies of its rule together; everything else happens in one of them.
    const place = rule.rule_type === 'count' && rule.maximum !== 0 ? rule.geographies[0] : (rule.geographies.find((id) => near.zones.get(id)) ?? rule.geographies.find((id) => near.zones.has(id)));
    const places = perRule.get(rule) ?? new Map<string, { sure: Near[]; uncertain: Near[] }>();
    const key = `${near.bike.operator} ${place}`;
    const held = places.get(key) ?? { sure: [], uncertain: [] };
    (sure ? held.sure : held.uncertain).push(near);
    places.set(key, held);
    perRule.set(rule, places);
  }
  const frameZones = new Set(town.zones.filter((zone) => zone.kind === FRAMES_ONLY).map((zone) => zone.geography_id));
  return [...perRule].flatMap(([rule, places]) => [...places].flatMap(([key, held]) => {
    const [operator = '', geography_id = ''] = key.split(' ');
    const about = { geography_id, policy_id: policy.policy_id, rule_id: rule.rule_id };
    return byType(rule, operator, held, frameZones.has(geography_id), now).map((finding) => ({ ...finding, ...about }));
  }));
}

function byType(rule: Rule, operator: string, held: { sure: readonly Near[]; uncertain: readonly Near[] }, framesOnly: boolean, now: Date): Finding[] {
  const all = [...held.sure.map((near) => ({ ...near, certain: true })), ...held.uncertain.map((near) => ({ ...near, certain: false }))];
  if (rule.rule_type === 'count' && rule.maximum === 0) return all.map(({ bike, certain }) => ({ ...ofBike(bike), kind: 'no_park', certain }));
  if (rule.rule_type === 'count' && typeof rule.maximum === 'number') {
    const { maximum } = rule;
    if (!isAbove(rule, all.length, maximum)) return [];
    return [{ ...nothing, kind: 'over_cap', subject: `${operator} ${rule.rule_id}`, operator, certain: isAbove(rule, held.sure.length, maximum), amount: held.sure.length, allowed: maximum, lon: all[0]?.bike.lon ?? null, lat: all[0]?.bike.lat ?? null }];
  }
  const longest = longestMs(rule);
  if (rule.rule_type === 'time' && longest !== undefined) {
    return all.flatMap(({ bike, certain }) => {
      const stood = bike.parked_since && STANDING.includes(bike.state) ? now.getTime() - bike.parked_since.getTime() : 0;
      return isAbove(rule, stood, longest) && stood > 0 ? [{ ...ofBike(bike), kind: 'overstay' as const, certain, amount: Math.floor(stood / 60_000), allowed: Math.floor(longest / 60_000) }] : [];
    });
  }
  const fastest = fastestKph(rule);
  if (fastest !== undefined) return all.flatMap(({ bike, certain }) => (bike.state === 'on_trip' && bike.speed !== null && isAbove(rule, bike.speed * 3.6, fastest) ? [{ ...ofBike(bike), kind: 'speeding' as const, certain, amount: Math.round(bike.speed * 3.6), allowed: Math.round(fastest) }] : []));
  if (rule.rule_type === 'user' && framesOnly) return all.flatMap(({ bike, certain, inFrame }) => (STANDING.includes(bike.state) && inFrame !== 'inside' ? [{ ...ofBike(bike), kind: 'outside_frame' as const, certain: certain && inFrame === 'outside' }] : []));
  return [];
}

function once(findings: readonly Finding[]): Finding[] {
  const kept = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.kind} ${finding.subject}`;
    const before = kept.get(key);
    if (!before || (finding.certain && !before.certain)) kept.set(key, finding);
  }
  return [...kept.values()];
}
