// Tiles: vector tiles (MVT 2) of every layer that a room contributes (Room.tiles). Purpose: any number of things on a map, ours and other people's.
//
// How it works: a room gives a layer: its name, what its attributes are, its filters, and a function from an address z/x/y to a tile with a version.
// Here are the doors (/tiles for everyone, /desk/tiles for staff), TileJSON, refusals, entity tags, compression. The writer is ours (geo/mvt.ts).
// The version of a tile follows from its content (sums of hashes, see city/cases), not from a counter, so it is the same in every process
// and after a restart, and a tile that did not change is answered without being encoded.
//
// Rejected: ST_AsMVT (the embedded database has none, and far out it would count a million rows a tile), tiles kept for a time (stale until it is
// over, whatever happened), geojson-vt (2.4 GB for a million points), one door for both (an open interface reads no cookies, a desk has to).
import type { Room } from '../room.ts';
import { routes } from './routes.ts';

export { tileLayer, MOST_BYTES, type Tile, type TileLayer, type VectorLayer } from './layer.ts';
export { tilesUrl } from './routes.ts';

export const tiles: Room = { name: 'ground/tiles', routes };
