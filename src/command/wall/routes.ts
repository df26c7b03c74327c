// The wall's addresses and its feed.
import { z } from 'zod';
import { page, route, type Route } from '#ground/http/route.ts';
import { areasOf, is, organisationsOf } from '#ground/identity/index.ts';
import type { LiveFeed } from '#ground/room.ts';
import { caseStepped } from '#city/cases/index.ts';
import { WallView } from './contract.ts';
import { formulasPage } from './formulas.tsx';
import { wallOf, wallPage } from './pages.tsx';
import { WALL_ROLES } from './scope.ts';

export const WallQuery = z.object({ area: z.string().max(40).optional(), class: z.string().max(40).optional() });

export const routes: Route[] = [
  ...page({ path: '/wall', who: WALL_ROLES, query: WallQuery, summary: 'The command wall of an area: what is late, where, and who is on it', view: (ctx) => wallPage(ctx) }),
  ...page({ path: '/wall/formulas', who: WALL_ROLES, query: WallQuery, summary: 'How every number of the wall is counted', view: (ctx) => formulasPage(ctx) }),
  route({
    method: 'GET', path: '/api/wall', who: WALL_ROLES, query: WallQuery, answer: WallView, summary: 'What the wall of an area shows now',
    about: '`area`: within the own office, the widest one when left out; `class`: a main or small class. Counted at most every two seconds. What is out of reach is 404.',
    handle: async (ctx) => (await wallOf(ctx)).view,
  }),
];

/** Tells walls that something happened in their city or district, and how often; no more than four messages a second, whatever happens. */
export const feed: LiveFeed = {
  name: 'wall', roles: WALL_ROLES, paceMs: 250,
  of(viewer, happened) {
    if (happened.type !== caseStepped.type) return undefined;
    const { path } = caseStepped.payload.parse(happened.payload);
    const areas = areasOf(viewer, ...WALL_ROLES);
    // An office without an area of its own is that of its organisation: what it is told is only that something moved somewhere.
    const concerned = areas.some((area) => path.includes(area)) || (areas.length === 0 && is(viewer, ...WALL_ROLES) && organisationsOf(viewer, ...WALL_ROLES).length > 0);
    return concerned ? {} : undefined;
  },
};
