// Areas (区域): where a place belongs. Every report, case and duty asks it, so it is answered from memory.
// How: one table with a tree of codes; an index of all outlines a process (locator.ts), loaded once and forgotten when an area is written.
// Rejected: one table a level (a city may have three levels or six), asking PostGIS for every point (a round trip each).
import type { Room } from '#ground/room.ts';
import { baseMapRoutes } from './basemap-pages.tsx';
import { importRoutes } from './importing.tsx';
import { m } from './messages.ts';
import { pageRoutes } from './pages.tsx';
import { apiRoutes } from './routes.ts';
import { areaLayers } from './tiles.ts';

export const areas: Room = {
  name: 'city/areas',
  routes: [...apiRoutes, ...pageRoutes, ...importRoutes, ...baseMapRoutes],
  tiles: areaLayers,
  nav: [
    { bar: 'admin', roles: ['administrator'], href: '/admin/areas', title: m.title, icon: 'map', place: 30 },
    { bar: 'admin', roles: ['administrator'], href: '/admin/maps', title: m.mapsShort, icon: 'layers', place: 60 },
  ],
};

export { Area, AREA_KINDS, AreaCode, AreaGeometry, AreaInput, AreaKind } from './contract.ts';
export { areaIndex, areasGeojson, groundGeojson, saveGround, type Published } from './areas.ts';
export { mapStart, type MapStart } from './basemaps.ts';
export { buildAreaIndex, centre, type AreaIndex, type Where } from './locator.ts';
export { cityMap } from './map.tsx';
export { areaName, placeTabs } from './pages.tsx';
export { saveAreas } from './saving.ts';
