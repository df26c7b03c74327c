// For developers: the API as a page people can read (/api), and the design sheet (/design).
// How: both are drawn from what the program itself runs on, the routes and the parts, so neither can be out of date.
// Rejected: a viewer from outside (half a megabyte of script, and a hole in the content security policy).
import type { Room } from '#ground/room.ts';
import { apiRoutes } from './pages.tsx';

export const developers: Room = { name: 'front/api', routes: apiRoutes };
