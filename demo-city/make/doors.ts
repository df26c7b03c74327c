// Addresses: roads, junctions, doors (odd numbers south and west, even ones north and east) and points of interest.
import type { AddressFeature } from '../../src/city/package/contract.ts';
import type { Plan } from './areas.ts';
import { at, inColumns, inRows } from './lattice.ts';
import { PARKS, isWater, parkAt } from './nature.ts';
import { chance, at as item } from './random.ts';
import { junctions, linesOf, metresTo, on, type Road } from './roads.ts';

const SOURCE = '虚构';
type Properties = AddressFeature['properties'];

/** Everything with a name, in the order of the package. */
export function planAddresses(plan: Plan, roads: readonly Road[]): AddressFeature[] {
  return [...roads.map(roadFeature), ...junctions(roads).map((j) => junctionFeature(plan, j)), ...roads.flatMap((r) => doors(plan, r)), ...points(plan, roads)];
}

/** Metres of road for each pair of numbers: 滨江路 128 lies 2.5 km from the beginning of a main road. */
export const pairLength = (road: Road) => (road.main ? 40 : 24);

/** The door number at `t` of a road on its even or odd side. */
export const numberAt = (road: Road, t: number, even: boolean) => Math.max(1, 2 * Math.round(metresTo(road, t) / pairLength(road)) - (even ? 0 : 1));

/** Lattice position `t` along the road and `m` metres to its north or east (south or west when negative), never outside the block beside it. */
export function beside(road: Road, t: number, m: number): [column: number, row: number] {
  const line = road.line - (m < 0 ? 1 : 0);
  return on(road, t, road.along === 'column' ? inRows(m, line) : inColumns(m, line));
}

const point = (properties: Omit<Properties, 'source'>, [column, row]: [number, number]): AddressFeature => ({ type: 'Feature', properties: { ...properties, source: SOURCE }, geometry: { type: 'Point', coordinates: at(column, row) } });

function roadFeature(road: Road): AddressFeature {
  const lines = linesOf(road);
  const [only] = lines;
  return { type: 'Feature', properties: { kind: 'road', name: road.name, en: road.en, road: road.name, source: SOURCE }, geometry: lines.length === 1 && only ? { type: 'LineString', coordinates: only } : { type: 'MultiLineString', coordinates: lines } };
}

function junctionFeature(plan: Plan, { a, b, column, row }: ReturnType<typeof junctions>[number]): AddressFeature {
  const cell = plan.cellAt(Math.min(column, 28), row) || plan.cellAt(Math.max(column - 1, 0), row - 1) || plan.cellAt(Math.max(column - 1, 0), row);
  return point({ kind: 'junction', name: `${b.name}与${a.name}口`, en: `${b.en} and ${a.en}`, ...(cell ? { area: cell } : {}) }, [column, row]);
}

function doors(plan: Plan, road: Road): AddressFeature[] {
  const random = chance(30_000 + road.line * 100 + (road.along === 'row' ? 7 : 0) + metresTo(road, road.stretches.at(-1)?.[1] ?? 0));
  const dense = ['滨江路', '望江街', '青石巷', '学宫路', '渡口路'].includes(road.name);
  const used = new Set<number>();
  const out: AddressFeature[] = [];
  for (const [from, to] of road.stretches) {
    for (const even of [true, false]) {
      const step = dense ? 0.16 : road.main ? 0.7 : 0.62;
      for (let t = from + 0.09; t < to - 0.05; t += step * (0.7 + random.next() * 0.6)) {
        if (t % 1 < 0.07 || t % 1 > 0.93) continue;   // not in the carriageway of a crossing street
        const place = beside(road, t, even ? 17 : -17);
        const cell = inMap(place) ? plan.cellAt(...place) : '';
        const door = numberAt(road, t, even);
        if (!cell || used.has(door) || parkAt(Math.floor(place[0]), Math.floor(place[1])) || (isWater(Math.floor(place[0]), Math.floor(place[1])) && road.along === 'row')) continue;
        used.add(door);
        out.push(point({ kind: 'door', name: `${road.name}${door}号`, en: `${door} ${road.en}`, road: road.name, door, area: cell }, place));
      }
    }
  }
  if (road.name === '滨江路' && !used.has(128)) out.push(point({ kind: 'door', name: '滨江路128号', en: '128 Binjiang Road', road: road.name, door: 128, area: plan.cellAt(12, 7) }, [12.44, 7.11]));
  return out;
}

