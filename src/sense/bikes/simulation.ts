// The simulator at work: it makes bikes for the city's bike companies, paints frames, publishes a few rules, and lets time pass.
import { z } from 'zod';
import { sql, type Db, type Query } from '#ground/db/index.ts';
import { wallTime } from '#ground/clock/zoned.ts';
import { boxAround, metres } from '#ground/geo/points.ts';
import { refuse } from '#ground/http/refusal.ts';
import { areaIndex } from '#city/areas/index.ts';
import { organisationIndex } from '#city/organisations/index.ts';
import { citySettings } from '#city/settings/index.ts';
import { govern } from './governing.ts';
import { FRAMES_ONLY } from './judging.ts';
import { m } from './messages.ts';
import { operatorsOf, saveOperator, type Operator } from './operators.ts';
import { addGeography, publishPolicy, saveDraft } from './policies.ts';
import { registerVehicles } from './registering.ts';
import { DAY, dice, dropOff, goalAt, hubsIn, left, near, newBike, ride, TRIPS_A_DAY, uuid, type Hub, type Rider } from './simulating.ts';
import { takeEvents, takeTelemetry } from './telling.ts';
import { takeTrips } from './trips.ts';

const BATCH = 1000;
const HOUR = 3_600_000;
const SEED = 20_261_121;
/** Told apart also by those who see no red or green. */
const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7'] as const;

/** The city's bike companies, by their names. */
export async function bikeCompanies(db: Db): Promise<string[]> {
  const pattern = new RegExp(m.companyPattern('zh'), 'i');
  return (await organisationIndex(db)).all('company').filter((o) => pattern.test(`${o.name} ${o.name_en ?? ''}`)).map((o) => o.code);
}

/** Makes `bikes` synthetic bikes shared among the city's bike companies, with frames and rules, standing since the last day. Refuses (422) a city without such companies or outlines, (409) one that has real operators. */
export async function beginSimulation(db: Db, bikes: number, now: Date, say: (line: string) => void = () => {}): Promise<void> {
  const codes = await bikeCompanies(db);
  if (codes.length === 0) throw refuse(422, m.noCompanies);
  if ((await operatorsOf(db)).some((o) => !o.synthetic)) throw refuse(409, m.realOperators);
  const roll = dice(SEED);
  const hubs = await cityHubs(db);
  for (const [i, code] of codes.entries()) await saveOperator(db, { code, provider_id: uuid(roll), synthetic: true, colour: COLOURS[i % COLOURS.length], cap: Math.ceil((bikes / codes.length) * 1.05) }, now);
  await paint(db, hubs, now);
  for (const [i, operator] of (await operatorsOf(db)).filter((o) => codes.includes(o.code)).entries()) {
    await fill(db, operator, Math.floor(bikes / codes.length) + (i < bikes % codes.length ? 1 : 0), hubs, now, dice(SEED + 1 + i), say);
  }
  await govern(db, now);
}

async function cityHubs(db: Db): Promise<Hub[]> {
  const areas = await areaIndex(db);
  if (!areas.bounds) throw refuse(422, m.noOutlines);
  return hubsIn(areas.bounds, (at) => areas.locate(at.lon, at.lat) !== undefined, 48, dice(SEED));
}

async function fill(db: Db, operator: Operator, bikes: number, hubs: readonly Hub[], now: Date, roll: () => number, say: (line: string) => void): Promise<void> {
  const rider: Rider = { provider_id: operator.provider_id, roll };
  for (let from = 0; from < bikes; from += BATCH) {
    const made = Array.from({ length: Math.min(BATCH, bikes - from) }, (_, i) => ({ bike: newBike(rider, from + i + 1), at: near(hubs[Math.floor(roll() * hubs.length)] ?? { lon: 0, lat: 0 }, roll), since: new Date(now.getTime() - roll() * (roll() < 0.04 ? 60 : 20) * HOUR) }));
    await registerVehicles(db, operator, made.map((one) => one.bike), now);
    await takeEvents(db, operator, made.map((one) => dropOff(rider, one.bike.device_id, one.at, one.since)), now);
    await takeTelemetry(db, operator, made.map((one) => left(rider, one.bike.device_id, one.at, new Date(Math.max(one.since.getTime(), now.getTime() - roll() * HOUR)))), now);
    say(m.simulated('en', { operator: operator.code, n: Math.min(bikes, from + BATCH), of: bikes }));
  }
}

/** A square of `half` metres to each side. */
function square(at: { lon: number; lat: number }, half: number): Query {
  const box = boxAround(at, half);
  return sql`ST_MakeEnvelope(${box.minLon}::float8, ${box.minLat}::float8, ${box.maxLon}::float8, ${box.maxLat}::float8, 4326)`;
}

