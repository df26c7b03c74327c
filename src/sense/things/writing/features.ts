// Features of interest made from where a thing is (OGC 18-088 §8.2.7, §10.4): one a location, used again by every later observation there.
import { sql, type Db } from '#ground/db/index.ts';

/** Makes the features that these streams' things lack; false when none could be made, since the things stand nowhere. */
export async function makeFeatures(db: Db, streams: readonly number[]): Promise<boolean> {
  const made = await db.run(sql`
    insert into sense.features (name, description, encoding_type, feature, geom, of_location)
    select l.name, l.description, l.encoding_type, l.location, l.geom, l.id from (
      select distinct on (d.thing_id) l.* from sense.datastreams d join sense.thing_locations t on t.thing_id = d.thing_id join sense.locations l on l.id = t.location_id
      where d.id = any(${[...new Set(streams)]}::bigint[]) order by d.thing_id, l.id desc) l
    on conflict (of_location) where of_location is not null do nothing`);
  if (made > 0) return true;
  // Somebody else made them a moment ago, or there is nothing to make them of.
  return (await db.run(sql`select 1 from sense.datastreams d join sense.thing_locations t on t.thing_id = d.thing_id where d.id = any(${[...new Set(streams)]}::bigint[]) limit 1`)) > 0;
}
