// Home (首页): the one page everybody begins on. Purpose: reporting is one press away; then what is mine, what happens near, how it went last month.
//
// How it works: public cases come from city/cases, three figures from supervise/figures (each with its denominator and the way to all), the
// visitor's own from panels ('home.mine'). Near means where the browser says it is, rounded to about 100 m and kept nowhere but in the address.
// The room also answers for identities that have a page of their own: /id/case/NUMBER.
//
// Rejected: a start page by role (staff have their desks), counting visits, news above the button.
import type { Room } from '#ground/room.ts';
import { identityRoutes } from './identities.ts';
import { m } from './messages.ts';
import { homeRoutes } from './pages.tsx';

export { CaseItem, caseTitle, pageOf, pointsOf, type Seen } from './items.tsx';

export const home: Room = {
  name: 'front/home',
  routes: [...homeRoutes, ...identityRoutes],
  nav: [{ bar: 'resident', href: '/', title: m.nav, icon: 'home', place: 10 }],
};
