// Roads by name, from the ground that the city's own maps are drawn on: whoever has no map to draw on says the road's name.
import { z } from 'zod';
import type { Db } from '#ground/db/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import { groundGeojson, type Published } from '#city/areas/index.ts';
import { Geometry } from './contract.ts';
import { m } from './messages.ts';

const Ground = z.object({ features: z.array(z.object({ properties: z.object({ kind: z.unknown(), name: z.unknown(), name_en: z.unknown() }).partial(), geometry: z.unknown() })) });
type Roads = ReadonlyMap<string, Geometry>;
const known = new WeakMap<Published, Roads>();

/** The whole road of this name (Chinese or English). Refuses (422) at `geometry` when the map knows none. */
export async function roadNamed(db: Db, name: string): Promise<Geometry> {
  const found = (await roads(db)).get(name.trim().toLowerCase());
  if (!found) throw refuse(422, m.noSuchRoad, { field: 'geometry' });
  return found;
}

/** Names that can be typed, at most so many. */
export const roadNames = async (db: Db, most: number): Promise<string[]> => [...(await roads(db)).keys()].slice(0, most);

async function roads(db: Db): Promise<Roads> {
  const ground = await groundGeojson(db);
  const there = known.get(ground) ?? read(ground.body);
  known.set(ground, there);
  return there;
}

function read(body: string): Roads {
  const lines = new Map<string, [number, number][][]>();
  for (const { properties, geometry } of Ground.parse(JSON.parse(body)).features) {
    const shape = properties.kind === 'road' || properties.kind === 'roads' ? Geometry.safeParse(geometry).data : undefined;
    if (!shape || shape.type === 'Point') continue;
    for (const name of [properties.name, properties.name_en]) if (typeof name === 'string' && name !== '') lines.set(name.toLowerCase(), [...(lines.get(name.toLowerCase()) ?? []), ...(shape.type === 'LineString' ? [shape.coordinates] : shape.coordinates)]);
  }
  return new Map([...lines].map(([name, all]) => [name, all.length === 1 && all[0] ? { type: 'LineString', coordinates: all[0] } : { type: 'MultiLineString', coordinates: all }]));
}
