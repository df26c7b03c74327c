// GBFS of operators read in: fetched with care, looked at, and told what is odd about it. Positions that are swapped are turned, and counted; a feed that is old is shown as old.
import { z } from 'zod';
import { json, sql, type Db } from '#ground/db/index.ts';
import { looksSwapped, within, type Bbox } from '#ground/geo/points.ts';
import { fetchOutside, OutsideError, type FetchOutside } from '#ground/http/outside.ts';
import { areaIndex } from '#city/areas/index.ts';

/** RFC 3339 in version 3, seconds since 1970 before; of this century, since a database knows no year 0. */
const Told = z.union([z.iso.datetime({ offset: true }), z.number().int().min(0).max(4e9)]).transform((at) => new Date(typeof at === 'number' ? at * 1000 : at)).refine((at) => at.getTime() >= CENTURY[0] && at.getTime() < CENTURY[1]);
const CENTURY = [Date.UTC(2000, 0), Date.UTC(2100, 0)] as const;
const envelope = <S extends z.ZodType>(data: S) => z.object({ last_updated: Told, ttl: z.number().int().min(0).max(86_400 * 7), data });
const FeedList = z.object({ feeds: z.array(z.object({ name: z.string(), url: z.url() })).min(1) });
/** Version 3 has one list, the older ones a list for each language. */
const Discovery = envelope(z.union([FeedList, z.record(z.string(), FeedList).transform((langs) => Object.values(langs)[0] ?? { feeds: [] })]));
const flag = z.union([z.boolean(), z.literal(0).transform(() => false), z.literal(1).transform(() => true)]);
/** What a database can hold as text. */
const Id = z.string().min(1).max(200).refine((text) => !text.includes('\0') && text.isWellFormed());
const FeedVehicle = z.object({ vehicle_id: Id.optional(), bike_id: Id.optional(), lat: z.number().min(-180).max(180).optional(), lon: z.number().min(-180).max(180).optional(), is_reserved: flag, is_disabled: flag, last_reported: Told.optional() });
const Vehicles = envelope(z.object({ vehicles: z.array(z.unknown()).optional(), bikes: z.array(z.unknown()).optional() }));

export interface ReadVehicle { readonly vehicle_id: string; readonly lon: number | null; readonly lat: number | null; readonly disabled: boolean; readonly reserved: boolean; readonly told_at: Date | null }
export interface Reading { readonly told_at: Date; readonly ttl: number; readonly vehicles: readonly ReadVehicle[]; readonly swapped: number; readonly outside: number; readonly wrong: number }

/** What a vehicle feed says. Pure. `box`: of the city; a swapped position is turned, one far away has none, an entry that is not well-formed is counted as wrong. Undefined: not such a feed. */
export function understand(text: string, box: Bbox | undefined): Reading | undefined {
  const parsed = Vehicles.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const list = parsed.data.data.vehicles ?? parsed.data.data.bikes;
  if (!list) return undefined;
  const vehicles = new Map<string, ReadVehicle>();
  const odd = { swapped: 0, outside: 0, wrong: 0 };
  for (const raw of list) {
    const one = FeedVehicle.safeParse(raw);
    const id = one.data?.vehicle_id ?? one.data?.bike_id;
    if (!one.success || id === undefined || vehicles.has(id)) { odd.wrong++; continue; }
    const at = placeOf(one.data, box, odd);
    vehicles.set(id, { vehicle_id: id, lon: at?.lon ?? null, lat: at?.lat ?? null, disabled: one.data.is_disabled, reserved: one.data.is_reserved, told_at: one.data.last_reported ?? null });
  }
  return { told_at: parsed.data.last_updated, ttl: parsed.data.ttl, vehicles: [...vehicles.values()], ...odd };
}

function placeOf({ lon, lat }: { lon?: number | undefined; lat?: number | undefined }, box: Bbox | undefined, odd: { swapped: number; outside: number }): { lon: number; lat: number } | undefined {
  if (lon === undefined || lat === undefined) return undefined;
  if (!box || within({ lon, lat }, box)) return Math.abs(lat) <= 90 ? { lon, lat } : undefined;
  if (looksSwapped({ lon, lat }, box)) { odd.swapped++; return { lon: lat, lat: lon }; }
  odd.outside++;
  return undefined;
}

