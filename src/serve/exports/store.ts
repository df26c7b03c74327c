// Cases read to be handed out: slices of 2,000 by keyset, each a statement of its own, so that no cursor and no transaction stays open while somebody's
// disk or line is slow. EXPLAIN on a million cases: docs/rooms/exports.md.
import { z } from 'zod';
import { all, sql, type Db, type Query } from '#ground/db/index.ts';
import { isPublic, NATURES, newestPublic, OUTCOMES, SOURCES, STAGES, type Finding } from '#city/cases/index.ts';

const moment = z.date().nullable();
const code = z.string().nullable();
/** A case with everything that any export tells of it. `lon` and `lat` are WGS 84: exact, or rounded as its class wants it, by the slice that read it. */
export const CaseRow = z.object({
  id: z.number(), number: z.string(), nature: z.enum(NATURES), source: z.enum(SOURCES), class: code, standard: code, title: z.string(), description: code, lon: z.number().nullable(), lat: z.number().nullable(), accuracy_m: z.number().nullable(),
  place: code, path: z.array(z.string()), asset: code, visibility: z.enum(['public', 'private']), supervision: z.string(), command: z.string(), stage: z.enum(STAGES), holder: code, lead: code, assisting: z.array(z.string()),
  returned: z.boolean(), received_at: z.date(), filed_at: moment, dispatched_at: moment, signed_at: moment, handled_at: moment, closed_at: moment, suspended_at: moment, stage_due_at: moment, due_at: moment, updated_at: z.date(),
  late: z.boolean(), exempt: z.boolean(), outcome: z.enum(OUTCOMES).nullable(), merged_into: code, followers: z.number(), rating: z.number().nullable(), solved: z.boolean().nullable(),
  reopened: z.number(), reworked: z.number(), urged: z.number(), limit_value: z.number().nullable(), limit_unit: code, last_note: code,
});
export type CaseRow = z.output<typeof CaseRow>;

/** Everything of the cases in `page` (a query of id and key), in the order of its key. `exact`: where it is; else only what everyone may know of that. */
const rowsOf = (page: Query, order: Query, exact: boolean): Query => {
  const at = exact ? sql`c.geom` : sql`c.public_geom`;
  return sql`
    with page as materialized (${page})
    select page.place_in_order, c.id, c.number, c.nature, c.source, c.class, c.standard, c.title, c.description, ST_X(${at}) as lon, ST_Y(${at}) as lat, ${exact ? sql`c.accuracy_m` : sql`null::real`} as accuracy_m, c.place, c.path, c.asset, c.visibility, c.supervision, c.command,
      c.stage, c.holder, c.lead, c.assisting, c.returned, c.received_at, c.filed_at, c.dispatched_at, c.signed_at, c.handled_at, c.closed_at, c.suspended_at, c.stage_due_at, c.due_at, c.updated_at, c.late, c.exempt, c.outcome,
      (select o.number from city.v_cases o where o.id = c.merged_into) as merged_into, c.followers, c.rating, c.solved, c.reopened, c.reworked, c.urged, k.limit_value, k.limit_unit,
      (select s.note from city.v_case_steps s where s.case_id = c.id and s.public and s.note is not null and s.verb <> 'receive' order by s.id desc limit 1) as last_note
    from page join city.v_cases c on c.id = page.id
      left join lateral (select k.limit_value, k.limit_unit from city.v_case_clocks k where k.case_id = c.id and k.clock = 'handling' order by k.round desc limit 1) k on true
    order by ${order}`;
};

export interface Wanted {
  readonly since?: Date | undefined; readonly until?: Date | undefined;
  readonly area?: string | undefined;
  /** Codes of small classes, any of them. */
  readonly classes?: readonly string[] | undefined;
  readonly open?: boolean | undefined;
  /** Only what everyone may see, as coarse as its class wants it. */
  readonly everyone: boolean;
}
const Placed = CaseRow.extend({ place_in_order: z.string() });

/** All that is wanted, the oldest first, in slices. What comes in or closes meanwhile may or may not be among them; nothing comes twice. */
export async function* slices(db: Db, wanted: Wanted, size = 2000): AsyncIterable<CaseRow[]> {
  let after: { at: string; id: number } | undefined;
  for (;;) {
    const rows = await db.rows(Placed, rowsOf(pageAfter(wanted, after, size), sql`c.received_at, c.id`, !wanted.everyone));
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < size) return;
    after = { at: last.place_in_order, id: last.id };
  }
}

/** The moment stands in the key as the database writes it: it knows microseconds, and JavaScript would come back to the same row. */
const pageAfter = (w: Wanted, after: { at: string; id: number } | undefined, size: number): Query => sql`
  select c.id, c.received_at::text as place_in_order from city.v_cases c where ${all([
    w.everyone && isPublic,
    w.since && sql`c.received_at >= ${w.since}::timestamptz`, w.until && sql`c.received_at < ${w.until}::timestamptz`,
    w.area !== undefined && sql`c.path @> array[${w.area}]::text[]`, w.classes && sql`c.class = any(${w.classes}::text[])`,
    w.open !== undefined && (w.open ? sql`c.closed_at is null` : sql`c.closed_at is not null`),
    after && sql`(c.received_at, c.id) > (${after.at}::timestamptz, ${after.id}::bigint)`,
  ])} order by c.received_at, c.id limit ${size}`;

const Key = z.object({ id: z.number(), received_at: z.date() });
export type Key = z.output<typeof Key>;
/** Which public cases fit, the newest first: the keys alone, in one statement, so that the end of a page is known before its first line is sent. */
export const publicKeys = (db: Db, finding: Omit<Finding, 'limit'>, most: number): Promise<Key[]> => db.rows(Key, sql`select id, received_at from (${newestPublic(finding, most)}) n order by received_at desc, id desc`);

/** The cases of these ids, in their order, in slices small enough that others of one session are served in between; those that `seen` (on alias c) no longer lets through are left out. */
export async function* slicesOf(db: Db, ids: readonly number[], seen: Query, exact: boolean, size = 500): AsyncIterable<CaseRow[]> {
  for (let from = 0; from < ids.length; from += size) {
    const page = sql`select c.id, n.place::text as place_in_order, n.place from unnest(${ids.slice(from, from + size)}::bigint[]) with ordinality as n(id, place) join city.v_cases c on c.id = n.id where ${seen}`;
    yield await db.rows(CaseRow, rowsOf(page, sql`page.place`, exact));
  }
}
