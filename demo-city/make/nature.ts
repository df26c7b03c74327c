// Water and parks, by the blocks they cover.
import { ALL, RIVER_ROW, ringOf, type Ring } from './lattice.ts';

interface Park { name: string; en: string; from: [column: number, row: number]; to: [column: number, row: number] }
/** Parks cover whole blocks, `to` not included. */
export const PARKS: Park[] = [
  { name: '镜湖公园', en: 'Mirror Lake Park', from: [10, 14], to: [14, 17] },
  { name: '柳岸小游园', en: 'Liu’an Garden', from: [11, 5], to: [12, 6] },
  { name: '学宫公园', en: 'Xuegong Park', from: [6, 17], to: [8, 18] },
  { name: '北关体育公园', en: 'Beiguan Sports Park', from: [21, 17], to: [23, 19] },
  { name: '荷塘湿地公园', en: 'Lotus Wetland Park', from: [7, 1], to: [9, 3] },
  { name: '新桥绿地', en: 'Xinqiao Green', from: [2, 11], to: [3, 13] },
  { name: '东津广场', en: 'Dongjin Square', from: [20, 3], to: [21, 4] },
];

/** The park that covers a block, or undefined. */
export const parkAt = (c: number, r: number): string | undefined => PARKS.find(({ from, to }) => c >= from[0] && c < to[0] && r >= from[1] && r < to[1])?.name;

/** The river fills its row; the lake lies inside its park. */
export const isWater = (_column: number, row: number): boolean => row === RIVER_ROW;

/** River, lake and pond as named rings. */
export function waters(): { name: string; en: string; ring: Ring }[] {
  const columns = Array.from({ length: ALL.columns * 2 + 1 }, (_, i) => i / 2);
  const wave = (c: number, phase: number) => 0.05 * Math.sin(c * 0.9 + phase);
  const river = [...columns.map((c): [number, number] => [c, RIVER_ROW + 0.14 + wave(c, 0)]), ...columns.toReversed().map((c): [number, number] => [c, RIVER_ROW + 0.84 + wave(c, 2)])];
  return [
    { name: '临江', en: 'Lin River', ring: ringOf(river) },
    { name: '镜湖', en: 'Mirror Lake', ring: ringOf(round(12, 15.6, 1.55, 1.0, 36)) },
    { name: '荷塘', en: 'Lotus Pond', ring: ringOf(round(8, 2, 0.6, 0.55, 24)) },
  ];
}

/** A bean rather than an ellipse. */
function round(column: number, row: number, width: number, height: number, points: number): [number, number][] {
  return Array.from({ length: points }, (_, i) => {
    const a = (i / points) * 2 * Math.PI, bulge = 1 + 0.13 * Math.sin(2 * a + 0.7) + 0.06 * Math.sin(3 * a);
    return [column + width * bulge * Math.cos(a), row + height * bulge * Math.sin(a)];
  });
}

/** A park's edge stands a little inside its blocks, where the pavement ends. */
export const parkRing = ({ from, to }: Park): Ring => {
  const [w, s, e, n] = [from[0] + 0.08, from[1] + 0.09, to[0] - 0.08, to[1] - 0.09];
  const side = (count: number, at0: (k: number) => [number, number]) => Array.from({ length: count }, (_, k) => at0(k));
  const columns = to[0] - from[0], rows = to[1] - from[1];
  return ringOf([
    ...side(columns, (k) => [k === 0 ? w : from[0] + k, s]), ...side(rows, (k) => [e, k === 0 ? s : from[1] + k]),
    ...side(columns, (k) => [k === 0 ? e : to[0] - k, n]), ...side(rows, (k) => [w, k === 0 ? n : to[1] - k]),
  ]);
};
