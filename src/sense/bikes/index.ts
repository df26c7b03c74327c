// Shared bikes (共享单车). Purpose: the city knows where every operator's bikes stand, says by published rules where they may, orders what is wrong to be set
// right within a limit, and shows everyone how each operator does.
//
// How it works: operators push by MDS 2.0 Agency (mds-agency.ts; registering, telling, trips); what they say of now moves one row a bike, in the statement that
// keeps what was said. Every five minutes all bikes are judged in memory against painted frames, zones and the policies in force (judging.ts, pure): a position is
// inside, outside or uncertain by its own accuracy (positions.ts), and only what is certain can be ordered. A finding is open until a judgement no longer finds
// it. An order (orders.ts) is a case with a limit whose handling unit is the operator; its number is MDS's associated_ticket. Policies (policies.ts) are MDS
// policies: immutable once published, in force 20 minutes later at the earliest. GBFS 3.0 (gbfs-feeds.ts) is written from the same rows, operators' own GBFS is
// read in (gbfs-reading.ts). Scores are four shares with weights, kept by day (scoring.ts). The simulator goes in by the operators' doors and is marked.
//
// Rejected: refusing events whose prior state does not fit (the standard forbids it: they arrive out of order; they are counted as odd), judging each position as
// it arrives (a rule's beginning, or a clock, changes findings without any position), PostGIS for the judgement (the embedded database has one session; in
// memory 50,000 bikes take a second or two and hold nobody up), a rule language of our own beside MDS.
import type { Room } from '#ground/room.ts';
import { scopeOf } from '#city/admin/index.ts';
import { areaIndex } from '#city/areas/index.ts';
import { areaPages } from './area-pages.tsx';
import { simulateCommand } from './command.ts';
import { deskPages } from './desk.tsx';
import { framePages } from './frame-pages.tsx';
import { gbfsRoutes } from './gbfs-routes.ts';
import { jobs } from './jobs.ts';
import { agencyRoutes } from './mds-agency.ts';
import { policyRoutes } from './mds-policy.ts';
import { m } from './messages.ts';
import { operatorPages } from './operator-pages.tsx';
import { openRoutes } from './open-data.ts';
import { publicPages } from './pages.tsx';
import { policyPages } from './policy-pages.tsx';

export { saveOperator, operatorsOf, type Operator, type OperatorInput } from './operators.ts';
export { govern } from './governing.ts';
export { beginSimulation, letTimePass } from './simulation.ts';

export const bikes: Room = {
  name: 'sense/bikes',
  routes: [...agencyRoutes, ...policyRoutes, ...gbfsRoutes, ...openRoutes, ...publicPages, ...deskPages, ...policyPages, ...areaPages, ...framePages, ...operatorPages],
  jobs,
  commands: [simulateCommand],
  nav: [
    { bar: 'now', href: '/bikes', title: m.short, icon: 'bike', place: 30 },
    { bar: 'desk', roles: ['dispatcher'], href: '/desk/bikes', title: m.short, icon: 'bike', place: 60 },
    { bar: 'desk', roles: ['steward', 'administrator'], href: '/desk/bikes/rules', title: m.rulesShort, icon: 'bike', place: 61 },
    { bar: 'admin', roles: ['administrator'], href: '/admin/bikes', title: m.short, icon: 'bike', place: 72, shown: async (db, viewer) => scopeOf(viewer, await areaIndex(db)).all },
  ],
  layers: [{ name: 'bike-frames', title: m.layer, url: '/api/bikes/frames-points?bbox={bbox}', on: false }],
};
