// Open311 GeoReport v2 at /open311/v2/: a facade over the same functions as our own pages. What real clients force on it is in docs/rooms/open311.md.
import type { Job } from '#ground/jobs/index.ts';
import type { Route } from '#ground/http/route.ts';
import { discoveryRoutes, nowhereRoute, serviceListRoutes, serviceRoute } from './discovery.ts';
import { mediaJob } from './fetching.ts';
import { postRoutes } from './posting.ts';
import { listRoutes, oneRoute, tokenRoute } from './requests.ts';
import { updateRoutes } from './updates.ts';
import { postUpdateRoutes } from './updating.ts';

// Whatever else is asked for is answered last, in the protocol's own form.
export const open311Routes: readonly Route[] = [...discoveryRoutes, ...serviceListRoutes, serviceRoute, ...listRoutes, oneRoute, ...postRoutes, tokenRoute, ...updateRoutes, ...postUpdateRoutes, nowhereRoute];
export const open311Jobs: readonly Job[] = [mediaJob()];
export { mediaJob };
