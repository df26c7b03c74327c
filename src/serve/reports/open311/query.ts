// Which requests are asked for: the query of GeoReport v2 with the extensions that real clients use, as one SQL condition. An empty parameter is absent.
import { z } from 'zod';
import { parseBbox } from '#ground/geo/points.ts';
import { all, sql, type Query } from '#ground/db/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import { cityTools, isPublic, type CityTools } from '#city/cases/index.ts';
import type { Db } from '#ground/db/index.ts';
import { NATURE_SERVICES } from './discovery.ts';
import { o } from './messages.ts';

const list = z.string().max(4000).transform((text) => text.split(',').map((part) => part.trim()).filter(Boolean));
/** A date with zone, or a bare day taken as UTC midnight, as harvesters send it. */
const moment = z.union([z.iso.datetime({ offset: true }), z.iso.date().transform((day) => `${day}T00:00:00Z`), z.iso.datetime({ local: true }).transform((text) => `${text}Z`)]).transform((text) => new Date(text));
const count = z.coerce.number().int().min(0);

export const RequestsQuery = z.object({
  jurisdiction_id: z.string().max(80).optional(), service_request_id: list.optional(), service_code: list.optional(), status: list.optional(),
  start_date: moment.optional(), end_date: moment.optional(), updated_after: moment.optional(), updated_before: moment.optional(),
  page: count.max(100_000).optional(), page_size: count.min(1).max(1000).optional(), max_requests: count.min(1).max(1000).optional(), requests_limit: count.min(1).max(1000).optional(),
  bbox: z.string().max(200).optional(), lat: z.coerce.number().min(-90).max(90).optional(), long: z.coerce.number().min(-180).max(180).optional(), radius: z.coerce.number().min(1).max(50_000).optional(),
  agency_responsible: z.string().max(80).optional(), has_photo: z.enum(['true', 'false', '1', '0']).optional(), extensions: z.string().max(10).optional(),
});
export type RequestsQuery = z.output<typeof RequestsQuery>;

const DAYS_90 = 90 * 86_400_000;
const DEEPEST = 20_000;

export interface Wanted { readonly where: Query; readonly limit: number; readonly offset: number; readonly extensions: boolean; readonly ids: readonly string[] | undefined }

/** Throws 404 for an unknown service code, 400 for what cannot be. A span of more than 90 days is cut to the 90 days before its end. */
export async function wanted(db: Db, q: RequestsQuery, now: Date): Promise<Wanted> {
  const tools = await cityTools(db);
  const extensions = q.extensions === 'true' || q.extensions === '1';
  const ids = q.service_request_id;
  if (ids) return { where: all([isPublic, sql`c.number = any(${ids.slice(0, 1000)}::text[])`]), limit: 1000, offset: 0, extensions, ids };
  const limit = q.page_size ?? q.max_requests ?? q.requests_limit ?? 1000;
  const offset = (Math.max(1, q.page ?? 1) - 1) * limit;
  if (offset > DEEPEST) throw refuse(400, o.tooDeep, { field: 'page' });
  return { where: all([isPublic, times(q, now), services(tools, q.service_code), statuses(q.status), place(q), agency(tools, q.agency_responsible), photo(q.has_photo)]), limit, offset, extensions, ids: undefined };
}

function times(q: RequestsQuery, now: Date): Query {
  const given: Query[] = [];
  if (q.updated_after) given.push(sql`c.updated_at >= ${q.updated_after}`);
  if (q.updated_before) given.push(sql`c.updated_at <= ${q.updated_before}`);
  if (given.length && !q.start_date && !q.end_date) return all(given);
  const end = q.end_date ?? (q.start_date ? new Date(q.start_date.getTime() + DAYS_90) : now);
  const start = q.start_date && end.getTime() - q.start_date.getTime() <= DAYS_90 ? q.start_date : new Date(end.getTime() - DAYS_90);
  return all([...given, sql`c.received_at >= ${start} and c.received_at <= ${end}`]);
}

function services(tools: CityTools, codes: readonly string[] | undefined): Query | undefined {
  if (!codes?.length) return undefined;
  const unknown = codes.find((code) => !(code in NATURE_SERVICES) && !tools.classes.get(code));
  if (unknown) throw refuse(404, o.noService, { params: { code: unknown.slice(0, 60) } });
  const natures = codes.flatMap((code) => NATURE_SERVICES[code] ?? []);
  return natures.length ? sql`c.class = any(${[...codes]}::text[]) or c.nature = any(${natures}::text[])` : sql`c.class = any(${[...codes]}::text[])`;
}

function statuses(given: readonly string[] | undefined): Query | undefined {
  if (!given?.length) return undefined;
  if (given.some((s) => s !== 'open' && s !== 'closed')) throw refuse(400, o.badStatus, { field: 'status' });
  if (given.includes('open') && given.includes('closed')) return undefined;
  return given.includes('open') ? sql`c.closed_at is null` : sql`c.closed_at is not null`;
}

function place(q: RequestsQuery): Query | undefined {
  if (q.bbox) {
    const box = parseBbox(q.bbox);
    if (!box.ok) throw refuse(400, o.badBox, { field: 'bbox' });
    const { minLon, minLat, maxLon, maxLat } = box.value;
    return sql`c.public_geom && ST_MakeEnvelope(${minLon}, ${minLat}, ${maxLon}, ${maxLat}, 4326)`;
  }
  if ((q.lat === undefined) !== (q.long === undefined)) throw refuse(400, o.pairNeeded, { field: q.lat === undefined ? 'lat' : 'long' });
  if (q.lat === undefined || q.long === undefined) return undefined;
  // Degrees around, then metres exactly: the box uses the index.
  const radius = q.radius ?? 375;
  const degrees = radius / 111_320 / Math.max(0.05, Math.cos((q.lat * Math.PI) / 180));
  const centre = sql`ST_SetSRID(ST_MakePoint(${q.long}::float8, ${q.lat}::float8), 4326)`;
  return sql`c.public_geom && ST_Expand(${centre}, ${degrees}::float8) and ST_DistanceSphere(c.public_geom, ${centre}) <= ${radius}`;
}

function agency(tools: CityTools, name: string | undefined): Query | undefined {
  if (!name) return undefined;
  const codes = tools.organisations.all().filter((org) => org.code === name || org.name === name || org.name_en === name).map((org) => org.code);
  return sql`coalesce(c.lead, c.supervision) = any(${codes}::text[])`;
}

function photo(has: string | undefined): Query | undefined {
  if (has === undefined) return undefined;
  const there = sql`exists (select 1 from ground.files f where f.owner_type = 'case' and f.owner_key = c.number and f.removed_at is null)`;
  return has === 'true' || has === '1' ? there : sql`not ${there}`;
}
