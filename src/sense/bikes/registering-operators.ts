// An operator is registered: an organisation of kind company, existing or new, becomes one of those who may send bikes.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { isDuplicate, type Db } from '#ground/db/index.ts';
import { DATUMS } from '#ground/geo/datums.ts';
import { refuse } from '#ground/http/refusal.ts';
import { areaIndex } from '#city/areas/index.ts';
import { OrganisationCode, organisationIndex, saveOrganisations } from '#city/organisations/index.ts';
import { Uuid } from './contract.ts';
import { m } from './messages.ts';
import { operatorOf, saveOperator } from './operators.ts';

const blank = (value: unknown) => (value === '' || value === null ? undefined : value);
const maybe = <S extends z.ZodType>(shape: S) => z.preprocess(blank, shape.optional());
/** What administrators say of an operator. Addresses are of the web only. */
export const OperatorForm = z.object({
  organisation: maybe(OrganisationCode), code: maybe(OrganisationCode), name: maybe(z.string().trim().min(1).max(80)), name_en: maybe(z.string().trim().min(1).max(120)),
  provider_id: z.preprocess((value) => { const text = blank(value); return typeof text === 'string' ? text.trim().toLowerCase() : text; }, Uuid.optional()), datum: z.enum(DATUMS).default('wgs84'), cap: maybe(z.coerce.number().int().min(0).max(10_000_000)),
  email: maybe(z.email().max(200)), phone: maybe(z.string().regex(/^\+[1-9]\d{6,14}$/)), url: maybe(z.url({ protocol: /^https?$/ }).max(500)), gbfs_url: maybe(z.url({ protocol: /^https?$/ }).max(500)),
  colour: z.preprocess((value) => { const text = blank(value); return typeof text === 'string' ? text.toLowerCase() : text; }, z.string().regex(/^#[0-9a-f]{6}$/).optional()),
});
export type OperatorForm = z.output<typeof OperatorForm>;

/** Registers an operator, or changes the one of `known`; returns its code. Refuses (422) what is no company, an operator twice, a provider_id that another one has. */
export async function registerOperator(db: Db, form: OperatorForm, known: string | undefined, by: string | null, now: Date): Promise<string> {
  const index = await organisationIndex(db);
  const code = known ?? form.organisation ?? form.code;
  if (code === undefined) throw refuse(422, m.needsOrganisation, { field: 'organisation' });
  const there = index.get(code);
  if (known === undefined && there && (there.kind !== 'company' || there.ended)) throw refuse(422, m.notCompany, { field: form.organisation ? 'organisation' : 'code' });
  if (!there && form.name === undefined) throw refuse(422, m.needsOrganisation, { field: 'name' });
  const before = await operatorOf(db, code);
  if (known === undefined && before) throw refuse(422, m.takenCode, { field: form.organisation ? 'organisation' : 'code' });
  const area = there?.area ?? (await areaIndex(db)).all('city')[0]?.code;
  if (area === undefined) throw refuse(422, m.noOutlines);
  try {
    return await db.begin(async (tx) => {
      const name = form.name ?? there?.name ?? code;
      const renamed = name !== there?.name || (form.name_en ?? null) !== (there.name_en ?? null);
      if (!there || (known !== undefined && renamed)) await saveOrganisations(tx, [{ ...(there ?? { kind: 'company', level: 'city' }), code, area, name, name_en: form.name_en ?? null }], by, now);
      await saveOperator(tx, { ...form, code, provider_id: form.provider_id ?? before?.provider_id ?? randomUUID(), synthetic: before?.synthetic }, now);
      return code;
    });
  } catch (error) {
    if (isDuplicate(error)) throw refuse(422, m.takenProvider, { field: 'provider_id' });
    throw error;
  }
}
