// Files as answers: streamed at the pace of whoever takes them, named by the day.
import { wallIso } from '#ground/tables/index.ts';

const TYPES = {
  csv: 'text/csv; charset=utf-8; header=present', geojson: 'application/geo+json; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** An answer to be kept as `NAME-2026-11-18.ENDING`. What breaks in the middle breaks the connection off: half a file must not look whole. */
export function download(body: AsyncIterable<string> | Uint8Array<ArrayBuffer>, file: { name: string; ending: keyof typeof TYPES; now: Date; zone: string }, headers: Record<string, string> = {}): Response {
  const name = `${file.name}-${wallIso(file.now, file.zone).slice(0, 10)}.${file.ending}`;
  return new Response(body instanceof Uint8Array ? body : flowing(body), {
    headers: { 'content-type': TYPES[file.ending], 'content-disposition': `attachment; filename="${name}"`, ...headers },
  });
}

/** Read as it is taken: a slow reader makes the database wait, not the memory grow. One who leaves ends the reading. */
function flowing(pieces: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const [each, encoder] = [pieces[Symbol.asyncIterator](), new TextEncoder()];
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await each.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() { await each.return?.(); },
  });
}
