// What of a picture may leave the house. No program here finds faces or plates, and one that claimed to would miss some: so the public gets a copy
// too coarse to know anybody by, until a person has marked what must not be seen.
import sharp from 'sharp';
import type { FileStore, StoredPhoto } from '#ground/files/index.ts';
import type { Region } from './rules.ts';

/** Most cells along the longer side: a face in a street picture is then a fraction of one. */
const CELLS = 24;
/** Pixels that a cell has at least: detectors send cut-out faces, which 24 cells would still show. */
const CELL_PX = 40;
const SHOWN_PX = 480;

/** The same picture in at most 24 cells a side of at least 40 pixels, drawn up again: nothing finer is left in its bytes. JPEG. */
export async function coarse(bytes: Uint8Array): Promise<Buffer> {
  const { width, height } = await sharp(bytes).metadata();
  const cells = Math.max(1, Math.min(CELLS, Math.floor(Math.max(width, height) / CELL_PX)));
  const tiny = await sharp(bytes).resize(cells, cells, { fit: 'inside', withoutEnlargement: true }).removeAlpha().png().toBuffer();
  return sharp(tiny).resize(SHOWN_PX, SHOWN_PX, { fit: 'inside', kernel: 'cubic' }).jpeg({ quality: 70 }).toBuffer();
}

/** The picture with these regions painted over: solid, since what is only smeared can be guessed. JPEG. */
export function masked(bytes: Uint8Array, regions: readonly Region[]): Promise<Buffer> {
  const patches = regions.map(({ x, y, w, h }) => ({ left: x, top: y, input: { create: { width: w, height: h, channels: 3 as const, background: { r: 40, g: 48, b: 52 } } } }));
  return sharp(bytes).composite(patches).jpeg({ quality: 82 }).toBuffer();
}

export interface EventPictures { readonly picture: StoredPhoto; readonly blurred: StoredPhoto }
/** Stores a snapshot re-encoded (EXIF gone) and its coarse copy. Refuses (415, 413) what is no picture; nothing is left on the disk then. */
export async function takeSnapshot(files: FileStore, bytes: Uint8Array): Promise<EventPictures> {
  const picture = await files.takePhoto(bytes);
  try {
    const full = await files.read(picture.id, 'full');
    return { picture, blurred: await files.takePhoto(await coarse(full ?? bytes)) };
  } catch (error) {
    await files.drop(picture.id);
    throw error;
  }
}

/** Takes both from the disk again: for an event that was refused or known. */
export async function dropSnapshot(files: FileStore, pictures: EventPictures | undefined): Promise<void> {
  if (pictures) await Promise.all([files.drop(pictures.picture.id), files.drop(pictures.blurred.id)]);
}
