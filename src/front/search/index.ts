// Search (查找): one field, everywhere the same (key /). Purpose: whoever has a number, a place, a word or its pinyin gets to the page.
// How: every room that has something to find contributes a source (Room.search); this page asks them all and groups what they answer.
// Rejected: one index over everything (what a viewer may see is each room's own business).
import type { Room } from '#ground/room.ts';
import { searchRoutes } from './pages.tsx';
import { casesSource, classesSource, placesSource } from './sources.ts';

export const search: Room = { name: 'front/search', routes: searchRoutes, search: [casesSource, placesSource, classesSource] };
