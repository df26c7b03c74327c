// Built files, sent as they lie on the disk: hashed names for ever, the others for a short while. Compressed copies are made by the build.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Hono } from 'hono';

const BUILT = fileURLToPath(new URL('../../../web/dist/', import.meta.url));
const PUBLIC = fileURLToPath(new URL('../../../web/public/', import.meta.url));
const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8', '.mjs': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon',
  '.json': 'application/json', '.webmanifest': 'application/manifest+json', '.html': 'text/html; charset=utf-8', '.webp': 'image/webp', '.jpg': 'image/jpeg', '.txt': 'text/plain; charset=utf-8',
};
/** Files that must stand at the root to work. */
const AT_ROOT = ['/favicon.ico', '/manifest.webmanifest', '/service-worker.js', '/robots.txt'];

export function assetRoutes(hono: Hono): void {
  hono.get('/assets/*', async (c) => (await send(BUILT, c.req.path.slice('/assets/'.length), c.req.raw)) ?? (await send(PUBLIC, c.req.path.slice('/assets/'.length), c.req.raw)) ?? c.notFound());
  for (const path of AT_ROOT) hono.get(path, async (c) => (await send(PUBLIC, path.slice(1), c.req.raw)) ?? c.notFound());
}

async function send(folder: string, name: string, request: Request): Promise<Response | undefined> {
  const clean = normalize(safeDecoded(name));
  const type = TYPES[extname(clean)];
  // Nothing above the folder and nothing hidden in it.
  if (!type || clean.includes('\0') || clean.split(/[/\\]/).some((part) => part.startsWith('.'))) return undefined;
  const wants = codings(request.headers.get('accept-encoding') ?? '');
  for (const [encoding, ending] of [['br', '.br'], ['gzip', '.gz'], [undefined, '']] as const) {
    if (encoding && !wants.has(encoding)) continue;
    const path = join(folder, clean + ending);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) continue;
    const headers: Record<string, string> = {
      'content-type': type, 'content-length': String(found.size), vary: 'accept-encoding',
      'cache-control': /-[\w-]{8}\.\w+$/.test(clean) ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
      ...(encoding ? { 'content-encoding': encoding } : {}),
    };
    return new Response(Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>, { headers });
  }
  return undefined;
}

/** The codings of an Accept-Encoding header, without those it excludes (q=0). */
export const codings = (header: string): Set<string> => new Set(header.split(',').filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part)).map((part) => (part.split(';')[0] ?? '').trim().toLowerCase()));

function safeDecoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return '';
  }
}
