// Small structures of the set of public cases: texts as numbers, ids as slots, limits in the order of their time.

/** Texts numbered in the order in which they came, with a hash each that is the same everywhere (FNV-1a, 32 bits). */
export class Names {
  private readonly numbers = new Map<string, number>();
  private readonly texts: string[] = [];
  private readonly hashes: number[] = [];

  /** The number of a text, a new one if it is new. */
  number(text: string): number {
    let n = this.numbers.get(text);
    if (n === undefined) {
      n = this.texts.length;
      this.numbers.set(text, n);
      this.texts.push(text);
      this.hashes.push(fnv(text));
    }
    return n;
  }

  text(n: number): string {
    return this.texts[n] ?? '';
  }

  hash(n: number): number {
    return this.hashes[n] ?? 0;
  }

  /** Numbers of the texts that pass. */
  where(passes: (text: string) => boolean): Set<number> {
    return new Set(this.texts.flatMap((text, n) => (passes(text) ? [n] : [])));
  }
}

/** The same text, the same 32 bits. */
export function fnv(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

const PAGE = 4096;
/** Id → slot for ids that come densely: 4 bytes each, a page where there is one. */
export class Pages {
  private readonly pages = new Map<number, Int32Array>();

  /** The slot, -1 when there is none. */
  get(id: number): number {
    return this.pages.get(Math.floor(id / PAGE))?.[id % PAGE] ?? -1;
  }

  set(id: number, slot: number): void {
    const number = Math.floor(id / PAGE);
    let page = this.pages.get(number);
    if (!page) this.pages.set(number, (page = new Int32Array(PAGE).fill(-1)));
    page[id % PAGE] = slot;
  }
}

/** Slots by the time they are due, the earliest on top (a binary heap). */
export class DueHeap {
  private readonly times: number[] = [];
  private readonly slots: number[] = [];

  push(due: number, slot: number): void {
    let i = this.times.length;
    this.times.push(due);
    this.slots.push(slot);
    while (i > 0) {
      const up = (i - 1) >> 1;
      if ((this.times[up] ?? 0) <= due) break;
      this.swap(i, up);
      i = up;
    }
  }

  /** The earliest slot that is due by `now`, taken out; undefined when none is. */
  pop(now: number): number | undefined {
    const [first] = this.times;
    if (first === undefined || first > now) return undefined;
    const slot = this.slots[0];
    this.swap(0, this.times.length - 1);
    this.times.pop();
    this.slots.pop();
    this.sink();
    return slot;
  }

  clear(): void {
    this.times.length = 0;
    this.slots.length = 0;
  }

  private sink(): void {
    for (let i = 0; ;) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) if (child < this.times.length && (this.times[child] ?? 0) < (this.times[least] ?? 0)) least = child;
      if (least === i) return;
      this.swap(i, least);
      i = least;
    }
  }

  private swap(a: number, b: number): void {
    [this.times[a], this.times[b]] = [this.times[b] ?? 0, this.times[a] ?? 0];
    [this.slots[a], this.slots[b]] = [this.slots[b] ?? 0, this.slots[a] ?? 0];
  }
}

type Numbers = Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array;
/** `to` with what `from` held. */
export function larger<T extends Numbers>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Rows after which long work lets others go first. */
export const STEP = 50_000;
/** Puts the first values of a column in this order, in steps. */
export function* permute(column: Numbers, order: Uint32Array): Generator<void> {
  const old = column.slice(0, order.length);
  for (let i = 0; i < order.length; i++) {
    column[i] = old[order[i] ?? 0] ?? 0;
    if (i % (4 * STEP) === 0) yield;
  }
}
