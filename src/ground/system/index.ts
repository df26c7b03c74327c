// The program about itself: is it alive, is it ready, how is it, what does its API look like. Rejected: metrics of single requests in the database.
import { z } from 'zod';
import { auditJob } from '../audit/index.ts';
import { sql } from '../db/sql.ts';
import { live } from '../events/live.ts';
import { openapi } from '../http/openapi.ts';
import { json } from '../http/answer.tsx';
import { route } from '../http/route.ts';
import type { Room } from '../room.ts';
import { metrics } from './metrics.ts';
import { offline } from './offline.tsx';
import { VERSION } from './version.ts';

const healthz = route({ method: 'GET', path: '/healthz', who: 'everyone', summary: 'Is the process alive?', answer: z.object({ status: z.literal('ok') }), handle: async () => ({ status: 'ok' as const }) });

const readyz = route({
  method: 'GET', path: '/readyz', who: 'everyone', summary: 'Can it serve: does the database answer, have listeners kept up?', answer: z.object({ status: z.literal('ready'), database: z.enum(['embedded', 'server']) }),
  async handle({ db }) {
    await db.run(sql`select 1`);
    return { status: 'ready' as const, database: db.kind };
  },
});

const description = route({
  method: 'GET', path: '/api/openapi.json', who: 'everyone', summary: 'This API as OpenAPI 3.1', open: true, answer: z.record(z.string(), z.unknown()),
  async handle({ ground }) {
    const routes = ground.rooms.flatMap((room) => room.routes ?? []);
    const document = openapi(routes, { title: `COMIS API, ${ground.baseUrl}`, version: VERSION, server: ground.baseUrl });
    return json(document, 200, { 'cache-control': 'public, max-age=300' });
  },
});

export const system: Room = { name: 'ground/system', routes: [healthz, readyz, metrics, description, live, ...offline], jobs: [auditJob] };
