// Components (部件): lamps, covers, bins, hydrants, benches and signs along the roads and in the parks.
// Code: 6 digits of the district, 4 of the class, 6 of the serial.
import type { AssetFeature } from '../../src/city/package/contract.ts';
import type { Plan } from './areas.ts';
import { beside, numberAt } from './doors.ts';
import { at } from './lattice.ts';
import { PARKS } from './nature.ts';
import { chance, at as item } from './random.ts';
import type { Road } from './roads.ts';

interface Kind { class: string; name: string; owners: readonly string[]; maintainer?: string; every: number; aside: number; mainOnly?: boolean; pole?: boolean }
/** What stands where: every so many metres on one side, so far from the middle of the road. Serial numbers run by class. */
const KINDS: Kind[] = [
  { class: 'C0137', name: '路灯', owners: ['lamps'], every: 130, aside: 8, pole: true },
  { class: 'C0103', name: '雨水井盖', owners: ['drainage'], every: 360, aside: 5 },
  { class: 'C0102', name: '污水井盖', owners: ['drainage'], every: 460, aside: 3 },
  { class: 'C0101', name: '上水井盖', owners: ['water'], every: 780, aside: 4 },
  { class: 'C0105', name: '电力井盖', owners: ['power'], every: 980, aside: 6, mainOnly: true },
  { class: 'C0107', name: '通信井盖', owners: ['telecom-1', 'telecom-2'], every: 870, aside: 7 },
  { class: 'C0111', name: '燃气井盖', owners: ['gas'], every: 1060, aside: 5 },
  { class: 'C0113', name: '消火栓', owners: ['water'], maintainer: 'water', every: 900, aside: 10 },
  { class: 'C0305', name: '垃圾箱', owners: ['sanitation-centre'], every: 420, aside: 9 },
  { class: 'C0212', name: '路名牌', owners: ['traffic'], every: 970, aside: 9 },
  { class: 'C0209', name: '交通标志牌', owners: ['traffic'], every: 730, aside: 8, mainOnly: true },
  { class: 'C0407', name: '座椅', owners: ['parks'], every: 760, aside: 11, mainOnly: true },
];

/** Serial of the lamp post next to a place is what people read off the pole. */
export function planAssets(plan: Plan, roads: readonly Road[]): AssetFeature[] {
  const random = chance(50_001);
  const serial = new Map<string, number>();
  const out: AssetFeature[] = [];
  const put = (kind: Kind, district: string, place: [number, number], where: string) => {
    const n = (serial.get(kind.class) ?? 0) + 1;
    serial.set(kind.class, n);
    const owner = random.pick(kind.owners);
    const state = random.weighted(['good', 'damaged', 'lost', 'abandoned'] as const, (s) => ({ good: 970, damaged: 22, lost: 4, abandoned: 4 })[s]);
    out.push({ type: 'Feature', properties: {
      code: district + kind.class.slice(1) + String(n).padStart(6, '0'), class: kind.class, name: kind.name, owner, maintainer: kind.maintainer ?? maintainer(kind, owner, place),
      state, cell: plan.cellAt(...place), place: where, surveyed: `2026-0${random.int(3, 5)}-${String(random.int(1, 28)).padStart(2, '0')}`, source: '虚构',
    }, geometry: { type: 'Point', coordinates: at(...place) } });
  };

  for (const kind of KINDS) for (const road of roads) if (!kind.mainOnly || road.main) along(kind, road, random, put);
  for (const park of PARKS) {
    for (const kind of [item(KINDS, 11), item(KINDS, 8)]) {
      for (let i = 0; i < 5; i++) put(kind, '990101', [park.from[0] + 0.12 + random.next() * 0.7, park.from[1] + 0.12 + random.next() * 0.1], park.name);
    }
  }
  return out;
}

function along(kind: Kind, road: Road, random: ReturnType<typeof chance>, put: (kind: Kind, district: string, place: [number, number], where: string) => void): void {
  let post = 0;
  for (const [from, to] of road.stretches) {
    const step = kind.every / 205;   // a block is about 205 m
    for (let t = from + 0.12 + random.next() * Math.min(step, 0.5); t < to - 0.06; t += step * (0.85 + random.next() * 0.3)) {
      if (t % 1 < 0.05 || t % 1 > 0.95) continue;
      const even = kind.pole ? post % 2 === 0 : random.yes(0.5);
      const place = beside(road, t, even ? kind.aside : -kind.aside);
      if (place[0] <= 0 || place[1] <= 0 || place[0] >= 25 || place[1] >= 20) continue;   // only the demonstration district has a survey
      post += 1;
      put(kind, '990101', place, kind.pole ? `${road.name} ${post} 号杆` : `${road.name}${numberAt(road, t, even)}号附近`);
    }
  }
}

/** Roads are kept by two offices, split by the river; cover owners keep their own. */
function maintainer({ class: code }: Kind, owner: string, [, row]: [number, number]): string {
  if (code === 'C0305') return row < 7 ? 'sanitation-2' : row < 13 ? 'sanitation-1' : 'sanitation-3';
  if (code === 'C0212') return row < 7 ? 'roads-1' : 'roads-2';
  return owner;
}
