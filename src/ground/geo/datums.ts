// The three datums of Chinese maps, always named: WGS 84 (GPS, the house), GCJ-02 (legal maps, 火星坐标), BD-09 (Baidu).
// A point taken for the wrong one lies 100 to 700 m off, so nothing here guesses. Conversion: gcoord; outside China the three agree.
import gcoord from 'gcoord';

export const DATUMS = ['wgs84', 'gcj02', 'bd09'] as const;
export type Datum = (typeof DATUMS)[number];
type LonLat = { readonly lon: number; readonly lat: number };

// Its types describe the ES module, Node loads the CommonJS one: there the default export is the library itself.
const library = gcoord.default ?? gcoord;
const CRS = { wgs84: library.CRSTypes.WGS84, gcj02: library.CRSTypes.GCJ02, bd09: library.CRSTypes.BD09 } as const;

export const isDatum = (value: unknown): value is Datum => DATUMS.some((datum) => datum === value);

/** A point of the named datum in WGS 84, degrees, seven decimals. There and back is within half a metre. */
export const toWgs84 = (point: LonLat, from: Datum): LonLat => convert(point, from, 'wgs84');
/** A WGS 84 point in the named datum. */
export const fromWgs84 = (point: LonLat, to: Datum): LonLat => convert(point, 'wgs84', to);

function convert(point: LonLat, from: Datum, to: Datum): LonLat {
  if (from === to) return point;
  const [lon, lat] = library.transform([point.lon, point.lat], CRS[from], CRS[to]);
  return { lon: Math.round(lon * 1e7) / 1e7, lat: Math.round(lat * 1e7) / 1e7 };
}
