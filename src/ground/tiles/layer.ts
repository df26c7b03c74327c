// What a room gives to be drawn as vector tiles.
import type { z } from 'zod';
import type { Db } from '../db/types.ts';
import type { TileAddress } from '../geo/mercator.ts';
import type { Bbox } from '../geo/points.ts';
import type { AnyCtx } from '../http/context.ts';
import type { Message } from '../i18n/index.ts';
import type { Role } from '../identity/roles.ts';

/** A layer inside the tiles, as TileJSON names it; `fields` say what each attribute is. */
export interface VectorLayer { readonly id: string; readonly about: Message; readonly minzoom: number; readonly maxzoom: number; readonly fields: Readonly<Record<string, Message>> }

/** One tile, before it is encoded. `tag` is its version: the same content, or more of it, never has another; absent: the content itself is the version. */
export interface Tile { readonly tag: string | undefined; encode(): Promise<Uint8Array<ArrayBuffer> | undefined> | Uint8Array<ArrayBuffer> | undefined }

/** A set of tiles: public under `/tiles/NAME`, for `roles` under `/desk/tiles/NAME`. Between `minzoom` and `maxzoom` every address answers. */
export interface TileLayer {
  readonly name: string;
  readonly title: Message;
  readonly about: Message;
  readonly roles?: readonly Role[];
  readonly minzoom: number;
  readonly maxzoom: number;
  readonly vectors: readonly VectorLayer[];
  /** Names and shapes of the filters in the address; what comes out of it goes into `tile`. */
  readonly filters: z.ZodType;
  bounds(db: Db): Promise<Bbox | undefined>;
  /** Undefined: nothing is there. May refuse (400) a filter that this zoom cannot answer. */
  tile(ctx: AnyCtx, at: TileAddress, filters: unknown): Promise<Tile | undefined>;
}

/** Makes a layer whose `tile` gets its filters typed. */
export const tileLayer = <S extends z.ZodType>(layer: Omit<TileLayer, 'filters' | 'tile'> & { filters: S; tile(ctx: AnyCtx, at: TileAddress, filters: z.output<S>): Promise<Tile | undefined> }): TileLayer =>
  ({ ...layer, tile: (ctx, at, filters) => layer.tile(ctx, at, filters as z.output<S>) });   // parsed by `layer.filters` just before

/** The largest tile, in bytes: what would be larger is drawn as counted cells. */
export const MOST_BYTES = 500_000;
