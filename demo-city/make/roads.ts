// Roads run on the lines of the lattice. Main roads run through and cross the river on bridges; lanes end at main roads and change their name beyond.
import { pinyin } from 'pinyin-pro';
import { ALL, MAIN, RIVER_ROW, at, metres, type Position } from './lattice.ts';
import { isWater, parkAt } from './nature.ts';
import { at as item } from './random.ts';

/** A road: `line` of the lattice (a row for east-west roads), from `from` to `to` along it. Stretches without a street (river, lake, park) are left out. */
export interface Road { name: string; en: string; along: 'column' | 'row'; line: number; main: boolean; stretches: [from: number, to: number][] }

type Named = [line: number, zh: string, en: string, from: number, to: number];
const EAST_WEST: Named[] = [
  [0, '环城南路', 'South Ring Road', 0, 25], [3, '南岸路', 'Nan’an Road', 0, 25], [6, '柳堤路', 'Liudi Road', 0, 25], [7, '滨江路', 'Binjiang Road', 0, 29],
  [8, '望江街', 'Wangjiang Street', 0, 25], [10, '解放路', 'Jiefang Road', 0, 29], [13, '镜湖路', 'Jinghu Road', 0, 25], [17, '文渊路', 'Wenyuan Road', 0, 25], [20, '环城北路', 'North Ring Road', 0, 25],
];
const NORTH_SOUTH: Named[] = [
  [0, '环城西路', 'West Ring Road', 0, 20], [5, '新桥大道', 'Xinqiao Avenue', 0, 24], [9, '学宫路', 'Xuegong Road', 7, 20], [9, '芦汀路', 'Luting Road', 0, 6], [13, '钟楼街', 'Zhonglou Street', 7, 20], [13, '南浦街', 'Nanpu Street', 0, 6],
  [17, '渡口路', 'Dukou Road', 0, 20], [21, '东市街', 'Dongshi Street', 7, 20], [21, '东津路', 'Dongjin Road', 0, 6], [25, '环城东路', 'East Ring Road', 0, 20],
];
/** Lanes with a name of their own; all others take theirs from the list below in turn. */
const OWN: Record<string, string> = { 'row 12 7': '青石巷' };
const NAMES = ('槐荫 桂花 梧桐 石榴 双井 水仓 米市 油坊 铁匠 瓦窑 织布 酱园 书院 文庙 鼓楼 箭道 马厂 粮道 盐仓 竹器 木行 茶亭 观音 芦花 银杏 枇杷 杨柳 白果 莲塘 荷叶 渔家 船厂 码头 纤道 石埠 灯笼 豆腐 糖坊 纸马 染坊 '
  + '打铜 箍桶 磨刀 柴市 花市 果子 菱角 仓前 仓后 学前 学后 县前 塔影 钟声 月牙 观澜 听雨 望月 朝阳 向阳 和平 建设 勤俭 友爱 团结 新民 光明 幸福 永安 长寿 太平 安乐 如意 吉庆 平桥 石桥 板桥 枫桥 青龙 白鹤 金鱼 凤凰 麒麟 喜鹊 画眉 春晖 秋水 冬青 夏荷 松竹 兰草 菊园 梅林 桃源 杏花').split(' ');
const KINDS: [zh: string, en: string][] = [['巷', 'Lane'], ['路', 'Road'], ['里', 'Alley'], ['街', 'Street'], ['弄', 'Close']];

/** Every road of the city, main roads first. */
export function planRoads(): Road[] {
  const main = [...EAST_WEST.map((n) => road('column', n, true)), ...NORTH_SOUTH.map((n) => road('row', n, true))];
  const lanes: Road[] = [];
  for (const along of ['row', 'column'] as const) {
    const taken = new Set((along === 'row' ? NORTH_SOUTH : EAST_WEST).map(([line]) => line));
    const parts: [number, number][] = along === 'row' ? [[0, 6], [7, 13], [13, 20]] : [[0, 9], [9, 17], [17, 25]];
    const last = along === 'row' ? MAIN.columns : MAIN.rows;
    for (let line = 1; line < last; line++) {
      if (!taken.has(line)) for (const [from, to] of parts) lanes.push(road(along, [line, ...laneName(along, line, from, lanes.length), from, to], false));
    }
  }
  return [...main, ...lanes].filter((r) => r.stretches.length > 0);
}

/** Where two roads meet, as lattice corners, each once. */
export function junctions(roads: readonly Road[]): { a: Road; b: Road; column: number; row: number }[] {
  const [across, up] = [roads.filter((r) => r.along === 'column'), roads.filter((r) => r.along === 'row')];
  return across.flatMap((a) => up.filter((b) => reaches(a, b.line) && reaches(b, a.line)).map((b) => ({ a, b, column: b.line, row: a.line })));
}

/** Lattice position at `t` along a road, moved `aside` (in blocks; positive is north or east). */
export const on = (road: Road, t: number, aside = 0): [column: number, row: number] => (road.along === 'column' ? [t, road.line + aside] : [road.line + aside, t]);

/** Metres from the beginning of a road to `t`, measured along its main line. */
export function metresTo(road: Road, t: number): number {
  let sum = 0;
  const from = road.stretches[0]?.[0] ?? 0;
  for (let s = from; s < t; s++) sum += metres(at(...on(road, s)), at(...on(road, Math.min(s + 1, t))));
  return sum;
}

/** The stretches of a road as lines through the corners of the lattice. */
export const linesOf = (road: Road): Position[][] => road.stretches.map(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => at(...on(road, from + i))));

const reaches = (road: Road, t: number) => road.stretches.some(([from, to]) => t >= from && t <= to);

function road(along: Road['along'], [line, name, en, from, to]: Named, main: boolean): Road {
  const stretches: [number, number][] = [];
  for (let t = from; t < to; t++) {
    if (!open(along, line, t, main)) continue;
    const before = stretches.at(-1);
    if (before?.[1] === t) before[1] = t + 1;
    else stretches.push([t, t + 1]);
  }
  return { name, en, along, line, main, stretches };
}

/** Whether a street can lie on this edge of the lattice: not through water (bridges of main roads apart), not through the inside of a park. */
function open(along: Road['along'], line: number, t: number, main: boolean): boolean {
  const [a, b]: [number, number][] = along === 'column' ? [[t, line - 1], [t, line]] : [[line - 1, t], [line, t]];
  if (!a || !b) return false;
  if (along === 'row' && t === RIVER_ROW) return main && [0, 5, 17, 25].includes(line);
  if (isWater(...a) && isWater(...b) && t !== RIVER_ROW && (line !== RIVER_ROW && line !== RIVER_ROW + 1)) return false;
  const park = parkAt(...a);
  return !(park !== undefined && park === parkAt(...b)) && t < (along === 'column' ? ALL.columns : ALL.rows);
}

function laneName(along: Road['along'], line: number, from: number, index: number): [zh: string, en: string] {
  const own = OWN[`${along} ${line} ${from}`];
  const [kind, kindEn] = own ? item(KINDS, 0) : item(KINDS, index % 7 === 0 ? 3 : index % 5);
  const stem = own ? own.slice(0, -1) : item(NAMES, index % NAMES.length);
  const en = pinyin(stem, { toneType: 'none', type: 'array' }).join('').replace('ü', 'u');
  return [stem + kind, `${en.charAt(0).toUpperCase()}${en.slice(1)} ${kindEn}`];
}
