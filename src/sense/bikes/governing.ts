// Judging all bikes: read in slices, judged in memory, what changed is written. One statement never holds the only session of the embedded database for long.
import { z } from 'zod';
import { json, sql, type Db } from '#ground/db/index.ts';
import { citySettings } from '#city/settings/index.ts';
import { judge, type Bike, type Judged, type Town } from './judging.ts';
import { STANDING } from './machine.ts';
import { inUse } from './frames.ts';
import { operatorsOf } from './operators.ts';
import { everyGeography, publishedPolicies } from './policies.ts';
import { outlineOf } from './positions.ts';
import { bikeSettings } from './settings.ts';

const SLICE = 10_000;
const WATCHED = [...STANDING, 'on_trip'];

/** Judges everything at `now` and writes findings, counts and cleared orders. Returns what was judged, for those who measure. */
export async function govern(db: Db, now: Date): Promise<Judged & { readonly bikes: number }> {
  const town = await readTown(db, now);
  const bikes = await readBikes(db);
  const judged = judge(bikes, town, now);
  await writeJudged(db, judged, now);
  return { ...judged, bikes: bikes.length };
}

const FrameRow = z.object({ stop_id: z.string(), capacity: z.number(), geometry: z.object({ type: z.string(), coordinates: z.unknown() }) });
/** Everything that bikes are judged by. */
export async function readTown(db: Db, now: Date): Promise<Town> {
  const [operators, geographies, policies, settings, city] = [await operatorsOf(db), await everyGeography(db), await publishedPolicies(db, now), await bikeSettings(db), await citySettings(db)];
  const frames = await db.rows(FrameRow, sql`select stop_id::text as stop_id, capacity, ST_AsGeoJSON(geom, 7)::json as geometry from sense.bike_stops s where operator is null and ${inUse(now)} and GeometryType(geom) in ('POLYGON', 'MULTIPOLYGON')`);
  return {
    frames: frames.map(({ geometry, ...frame }) => ({ ...frame, outline: outlineOf(geometry) })), policies, zone: city.zone, overstayMs: settings.overstay_hours * 3_600_000,
    zones: geographies.filter((g) => g.effective_at === null || g.effective_at <= now).map((g) => ({ geography_id: g.geography_id, kind: g.kind, outline: outlineOf(g.geometry) })),
    operators: new Map(operators.map((o) => [o.provider_id, o.code])), caps: new Map(operators.flatMap((o) => (o.cap === null ? [] : [[o.code, o.cap]]))),
  };
}

const BikeRow = z.object({
  device_id: z.string(), operator: z.string(), state: z.string(), event_types: z.array(z.string()), vehicle_type: z.string(), propulsion: z.string(), lon: z.number(), lat: z.number(), accuracy_m: z.number().nullable(), parked_since: z.date().nullable(),
  tipped: z.boolean(), location_type: z.string().nullable(), speed: z.number().nullable(),
});
async function readBikes(db: Db): Promise<Bike[]> {
  const bikes: Bike[] = [];
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const rows = await db.rows(BikeRow, sql`
      select device_id::text as device_id, operator, state, event_types, vehicle_type, propulsion, ST_X(geom) as lon, ST_Y(geom) as lat, accuracy_m, parked_since, tipped, location_type, speed
      from sense.bike_vehicles where device_id > ${after}::uuid and geom is not null and state = any(${WATCHED}::text[]) order by device_id limit ${SLICE}`);
    bikes.push(...rows);
    const last = rows.at(-1);
    if (!last || rows.length < SLICE) return bikes;
    after = last.device_id;
  }
}

/** Findings that are new begin, those that go on are seen again, those that are no more end; an order whose findings have all ended is cleared.
 * What is found in another place than before is another finding: the order for the first place is done with it. */
async function writeJudged(db: Db, { findings, counts }: Judged, now: Date): Promise<void> {
  await db.begin(async (tx) => {
    for (let i = 0; i < findings.length; i += SLICE) await tx.run(sql`
      with given as materialized (select * from jsonb_to_recordset(${json(findings.slice(i, i + SLICE))}::text::jsonb) as g(kind text, subject text, geography_id uuid, stop_id uuid))
      update sense.bike_findings f set until = ${now} from given g where f.until is null and f.kind = g.kind and f.subject = g.subject and (f.geography_id, f.stop_id) is distinct from (g.geography_id, g.stop_id)`);
    for (let i = 0; i < findings.length; i += SLICE) await tx.run(sql`
      insert into sense.bike_findings as f (kind, subject, operator, device_id, geography_id, stop_id, policy_id, rule_id, certain, amount, allowed, lon, lat, since, seen_at)
      select kind, subject, operator, device_id, geography_id, stop_id, policy_id, rule_id, certain, amount, allowed, lon, lat, ${now}, ${now}
      from jsonb_to_recordset(${json(findings.slice(i, i + SLICE))}::text::jsonb) as g(kind text, subject text, operator text, device_id uuid, geography_id uuid, stop_id uuid, policy_id uuid, rule_id uuid, certain boolean, amount float8, allowed float8, lon float8, lat float8)
      on conflict (kind, subject) where until is null do update set seen_at = excluded.seen_at, certain = excluded.certain, amount = excluded.amount, allowed = excluded.allowed, lon = excluded.lon, lat = excluded.lat,
        operator = excluded.operator, geography_id = excluded.geography_id, policy_id = excluded.policy_id, rule_id = excluded.rule_id`);
    await tx.run(sql`update sense.bike_findings set until = ${now} where until is null and seen_at < ${now}`);
    await tx.run(sql`update sense.bike_orders o set cleared_at = ${now} where o.cleared_at is null and o.made_at < ${now} and not exists (select 1 from sense.bike_findings f where f.order_id = o.id and f.until is null)`);
    await tx.run(sql`delete from sense.bike_counts`);
    await tx.run(sql`insert into sense.bike_counts (operator, place, kind, sure, uncertain, available, disabled, at)
      select operator, place, kind, sure, uncertain, available, disabled, ${now} from jsonb_to_recordset(${json(counts)}::text::jsonb) as c(operator text, place text, kind text, sure int, uncertain int, available int, disabled int)`);
  });
}

/** Positions, trips and ended findings older than the city keeps them. */
export async function forgetOld(db: Db, now: Date): Promise<void> {
  const { keep_days } = await bikeSettings(db);
  const before = new Date(now.getTime() - keep_days * 86_400_000);
  await db.run(sql`select sense.bike_telemetry_forget(${before.toISOString().slice(0, 10)}::text::date)`);
  await db.run(sql`delete from sense.bike_telemetry_other where at < ${before}`);
  await db.run(sql`delete from sense.bike_trips where started_at < ${before}`);
  await db.run(sql`delete from sense.bike_events e where e.received_at < ${before} and e.operator = any(select code from sense.bike_operators)`);
  await db.run(sql`delete from sense.bike_findings where until < ${before} and order_id is null`);
}
