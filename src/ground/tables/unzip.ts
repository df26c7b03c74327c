// A ZIP file unpacked within bounds. The reader of XLSX trusts the sizes that a file states and unpacks without end; so everything is unpacked here
// first, counted as it really is, and handed on as a ZIP of plain (stored) entries whose sizes are true.
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { m } from './messages.ts';
import { TableError } from './error.ts';

export interface Entry { readonly name: string; readonly data: Buffer }
const inflate = promisify(inflateRaw);

/** The XML entries of a ZIP file, at most `most` bytes in all. Throws TableError. */
export async function unzip(file: Buffer, most: number): Promise<Entry[]> {
  const entries: Entry[] = [];
  let left = most;
  for (const item of directory(file)) {
    if (!/\.(?:xml|rels)$/.test(item.name)) continue;
    const data = await unpack(file, item, left, most);
    left -= data.length;
    entries.push({ name: item.name, data });
  }
  return entries;
}

interface Item { readonly name: string; readonly method: number; readonly packed: number; readonly at: number }

/** The central directory, which stands at the end of the file. */
function directory(file: Buffer): Item[] {
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (file.readUInt16LE(0) !== 0x4b50 || end < 0 || end + 22 > file.length) throw new TableError(m.notXlsx);
  const items: Item[] = [];
  let at = file.readUInt32LE(end + 16);
  for (let i = file.readUInt16LE(end + 10); i > 0; i--) {
    if (at + 46 > file.length || file.readUInt32LE(at) !== 0x02014b50) throw damaged('directory');
    const [name, extra, comment] = [file.readUInt16LE(at + 28), file.readUInt16LE(at + 30), file.readUInt16LE(at + 32)];
    if (file.readUInt16LE(at + 8) & 1) throw damaged('password');
    items.push({ name: file.toString('utf8', at + 46, at + 46 + name), method: file.readUInt16LE(at + 10), packed: file.readUInt32LE(at + 20), at: file.readUInt32LE(at + 42) });
    at += 46 + name + extra + comment;
  }
  if (new Set(items.map((item) => item.name)).size < items.length) throw damaged('directory');
  return items;
}

async function unpack(file: Buffer, { name, method, packed, at }: Item, left: number, most: number): Promise<Buffer> {
  if (at + 30 > file.length || file.readUInt32LE(at) !== 0x04034b50) throw damaged(name);
  const start = at + 30 + file.readUInt16LE(at + 26) + file.readUInt16LE(at + 28);
  const data = file.subarray(start, start + packed);
  if (method === 0 && data.length <= left) return data;
  if (method !== 8) throw method === 0 ? tooLarge(most) : damaged(name);
  try {
    return await inflate(data, { maxOutputLength: Math.max(1, left) });
  } catch (error) {
    throw error instanceof RangeError ? tooLarge(most) : damaged(name);
  }
}

const damaged = (why: string) => new TableError(m.brokenXlsx, { why });
const tooLarge = (most: number) => new TableError(m.tooLarge, { mb: Math.round(most / 1024 ** 2) });

/** A ZIP file of plain entries. */
export function storedZip(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = [];
  const listed: Buffer[] = [];
  let at = 0;
  for (const { name, data } of entries) {
    const bytes = Buffer.from(name);
    const fixed = Buffer.alloc(26);
    fixed.writeUInt16LE(20, 0);
    fixed.writeUInt32LE(crc32(data), 10);
    fixed.writeUInt32LE(data.length, 14);
    fixed.writeUInt32LE(data.length, 18);
    fixed.writeUInt16LE(bytes.length, 22);
    const where = Buffer.alloc(14);
    where.writeUInt32LE(at, 10);
    parts.push(Buffer.from([0x50, 0x4b, 0x03, 0x04]), fixed, bytes, data);
    listed.push(Buffer.from([0x50, 0x4b, 0x01, 0x02, 20, 0]), fixed, where, bytes);
    at += 30 + bytes.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.reduce((sum, part) => sum + part.length, 0), 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...listed, end]);
}
