// Invented sensors of the demo city: where such things would stand, on its lamps, bins and drains where they are part of one, beside signs and benches else.
import type { AssetFeature } from '../../src/city/package/contract.ts';
import { planCity } from '../make/package.ts';
import { chance } from '../make/random.ts';

export type DemoStory = 'dust' | 'party' | 'flood' | 'silent' | 'unreachable';
/** `story.hours`: hours from the present at which its moment is; negative is past. */
export interface DemoSensor { readonly code: string; readonly name: string; readonly nameEn: string; readonly kind: string; readonly lon: number; readonly lat: number; readonly asset: string | null; readonly organisation: string; readonly seed: number; readonly story?: { readonly kind: DemoStory; readonly hours: number } }

interface Part { kind: string; prefix: string; name: string; en: string; count: number; beside: string; own: boolean; organisation: string; stories?: Readonly<Record<number, { kind: DemoStory; hours: number }>> }
const PARTS: readonly Part[] = [
  { kind: 'air', prefix: 'AQ', name: '空气站', en: 'Air station', count: 12, beside: 'C0212', own: false, organisation: 'housing', stories: { 2: { kind: 'dust', hours: -150 }, 5: { kind: 'dust', hours: 1 } } },
  { kind: 'noise', prefix: 'NO', name: '噪声点', en: 'Noise meter', count: 10, beside: 'C0407', own: false, organisation: 'enforcement', stories: { 1: { kind: 'party', hours: -48 }, 4: { kind: 'unreachable', hours: -30 } } },
  { kind: 'water', prefix: 'WL', name: '积水点', en: 'Water gauge', count: 8, beside: 'C0103', own: true, organisation: 'drainage', stories: { 3: { kind: 'flood', hours: 1 }, 6: { kind: 'flood', hours: -200 } } },
  { kind: 'bin', prefix: 'BN', name: '垃圾箱', en: 'Waste bin', count: 25, beside: 'C0305', own: true, organisation: 'sanitation-centre', stories: { 7: { kind: 'unreachable', hours: -70 } } },
  { kind: 'light', prefix: 'LT', name: '路灯', en: 'Street light', count: 25, beside: 'C0137', own: true, organisation: 'lamps', stories: { 9: { kind: 'silent', hours: -29 } } },
  { kind: 'charger', prefix: 'CH', name: '充电桩', en: 'Charging post', count: 10, beside: 'C0105', own: false, organisation: 'power' },
  { kind: 'parking', prefix: 'PK', name: '泊位', en: 'Parking bay', count: 12, beside: 'C0113', own: false, organisation: 'traffic' },
  { kind: 'traffic', prefix: 'TR', name: '流量断面', en: 'Traffic counter', count: 10, beside: 'C0209', own: false, organisation: 'traffic' },
  { kind: 'people', prefix: 'PE', name: '人流点', en: 'Pedestrian counter', count: 8, beside: 'C0407', own: false, organisation: 'enforcement' },
];

/** The same sensors each time: 120 of nine kinds, spread over the district. */
export function planSensors(): DemoSensor[] {
  const random = chance(70_001);
  const assets = planCity().assets;
  let seed = 0;
  return PARTS.flatMap((part) => {
    const sound = assets.filter((asset) => asset.properties.class === part.beside && asset.properties.state === 'good');
    // Every so many along the list, which goes road by road: none beside another.
    const every = sound.length / part.count;
    return Array.from({ length: part.count }, (_, i) => sensor(part, i, sound[Math.min(sound.length - 1, Math.floor((i + random.next() * 0.8) * every))], ++seed));
  });
}

function sensor(part: Part, i: number, at: AssetFeature | undefined, seed: number): DemoSensor {
  if (!at) throw new Error(`nothing of ${part.beside} for ${part.kind}`);
  const [lon, lat] = at.geometry.coordinates;
  const number = String(i + 1).padStart(3, '0');
  const place = (at.properties.place ?? '').replace(/附近$/, '');
  const story = part.stories?.[i];
  return { code: `DEMO-${part.prefix}-${number}`, name: `${place}${part.name}`, nameEn: `${part.en} ${number}`, kind: part.kind, lon, lat, asset: part.own ? at.properties.code : null, organisation: part.organisation, seed, ...(story ? { story } : {}) };
}
