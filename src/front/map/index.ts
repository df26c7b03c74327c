// The one map (地图): every room that has something with a place puts a layer on it (Room.layers). Purpose: one place to look, not a map a room.
//
// How it works: the address holds everything (lon, lat, z, class, area, stage, layers), so a link shows a colleague the same. The server
// writes the list of what is in sight; the island draws public cases as vector tiles (case-tiles.ts), fetches other layers as GeoJSON by box and
// asks for the list again after each move. On a base map of another datum than WGS 84 cases come as GeoJSON too: tiles could not be moved.
//
// Rejected: clusters made in the browser (a million points would have to come first), a list drawn a second time in the browser.
import type { Room } from '#ground/room.ts';
import { m } from './messages.ts';
import { mapRoutes } from './pages.tsx';

export const map: Room = {
  name: 'front/map',
  routes: mapRoutes,
  nav: [{ bar: 'resident', href: '/map', title: m.nav, icon: 'map', place: 20 }],
};
