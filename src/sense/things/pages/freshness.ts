// What "stale", "silent" and "low" mean, once: as SQL for every statement, and as the numbers the pages state.
import { sql } from '#ground/db/index.ts';

/** Hours without an arrival after which a thing is silent, when neither it nor its kind says otherwise. */
export const SILENT_HOURS = 24;
/** A value is stale when its stream has missed so many of its intervals. */
export const MISSED = 3;
/** A battery below so many per cent is low. */
export const LOW_BATTERY = 20;

/** What the conditions below speak of: streams d, their things t, their observed properties p, the kinds k of the things. */
export const STREAMS = sql`sense.datastreams d join sense.things t on t.id = d.thing_id left join sense.observed_properties p on p.id = d.observed_property_id left join sense.thing_kinds k on k.code = t.kind`;

/** Silent after this long without an arrival: what the thing says, else its kind, else every thing. */
export const silentAfter = sql`coalesce(t.silent_after, make_interval(secs => k.silent_s), make_interval(hours => ${SILENT_HOURS}::int))`;

/** Seconds between two values when all is well: what the stream says (properties.interval), else its kind. Null where neither says. */
export const promisedSeconds = sql`coalesce(
  case when jsonb_typeof(d.properties->'interval') = 'number' and (d.properties->>'interval')::numeric between 1 and 31536000 then (d.properties->>'interval')::float8 end,
  (select (e->>'interval')::float8 from jsonb_array_elements(k.streams) e where e->>'property' = p.listed limit 1))`;

/** The age at which a latest value is stale: so many missed intervals; without a promise when its thing would be silent. */
export const staleAfter = sql`coalesce(make_interval(secs => ${MISSED}::int * ${promisedSeconds}), ${silentAfter})`;

/** True of a stream that tells a battery in per cent. */
export const tellsBattery = sql`((d.properties->'battery' = 'true' or p.definition ~* 'battery') and d.unit->>'symbol' = '%')`;
