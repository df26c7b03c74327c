// MDS 2.0 Agency: what operators push. A key speaks for the operator in whose organisation its person handles.
import { z } from 'zod';
import type { AnyCtx } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { route, type Method, type Route } from '#ground/http/route.ts';
import type { Db } from '#ground/db/index.ts';
import type { Bulk } from './bulk.ts';
import { Uuid } from './contract.ts';
import { bulk, mds, MDS_VERSION, mdsError, versioned } from './mds-answer.ts';
import { m } from './messages.ts';
import { actingOperator, type Operator } from './operators.ts';
import { changeVehicles, listStatus, listVehicles, registerVehicles, type Page } from './registering.ts';
import { takeEvents, takeTelemetry } from './telling.ts';
import { changeStops, registerStops, stopsFor, takeReport, takeTrips } from './trips.ts';

/** Most items of one request: what two megabytes hold anyway. */
const Items = z.array(z.unknown()).min(1).max(10_000);
const OPERATORS = ['handler'] as const;

type Taking = (db: Db, operator: Operator, items: readonly unknown[], now: Date) => Promise<Bulk>;
const taking = (method: Method, path: `/mds/${string}`, done: 200 | 201, summary: string, take: Taking): Route => route({
  method, path, who: OPERATORS, summary, body: Items, takes: ['json'], open: true, errors: mdsError, status: done,
  handle: (ctx) => versioned(ctx, async () => bulk(await take(ctx.db, await actingOperator(ctx.db, ctx.viewer), ctx.body, ctx.now), done)),
});

const Paging = z.object({ after: Uuid.optional(), limit: z.coerce.number().int().min(1).max(5000).default(1000) });
const One = z.object({ device_id: Uuid });
type Listing = (db: Db, operator: string, page: Page) => Promise<{ device_id: string; value: unknown }[]>;

function listing(path: `/mds/${string}`, name: string, summary: string, list: Listing): Route[] {
  return [
    route({
      method: 'GET', path, who: OPERATORS, summary, query: Paging, open: true, errors: mdsError,
      handle: (ctx) => versioned(ctx, async () => {
        const operator = await actingOperator(ctx.db, ctx.viewer);
        const rows = await list(ctx.db, operator.code, { after: ctx.query.after, limit: ctx.query.limit + 1 });
        const shown = rows.slice(0, ctx.query.limit);
        const next = rows.length > shown.length ? `${ctx.ground.baseUrl}${path}?after=${shown.at(-1)?.device_id ?? ''}&limit=${ctx.query.limit}` : null;
        return mds({ version: MDS_VERSION, [name]: shown.map((row) => row.value), links: { next } });
      }),
    }),
    route({
      method: 'GET', path: `${path}/:device_id`, who: OPERATORS, summary, params: One, open: true, errors: mdsError,
      handle: (ctx) => versioned(ctx, async () => {
        const operator = await actingOperator(ctx.db, ctx.viewer);
        const [row] = await list(ctx.db, operator.code, { device: ctx.params.device_id, limit: 1 });
        if (!row) throw refuse(404, m.noBike);
        return mds({ version: MDS_VERSION, [name]: [row.value] });
      }),
    }),
  ];
}

const vehicles: Listing = async (db, operator, page) => (await listVehicles(db, operator, page)).map((row) => ({ device_id: row.device_id, value: row.doc }));
const status: Listing = async (db, operator, page) => (await listStatus(db, operator, page)).map((row) => ({ device_id: row.device_id, value: { device_id: row.device_id, provider_id: row.last_event['provider_id'], last_event: row.last_event, last_telemetry: row.last_telemetry } }));

async function stops(ctx: AnyCtx, id?: string): Promise<Response> {
  const found = await stopsFor(ctx.db, await actingOperator(ctx.db, ctx.viewer), ctx.now, id);
  if (id !== undefined && found.length === 0) throw refuse(404, m.noStop);
  return mds({ version: MDS_VERSION, stops: found });
}

const REPORT_BYTES = 5_000_000;
/** CSV, which the common reader does not take: read here, no further than its bound. */
async function report(ctx: AnyCtx): Promise<Response> {
  const operator = await actingOperator(ctx.db, ctx.viewer);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (ctx.request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > REPORT_BYTES) throw refuse(413, m.reportTooLarge);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  const result = text.includes('\0') ? undefined : await takeReport(ctx.db, operator, text, ctx.now);
  if (!result) throw refuse(400, m.reportHead, { field: 'body' });
  return bulk(result, 201);
}

export const agencyRoutes: readonly Route[] = [
  taking('POST', '/mds/vehicles', 201, 'MDS: register bikes', registerVehicles),
  taking('PUT', '/mds/vehicles', 200, 'MDS: change registered bikes', changeVehicles),
  ...listing('/mds/vehicles', 'vehicles', 'MDS: registered bikes', vehicles),
  ...listing('/mds/vehicles/status', 'vehicles_status', 'MDS: last event and telemetry of bikes', status),
  taking('POST', '/mds/events', 201, 'MDS: events of bikes', takeEvents),
  taking('POST', '/mds/telemetry', 201, 'MDS: telemetry of bikes', takeTelemetry),
  taking('POST', '/mds/trips', 201, 'MDS: trips', takeTrips),
  taking('POST', '/mds/stops', 201, 'MDS: register stops', registerStops),
  taking('PUT', '/mds/stops', 200, 'MDS: change stops', changeStops),
  route({ method: 'GET', path: '/mds/stops', who: OPERATORS, summary: 'MDS: stops and painted frames', open: true, errors: mdsError, handle: (ctx) => versioned(ctx, () => stops(ctx)) }),
  route({ method: 'GET', path: '/mds/stops/:stop_id', who: OPERATORS, summary: 'MDS: one stop', params: z.object({ stop_id: Uuid }), open: true, errors: mdsError, handle: (ctx) => versioned(ctx, () => stops(ctx, ctx.params.stop_id)) }),
  route({ method: 'POST', path: '/mds/reports', who: OPERATORS, summary: 'MDS: monthly reports as CSV', open: true, errors: mdsError, status: 201, handle: (ctx) => versioned(ctx, () => report(ctx)) }),
];
