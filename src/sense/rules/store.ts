// SQL of the stream of observations, of states and of rules. One statement a function.
import { z } from 'zod';
import { json, sql, type Db } from '#ground/db/index.ts';
import { Definition } from './contract.ts';
import { State } from './rules.ts';

const Batch = z.object({ tx: z.string(), id: z.number(), ids: z.array(z.number()), streams: z.array(z.number()), times: z.array(z.date()), numbers: z.array(z.number().nullable()) });
export type Batch = z.output<typeof Batch>;

/** Is there something after the cursor, be it withheld? */
export const isBehind = async (db: Db): Promise<boolean> => (await db.one(z.object({ behind: z.boolean() }), sql`
  select exists (select 1 from sense.rule_cursors c, lateral (select 1 from sense.v_rule_batches b where (b.tx, b.id) > (c.tx, c.id) order by b.tx, b.id limit 1) x where c.name = ${CURSOR}) as behind`)).behind;

const CURSOR = 'observations';
const Cursor = z.object({ tx: z.string(), id: z.number(), rev: z.number() });
export type Cursor = z.output<typeof Cursor>;
export const makeCursor = (db: Db) => db.run(sql`insert into sense.rule_cursors (name) values (${CURSOR}) on conflict do nothing`);
const Taken = z.object({ place_tx: z.string(), place_id: z.number(), rev: z.number() }).and(z.union([Batch, z.object({ id: z.null() })]));
/**
 * The cursor, locked, and the batches after it, in an order that never changes: only those no older open transaction can still come before. Whoever holds
 * the cursor is alone with the states; undefined when another process holds it.
 */
export async function takeSlice(tx: Db, limit: number): Promise<{ cursor: Cursor; batches: Batch[] } | undefined> {
  const rows = await tx.rows(Taken, sql`
    with place as materialized (select tx, id, rev from sense.rule_cursors where name = ${CURSOR} for update skip locked)
    select p.tx::text as place_tx, p.id as place_id, p.rev, b.tx::text as tx, b.id, b.ids, b.streams, b.times, b.numbers from place p left join lateral (
      select * from sense.v_rule_batches v where (v.tx, v.id) > (p.tx, p.id) and v.tx < pg_snapshot_xmin(pg_current_snapshot()) order by v.tx, v.id limit ${limit}) b on true
    order by b.tx, b.id`);
  const [first] = rows;
  return first && { cursor: { tx: first.place_tx, id: first.place_id, rev: first.rev }, batches: rows.filter((row) => row.id !== null) };
}
/** The cursor and the batches after `from` (else after the cursor), without a lock and without a write: for looking ahead of what is saved. */
export async function readSlice(db: Db, from: { tx: string; id: number } | undefined, limit: number): Promise<{ cursor: Cursor; batches: Batch[] } | undefined> {
  const rows = await db.rows(Taken, sql`
    select p.tx::text as place_tx, p.id as place_id, p.rev, b.tx::text as tx, b.id, b.ids, b.streams, b.times, b.numbers from sense.rule_cursors p left join lateral (
      select * from sense.v_rule_batches v where (v.tx, v.id) > (coalesce(${from?.tx ?? null}::text::xid8, p.tx), coalesce(${from?.id ?? null}::bigint, p.id)) and v.tx < pg_snapshot_xmin(pg_current_snapshot()) order by v.tx, v.id limit ${limit}) b on true
    where p.name = ${CURSOR} order by b.tx, b.id`);
  const [first] = rows;
  return first && { cursor: { tx: first.place_tx, id: first.place_id, rev: first.rev }, batches: rows.filter((row) => row.id !== null) };
}
/** The same, waiting for it; for a person's act. Undefined only while the table has no cursor. */
export const awaitCursor = (tx: Db): Promise<Cursor | undefined> => tx.maybe(Cursor, sql`select tx::text as tx, id, rev from sense.rule_cursors where name = ${CURSOR} for update`);
/** Says that states were changed by somebody else than the one who judges. */
export const bumpCursor = (tx: Db) => tx.run(sql`update sense.rule_cursors set rev = rev + 1 where name = ${CURSOR}`);

const StateRow = z.object({ rule: z.number(), key: z.string(), state: State });
export type StateRow = z.output<typeof StateRow>;
export const statesOf = (db: Db, wanted: readonly { rule: number; key: string }[]): Promise<StateRow[]> => db.rows(StateRow, sql`
  select s.rule_id as rule, s.key, s.state from unnest(${wanted.map((w) => w.rule)}::bigint[], ${wanted.map((w) => w.key)}::text[]) as w(rule, key) join sense.rule_states s on s.rule_id = w.rule and s.key = w.key`);
/** States whose clock has run out, those waiting longest first. */
export const dueStates = (db: Db, now: Date, limit: number): Promise<{ rule: number; key: string }[]> => db.rows(z.object({ rule: z.number(), key: z.string() }), sql`
  select s.rule_id as rule, s.key from sense.rule_states s join sense.rules r on r.id = s.rule_id where s.due_at <= ${now}::timestamptz and r.active order by s.due_at limit ${limit}`);
