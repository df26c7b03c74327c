// What things of a kind tell now, for other rooms of the hall: place, latest numbers and whether they are still to be believed.
import { z } from 'zod';
import { all, sql, type Db } from '#ground/db/index.ts';
import type { Sees } from '../model.ts';
import { staleAfter, STREAMS } from '../pages/freshness.ts';

const Stream = z.object({
  id: z.number(),
  /** Name of the observed property in the city's list, else its own. */
  property: z.string(), unit: z.string().nullable(), number: z.number().nullable(), time: z.coerce.date().nullable(), heard_at: z.coerce.date().nullable(),
  /** It missed its intervals. */
  stale: z.boolean(),
});
const Latest = z.object({ id: z.number(), name: z.string(), name_en: z.string().nullable(), properties: z.record(z.string(), z.unknown()).nullable(), path: z.array(z.string()), geometry: z.object({ type: z.string(), coordinates: z.unknown() }).nullable(), streams: z.array(Stream) });
export type LatestThing = z.output<typeof Latest>;

/** Things of a kind by id, from the one after `after`, each with all its streams; its geometry (WGS 84) is that of its latest Location. */
export const latestOf = (db: Db, { kind, sees, after = 0, limit, now }: { kind: string; sees: Sees; after?: number; limit: number; now: Date }): Promise<LatestThing[]> => db.rows(Latest, sql`
  with wanted as materialized (select t.id from sense.things t where ${all([sql`t.kind = ${kind}`, sees === 'public' && sql`t.public`, sql`t.id > ${after}::bigint`])} order by t.id limit ${limit})
  select o.id, o.name, case when jsonb_typeof(o.properties->'name'->'en') = 'string' then o.properties->'name'->>'en' end as name_en, o.properties, o.path,
    (select ST_AsGeoJSON(l.geom, 7)::json from sense.thing_locations x join sense.locations l on l.id = x.location_id where x.thing_id = o.id and l.geom is not null order by l.id desc limit 1) as geometry,
    coalesce((select json_agg(json_build_object('id', d.id, 'property', coalesce(p.listed, p.name), 'unit', d.unit->>'symbol', 'number', d.last_number, 'time', d.last_time, 'heard_at', d.heard_at, 'stale', coalesce(d.last_time < ${now}::timestamptz - ${staleAfter}, true)) order by d.id)
      from ${STREAMS} where d.thing_id = o.id and not d.multi), '[]') as streams
  from wanted w join sense.things o on o.id = w.id order by o.id`);
