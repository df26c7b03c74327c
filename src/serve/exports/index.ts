// Exports (数据导出). Purpose: whatever is in the house can leave it: for the operator everything, for a desk the list it looks at, for everyone what
// everyone may see, as CSV, XLSX, Open311 bulk CSV and GeoJSON.
//
// How it works: a column is a line of columns.ts, with a name that never changes; store.ts reads cases in slices of 2,000, formats.ts makes them files.
// The operator's verb (command.ts) walks by keyset, the oldest first; the public address (public-routes.ts) finds the keys of its page in one statement, so
// that it can say in its header where the next one begins; a desk (desk-routes.ts) goes page by page through the very list it shows. What leaves by a desk or
// by the operator is an entry of the audit, what a desk takes also a look.
//
// Rejected: COPY and cursors (one session may be all there is), files made at night (an export is asked for when it is needed; open data has its releases),
// photos (they belong to their case, behind its address), XLSX for everyone (it cannot be streamed).
import type { Room } from '#ground/room.ts';
import { exportCommand } from './command.ts';
import { deskRoutes } from './desk-routes.ts';
import { panels } from './panels.tsx';
import { publicRoutes } from './public-routes.ts';

export const exports: Room = { name: 'serve/exports', routes: [...publicRoutes, ...deskRoutes], panels, commands: [exportCommand] };
