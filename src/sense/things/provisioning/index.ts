// Getting sensors in (传感接入). Purpose: a city has its sensors, their past and their names in its own lists in an afternoon, and may do it twice by mistake.
//
// How it works: controlled lists of units, observed properties and kinds (lists.ts) are what provisioning draws from. A table is read whole, every cell judged
// at this edge with its row and column (reading.ts, values-reading.ts: what is wrong is told all at once), then written by the same functions as a client's deep
// insert (provision.ts) or by the ingest (uploading.ts). A thing's code, and a value's stream, moment and content, are what makes a second time no double.
//
// Rejected: writing the rows that are right when a table of things has wrong ones (nobody knows then what is in), the list as a file of the program (a steward
// must be able to add a pollutant tonight), keeping uploads on disk between the two presses (processes do not share one; the page carries the rows).
import type { NavEntry } from '#ground/room.ts';
import type { Route } from '#ground/http/route.ts';
import { kindRoutes } from './kind-pages.tsx';
import { listRoutes } from './list-pages.tsx';
import { m } from './messages.ts';
import { HOME, WHO } from './parts.tsx';
import { provisionRoutes } from './provision-pages.tsx';
import { uploadRoutes } from './upload-pages.tsx';

export { thingsCommand } from './command.ts';
export { demoJob, tellSimulated, writeSimulatedPast } from './demo.ts';
export { provision, tryProvisioning } from './provision.ts';
export { listedName, sensingLists } from './lists.ts';
export { readThings } from './reading.ts';

export const provisioningRoutes: readonly Route[] = [...provisionRoutes, ...uploadRoutes, ...kindRoutes, ...listRoutes];
export const provisioningNav: readonly NavEntry[] = [{ bar: 'admin', roles: WHO, href: HOME, title: m.nav, icon: 'plus', place: 44 }];
