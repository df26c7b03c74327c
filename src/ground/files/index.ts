// Files on the disk under DATA_DIR/files. Photos are decoded and written anew, so nothing but the picture survives; where and when
// they were taken is read first and kept beside them. A file is fetched through its owner: rooms decide who may.
import { randomUUID, createHash } from 'node:crypto';
import { copyFile, link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sql, type Query } from '../db/sql.ts';
import type { Db } from '../db/types.ts';
import { readPhoto, type PhotoFacts } from './photos.ts';

export const VARIANTS = ['full', 'small'] as const;
export type Variant = (typeof VARIANTS)[number];
export interface StoredPhoto extends PhotoFacts { readonly id: string; readonly bytes: number; readonly sha256: Buffer }
export interface FileStore {
  /** Checks, re-encodes and writes a photo; the row is made by `attaching`. Refuses what is not a picture (415, 413). */
  takePhoto(bytes: Uint8Array): Promise<StoredPhoto>;
  /** The bytes of a stored photo (full: JPEG; small: WebP, of older photos JPEG), or undefined when it is gone. */
  read(id: string, variant: Variant): Promise<Uint8Array | undefined>;
  /** The same picture under an id of its own, as another file (a hard link where the disk can). */
  copy(photo: StoredPhoto): Promise<StoredPhoto>;
  /** For what was taken but never attached. */
  drop(id: string): Promise<void>;
}

export function openFiles(folder: string): FileStore {
  const path = (id: string, variant: Variant, ending = variant === 'full' ? 'jpg' : 'webp') => join(folder, id.slice(0, 2), `${id}-${variant}.${ending}`);
  const older = (id: string, variant: Variant) => path(id, variant, 'jpg');
  return {
    async takePhoto(bytes) {
      const photo = await readPhoto(bytes);
      const id = randomUUID();
      await mkdir(join(folder, id.slice(0, 2)), { recursive: true });
      await write(path(id, 'full'), photo.full);
      await write(path(id, 'small'), photo.small);
      return { ...photo.facts, id, bytes: photo.full.length, sha256: createHash('sha256').update(photo.full).digest() };
    },
    read: async (id, variant) => (/^[0-9a-f-]{36}$/.test(id) ? readFile(path(id, variant)).catch(() => readFile(older(id, variant))).catch(() => undefined) : undefined),
    async copy(photo) {
      const id = randomUUID();
      await mkdir(join(folder, id.slice(0, 2)), { recursive: true });
      for (const variant of VARIANTS) await link(path(photo.id, variant), path(id, variant)).catch(() => copyFile(path(photo.id, variant), path(id, variant)));
      return { ...photo, id };
    },
    async drop(id) {
      for (const file of VARIANTS.flatMap((variant) => [path(id, variant), older(id, variant)])) await rm(file, { force: true });
    },
  };
}

/** Durable before the row that names it is committed: written beside, flushed, then renamed. */
async function write(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(`${path}.part`, 'w');
  try {
    await file.writeFile(bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
}

export interface Owner { readonly type: string; readonly key: string }
/**
 * The insert that makes photos belong to an owner, to stand in a `with` beside what they illustrate: `key` is an expression over `from`,
 * for example sql`number` from sql`opened`. Writes nothing for no photos.
 */
export function attaching(photos: readonly StoredPhoto[], owner: { type: string; key: Query; from: Query }, options: { role?: string; by?: string | undefined; now: Date }): Query {
  const rows = photos.map((p) => ({ id: p.id, bytes: p.bytes, sha256: p.sha256.toString('hex'), width: p.width, height: p.height, taken_at: p.takenAt ?? null, lon: p.position?.lon ?? null, lat: p.position?.lat ?? null }));
  return sql`insert into ground.files (id, owner_type, owner_key, role, media_type, bytes, sha256, width, height, taken_at, lon, lat, added_by, at)
    select r.id, ${owner.type}, ${owner.key}, ${options.role ?? 'photo'}, 'image/jpeg', r.bytes, decode(r.sha256, 'hex'), r.width, r.height, r.taken_at, r.lon, r.lat, ${options.by ?? null}::uuid, ${options.now}::timestamptz
    from ${owner.from}, jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r(id uuid, bytes bigint, sha256 text, width int, height int, taken_at timestamptz, lon float8, lat float8)`;
}

/** The update that takes files of an owner out of sight (the disk keeps them); `keys` selects the owner's keys. */
export const removingFiles = (ids: readonly string[], owner: { type: string; keys: Query }, why: string): Query => sql`
  update ground.files set removed_at = clock_timestamp(), removed_why = ${why} where id = any(${[...ids]}::uuid[]) and owner_type = ${owner.type} and owner_key in (${owner.keys})`;

const FileRow = z.object({ id: z.uuid(), role: z.string(), width: z.number().nullable(), height: z.number().nullable(), taken_at: z.date().nullable(), at: z.date() });
export type FileRow = z.output<typeof FileRow>;
/** What an owner has and was not removed, oldest first. */
export const filesOf = (db: Db, owner: Owner): Promise<FileRow[]> => db.rows(FileRow, sql`
  select id, role, width, height, taken_at, at from ground.files where owner_type = ${owner.type} and owner_key = ${owner.key} and removed_at is null order by at, id`);
/** One file of an owner: the only way from an address to bytes. */
export const fileOf = (db: Db, owner: Owner, id: string): Promise<FileRow | undefined> => db.maybe(FileRow, sql`
  select id, role, width, height, taken_at, at from ground.files where owner_type = ${owner.type} and owner_key = ${owner.key} and id = ${id} and removed_at is null`);

const RIFF = 0x52; // the first letter of every WebP, and of no JPEG

/** A stored photo as an answer; `private` caches only. */
export async function photoAnswer(files: FileStore, id: string, variant: Variant): Promise<Response | undefined> {
  const bytes = await files.read(id, variant);
  return bytes && new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { 'content-type': bytes[0] === RIFF ? 'image/webp' : 'image/jpeg', 'cache-control': 'private, max-age=86400', 'content-disposition': 'inline' } });
}
