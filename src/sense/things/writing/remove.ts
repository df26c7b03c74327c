// DELETE with everything that cannot be without it (OGC 18-088 §10.4, table 25). Foreign keys take most of it along; observations have none, so theirs is done here.
import { z } from 'zod';
import { sql, type Db, type Query } from '#ground/db/index.ts';
import type { SetName } from '../model.ts';

/** False when there is no such entity. In the caller's transaction. */
export async function remove(tx: Db, set: SetName, id: number): Promise<boolean> {
  if (set === 'Observations') return removeObservations(tx, sql`o.id = ${id}::bigint`);
  if (set === 'FeaturesOfInterest') await removeObservations(tx, sql`o.feature_id = ${id}::bigint`);
  const streams = streamsOf(set, id);
  if (streams) {
    // Locked first: a batch that adds to one of them waits and then finds it gone.
    await tx.run(sql`with held as (select d.id from sense.datastreams d where ${streams} order by d.id for update) delete from sense.observations o where o.datastream_id in (select id from held)`);
    await tx.run(sql`delete from sense.datastreams d where ${streams}`);
  }
  if (set === 'Locations') await tx.run(sql`delete from sense.historical_locations h where h.id in (select x.historical_location_id from sense.historical_location_locations x where x.location_id = ${id}::bigint)`);
  const row = rowOf(set, id);
  return row ? (await tx.run(row)) > 0 : true;
}

/** Streams that go with the entity, on alias d. */
function streamsOf(set: SetName, id: number): Query | undefined {
  switch (set) {
    case 'Things': return sql`d.thing_id = ${id}::bigint`;
    case 'Sensors': return sql`d.sensor_id = ${id}::bigint`;
    case 'ObservedProperties': return sql`(d.observed_property_id = ${id}::bigint or d.id in (select p.datastream_id from sense.datastream_properties p where p.observed_property_id = ${id}::bigint))`;
    default: return undefined;
  }
}

function rowOf(set: SetName, id: number): Query | undefined {
  switch (set) {
    case 'Things': return sql`delete from sense.things where id = ${id}::bigint`;
    case 'Locations': return sql`delete from sense.locations where id = ${id}::bigint`;
    case 'HistoricalLocations': return sql`delete from sense.historical_locations where id = ${id}::bigint`;
    case 'Sensors': return sql`delete from sense.sensors where id = ${id}::bigint`;
    case 'ObservedProperties': return sql`delete from sense.observed_properties where id = ${id}::bigint`;
    case 'FeaturesOfInterest': return sql`delete from sense.features where id = ${id}::bigint`;
    case 'Datastreams': case 'MultiDatastreams': return sql`with held as (select d.id from sense.datastreams d where d.id = ${id}::bigint and d.multi = ${set === 'MultiDatastreams'} for update), observed as (delete from sense.observations o where o.datastream_id in (select id from held)) delete from sense.datastreams d where d.id in (select id from held)`;
    case 'Observations': return undefined;
  }
}

/** Removes the observations of a condition on alias o and sets their streams right. */
async function removeObservations(tx: Db, which: Query): Promise<boolean> {
  const streams = await tx.rows(z.object({ id: z.number() }), sql`
    with held as materialized (select d.id from sense.datastreams d where d.id in (select o.datastream_id from sense.observations o where ${which}) order by d.id for no key update),
    gone as (delete from sense.observations o where ${which} and o.datastream_id in (select id from held) returning o.datastream_id)
    select distinct datastream_id as id from gone`);
  if (streams.length) await setRight(tx, streams.map((one) => one.id));
  return streams.length > 0;
}

/** What is true of streams now, counted anew: after rows were taken away or changed. */
export const setRight = (tx: Db, streams: readonly number[]): Promise<number> => tx.run(sql`
  update sense.datastreams d set observed = s.n, time_from = s.time_from, time_to = s.time_to, result_from = s.result_from, result_to = s.result_to, last_id = l.id, last_time = l.time, last_number = l.number, last_result = l.result
  from sense.datastreams x
    cross join lateral (select count(*) as n, min(o.time) as time_from, max(coalesce(o.time_end, o.time)) as time_to, min(o.result_time) as result_from, max(o.result_time) as result_to from sense.observations o where o.datastream_id = x.id) s
    left join lateral (select o.id, o.time, o.number, o.result from sense.observations o where o.datastream_id = x.id order by o.time desc, o.id desc limit 1) l on true
  where x.id = d.id and d.id = any(${[...streams]}::bigint[])`);
