// Trips and monthly reports of operators, and the operators' own stops. Trips are kept to count flows and forgotten after the time the city set.
import { z } from 'zod';
import { json, sql, type Db } from '#ground/db/index.ts';
import { toWgs84 } from '#ground/geo/datums.ts';
import { bulkOf, failure, sift, type Bulk } from './bulk.ts';
import { MutableStop, Stop, Trip, Uuid, VEHICLE_TYPES, type Gps } from './contract.ts';
import { inUse } from './frames.ts';
import type { Operator } from './operators.ts';
import { AHEAD_MS } from './telling.ts';

const Id = z.object({ id: z.string() });
const owned = (operator: Operator) => (item: { provider_id?: string | undefined }): string[] => (item.provider_id === operator.provider_id ? [] : ['provider_id: not that of the key']);

/** Takes trips; one that is known is replaced by what is told now, if it is of the same operator. */
export async function takeTrips(db: Db, operator: Operator, items: readonly unknown[], now: Date): Promise<Bulk> {
  const { good, failures } = sift(Trip, items, (item) => [...owned(operator)(item), ...(item.end_time < item.start_time ? ['end_time: before start_time'] : []), ...(item.end_time > now.getTime() + AHEAD_MS ? ['end_time: lies ahead'] : [])]);
  if (good.length === 0) return bulkOf(items.length, failures);
  const devices = await db.rows(Id, sql`select device_id::text as id from sense.bike_vehicles where operator = ${operator.code} and device_id = any(${[...new Set(good.map((one) => one.item.device_id))]}::uuid[])`);
  const known = new Set(devices.map((row) => row.id));
  const rows = [...new Map(good.filter(({ item }) => known.has(item.device_id)).map(({ item }) => [item.trip_id, tripRow(operator, item)])).values()];
  if (rows.length > 0) await db.run(sql`
    insert into sense.bike_trips as b (trip_id, device_id, operator, started_at, ended_at, received_at, start_geom, end_geom, seconds, metres, parking_category, parking_photo)
    select trip_id, device_id, ${operator.code}, started, ended, ${now}, ST_SetSRID(ST_MakePoint(a_lon, a_lat), 4326), ST_SetSRID(ST_MakePoint(b_lon, b_lat), 4326), seconds, metres, category, photo
    from jsonb_to_recordset(${json(rows)}::text::jsonb) as t(trip_id uuid, device_id uuid, started timestamptz, ended timestamptz, a_lon float8, a_lat float8, b_lon float8, b_lat float8, seconds int, metres int, category text, photo text)
    on conflict (trip_id) do update set ended_at = excluded.ended_at, end_geom = excluded.end_geom, seconds = excluded.seconds, metres = excluded.metres, parking_category = excluded.parking_category, parking_photo = excluded.parking_photo where b.operator = ${operator.code}`);
  return bulkOf(items.length, [...failures, ...good.filter(({ item }) => !known.has(item.device_id)).map(({ item, raw }) => failure(raw, 'unregistered', [item.device_id]))]);
}

function tripRow(operator: Operator, t: Trip) {
  const [a, b] = [wgs(operator, t.start_location), wgs(operator, t.end_location)];
  return {
    trip_id: t.trip_id, device_id: t.device_id, started: new Date(t.start_time).toISOString(), ended: new Date(t.end_time).toISOString(), a_lon: a.lon, a_lat: a.lat, b_lon: b.lon, b_lat: b.lat,
    seconds: t.duration, metres: t.distance, category: t.parking_category ?? null, photo: t.parking_verification_url ?? null,
  };
}
const wgs = (operator: Operator, gps: Gps) => toWgs84({ lon: gps.lng, lat: gps.lat }, operator.datum);

/** Registers stops that the operator manages itself. */
export async function registerStops(db: Db, operator: Operator, items: readonly unknown[], now: Date): Promise<Bulk> {
  const { good, failures } = sift(Stop, items, owned(operator));
  const rows = [...new Map(good.toReversed().map(({ item }) => [item.stop_id, stopRow(operator, item)])).values()];
  const added = rows.length === 0 ? [] : await db.rows(Id, sql`
    insert into sense.bike_stops (stop_id, operator, name, capacity, geom, doc, changed_at)
    select stop_id, ${operator.code}, name, capacity, ST_SetSRID(ST_MakePoint(lon, lat), 4326), doc, ${now} from jsonb_to_recordset(${json(rows)}::text::jsonb) as s(stop_id uuid, name text, capacity int, lon float8, lat float8, doc jsonb)
    on conflict (stop_id) do nothing returning stop_id::text as id`);
  const fresh = new Set(added.map((row) => row.id));
  return bulkOf(items.length, [...failures, ...good.flatMap(({ item, raw }) => (fresh.delete(item.stop_id) ? [] : [failure(raw, 'already_registered', [item.stop_id])]))]);
}

function stopRow(operator: Operator, stop: Stop) {
  const at = wgs(operator, stop.location);
  return { stop_id: stop.stop_id, name: stop.name, capacity: Object.values(stop.capacity).reduce((sum, n) => sum + (n ?? 0), 0), ...at, doc: { ...stop, location: { ...stop.location, lng: at.lon, lat: at.lat } } };
}

