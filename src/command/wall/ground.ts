// The quiet ground of the wall's map: the city's own drawing and its areas as paths of one SVG, made once an area and kept ten minutes.
// Why not MapLibre: a screen that nobody touches for months needs no panning; a drawing is in the page before any script, costs the browser
// no memory that grows, and stands without JavaScript and without a network.
import { z } from 'zod';
import type { Db } from '#ground/db/index.ts';
import { areasGeojson, groundGeojson, type Area } from '#city/areas/index.ts';
import { MAP_HEIGHT, MAP_WIDTH, free, onMap, textWidth, viewOf, withoutCommonEnd, type Box, type Label, type View } from './rules.ts';
import { readExtent } from './store.ts';

/** A name on the map, in both languages, its middle at x, y. */
export interface MapName { readonly x: number; readonly y: number; readonly zh: string; readonly en: string; readonly kind: 'area' | 'water' | 'road'; readonly turn: number }
/** Paths of the map's own units, from the ground up; `outside` covers what is not of the area. */
export interface Drawing {
  readonly view: View; readonly block: string; readonly park: string; readonly water: string; readonly stream: string; readonly rail: string;
  readonly roads: readonly [main: string, street: string, lane: string]; readonly borders: string; readonly outside: string; readonly names: readonly MapName[];
}

const KEEP_MS = 600_000;
const MOST_AREAS = 200;
const kept = new WeakMap<Db, Map<string, { readonly until: number; readonly drawing: Promise<Drawing> }>>();

/** The ground of an area's wall. A failed one is not kept. */
export function drawingOf(db: Db, area: Area, below: readonly Area[]): Promise<Drawing> {
  const held = kept.get(db.root) ?? new Map<string, { until: number; drawing: Promise<Drawing> }>();
  kept.set(db.root, held);
  const before = held.get(area.code);
  if (before && before.until > performance.now()) return before.drawing;
  if (held.size >= MOST_AREAS) held.clear();
  const drawing = draw(db, area, below);
  const entry = { until: performance.now() + KEEP_MS, drawing };
  held.set(area.code, entry);
  drawing.catch(() => { if (held.get(area.code) === entry) held.delete(area.code); });
  return drawing;
}

const Feature = z.object({
  id: z.union([z.string(), z.number()]).nullish(),
  properties: z.looseObject({ kind: z.string().nullish(), rank: z.number().nullish(), name: z.string().nullish(), name_en: z.string().nullish(), code: z.string().nullish() }),
  geometry: z.object({ type: z.string(), coordinates: z.unknown() }).nullish(),
});
type Feature = z.output<typeof Feature>;
const Collection = z.object({ features: z.array(Feature) });
type Line = readonly (readonly [lon: number, lat: number])[];

async function draw(db: Db, area: Area, below: readonly Area[]): Promise<Drawing> {
  const kinds = [...new Set([area.kind, ...below.map((one) => one.kind)])];
  const outlines = Collection.parse(JSON.parse((await areasGeojson(db, kinds)).body)).features;
  const ground = Collection.parse(JSON.parse((await groundGeojson(db)).body)).features;
  const own = outlines.filter((one) => one.properties.code === area.code).flatMap(linesOf);
  const children = new Set(below.map((one) => one.code));
  const parts = outlines.filter((one) => children.has(one.properties.code ?? '')).flatMap(linesOf);
  const box = boxOf(own.length ? own : parts) ?? (await readExtent(db, area.code)) ?? { minLon: -0.1, minLat: -0.1, maxLon: 0.1, maxLat: 0.1 };
  const view = viewOf(box);
  const path = (kind: string, surface: boolean, rank?: number) => ground.filter((one) => one.properties.kind === kind && isSurface(one) === surface && (rank === undefined || (one.properties.rank ?? 3) === rank))
    .map((one) => linesOf(one).map((line) => pathOf(view, line, surface)).join('')).join('');
  const few = ground.length < 6000;
  return {
    view, block: few ? path('block', true) : '', park: path('park', true), water: path('water', true), stream: path('water', false), rail: path('rail', false),
    roads: [path('road', false, 1), path('road', false, 2), few ? path('road', false, 3) : ''], borders: (parts.length ? parts : own).map((line) => pathOf(view, line, true)).join(''),
    outside: own.length ? `M-20-20H${MAP_WIDTH + 20}V${MAP_HEIGHT + 20}H-20Z${own.map((line) => pathOf(view, line, true)).join('')}` : '',
    names: namesOf(view, below, ground),
  };
}

const isSurface = (feature: Feature): boolean => /Polygon$/.test(feature.geometry?.type ?? '');

