// A report written: person, case, report, photos, subscription, link and event in one statement. The same form sent twice is one report.
import { randomUUID, createHash } from 'node:crypto';
import { z } from 'zod';
import { isDuplicate, json, sql, type Db, type Query } from '#ground/db/index.ts';
import { attaching, type StoredPhoto } from '#ground/files/index.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { addingContact, digest } from '#ground/identity/index.ts';
import { linkingFrom } from '#ground/links/index.ts';
import { cityTools, natureWord, openingCtes, point, type Source, titleOf } from '#city/cases/index.ts';
import { subscribeCte } from '../push/index.ts';
import type { Receipt } from './contract.ts';
import { prepare, type Fields, type Prepared } from './preparing.ts';

export interface Submission {
  readonly fields: Fields; readonly photos: readonly StoredPhoto[]; readonly source: Source; readonly now: Date; readonly lang: Lang;
  /** Of the form; the same one again returns the first report's receipt. */
  readonly once: string | undefined;
  /** The signed-in reporter, if they do not want to be anonymous. */
  readonly person: string | undefined;
  /** Whoever took it down: an acceptor with their centre, or an API key. */
  readonly staff?: { person: string; organisation: string | null } | undefined;
  readonly key?: number | undefined; readonly device?: string | undefined; readonly account?: string | undefined;
}

const Written = z.object({ number: z.string(), due: z.date().nullable() });

/** Throws a Refusal naming the field. At most three round trips: an address to look up, the write, and for a repeated form its first result. */
export async function submit(db: Db, given: Submission): Promise<Receipt> {
  const tools = await cityTools(db);
  const fields = whereTaken(given.fields, given.photos);
  const prepared = await prepare(db, tools, fields, given.now, { staff: given.staff !== undefined, reachable: given.person !== undefined });
  const once = given.once ?? randomUUID();
  const code = receiptCode(once);
  try {
    const written = await db.maybe(Written, statement({ ...given, fields }, prepared, { once, code, pattern: tools.settings.caseNumber, zone: tools.settings.zone }));
    if (written) return { ...written, code, again: false };
  } catch (error) {
    if (!isDuplicate(error)) throw error;   // the same form in the same moment: the other one won
  }
  const first = await db.one(Written, sql`select c.number, c.due_at as due from serve.reports r join city.v_cases c on c.id = r.case_id where r.once = ${once}`);
  return { ...first, code, again: true };
}

/** A report without any place is where its photo was taken. */
function whereTaken(fields: Fields, photos: readonly StoredPhoto[]): Fields {
  const position = photos.find((photo) => photo.position)?.position;
  if (!position || fields.lon !== undefined || fields.lat !== undefined || fields.place || fields.asset) return fields;
  return { ...fields, lon: position.lon, lat: position.lat, datum: 'wgs84', place_from: 'photo' };
}

/** The code follows from the form's own random id, so that a form repeated after a lost answer gets the same receipt. 30^8 values, guesses are limited by rate. */
export function receiptCode(once: string): string {
  const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
  const bytes = createHash('sha256').update(`receipt ${once}`).digest();
  const code = Array.from({ length: 8 }, (_, i) => letters[bytes.readUInt16BE(2 * i) % letters.length]).join('');
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

function statement(s: Submission, p: Prepared, receipt: { once: string; code: string; pattern: string; zone: string }): Query {
  const { fields, now } = s;
  const known = fields.reporter !== 'anonymous';
  const contact = known && !s.person && (fields.name || fields.phone || fields.email) ? randomUUID() : undefined;
  const person = known ? (s.person ?? contact ?? null) : null;
  const description = fields.description?.trim() || null;
  return sql`with claim as (select 1 where not exists (select 1 from serve.reports where once = ${receipt.once})),
    ${contact ? sql`contact as (${addingContact({ id: contact, name: fields.name, phone: fields.phone, email: fields.email, lang: s.lang, at: now }, sql`claim`)}),` : sql``}
    ${openingCtes({
      change: p.change, nature: fields.nature, source: s.source, title: titleOf(p.cls?.name, description, natureWord(fields.nature)('zh')), description, point: p.at, publicPoint: p.publicAt, accuracy: fields.accuracy ?? null,
      place: p.place, asset: p.asset, visibility: p.visibility, actor: { person: s.staff?.person ?? null, role: s.staff ? 'acceptor' : 'reporter', organisation: s.staff?.organisation ?? null },
      note: null, at: now, pattern: receipt.pattern, zone: receipt.zone,
    }, sql`claim`)},
    mine as (insert into serve.reports (case_id, code, once, nature, class, source, reporter, person, description, geom, accuracy_m, place, place_from, answers, lang, device, account, key_id, created_at)
      select id, ${digest(receipt.code)}, ${receipt.once}::uuid, ${fields.nature}, ${p.cls?.code ?? null}, ${s.source}, ${fields.reporter}, ${person}::uuid, ${description}, ${point(p.at)}, ${fields.accuracy ?? null}::real, ${p.place}, ${p.placeFrom},
        ${json(p.answers)}::text::jsonb, ${s.lang}, ${s.device ?? null}, ${s.account ?? null}, ${s.key ?? null}::bigint, ${now}::timestamptz from opened returning id),
    shown as (${attaching(s.photos, { type: 'case', key: sql`number`, from: sql`opened` }, { by: s.staff?.person, now })}),
    ${person && (s.person || fields.email) ? sql`${subscribeCte({ person, lang: s.lang, now }, sql`number`, sql`select number from opened`)},` : sql``}
    came as (${linkingFrom({ type: 'case', key: sql`number` }, 'came-of', { type: 'report', key: sql`mine.id::text` }, sql`opened, mine`, { by: s.staff?.person, now })})
    select number, ${p.change.due ?? null}::timestamptz as due from opened`;
}
