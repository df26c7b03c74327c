// Decisions of the wall that need no database: the forecast and its error, the order of the ranking, scales of its drawings. Pure, shared with the browser.
import type { Forecast, Ranked } from './contract.ts';

/** The map's width and height in its own units; positions count from its upper left corner. */
export const MAP_WIDTH = 1070;
export const MAP_HEIGHT = 731;

/** The rows of the flow, from what came in to what waits to be closed (受理 派遣 处置 核查 结案 答复). */
export const FLOW = ['accepting', 'dispatching', 'handling', 'checking', 'closing', 'answering'] as const;
export type Flow = (typeof FLOW)[number];

/** Which stages stand in which row of the flow. */
export const FLOW_STAGES: Readonly<Record<Flow, readonly string[]>> = {
  accepting: ['received', 'verifying'], dispatching: ['filed'], handling: ['handling'], checking: ['handled', 'checking'], closing: ['checked'], answering: ['answering'],
};
export const OPEN_STAGES: readonly string[] = FLOW.flatMap((key) => FLOW_STAGES[key]);

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** Fewer weeks than this foretell nothing. */
const LEAST_WEEKS = 3;

/**
 * The mean of the same weekday in the past weeks, hour by hour. The band and the error are honest ones: each week is foretold by the others
 * (leave one out); the band is the mean miss of that hour to either side, `error` all misses over all reports. Undefined with too little history.
 */
export function foretell(weeks: readonly (readonly number[])[]): Forecast | undefined {
  const known = weeks.filter((week) => week.some((n) => n > 0));
  if (known.length < LEAST_WEEKS) return undefined;
  const all = known.length;
  const mean = HOURS.map((hour) => sum(known.map((week) => week[hour] ?? 0)) / all);
  const miss = HOURS.map((hour) => sum(known.map((week) => Math.abs((week[hour] ?? 0) - others(mean[hour] ?? 0, week[hour] ?? 0, all)))) / all);
  return { weeks: all, mean: mean.map(tenth), low: mean.map((n, hour) => tenth(Math.max(0, n - (miss[hour] ?? 0)))), high: mean.map((n, hour) => tenth(n + (miss[hour] ?? 0))), error: sum(miss) / sum(mean) };
}

/** The mean of the other weeks. */
const others = (mean: number, own: number, all: number): number => (mean * all - own) / (all - 1);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
const tenth = (n: number): number => Math.round(n * 10) / 10;

/** The share closed within the limit, undefined where nothing was closed. */
export const share = ({ onTime, closed }: Pick<Ranked, 'onTime' | 'closed'>): number | undefined => (closed === 0 ? undefined : onTime / closed);

/** Best share first, the larger number of closed cases first among equals; areas that closed nothing come last, without a place. */
export function ranked(areas: readonly Omit<Ranked, 'place'>[]): Ranked[] {
  const order = areas.toSorted((a, b) => (share(b) ?? -1) - (share(a) ?? -1) || b.closed - a.closed || (a.code < b.code ? -1 : 1));
  return order.map((area, at) => ({ ...area, place: area.closed === 0 ? 0 : at + 1 }));
}

/** What fits on the wall: all, or the first and the last ones. The numbers of their places show the gap. */
export function shownRanks(ranks: readonly Ranked[], most = 6): readonly Ranked[] {
  if (ranks.length <= most) return ranks;
  const counted = ranks.filter((one) => one.place > 0);
  const from = counted.length >= most ? counted : ranks;
  return from.length <= most ? from : [...from.slice(0, Math.floor(most / 2)), ...from.slice(-Math.ceil(most / 2))];
}

/** Where the bars of the ranking begin: the full ten percent below the lowest of the shares and the target. */
export function rankFloor(shares: readonly (number | undefined)[], target: number): number {
  const lowest = Math.min(target, ...shares.filter((one) => one !== undefined));
  return Math.max(0, Math.min(0.9, Math.floor(lowest * 10 - 1e-9) / 10));
}

/** The top of an axis from zero and the distance of its lines: 1, 2 or 5 times a power of ten, three or four of them. */
export function axis(most: number): { top: number; step: number } {
  const rough = Math.max(most, 3) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((n) => n * power >= rough) ?? 10) * power;
  return { top: Math.ceil(Math.max(most, 3) / step) * step, step };
}

