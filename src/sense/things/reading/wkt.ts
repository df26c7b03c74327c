// Well-known text into GeoJSON, so that a wrong geometry is told before the database meets it. Source: OGC 06-103r4 §7.2; longitude first.
import { BadQuery } from '../query/bad.ts';

export interface Geometry { readonly type: string; readonly coordinates?: unknown; readonly geometries?: readonly Geometry[] }

const NAMES: Readonly<Record<string, { type: string; depth: number }>> = {
  POINT: { type: 'Point', depth: 0 }, MULTIPOINT: { type: 'MultiPoint', depth: 1 }, LINESTRING: { type: 'LineString', depth: 1 }, MULTILINESTRING: { type: 'MultiLineString', depth: 2 },
  POLYGON: { type: 'Polygon', depth: 2 }, MULTIPOLYGON: { type: 'MultiPolygon', depth: 3 },
};
const TOKEN = /\s*([A-Za-z]+|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[(),])/y;

/** Throws BadQuery when it is no well-known text, has an open ring or leaves the globe. */
export function geometryOfText(text: string): Geometry {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let end = 0; end < text.trimEnd().length; end = TOKEN.lastIndex) {
    const found = TOKEN.exec(text);
    if (!found) throw wrong();
    tokens.push(found[1] ?? '');
  }
  const geometry = read(tokens, 0);
  if (tokens.length) throw wrong();
  return geometry;
}

const wrong = () => new BadQuery("a geometry is well-known text, longitude first: geography'POINT (116.4 39.9)'");

function read(tokens: string[], depth: number): Geometry {
  const name = (tokens.shift() ?? '').toUpperCase();
  if (/^[ZM]+$/i.test(tokens[0] ?? '')) tokens.shift();
  if (name === 'GEOMETRYCOLLECTION' && depth < 3) return { type: 'GeometryCollection', geometries: list(tokens, () => read(tokens, depth + 1)) };
  const kind = NAMES[name];
  if (!kind) throw wrong();
  const coordinates = kind.depth === 0 ? list(tokens, () => position(tokens))[0] : nested(tokens, kind.depth, kind.type);
  return { type: kind.type, coordinates };
}

function list<T>(tokens: string[], item: () => T): T[] {
  if (tokens.shift() !== '(') throw wrong();
  const items = [item()];
  while (tokens[0] === ',') { tokens.shift(); items.push(item()); }
  if (tokens.shift() !== ')') throw wrong();
  return items;
}

function nested(tokens: string[], depth: number, type: string): unknown[] {
  if (depth > 1) return list(tokens, () => nested(tokens, depth - 1, type));
  const points = list(tokens, () => (tokens[0] === '(' ? list(tokens, () => position(tokens))[0] ?? [] : position(tokens)));
  if (type.endsWith('Polygon') && (points.length < 4 || String(points[0]) !== String(points.at(-1)))) throw new BadQuery('a ring of a polygon ends where it begins and has four positions or more');
  if (type.endsWith('LineString') && points.length < 2) throw new BadQuery('a line has two positions or more');
  return points;
}

function position(tokens: string[]): number[] {
  const numbers: number[] = [];
  while (numbers.length < 4 && /^-?\d/.test(tokens[0] ?? '')) numbers.push(Number(tokens.shift()));
  const [lon = NaN, lat = NaN, ...rest] = numbers;
  if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) throw new BadQuery('a position is longitude (-180 to 180) and latitude (-90 to 90)');
  return [lon, lat, ...rest.slice(0, 1)];
}