function parseJson(text: string): unknown {
  try { return JSON.parse(text); } catch { return undefined; }
}

/** Older than its own time to live, but five minutes at least, as the standard has it. */
export const isStale = (told: Date, ttl: number, now: Date): boolean => now.getTime() - told.getTime() > Math.max(300, ttl) * 1000;

const FETCH = { maxBytes: 60_000_000, timeoutMs: 30_000, accept: ['application/json', 'text/json', 'text/plain'] } as const;

/** Reads the feeds of all operators that have one. What goes wrong with one is kept with it and stops no other. */
export async function readFeeds(db: Db, now: Date, fetch: FetchOutside = fetchOutside): Promise<void> {
  const box = (await areaIndex(db)).bounds;
  const feeds = await db.rows(z.object({ code: z.string(), gbfs_url: z.string() }), sql`select code, gbfs_url from sense.bike_operators where gbfs_url is not null`);
  for (const { code, gbfs_url } of feeds) {
    try {
      await keepReading(db, code, await readOne(gbfs_url, box, fetch), now);
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      await db.run(sql`insert into sense.bike_feeds (operator, read_at, problem) values (${code}, ${now}, ${error.message.slice(0, 300)}) on conflict (operator) do update set read_at = excluded.read_at, problem = excluded.problem`);
    }
  }
}

async function readOne(url: string, box: Bbox | undefined, fetch: FetchOutside): Promise<Reading> {
  const text = async (at: string) => new TextDecoder().decode((await fetch(at, FETCH)).bytes);
  const list = Discovery.safeParse(parseJson(await text(url)));
  if (!list.success) throw new OutsideError('gbfs.json is not as GBFS has it', true);
  const feed = list.data.data.feeds.find((one) => one.name === 'vehicle_status' || one.name === 'free_bike_status');
  if (!feed) throw new OutsideError('no vehicle_status among the feeds', true);
  const reading = understand(await text(feed.url), box);
  if (!reading) throw new OutsideError('vehicle_status is not as GBFS has it', true);
  return reading;
}

async function keepReading(db: Db, code: string, reading: Reading, now: Date): Promise<void> {
  await db.begin(async (tx) => {
    await tx.run(sql`delete from sense.bike_feed_vehicles where operator = ${code}`);
    for (let i = 0; i < reading.vehicles.length; i += 10_000) await tx.run(sql`
      insert into sense.bike_feed_vehicles (operator, vehicle_id, geom, disabled, reserved, told_at)
      select ${code}, vehicle_id, case when lon is null then null else ST_SetSRID(ST_MakePoint(lon, lat), 4326) end, disabled, reserved, told_at
      from jsonb_to_recordset(${json(reading.vehicles.slice(i, i + 10_000))}::text::jsonb) as v(vehicle_id text, lon float8, lat float8, disabled boolean, reserved boolean, told_at timestamptz)`);
    await tx.run(sql`insert into sense.bike_feeds (operator, read_at, told_at, ttl, bikes, swapped, outside, wrong, problem)
      values (${code}, ${now}, ${reading.told_at}, ${reading.ttl}, ${reading.vehicles.length}, ${reading.swapped}, ${reading.outside}, ${reading.wrong}, null)
      on conflict (operator) do update set read_at = excluded.read_at, told_at = excluded.told_at, ttl = excluded.ttl, bikes = excluded.bikes, swapped = excluded.swapped, outside = excluded.outside, wrong = excluded.wrong, problem = null`);
  });
}

const FeedRow = z.object({ operator: z.string(), gbfs_url: z.string(), read_at: z.date().nullable(), told_at: z.date().nullable(), ttl: z.number().nullable(), bikes: z.number().nullable(), swapped: z.number().nullable(), outside: z.number().nullable(), wrong: z.number().nullable(), problem: z.string().nullable() });
export type FeedState = z.output<typeof FeedRow>;
export const feedStates = (db: Db): Promise<FeedState[]> => db.rows(FeedRow, sql`
  select b.code as operator, b.gbfs_url, f.read_at, f.told_at, f.ttl, f.bikes, f.swapped, f.outside, f.wrong, f.problem from sense.bike_operators b left join sense.bike_feeds f on f.operator = b.code where b.gbfs_url is not null order by b.code`);
