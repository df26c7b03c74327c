// What of the sensing everybody may see: what hangs on public things. A thing that is not public takes along its streams, their observations and its
// history; what several things share (places, features, sensors, properties) is hidden when only hidden things use it, and seen while nobody does.
// What is hidden is found once a statement, from the index of hidden things on, and never kept: a thing which is hidden at this moment is hidden in the
// next answer of every process. Where nothing is hidden each condition compares with an empty list.
import { sql, type Query } from '#ground/db/index.ts';
import type { SetName } from './model.ts';

type Seen = (alias: Query) => Query;

const HIDDEN_THINGS = sql`array(select vh.id from sense.things vh where not vh.public)`;
const HIDDEN_STREAMS = sql`array(select vd.id from sense.things vh join sense.datastreams vd on vd.thing_id = vh.id where not vh.public)`;

const PLACES = sql`(select vl.thing_id, vl.location_id from sense.thing_locations vl union all select vi.thing_id, vj.location_id from sense.historical_locations vi join sense.historical_location_locations vj on vj.historical_location_id = vi.id)`;
const HIDDEN_LOCATIONS = sql`array(select vu.location_id from sense.things vh join ${PLACES} vu on vu.thing_id = vh.id where not vh.public
  and not exists (select 1 from ${PLACES} vw join sense.things vt on vt.id = vw.thing_id where vw.location_id = vu.location_id and vt.public))`;
const HIDDEN_SENSORS = sql`array(select vd.sensor_id from sense.things vh join sense.datastreams vd on vd.thing_id = vh.id where not vh.public
  and not exists (select 1 from sense.datastreams ve join sense.things vt on vt.id = ve.thing_id where ve.sensor_id = vd.sensor_id and vt.public))`;

const OBSERVING = sql`(select vd.thing_id, vd.observed_property_id from sense.datastreams vd where vd.observed_property_id is not null union all select vd.thing_id, vp.observed_property_id from sense.datastreams vd join sense.datastream_properties vp on vp.datastream_id = vd.id)`;
const HIDDEN_PROPERTIES = sql`array(select vu.observed_property_id from sense.things vh join ${OBSERVING} vu on vu.thing_id = vh.id where not vh.public
  and not exists (select 1 from ${OBSERVING} vw join sense.things vt on vt.id = vw.thing_id where vw.observed_property_id = vu.observed_property_id and vt.public))`;

/** Observations at a feature are too many to list who made them: each feature is asked for itself. One made of a location is a place too. */
const observations = (a: Query): Query => sql`select 1 from sense.observations vo where vo.feature_id = ${a}.id`;
const feature: Seen = (a) => sql`(not exists (select 1 from sense.things vh where not vh.public)
  or ((exists (${observations(a)} and vo.datastream_id <> all(${HIDDEN_STREAMS})) or not exists (${observations(a)})) and (${a}.of_location is null or ${a}.of_location <> all(${HIDDEN_LOCATIONS}))))`;

/** By set: true of rows that everybody may see. */
export const SEEN: Readonly<Record<SetName, Seen>> = {
  Things: (a) => sql`${a}.public`, HistoricalLocations: (a) => sql`${a}.thing_id <> all(${HIDDEN_THINGS})`, Datastreams: (a) => sql`${a}.thing_id <> all(${HIDDEN_THINGS})`, MultiDatastreams: (a) => sql`${a}.thing_id <> all(${HIDDEN_THINGS})`,
  Observations: (a) => sql`${a}.datastream_id <> all(${HIDDEN_STREAMS})`, Locations: (a) => sql`${a}.id <> all(${HIDDEN_LOCATIONS})`, Sensors: (a) => sql`${a}.id <> all(${HIDDEN_SENSORS})`, ObservedProperties: (a) => sql`${a}.id <> all(${HIDDEN_PROPERTIES})`,
  FeaturesOfInterest: feature,
};
