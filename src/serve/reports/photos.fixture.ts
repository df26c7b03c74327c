// Photos for tests: made by sharp, with or without the position that cameras write.
import sharp from 'sharp';

/** A JPEG of one colour; `at` is written as EXIF GPS (WGS 84, degrees). */
export async function photoBytes(options: { colour?: string; at?: { lon: number; lat: number }; width?: number } = {}): Promise<Buffer> {
  const { colour = '#8a9a5b', at, width = 320 } = options;
  const picture = sharp({ create: { width, height: Math.round(width * 0.75), channels: 3, background: colour } }).jpeg();
  return at ? picture.withExif({ IFD3: { GPSLatitudeRef: at.lat < 0 ? 'S' : 'N', GPSLatitude: sexagesimal(Math.abs(at.lat)), GPSLongitudeRef: at.lon < 0 ? 'W' : 'E', GPSLongitude: sexagesimal(Math.abs(at.lon)) } }).toBuffer() : picture.toBuffer();
}

function sexagesimal(value: number): string {
  const degrees = Math.floor(value);
  const minutes = Math.floor((value - degrees) * 60);
  const seconds = Math.round(((value - degrees) * 60 - minutes) * 60 * 1000);
  return `${degrees}/1 ${minutes}/1 ${seconds}/1000`;
}

export const photoFile = async (name = 'photo.jpg', options: Parameters<typeof photoBytes>[0] = {}): Promise<File> => new File([new Uint8Array(await photoBytes(options))], name, { type: 'image/jpeg' });
