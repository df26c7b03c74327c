// Public cases as MVT: counted cells from the pyramid or from a walk, points one by one; beyond what a tile may weigh, cells stand for points.
import { EXTENT, WORLD, type TileAddress } from '#ground/geo/mercator.ts';
import { encodeTile, MvtLayer } from '#ground/geo/mvt.ts';
import { MOST_BYTES } from '#ground/tiles/index.ts';
import type { Names } from './tiles-columns.ts';
import { classOfKey, CLOSED, LATE, stateOfKey, type CaseSet, type Wanted } from './tiles-set.ts';
import { GRID } from './tiles-pyramid.ts';
import type { NearCell, NearPoint } from './tiles-store.ts';

export const [CELLS, POINTS] = ['cells', 'cases'] as const;
/** More points than this in a tile are counted: at about 30 bytes each they stay under 500 KB. */
export const MOST_POINTS = 12_000;
type Bytes = Uint8Array<ArrayBuffer> | undefined;
/** Per cell: all, open, late, sum of x, sum of y. */
const [N, OPENED, OVER, SUM_X, SUM_Y, WIDTH] = [0, 1, 2, 3, 4, 5] as const;

/** A tile of z 0 to 13 straight from the pyramid. */
export function pyramidTile(set: CaseSet, at: TileAddress, { classes, states }: Wanted): Bytes {
  const cells = new Float64Array(GRID * GRID * WIDTH);
  set.pyramid.visit(at.z, at.x, at.y, (cell, key, n, sumX, sumY) => {
    if (classes && !classes.has(classOfKey(key))) return;
    const state = stateOfKey(key);
    if (states === undefined || states & (1 << state)) count(cells, cell, n, state, sumX, sumY);
  });
  return cellTile(at, cellsOf(at, cells), false);
}

/** A tile of single points, or of cells far out or where there are too many. */
export function walkedTile(set: CaseSet, at: TileAddress, slots: readonly number[], near: boolean): Bytes {
  if (!near || slots.length > MOST_POINTS) return slotCells(set, at, slots, near);
  const layer = new MvtLayer(POINTS);
  const [stages, signs, classes] = [valuesOf(layer, set.stages), valuesOf(layer, set.signs), valuesOf(layer, set.classes)];
  const [kClass, kStage, kSign, kDue, kAmber] = ['class', 'stage', 'sign', 'due', 'amber'].map((name) => layer.key(name)) as [number, number, number, number, number];
  const scale = EXTENT / (WORLD / 2 ** at.z);
  const [west, north] = [at.x * EXTENT, at.y * EXTENT];
  for (const slot of slots) {
    const tags = [kStage, stages(set.stage[slot] ?? 0), kSign, signs(set.sign[slot] ?? 0)];
    const [cls, due, amber] = [classes(set.class[slot] ?? 0), set.due[slot] ?? 0, set.amber[slot] ?? 0];
    if (cls >= 0) tags.push(kClass, cls);
    if (due > 0) tags.push(kDue, layer.value(due));
    if (amber > 0) tags.push(kAmber, layer.value(amber));
    layer.point(set.id[slot] ?? 0, Math.round((set.x[slot] ?? 0) * scale - west), Math.round((set.y[slot] ?? 0) * scale - north), tags);
  }
  const bytes = encodeTile([layer]);
  return bytes && bytes.length > MOST_BYTES ? slotCells(set, at, slots, near) : bytes;
}

/** The layer's number for a name, looked up once a tile; -1 for the empty one. */
function valuesOf(layer: MvtLayer, names: Names): (n: number) => number {
  const known: number[] = [];
  return (n) => (known[n] ??= names.text(n) === '' ? -1 : layer.value(names.text(n)));
}

function slotCells(set: CaseSet, at: TileAddress, slots: readonly number[], many: boolean): Bytes {
  const cells = new Float64Array(GRID * GRID * WIDTH);
  const side = 2 ** (32 - at.z) / GRID;
  for (const slot of slots) {
    const [x, y] = [set.x[slot] ?? 0, set.y[slot] ?? 0];
    count(cells, (Math.floor(y / side) % GRID) * GRID + (Math.floor(x / side) % GRID), 1, set.state[slot] ?? CLOSED, x, y);
  }
  return cellTile(at, cellsOf(at, cells), many);
}

function count(cells: Float64Array, cell: number, n: number, state: number, sumX: number, sumY: number): void {
  const i = cell * WIDTH;
  cells[i + N] = (cells[i + N] ?? 0) + n;
  cells[i + SUM_X] = (cells[i + SUM_X] ?? 0) + sumX;
  cells[i + SUM_Y] = (cells[i + SUM_Y] ?? 0) + sumY;
  if (state !== CLOSED) cells[i + OPENED] = (cells[i + OPENED] ?? 0) + n;
  if (state === LATE) cells[i + OVER] = (cells[i + OVER] ?? 0) + n;
}

function cellsOf(at: TileAddress, cells: Float64Array): NearCell[] {
  return Array.from({ length: GRID * GRID }, (_, cell): NearCell => {
    const [n = 0, open = 0, late = 0, sumX = 0, sumY = 0] = cells.subarray(cell * WIDTH, (cell + 1) * WIDTH);
    return { cell_x: at.x * GRID + (cell % GRID), cell_y: at.y * GRID + Math.floor(cell / GRID), n, open, late, x: sumX / n, y: sumY / n };
  }).filter((cell) => cell.n > 0);
}

/** Cells as points at the mean of what they hold. Their id is the cell's place in the world, the same whatever is in it. `many`: they stand for points. */
export function cellTile(at: TileAddress, cells: readonly NearCell[], many: boolean): Bytes {
  const layer = new MvtLayer(CELLS);
  const [kN, kOpen, kLate] = ['n', 'open', 'late'].map((name) => layer.key(name)) as [number, number, number];
  const extra = many ? [layer.key('many'), layer.value(true)] : [];
  const scale = EXTENT / (WORLD / 2 ** at.z);
  for (const cell of cells) {
    const tags = [kN, layer.value(cell.n), kOpen, layer.value(cell.open), kLate, layer.value(cell.late), ...extra];
    layer.point(cellId(cell), Math.round(cell.x * scale - at.x * EXTENT), Math.round(cell.y * scale - at.y * EXTENT), tags);
  }
  return encodeTile([layer]);
}

/** 32 bits, which every reader takes: exact to z 13, nearer in the same again only 65,536 cells away. */
const cellId = ({ cell_x, cell_y }: NearCell): number => (cell_y % 65_536) * 65_536 + (cell_x % 65_536);

/** Points that the database found, with their number; undefined when they weigh too much. */
export function nearTile(at: TileAddress, points: readonly (NearPoint & { readonly x: number; readonly y: number })[], staff: boolean): Bytes | 'too large' {
  const layer = new MvtLayer(POINTS);
  const scale = EXTENT / (WORLD / 2 ** at.z);
  for (const point of points) {
    const tags: number[] = [];
    const tag = (name: string, value: string | number | boolean) => { if (value !== '' && value !== 0 && value !== false) tags.push(layer.key(name), layer.value(value)); };
    tag('stage', point.stage);
    tag('sign', point.sign);
    tag('class', point.class);
    tag('due', point.due);
    tag('amber', point.amber);
    tag('number', point.number);
    if (staff) tag('hidden', point.hidden);
    layer.point(point.id, Math.round(point.x * scale - at.x * EXTENT), Math.round(point.y * scale - at.y * EXTENT), tags);
  }
  const bytes = encodeTile([layer]);
  return bytes && bytes.length > MOST_BYTES ? 'too large' : bytes;
}
