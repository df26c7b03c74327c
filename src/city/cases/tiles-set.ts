// Every public case that has a place, in memory: columns of numbers, a list for each tile of z 16, and the pyramid above them. After loading the columns
// are put in the order of the lists, so that a walk over a tile reads memory in order (ten times faster). About 60 bytes a case.
// Whether an open case is late changes by time alone: limits that will pass wait in a heap, and `tick` moves those that have.
import { worldX, worldY } from '#ground/geo/mercator.ts';
import type { GlyphName } from '#ground/pages/icons.tsx';
import type { Stage } from './contract.ts';
import { DueHeap, larger, Names, Pages, permute, STEP } from './tiles-columns.ts';
import { LEVELS, Pyramid, type Mark } from './tiles-pyramid.ts';

/** A public case as tiles know it. Position: the public one, WGS 84. Times: seconds since 1970, 0 where there is none (closed, suspended, without a limit). */
export interface TilePoint {
  readonly id: number; readonly lon: number; readonly lat: number; readonly class: string; readonly path: string; readonly stage: Stage; readonly sign: GlyphName;
  readonly open: boolean; readonly received: number; readonly due: number; readonly amber: number;
}

/** 已结 在办 超时 */
export const [CLOSED, OPEN, LATE] = [0, 1, 2] as const;
const STATES = 3;
const COLUMNS = ['id', 'x', 'y', 'class', 'path', 'stage', 'sign', 'state', 'received', 'due', 'amber'] as const;
/** What is drawn one by one begins here. */
export const NEAR = 14;
/** Tiles of this zoom have a list each. */
const LISTED = 16;

/** Which points: absent means any. `states` are a sum of 2^state. */
export interface Wanted { readonly classes?: ReadonlySet<number> | undefined; readonly states?: number | undefined; readonly since?: number | undefined; readonly paths?: ReadonlySet<number> | undefined }
interface Bucket { head: number; n: number; lo: number; hi: number }

export class CaseSet {
  readonly classes = new Names();
  readonly paths = new Names();
  readonly stages = new Names();
  readonly signs = new Names();
  readonly pyramid = new Pyramid();
  private readonly slots = new Pages();
  private readonly buckets = new Map<number, Bucket>();
  private readonly heap = new DueHeap();
  private now = 0;
  private top = 0;
  private free = -1;
  private capacity = 4096;
  id = new Float64Array(this.capacity);
  x = new Uint32Array(this.capacity);
  y = new Uint32Array(this.capacity);
  class = new Uint16Array(this.capacity);
  path = new Uint32Array(this.capacity);
  stage = new Uint8Array(this.capacity);
  sign = new Uint8Array(this.capacity);
  state = new Uint8Array(this.capacity);
  received = new Uint32Array(this.capacity);
  due = new Uint32Array(this.capacity);
  amber = new Uint32Array(this.capacity);
  private next = new Int32Array(this.capacity);
  private before = new Int32Array(this.capacity);

  /** How many there are. */
  size = 0;

  /** Adds a case or replaces what was known of it. `loading`: new ones only, and the upper levels are made afterwards, by `settle`. */
  put(point: TilePoint, loading = false): void {
    const known = this.slots.get(point.id);
    if (known >= 0) this.unlink(known);
    const slot = known >= 0 ? known : this.take();
    this.slots.set(point.id, slot);
    this.id[slot] = point.id;
    this.x[slot] = worldX(point.lon);
    this.y[slot] = worldY(point.lat);
    this.class[slot] = this.classes.number(point.class);
    this.path[slot] = this.paths.number(point.path);
    this.stage[slot] = this.stages.number(point.stage);
    this.sign[slot] = this.signs.number(point.sign);
    this.received[slot] = point.received;
    this.due[slot] = point.due;
    this.amber[slot] = point.amber;
    this.state[slot] = !point.open ? CLOSED : point.due > 0 && point.due <= this.now ? LATE : OPEN;
    if (this.state[slot] === OPEN && point.due > 0) this.heap.push(point.due, slot);
    this.link(slot, loading);
  }

