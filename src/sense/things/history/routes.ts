// GET /api/sensors/{datastream}/series: the history of a stream for other people's charts and notebooks.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import type { Ctx } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { route, type Route } from '#ground/http/route.ts';
import { is, STAFF } from '#ground/identity/index.ts';
import { m } from './messages.ts';
import { seriesOf, type SeriesPoint } from './series.ts';

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const Query = z.object({ from: moment.optional(), to: moment.optional(), points: z.coerce.number().int().min(1).max(5000).default(500), format: z.enum(['json', 'csv']).default('json') });
const Params = z.object({ datastream: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER) });
const Stream = z.object({ id: z.number(), name: z.string(), unit: z.string().nullable(), public: z.boolean() });
const WEEK_MS = 7 * 86_400_000;

async function series(ctx: Ctx<z.output<typeof Params>, z.output<typeof Query>>): Promise<Response> {
  const { db, query, now } = ctx;
  const stream = await streamFor(db, ctx.params.datastream, is(ctx.viewer, ...STAFF));
  const to = query.to ?? now;
  const from = query.from ?? new Date(to.getTime() - WEEK_MS);
  if (!(to > from)) throw refuse(400, m.badSpan, { field: 'to' });
  const points = await seriesOf(db, stream.id, from, to, query.points);
  const headers = { 'cache-control': `${stream.public ? 'public' : 'private'}, max-age=60` };
  if (query.format === 'csv') return new Response(csv(points), { headers: { ...headers, 'content-type': 'text/csv; charset=utf-8; header=present', 'content-disposition': `attachment; filename="series-${stream.id}.csv"` } });
  return Response.json({ datastream: stream.id, name: stream.name, unit: stream.unit, from, to, points }, { headers });
}

const csv = (points: readonly SeriesPoint[]): string => `at,min,avg,max,n\r\n${points.map(({ at, min, avg, max, n }) => `${at.toISOString()},${min},${avg},${max},${n}\r\n`).join('')}`;

async function streamFor(db: Db, id: number, all: boolean): Promise<z.output<typeof Stream>> {
  const found = await db.maybe(Stream, sql`select d.id, d.name, d.unit->>'symbol' as unit, t.public from sense.datastreams d join sense.things t on t.id = d.thing_id where d.id = ${id}::bigint and not d.multi and (t.public or ${all})`);
  if (!found) throw refuse(404, m.noStream);
  return found;
}

export const historyRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/api/sensors/:datastream/series', who: 'everyone', open: true, status: 200, summary: 'History of a datastream, in at most so many points',
    about: '`from` ≤ time < `to` (ISO 8601 with zone; the last seven days when left out), cut into `points` equal parts (at most 5,000; 500 when left out); each has the first moment, the least, mean and greatest value, and how many values it stands for. Read from single values where they are still kept and not too many, else from hourly, else from daily figures. `format=csv` for a table.',
    params: Params, query: Query, handle: series,
  }),
];
