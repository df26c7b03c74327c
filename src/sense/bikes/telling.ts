// Events and telemetry of bikes: kept as told, once each, and what they say of now moves the bike's row. What is older than what is known moves nothing.
import { z } from 'zod';
import { json, sql, type Db } from '#ground/db/index.ts';
import { toWgs84 } from '#ground/geo/datums.ts';
import { bulkOf, failure, sift, type Bulk, type Failure } from './bulk.ts';
import { Event, Telemetry, type Gps } from './contract.ts';
import { follows, isAllowed, OF_TRIPS, PUT_DOWN, STANDING } from './machine.ts';
import type { Operator } from './operators.ts';

/** A clock may go wrong by this much; more is a bad timestamp. */
export const AHEAD_MS = 10 * 60_000;
/** Further than this a standing bike was moved: it begins to stand anew (metres). */
const MOVED_M = 60;

interface Item { readonly device_id: string; readonly provider_id: string; readonly timestamp: number }
const commonly = (operator: Operator, now: Date) => (item: Item): string[] => [
  ...(item.provider_id === operator.provider_id ? [] : ['provider_id: not that of the key']), ...(item.timestamp > now.getTime() + AHEAD_MS ? ['timestamp: lies ahead'] : []),
];

/** Takes events. Fails: wrong shape, a pair of state and event that the standard does not know, a bike that is not registered. The same event again is taken and changes nothing. */
export async function takeEvents(db: Db, operator: Operator, items: readonly unknown[], now: Date): Promise<Bulk> {
  const { good, failures } = sift(Event, items, (item) => [...commonly(operator, now)(item), ...wrongEvent(item)]);
  const { known, unknown } = await registered(db, operator, good);
  if (known.length > 0) await db.run(writeEvents(operator, markOdd(known.map((one) => one.item), known), now));
  return bulkOf(items.length, [...failures, ...unknown]);
}

function wrongEvent(item: Event): string[] {
  return [
    ...(isAllowed(item.vehicle_state, item.event_types) ? [] : [`event_types: ${item.event_types.join(', ')} does not lead to ${item.vehicle_state}`]),
    ...(item.event_types.some((type) => OF_TRIPS.includes(type)) && !item.trip_ids?.length ? ['trip_ids: needed for events of trips'] : []),
    ...(item.location || item.event_geographies ? [] : ['location: needed without event_geographies']),
  ];
}

const Known = z.object({ device_id: z.string(), state: z.string(), event_at: z.date().nullable() });
type Found<T> = { item: T; raw: unknown; before: z.output<typeof Known> };
async function registered<T extends Item>(db: Db, operator: Operator, good: readonly { item: T; raw: unknown }[]): Promise<{ known: Found<T>[]; unknown: Failure[] }> {
  if (good.length === 0) return { known: [], unknown: [] };
  const rows = await db.rows(Known, sql`select device_id::text as device_id, state, event_at from sense.bike_vehicles where operator = ${operator.code} and device_id = any(${[...new Set(good.map((one) => one.item.device_id))]}::uuid[])`);
  const byId = new Map(rows.map((row) => [row.device_id, row]));
  const known = good.flatMap((one) => { const before = byId.get(one.item.device_id); return before ? [{ ...one, before }] : []; });
  return { known, unknown: good.filter((one) => !byId.has(one.item.device_id)).map((one) => failure(one.raw, 'unregistered', [one.item.device_id])) };
}

/** In their order of time, each after the one before it: does its state follow? Late ones are not asked. */
function markOdd(events: readonly Event[], known: readonly Found<Event>[]): (Event & { odd: boolean })[] {
  const state = new Map(known.map(({ before }) => [before.device_id, before.event_at ? before : undefined]));
  return [...events].sort((a, b) => a.timestamp - b.timestamp).map((event) => {
    const before = state.get(event.device_id);
    if (before?.event_at && event.timestamp < before.event_at.getTime()) return { ...event, odd: false };
    state.set(event.device_id, { device_id: event.device_id, state: event.vehicle_state, event_at: new Date(event.timestamp) });
    return { ...event, odd: !follows(before?.state, event.event_types, event.vehicle_state) };
  });
}

