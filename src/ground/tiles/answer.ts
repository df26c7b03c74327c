// A tile as an answer: unchanged ones cost no encoding, large ones are compressed off the main thread.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { codings } from '../http/assets.ts';
import type { Tile } from './layer.ts';

const TYPE = 'application/vnd.mapbox-vector-tile';
/** Below this a compressed tile saves less than it costs. */
const WORTH_BYTES = 1000;
const compressed = promisify(gzip);

/** 200, 204 where nothing is, or 304 when the reader has this version. Browsers keep tiles and ask every time; `shared`: proxies may keep them too. */
export async function tileAnswer(request: Request, tile: Tile | undefined, shared: boolean): Promise<Response> {
  const headers: Record<string, string> = { 'cache-control': shared ? 'public, no-cache' : 'private, no-cache', vary: 'accept-encoding' };
  const known = tile?.tag === undefined ? undefined : `W/"${tile.tag}"`;
  if (known && has(request, known)) return new Response(null, { status: 304, headers: { ...headers, etag: known } });
  const body = await tile?.encode();
  if (!body) return new Response(null, { status: 204, headers: known ? { ...headers, etag: known } : headers });
  const etag = known ?? `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  if (!known && has(request, etag)) return new Response(null, { status: 304, headers: { ...headers, etag } });
  const zipped = body.length >= WORTH_BYTES && takesGzip(request) ? new Uint8Array(await compressed(body, { level: 4 })) : undefined;
  return new Response(zipped ?? body, { headers: { ...headers, etag, 'content-type': TYPE, 'content-length': String((zipped ?? body).length), ...(zipped && { 'content-encoding': 'gzip' }) } });
}

// Weak comparison: proxies that compress mark tags themselves.
function has(request: Request, etag: string): boolean {
  const sent = request.headers.get('if-none-match');
  if (!sent) return false;
  return sent.trim() === '*' || sent.split(',').some((one) => one.trim().replace(/^W\//, '') === etag.replace(/^W\//, ''));
}

const takesGzip = (request: Request): boolean => codings(request.headers.get('accept-encoding') ?? '').has('gzip');
