// A surface that is being drawn: its corners, what they make, how large it is. Pure, shared with the browser. WGS 84 degrees.
export type Corner = readonly [lon: number, lat: number];

const short = (n: number): number => Math.round(n * 1e7) / 1e7;
/** A closed polygon of at least three corners. */
export function surfaceOf(corners: readonly Corner[]): { type: 'Polygon'; coordinates: number[][][] } {
  const ring = corners.map(([lon, lat]) => [short(lon), short(lat)]);
  return { type: 'Polygon', coordinates: [[...ring, ...ring.slice(0, 1)]] };
}

/** The corners of a plain polygon without holes, as it stands in a field; none when it is anything else, which is then not drawn over. */
export function cornersIn(text: string): Corner[] {
  let raw: unknown;
  try { raw = JSON.parse(text); } catch { return []; }
  const rings = (raw as { type?: unknown; coordinates?: unknown } | null)?.type === 'Polygon' ? (raw as { coordinates: unknown }).coordinates : undefined;
  if (!Array.isArray(rings) || rings.length !== 1 || !Array.isArray(rings[0])) return [];
  const ring = (rings[0] as unknown[]).flatMap((at): Corner[] => (Array.isArray(at) && typeof at[0] === 'number' && typeof at[1] === 'number' ? [[at[0], at[1]]] : []));
  return ring.slice(0, -1);
}

const METRES_PER_DEGREE = 111_195.08;
/** Square metres, on a plane that touches the earth at the first corner. */
export function squareMetres(corners: readonly Corner[]): number {
  const [first] = corners;
  if (!first || corners.length < 3) return 0;
  const kx = METRES_PER_DEGREE * Math.cos((first[1] * Math.PI) / 180);
  const flat = corners.map(([lon, lat]) => [(lon - first[0]) * kx, (lat - first[1]) * METRES_PER_DEGREE] as const);
  return Math.abs(flat.reduce((sum, [x, y], i) => { const [nx, ny] = flat[(i + 1) % flat.length] ?? [0, 0]; return sum + x * ny - nx * y; }, 0)) / 2;
}
export const areaText = (corners: readonly Corner[], lang: string): string => new Intl.NumberFormat(lang, { maximumSignificantDigits: 3 }).format(squareMetres(corners));

/** GeoJSON with every place moved to where the map draws it. */
export function drawnOf(collection: { features: readonly object[] }, out: (at: [number, number]) => [number, number]): GeoJSON.FeatureCollection {
  const moved = (value: unknown): unknown => (Array.isArray(value) ? (typeof value[0] === 'number' ? out([Number(value[0]), Number(value[1])]) : value.map(moved)) : value);
  return { type: 'FeatureCollection', features: (collection.features as readonly GeoJSON.Feature[]).map((feature) => ({ ...feature, geometry: { ...feature.geometry, coordinates: moved((feature.geometry as GeoJSON.Polygon).coordinates) } as GeoJSON.Geometry })) };
}
