// Tiles: vector tiles of every layer that a room contributes.
import type { Room } from '../room.ts';

export const tiles: Room = { name: 'ground/tiles' };
