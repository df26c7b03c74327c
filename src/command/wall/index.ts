// The wall (指挥大屏): what is late, where, and who is on it.
import type { Room } from '#ground/room.ts';

export const wall: Room = { name: 'command/wall' };
