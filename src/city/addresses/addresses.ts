// The small geocoder: words to places, a point to words. One statement each; areas come from memory.
import { z } from 'zod';
import type { Db } from '#ground/db/index.ts';
import type { Point } from '#ground/geo/points.ts';
import type { Message } from '#ground/i18n/index.ts';
import { areaIndex } from '../areas/index.ts';
import { pinyinOf } from '../classes/index.ts';
import { AddressInput, type Described, type Place } from './contract.ts';
import { m } from './messages.ts';
import { possibleNames, readPlace, tidy } from './rules.ts';
import { findDoor, findJunction, findNearest, findWords, writeAddresses, type Found, type Near } from './store.ts';

/** Writes addresses with their search text (name, English, pinyin, initials) and smallest area; returns how many are new. Throws ZodError on malformed ones. */
export async function saveAddresses(db: Db, given: readonly AddressInput[]): Promise<number> {
  if (given.length === 0) return 0;
  const areas = await areaIndex(db);
  let added = 0;
  for (let i = 0; i < given.length; i += 2000) {   // slices: nobody waits long for the one session of the embedded database
    const slice = z.array(AddressInput).parse(given.slice(i, i + 2000)).map((address) => {
      const [lon, lat] = firstPosition(address.geometry);
      return { ...address, area: address.area ?? areas.locate(lon, lat)?.area ?? null, find: findText(address) };
    });
    added += await writeAddresses(db, slice);
  }
  return added;
}

/** Places that the words may mean, best first. `near` (WGS 84) prefers what is close. Understands doors, junctions, names, pinyin, grid and asset codes, coordinates. */
export async function findPlaces(db: Db, wanted: { text: string; near?: Point | undefined; limit?: number }): Promise<Place[]> {
  const { near, limit = 8 } = wanted;
  const asked = readPlace(wanted.text);
  if (asked.kind === 'coordinates') {
    const { lon, lat } = asked.point;
    return [{ kind: 'coordinates', id: null, name: `${lon}, ${lat}`, name_en: `${lon}, ${lat}`, lon, lat, exact: true, score: 1 }];
  }
  if (asked.text === '') return [];
  const inAreas = await areasNamed(db, asked.text);
  const exactly: Found[] = asked.kind === 'door' ? await findDoor(db, asked.road, asked.door, near, limit) : asked.kind === 'junction' ? await findJunction(db, asked.roads, near, limit) : [];
  const found = exactly.length ? exactly : await findWords(db, asked.text, possibleNames(asked.text), near, limit);
  return [...found.map((f): Place => ({ ...f, score: Math.max(0, f.score) })), ...inAreas].sort((a, b) => b.score - a.score).slice(0, limit);
}

/** How a point (WGS 84) may be called in both languages, with the distance to what it was named after. Undefined outside of the city when nothing is near. */
export async function describePlace(db: Db, at: Point): Promise<Described | undefined> {
  const nearest = await findNearest(db, at);
  const named = nearest.map((n) => ({ n, rank: n.metres / REACH[n.kind] })).filter(({ rank }) => rank <= 1).sort((a, b) => a.rank - b.rank).map(({ n }) => n);
  const best = named.find((n) => n.kind !== 'road') ?? named[0];   // a road is long: anything else says more
  if (best) return { text: wordsFor(best), metres: Math.round(best.metres), kind: best.kind, address: best.id, generated: true };
  const areas = await areaIndex(db);
  const where = areas.locate(at.lon, at.lat);
  if (!where) return undefined;
  const chain = where.path.flatMap((code) => areas.get(code) ?? []).filter((a) => a.kind === 'street' || a.kind === 'community').slice(-2);
  const shown = chain.length ? chain : [areas.get(where.area)].flatMap((a) => a ?? []);
  return { text: { zh: shown.map((a) => a.name).join(' '), en: shown.toReversed().map((a) => a.name_en ?? a.name).join(', ') }, metres: 0, kind: 'area', address: null, generated: true };
}

/** How far each kind of name reaches, in metres; the one that is nearest in proportion names the place. */
const REACH = { junction: 25, door: 60, poi: 45, road: 150 } as const;
const ON_ROAD = 15;

function wordsFor(n: Near): Described['text'] {
  const say = (message: Message, zh: Record<string, string | number>, en: Record<string, string | number>) => ({ zh: message('zh', zh), en: message('en', en) });
  const name = { zh: { name: n.name }, en: { name: n.name_en ?? n.name } };
  if (n.kind === 'door' && n.road && n.door !== null) return say(m.nearDoor, { road: n.road, door: n.door }, { road: n.road_en ?? n.road, door: n.door });
  if (n.kind === 'junction') return say(m.atJunction, name.zh, name.en);
  if (n.kind === 'road') return say(n.metres <= ON_ROAD ? m.onRoad : m.besideRoad, name.zh, name.en);
  return say(m.nearPoi, name.zh, name.en);
}

/** Areas by code or name: grid codes are typed by officers, street names by residents. */
async function areasNamed(db: Db, text: string): Promise<Place[]> {
  const places = (await areaIndex(db)).all().flatMap((area): Place[] => {
    if (area.lon === null || area.lat === null || area.kind === 'city') return [];
    const code = area.code.toLowerCase();
    const score = code === text || area.name.toLowerCase() === text || area.name_en?.toLowerCase() === text ? 1 : text.length >= 4 && code.startsWith(text) ? 0.6 : text.length >= 2 && area.name.toLowerCase().startsWith(text) ? 0.75 : 0;
    return score ? [{ kind: 'area', id: area.code, name: area.name, name_en: area.name_en, lon: area.lon, lat: area.lat, exact: true, score }] : [];
  });
  return places.sort((a, b) => b.score - a.score || (a.id ?? '').length - (b.id ?? '').length).slice(0, 3);
}

function findText({ name, name_en, road }: AddressInput): string {
  const { full, initials } = pinyinOf(name);
  return [...new Set([tidy(name), tidy(name_en ?? ''), tidy(road ?? ''), full, initials].filter(Boolean))].join(' ');
}

function firstPosition(geometry: AddressInput['geometry']): [number, number] {
  switch (geometry.type) {
    case 'Point': return geometry.coordinates;
    case 'LineString': return geometry.coordinates[Math.floor(geometry.coordinates.length / 2)] ?? [0, 0];
    case 'MultiLineString': return geometry.coordinates[0]?.[0] ?? [0, 0];
  }
}
