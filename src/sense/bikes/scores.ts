// Scores are counted by a job and kept by day: a page reads a row an operator.
import { z } from 'zod';
import { json, sql, type Db } from '#ground/db/index.ts';
import { STANDING } from './machine.ts';
import { operatorsOf } from './operators.ts';
import { scoreOf, type Shares } from './scoring.ts';

const DAY = 86_400_000;
const pair = z.tuple([z.number(), z.number()]);
export const SharesShape = z.object({ orders: pair, standing: pair, fresh: pair, sound: pair });

const Numbers = z.object({ in_time: z.number(), decided: z.number(), standing: z.number(), wrong: z.number(), fresh: z.number(), events: z.number(), odd: z.number() });

/** Counts and keeps today's score (the day of `zone`) of every operator. */
export async function keepScores(db: Db, zone: string, now: Date): Promise<void> {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(now);
  for (const { code } of await operatorsOf(db)) {
    const shares = await sharesOf(db, code, now);
    await db.run(sql`insert into sense.bike_scores (operator, day, score, parts, at) values (${code}, ${day}::text::date, ${scoreOf(shares)}::float8, ${json(shares)}::text::jsonb, ${now})
      on conflict (operator, day) do update set score = excluded.score, parts = excluded.parts, at = excluded.at`);
  }
}

async function sharesOf(db: Db, code: string, now: Date): Promise<Shares> {
  const month = new Date(now.getTime() - 30 * DAY);
  const day = new Date(now.getTime() - DAY);
  const n = await db.one(Numbers, sql`
    select o.in_time, o.decided, v.standing, v.fresh, (select count(distinct device_id)::int from sense.bike_findings where operator = ${code} and until is null and certain and device_id is not null) as wrong, e.events, e.odd
    from (select count(*) filter (where cleared_at <= due_at)::int as in_time, count(*) filter (where cleared_at is not null or due_at < ${now})::int as decided from sense.bike_orders where operator = ${code} and made_at > ${month}) o,
      (select count(*)::int as standing, count(*) filter (where seen_at > ${day})::int as fresh from sense.bike_vehicles where operator = ${code} and state = any(${[...STANDING]}::text[])) v,
      (select count(*)::int as events, count(*) filter (where odd)::int as odd from sense.bike_events where operator = ${code} and received_at > ${day}) e`);
  return { orders: [n.in_time, n.decided], standing: [Math.max(0, n.standing - n.wrong), n.standing], fresh: [n.fresh, n.standing], sound: [n.events - n.odd, n.events] };
}

const ScoreRow = z.object({ operator: z.string(), score: z.number().nullable(), parts: SharesShape, at: z.date() });
export type Score = z.output<typeof ScoreRow>;
/** The latest score of each operator. */
export const latestScores = (db: Db): Promise<Score[]> => db.rows(ScoreRow, sql`
  select b.code as operator, s.score, s.parts, s.at from sense.bike_operators b, lateral (select score, parts, at from sense.bike_scores where operator = b.code order by day desc limit 1) s order by b.code`);
