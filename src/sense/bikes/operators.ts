// Who runs bikes here, and which of them a key speaks for: the organisation in which its person handles.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { DATUMS } from '#ground/geo/datums.ts';
import { refuse } from '#ground/http/refusal.ts';
import { createPerson, endKey, grant, issueKey, keysOf, organisationsOf, type Key, type Viewer } from '#ground/identity/index.ts';
import { m } from './messages.ts';

const OperatorRow = z.object({
  code: z.string(), provider_id: z.string(), datum: z.enum(DATUMS), cap: z.number().nullable(), email: z.string().nullable(), phone: z.string().nullable(), url: z.string().nullable(), max_range_m: z.number(),
  pricing: z.array(z.record(z.string(), z.unknown())), gbfs_url: z.string().nullable(), colour: z.string().nullable(), key_person: z.string().nullable(), synthetic: z.boolean(), changed_at: z.date(), name: z.string(), name_en: z.string().nullable(),
});
export type Operator = z.output<typeof OperatorRow>;

const read = sql`select b.code, b.provider_id::text as provider_id, b.datum, b.cap, b.email, b.phone, b.url, b.max_range_m, b.pricing, b.gbfs_url, b.colour, b.key_person::text as key_person, b.synthetic, b.changed_at, o.name, o.name_en
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

export interface OperatorInput {
  readonly code: string; readonly provider_id: string; readonly datum?: Operator['datum'] | undefined; readonly cap?: number | null | undefined; readonly email?: string | null | undefined; readonly phone?: string | null | undefined; readonly url?: string | null | undefined;
  readonly gbfs_url?: string | null | undefined; /** `#rrggbb`, small letters. */ readonly colour?: string | null | undefined; readonly synthetic?: boolean | undefined;
}
/** Adds an operator or changes it; what is left out takes its default. `provider_id` is its identity in MDS and stays what it was: its bikes carry it. */
export const saveOperator = (db: Db, o: OperatorInput, now: Date): Promise<number> => db.run(sql`
  insert into sense.bike_operators as b (code, provider_id, datum, cap, email, phone, url, gbfs_url, colour, synthetic, changed_at)
  values (${o.code}, ${o.provider_id}::uuid, ${o.datum ?? 'wgs84'}, ${o.cap ?? null}::int, ${o.email ?? null}, ${o.phone ?? null}, ${o.url ?? null}, ${o.gbfs_url ?? null}, ${o.colour ?? null}, ${o.synthetic ?? false}, ${now})
  on conflict (code) do update set provider_id = case when exists (select 1 from sense.bike_vehicles v where v.operator = b.code) then b.provider_id else excluded.provider_id end, datum = excluded.datum, cap = excluded.cap, email = excluded.email,
    phone = excluded.phone, url = excluded.url, gbfs_url = excluded.gbfs_url, colour = excluded.colour, synthetic = excluded.synthetic, changed_at = excluded.changed_at`);

/** The keys that were issued to an operator and still open. */
export const operatorKeys = (db: Db, operator: Operator): Promise<Key[]> => (operator.key_person === null ? Promise.resolve([]) : keysOf(db, operator.key_person));

/** Issues a key that speaks for an operator: shown once. `instead`: every earlier one of these ends with it (a key that was lost); else both open until one is ended, so that nothing stops while it is changed over. */
export async function issueOperatorKey(db: Db, code: string, { name, instead, by, now }: { name: string; instead: boolean; by: string | null; now: Date }): Promise<string> {
  return db.begin(async (tx) => {
    const found = await tx.one(z.object({ key_person: z.string().nullable(), name: z.string(), area: z.string() }), sql`
      select b.key_person::text as key_person, o.name, o.area from sense.bike_operators b join city.v_organisations o on o.code = b.code where b.code = ${code} for update of b`);
    const person = found.key_person ?? await createPerson(tx, { name: m.keyHolder('zh', { name: found.name }), lang: 'zh' });
    if (found.key_person === null) {
      await grant(tx, person, { role: 'handler', organisation: code, area: found.area }, by ?? undefined);
      await tx.run(sql`update sense.bike_operators set key_person = ${person}::uuid where code = ${code}`);
    }
    if (instead) await endKey(tx, person, 'all', now);
    return issueKey(tx, person, name);
  });
}

/** Ends one of the keys that were issued to an operator. */
export const endOperatorKey = (db: Db, operator: Operator, id: number, now: Date): Promise<number> => (operator.key_person === null ? Promise.resolve(0) : endKey(db, operator.key_person, id, now));
