// News between rooms. The emitter's contract.ts makes an event type; a listener imports that value and gets the payload's type with it.
import type { z } from 'zod';
import { sql, type Query } from '../db/sql.ts';

export interface EventType<S extends z.ZodType = z.ZodType> { readonly type: string; readonly payload: S }
/** `event('city.cases.stepped', z.object({…}))` */
export const event = <S extends z.ZodType>(type: string, payload: S): EventType<S> => ({ type, payload });

/** An event as it was read: `subject` orders it, `at` is when it was written. */
export interface Happened<P = unknown> { readonly tx: string; readonly id: number; readonly at: Date; readonly type: string; readonly subject: string; readonly payload: P }

/** The insert that emits an event, to run or to stand in a `with` beside the change it tells of. */
export const emit = <S extends z.ZodType>(of: EventType<S>, subject: string, payload: z.input<S>): Query =>
  sql`insert into ground.events_outbox (type, subject, payload) values (${of.type}, ${subject}, ${JSON.stringify(payload)}::text::jsonb)`;

/** The same where subject and payload are only known inside the statement; `from` is its source, for example a CTE's name. */
export const emitFrom = (of: EventType, subject: Query, payload: Query, from: Query): Query =>
  sql`insert into ground.events_outbox (type, subject, payload) select ${of.type}, ${subject}, ${payload} from ${from}`;
