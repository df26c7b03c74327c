// SQL of sessions that outlive their connection. One statement a function.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import type { Place } from './place.ts';

const Session = z.object({ topics: z.record(z.string(), z.number()), tx: z.string(), id: z.number() });
export type Session = z.output<typeof Session>;
export interface Saved extends Place { readonly name: string }

export const sessionNamed = (db: Db, name: string): Promise<Session | undefined> => db.maybe(Session, sql`select topics, tx::text as tx, id from sense.mqtt_sessions where name = ${name}`);

/** What it is subscribed to; the place is that of its first subscription, and stays while there is one. */
export const saveTopics = (db: Db, name: string, topics: ReadonlyMap<string, number>, place: Place, now: Date) => db.run(sql`
  insert into sense.mqtt_sessions as s (name, topics, tx, id, seen_at) values (${name}, ${JSON.stringify(Object.fromEntries(topics))}::text::jsonb, ${place.tx}::text::xid8, ${place.id}, ${now})
  on conflict (name) do update set topics = excluded.topics, seen_at = excluded.seen_at,
    tx = case when s.topics = '{}' then excluded.tx else s.tx end, id = case when s.topics = '{}' then excluded.id else s.id end`);

/** Up to where everything was acknowledged, of many sessions at once. */
export const savePlaces = (db: Db, places: readonly Saved[], now: Date) => db.run(sql`
  update sense.mqtt_sessions s set tx = p.tx::xid8, id = p.id, seen_at = ${now}::timestamptz
  from unnest(${places.map((one) => one.name)}::text[], ${places.map((one) => one.tx)}::text[], ${places.map((one) => one.id)}::bigint[]) as p(name, tx, id) where s.name = p.name`);

export const endSessionNamed = (db: Db, name: string) => db.run(sql`delete from sense.mqtt_sessions where name = ${name}`);

export const OUTSIDE = 'outside';
/** Makes `holder` the one process that speaks with the broker outside, for some time, unless another one is; its place, or undefined. */
export const holdOutside = (db: Db, holder: string, { place, now, until }: { place: Place; now: Date; until: Date }): Promise<Session | undefined> => db.maybe(Session, sql`
  insert into sense.mqtt_sessions as s (name, tx, id, seen_at, holder, held_until) values (${OUTSIDE}, ${place.tx}::text::xid8, ${place.id}, ${now}, ${holder}, ${until})
  on conflict (name) do update set holder = excluded.holder, held_until = excluded.held_until, seen_at = excluded.seen_at
  where s.holder = excluded.holder or s.held_until is null or s.held_until <= ${now}::timestamptz
  returning s.topics, s.tx::text as tx, s.id`);
export const letGoOutside = (db: Db, holder: string) => db.run(sql`update sense.mqtt_sessions set held_until = null where name = ${OUTSIDE} and holder = ${holder}`);