  /** Forgets a case; unknown ones are none. */
  remove(id: number): void {
    const slot = this.slots.get(id);
    if (slot < 0) return;
    this.unlink(slot);
    this.slots.set(id, -1);
    this.state[slot] = CLOSED;
    this.next[slot] = this.free;
    this.free = slot;
  }

  /** After loading, in steps of some 10 ms: the upper levels of the pyramid, and the columns in the order of the lists. */
  *settle(): Generator<void> {
    for (let z = LEVELS - 2; z >= 0; z--) yield this.pyramid.raise(z);
    const order = new Uint32Array(this.top);
    let at = 0;
    for (const [, bucket] of [...this.buckets].sort(([a], [b]) => a - b)) {
      const first = at;
      for (let slot = bucket.head; slot >= 0; slot = this.next[slot] ?? -1) {
        order[at++] = slot;
        if (at % STEP === 0) yield;
      }
      bucket.head = first;
    }
    for (const column of COLUMNS) for (const done of permute(this[column], order)) yield done;
    this.heap.clear();
    for (const bucket of this.buckets.values()) {
      for (let slot = bucket.head, end = slot + bucket.n; slot < end; slot++) {
        this.before[slot] = slot === bucket.head ? -1 : slot - 1;
        this.next[slot] = slot + 1 === end ? -1 : slot + 1;
        this.slots.set(this.id[slot] ?? 0, slot);
        if (this.state[slot] === OPEN && (this.due[slot] ?? 0) > 0) this.heap.push(this.due[slot] ?? 0, slot);
        if (slot % STEP === 0) yield;
      }
    }
  }

  /** Lets time pass: cases whose limit is over become late. `now` in seconds; it never goes back. */
  tick(now: number): void {
    this.now = Math.max(this.now, now);
    for (let slot = this.heap.pop(this.now); slot !== undefined; slot = this.heap.pop(this.now)) {
      // The heap is not told of changes: an entry counts if the case is still open with a limit that is over.
      const due = this.due[slot] ?? 0;
      if (this.state[slot] !== OPEN || due === 0 || due > this.now) continue;
      this.unlink(slot);
      this.state[slot] = LATE;
      this.link(slot, false);
    }
  }

  /** The version of a tile; undefined when nothing public is in it. From z 17 on that of the z 16 tile around it. */
  version(z: number, x: number, y: number): string | undefined {
    if (z < NEAR) return this.pyramid.version(z, x, y);
    let [lo, hi, n] = [0, 0, 0];
    for (const bucket of this.bucketsIn(z, x, y)) [lo, hi, n] = [(lo + bucket.lo) >>> 0, (hi + bucket.hi) >>> 0, n + bucket.n];
    return n === 0 ? undefined : lo.toString(36) + hi.toString(36) + n.toString(36);
  }

  /** Slots of the wanted points in a tile of any zoom. Far out it walks over every case in the tile, 20 ms for a million. */
  find(z: number, x: number, y: number, { classes, states, since, paths }: Wanted): number[] {
    const out: number[] = [];
    const shift = 32 - z;
    for (const bucket of this.bucketsIn(z, x, y)) {
      for (let slot = bucket.head; slot >= 0; slot = this.next[slot] ?? -1) {
        if (states !== undefined && !(states & (1 << (this.state[slot] ?? 0)))) continue;
        if (classes && !classes.has(this.class[slot] ?? 0)) continue;
        if (since !== undefined && (this.received[slot] ?? 0) < since) continue;
        if (paths && !paths.has(this.path[slot] ?? 0)) continue;
        if (z > LISTED && ((this.x[slot] ?? 0) >>> shift !== x || (this.y[slot] ?? 0) >>> shift !== y)) continue;
        out.push(slot);
      }
    }
    return out;
  }

