// People (人员): accounts of those who work with the city, and their roles. Identity itself is ground's; what a role means is the city's.
// How: an administrator sees and changes whoever has a role within their area, and gives only roles that fit: supervision and command stay apart.
// Rejected: roles as free sets of rights (nobody can say afterwards who may close a case).
import type { Room } from '#ground/room.ts';
import { m } from './messages.ts';
import { pageRoutes } from './pages.tsx';
import { apiRoutes } from './routes.ts';

export const people: Room = {
  name: 'city/people',
  routes: [...apiRoutes, ...pageRoutes],
  nav: [{ bar: 'admin', roles: ['administrator'], href: '/admin/people', title: m.title, icon: 'users', place: 20 }],
};

export { Grant, NewGrant, NewStaff, Staff, StaffDetails } from './contract.ts';
export { addStaff, changeStaff, giveRole, resetPassword, takeRole } from './people.ts';
export { fits, needsArea, needsOrganisation } from './rules.ts';
export { namesOf } from './store.ts';
