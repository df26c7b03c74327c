// Reports of an invented past, for the demo city and benchmarks: many in one statement, beside cases that were written the same way.
import { json, sql, type Db } from '#ground/db/index.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { digest } from '#ground/identity/index.ts';
import type { Nature, Source } from '#city/cases/index.ts';
import type { ReporterMode } from './contract.ts';

export interface PastReport {
  readonly caseId: number; readonly code: string; readonly nature: Nature; readonly class: string | null; readonly source: Source; readonly reporter: ReporterMode; readonly person: string | null;
  readonly contact: { readonly id: string; readonly name: string | null; readonly phone: string | null } | undefined;
  readonly description: string | null; readonly point: { readonly lon: number; readonly lat: number }; readonly place: string | null; readonly answers: Readonly<Record<string, unknown>>; readonly lang: Lang; readonly at: Date;
  readonly rated: { readonly solved: boolean; readonly stars: number | undefined; readonly at: Date } | undefined;
}

/** Writes reports with their contacts; the cases exist already. One statement, so keep to some hundreds at a time. */
export const writePastReports = (db: Db, reports: readonly PastReport[]): Promise<number> => db.run(sql`
  with given as (select r from jsonb_array_elements(${json(reports.map(({ code, ...rest }) => ({ ...rest, code: digest(code).toString('hex') })))}::text::jsonb) r),
  contacts as (insert into ground.identity_people (id, kind, name, phone, lang, created_at)
    select (r->'contact'->>'id')::uuid, 'contact', r->'contact'->>'name', r->'contact'->>'phone', r->>'lang', (r->>'at')::timestamptz from given where jsonb_typeof(r->'contact') = 'object')
  insert into serve.reports (case_id, code, nature, class, source, reporter, person, description, geom, place, place_from, answers, lang, solved, stars, rated_at, created_at)
  select (r->>'caseId')::bigint, decode(r->>'code', 'hex'), r->>'nature', r->>'class', r->>'source', r->>'reporter', coalesce(r->>'person', r->'contact'->>'id')::uuid, r->>'description',
    ST_SetSRID(ST_MakePoint((r->'point'->>'lon')::float8, (r->'point'->>'lat')::float8), 4326), r->>'place', 'pin', coalesce(r->'answers', '{}'), r->>'lang',
    (r->'rated'->>'solved')::boolean, (r->'rated'->>'stars')::smallint, (r->'rated'->>'at')::timestamptz, (r->>'at')::timestamptz
  from given`);
