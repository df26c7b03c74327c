// Where a photo was taken, read in the browser before it is shrunk (a canvas keeps no metadata). Only JPEG; anything odd is simply "unknown".

export interface PhotoPlace { readonly lon: number; readonly lat: number }

const [APP1, START_OF_SCAN] = [0xffe1, 0xffda];
const [TAG_GPS, GPS_LAT_REF, GPS_LAT, GPS_LON_REF, GPS_LON] = [0x8825, 1, 2, 3, 4];

/** The GPS position (WGS 84) in the EXIF block of a JPEG, or undefined. Never throws. */
export function photoPlace(bytes: ArrayBuffer): PhotoPlace | undefined {
  try {
    const view = new DataView(bytes);
    const at = exifStart(view);
    return at === undefined ? undefined : gpsOf(view, at);
  } catch {
    return undefined;   // offsets that lead out of the file
  }
}

/** Where the TIFF header begins. */
function exifStart(view: DataView): number | undefined {
  if (view.getUint16(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 4 < view.byteLength) {
    const [marker, size] = [view.getUint16(at), view.getUint16(at + 2)];
    if (marker === APP1 && view.getUint32(at + 4) === 0x45786966) return at + 10;   // "Exif"
    if (marker === START_OF_SCAN || (marker & 0xff00) !== 0xff00) return undefined;
    at += 2 + size;
  }
  return undefined;
}

function gpsOf(view: DataView, base: number): PhotoPlace | undefined {
  const little = view.getUint16(base) === 0x4949;
  const gps = entry(view, base, base + view.getUint32(base + 4, little), TAG_GPS, little);
  if (gps === undefined) return undefined;
  const block = base + view.getUint32(gps + 8, little);
  const lat = degrees(view, base, block, GPS_LAT, GPS_LAT_REF, 'S', little);
  const lon = degrees(view, base, block, GPS_LON, GPS_LON_REF, 'W', little);
  if (lat === undefined || lon === undefined || Math.abs(lat) > 90 || Math.abs(lon) > 180 || (lat === 0 && lon === 0)) return undefined;
  return { lon, lat };
}

/** The offset of a tag's entry in a directory. */
function entry(view: DataView, base: number, directory: number, tag: number, little: boolean): number | undefined {
  const count = view.getUint16(directory, little);
  for (let i = 0; i < count; i++) {
    const at = directory + 2 + 12 * i;
    if (view.getUint16(at, little) === tag) return at;
  }
  return undefined;
}

function degrees(view: DataView, base: number, block: number, tag: number, refTag: number, negative: string, little: boolean): number | undefined {
  const [value, ref] = [entry(view, base, block, tag, little), entry(view, base, block, refTag, little)];
  if (value === undefined) return undefined;
  const at = base + view.getUint32(value + 8, little);
  const part = (i: number) => view.getUint32(at + 8 * i, little) / view.getUint32(at + 8 * i + 4, little);
  const sum = part(0) + part(1) / 60 + part(2) / 3600;
  if (!Number.isFinite(sum)) return undefined;
  return ref !== undefined && String.fromCharCode(view.getUint8(ref + 8)) === negative ? -sum : sum;
}