/** Frames at the hubs, and three rules: none at the first hub, frames only at the second, a cap at the third. Published an hour before, so that they are in force. */
async function paint(db: Db, hubs: readonly Hub[], now: Date): Promise<void> {
  const areas = await areaIndex(db);
  for (const [i, hub] of hubs.entries()) {
    const id = uuid(dice(SEED + 1000 + i));
    const area = areas.locate(hub.lon, hub.lat)?.district ?? null;
    await db.run(sql`insert into sense.bike_stops (stop_id, name, name_en, capacity, geom, area, synthetic, changed_at)
      values (${id}::uuid, ${m.simFrame('zh', { n: i + 1 })}, ${m.simFrame('en', { n: i + 1 })}, ${40}, ${square(hub, 12)}, ${area}, true, ${now}) on conflict (stop_id) do nothing`);
  }
  if ((await db.maybe(z.object({ n: z.number() }), sql`select 1 as n from sense.bike_policies limit 1`)) !== undefined) return;
  const before = new Date(now.getTime() - HOUR);
  const [none, frames, cap] = [hubs[0], hubs[1], hubs[2]];
  if (!none || !frames || !cap) return;
  const area = (name: 'simNone' | 'simFrames' | 'simCap', at: Hub, half: number, kind: string) => addGeography(db, { name: m[name]('zh'), name_en: m[name]('en'), kind, geometry: square(at, half) }, null, before);
  const [a, b, c] = [await area('simNone', none, 60, 'policy_zone'), await area('simFrames', frames, 120, FRAMES_ONLY), await area('simCap', cap, 150, 'policy_zone')];
  const rule = (name: string, geography: string, more: object) => ({ name, rule_id: uuid(Math.random), geographies: [geography], states: { available: [], non_operational: [] }, messages: { 'zh-CN': name }, ...more });
  const id = await saveDraft(db, {
    start_at: new Date(before.getTime() + 21 * 60_000), end_at: null,
    doc: {
      name: m.simPolicy('zh'), mode_id: 'micromobility', description: m.simPolicyAbout('zh'), provider_ids: [],
      rules: [
        { ...rule(m.simNone('zh'), a, { rule_units: 'devices', maximum: 0 }), rule_type: 'count' }, { ...rule(m.simFrames('zh'), b, {}), rule_type: 'user' },
        { ...rule(m.simCap('zh'), c, { rule_units: 'devices', maximum: 60 }), rule_type: 'count' },
      ],
    },
  }, null, before);
  await publishPolicy(db, id, before);
}

const Standing = z.object({ device_id: z.string(), lon: z.number(), lat: z.number() });
/** Lets `minutes` before `now` pass: rides of that time begin, and end when they do not last longer than `now`. Returns how many. */
export async function letTimePass(db: Db, minutes: number, now: Date, seed = now.getTime()): Promise<number> {
  const [hubs, { zone }, areas] = [await cityHubs(db), await citySettings(db), await areaIndex(db)];
  let rides = 0;
  for (const [i, operator] of (await operatorsOf(db)).filter((o) => o.synthetic).entries()) {
    const roll = dice(seed + i);
    const { n } = await db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from sense.bike_vehicles where operator = ${operator.code}`);
    const hour = Number(wallTime(now, zone).slice(11, 13));
    const wanted = Math.round(n * TRIPS_A_DAY * (DAY[hour] ?? 0) * (minutes / 60));
    for (let left = wanted; left > 0; left -= BATCH) rides += await rideSome(db, operator, Math.min(left, BATCH), { hubs, hour, minutes, now, roll, inside: (lon, lat) => areas.locate(lon, lat) !== undefined });
  }
  return rides;
}

interface Hour { readonly hubs: readonly Hub[]; readonly hour: number; readonly minutes: number; readonly now: Date; readonly roll: () => number; inside(lon: number, lat: number): boolean }
async function rideSome(db: Db, operator: Operator, wanted: number, { hubs, hour, minutes, now, roll, inside }: Hour): Promise<number> {
  const rider: Rider = { provider_id: operator.provider_id, roll };
  const from = new Date(now.getTime() - minutes * 60_000);
  // Their ids are random, so those after a random one are a fair choice.
  const bikes = await db.rows(Standing, sql`select device_id::text as device_id, ST_X(geom) as lon, ST_Y(geom) as lat from sense.bike_vehicles
    where operator = ${operator.code} and device_id > ${uuid(roll)}::uuid and state = 'available' and event_at <= ${from} and geom is not null order by device_id limit ${wanted}`);
  const rides = bikes.flatMap((bike) => {
    const goal = goalAt(hour, hubs, roll);
    return goal && inside(bike.lon, bike.lat) ? [ride(rider, bike.device_id, bike, goal, new Date(from.getTime() + roll() * minutes * 60_000), metres)] : [];
  }).filter((one) => one.ended <= now);
  if (rides.length === 0) return 0;
  await takeEvents(db, operator, rides.flatMap((one) => one.events), now);
  await takeTelemetry(db, operator, rides.map((one) => one.telemetry), now);
  await takeTrips(db, operator, rides.map((one) => one.trip), now);
  return rides.length;
}
