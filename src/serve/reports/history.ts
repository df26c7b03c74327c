// Reports of the past, in batches: the history path of demo data and imports. Nobody is notified; contacts become people like any others.
import { json, sql, type Db } from '#ground/db/index.ts';
import { addContacts, digest } from '#ground/identity/index.ts';
import type { ReporterMode } from './contract.ts';

export interface PastReport {
  readonly caseId: number; readonly code: string; readonly nature: string; readonly class: string | null; readonly source: string; readonly reporter: ReporterMode; readonly person: string | null;
  readonly contact?: { readonly id: string; readonly name: string | null; readonly phone: string | null } | undefined;
  readonly description: string | null; readonly point: { lon: number; lat: number } | null; readonly place: string | null; readonly answers: unknown; readonly lang: string; readonly at: Date;
  /** How the place was found: by a pin unless said, null when nobody knows. */
  readonly placeFrom?: 'pin' | null | undefined;
  readonly rated?: { readonly solved: boolean; readonly stars: number | undefined; readonly at: Date } | undefined;
}

/** Two statements for any number of reports, inside the caller's transaction. */
export async function writePastReports(tx: Db, reports: readonly PastReport[]): Promise<void> {
  const contacts = reports.flatMap((r) => (r.contact ? [{ ...r.contact, lang: r.lang, at: r.at }] : []));
  if (contacts.length) await addContacts(tx, contacts);
  const rows = reports.map((r) => ({
    case_id: r.caseId, code: digest(r.code).toString('hex'), nature: r.nature, class: r.class, source: r.source, reporter: r.reporter, person: r.person ?? r.contact?.id ?? null, description: r.description,
    lon: r.point?.lon, lat: r.point?.lat, place: r.place, place_from: r.placeFrom === undefined ? 'pin' : r.placeFrom, answers: r.answers, lang: r.lang, at: r.at, solved: r.rated?.solved, stars: r.rated?.stars, rated_at: r.rated?.at,
  }));
  await tx.run(sql`insert into serve.reports (case_id, code, nature, class, source, reporter, person, description, geom, place, place_from, answers, lang, created_at, solved, stars, rated_at)
    select case_id, decode(code, 'hex'), nature, class, source, reporter, person, description, ST_SetSRID(ST_MakePoint(lon, lat), 4326), place, place_from, answers, lang, at, solved, stars, rated_at
    from jsonb_to_recordset(${json(rows)}::text::jsonb) as r(case_id bigint, code text, nature text, class text, source text, reporter text, person uuid, description text, lon float8, lat float8, place text, place_from text, answers jsonb, lang text, at timestamptz, solved boolean, stars smallint, rated_at timestamptz)`);
}