const inMap = ([column, row]: [number, number]) => column > 0 && row > 0 && column < 29 && row < 24;

/** What communities have one of each. */
const SHARED: [zh: string, en: string][] = [['居委会', 'Residents’ Committee'], ['卫生服务站', 'Health Station'], ['便民菜店', 'Grocery']];
const EVERY_THIRD: [zh: string, en: string][] = [['小学', 'Primary School'], ['菜市场', 'Market'], ['公共厕所', 'Public Toilet']];

function points(plan: Plan, roads: readonly Road[]): AddressFeature[] {
  const random = chance(41);
  const out: AddressFeature[] = [];
  const put = (name: string, en: string, place: [number, number]) => out.push(point({ kind: 'poi', name, en, area: plan.cellAt(...place) }, place));
  plan.communities.forEach(({ name, en, blocks, code }, i) => {
    if (!code.startsWith('990101')) return;
    const dry = blocks.filter((b) => !isWater(Math.floor(b / 100), b % 100) && parkAt(Math.floor(b / 100), b % 100) === undefined);
    const spot = (): [number, number] => { const b = random.pick(dry); return [Math.floor(b / 100) + 0.2 + random.next() * 0.6, (b % 100) + 0.2 + random.next() * 0.6]; };
    for (const [zh, english] of SHARED) put(name.replace('社区', zh === '居委会' ? '社区' : '') + zh, `${en.replace(' Community', '')} ${english}`, spot());
    const [zh, english] = item(EVERY_THIRD, i % 3);
    put(name.replace('社区', '') + zh, `${en.replace(' Community', '')} ${english}`, name === '青石社区' ? [13.4, 8.5] : spot());
  });
  for (const park of PARKS) {
    const [w, s, e] = [park.from[0], park.from[1], park.to[0]];
    put(park.name, park.en, [(w + e) / 2 + 0.03, (s + park.to[1]) / 2 - 0.03]);   // not on an edge between cells
    put(`${park.name}南门`, `${park.en} South Gate`, [(w + e) / 2 + 0.1, s + 0.03]);
  }
  for (const road of roads.filter((r) => r.main && r.stretches[0] && r.name !== '滨江路')) {
    const [from, to] = road.stretches[0] ?? [0, 1];
    put(`${road.name}站`, `${road.en} Bus Stop`, beside(road, Math.floor((from + to) / 2) + 0.5, road.line === 0 ? 6 : road.line >= 20 ? -6 : 6));
  }
  for (const [zh, en, c, r] of LANDMARKS) put(zh, en, [c, r]);
  return out;
}

const LANDMARKS: [zh: string, en: string, column: number, row: number][] = [
  ['望江小学', 'Wangjiang Primary School', 12.5, 7.6], ['示范区政务服务中心', 'District Service Centre', 14.5, 10.5], ['临江市第一医院', 'Linjiang First Hospital', 10.5, 10.4], ['学宫中学', 'Xuegong Middle School', 5.5, 15.5],
  ['临江图书馆', 'Linjiang Library', 8.5, 13.5], ['东市综合市场', 'Dongshi Market Hall', 20.5, 9.5], ['新桥客运站', 'Xinqiao Bus Terminal', 3.5, 9.5], ['渡口码头', 'Dukou Ferry Pier', 16.5, 6.92],
  ['钟楼', 'Bell Tower', 13.2, 9.4], ['北关消防救援站', 'Beiguan Fire Station', 20.4, 16.4], ['示范区监督中心', 'District Supervision Centre', 14.4, 11.5], ['示范区指挥中心', 'District Command Centre', 15.5, 12.4],
];
