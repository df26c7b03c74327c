// A photo as it came → a JPEG and a small WebP without metadata, and what its metadata said. Never trust a file: the kind is what decodes, not its name.
import exifReader from 'exif-reader';
import sharp from 'sharp';
import { refuse } from '../http/refusal.ts';
import { m } from './messages.ts';

export interface PhotoFacts { readonly width: number; readonly height: number; readonly takenAt: Date | undefined; readonly position: { lon: number; lat: number } | undefined }
const MEGAPIXELS = 100;
const KINDS = new Set(['jpeg', 'png', 'webp', 'heif', 'gif', 'tiff']);

/** Full at most 2048 px (JPEG, which every program opens), small 480 px a side (WebP: pages show it by the dozen, and it is a third as long). Throws a Refusal for anything that does not decode as a raster picture; SVG is not one. */
export async function readPhoto(bytes: Uint8Array): Promise<{ full: Buffer; small: Buffer; facts: PhotoFacts }> {
  try {
    const source = sharp(bytes, { limitInputPixels: MEGAPIXELS * 1_000_000, failOn: 'error' });
    const meta = await source.metadata();
    if (!KINDS.has(meta.format ?? '')) throw refuse(415, m.notPhoto, { field: 'photos' });
    const upright = source.rotate().toColourspace('srgb').flatten({ background: '#ffffff' });
    const full = await upright.clone().resize(2048, 2048, { fit: 'inside', withoutEnlargement: true }).jpeg({ quality: 82, mozjpeg: true }).toBuffer({ resolveWithObject: true });
    const small = await upright.clone().resize(480, 480, { fit: 'inside', withoutEnlargement: true }).webp({ quality: 70 }).toBuffer();
    return { full: full.data, small, facts: { width: full.info.width, height: full.info.height, ...exifFacts(meta.exif) } };
  } catch (error) {
    if (error instanceof Error && error.name === 'Refusal') throw error;
    if (error instanceof Error && /pixel limit/i.test(error.message)) throw refuse(413, m.tooManyPixels, { field: 'photos', params: { max: MEGAPIXELS } });
    throw refuse(415, m.notPhoto, { field: 'photos' });
  }
}

/** Position and time of the photo, when they are there and make sense. The camera's clock has no zone: it is taken as UTC only when GPS says so. */
function exifFacts(exif: Buffer | undefined): Pick<PhotoFacts, 'takenAt' | 'position'> {
  if (!exif) return { takenAt: undefined, position: undefined };
  try {
    const tags = exifReader(exif);
    return { takenAt: tags.Photo?.DateTimeOriginal instanceof Date ? tags.Photo.DateTimeOriginal : undefined, position: gps(tags.GPSInfo) };
  } catch {
    return { takenAt: undefined, position: undefined };
  }
}

function gps(info: Partial<Record<'GPSLatitude' | 'GPSLongitude' | 'GPSLatitudeRef' | 'GPSLongitudeRef', unknown>> | undefined): PhotoFacts['position'] {
  const lat = degrees(info?.GPSLatitude, info?.GPSLatitudeRef, 'S');
  const lon = degrees(info?.GPSLongitude, info?.GPSLongitudeRef, 'W');
  if (lat === undefined || lon === undefined || Math.abs(lat) > 90 || Math.abs(lon) > 180 || (lat === 0 && lon === 0)) return undefined;
  return { lon, lat };
}

function degrees(parts: unknown, ref: unknown, negative: string): number | undefined {
  if (!Array.isArray(parts) || parts.length !== 3 || !parts.every((p) => Number.isFinite(p))) return undefined;
  const [d, min, s] = parts as [number, number, number];
  return (d + min / 60 + s / 3600) * (ref === negative ? -1 : 1);
}