/** Keys of a rule that have a state. */
export const keysOf = async (db: Db, rule: number): Promise<Set<string>> => new Set((await db.rows(z.object({ key: z.string() }), sql`select key from sense.rule_states where rule_id = ${rule}`)).map(({ key }) => key));
export interface Kept { readonly rule: number; readonly key: string; readonly state: State; /** When the clock alone changes something. */ readonly due: Date | null }
export const saveStates = (tx: Db, rows: readonly Kept[]) => tx.run(saving(rows));
/** The same and the cursor's new place, in one statement. */
export const saveSlice = (tx: Db, rows: readonly Kept[], to: Cursor) => tx.run(sql`
  with ${rows.length ? sql`saved as (${saving(rows)} returning 1),` : sql``} here as (select 1) update sense.rule_cursors set tx = ${to.tx}::text::xid8, id = ${to.id}, rev = ${to.rev} where name = ${CURSOR}`);
const saving = (rows: readonly Kept[]) => sql`
  insert into sense.rule_states (rule_id, key, state, due_at)
  select * from unnest(${rows.map((r) => r.rule)}::bigint[], ${rows.map((r) => r.key)}::text[], ${rows.map((r) => json(r.state))}::text[]::jsonb[], ${rows.map((r) => r.due)}::timestamptz[])
  on conflict (rule_id, key) do update set state = excluded.state, due_at = excluded.due_at`;

const ActiveRule = z.object({ id: z.number(), version: z.number(), definition: Definition });
export type ActiveRule = z.output<typeof ActiveRule>;
export const activeRules = (db: Db): Promise<ActiveRule[]> => db.rows(ActiveRule, sql`
  select r.id, r.version, v.definition from sense.rules r join sense.rule_versions v on v.rule_id = r.id and v.version = r.version where r.active order by r.id`);
export const definitionOf = async (db: Db, rule: number, version: number): Promise<Definition | undefined> => (await db.maybe(z.object({ definition: Definition }), sql`select definition from sense.rule_versions where rule_id = ${rule} and version = ${version}`))?.definition;

const StreamRow = z.object({ id: z.number(), name: z.string(), unit: z.string().nullable(), input: z.string(), thing: z.number(), thing_name: z.string(), kind: z.string().nullable() });
export type StreamRow = z.output<typeof StreamRow>;
/** Streams that measure one of these. */
export const streamsOf = (db: Db, inputs: readonly string[]): Promise<StreamRow[]> => db.rows(StreamRow, sql`select id, name, unit, input, thing, thing_name, kind from sense.v_rule_streams where input = any(${inputs}::text[]) order by id`);
/** Where these things stand now (WGS 84). */
export const standing = (db: Db, things: readonly number[]): Promise<{ thing: number; lon: number; lat: number }[]> => db.rows(z.object({ thing: z.number(), lon: z.number(), lat: z.number() }), sql`
  select distinct on (thing) thing, lon, lat from sense.v_rule_standing where thing = any(${things}::bigint[]) order by thing, location desc`);
/** Is there a stream that came after this one? */
export const hasNewer = async (db: Db, stream: number): Promise<boolean> => (await db.one(z.object({ yes: z.boolean() }), sql`select exists (select 1 from sense.v_rule_streams where id > ${stream}) as yes`)).yes;

const Positioned = z.object({ id: z.number(), lon: z.number().nullable(), lat: z.number().nullable() });
/** Positions of observations: `streams` and the span find them by the key of their table. */
export const positionsOf = (db: Db, ids: readonly number[], streams: readonly number[], from: Date, to: Date): Promise<z.output<typeof Positioned>[]> => db.rows(Positioned, sql`
  select id, lon, lat from sense.v_rule_observations where stream = any(${streams}::bigint[]) and time >= ${from}::timestamptz and time <= ${to}::timestamptz and id = any(${ids}::bigint[])`);

const Past = z.object({ id: z.number(), stream: z.number(), time: z.date(), number: z.number().nullable(), lon: z.number().nullable(), lat: z.number().nullable() });
/** Observations of a span, in the order of time: a slice of history. `places` asks for positions too. */
export const historyOf = (db: Db, streams: readonly number[], from: Date, to: Date, places: boolean, limit: number): Promise<z.output<typeof Past>[]> => db.rows(Past, sql`
  select id, stream, time, number, ${places ? sql`lon, lat` : sql`null::float8 as lon, null::float8 as lat`} from sense.v_rule_observations
  where stream = any(${streams}::bigint[]) and time >= ${from}::timestamptz and time < ${to}::timestamptz order by time, stream, id limit ${limit}`);
/** What can be watched: names of observed properties in each of their units and how many streams, the most common first. */
export const inputsThere = (db: Db): Promise<{ input: string; unit: string | null; n: number }[]> => db.rows(z.object({ input: z.string(), unit: z.string().nullable(), n: z.number() }), sql`
  select input, unit, count(*)::int as n from sense.v_rule_streams group by input, unit order by n desc, input limit 200`);
