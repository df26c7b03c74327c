// Who runs bikes here, and which of them a key speaks for: the organisation in which its person handles.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { DATUMS } from '#ground/geo/datums.ts';
import { refuse } from '#ground/http/refusal.ts';
import { organisationsOf, type Viewer } from '#ground/identity/index.ts';
import { m } from './messages.ts';

const OperatorRow = z.object({
  code: z.string(), provider_id: z.string(), datum: z.enum(DATUMS), cap: z.number().nullable(), email: z.string().nullable(), phone: z.string().nullable(), url: z.string().nullable(), max_range_m: z.number(),
  pricing: z.array(z.record(z.string(), z.unknown())), gbfs_url: z.string().nullable(), synthetic: z.boolean(), changed_at: z.date(), name: z.string(), name_en: z.string().nullable(),
});
export type Operator = z.output<typeof OperatorRow>;

const read = sql`select b.code, b.provider_id::text as provider_id, b.datum, b.cap, b.email, b.phone, b.url, b.max_range_m, b.pricing, b.gbfs_url, b.synthetic, b.changed_at, o.name, o.name_en
  from sense.bike_operators b join city.v_organisations o on o.code = b.code`;

/** All operators, by code: a handful. */
export const operatorsOf = (db: Db): Promise<Operator[]> => db.rows(OperatorRow, sql`${read} order by b.code`);
export const operatorOf = (db: Db, code: string): Promise<Operator | undefined> => db.maybe(OperatorRow, sql`${read} where b.code = ${code}`);

/** The operator that a request's key or session acts for. Refuses (401) who acts for none. */
export async function actingOperator(db: Db, viewer: Viewer): Promise<Operator> {
  const codes = organisationsOf(viewer, 'handler');
  const found = codes.length ? await db.maybe(OperatorRow, sql`${read} where b.code = any(${codes}::text[]) order by b.code limit 1`) : undefined;
  if (!found) throw refuse(401, m.noOperator);
  return found;
}

export interface OperatorInput { readonly code: string; readonly provider_id: string; readonly datum?: Operator['datum'] | undefined; readonly cap?: number | null | undefined; readonly email?: string | null | undefined; readonly gbfs_url?: string | null | undefined; readonly synthetic?: boolean | undefined }
/** Adds an operator or changes it; what is left out takes its default. `provider_id` is its identity in MDS. */
export const saveOperator = (db: Db, o: OperatorInput, now: Date): Promise<number> => db.run(sql`
  insert into sense.bike_operators (code, provider_id, datum, cap, email, gbfs_url, synthetic, changed_at)
  values (${o.code}, ${o.provider_id}::uuid, ${o.datum ?? 'wgs84'}, ${o.cap ?? null}::int, ${o.email ?? null}, ${o.gbfs_url ?? null}, ${o.synthetic ?? false}, ${now})
  on conflict (code) do update set provider_id = excluded.provider_id, datum = excluded.datum, cap = excluded.cap, email = excluded.email, gbfs_url = excluded.gbfs_url, synthetic = excluded.synthetic, changed_at = excluded.changed_at`);
