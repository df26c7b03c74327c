// Group commit. PGlite writes its log (WAL) without ever reaching the disk's own cache; here every answer that may depend on fresh log waits for one
// fdatasync which it shares with all others of that moment, while the session already serves the next clients. So an acknowledged commit survives a
// power cut, as PostgreSQL promises, at the price of one flush for a whole group.
import fs from 'node:fs';

/** An open file of Emscripten's NODEFS: `nfd` is the real descriptor, undefined for folders. */
export interface Stream { node: unknown; nfd?: number | undefined }
export interface NodeFs {
  realPath(node: unknown): string;
  stream_ops: { fsync?: (stream: Stream) => number; write(stream: Stream, buffer: Uint8Array, offset: number, length: number, position?: number): number };
}

export interface Durability {
  /** True while log was written that is not on the disk. */
  pending(): boolean;
  /** Brings all log written so far to the disk. A failure means that nothing more may be acknowledged. */
  flush(): Promise<void>;
}

const SEGMENT = /pg_wal\/[0-9A-F]{24}$/;
const IO_ERROR = 29; // EIO of Emscripten

/** Takes over the fsync of PGlite's files. PGlite must run without `-F` and with wal_sync_method=fsync (the default never reaches JavaScript). */
export function durability(nodeFs: NodeFs): Durability {
  const dirty = new Set<string>();
  let flying: readonly string[] = [];
  const open = new Map<string, fs.promises.FileHandle>();

  /** Log comes before data: before a data file is written or synced, all log must be on the disk, or a power cut leaves changes no log can undo or redo. */
  function logFirst(): void {
    for (const path of new Set([...flying, ...dirty])) syncPath(path);
    dirty.clear();
    flying = [];
  }

  nodeFs.stream_ops.fsync = (stream) => {
    const path = nodeFs.realPath(stream.node);
    try {
      if (SEGMENT.test(path)) { dirty.add(path); return 0; }
      logFirst();
      if (stream.nfd === undefined) syncPath(path);
      else fs.fsyncSync(stream.nfd);
      return 0;
    } catch {
      return IO_ERROR;
    }
  };
  const { write } = nodeFs.stream_ops;
  nodeFs.stream_ops.write = (stream, buffer, offset, length, position) => {
    if ((dirty.size || flying.length) && !SEGMENT.test(nodeFs.realPath(stream.node))) logFirst();
    return write(stream, buffer, offset, length, position);
  };

  return {
    pending: () => dirty.size > 0,
    async flush() {
      flying = [...dirty];
      dirty.clear();
      try {
        for (const path of flying) await handle(path).then((file) => file.datasync()).catch(ignoreGone);
      } finally {
        flying = [];
      }
    },
  };

  async function handle(path: string): Promise<fs.promises.FileHandle> {
    const known = open.get(path);
    if (known) return known;
    // The session has gone on to another segment: the old ones are closed, after what still runs on them.
    for (const old of open.values()) void old.close();
    open.clear();
    const opened = await fs.promises.open(path, 'r+');
    open.set(path, opened);
    return opened;
  }
}

function syncPath(path: string): void {
  let fd: number | undefined;
  try {
    fd = fs.openSync(path, 'r');
    fs.fsyncSync(fd);
  } catch (error) {
    ignoreGone(error);
  } finally {
    if (fd !== undefined) fs.closeSync(fd);
  }
}

/** A log segment that is gone was taken away by a checkpoint, which had brought to the disk all it was about. */
function ignoreGone(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
