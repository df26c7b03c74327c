// The cell pyramid: for every tile of z 0 to 13 its 8 by 8 cells, each with how many cases of every kind (class and state) it holds and the sum of
// their positions, and for the tile the sum of their hashes, which is its version. A case that changes moves through 14 tiles, about 10 µs.
// Entries of a cell are a list in typed arrays: a million cases of 160 classes take about 30 MB.
import { larger } from './tiles-columns.ts';

export const LEVELS = 14;
/** Cells along a side of a tile: 64 pixels each, so that a counted circle fits and leaves the ground to be seen. */
export const GRID = 8;
const CELL_BITS = 3;

/** What a point adds to every tile that holds it. `x` and `y` are world units, `key` its kind, `lo` and `hi` its hash. */
export interface Mark { readonly x: number; readonly y: number; readonly key: number; readonly lo: number; readonly hi: number }
interface Tile { lo: number; hi: number; n: number; readonly heads: Int32Array }

export class Pyramid {
  private readonly levels = Array.from({ length: LEVELS }, () => new Map<number, Tile>());
  private capacity = 4096;
  private key = new Uint32Array(this.capacity);
  private n = new Int32Array(this.capacity);
  private sumX = new Float64Array(this.capacity);
  private sumY = new Float64Array(this.capacity);
  private next = new Int32Array(this.capacity);
  private top = 0;
  private free = -1;

  /** Adds (`d` 1) or takes away (-1) a point on every level. */
  change(mark: Mark, d: 1 | -1): void {
    for (let z = 0; z < LEVELS; z++) this.changeAt(z, mark, d);
  }

  /** While loading: the lowest level only; `raise` makes the others of it. */
  addBelow(mark: Mark): void {
    this.changeAt(LEVELS - 1, mark, 1);
  }

  /** Makes level `z` of level `z + 1`, for an empty level `z`. */
  raise(z: number): void {
    const [level, below] = [this.levels[z], this.levels[z + 1]];
    if (!level || !below) return;
    for (const [address, child] of below) {
      const [tileX, tileY] = [address % 2 ** (z + 1), Math.floor(address / 2 ** (z + 1))];
      const tile = tileOf(level, (tileY >> 1) * 2 ** z + (tileX >> 1));
      tile.lo = (tile.lo + child.lo) >>> 0;
      tile.hi = (tile.hi + child.hi) >>> 0;
      tile.n += child.n;
      for (let cell = 0; cell < child.heads.length; cell++) {
        const into = (((tileY & 1) * GRID + (cell >> CELL_BITS)) >> 1) * GRID + (((tileX & 1) * GRID + (cell & (GRID - 1))) >> 1);
        for (let e = child.heads[cell] ?? -1; e >= 0; e = this.next[e] ?? -1) this.add(tile, into, this.key[e] ?? 0, this.n[e] ?? 0, this.sumX[e] ?? 0, this.sumY[e] ?? 0);
      }
    }
  }

  /** The version of a tile of z 0 to 13, undefined when nothing is in it. Equal sets of points have equal versions. */
  version(z: number, x: number, y: number): string | undefined {
    const tile = this.levels[z]?.get(y * 2 ** z + x);
    return tile && tile.lo.toString(36) + tile.hi.toString(36) + tile.n.toString(36);
  }

  /** Every entry of a tile, cell by cell: `cell` counts row by row from the north-west. */
  visit(z: number, x: number, y: number, seen: (cell: number, key: number, n: number, sumX: number, sumY: number) => void): void {
    const tile = this.levels[z]?.get(y * 2 ** z + x);
    if (!tile) return;
    for (let cell = 0; cell < tile.heads.length; cell++) {
      for (let e = tile.heads[cell] ?? -1; e >= 0; e = this.next[e] ?? -1) seen(cell, this.key[e] ?? 0, this.n[e] ?? 0, this.sumX[e] ?? 0, this.sumY[e] ?? 0);
    }
  }

  private changeAt(z: number, { x, y, key, lo, hi }: Mark, d: 1 | -1): void {
    const level = this.levels[z];
    if (!level) return;
    const [cellX, cellY] = [x >>> (32 - CELL_BITS - z), y >>> (32 - CELL_BITS - z)];
    const address = (cellY >> CELL_BITS) * 2 ** z + (cellX >> CELL_BITS);
    const tile = tileOf(level, address);
    tile.lo = (tile.lo + d * lo) >>> 0;
    tile.hi = (tile.hi + d * hi) >>> 0;
    tile.n += d;
    this.add(tile, (cellY & (GRID - 1)) * GRID + (cellX & (GRID - 1)), key, d, d * x, d * y);
    if (tile.n === 0) level.delete(address);
  }

  private add(tile: Tile, cell: number, key: number, n: number, sumX: number, sumY: number): void {
    let before = -1;
    let e = tile.heads[cell] ?? -1;
    while (e >= 0 && this.key[e] !== key) { before = e; e = this.next[e] ?? -1; }
    if (e < 0) {
      e = this.take();
      this.key[e] = key;
      this.next[e] = tile.heads[cell] ?? -1;
      tile.heads[cell] = e;
      before = -1;
    }
    this.n[e] = (this.n[e] ?? 0) + n;
    this.sumX[e] = (this.sumX[e] ?? 0) + sumX;
    this.sumY[e] = (this.sumY[e] ?? 0) + sumY;
    if (this.n[e] === 0) this.drop(tile, cell, e, before);
  }

  private drop(tile: Tile, cell: number, e: number, before: number): void {
    const after = this.next[e] ?? -1;
    if (before < 0) tile.heads[cell] = after;
    else this.next[before] = after;
    this.sumX[e] = 0;
    this.sumY[e] = 0;
    this.next[e] = this.free;
    this.free = e;
  }

  private take(): number {
    if (this.free >= 0) {
      const e = this.free;
      this.free = this.next[e] ?? -1;
      return e;
    }
    if (this.top === this.capacity) this.grow();
    return this.top++;
  }

  private grow(): void {
    this.capacity = Math.ceil(this.capacity * 1.5);
    this.key = larger(this.key, new Uint32Array(this.capacity));
    this.n = larger(this.n, new Int32Array(this.capacity));
    this.sumX = larger(this.sumX, new Float64Array(this.capacity));
    this.sumY = larger(this.sumY, new Float64Array(this.capacity));
    this.next = larger(this.next, new Int32Array(this.capacity));
  }
}

function tileOf(level: Map<number, Tile>, address: number): Tile {
  let tile = level.get(address);
  if (!tile) level.set(address, (tile = { lo: 0, hi: 0, n: 0, heads: new Int32Array(GRID * GRID).fill(-1) }));
  return tile;
}
