// The service of a running program: one batcher and one address, whichever door a request comes by.
import type { Ground } from '#ground/http/context.ts';
import { batcher } from '../writing/batcher.ts';
import { ROOT } from './root.ts';
import type { Service } from './service.ts';

/** Batches of observations under way at a time: while one is being made durable the next is written. The embedded database has one session. */
const FLIGHTS = { embedded: 1, server: 2 } as const;
interface Opened { readonly service: Service; readonly orderly: Service; readonly endpoints: string[] }
const services = new WeakMap<Ground, Opened>();

function opened(ground: Ground): Opened {
  let found = services.get(ground);
  if (!found) {
    const now = () => ground.clock.now();
    const endpoints: string[] = [];
    const service: Service = { db: ground.db, batcher: batcher(ground.db, now, FLIGHTS[ground.db.kind]), root: `${ground.baseUrl}${ROOT}`, now, endpoints };
    found = { endpoints, service, orderly: { ...service, batcher: batcher(ground.db, now, 1) } };
    services.set(ground, found);
  }
  return found;
}

/** The same for every caller. */
export const serviceOf = (ground: Ground): Service => opened(ground).service;

/** The same with one batch after another: who sends the next value before the last one is answered, as MQTT allows, finds them stored in their order. */
export const orderlyServiceOf = (ground: Ground): Service => opened(ground).orderly;

/** Where MQTT listens from now on (`mqtt://city.example:1883`), told at the service root with the requirements that it fulfils. */
export function announceEndpoints(ground: Ground, endpoints: readonly string[]): void {
  opened(ground).endpoints.splice(0, Infinity, ...endpoints);
}
