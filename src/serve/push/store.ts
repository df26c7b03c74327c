// Reads of the push pages and feeds: published views only.
import { z } from 'zod';
import { all, sql, type Db } from '#ground/db/index.ts';
import { boxAround } from '#ground/geo/points.ts';
import { faceted, isPublic, lastChanged, NATURES, STAGES } from '#city/cases/index.ts';
import { parseTopic, type FeedQuery } from './contract.ts';

/** The confirmed e-mail of an account; undefined when it has none. */
export const accountEmail = async (db: Db, person: string): Promise<string | undefined> =>
  (await db.maybe(z.object({ email: z.string() }), sql`select email from ground.identity_people where id = ${person} and kind = 'account' and email is not null and email_verified_at is not null`))?.email;

export const caseIsPublic = async (db: Db, number: string): Promise<boolean> =>
  (await db.maybe(z.object({ yes: z.literal(true) }), sql`select true as yes from city.v_cases c where c.number = ${number} and ${isPublic}`)) !== undefined;

export const FeedCase = z.object({
  number: z.string(), place: z.string().nullable(), path: z.array(z.string()), class: z.string().nullable(), nature: z.enum(NATURES), stage: z.enum(STAGES), received_at: z.date(), updated_at: z.date(), lon: z.number().nullable(), lat: z.number().nullable(),
});
export type FeedCase = z.output<typeof FeedCase>;

/** Public cases that fit, the last changed first, at most 50. `classes` are the codes that count for the wished class. */
export function feedCases(db: Db, query: FeedQuery, classes: readonly string[] | undefined): Promise<FeedCase[]> {
  const near = query.near === undefined ? undefined : parseTopic(`near:${query.near}`);
  const box = near?.kind === 'near' ? boxAround(near, near.radius) : undefined;
  const found = lastChanged({
    limit: 50, led: all([isPublic, query.case !== undefined && sql`c.number = ${query.case}`]),
    filters: [...faceted({ area: query.area, classes }, new Date()), near?.kind === 'near' && box && sql`c.public_geom && ST_MakeEnvelope(${box.minLon}::float8, ${box.minLat}::float8, ${box.maxLon}::float8, ${box.maxLat}::float8, 4326)
        and ST_DistanceSphere(c.public_geom, ST_SetSRID(ST_MakePoint(${near.lon}::float8, ${near.lat}::float8), 4326)) <= ${near.radius}`],
  });
  return db.rows(FeedCase, sql`
    select c.number, c.place, c.path, c.class, c.nature, c.stage, c.received_at, c.updated_at, ST_X(c.public_geom) as lon, ST_Y(c.public_geom) as lat
    from (${found}) n join city.v_cases c on c.id = n.id order by c.updated_at desc, c.id desc limit 50`);
}
