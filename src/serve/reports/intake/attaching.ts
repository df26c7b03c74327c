// A call about something that is already on file: the caller's report joins the open case instead of opening another.
import { randomUUID } from 'node:crypto';
import { isDuplicate, json, sql, type Db } from '#ground/db/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import { addingContact, digest, type Viewer } from '#ground/identity/index.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { actAsStaff, follow, type Source } from '#city/cases/index.ts';
import type { Receipt } from '../contract.ts';
import { p } from '../page-messages.ts';
import type { Fields } from '../preparing.ts';
import { receiptCode } from '../submitting.ts';

/** Two round trips. Throws 404 for a case that is not the viewer's, 409 for a closed one. The same `once` again is refused by the database and told as such. */
export async function joinCase(db: Db, viewer: Viewer, number: string, given: { fields: Fields; source: Source; once: string; lang: Lang; now: Date }): Promise<Receipt> {
  const { fields, source, once, now } = given;
  const code = receiptCode(once);
  const contact = fields.reporter !== 'anonymous' && (fields.name || fields.phone || fields.email) ? randomUUID() : null;
  const beside = sql`${contact ? sql`contact as (${addingContact({ id: contact, name: fields.name, phone: fields.phone, email: fields.email, lang: given.lang, at: now }, sql`stepped`)}),` : sql``}
    mine as (insert into serve.reports (case_id, code, once, nature, class, source, reporter, person, description, place, place_from, answers, lang, follows, created_at)
      select id, ${digest(code)}, ${once}::uuid, ${fields.nature}, class, ${source}, ${fields.reporter}, ${contact}::uuid, ${fields.description ?? null}, ${fields.place ?? null}, 'staff', ${json(fields.answers)}::text::jsonb, ${given.lang}, true, ${now}::timestamptz from stepped)`;
  try {
    const { row } = await actAsStaff(db, viewer, { number, verb: 'follow', now, beside }, (situation) => {
      if (situation.state.closed_at) throw refuse(409, p.overAlready, { field: 'into' });
      return follow(situation, { people: 1 });
    });
    return { number: row.number, code, due: row.due_at, again: false };
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return { number, code, due: null, again: true };
  }
}
