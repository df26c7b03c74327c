// The account (我的): signing in, and everything a person holds here about themselves. Purpose: nobody needs an account to report, so what it
// offers is convenience and control: see, copy, correct and erase.
//
// How it works: a password or a one-time code begins a session (12 hours at desks, SESSION_DAYS for residents). A code proves an address, so a
// new one opens an account and an existing one opens its own: nobody learns which. Wrong tries are counted by address and by account.
// Erasing empties the one row that says who somebody is; what they did stays, under an id that means nothing any more.
// Other rooms add to it by panels: 'account.sections', 'account.data', 'account.erase' (panels.ts).
//
// Rejected: an auth library (our grants, our sessions in one statement), puzzles against robots (they keep people out, too), accounts for reporting.
import type { Role } from '#ground/identity/index.ts';
import type { Message } from '#ground/i18n/index.ts';
import type { Room } from '#ground/room.ts';
import { dataRoutes } from './data.tsx';
import { m } from './messages.ts';
import { oneTimeRoutes } from './one-time.tsx';
import { overviewRoutes } from './overview.tsx';
import { profileRoutes } from './profile.tsx';
import { securityRoutes } from './security.tsx';
import { signInRoutes } from './sign-in.tsx';

/** The word of a role (受理员). */
export const roleWord = (role: Role): Message => m[role];

export { framed } from './parts.tsx';

export const account: Room = {
  name: 'front/account',
  routes: [...signInRoutes, ...oneTimeRoutes, ...overviewRoutes, ...profileRoutes, ...securityRoutes, ...dataRoutes],
  nav: [{ bar: 'resident', href: '/account', title: m.nav, icon: 'user', place: 90 }],
};
