// Synthetic bikes: several operators whose bikes move as in a Chinese city, out in the morning, back in the evening, some of them left badly. Pure but for its seed.
// Everything it makes goes in by the same doors as real operators' data, and says that it is synthetic: the operator is marked, the plates begin with SIM.
import type { Bbox, Point } from '#ground/geo/points.ts';
import type { Event, Telemetry, Trip, Vehicle } from './contract.ts';

/** A generator of numbers from 0 to 1 that gives the same for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
export type Dice = () => number;

/** A uuid of version 4 from the dice. */
export function uuid(roll: Dice): string {
  const hex = Array.from({ length: 32 }, (_, i) => (i === 12 ? '4' : i === 16 ? '89ab'[Math.floor(roll() * 4)] : Math.floor(roll() * 16).toString(16))).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export interface Hub extends Point { readonly kind: 'home' | 'work' }
/** Places that people come from and go to, inside of the city: half homes, half work, schools and stations. */
export function hubsIn(box: Bbox, inside: (at: Point) => boolean, wanted: number, roll: Dice): Hub[] {
  const hubs: Hub[] = [];
  for (let tries = 0; hubs.length < wanted && tries < wanted * 60; tries++) {
    const at = { lon: box.minLon + (box.maxLon - box.minLon) * roll(), lat: box.minLat + (box.maxLat - box.minLat) * roll() };
    if (inside(at)) hubs.push({ ...at, kind: hubs.length % 2 ? 'work' : 'home' });
  }
  return hubs;
}

/** A place near a hub: more than half in its painted frame (4 m, normal), the others round it (60 m), none further than 400 m. */
export function near(hub: Point, roll: Dice): Point {
  const spread = roll() < 0.55 ? 4 : 60;
  const radius = Math.min(400, spread * Math.sqrt(-2 * Math.log(1 - roll())));
  const angle = roll() * 2 * Math.PI;
  return { lon: clean(hub.lon + (radius * Math.cos(angle)) / (111_195 * Math.cos((hub.lat * Math.PI) / 180))), lat: clean(hub.lat + (radius * Math.sin(angle)) / 111_195) };
}
const clean = (n: number) => Math.round(n * 1e7) / 1e7;

/** Share of a day's trips that begin in each hour of the day: two peaks, at 8 and 18, a small one at noon. */
export const DAY = [0.4, 0.2, 0.1, 0.1, 0.3, 1.2, 3.8, 9.6, 11, 5.6, 3.7, 4.2, 5.4, 4.4, 3.6, 3.8, 5, 8.8, 10.2, 6.4, 4.6, 3.9, 2.4, 1.3].map((n) => n / 100);
/** Trips a bike makes in a day. */
export const TRIPS_A_DAY = 2.4;

/** Where one goes at this hour: to work in the morning, home in the evening. */
export function goalAt(hour: number, hubs: readonly Hub[], roll: Dice): Hub | undefined {
  const toWork = hour < 11 ? 0.8 : hour >= 16 ? 0.2 : 0.5;
  const kind = roll() < toWork ? 'work' : 'home';
  const fitting = hubs.filter((hub) => hub.kind === kind);
  return fitting[Math.floor(roll() * fitting.length)];
}

export interface Rider { readonly provider_id: string; readonly roll: Dice }
const location = (at: Point, roll: Dice) => ({ lat: at.lat, lng: at.lon, horizontal_accuracy: Math.round(20 + roll() * 60) / 10 });

export const newBike = ({ provider_id, roll }: Rider, i: number): Vehicle => ({
  device_id: uuid(roll), provider_id, vehicle_id: `SIM-${String(i).padStart(6, '0')}`, vehicle_type: 'bicycle', propulsion_types: [roll() < 0.15 ? 'electric_assist' : 'human'],
});

export const dropOff = ({ provider_id, roll }: Rider, device_id: string, at: Point, when: Date): Event => ({
  device_id, provider_id, event_id: uuid(roll), vehicle_state: 'available', event_types: ['provider_drop_off'], timestamp: when.getTime(), location: location(at, roll),
});

/** How a bike is left: one of forty lies on its side, one of fifty stands where cars drive. */
export function left({ provider_id, roll }: Rider, device_id: string, at: Point, when: Date): Telemetry {
  return { device_id, provider_id, telemetry_id: uuid(roll), timestamp: when.getTime(), trip_ids: null, journey_id: null, location: location(at, roll), location_type: roll() < 0.02 ? 'street' : 'sidewalk', tipped_over: roll() < 0.025, battery_percent: Math.floor(roll() * 100) };
}

export interface Ride { readonly events: readonly Event[]; readonly telemetry: Telemetry; readonly trip: Trip; readonly ended: Date }
/** A ride from where the bike stands to somewhere near `goal`, at 9 to 14 km/h. */
export function ride(rider: Rider, device_id: string, from: Point, goal: Hub, began: Date, metresOf: (a: Point, b: Point) => number): Ride {
  const { provider_id, roll } = rider;
  const to = near(goal, roll);
  const metres = Math.max(120, Math.round(metresOf(from, to) * 1.25));
  const seconds = Math.round(metres / (2.5 + roll() * 1.4));
  const ended = new Date(began.getTime() + seconds * 1000);
  const trip_id = uuid(roll);
  const [a, b] = [location(from, roll), location(to, roll)];
  const about = { device_id, provider_id, trip_ids: [trip_id] };
  return {
    ended,
    events: [
      { ...about, event_id: uuid(roll), vehicle_state: 'on_trip', event_types: ['trip_start'], timestamp: began.getTime(), location: a }, { ...about, event_id: uuid(roll), vehicle_state: 'available', event_types: ['trip_end'], timestamp: ended.getTime(), location: b },
    ],
    telemetry: left(rider, device_id, to, ended),
    trip: { provider_id, device_id, trip_id, trip_type: ['rider'], start_time: began.getTime(), end_time: ended.getTime(), start_location: a, end_location: b, duration: seconds, distance: metres },
  };
}