/** Changes what may change of the operator's own stops; those of the city are the city's. */
export async function changeStops(db: Db, operator: Operator, items: readonly unknown[], now: Date): Promise<Bulk> {
  const { good, failures } = sift(MutableStop, items, () => []);
  const rows = [...new Map(good.map(({ item }) => [item.stop_id, { stop_id: item.stop_id, doc: item }])).values()];
  const changed = rows.length === 0 ? [] : await db.rows(Id, sql`
    update sense.bike_stops b set doc = b.doc || s.doc, changed_at = ${now} from jsonb_to_recordset(${json(rows)}::text::jsonb) as s(stop_id uuid, doc jsonb)
    where b.stop_id = s.stop_id and b.operator = ${operator.code} returning b.stop_id::text as id`);
  const known = new Set(changed.map((row) => row.id));
  return bulkOf(items.length, [...failures, ...good.flatMap(({ item, raw }) => (known.has(item.stop_id) ? [] : [failure(raw, 'unregistered', [item.stop_id])]))]);
}

const StopRow = z.object({
  stop_id: z.string(), operator: z.string().nullable(), name: z.string(), capacity: z.number(), lon: z.number(), lat: z.number(), doc: z.record(z.string(), z.unknown()), changed_at: z.date(), available: z.number(), disabled: z.number(),
});
/** Stops as MDS has them: the operator's own and the painted frames, these with the bikes of the last judgement. */
export async function stopsFor(db: Db, operator: Operator, now: Date, id?: string): Promise<object[]> {
  const rows = await db.rows(StopRow, sql`
    select s.stop_id::text as stop_id, s.operator, s.name, s.capacity, ST_X(ST_Centroid(s.geom)) as lon, ST_Y(ST_Centroid(s.geom)) as lat, s.doc, s.changed_at, coalesce(c.available, 0) as available, coalesce(c.disabled, 0) as disabled
    from sense.bike_stops s left join sense.bike_counts c on c.operator = ${operator.code} and c.kind = 'frame' and c.place = s.stop_id::text
    where (s.operator = ${operator.code} or s.operator is null) and ${inUse(now)} ${id ? sql`and s.stop_id = ${id}::uuid` : sql``} order by s.stop_id limit 20000`);
  return rows.map((row) => (row.operator !== null ? row.doc : {
    stop_id: row.stop_id, name: row.name, last_updated: row.changed_at.getTime(), location: { lat: row.lat, lng: row.lon }, status: { is_installed: true, is_renting: true, is_returning: true },
    capacity: { bicycle: row.capacity }, num_vehicles_available: { bicycle: row.available }, num_vehicles_disabled: { bicycle: row.disabled },
  }));
}

const HEAD = ['provider_id', 'start_date', 'duration', 'special_group_type', 'geography_id', 'vehicle_type', 'trip_count', 'rider_count'];
const Line = z.object({
  provider_id: Uuid, start_date: z.iso.date(), duration: z.string().regex(/^P\d{1,3}[DWMY]$/), special_group_type: z.enum(['low_income', 'all_riders', 'adaptive_scooter']).or(z.string().regex(/^[a-z_]{1,40}$/)), geography_id: Uuid,
  vehicle_type: z.enum(VEHICLE_TYPES).or(z.literal('scooter')), trip_count: z.coerce.number().int().min(-1).max(2_147_483_647), rider_count: z.coerce.number().int().min(-1).max(2_147_483_647),
});
/** Takes a report (CSV of the standard, its heading first); −1 stands for a number too small to tell. Undefined: not such a file. */
export async function takeReport(db: Db, operator: Operator, csv: string, now: Date): Promise<Bulk | undefined> {
  const [head, ...lines] = csv.replace(/^\uFEFF/, '').split(/\r?\n/).filter((line) => line.trim() !== '');
  if (head?.trim() !== HEAD.join(',')) return undefined;
  const items = lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [HEAD[i] ?? 'more', value.trim()])));
  const { good, failures } = sift(Line, items, owned(operator));
  const rows = [...new Map(good.map(({ item: { provider_id: _, ...row } }) => [Object.values(row).slice(0, 5).join(' '), row])).values()];
  if (rows.length > 0) await db.run(sql`
    insert into sense.bike_reports (operator, start_date, duration, special_group, geography_id, vehicle_type, trips, riders, received_at)
    select ${operator.code}, start_date, duration, special_group_type, geography_id, vehicle_type, trip_count, rider_count, ${now}
    from jsonb_to_recordset(${json(rows)}::text::jsonb) as r(start_date date, duration text, special_group_type text, geography_id uuid, vehicle_type text, trip_count int, rider_count int)
    on conflict (operator, start_date, duration, special_group, geography_id, vehicle_type) do update set trips = excluded.trips, riders = excluded.riders, received_at = excluded.received_at`);
  return bulkOf(items.length, failures);
}
