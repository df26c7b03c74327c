// What an administrator sees and does about letters: those that stopped, try again, drop.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { TOPICS } from './contract.ts';

const Parked = z.object({ id: z.number(), at: z.date(), verb: z.string(), case_number: z.string().nullable(), topic: z.enum(TOPICS), subject: z.string().nullable(), tries: z.number(), error: z.string().nullable() });
export type Parked = z.output<typeof Parked>;
/** Letters that stopped, the newest first, at most 200. Addresses are not shown. */
export const parked = (db: Db): Promise<Parked[]> => db.rows(Parked, sql`
  select d.id, d.at, d.verb, d.case_number, s.topic, s.subject, d.tries, d.error from serve.push_deliveries d join serve.push_subscriptions s on s.id = d.subscription
  where d.state = 'parked' order by d.id desc limit 200`);

/** How many wait, and how many went out since `since`; each counted to 10,000 at most. */
export const queueState = (db: Db, since: Date): Promise<{ waiting: number; sent: number }> => db.one(z.object({ waiting: z.number(), sent: z.number() }), sql`
  select (select count(*)::int from (select 1 from serve.push_deliveries where state = 'waiting' limit 10000) w) as waiting,
    (select count(*)::int from (select 1 from serve.push_deliveries where state = 'sent' and sent_at > ${since} limit 10000) s) as sent`);

/** Puts parked letters (one, or all) back into the queue. Returns how many. */
export const retryParked = (db: Db, id: number | undefined, now: Date): Promise<number> => db.run(sql`
  update serve.push_deliveries set state = 'waiting', tries = 0, next_at = ${now} where state = 'parked' and ${id === undefined ? sql`true` : sql`id = ${id}`}`);

export const dropParked = (db: Db, id: number): Promise<number> => db.run(sql`update serve.push_deliveries set state = 'dropped' where state = 'parked' and id = ${id}`);

/** For the badge: parked letters, at most 99. */
export const parkedCount = async (db: Db): Promise<number> => (await db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from (select 1 from serve.push_deliveries where state = 'parked' limit 99) p`)).n;