/** All rings or lines of a geometry, whatever its depth. */
function linesOf(feature: Feature): Line[] {
  const out: Line[] = [];
  const walk = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    const line = z.array(z.tuple([z.number(), z.number()]).rest(z.number())).safeParse(value);
    if (line.success) out.push(line.data.map(([lon, lat]): [number, number] => [lon, lat]));
    else value.forEach(walk);
  };
  walk(feature.geometry?.coordinates);
  return out;
}

function boxOf(lines: readonly Line[]): Box | undefined {
  if (!lines.some((line) => line.length)) return undefined;
  let box = { minLon: Infinity, minLat: Infinity, maxLon: -Infinity, maxLat: -Infinity };
  for (const line of lines) for (const [lon, lat] of line) box = { minLon: Math.min(box.minLon, lon), minLat: Math.min(box.minLat, lat), maxLon: Math.max(box.maxLon, lon), maxLat: Math.max(box.maxLat, lat) };
  return box;
}

/** A line as `d`, without points that no screen could tell apart and without lines that lie outside or are too small to see. */
function pathOf(view: View, line: Line, closed: boolean): string {
  const points = line.map(([lon, lat]) => onMap(view, lon, lat));
  const seen = points.filter(([x, y], at) => at === 0 || at === points.length - 1 || Math.hypot(x - (points[at - 1]?.[0] ?? 0), y - (points[at - 1]?.[1] ?? 0)) > 0.8);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  if (right < -40 || left > MAP_WIDTH + 40 || bottom < -40 || top > MAP_HEIGHT + 40 || (right - left < 2 && bottom - top < 2)) return '';
  return `M${seen.map(([x, y]) => `${x} ${y}`).join('L')}${closed ? 'Z' : ''}`;
}

const MOST_NAMES = 12;
/** Areas first, then the largest waters, then the longest main roads, while there is room and no two touch. */
function namesOf(view: View, below: readonly Area[], ground: readonly Feature[]): MapName[] {
  const names: MapName[] = [];
  const taken: Label[] = [];
  const add = (name: MapName, size: number) => {
    const width = Math.max(textWidth(name.zh), textWidth(name.en) * 0.9) * size;
    const box = name.turn === 90 ? { x: name.x - size, y: name.y - width / 2, width: size * 2, height: width } : { x: name.x - width / 2, y: name.y - size * 0.8, width, height: size * 1.6 };
    if (names.length >= MOST_NAMES || !free(box, taken) || names.some((one) => one.zh === name.zh)) return;
    names.push(name);
    taken.push(box);
  };
  const short = withoutCommonEnd(below.map((one) => one.name_en ?? one.name));
  for (const [at, area] of below.entries()) {
    if (area.lon === null || area.lat === null) continue;
    const [x, y] = onMap(view, area.lon, area.lat);
    add({ x, y, zh: area.name, en: short[at] ?? area.name, kind: 'area', turn: 0 }, 22);
  }
  const named = (kind: string) => ground.filter((one) => one.properties.kind === kind && one.properties.name).map((one) => ({ one, points: linesOf(one).flat().map(([lon, lat]) => onMap(view, lon, lat)) }));
  const words = ({ properties: { name, name_en } }: Feature) => ({ zh: name ?? '', en: name_en ?? name ?? '' });
  for (const { one, points } of named('water').toSorted((a, b) => b.points.length - a.points.length).slice(0, 3)) {
    const middle = isSurface(one) ? centreOf(points) : points[Math.floor(points.length / 2)];
    if (middle) add({ x: middle[0], y: middle[1], ...words(one), kind: 'water', turn: 0 }, 22);
  }
  for (const { one, points } of named('road').filter(({ one }) => one.properties.rank === 1)) {
    const at = Math.floor(points.length / 3);
    const [here, next] = [points[at], points[at + 1]];
    if (!here || !next) continue;
    const slope = (Math.atan2(next[1] - here[1], next[0] - here[0]) * 180) / Math.PI;
    const lying = slope > 90 ? slope - 180 : slope < -90 ? slope + 180 : slope;
    if (Math.abs(lying) < 35) add({ x: here[0], y: here[1] - 10, ...words(one), kind: 'road', turn: Math.round(lying) }, 17);
    else if (Math.abs(lying) > 65) add({ x: here[0] + 14, y: here[1], ...words(one), kind: 'road', turn: 90 }, 17);
  }
  return names;
}

/** The mean of the points that are in sight. */
function centreOf(points: readonly (readonly [number, number])[]): [number, number] | undefined {
  const seen = points.filter(([x, y]) => x > 0 && x < MAP_WIDTH && y > 0 && y < MAP_HEIGHT);
  return seen.length ? [seen.reduce((total, [x]) => total + x, 0) / seen.length, seen.reduce((total, [, y]) => total + y, 0) / seen.length] : undefined;
}