/** The part of the world that the wall's map shows: west and north edge (WGS 84), units a degree. */
export interface View { readonly west: number; readonly north: number; readonly kx: number; readonly ky: number }
export interface Box { readonly minLon: number; readonly minLat: number; readonly maxLon: number; readonly maxLat: number }

/** Kept free for the legend at the bottom. */
const FOOT = 56;
/** A box fitted into the map above the legend, with a margin; a degree of longitude is as short as it is there. */
export function viewOf(box: Box): View {
  const lat = (box.minLat + box.maxLat) / 2;
  const squeeze = Math.max(0.05, Math.cos((lat * Math.PI) / 180));
  const wide = Math.max(0.002, (box.maxLon - box.minLon) * squeeze);
  const high = Math.max(0.002, box.maxLat - box.minLat);
  const ky = Math.min((MAP_WIDTH * 0.9) / wide, ((MAP_HEIGHT - FOOT) * 0.9) / high);
  const kx = ky * squeeze;
  return { kx, ky, west: (box.minLon + box.maxLon) / 2 - MAP_WIDTH / 2 / kx, north: lat + (MAP_HEIGHT - FOOT) / 2 / ky };
}

/** A position on the map, to a tenth of a unit. */
export const onMap = (view: View, lon: number, lat: number): [x: number, y: number] => [tenth((lon - view.west) * view.kx), tenth((view.north - lat) * view.ky)];

/** Dots by state as the `d` of a path: each a line of no length, which round ends make a dot. */
export function dotPaths(dots: readonly number[]): [event: string, component: string, soon: string, late: string] {
  const paths: [string[], string[], string[], string[]] = [[], [], [], []];
  for (const dot of dots) {
    const cell = Math.floor(dot / 4);
    paths[dot % 4]?.push(`M${cell % 2048} ${Math.floor(cell / 2048)}h0`);
  }
  return [paths[0].join(''), paths[1].join(''), paths[2].join(''), paths[3].join('')];
}

/** Names without what all of them end with (望江街道 东市街道 → 望江 东市): a whole word, or two ideographs and more. Unchanged where too little would be left. */
export function withoutCommonEnd(names: readonly string[]): readonly string[] {
  const [first = ''] = names;
  if (names.length < 2) return names;
  const letters = [...first];
  const ends = letters.map((_, at) => letters.slice(at).join('')).filter((end) => (/^\s\S/.test(end) || /^\p{Script=Han}{2,}$/u.test(end)) && names.every((name) => name.endsWith(end) && [...name].length - [...end].length >= 2));
  const [longest] = ends;
  return longest === undefined ? names : names.map((name) => name.slice(0, -longest.length));
}

/** About how wide a line of text is, in its own size: ideographs one, Latin letters a little more than half. */
export const textWidth = (text: string): number => [...text].reduce((width, letter) => width + ((letter.codePointAt(0) ?? 0) > 0x2e7f ? 1 : 0.56), 0);

/** A text of at most so many widths of its size, cut with an ellipsis. */
export function cut(text: string, widths: number): string {
  if (textWidth(text) <= widths) return text;
  let short = '';
  for (const letter of text) {
    if (textWidth(short + letter) > widths - 1) break;
    short += letter;
  }
  return `${short.trimEnd()}…`;
}

export interface Label { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
const apart = (a: Label, b: Label): boolean => a.x + a.width < b.x || b.x + b.width < a.x || a.y + a.height < b.y || b.y + b.height < a.y;
export const free = (box: Label, taken: readonly Label[]): boolean => box.x >= 4 && box.y >= 4 && box.x + box.width <= MAP_WIDTH - 4 && box.y + box.height <= MAP_HEIGHT - 4 && taken.every((other) => apart(box, other));

/** Where the label of a point may stand so that it covers no other one: right, left, above, below; undefined where it fits nowhere. */
export function placeLabel(x: number, y: number, width: number, height: number, taken: readonly Label[]): Label | undefined {
  const spots: [number, number][] = [[x + 18, y - height / 2], [x - 18 - width, y - height / 2], [x + 10, y - height - 14], [x + 10, y + 14], [x - width - 10, y - height - 14], [x - width - 10, y + 14]];
  return spots.map(([left, top]) => ({ x: left, y: top, width, height })).find((box) => free(box, taken));
}