  private bucketsIn(z: number, x: number, y: number): Bucket[] {
    const side = 2 ** LISTED;
    if (z < NEAR) return [...this.buckets].flatMap(([address, bucket]) => ((address % side) >> (LISTED - z) === x && Math.floor(address / side) >> (LISTED - z) === y ? [bucket] : []));
    const across = 2 ** Math.max(0, LISTED - z);
    const [west, north] = z >= LISTED ? [x >> (z - LISTED), y >> (z - LISTED)] : [x * across, y * across];
    const out: Bucket[] = [];
    for (let row = north; row < north + across; row++) for (let column = west; column < west + across; column++) {
      const bucket = this.buckets.get(row * side + column);
      if (bucket) out.push(bucket);
    }
    return out;
  }

  private link(slot: number, loading: boolean): void {
    const mark = this.mark(slot);
    const address = listOf(mark);
    let bucket = this.buckets.get(address);
    if (!bucket) this.buckets.set(address, (bucket = { head: -1, n: 0, lo: 0, hi: 0 }));
    if (bucket.head >= 0) this.before[bucket.head] = slot;
    this.next[slot] = bucket.head;
    this.before[slot] = -1;
    bucket.head = slot;
    bucket.n++;
    bucket.lo = (bucket.lo + mark.lo) >>> 0;
    bucket.hi = (bucket.hi + mark.hi) >>> 0;
    this.size++;
    if (loading) this.pyramid.addBelow(mark);
    else this.pyramid.change(mark, 1);
  }

  private unlink(slot: number): void {
    const mark = this.mark(slot);
    const address = listOf(mark);
    const bucket = this.buckets.get(address);
    if (!bucket) return;
    const [before = -1, next = -1] = [this.before[slot], this.next[slot]];
    if (before < 0) bucket.head = next;
    else this.next[before] = next;
    if (next >= 0) this.before[next] = before;
    bucket.n--;
    bucket.lo = (bucket.lo - mark.lo) >>> 0;
    bucket.hi = (bucket.hi - mark.hi) >>> 0;
    if (bucket.n === 0) this.buckets.delete(address);
    this.size--;
    this.pyramid.change(mark, -1);
  }

  /** Kind and hash of a point. Hashes are made of codes, not of our numbers for them, so every process makes the same. */
  private mark(slot: number): Mark {
    const [id = 0, x = 0, y = 0, cls = 0, state = 0] = [this.id[slot], this.x[slot], this.y[slot], this.class[slot], this.state[slot]];
    const parts = [id >>> 0, Math.floor(id / 2 ** 32), x, y, this.classes.hash(cls), this.paths.hash(this.path[slot] ?? 0), this.stages.hash(this.stage[slot] ?? 0), this.signs.hash(this.sign[slot] ?? 0), state, this.received[slot] ?? 0, this.due[slot] ?? 0, this.amber[slot] ?? 0];
    return { x, y, key: cls * STATES + state, lo: mixed(parts, 0x9e3779b9), hi: mixed(parts, 0x85ebca6b) };
  }

  private take(): number {
    if (this.free >= 0) {
      const slot = this.free;
      this.free = this.next[slot] ?? -1;
      return slot;
    }
    if (this.top === this.capacity) this.grow();
    return this.top++;
  }

  private grow(): void {
    const n = (this.capacity = Math.ceil(this.capacity * 1.25));
    this.id = larger(this.id, new Float64Array(n));
    this.class = larger(this.class, new Uint16Array(n));
    for (const column of ['x', 'y', 'path', 'received', 'due', 'amber'] as const) this[column] = larger(this[column], new Uint32Array(n));
    for (const column of ['stage', 'sign', 'state'] as const) this[column] = larger(this[column], new Uint8Array(n));
    for (const column of ['next', 'before'] as const) this[column] = larger(this[column], new Int32Array(n));
  }
}

/** The class of a pyramid's key. */
export const classOfKey = (key: number): number => Math.floor(key / STATES);
export const stateOfKey = (key: number): number => key % STATES;

const listOf = ({ x, y }: Mark): number => (y >>> (32 - LISTED)) * 2 ** LISTED + (x >>> (32 - LISTED));

/** 32 bits out of many (the mixing step of MurmurHash 3). */
function mixed(parts: readonly number[], seed: number): number {
  let h = seed;
  for (const part of parts) {
    let k = Math.imul(part, 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= Math.imul(k, 0x1b873593);
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  }
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
