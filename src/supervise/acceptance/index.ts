// Acceptance (受理台): the supervision centre's first look at everything that comes in.
// Purpose: within half an hour each report is checked, filed, answered or refused, with the reason its reporter reads; nothing is lost between shifts.
// How: the desk is a queue of city/cases (list, filters, preview, keys) with saved filters and bulk actions of its own. A bulk merge is done at once and
// unmade by its undo; a bulk refusal or answer waits half a minute, because people outside are told (batches.ts). Handover notes are read and signed.
// Rejected: "are you sure" dialogs (people learn to press them), bulk filing (each filing is a decision by a condition), locks on opened cases (a stale step is refused anyway).
import type { Room } from '#ground/room.ts';
import { deskCounts } from '#city/cases/index.ts';
import { BATCH_JOB, doDueBatches } from './batches.ts';
import { shiftsOf } from './handover.tsx';
import { m } from './messages.ts';
import { routes } from './routes.ts';
import { unreadNotes } from './store.ts';

export const acceptance: Room = {
  name: 'supervise/acceptance',
  routes,
  nav: [
    { bar: 'desk', roles: ['acceptor'], href: '/desk/acceptance', title: m.accept, icon: 'inbox', place: 10, badge: async (db, viewer, now) => { const counts = await deskCounts(db, viewer, now); return (counts.received ?? 0) + (counts.returned ?? 0) + (counts.reopened ?? 0) + (counts.answering ?? 0); } },
    { bar: 'desk', roles: ['acceptor', 'dispatcher'], href: '/desk/handover', title: m.handover, icon: 'note', place: 80, badge: (db, viewer, now) => (viewer.person ? unreadNotes(db, viewer.person, shiftsOf(viewer), new Date(now.getTime() - 2 * 86_400_000)) : Promise.resolve(0)) },
  ],
  jobs: [{ name: BATCH_JOB, every: '* * * * *', run: doDueBatches }],
};
