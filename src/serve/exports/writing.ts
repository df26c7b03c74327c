// Text pieces to a file or to the screen, at the pace of whoever reads. A file has its name only once it is whole.
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { refuse } from '#ground/http/refusal.ts';
import { m } from './messages.ts';

type Pieces = AsyncIterable<string | Uint8Array>;

/** Writes to `path`, compressed when it ends in .gz, else to `screen`, which stays open. Throws Refusal when the file cannot be written. */
export async function write(pieces: Pieces, path: string | undefined, screen: Writable): Promise<void> {
  if (path === undefined) return toScreen(pieces, screen);
  const part = `${path}.part`;
  try {
    const file = createWriteStream(part);
    await (path.endsWith('.gz') ? pipeline(Readable.from(pieces), createGzip(), file) : pipeline(Readable.from(pieces), file));
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw isOfFiles(error) ? refuse(400, m.cannotWrite, { params: { path, why: error.code } }) : error;
  }
}

/** Whoever reads may have seen enough (`| head`): that is no trouble. */
async function toScreen(pieces: Pieces, screen: Writable): Promise<void> {
  await pipeline(Readable.from(pieces), screen, { end: false }).catch((error: unknown) => { if (!isOfFiles(error) || error.code !== 'EPIPE') throw error; });
}

const isOfFiles = (error: unknown): error is Error & { code: string } => error instanceof Error && 'code' in error && 'syscall' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code);
