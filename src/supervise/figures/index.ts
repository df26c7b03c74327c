// Figures (办理情况): a month's counts and limits, each with its formula and the cases behind it.
import type { Room } from '#ground/room.ts';

export const figures: Room = { name: 'supervise/figures' };
