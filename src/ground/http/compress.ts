// Answers made by handlers, compressed on their way out: a list page is a sixth, a map's ground a quarter of itself, which on a phone is
// seconds. Built files come compressed from the build (assets.ts) and pass through, as does whatever a handler has encoded itself.
// What is public and carries an entity tag is compressed once and kept; asked for again, it is squeezed as far as it goes in the background.
// A page that shows both a secret and words of a stranger could be guessed at by its compressed length: session cookies are SameSite=Lax, so no
// other site can have such a page asked for in somebody's name in numbers, and forms are held by their origin, not by a secret in the page.
import { promisify } from 'node:util';
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { codings } from './assets.ts';

const TEXT = /^(?:text\/(?!event-stream)|application\/(?:[\w.-]+\+)?(?:json|xml)\b|image\/svg)/;
const WORTH = 1024; // bytes; below it the header costs more than it saves
const WHOLE = 1_000_000; // bytes; what is longer is compressed as it flows
const KEPT = 8_000_000; // bytes of compressed answers kept by one process
const QUICK = 4;
const FAR = 11;

type Coding = 'br' | 'gzip';
interface Kept { readonly body: Uint8Array<ArrayBuffer>; readonly plain: Buffer | undefined }

/** Gives the answers of one server their compression. An answer keeps its status and headers; a strong entity tag becomes a weak one. */
export function compressor(): (request: Request, response: Response) => Promise<Response> {
  const kept = keeper();
  return async (request, response) => {
    if (!TEXT.test(response.headers.get('content-type') ?? '') || response.headers.has('content-encoding')) return response;
    if (!/accept-encoding/i.test(response.headers.get('vary') ?? '')) response.headers.append('vary', 'accept-encoding');
    const coding = wanted(request);
    // Only now: what is answered as it is keeps its text, and no stream is made of it.
    if (!coding || request.method === 'HEAD' || !response.body) return response;
    const name = published(request, response);
    const known = name === undefined ? undefined : kept.get(coding, name);
    if (known) {
      void response.body.cancel();
      return encoded(response, coding, known);
    }
    const { chunks, length, rest } = await beginning(response.body);
    if (rest) return encoded(response, coding, flowing(chunks, rest, coding));
    const plain = Buffer.concat(chunks, length);
    if (length < WORTH) return new Response(plain, response);
    const body = await squeeze(plain, coding, QUICK);
    if (name !== undefined) kept.set(coding, name, body, plain);
    return encoded(response, coding, body);
  };
}

function wanted(request: Request): Coding | undefined {
  const accepted = codings(request.headers.get('accept-encoding') ?? '');
  return accepted.has('br') ? 'br' : accepted.has('gzip') ? 'gzip' : undefined;
}

/** A name for what is the same for everyone until its entity tag changes. */
function published(request: Request, response: Response): string | undefined {
  const tag = response.headers.get('etag');
  return tag !== null && /\bpublic\b/.test(response.headers.get('cache-control') ?? '') ? `${tag} ${request.url}` : undefined;
}

function encoded(response: Response, coding: Coding, body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>): Response {
  const headers = new Headers(response.headers);
  headers.set('content-encoding', coding);
  headers.delete('content-length');
  const tag = headers.get('etag');
  if (tag !== null && !tag.startsWith('W/')) headers.set('etag', `W/${tag}`); // not the same bytes for everyone
  return new Response(body, { status: response.status, statusText: response.statusText, headers });
}

/** The whole body when it is short; else its beginning and the reader of the rest. */
async function beginning(body: ReadableStream<Uint8Array>): Promise<{ chunks: Uint8Array[]; length: number; rest?: ReadableStreamDefaultReader<Uint8Array> }> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < WHOLE) {
    const { done, value } = await reader.read();
    if (done) return { chunks, length };
    chunks.push(value);
    length += value.length;
  }
  return { chunks, length, rest: reader };
}

function flowing(chunks: readonly Uint8Array[], rest: ReadableStreamDefaultReader<Uint8Array>, coding: Coding): ReadableStream<Uint8Array> {
  const source = Readable.from(from(chunks, rest));
  const squeezed = source.pipe(coding === 'br' ? createBrotliCompress({ params: brotli(QUICK) }) : createGzip({ level: QUICK }));
  source.on('error', (error) => squeezed.destroy(error));
  squeezed.on('close', () => source.destroy());
  return Readable.toWeb(squeezed) as ReadableStream<Uint8Array>;
}

async function* from(chunks: readonly Uint8Array[], rest: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
    for (let next = await rest.read(); !next.done; next = await rest.read()) yield next.value;
  } finally {
    await rest.cancel().catch(() => undefined); // the reader of the answer may have left in the middle
  }
}

const [brotliOf, gzipOf] = [promisify(brotliCompress), promisify(gzip)];
const brotli = (quality: number, size = 0) => ({ [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: size, [constants.BROTLI_PARAM_LGWIN]: quality === FAR ? 22 : 18 });

async function squeeze(plain: Buffer, coding: Coding, quality: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(coding === 'br' ? await brotliOf(plain, { params: brotli(quality, plain.length) }) : await gzipOf(plain, { level: Math.min(quality, 9) }));
}

/** Compressed answers of one process, the longest unused forgotten first. `plain` waits with them until somebody asks a second time. */
function keeper() {
  const held = new Map<string, Kept>();
  let size = 0;
  const weight = ({ body, plain }: Kept) => body.length + (plain?.length ?? 0);
  const drop = (key: string) => {
    const one = held.get(key);
    if (one) size -= weight(one);
    held.delete(key);
  };
  const put = (key: string, one: Kept) => {
    drop(key);
    held.set(key, one);
    size += weight(one);
    for (const oldest of held.keys()) {
      if (size <= KEPT) break;
      drop(oldest);
    }
  };
  const squeezeFar = async (key: string, coding: Coding, plain: Buffer) => {
    const body = await squeeze(plain, coding, FAR);
    if (held.has(key)) put(key, { body, plain: undefined });
  };
  return {
    get(coding: Coding, name: string): Uint8Array<ArrayBuffer> | undefined {
      const key = `${coding} ${name}`;
      const one = held.get(key);
      if (!one) return undefined;
      put(key, { body: one.body, plain: undefined });
      if (one.plain) void squeezeFar(key, coding, one.plain);
      return one.body;
    },
    set: (coding: Coding, name: string, body: Uint8Array<ArrayBuffer>, plain: Buffer): void => put(`${coding} ${name}`, { body, plain }),
  };
}
