// Addresses (地址): a small geocoder over what the city itself knows: doors, roads, junctions, points of interest, grid and asset codes.
// How: what is asked for is read by pure rules, then answered by one statement; a generated name always carries its distance,
// so that nobody takes "near 128" for the truth. Rejected: an outside geocoder (places of reports would leave the city).
import type { Room } from '#ground/room.ts';
import { pageRoutes } from './pages.tsx';
import { apiRoutes } from './routes.ts';

export const addresses: Room = { name: 'city/addresses', routes: [...apiRoutes, ...pageRoutes] };

export { ADDRESS_KINDS, AddressInput, Described, Place } from './contract.ts';
export { describePlace, findPlaces, saveAddresses } from './addresses.ts';
export { readPlace, type Asked } from './rules.ts';
