// What is drawn under the data when no other base map is configured: water, parks, blocks, buildings and roads, kept light.
import type { Ground } from '../../src/city/package/contract.ts';
import type { Road } from './roads.ts';
import { linesOf } from './roads.ts';
import type { Plan } from './areas.ts';
import { MAIN, RIVER_ROW, ringOf, type Ring } from './lattice.ts';
import { PARKS, isWater, parkAt, parkRing, waters } from './nature.ts';
import { chance, type Chance } from './random.ts';

type Shape = Ground['features'][number];

/** basemap.geojson: `layer` is water, park, block, building or road; roads have `class` main or lane. */
export function planBasemap(roads: readonly Road[], plan: Plan): Ground {
  const features: Shape[] = [
    ...PARKS.map((park) => polygon({ layer: 'park', name: park.name, en: park.en }, parkRing(park))),
    ...waters().map(({ name, en, ring }) => polygon({ layer: 'water', name, en }, ring)),
    ...cover(plan),
    ...roads.map((r): Shape => ({ type: 'Feature', properties: { layer: 'road', class: r.main ? 'main' : 'lane', name: r.name, en: r.en }, geometry: { type: 'MultiLineString', coordinates: linesOf(r) } })),
  ];
  return { type: 'FeatureCollection', attribution: '虚构的演示城市 / an invented demo city', features };
}

const polygon = (properties: Record<string, string>, ring: Ring): Shape => ({ type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [ring] } });

/** Blocks and the buildings on them, gathered by community: fewer features, and a map can draw one at a time. */
function cover(plan: Plan): Shape[] {
  const out: Shape[] = [];
  for (const { code, blocks } of plan.communities) {
    const grounds: Ring[][] = [], houses: Ring[][] = [];
    for (const b of [...blocks].sort((x, y) => x - y)) {
      const c = Math.floor(b / 100), r = b % 100;
      if (isWater(c, r) || parkAt(c, r)) continue;
      if (c >= MAIN.columns) { grounds.push([box(c, r, 0.05, 0.05, 0.95, 0.95)]); continue; }
      if (r >= MAIN.rows) { if (c % 4 === 0) grounds.push([box(c, r, 0.15, 0.05, Math.min(4, MAIN.columns - c) - 0.15, 0.95)]); continue; }
      grounds.push([box(c, r, 0.055, r === RIVER_ROW + 1 ? 0.1 : 0.065, 0.945, 0.935)]);
      houses.push(...buildings(c, r).map((ring) => [ring]));
    }
    if (grounds.length) out.push({ type: 'Feature', properties: { layer: 'block', community: code }, geometry: { type: 'MultiPolygon', coordinates: grounds } });
    if (houses.length) out.push({ type: 'Feature', properties: { layer: 'building', community: code }, geometry: { type: 'MultiPolygon', coordinates: houses } });
  }
  return out;
}

function buildings(c: number, r: number): Ring[] {
  const random = chance(90_000 + c * 100 + r);
  const pattern = random.weighted([slabs, courts, towers, halls], (p) => (p === slabs ? 5 : p === courts ? 3 : p === towers ? 2 : 1));
  return pattern(c, r, random);
}

/** Rows of housing, facing south. */
function slabs(c: number, r: number, random: Chance): Ring[] {
  const rows = random.int(3, 4), columns = random.int(1, 2);
  return grid(rows, columns).flatMap(([i, j]) => (random.yes(0.08) ? [] : [box(c, r, 0.13 + (j * 0.76) / columns, 0.14 + (i * 0.76) / rows, 0.07 + ((j + 1) * 0.76) / columns + 0.03, 0.14 + ((i + 0.45) * 0.76) / rows)]));
}
/** Old town: small houses round a yard. */
function courts(c: number, r: number, random: Chance): Ring[] {
  return grid(3, 3).flatMap(([i, j]) => (i === 1 && j === 1 ? [] : [box(c, r, 0.12 + j * 0.27, 0.13 + i * 0.26, 0.12 + j * 0.27 + 0.15 + random.next() * 0.07, 0.13 + i * 0.26 + 0.14 + random.next() * 0.07)]));
}
function towers(c: number, r: number, random: Chance): Ring[] {
  return grid(2, 3).map(([i, j]) => { const x = 0.16 + j * 0.26 + random.next() * 0.04, y = 0.2 + i * 0.38; return box(c, r, x, y, x + 0.13, y + 0.17); });
}
/** A market, a school, a hospital: one large body with a wing. */
function halls(c: number, r: number): Ring[] {
  return [ringOf([[0.16, 0.18], [0.84, 0.18], [0.84, 0.46], [0.52, 0.46], [0.52, 0.8], [0.16, 0.8]].map(([x = 0, y = 0]): [number, number] => [c + x, r + y])), box(c, r, 0.64, 0.6, 0.84, 0.8)];
}

const grid = (rows: number, columns: number): [number, number][] => Array.from({ length: rows * columns }, (_, k) => [Math.floor(k / columns), k % columns]);
const box = (c: number, r: number, w: number, s: number, e: number, n: number): Ring => ringOf([[c + w, r + s], [c + e, r + s], [c + e, r + n], [c + w, r + n]]);
