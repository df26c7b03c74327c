// GBFS 3.0 as published for each operator. Bikes are taken as JSON from the database: tens of thousands need no shape of their own here.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { isoTime } from '#ground/i18n/format.ts';
import { areaIndex } from '#city/areas/index.ts';
import type { CitySettings } from '#city/settings/index.ts';
import type { Rule } from './contract.ts';
import { inUse } from './frames.ts';
import { makeZones } from './gbfs-zones.ts';
import { m } from './messages.ts';
import type { Operator } from './operators.ts';
import { everyGeography, publishedPolicies } from './policies.ts';

export const FEEDS = ['gbfs', 'gbfs_versions', 'manifest', 'system_information', 'vehicle_types', 'station_information', 'station_status', 'vehicle_status', 'geofencing_zones', 'system_regions', 'system_alerts', 'system_pricing_plans'] as const;
export type FeedName = (typeof FEEDS)[number];
/** Seconds a reader may keep a feed: places of bikes a minute, what seldom changes an hour. */
export const TTL: Readonly<Record<FeedName, number>> = {
  gbfs: 3600, gbfs_versions: 3600, manifest: 3600, system_information: 3600, vehicle_types: 3600, station_information: 3600, station_status: 60, vehicle_status: 60, geofencing_zones: 60, system_regions: 3600, system_alerts: 60, system_pricing_plans: 3600,
};
export interface Feed { readonly last_updated: Date; readonly data: object }
export interface FeedTools { readonly db: Db; readonly operator: Operator; readonly operators: readonly Operator[]; readonly settings: CitySettings; readonly baseUrl: string; readonly now: Date }

const both = (zh: string, en: string | null | undefined) => [{ text: zh, language: 'zh' }, { text: en ?? zh, language: 'en' }];
export const feedUrl = (baseUrl: string, code: string, name: FeedName): string => `${baseUrl}/gbfs/3.0/${encodeURIComponent(code)}/${name}.json`;
/** One system in GBFS is one operator's bikes in this city. */
export const systemId = (settings: CitySettings, code: string): string => `comis_${settings.code}_${code}`.toLowerCase().replace(/[^a-z0-9_]/g, '_');
const typeId = sql`(vehicle_type || '-' || propulsion)`;
/** States in which GBFS shows a bike, on a trip or taken away never. */
const SHOWN = sql`state in ('available', 'reserved', 'non_operational') and geom is not null`;
/** Only these kinds exist in GBFS. */
const GBFS_TYPES = sql`vehicle_type in ('bicycle', 'cargo_bicycle', 'car', 'moped', 'scooter_standing', 'scooter_seated', 'other')`;

/** One feed of an operator. */
export function feedOf(name: FeedName, t: FeedTools): Promise<Feed> | Feed {
  switch (name) {
    case 'gbfs': return fixed(t, { feeds: FEEDS.map((feed) => ({ name: feed, url: feedUrl(t.baseUrl, t.operator.code, feed) })).filter((feed) => feed.name !== 'gbfs' && feed.name !== 'manifest') });
    case 'gbfs_versions': return fixed(t, { versions: [{ version: '3.0', url: feedUrl(t.baseUrl, t.operator.code, 'gbfs') }] });
    case 'manifest': return fixed(t, { datasets: t.operators.map((o) => ({ system_id: systemId(t.settings, o.code), versions: [{ version: '3.0', url: feedUrl(t.baseUrl, o.code, 'gbfs') }] })) });
    case 'system_information': return fixed(t, information(t));
    case 'system_pricing_plans': return fixed(t, { plans: t.operator.pricing });
    case 'system_regions': return regions(t);
    case 'vehicle_types': return vehicleTypes(t);
    case 'vehicle_status': return vehicleStatus(t);
    case 'station_information': return stationInformation(t);
    case 'station_status': return stationStatus(t);
    case 'geofencing_zones': return zones(t);
    case 'system_alerts': return alerts(t);
  }
}

const fixed = ({ operator }: FeedTools, data: object): Feed => ({ last_updated: operator.changed_at, data });

