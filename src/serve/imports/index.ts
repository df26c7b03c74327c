// Imports (历史数据导入): a city's past comes in by a saved mapping.
import type { Room } from '#ground/room.ts';

export const imports: Room = { name: 'serve/imports' };
