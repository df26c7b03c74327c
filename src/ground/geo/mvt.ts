// Writes Mapbox vector tiles (version 2 of the specification) in one pass. Ours, because the embedded database has no ST_AsMVT and what is
// counted in memory need not become rows first. A layer is written feature by feature; its keys and values follow, each once.
import { PbfWriter } from 'pbf';
import { EXTENT } from './mercator.ts';

export type TagValue = string | number | boolean;
const [LAYERS, NAME, FEATURES, KEYS, VALUES, EXTENT_FIELD, VERSION] = [3, 1, 2, 3, 4, 5, 15] as const;
const [POINT, POLYGON] = [1, 3] as const;
const [MOVE_ONE, CLOSE] = [9, 15] as const;   // command and count, as the specification packs them

interface Feature { id: number | undefined; type: number; tags: number[]; geometry: number[] }

/** One layer of a tile. Coordinates are units of the tile: 0 to 4096, y down. */
export class MvtLayer {
  readonly name: string;
  private readonly out = new PbfWriter();
  private readonly keys = new Map<string, number>();
  private readonly values = new Map<TagValue, number>();
  private readonly feature: Feature = { id: undefined, type: POINT, tags: [], geometry: [] };
  private readonly spot = [MOVE_ONE, 0, 0];
  private count = 0;

  constructor(name: string) {
    this.name = name;
    this.out.writeVarintField(VERSION, 2);
    this.out.writeStringField(NAME, name);
    this.out.writeVarintField(EXTENT_FIELD, EXTENT);
  }

  /** Number of a key in this layer, for tags. */
  key(name: string): number {
    return numbered(this.keys, name);
  }

  /** Number of a value in this layer, for tags. */
  value(value: TagValue): number {
    return numbered(this.values, value);
  }

  /** A point. `tags` are numbers from `key` and `value` in turns; `id` is a whole number from 0. */
  point(id: number | undefined, x: number, y: number, tags: number[]): void {
    this.spot[1] = zigzag(x);
    this.spot[2] = zigzag(y);
    this.write(id, POINT, tags, this.spot);
  }

  /**
   * A surface: polygons of rings, the first the outline (clockwise as drawn), the others holes (the other way round), each a flat list x, y, x, y …
   * without its first point again at the end. `windRings` makes them so.
   */
  polygons(id: number | undefined, polygons: readonly (readonly (readonly number[])[])[], tags: number[]): void {
    this.write(id, POLYGON, tags, commandsOf(polygons.flat()));
  }

  get isEmpty(): boolean {
    return this.count === 0;
  }

  /** The bytes of the layer; nothing may be added afterwards. */
  finish(): Uint8Array {
    for (const key of this.keys.keys()) this.out.writeStringField(KEYS, key);
    for (const value of this.values.keys()) this.out.writeMessage(VALUES, writeValue, value);
    return this.out.finish();
  }

  private write(id: number | undefined, type: number, tags: number[], geometry: number[]): void {
    const { feature } = this;
    [feature.id, feature.type, feature.tags, feature.geometry] = [id, type, tags, geometry];
    this.out.writeMessage(FEATURES, writeFeature, feature);
    this.count++;
  }
}

/** A tile of these layers, without those that are empty; undefined when all are. */
export function encodeTile(layers: readonly MvtLayer[]): Uint8Array<ArrayBuffer> | undefined {
  const full = layers.filter((layer) => !layer.isEmpty);
  if (full.length === 0) return undefined;
  const out = new PbfWriter();
  for (const layer of full) out.writeBytesField(LAYERS, layer.finish());
  return new Uint8Array(out.finish());
}

/** Twice the surface of a ring (flat x, y); positive when it runs clockwise as drawn (y down), as outlines do. */
export function twiceArea(ring: readonly number[]): number {
  let sum = 0;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) sum += (ring[j] ?? 0) * (ring[i + 1] ?? 0) - (ring[i] ?? 0) * (ring[j + 1] ?? 0);
  return sum;
}

/** Rings turned as the specification wants them: the outline positive, holes negative. */
export const windRings = (rings: readonly (readonly number[])[]): number[][] => rings.map((ring, i) => ((twiceArea(ring) > 0) === (i === 0) ? [...ring] : reversed(ring)));

function reversed(ring: readonly number[]): number[] {
  const out: number[] = [];
  for (let i = ring.length - 2; i >= 0; i -= 2) out.push(ring[i] ?? 0, ring[i + 1] ?? 0);
  return out;
}

function commandsOf(rings: readonly (readonly number[])[]): number[] {
  const out: number[] = [];
  let [x, y] = [0, 0];
  const step = (ring: readonly number[], i: number) => {
    const [nextX = 0, nextY = 0] = [ring[i], ring[i + 1]];
    out.push(zigzag(nextX - x), zigzag(nextY - y));
    [x, y] = [nextX, nextY];
  };
  for (const ring of rings) {
    out.push(MOVE_ONE);
    step(ring, 0);
    out.push(((ring.length / 2 - 1) << 3) | 2);
    for (let i = 2; i < ring.length; i += 2) step(ring, i);
    out.push(CLOSE);
  }
  return out;
}

const zigzag = (n: number): number => (n << 1) ^ (n >> 31);

function numbered<T>(known: Map<T, number>, item: T): number {
  let at = known.get(item);
  if (at === undefined) known.set(item, (at = known.size));
  return at;
}

function writeFeature({ id, type, tags, geometry }: Feature, out: PbfWriter): void {
  if (id !== undefined) out.writeVarintField(1, id);
  out.writePackedVarint(2, tags);
  out.writeVarintField(3, type);
  out.writePackedVarint(4, geometry);
}

function writeValue(value: TagValue, out: PbfWriter): void {
  if (typeof value === 'string') out.writeStringField(1, value);
  else if (typeof value === 'boolean') out.writeBooleanField(7, value);
  else if (!Number.isInteger(value)) out.writeDoubleField(3, value);
  else if (value < 0) out.writeSVarintField(6, value);
  else out.writeVarintField(5, value);
}