const information = ({ operator, settings, baseUrl }: FeedTools): object => ({
  system_id: systemId(settings, operator.code), languages: ['zh', 'en'], name: both(operator.name, operator.name_en), operator: both(operator.name, operator.name_en), opening_hours: '24/7', timezone: settings.zone,
  feed_contact_email: operator.email ?? 'city@localhost.localdomain', ...(operator.url && { url: operator.url }), ...(operator.phone && /^\+[1-9]\d{1,14}$/.test(operator.phone) && { phone_number: operator.phone }), manifest_url: feedUrl(baseUrl, operator.code, 'manifest'),
  attribution_organization_name: both(settings.name.zh, settings.name.en),
});

async function regions(t: FeedTools): Promise<Feed> {
  const areas = await areaIndex(t.db);
  return fixed(t, { regions: areas.all('district').map((area) => ({ region_id: area.code, name: both(area.name, area.name_en) })) });
}

const Changed = z.object({ at: z.date().nullable(), list: z.array(z.record(z.string(), z.unknown())) });

async function vehicleTypes(t: FeedTools): Promise<Feed> {
  const { list } = await t.db.one(Changed, sql`select null::timestamptz as at, coalesce(json_agg(json_build_object('vehicle_type_id', vehicle_type || '-' || propulsion, 'form_factor', vehicle_type, 'propulsion_type', propulsion) order by vehicle_type, propulsion), '[]'::json) as list
    from (select distinct vehicle_type, propulsion from sense.bike_vehicles where operator = ${t.operator.code} and ${GBFS_TYPES}) k`);
  return fixed(t, { vehicle_types: list.map((type) => ({ ...type, return_constraint: 'free_floating', ...(type['propulsion_type'] !== 'human' && { max_range_meters: t.operator.max_range_m }) })) });
}

const ALREADY_JSON = z.array(z.unknown());
async function vehicleStatus(t: FeedTools): Promise<Feed> {
  const row = await t.db.one(z.object({ at: z.date().nullable(), list: ALREADY_JSON }), sql`
    select (select max(changed_at) from sense.bike_vehicles where operator = ${t.operator.code}) as at, coalesce(json_agg(json_build_object('vehicle_id', public_id, 'lat', round(ST_Y(geom)::numeric, 6), 'lon', round(ST_X(geom)::numeric, 6),
      'is_reserved', state = 'reserved', 'is_disabled', state = 'non_operational', 'vehicle_type_id', ${typeId}, 'last_reported', to_char(coalesce(seen_at, changed_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) order by public_id), '[]'::json) as list
    from sense.bike_vehicles where operator = ${t.operator.code} and ${SHOWN} and ${GBFS_TYPES}`);
  return { last_updated: row.at ?? t.operator.changed_at, data: { vehicles: row.list } };
}

/** Painted frames are stations without posts; only those inside the city's own outline have a region. */
async function stationInformation(t: FeedTools): Promise<Feed> {
  const areas = await areaIndex(t.db);
  const Row = z.object({ stop_id: z.string(), name: z.string(), name_en: z.string().nullable(), capacity: z.number(), lat: z.number(), lon: z.number(), area: z.array(z.unknown()).nullable(), changed_at: z.date() });
  const rows = await t.db.rows(Row, sql`select stop_id::text as stop_id, name, name_en, capacity, round(ST_Y(ST_Centroid(geom))::numeric, 6)::float8 as lat, round(ST_X(ST_Centroid(geom))::numeric, 6)::float8 as lon,
    case when GeometryType(geom) like '%POLYGON' then (ST_AsGeoJSON(ST_Multi(geom), 7)::jsonb -> 'coordinates') end as area, changed_at from sense.bike_stops s where (operator is null or operator = ${t.operator.code}) and ${inUse(t.now)} order by stop_id`);
  const stations = rows.map((row) => {
    const region = areas.locate(row.lon, row.lat)?.district;
    return { station_id: row.stop_id, name: both(row.name, row.name_en), lat: row.lat, lon: row.lon, ...(region && { region_id: region }), is_virtual_station: row.area !== null, capacity: row.capacity, ...(row.area && { station_area: { type: 'MultiPolygon', coordinates: row.area }, parking_type: 'sidewalk_parking' }) };
  });
  return { last_updated: later([t.operator.changed_at, ...rows.map((row) => row.changed_at)]), data: { stations } };
}

