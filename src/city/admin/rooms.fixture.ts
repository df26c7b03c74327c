// TEMPORARY until app.ts names these rooms.
import { rooms } from '#app';
import type { Room } from '#ground/room.ts';
import { areas } from '../areas/index.ts';
import { organisations } from '../organisations/index.ts';
import { classes } from '../classes/index.ts';
import { calendar } from '../calendar/index.ts';
import { assets } from '../assets/index.ts';
import { addresses } from '../addresses/index.ts';
import { people } from '../people/index.ts';
for (const room of [areas, organisations, classes, calendar, assets, addresses, people]) if (!rooms.some((r) => r.name === room.name)) (rooms as Room[]).push(room);