const placed = (operator: Operator, gps: Gps | undefined) => {
  const at = gps && toWgs84({ lon: gps.lng, lat: gps.lat }, operator.datum);
  return { lon: at?.lon ?? null, lat: at?.lat ?? null, accuracy: gps?.horizontal_accuracy ?? null };
};
/** As it goes out again: always WGS 84. */
const inWgs84 = <T extends { location?: Gps | undefined }>(operator: Operator, item: T): T => {
  if (operator.datum === 'wgs84' || !item.location) return item;
  const { lon, lat } = placed(operator, item.location);
  return { ...item, location: { ...item.location, lng: lon, lat } };
};

/** A clock that runs ahead must not make what comes after it look late: the row's own times are never later than now. */
function writeEvents(operator: Operator, events: readonly (Event & { odd: boolean })[], now: Date) {
  const rows = [...new Map(events.map((e) => [e.event_id, e])).values()].map(({ odd, ...e }, n) => ({
    n, event_id: e.event_id, device_id: e.device_id, at: new Date(e.timestamp).toISOString(), state: e.vehicle_state, types: e.event_types, ...placed(operator, e.location), geographies: e.event_geographies ?? [], trip_ids: e.trip_ids ?? [],
    ticket: e.associated_ticket ?? null, battery: e.battery_percent ?? null, odd, doc: inWgs84(operator, e),
  }));
  const newer = sql`(v.event_at is null or n.at >= v.event_at)`;
  const seen = sql`(${newer} and n.lon is not null and (v.seen_at is null or n.at >= v.seen_at))`;
  return sql`with given as materialized (select * from jsonb_to_recordset(${json(rows)}::text::jsonb) as e(n int, event_id uuid, device_id uuid, at timestamptz, state text, types text[], lon float8, lat float8, accuracy real, geographies uuid[], trip_ids uuid[], ticket text, battery real, odd boolean, doc jsonb)),
    fresh as (insert into sense.bike_events (event_id, device_id, operator, at, received_at, state, types, geom, accuracy_m, geographies, trip_ids, ticket, odd)
      select event_id, device_id, ${operator.code}, at, ${now}, state, types, ${pointOf}, accuracy, geographies, trip_ids, ticket, odd from given on conflict (event_id) do nothing returning event_id),
    told as (select g.*, least(g.at, ${now}) as moment from given g join fresh using (event_id)),
    newest as (select distinct on (device_id) * from told order by device_id, at desc, n desc),
    turned as (select device_id, bool_or(types && array['trip_end', 'trip_cancel']) as ridden, coalesce(bool_or(types && array['trip_end', 'trip_cancel']) filter (where b.event_at is null or t.at >= b.event_at), false) as turned,
        max(moment) filter (where types && ${[...PUT_DOWN]}::text[] and (b.event_at is null or t.at >= b.event_at)) as put_down
      from told t join sense.bike_vehicles b using (device_id) group by device_id),
    answered as (update sense.bike_orders o set answered_at = t.at from (select ticket, min(moment) as at from told where state = 'removed' and ticket is not null group by ticket) t
      where o.case_number = t.ticket and o.operator = ${operator.code} and o.answered_at is null)
    update sense.bike_vehicles v set
      public_id = case when ridden or (${newer} and v.state = 'on_trip' and n.state <> 'on_trip') then gen_random_uuid() else v.public_id end, changed_at = ${now},
      state = case when ${newer} then n.state else v.state end, event_types = case when ${newer} then n.types else v.event_types end, event_at = case when ${newer} then n.moment else v.event_at end,
      last_event = case when ${newer} then n.doc else v.last_event end, battery = case when ${newer} then coalesce(n.battery, v.battery) else v.battery end,
      parked_since = case when not ${newer} then v.parked_since when n.state <> all(${[...STANDING]}::text[]) then null when put_down is not null then put_down else coalesce(v.parked_since, n.moment) end,
      tipped = v.tipped and not turned, location_type = case when turned then null else v.location_type end,
      geom = case when ${seen} then ${sql`ST_SetSRID(ST_MakePoint(n.lon, n.lat), 4326)`} else v.geom end, accuracy_m = case when ${seen} then n.accuracy else v.accuracy_m end, seen_at = case when ${seen} then n.moment else v.seen_at end
    from newest n join turned using (device_id) where v.device_id = n.device_id and (${newer} or ridden)`;
}
const pointOf = sql`case when lon is null then null else ST_SetSRID(ST_MakePoint(lon, lat), 4326) end`;

