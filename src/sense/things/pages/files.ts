// Files of a span of one stream: the points of its chart, or every value, streamed in slices by the index.
import { notFound } from '#ground/http/answer.tsx';
import { refuse } from '#ground/http/refusal.ts';
import { route, type Route } from '#ground/http/route.ts';
import type { Db } from '#ground/db/index.ts';
import { csvLines, type Cell, type CsvColumn } from '#ground/tables/index.ts';
import { callerOf } from '../sta/caller.ts';
import { needSpan, ThingId, ThingQuery, type ThingCtx } from './address.ts';
import { m } from './messages.ts';
import { seriesOf } from '../history/series.ts';
import type { Span } from './spans.ts';
import { sensorById, streamsOf, valuesAfter, type StreamRow } from './store.ts';
import { unitOf } from './words.ts';

const [POINTS, SLICE, MOST_STREAMS] = [600, 5000, 100];
const common = { method: 'GET', who: 'everyone', params: ThingId, query: ThingQuery } as const;

const chart = route({
  ...common, path: '/sensors/:id/chart.csv', summary: 'A chart of a sensor as CSV', about: 'At most 600 parts of the span (`span`, or `from` and `to`) of one `stream`: beginning, lowest, mean, highest, count.',
  async handle(ctx) {
    const [stream, span] = await asked(ctx);
    const points = await seriesOf(ctx.db, stream.id, span.from, span.to, POINTS);
    const columns: CsvColumn[] = [{ title: 'from' }, ...['lowest', 'mean', 'highest', 'count'].map((title): CsvColumn => ({ title, type: 'number' })), { title: 'unit' }];
    return file(columns, points.map((point) => [point.at, point.min, point.avg, point.max, point.n, unitOf(stream)]), ctx, `sensor-${ctx.params.id}-chart`);
  },
});

const values = route({
  ...common, path: '/sensors/:id/values.csv', summary: 'Every value of a sensor in a span as CSV', about: 'One `stream` over `span`, or `from` and `to`; times on the clock of the city with its offset. Values that were rolled up are not in it: chart.csv has them.',
  async handle(ctx) {
    const [stream, span] = await asked(ctx);
    const columns: CsvColumn[] = [{ title: 'time' }, { title: 'value', type: stream.numeric ? 'number' : 'text' }, { title: 'unit' }];
    return file(columns, each(ctx.db, stream, span), ctx, `sensor-${ctx.params.id}-values`);
  },
});

/** The stream and the span of a file: one stream of the thing, which the one who asks may see. */
async function asked({ db, params, query, viewer, now, site }: ThingCtx): Promise<[StreamRow, Span]> {
  const thing = await sensorById(db, params.id, callerOf(viewer, false).sees);
  if (!thing) throw notFound();
  const stream = (await streamsOf(db, [thing.id], MOST_STREAMS, now)).find(({ id }) => query.stream.length === 1 && query.stream[0] === id);
  if (!stream) throw refuse(query.stream.length === 1 ? 404 : 400, m.goneStream, { field: 'stream' });
  return [stream, needSpan(query, now, site.zone)];
}

async function* each(db: Db, stream: StreamRow, { from, to }: Span): AsyncIterable<Cell[]> {
  for (let after: { time: Date; id: number } | undefined; ;) {
    const rows = await valuesAfter(db, stream.id, from, to, after, SLICE);
    for (const row of rows) yield [row.time, row.number ?? (typeof row.result === 'string' ? row.result : JSON.stringify(row.result)), unitOf(stream)];
    if (rows.length < SLICE) return;
    after = rows.at(-1);
  }
}

function file(columns: readonly CsvColumn[], rows: Iterable<Cell[]> | AsyncIterable<Cell[]>, { site }: ThingCtx, name: string): Response {
  return new Response(flowing(csvLines(columns, rows, { bom: true, zone: site.zone })), { headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${name}.csv"` } });
}

/** Read as it is taken: a slow reader makes the database wait, not the memory grow. One who leaves ends the reading. */
function flowing(pieces: AsyncIterable<string>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const [lines, encoder] = [pieces[Symbol.asyncIterator](), new TextEncoder()];
  return new ReadableStream({
    async pull(controller) {
      const next = await lines.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() { await lines.return?.(); },
  });
}

export const fileRoutes: readonly Route[] = [chart, values];
