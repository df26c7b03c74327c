// Reports (上报): what people say, and what became of it. Purpose: anybody tells the city what is wrong in a minute, without an account, and hears
// of every step until it is done.
//
// How it works: a report is prepared in memory (class, stopper, answers, place, centres, promise: preparing.ts) and written together with its case,
// photos, contact, subscription and link in one statement (submitting.ts); every door comes to it: page, telephone, API, Open311. The receipt code
// follows from the form's own random id, so a form sent twice is one report with one code, and the code itself is never stored. Several reports may
// stand behind one case ("me too", merging). What is public is the case, as coarse as its class wants it; who reported stands only in serve.reports
// and the one erasable table of people, and every look of staff at it is logged.
//
// Rejected: an account before a report (most people report once), reports as cases (a person's words are not the file's), a token table for
// receipts (a lost answer would lose the receipt).
import type { Room } from '#ground/room.ts';
import { open311Jobs, open311Routes } from './open311/index.ts';
import { p } from './page-messages.ts';
import { intakeRoutes } from './intake-page.tsx';
import { t } from './intake/messages.ts';
import { casePanel, lookRoutes } from './looking-page.tsx';
import { panels, publicSearch } from './panels.tsx';
import { publicPages } from './public-pages.tsx';
import { publicRoutes } from './public-routes.ts';
import { receiptRoutes } from './receipt-page.tsx';
import { reportPage } from './report-page.tsx';
import { suggestRoutes } from './suggest-routes.ts';

export { reportAdded } from './contract.ts';
export { writePastReports, type PastReport } from './history.ts';
export { cursorOf } from './public.ts';
export { Filters, wantedOf } from './public-routes.ts';
export { findingOf } from './store.ts';
export { submit, receiptCode, type Submission } from './submitting.ts';

export const reports: Room = {
  name: 'serve/reports',
  routes: [...reportPage, ...receiptRoutes, ...publicPages, ...suggestRoutes, ...publicRoutes, ...lookRoutes, ...intakeRoutes, ...open311Routes],
  nav: [
    { bar: 'resident', href: '/report', title: p.navReport, icon: 'camera', place: 30, main: true },
    { bar: 'desk', roles: ['acceptor'], href: '/desk/intake', title: t.nav, icon: 'phone', place: 20, key: 'n' },
    { bar: 'resident', href: '/reports', title: p.navPublic, icon: 'list', place: 40 },
  ],
  panels: [...panels, casePanel],
  search: [publicSearch],
  jobs: open311Jobs,
  layers: [{ name: 'reports', title: p.layer, url: '/api/reports.geojson?bbox={bbox}', on: true }],
};