/** Takes telemetry; the same bike and moment again changes nothing. Months of the table are made as they come. */
export async function takeTelemetry(db: Db, operator: Operator, items: readonly unknown[], now: Date): Promise<Bulk> {
  const { good, failures } = sift(Telemetry, items, commonly(operator, now));
  const { known, unknown } = await registered(db, operator, good);
  if (known.length > 0) {
    await monthsFor(db, known.map(({ item }) => item.timestamp), now);
    await db.run(writeTelemetry(operator, known.map((one) => one.item), now));
  }
  return bulkOf(items.length, [...failures, ...unknown]);
}

const made = new WeakMap<Db, Set<string>>();
/** The monthly parts that these times need. Months that ended a year before `now` have none and never get one: what is in the rest would stand in its way. */
async function monthsFor(db: Db, times: readonly number[], now: Date): Promise<void> {
  const there = made.get(db.root) ?? new Set<string>();
  made.set(db.root, there);
  const oldest = new Date(now.getTime() - 366 * 86_400_000).toISOString().slice(0, 7);
  for (const month of new Set(times.map((t) => new Date(t).toISOString().slice(0, 7)))) {
    if (there.has(month) || month < oldest) continue;
    await db.run(sql`select sense.bike_telemetry_month(${`${month}-01`}::text::date)`);
    there.add(month);
  }
}

function writeTelemetry(operator: Operator, items: readonly Telemetry[], now: Date) {
  const rows = [...new Map(items.map((t) => [`${t.device_id} ${t.timestamp}`, t])).values()].map((t) => ({
    device_id: t.device_id, at: new Date(t.timestamp).toISOString(), telemetry_id: t.telemetry_id, ...placed(operator, t.location), speed: t.location.speed ?? null, tipped: t.tipped_over ?? false, location_type: t.location_type ?? null, battery: t.battery_percent ?? null,
    trip_ids: t.trip_ids ?? [], stop_id: t.stop_id ?? null, doc: inWgs84(operator, t),
  }));
  return sql`with given as materialized (select * from jsonb_to_recordset(${json(rows)}::text::jsonb) as t(device_id uuid, at timestamptz, telemetry_id uuid, lon float8, lat float8, accuracy real, speed real, tipped boolean, location_type text, battery real, trip_ids uuid[], stop_id uuid, doc jsonb)),
    kept as (insert into sense.bike_telemetry (device_id, at, telemetry_id, geom, accuracy_m, speed, tipped, location_type, battery, trip_ids, stop_id)
      select device_id, at, telemetry_id, ${pointOf}, accuracy, speed, tipped, location_type, battery, trip_ids, stop_id from given on conflict (device_id, at) do nothing returning device_id, at),
    newest as (select distinct on (device_id) given.*, least(at, ${now}) as moment from given join kept using (device_id, at) order by device_id, at desc)
    update sense.bike_vehicles v set geom = ST_SetSRID(ST_MakePoint(n.lon, n.lat), 4326), accuracy_m = n.accuracy, speed = n.speed, tipped = n.tipped, location_type = n.location_type, battery = coalesce(n.battery, v.battery), seen_at = n.moment,
      last_telemetry = n.doc, changed_at = ${now},
      parked_since = case when v.parked_since is not null and v.geom is not null and ST_DistanceSphere(v.geom, ST_SetSRID(ST_MakePoint(n.lon, n.lat), 4326)) > ${MOVED_M} + coalesce(n.accuracy, 10) + coalesce(v.accuracy_m, 10) then n.moment else v.parked_since end
    from newest n where v.device_id = n.device_id and (v.seen_at is null or n.at >= v.seen_at)`;
}
