// Traffic (路况、占路封路). Purpose: whoever drives, delivers or builds a navigator learns from the city itself how its roads flow and where they are closed.
//
// How it works: flow is read from things of the kind "traffic" (vehicle flow, mean speed) through sense/things when somebody asks, and judged by one rule that is
// stated to everyone (rules.ts): speed as a share of the speed of the empty road; without a speed of late it is unknown, never guessed. Closures are entered
// by dispatchers in their area (saving.ts); a row is the present version, every version is kept. Both go out as GeoJSON (open-data.ts) with stable ids, an entity tag and
// a time of change, for polling. A closure is also a SensorThings thing of the kind "closure" at its middle, written in the same transaction: so clients of that
// standard, and subscribers to Things, see it without a second protocol.
//
// Rejected: levels kept in a table (they follow from the latest values at once, and go stale by the clock), a thing a road section with closures as its
// observations (sections are drawn anew each time, and a closure has an end that changes), guessing the level from counts alone (an empty road and a standing one
// count alike), the whole of WZDx or DATEX II (their names are used where they say the same; their envelopes ask for what a city does not know).
import type { Room } from '#ground/room.ts';
import { deskPages } from './desk-pages.tsx';
import { m } from './messages.ts';
import { openRoutes } from './open-data.ts';
import { publicPages } from './pages.tsx';

export { closuresTold } from './store.ts';
export { flowsNow, type Flow } from './flow.ts';
export { saveClosure } from './saving.ts';

export const traffic: Room = {
  name: 'sense/traffic',
  routes: [...openRoutes, ...publicPages, ...deskPages],
  nav: [
    { bar: 'now', href: '/traffic', title: m.nav, icon: 'route', place: 20 },
    { bar: 'desk', roles: ['dispatcher', 'administrator'], href: '/desk/closures', title: m.deskShort, icon: 'route', place: 63 },
  ],
};
