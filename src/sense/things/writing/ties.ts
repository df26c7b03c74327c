// Pairs: things and where they stand, historical locations, the properties of a MultiDatastream, and members moved to another owner.
import { sql, type Db, type Query } from '#ground/db/index.ts';
import type { SetName } from '../model.ts';

/** A thing stands at these locations from now on, and only there; a HistoricalLocation says since when (OGC 18-088 §8.2.2). */
export async function placeThing(tx: Db, thing: number, locations: readonly number[], now: Date): Promise<void> {
  if (locations.length === 0) return;
  await tx.run(sql`
    with gone as (delete from sense.thing_locations where thing_id = ${thing} and location_id <> all(${[...locations]}::bigint[])),
    stands as (insert into sense.thing_locations (thing_id, location_id) select ${thing}::bigint, l from unnest(${[...locations]}::bigint[]) l on conflict do nothing),
    since as (insert into sense.historical_locations (thing_id, time) values (${thing}, ${now}) returning id)
    insert into sense.historical_location_locations (historical_location_id, location_id) select since.id, l from since, unnest(${[...locations]}::bigint[]) l`);
}

/** Members of a relation that is no plain property: rows of pairs, or entities that change their owner. */
export async function tie(tx: Db, set: SetName, relation: string, id: number, others: readonly number[]): Promise<void> {
  if (others.length === 0) return;
  const statement = statementOf(`${set}.${relation}`, id, [...others]);
  if (statement) await tx.run(statement);
}

function statementOf(name: string, id: number, others: number[]): Query | undefined {
  switch (name) {
    case 'HistoricalLocations.Locations': return sql`insert into sense.historical_location_locations (historical_location_id, location_id) select ${id}::bigint, o from unnest(${others}::bigint[]) o on conflict do nothing`;
    case 'Locations.HistoricalLocations': return sql`insert into sense.historical_location_locations (historical_location_id, location_id) select o, ${id}::bigint from unnest(${others}::bigint[]) o on conflict do nothing`;
    case 'MultiDatastreams.ObservedProperties': return sql`with gone as (delete from sense.datastream_properties where datastream_id = ${id} and place >= ${others.length})
      insert into sense.datastream_properties (datastream_id, place, observed_property_id) select ${id}::bigint, place - 1, o from unnest(${others}::bigint[]) with ordinality as u(o, place) on conflict (datastream_id, place) do update set observed_property_id = excluded.observed_property_id`;
    case 'ObservedProperties.MultiDatastreams': return sql`insert into sense.datastream_properties (datastream_id, place, observed_property_id) select o, (select coalesce(max(place) + 1, 0) from sense.datastream_properties p where p.datastream_id = o), ${id}::bigint from unnest(${others}::bigint[]) o`;
    case 'Things.Datastreams': case 'Things.MultiDatastreams': return sql`update sense.datastreams set thing_id = ${id} where id = any(${others}::bigint[])`;
    case 'Sensors.Datastreams': case 'Sensors.MultiDatastreams': return sql`update sense.datastreams set sensor_id = ${id} where id = any(${others}::bigint[])`;
    case 'ObservedProperties.Datastreams': return sql`update sense.datastreams set observed_property_id = ${id} where id = any(${others}::bigint[]) and not multi`;
    case 'Things.HistoricalLocations': return sql`update sense.historical_locations set thing_id = ${id} where id = any(${others}::bigint[])`;
    default: return undefined;
  }
}
