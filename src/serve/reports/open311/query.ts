// Which requests are asked for: the query of GeoReport v2 with the extensions that real clients use, as one SQL condition. An empty parameter is absent.
import { z } from 'zod';
import { all, sql, type Query } from '#ground/db/index.ts';
import { boxAround, parseBbox, parsePoint, type Bbox } from '#ground/geo/points.ts';
import { refuse } from '#ground/http/refusal.ts';
import { faceted, hasAny, newest, type CityTools } from '#city/cases/index.ts';
import { hasPublicPhoto } from '../store.ts';
import { jurisdiction, natureOf } from './discovery.ts';
import { count, decimal, degrees, list, maybe, moment } from './fields.ts';
import { o } from './messages.ts';
import { isTold } from './reading.ts';

const size = count.pipe(z.number().min(1).max(1000));
export const RequestsQuery = z.object({
  jurisdiction_id: jurisdiction, service_request_id: maybe(list), service_code: maybe(list), status: maybe(list),
  start_date: maybe(moment), end_date: maybe(moment), updated_after: maybe(moment), updated_before: maybe(moment),
  page: maybe(count.pipe(z.number().max(100_000))), page_size: maybe(size), max_requests: maybe(size), requests_limit: maybe(size),
  bbox: maybe(z.string().max(200)), lat: maybe(degrees), long: maybe(degrees), radius: maybe(decimal.pipe(z.number().min(1).max(50_000))),
  agency_responsible: maybe(z.string().max(80)), has_photo: maybe(z.enum(['true', 'false', '1', '0'])), extensions: maybe(z.string().max(10)),
});
export type RequestsQuery = z.output<typeof RequestsQuery>;

const DAYS_90 = 90 * 86_400_000;
const DEEPEST = 20_000;

/** Either one `where` of some numbers, or what `newest` lists. */
export interface Wanted { readonly found: Query; readonly limit: number; readonly offset: number; readonly extensions: boolean }

/** Throws 404 for an unknown service code, 400 for what cannot be. A span of more than 90 days is cut to the 90 days before its end. Ids override everything else. */
export function wanted(tools: CityTools, q: RequestsQuery, now: Date): Wanted {
  const extensions = q.extensions === 'true' || q.extensions === '1';
  if (q.service_request_id) return { found: sql`select c.id from city.v_cases c where ${isTold} and c.number = any(${q.service_request_id.slice(0, 1000)}::text[])`, limit: 1000, offset: 0, extensions };
  const limit = q.page_size ?? q.max_requests ?? q.requests_limit ?? 1000;
  const offset = (Math.max(1, q.page ?? 1) - 1) * limit;
  if (offset > DEEPEST) throw refuse(400, o.tooDeep, { field: 'page' });
  const { since, until, changed } = times(q, now);
  const filters = [changed, services(tools, q.service_code), ...faceted({ open: statuses(q.status) }, now), place(q), agency(tools, q.agency_responsible), photo(q.has_photo)];
  return { found: newest({ led: isTold, filters, since, until, limit: limit + offset, now }), limit, offset, extensions };
}

/** The span of receipt, and when they changed. Nothing changes before it is received, so what changed until a moment was received until then. */
function times(q: RequestsQuery, now: Date): { since?: Date; until?: Date; changed?: Query } {
  const after = (at: Date) => new Date(at.getTime() + 1);
  const given = [q.updated_after && sql`c.updated_at >= ${q.updated_after}`, q.updated_before && sql`c.updated_at <= ${q.updated_before}`];
  const changed = given.some(Boolean) ? { changed: all(given) } : {};
  if (changed.changed && !q.start_date && !q.end_date) return { ...changed, ...(q.updated_before ? { until: after(q.updated_before) } : {}) };
  const end = q.end_date ?? (q.start_date ? new Date(q.start_date.getTime() + DAYS_90) : now);
  const start = q.start_date && end.getTime() - q.start_date.getTime() <= DAYS_90 ? q.start_date : new Date(end.getTime() - DAYS_90);
  return { ...changed, since: start, until: after(end) };
}

function services(tools: CityTools, codes: readonly string[] | undefined): Query | undefined {
  if (!codes?.length) return undefined;
  const unknown = codes.find((code) => !natureOf(code) && !tools.classes.get(code));
  if (unknown) throw refuse(404, o.noService, { params: { code: unknown.slice(0, 60) } });
  return hasAny(codes.map((code) => { const nature = natureOf(code); return nature ? `~${nature}` : code; }));
}

/** Open ones, closed ones, or both. */
function statuses(given: readonly string[] | undefined): boolean | undefined {
  if (!given?.length) return undefined;
  const asked = given.map((status) => status.toLowerCase());
  if (asked.some((status) => status !== 'open' && status !== 'closed')) throw refuse(400, o.badStatus, { field: 'status' });
  return asked.includes('open') && asked.includes('closed') ? undefined : asked.includes('open');
}

/** A box, or a circle of 375 m round a point unless `radius` says otherwise; measured to the public position. */
function place(q: RequestsQuery): Query | undefined {
  if (q.bbox !== undefined) {
    const parsed = parseBbox(q.bbox);
    if (!parsed.ok) throw refuse(400, o.badBox, { field: 'bbox' });
    return inside(parsed.value);
  }
  if ((q.lat === undefined) !== (q.long === undefined)) throw refuse(400, o.pairNeeded, { field: q.lat === undefined ? 'lat' : 'long' });
  if (q.lat === undefined) return undefined;
  const at = parsePoint({ lon: q.long, lat: q.lat });
  if (!at.ok) throw refuse(400, at.problem, { field: at.field });
  // The box uses the index, then metres are measured.
  const radius = q.radius ?? 375;
  return all([inside(boxAround(at.value, radius)), sql`ST_DistanceSphere(c.public_geom, ST_SetSRID(ST_MakePoint(${at.value.lon}::float8, ${at.value.lat}::float8), 4326)) <= ${radius}::float8`]);
}

const inside = (b: Bbox): Query => sql`c.public_geom && ST_MakeEnvelope(${b.minLon}::float8, ${b.minLat}::float8, ${b.maxLon}::float8, ${b.maxLat}::float8, 4326)`;

function agency(tools: CityTools, name: string | undefined): Query | undefined {
  if (!name) return undefined;
  const codes = tools.organisations.all().filter((org) => org.code === name || org.name === name || org.name_en === name).map((org) => org.code);
  return sql`coalesce(c.lead, c.supervision) = any(${codes}::text[])`;
}

function photo(has: string | undefined): Query | undefined {
  if (has === undefined) return undefined;
  const there = sql`${hasPublicPhoto} and c.stage <> 'void' and c.merged_into is null`;
  return has === 'true' || has === '1' ? there : sql`not (${there})`;
}
