// Exports (数据导出): cases go out as CSV, XLSX, GeoReport bulk CSV and GeoJSON.
import type { Room } from '#ground/room.ts';

export const exports: Room = { name: 'serve/exports' };