async function stationStatus(t: FeedTools): Promise<Feed> {
  const Row = z.object({ stop_id: z.string(), capacity: z.number(), available: z.number(), disabled: z.number(), held: z.number(), at: z.date().nullable(), changed_at: z.date() });
  const rows = await t.db.rows(Row, sql`
    select s.stop_id::text as stop_id, s.capacity, coalesce(c.available, 0) as available, coalesce(c.disabled, 0) as disabled, coalesce(h.held, 0)::int as held, j.at, s.changed_at
    from sense.bike_stops s cross join (select max(at) as at from sense.bike_counts) j left join sense.bike_counts c on c.operator = ${t.operator.code} and c.kind = 'frame' and c.place = s.stop_id::text
      left join (select place, sum(sure) as held from sense.bike_counts where kind = 'frame' group by place) h on h.place = s.stop_id::text
    where (s.operator is null or s.operator = ${t.operator.code}) and ${inUse(t.now)} order by s.stop_id`);
  const at = rows[0]?.at ?? null;
  const stations = rows.map((row) => ({
    station_id: row.stop_id, num_vehicles_available: row.available, num_vehicles_disabled: row.disabled, num_docks_available: Math.max(0, row.capacity - row.held), is_installed: true, is_renting: true, is_returning: row.held < row.capacity,
    last_reported: isoTime(row.at ?? row.changed_at),
  }));
  return { last_updated: at ?? later([t.operator.changed_at, ...rows.map((row) => row.changed_at)]), data: { stations } };
}

/** Rules of policies name MDS kinds; GBFS ids carry the kind and the propulsion. */
export async function zonesFor(t: Pick<FeedTools, 'db' | 'operator' | 'settings' | 'now'>) {
  const [policies, areas] = [await publishedPolicies(t.db, t.now), await everyGeography(t.db)];
  const kinds = await t.db.rows(z.object({ id: z.string(), vehicle_type: z.string(), propulsion: z.string() }), sql`select distinct ${typeId} as id, vehicle_type, propulsion from sense.bike_vehicles where operator = ${t.operator.code} and ${GBFS_TYPES}`);
  const typesOf = (rule: Rule) => (rule.vehicle_types?.length || rule.propulsion_types?.length
    ? kinds.filter((k) => (!rule.vehicle_types?.length || rule.vehicle_types.some((v) => v === k.vehicle_type)) && (!rule.propulsion_types?.length || rule.propulsion_types.some((p) => p === k.propulsion))).map((k) => k.id) : undefined);
  return { policies, zones: makeZones({ policies, areas, provider: t.operator.provider_id, zone: t.settings.zone, now: t.now, typesOf }) };
}

async function zones(t: FeedTools): Promise<Feed> {
  const { policies, zones: data } = await zonesFor(t);
  return { last_updated: later([t.operator.changed_at, ...policies.flatMap((p) => [p.published_at, p.start_at <= t.now ? p.start_at : null])]), data };
}

const WEEK = 7 * 86_400_000;
/** Policies that begin within a week are announced. */
async function alerts(t: FeedTools): Promise<Feed> {
  const policies = await publishedPolicies(t.db, t.now, new Date(t.now.getTime() + WEEK));
  const coming = policies.filter((p) => p.start_at > t.now && (p.doc.provider_ids.length === 0 || p.doc.provider_ids.includes(t.operator.provider_id)));
  const list = coming.map((p) => ({
    alert_id: p.policy_id, type: 'other', times: [{ start: isoTime(p.start_at), ...(p.end_at && { end: isoTime(p.end_at) }) }], summary: both(m.newRule('zh', { name: p.doc.name }), m.newRule('en', { name: p.doc.name })),
    description: both(p.doc.description, p.doc.description), last_updated: isoTime(p.published_at ?? t.now),
  }));
  return { last_updated: later([t.operator.changed_at, ...coming.map((p) => p.published_at)]), data: { alerts: list } };
}

const later = (times: readonly (Date | null)[]): Date => new Date(Math.max(...times.map((at) => at?.getTime() ?? 0)));
