// What the holder of a receipt code sees: their report, the case it has become part of, every public step. One statement.
import { z } from 'zod';
import { sql, type Db, type Query } from '#ground/db/index.ts';
import { digest } from '#ground/identity/index.ts';
import { NATURES, OUTCOMES, STAGES } from '#city/cases/index.ts';
import { REPORTERS } from './contract.ts';
import { PublicRow, publicSteps, StepRow, toldColumns } from './store.ts';

const moment = z.union([z.date(), z.string()]).transform((at) => new Date(at));
const Photo = z.object({ id: z.string(), role: z.string(), at: moment, hidden: z.boolean() });
const Addition = z.object({ words: z.string().nullable(), photos: z.number(), at: moment });

export const ReceiptRow = PublicRow.omit({ photos: true }).extend({
  report: z.number(), reporter: z.enum(REPORTERS), follows: z.boolean(), written: z.string().nullable(), answers: z.record(z.string(), z.unknown()), answered_class: z.string().nullable(), reported_at: z.date(),
  solved: z.boolean().nullable(), stars: z.number().nullable(), words: z.string().nullable(), rated_at: z.date().nullable(), visibility: z.enum(['public', 'private']), into: z.string().nullable(),
  photos: z.array(Photo), steps: z.array(StepRow), additions: z.array(Addition), urged_at: z.date().nullable(), person: z.string().nullable(),
});
export type ReceiptRow = z.output<typeof ReceiptRow>;

/** By code. A merged case is followed to where it went; `into` is then the number it had at first. */
export const receiptOf = (db: Db, code: string): Promise<ReceiptRow | undefined> => db.maybe(ReceiptRow, sql`
  with recursive mine as (select r.* from serve.reports r where r.code = ${digest(code)}),
    way as (select k.id, k.number, k.merged_into, 0 as far from city.v_cases k join mine on k.id = mine.case_id
      union all select k.id, k.number, k.merged_into, way.far + 1 from city.v_cases k join way on k.id = way.merged_into where way.far < 20)
  select ${toldColumns(sql`coalesce(mine.geom, c.public_geom)`)}, c.visibility, mine.id as report, mine.person, mine.reporter, mine.follows, mine.description as written, mine.answers, mine.class as answered_class, mine.created_at as reported_at,
    mine.solved, mine.stars, mine.words, mine.rated_at, ${publicSteps} as steps, ${ownPhotos()} as photos,
    (select f.number from way f where f.far = 0 and f.id <> c.id) as into,
    coalesce((select json_agg(json_build_object('words', a.words, 'photos', cardinality(a.photos), 'at', a.at) order by a.id desc) from serve.report_additions a where a.report_id = mine.id), '[]'::json) as additions,
    (select max(s.at) from city.v_case_steps s where s.case_id = c.id and s.verb = 'urge' and s.role = 'reporter') as urged_at
  from mine join city.v_cases c on c.id = (select id from way order by far desc limit 1)`);

/** Arrays, not joins: the planner cannot know that the way is one or two steps long. Public photos of the case, and for those who reported it what was taken out of the public. Photos of internal notes never. */
function ownPhotos(): Query {
  return sql`coalesce((select json_agg(json_build_object('id', f.id, 'role', f.role, 'at', f.at, 'hidden', f.removed_at is not null) order by f.at, f.id) from ground.files f
    where f.owner_type = 'case' and f.owner_key = any(array(select number from way)) and (f.removed_at is null or (f.removed_why = 'moderation' and f.added_by is null and not mine.follows))
      and not exists (select 1 from city.v_case_steps i where i.case_id = any(array(select id from way)) and not i.public and i.data->'photos' @> to_jsonb(f.id::text))), '[]'::json)`;
}

const Mine = z.object({ number: z.string(), nature: z.enum(NATURES), class: z.string().nullable(), description: z.string().nullable(), place: z.string().nullable(), path: z.array(z.string()), stage: z.enum(STAGES), outcome: z.enum(OUTCOMES).nullable(),
  returned: z.boolean(), signed_at: z.date().nullable(), suspended_at: z.date().nullable(), lead: z.string().nullable(), received_at: z.date(), closed_at: z.date().nullable(), due_at: z.date().nullable(), amber_at: z.date().nullable(), visibility: z.string(), code: z.instanceof(Buffer) });
export type MineRow = z.output<typeof Mine>;

/** Reports of an account and of codes a device remembers, the newest first. `code` is the digest of its receipt code. */
export const reportsOf = (db: Db, person: string | undefined, codes: readonly string[], limit: number): Promise<MineRow[]> => db.rows(Mine, sql`
  select distinct on (r.created_at, r.id) c.number, c.nature, c.class, coalesce(r.description, c.description) as description, c.place, c.path, c.stage, c.outcome, c.returned, c.signed_at, c.suspended_at, c.lead, c.received_at, c.closed_at, c.due_at, c.amber_at, c.visibility, r.code
  from serve.reports r join city.v_cases c on c.id = r.case_id
  where ${person ? sql`r.person = ${person} or` : sql``} r.code = any(array(select decode(hex, 'hex') from unnest(${codes.map((code) => digest(code).toString('hex'))}::text[]) hex))
  order by r.created_at desc, r.id desc limit ${limit}`);
