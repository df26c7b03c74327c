// The ground plan: a bent lattice of blocks. Every boundary, road, door and lamp stands at a position (column, row) of it, fractions included,
// so whatever shares a line shares its very points: the areas tile without gap or overlap, and a door can be said to lie in its cell without measuring.
// Columns 0…24 and rows 0…19 are the demonstration district; the wide ones beyond belong to its two small neighbours.
import { chance } from './random.ts';

export const MAIN = { columns: 25, rows: 20 };
export const ALL = { columns: 29, rows: 24 };
/** The row that the river fills. */
export const RIVER_ROW = 6;

export type Position = [lon: number, lat: number];
export type Ring = Position[];

// An invented place. The numbers are near 118.30 E, 30.90 N, but nothing there looks like this.
const CENTRE = { lon: 118.3, lat: 30.9 };
const METRES_LAT = 110_900, METRES_LON = 111_320 * Math.cos((CENTRE.lat * Math.PI) / 180);
const TURN = (9 * Math.PI) / 180;

const lines = (count: number, main: number, low: number, high: number, wide: number, seed: number, odd: Record<number, number> = {}): number[] => {
  const random = chance(seed);
  const out = [0];
  for (let i = 0; i < count; i++) out.push((out.at(-1) ?? 0) + (i >= main ? wide : odd[i] ?? random.int(low, high)));
  return out;
};
/** Metres from the south-west corner to each line of the lattice, before bending. */
export const X = lines(ALL.columns, MAIN.columns, 165, 245, 640, 11);
export const Y = lines(ALL.rows, MAIN.rows, 150, 230, 560, 12, { [RIVER_ROW]: 330, 7: 150 });

/** Degrees, six decimals, of a lattice position: corners are bent by long waves, what lies between is interpolated. */
export function at(column: number, row: number): Position {
  const c = Math.min(Math.floor(column), ALL.columns - 1), r = Math.min(Math.floor(row), ALL.rows - 1);
  const u = column - c, v = row - r;
  const [a, b, d, e] = [corner(c, r), corner(c + 1, r), corner(c, r + 1), corner(c + 1, r + 1)];
  const mix = (i: 0 | 1) => (a[i] * (1 - u) + b[i] * u) * (1 - v) + (d[i] * (1 - u) + e[i] * u) * v;
  return [round(mix(0)), round(mix(1))];
}

/** Metres along the ground between two lattice positions. */
export function metres(from: Position, to: Position): number {
  return Math.hypot((to[0] - from[0]) * METRES_LON, (to[1] - from[1]) * METRES_LAT);
}

/** How far `m` metres are in columns (or rows) at a block. */
export const inColumns = (m: number, column: number) => m / (num(X, Math.floor(column) + 1) - num(X, Math.floor(column)));
export const inRows = (m: number, row: number) => m / (num(Y, Math.floor(row) + 1) - num(Y, Math.floor(row)));

/** A ring through lattice positions, closed. */
export const ringOf = (positions: readonly (readonly [number, number])[]): Ring => {
  const ring = positions.map(([c, r]) => at(c, r));
  const [first] = ring;
  return first ? [...ring, first] : [];
};

/** A block of the lattice as a key. */
export const block = (column: number, row: number) => column * 100 + row;

/**
 * The outline of a set of blocks as polygons (first ring outer, then holes), with every lattice corner on the way, so that neighbours share their points.
 * Edges inside the set cancel; what remains is followed with the set on the left.
 */
export function outline(blocks: ReadonlySet<number>): Ring[][] {
  const edges = new Map<string, string[]>();
  for (const key of blocks) {
    const c = Math.floor(key / 100), r = key % 100;
    const around: [number, number, number, number, number][] = [[c, r, c + 1, r, block(c, r - 1)], [c + 1, r, c + 1, r + 1, block(c + 1, r)], [c + 1, r + 1, c, r + 1, block(c, r + 1)], [c, r + 1, c, r, block(c - 1, r)]];
    for (const [c0, r0, c1, r1, other] of around) {
      if (!blocks.has(other)) edges.set(`${c0},${r0}`, [...(edges.get(`${c0},${r0}`) ?? []), `${c1},${r1}`]);
    }
  }
  return polygons(follow(edges));
}

function follow(edges: Map<string, string[]>): [number, number][][] {
  const rings: [number, number][][] = [];
  for (const [start, ends] of edges) {
    while (ends.length) {
      const path = [start];
      let here = ends.pop() ?? start;
      while (here !== start) {
        const again = path.indexOf(here);   // a corner met twice: cut the loop off, so that every ring is simple
        if (again > 0) rings.push(path.splice(again).map(numbers));
        path.push(here);
        here = edges.get(here)?.pop() ?? start;
      }
      rings.push(path.map(numbers));
    }
  }
  return rings;
}

function polygons(rings: [number, number][][]): Ring[][] {
  const outer = rings.filter((r) => area(r) > 0), holes = rings.filter((r) => area(r) < 0);
  return outer.map((ring) => [ringOf(ring), ...holes.filter((hole) => inside(hole, ring)).map(ringOf)]);
}

const numbers = (key: string): [number, number] => { const [c, r] = key.split(',').map(Number); return [c ?? 0, r ?? 0]; };
const area = (ring: [number, number][]) => ring.reduce((sum, [x, y], i) => { const [x2, y2] = ring[(i + 1) % ring.length] ?? [x, y]; return sum + x * y2 - x2 * y; }, 0);
/** Even-odd test of the block at the hole's lowest, leftmost corner: it lies in the hole whatever the hole's shape. */
function inside(hole: [number, number][], ring: [number, number][]): boolean {
  const [hx, hy] = hole.toSorted(([ax, ay], [bx, by]) => ay - by || ax - bx)[0] ?? [0, 0];
  const [px, py] = [hx + 0.5, hy + 0.5];
  let odd = false;
  ring.forEach(([x1, y1], i) => {
    const [x2, y2] = ring[(i + 1) % ring.length] ?? [x1, y1];
    if ((y1 > py) !== (y2 > py) && px < x1 + ((py - y1) / (y2 - y1)) * (x2 - x1)) odd = !odd;
  });
  return odd;
}

const corners = new Map<number, Position>();
function corner(c: number, r: number): Position {
  const key = block(c, r);
  let position = corners.get(key);
  if (!position) corners.set(key, (position = bend(c, r)));
  return position;
}

function bend(c: number, r: number): Position {
  const random = chance(7_000 + block(c, r));
  const edge = c === 0 || r === 0 ? 0 : 14;
  const x = num(X, c) + 140 * Math.sin(num(Y, r) / 1150 + 0.6) + 30 * Math.sin(num(Y, r) / 430) + (random.next() - 0.5) * edge * 2;
  const y = num(Y, r) + 200 * Math.sin(num(X, c) / 1450) + 34 * Math.sin(num(X, c) / 560 + 1) + (random.next() - 0.5) * edge * 2;
  const mx = num(X, MAIN.columns) / 2, my = num(Y, MAIN.rows) / 2;
  const east = (x - mx) * Math.cos(TURN) - (y - my) * Math.sin(TURN), north = (x - mx) * Math.sin(TURN) + (y - my) * Math.cos(TURN);
  return [round(CENTRE.lon + east / METRES_LON), round(CENTRE.lat + north / METRES_LAT)];
}

const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6;
const num = (list: readonly number[], i: number) => list[i] ?? 0;
