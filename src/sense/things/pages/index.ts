// The pages of sensing for people, as the room contributes them: a map and a list for everyone, a page a sensor, the fleet for those who keep it running.
import type { Route } from '#ground/http/route.ts';
import type { MapLayer, NavEntry } from '#ground/room.ts';
import { fileRoutes } from './files.ts';
import { FLEET_ROLES, fleetPage } from './fleet-page.tsx';
import { sensorMap } from './map-page.tsx';
import { m } from './messages.ts';
import { sensorPoints } from './points.ts';
import { thingPage } from './thing-page.tsx';

export { judgeJob } from './health.ts';
export { sensorSource } from './search.ts';

export const sensorRoutes: readonly Route[] = [...sensorMap, sensorPoints, ...fileRoutes, ...thingPage, ...fleetPage];
export const sensorNav: readonly NavEntry[] = [
  { bar: 'now', href: '/sensors', title: m.nav, icon: 'feed', place: 10 },
  { bar: 'desk', roles: FLEET_ROLES, href: '/desk/fleet', title: m.fleetShort, icon: 'feed', place: 64 },
];
export const sensorLayer: MapLayer = { name: 'sensors', title: m.layer, url: '/api/sensors.geojson?bbox={bbox}', on: false };
