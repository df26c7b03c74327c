// The wall (指挥大屏). Purpose: from five metres away a command centre sees what is late, where, and who is on it; nobody touches the screen.
//
// How it works: one statement an area counts everything that is open and everything of today (store.ts); its answer is kept two seconds for
// everyone who looks at that area (snapshot.ts), after the viewer's office was asked (scope.ts). The page is whole from the server: the ground
// of the map is a drawing (ground.ts), dots and charts are SVG. In the browser one island fetches the view again when the outbox's stream says
// that something moved, every two seconds at most (following.ts); the stream itself is told in counts, four messages a second at most, so that
// a burst costs a screen no more than a quiet night. Two levels are one page: a city ranks its districts, a district its streets.
// Names of cases are those anyone may read; what is private is counted, stands in the late list without a name, and is not on the map.
//
// Rejected: patching numbers in the browser from each event (every rule of lateness would exist twice, and drift), counters in a table
// (a second truth beside the cases; the walk over the open ones takes milliseconds), MapLibre (see ground.ts), pages that turn by themselves.
import type { Room } from '#ground/room.ts';
import { m } from './messages.ts';
import { feed, routes } from './routes.ts';
import { WALL_ROLES } from './scope.ts';

export const wall: Room = {
  name: 'command/wall', routes, feeds: [feed],
  nav: [{ bar: 'desk', roles: WALL_ROLES.filter((role) => role !== 'administrator'), href: '/wall', title: m.nav, icon: 'map', place: 40 }],
};
