// What of the sensing everybody may see: what hangs on public things. A thing that is not public takes along its streams, their observations and its
// history; what several things share (places, features, sensors, properties) is hidden when only hidden things use it, and seen while nobody does.
// Where nothing is hidden every condition is one look at an empty index, decided in the statement itself, so that a thing which is hidden at this
// moment is hidden in the next answer of every process.
import { sql, type Query } from '#ground/db/index.ts';
import type { SetName } from './model.ts';

type Seen = (alias: Query) => Query;

const nothingHidden = sql`not exists (select 1 from sense.things vh where not vh.public)`;
const unless = (condition: Seen): Seen => (alias) => sql`(${nothingHidden} or ${condition(alias)})`;

const ofThing: Seen = (a) => sql`exists (select 1 from sense.things vt where vt.id = ${a}.thing_id and vt.public)`;
const ofStream: Seen = (a) => sql`exists (select 1 from sense.datastreams vd join sense.things vt on vt.id = vd.thing_id where vd.id = ${a}.datastream_id and vt.public)`;

/** Somebody public uses it, or nobody does. */
const shared = (uses: (alias: Query) => Query): Seen => (a) => sql`(exists (${uses(a)} and vt.public) or not exists (${uses(a)}))`;
const location = shared((a) => sql`select 1 from sense.things vt where vt.id in (
  select vl.thing_id from sense.thing_locations vl where vl.location_id = ${a}.id
  union all select vi.thing_id from sense.historical_locations vi join sense.historical_location_locations vj on vj.historical_location_id = vi.id where vj.location_id = ${a}.id)`);
const sensor = shared((a) => sql`select 1 from sense.datastreams vd join sense.things vt on vt.id = vd.thing_id where vd.sensor_id = ${a}.id`);
const observedProperty = shared((a) => sql`select 1 from sense.datastreams vd join sense.things vt on vt.id = vd.thing_id
  where (vd.observed_property_id = ${a}.id or vd.id in (select vp.datastream_id from sense.datastream_properties vp where vp.observed_property_id = ${a}.id))`);
const observed = shared((a) => sql`select 1 from sense.observations vo join sense.datastreams vd on vd.id = vo.datastream_id join sense.things vt on vt.id = vd.thing_id where vo.feature_id = ${a}.id`);
/** A feature made of a location is a place too. */
const feature: Seen = (a) => sql`(${observed(a)} and (${a}.of_location is null or exists (select 1 from sense.locations vf where vf.id = ${a}.of_location and ${location(sql`vf`)})))`;

/** By set: true of rows that everybody may see. */
export const SEEN: Readonly<Record<SetName, Seen>> = {
  Things: (a) => sql`${a}.public`, Locations: unless(location), HistoricalLocations: unless(ofThing), Datastreams: unless(ofThing), MultiDatastreams: unless(ofThing),
  Sensors: unless(sensor), ObservedProperties: unless(observedProperty), Observations: unless(ofStream), FeaturesOfInterest: unless(feature),
};
