// Areas (区域): where a place belongs. Every report, case and duty asks it, so it is answered from memory.
// How: one table with a tree of codes; an index of all outlines a process (locator.ts), loaded once and forgotten when an area is written.
// Rejected: one table a level (a city may have three levels or six), asking PostGIS for every point (a round trip each).
export { Area, AREA_KINDS, AreaCode, AreaGeometry, AreaInput, AreaKind } from './contract.ts';
export { areaIndex, areasGeojson, type Published } from './areas.ts';
export { buildAreaIndex, centre, type AreaIndex, type Where } from './locator.ts';
export { saveAreas } from './saving.ts';
