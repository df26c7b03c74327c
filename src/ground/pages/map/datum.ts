// Between our coordinates (WGS 84) and those the tiles are drawn in. The arithmetic is loaded only where tiles need it.
import type { Datum } from './basemap.ts';

export type LonLat = [lon: number, lat: number];
/** Ways between the two: `out` to the map, `back` to WGS 84. */
export interface Shift { out(point: LonLat): LonLat; back(point: LonLat): LonLat }

const NONE: Shift = { out: (point) => point, back: (point) => point };

/** The shift of a datum; there and back is within half a metre. */
export async function shiftOf(datum: Datum | undefined): Promise<Shift> {
  if (datum === undefined || datum === 'wgs84') return NONE;
  const { fromWgs84, toWgs84 } = await import('#ground/geo/datums.ts');
  const pair = ({ lon, lat }: { lon: number; lat: number }): LonLat => [lon, lat];
  return {
    out: ([lon, lat]) => pair(fromWgs84({ lon, lat }, datum)),
    back: ([lon, lat]) => pair(toWgs84({ lon, lat }, datum)),
  };
}
