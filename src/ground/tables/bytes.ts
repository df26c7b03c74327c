// A file as text: unpacked when it is .gz, decoded as what it is. Nothing is held but the piece that is read.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { m } from './messages.ts';
import { TableError } from './error.ts';

/** `auto`: by byte order mark, else UTF-8 when all of it is valid UTF-8, else GB18030 (which holds GBK and GB2312). */
export type Encoding = 'auto' | 'utf-8' | 'gb18030' | 'utf-16le' | 'windows-1252';

const MOST_BYTES = 8 * 1024 ** 3;

/** The text of a file in pieces, without its byte order mark. Throws TableError. */
export async function* textOf(path: string, encoding: Encoding): AsyncIterable<string> {
  const found = encoding === 'auto' ? await sniffEncoding(path) : encoding;
  const decoder = new TextDecoder(found, { fatal: true });
  try {
    for await (const chunk of unpacked(path)) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (isUndecodable(error)) throw encoding === 'auto' ? new TableError(m.noEncoding) : new TableError(m.wrongEncoding, { encoding: found });
    throw error;
  }
}

/** Reads the file once to the first byte that is not UTF-8: a guess from its beginning would be wrong about a file whose first Chinese name comes late. */
async function sniffEncoding(path: string): Promise<Exclude<Encoding, 'auto'>> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let first = true;
  try {
    for await (const chunk of unpacked(path)) {
      if (first && chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le';
      first = false;
      decoder.decode(chunk, { stream: true });
    }
    decoder.decode();
    return 'utf-8';
  } catch (error) {
    if (isUndecodable(error)) return 'gb18030';
    throw error;
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
const isUndecodable = (error: unknown): boolean => codeOf(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA';

async function* unpacked(path: string): AsyncIterable<Uint8Array> {
  const packed = await isGzip(path);
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const gunzip = packed ? createGunzip({ chunkSize: 256 * 1024 }) : undefined;
  if (gunzip) file.on('error', (error) => gunzip.destroy(error)).pipe(gunzip);
  const stream: AsyncIterable<Uint8Array> = gunzip ?? file;
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > MOST_BYTES) throw new TableError(m.tooLarge, { mb: MOST_BYTES / 1024 ** 2 });
      yield chunk;
    }
  } catch (error) {
    throw String(codeOf(error)).startsWith('Z_') ? new TableError(m.brokenGzip) : unreadable(path, error);
  } finally {
    file.destroy();
  }
}

/** By its first bytes, whatever it is called. */
async function isGzip(path: string): Promise<boolean> {
  const file = await open(path).catch((error: unknown) => { throw unreadable(path, error); });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await file.close();
  }
}

/** What the file system says becomes a sentence; anything else stays what it is. */
export function unreadable(path: string, error: unknown): unknown {
  const code = codeOf(error);
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? new TableError(m.notThere, { path, why: code }) : error;
}
