// What comes in by MDS 2.0 (Agency) and what a policy is, as zod. Shapes follow models/*.yaml of the standard; times are milliseconds since 1970.
import { z } from 'zod';
import { STATES } from './machine.ts';

/** Lower case, as the standard writes them. */
export const Uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
export const Millis = z.number().int().min(1_514_764_800_000).max(4_102_444_800_000);
const text = z.string().min(1).max(400);
/** As far as the columns reach. */
const whole = z.number().int().min(0).max(2_147_483_647);
const percent = z.number().int().min(0).max(100);
export const VEHICLE_TYPES = ['bicycle', 'bus', 'cargo_bicycle', 'car', 'delivery_robot', 'moped', 'motorcycle', 'scooter_standing', 'scooter_seated', 'truck', 'other'] as const;
export const PROPULSIONS = ['human', 'electric_assist', 'electric', 'combustion', 'combustion_diesel', 'hybrid', 'hydrogen_fuel_cell', 'plug_in_hybrid'] as const;

export const Gps = z.looseObject({
  lat: z.number().min(-90).max(90), lng: z.number().min(-180).max(180), altitude: z.number().optional(), heading: z.number().optional(), speed: z.number().min(0).max(1000).optional(),
  horizontal_accuracy: z.number().min(0).max(1e6).optional(), vertical_accuracy: z.number().optional(), satellites: z.number().int().min(0).optional(),
});
export type Gps = z.output<typeof Gps>;

export const Vehicle = z.looseObject({
  device_id: Uuid, provider_id: Uuid, data_provider_id: Uuid.optional(), vehicle_id: text, vehicle_type: z.enum(VEHICLE_TYPES), propulsion_types: z.array(z.enum(PROPULSIONS)).min(1),
  vehicle_attributes: z.strictObject({ year: z.number().int().min(1900).max(2100).optional(), make: z.string().optional(), model: z.string().optional() }).optional(),
  accessibility_attributes: z.array(z.literal('adaptive')).optional(), battery_capacity: z.number().int().min(0).optional(), fuel_capacity: z.number().int().min(0).optional(), maximum_speed: z.number().int().min(0).optional(),
});
export type Vehicle = z.output<typeof Vehicle>;

export const Event = z.looseObject({
  device_id: Uuid, provider_id: Uuid, data_provider_id: Uuid.optional(), event_id: Uuid, vehicle_state: z.enum(STATES), event_types: z.array(z.string().max(60)).min(1).max(10), timestamp: Millis, publication_time: Millis.optional(),
  location: Gps.optional(), event_geographies: z.array(Uuid).min(1).optional(), battery_percent: percent.optional(), fuel_percent: percent.optional(), trip_ids: z.array(Uuid).optional(), associated_ticket: z.string().max(100).optional(),
});
export type Event = z.output<typeof Event>;

export const Telemetry = z.looseObject({
  device_id: Uuid, provider_id: Uuid, data_provider_id: Uuid.optional(), telemetry_id: Uuid, timestamp: Millis, trip_ids: z.array(Uuid).min(1).nullable(), journey_id: Uuid.nullable(), stop_id: Uuid.optional(),
  location: Gps, location_type: z.enum(['street', 'sidewalk', 'crosswalk', 'garage', 'bike_lane']).optional(), battery_percent: percent.optional(), fuel_percent: percent.optional(), tipped_over: z.boolean().optional(),
});
export type Telemetry = z.output<typeof Telemetry>;

export const Trip = z.looseObject({
  provider_id: Uuid, data_provider_id: Uuid.optional(), device_id: Uuid, trip_id: Uuid, trip_type: z.array(z.enum(['rider', 'rebalance', 'maintenance'])).max(1).optional(), start_time: Millis, end_time: Millis, start_location: Gps, end_location: Gps,
  duration: whole, distance: whole, parking_verification_url: z.url({ protocol: /^https?$/ }).nullable().optional(), parking_category: z.enum(['corral', 'curb', 'rack', 'other_valid', 'invalid']).optional(),
});
export type Trip = z.output<typeof Trip>;

const Counts = z.partialRecord(z.enum(VEHICLE_TYPES), z.number().int().min(0).max(100_000));
const MutableFields = {
  last_updated: Millis, num_vehicles_available: Counts.optional(), num_vehicles_disabled: Counts.optional(), num_places_available: Counts.optional(), num_places_disabled: Counts.optional(),
  status: z.looseObject({ is_installed: z.boolean(), is_renting: z.boolean(), is_returning: z.boolean() }).optional(), devices: z.array(Uuid).optional(),
};
export const MutableStop = z.looseObject({ stop_id: Uuid, ...MutableFields });
export type MutableStop = z.output<typeof MutableStop>;
export const Stop = z.looseObject({
  stop_id: Uuid, ...MutableFields, name: text, location: Gps, status: MutableFields.status.unwrap(), capacity: Counts, num_vehicles_available: Counts, num_vehicles_disabled: Counts, provider_id: Uuid.optional(), geography_id: Uuid.optional(),
});
export type Stop = z.output<typeof Stop>;

export const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/);
const bound = z.number().int().min(0).max(1_000_000).nullish();
export const Rule = z.strictObject({
  name: text, rule_id: Uuid, rule_type: z.enum(['count', 'time', 'speed', 'user']), geographies: z.array(Uuid).min(1), states: z.partialRecord(z.enum(STATES), z.array(z.string().max(60))),
  rule_units: z.enum(['devices', 'seconds', 'minutes', 'hours', 'days', 'mph', 'kph']).nullish(), vehicle_types: z.array(z.enum(VEHICLE_TYPES)).optional(), propulsion_types: z.array(z.enum(PROPULSIONS)).optional(),
  minimum: bound, maximum: bound, inclusive_minimum: z.boolean().nullish(), inclusive_maximum: z.boolean().nullish(), start_time: clock.optional(), end_time: clock.optional(), days: z.array(z.enum(DAYS)).optional(),
  rate_amount: z.number().int().nullish(), rate_recurrence: z.enum(['once_on_match', 'once_on_unmatch', 'each_time_unit', 'per_complete_time_unit']).nullish(), rate_applies_when: z.enum(['in_bounds', 'out_of_bounds']).nullish(),
  messages: z.record(z.string(), z.string()).nullish(), value_url: z.url().nullish(),
}).refine(unitsFit, { path: ['rule_units'] });
export type Rule = z.output<typeof Rule>;

/** Each type of rule measures in its own units. */
function unitsFit(rule: { rule_type: string; rule_units?: string | null | undefined }): boolean {
  const units = { count: ['devices'], time: ['seconds', 'minutes', 'hours', 'days'], speed: ['mph', 'kph'] }[rule.rule_type];
  return units ? units.includes(rule.rule_units ?? '') : (rule.rule_units ?? null) === null;
}

/** What is kept of a policy as MDS writes it; its times stand in columns. */
export const PolicyDoc = z.object({ name: text, mode_id: z.literal('micromobility'), description: text, provider_ids: z.array(Uuid), rules: z.array(Rule).min(1) });
export type PolicyDoc = z.output<typeof PolicyDoc>;
export interface Policy { readonly policy_id: string; readonly doc: PolicyDoc; readonly start_at: Date; readonly end_at: Date | null; readonly published_at: Date | null; readonly previous: readonly string[] }

/** What can be wrong with how bikes stand. */
export const FINDINGS = ['no_park', 'over_cap', 'overstay', 'outside_frame', 'frame_full', 'tipped', 'road', 'speeding'] as const;
export type FindingKind = (typeof FINDINGS)[number];
