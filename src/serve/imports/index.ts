// Imports (历史数据导入): a city's past comes in. Purpose: cases of another system (GeoReport v2 pages, CSV, XLSX) become cases of this one by a saved
// mapping, with their own moments and limits, so that lists, maps, queues and figures begin with history and not with nothing.
//
// How it works: a mapping is plain data (contract.ts); files are streamed (files.ts), every cell is checked at this edge (reading.ts), rows go in batches,
// each one transaction (batching.ts, running.ts). An id of a source is one case for ever: a row seen again with the same content is passed over, one whose
// past goes on has the missing steps added, one whose past was rewritten is flagged and left. Cases are written by the history path of city/cases: steps,
// clocks and happenings as live ones leave them, links and one audit entry a run, but no events, so nobody is told of the past. The number of a case is the
// prefix of the mapping and the id of the source: other programs find their service_request_id. What contradicts itself is taken as it stands and flagged;
// what is not known is not invented: no signature, no feedback, no check, no outcome.
//
// Rejected: putting rows right while reading (the figures would be ours, not the city's), a table of aliases (every lookup by number would join it),
// staging tables (each row would be written twice), a lock held through a run (a killed one would leave it).
import type { Room } from '#ground/room.ts';
import { scopeOf } from '#city/admin/index.ts';
import { areaIndex } from '#city/areas/index.ts';
import { importCommand } from './command.ts';
import { m } from './messages.ts';
import { importPages } from './pages.tsx';

export { openFiles, type ImportFile } from './files.ts';
export { runImport, type Ran } from './running.ts';

export const imports: Room = {
  name: 'serve/imports',
  commands: [importCommand],
  routes: importPages,
  nav: [{ bar: 'admin', roles: ['administrator'], href: '/admin/imports', title: m.nav, icon: 'inbox', place: 85, shown: async (db, viewer) => scopeOf(viewer, await areaIndex(db)).all }],
};
