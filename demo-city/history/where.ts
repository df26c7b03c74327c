// Where things are reported: at doors and assets, some streets more than others, and again and again at the hotspots of a class.
import type { AddressFeature, AssetFeature, Class, CityPackage, Responsibility } from '../../src/city/package/contract.ts';
import { chance, at as item, type Chance } from '../make/random.ts';

export interface Spot { lon: number; lat: number; area: string; place: string; asset: string | null; owner: string | null }

export interface Places { pick(random: Chance, ofClass: string | null): Spot; near(random: Chance, spot: Spot): Spot; unit(ofClass: string | null, spot: Spot): { unit: string; assisting: readonly string[] } }

/** Streets differ: 望江 and 东市 are busy, 北关 is quiet. Yundu sends few. */
const BUSY: Record<string, number> = { '990101003': 20, '990101004': 18, '990101002': 15, '990101006': 14, '990101001': 12, '990101005': 11, '990101007': 9, '990101008': 7, '990102001': 1.2, '990102002': 0.8 };

/** Everything that knows the map of the demo city. */
export function places(pkg: CityPackage): Places {
  const doors = byStreet(pkg.addresses.filter((a) => a.properties.kind === 'door' && BUSY[street(a.properties.area)] !== undefined), (a) => a.properties.area);
  const assets = new Map<string, Map<string, AssetFeature[]>>();
  for (const code of new Set(pkg.classes.map((c) => c.assetClass).filter((c) => c !== undefined))) assets.set(code, byStreet(pkg.assets.filter((a) => a.properties.class === code), (a) => a.properties.cell));
  const assetClass = new Map(pkg.classes.map((c) => [c.code, c.assetClass]));
  const hot = new Map<string, Spot[]>();
  const yundu = ['云渡街道', '沙洲街道'].map((name, i) => middleOf(pkg, `99010200${i + 1}`, `${name}办事处附近`));

  const anywhere = (random: Chance, ofClass: string | null): Spot => {
    const wanted = random.weighted(Object.keys(BUSY), (code) => BUSY[code] ?? 0);
    if (wanted.startsWith('990102')) return around(random, item(yundu, wanted.endsWith('1') ? 0 : 1), 0.004);
    const kind = ofClass ? assetClass.get(ofClass) : undefined;
    const own = kind ? assets.get(kind)?.get(wanted) : undefined;
    if (own?.length) return atAsset(random.pick(own));
    return around(random, atDoor(random.pick(doors.get(wanted) ?? item([...doors.values()], 0))), 0.0001);
  };
  return {
    pick(random, ofClass) {
      if (!ofClass) return anywhere(random, null);
      let spots = hot.get(ofClass);
      if (!spots) { const own = chance(hash(ofClass)); hot.set(ofClass, (spots = Array.from({ length: own.int(3, 7) }, () => anywhere(own, ofClass)))); }
      return random.yes(0.38) ? around(random, random.weighted(spots, (s) => 1 / (1 + spots.indexOf(s))), 0.0001) : anywhere(random, ofClass);
    },
    near: (random, spot) => around(random, spot, 0.00015),
    unit: responsible(pkg.responsibilities, pkg.classes),
  };
}

/** The neighbour has no doors on the map: its reports lie round the middle of a cell. */
function middleOf({ areas }: CityPackage, under: string, place: string): Spot {
  const cell = areas.find((a) => a.properties.code.startsWith(under) && a.properties.kind === 'cell')?.properties;
  if (!cell?.label) throw new Error(`no cell under ${under}`);
  const [lon, lat] = cell.label;
  return { lon, lat, area: cell.code, place, asset: null, owner: null };
}

/** A few metres aside, still in its cell: positions of phones are never exact. */
const around = (random: Chance, spot: Spot, degrees: number): Spot => (spot.asset ? spot : { ...spot, lon: six(spot.lon + (random.next() - 0.5) * degrees), lat: six(spot.lat + (random.next() - 0.5) * degrees) });
const six = (n: number) => Math.round(n * 1e6) / 1e6;
const street = (area: string | undefined) => (area ?? '').slice(0, 9);

function atDoor({ properties, geometry }: AddressFeature): Spot {
  const [lon, lat] = geometry.type === 'Point' ? geometry.coordinates : [0, 0];
  return { lon, lat, area: properties.area ?? '', place: properties.name.replace(/(\d+)号$/, ' $1 号'), asset: null, owner: null };
}
const atAsset = ({ properties: p, geometry: { coordinates: [lon, lat] } }: AssetFeature): Spot => ({ lon, lat, area: p.cell ?? '', place: p.place ?? p.name, asset: p.code, owner: p.owner ?? null });

function byStreet<T>(items: readonly T[], area: (item: T) => string | undefined): Map<string, T[]> {
  const out = new Map<string, T[]>();
  for (const one of items) { const code = street(area(one)); const list = out.get(code); if (list) list.push(one); else out.set(code, [one]); }
  return out;
}

/** The unit in charge by the table of responsibilities: class before area before owner; the more particular line wins. */
function responsible(lines: readonly Responsibility[], classes: readonly Class[]): Places['unit'] {
  const parent = new Map(classes.map((c) => [c.code, c.parent]));
  const known = new Map<string, { unit: string; assisting: readonly string[] }>();
  const byClass = new Map<string | undefined, Responsibility[]>();
  for (const r of lines) byClass.set(r.class, [...(byClass.get(r.class) ?? []), r]);
  return (ofClass, { area, owner }) => {
    if (area.startsWith('990102')) return { unit: 'yundu-works', assisting: [] };
    const key = `${ofClass} ${street(area)} ${owner}`;
    let found = known.get(key);
    if (!found) {
      const score = (r: Responsibility): number => {
        if ((r.area && !area.startsWith(r.area) && r.area !== '990100') || (r.owner && r.owner !== owner)) return -1;
        return (r.class ? (r.class === ofClass ? 1000 : 900) : 0) + (r.area ? r.area.length * 10 : 0) + (r.owner ? 1 : 0);
      };
      const best = [ofClass ?? '', (ofClass && parent.get(ofClass)) ?? '', undefined].flatMap((c) => byClass.get(c) ?? []).map((r) => [score(r), r] as const).filter(([s]) => s >= 0).sort(([a], [b]) => b - a)[0];
      if (!best) throw new Error(`nobody is responsible for ${key}`);
      known.set(key, (found = { unit: best[1].organisation, assisting: best[1].assisting }));
    }
    return found;
  };
}

function hash(text: string): number {
  let h = 2166136261;
  for (const c of text) h = Math.imul(h ^ (c.codePointAt(0) ?? 0), 16777619);
  return h >>> 0;
}
