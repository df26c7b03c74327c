// Who reported a case, for staff: how many and how, and, by a logged look, who they are.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { loggingLook, type Viewer } from '#ground/identity/index.ts';
import { NATURES, seenAsStaff } from '#city/cases/index.ts';
import { plainPhone, REPORTERS } from './contract.ts';

const moment = z.union([z.date(), z.string()]).transform((at) => new Date(at));
const Addition = z.object({ words: z.string().nullable(), photos: z.number(), at: moment });
export const ReporterRow = z.object({
  id: z.number(), reporter: z.enum(REPORTERS), follows: z.boolean(), class: z.string().nullable(), description: z.string().nullable(), answers: z.record(z.string(), z.unknown()), created_at: z.date(),
  solved: z.boolean().nullable(), stars: z.number().nullable(), known: z.boolean(), additions: z.array(Addition),
});
export type ReporterRow = z.output<typeof ReporterRow>;

/** Reports behind a case and behind what was merged into it, oldest first, without any identity. At most 50. */
export const reportersOf = (db: Db, caseId: number): Promise<ReporterRow[]> => db.rows(ReporterRow, sql`
  select r.id, r.reporter, r.follows, r.class, r.description, r.answers, r.created_at, r.solved, r.stars, r.person is not null and r.reporter <> 'anonymous' as known,
    coalesce((select json_agg(json_build_object('words', a.words, 'photos', cardinality(a.photos), 'at', a.at) order by a.id) from serve.report_additions a where a.report_id = r.id), '[]'::json) as additions
  from serve.reports r where r.case_id = any(array(select ${caseId}::bigint union all select m.id from city.v_cases m where m.merged_into = ${caseId})) order by r.id limit 50`);

export interface Holding { readonly supervision: string; readonly command: string; readonly lead: string | null; readonly assisting: readonly string[]; readonly path: readonly string[]; readonly officer: string | null }
/** May this viewer learn who asked for confidence? Only in one of the city's roles for it, and only while the case is theirs. */
export function maySeeConfidential(viewer: Viewer, held: Holding, roles: readonly string[]): boolean {
  return viewer.grants.some((g) => {
    if (!roles.includes(g.role)) return false;
    switch (g.role) {
      case 'acceptor': return g.organisation === held.supervision;
      case 'dispatcher': return g.organisation === held.command;
      case 'handler': return g.organisation !== null && (g.organisation === held.lead || held.assisting.includes(g.organisation));
      case 'officer': return held.officer !== null && held.officer === viewer.person;
      default: return false;
    }
  });
}

const Identity = z.object({ report: z.number(), reporter: z.enum(REPORTERS), follows: z.boolean(), created_at: z.date(), name: z.string().nullable(), phone: z.string().nullable(), email: z.string().nullable(), erased: z.boolean(), known: z.boolean() });
export type Identity = z.output<typeof Identity>;
const Looked = z.object({ supervision: z.string(), command: z.string(), lead: z.string().nullable(), assisting: z.array(z.string()), path: z.array(z.string()), officer: z.string().nullable(), identities: z.array(Identity.extend({ created_at: moment })) });

/** Identities behind a case that this viewer may see, read and logged in one statement; undefined when the case is not theirs to see. Confidential ones stay empty unless `confidential`, judged by the caller. */
export const lookAt = (db: Db, viewer: Viewer & { person: string }, look: { number: string; reason: string | undefined; now: Date }, confidential: (held: Holding) => boolean): Promise<{ identities: Identity[]; hidden: number } | undefined> =>
  db.maybe(Looked, sql`
    with one as (select c.id, c.supervision, c.command, c.lead, c.assisting, c.path, c.officer from city.v_cases c where c.number = ${look.number} and ${seenAsStaff(viewer)}),
      logged as (${loggingLook({ viewer: viewer.person, type: 'case', key: look.number, reason: look.reason, now: look.now }, sql`one`)})
    select one.supervision, one.command, one.lead, one.assisting, one.path, one.officer, coalesce((select json_agg(json_build_object('report', r.id, 'reporter', r.reporter, 'follows', r.follows, 'created_at', r.created_at,
        'name', case when r.reporter <> 'anonymous' then e.name end, 'phone', case when r.reporter <> 'anonymous' then e.phone end, 'email', case when r.reporter <> 'anonymous' then e.email end,
        'erased', e.erased_at is not null, 'known', r.person is not null and r.reporter <> 'anonymous') order by r.id)
      from serve.reports r left join ground.identity_people e on e.id = r.person
      where r.case_id = any(array(select one.id union all select m.id from city.v_cases m where m.merged_into = one.id))), '[]'::json) as identities
    from one`).then((row) => {
    if (!row) return undefined;
    const shown = row.identities.filter((i) => i.reporter !== 'confidential' || confidential(row));
    return { identities: shown, hidden: row.identities.length - shown.length };
  });

const Past = z.object({ number: z.string(), title: z.string(), nature: z.enum(NATURES), stage: z.string(), outcome: z.string().nullable(), received_at: z.date(), rating: z.number().nullable() });
export type PastCall = z.output<typeof Past>;
/** What a telephone number reported before, newest first, at most eight; asking is logged. Only cases this viewer may see. */
export const callsOf = (db: Db, viewer: Viewer & { person: string }, phone: string, now: Date): Promise<PastCall[]> => db.rows(Past, sql`
  with logged as (${loggingLook({ viewer: viewer.person, type: 'phone', key: phone.slice(-4), reason: 'intake', now }, sql`(select 1) one`)})
  select c.number, c.title, c.nature, c.stage, c.outcome, c.received_at, c.rating from ground.identity_people e join serve.reports r on r.person = e.id join city.v_cases c on c.id = r.case_id
  where e.phone = ${plainPhone(phone)} and e.erased_at is null and ${seenAsStaff(viewer)} order by r.id desc limit 8`);
