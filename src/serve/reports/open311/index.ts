// Open311 GeoReport v2 at /open311/v2/: a facade over the same functions as our own pages. What real clients force on it is in docs/rooms/reports.md.
import type { Route } from '#ground/http/route.ts';
import { discoveryRoutes, serviceListRoutes, serviceRoute } from './discovery.ts';
import { postRoutes } from './posting.ts';
import { listRoutes, oneRoute, tokenRoute } from './requests.ts';
import { updateRoutes } from './updates.ts';

export const open311Routes: readonly Route[] = [...discoveryRoutes, ...serviceListRoutes, serviceRoute, ...listRoutes, oneRoute, ...postRoutes, tokenRoute, ...updateRoutes];
