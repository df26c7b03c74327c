// From fields to a case about to be opened: class, stopper, answers, place, areas, centres, promise. Refuses with the field and the remedy.
// Memory only, but for an address or an asset code that must be looked up (one statement).
import { parsePoint, type Point } from '#ground/geo/points.ts';
import type { Db } from '#ground/db/index.ts';
import { Refusal, refuse, refuseFields, type FieldProblem } from '#ground/http/refusal.ts';
import { message } from '#ground/i18n/index.ts';
import { m as http } from '#ground/http/messages.ts';
import { describePlace, findPlaces } from '#city/addresses/index.ts';
import { assetByCode } from '#city/assets/index.ts';
import { centresOf, expectedLimit, isCase, locate, natureWord, publicPosition, receive, today, type CityTools } from '#city/cases/index.ts';
import { checkAnswers, stopperFor, usableClass, type Answer, type Class } from '#city/classes/index.ts';
import type { z } from 'zod';
import type { ReportFields, ReporterMode } from './contract.ts';
import { m } from './messages.ts';

export type Fields = z.output<typeof ReportFields> & { answers: Readonly<Record<string, unknown>>; understood: boolean };
export interface Prepared {
  readonly change: ReturnType<typeof receive>; readonly cls: Class | undefined; readonly answers: Record<string, Answer>;
  readonly at: Point | null; readonly publicAt: Point | null; readonly place: string | null; readonly asset: string | null; readonly placeFrom: string | null;
  readonly visibility: 'public' | 'private'; readonly reporter: ReporterMode;
}

/** `staff`: an acceptor may take down what has no place or class yet; residents may not. `reachable`: the reporter is signed in, so no contact need be given. */
export interface Taking { readonly staff: boolean; readonly reachable: boolean }

/** Throws a Refusal naming the field. */
export async function prepare(db: Db, tools: CityTools, fields: Fields, now: Date, { staff, reachable }: Taking): Promise<Prepared> {
  const on = today(now, tools);
  const cls = fields.class === undefined ? undefined : usableClass(tools.classes, fields.class, on);
  if (cls && isCase(fields.nature) && !cls.natures.includes(fields.nature)) throw refuse(422, m.natureNotForClass, { field: 'class', params: { class: cls.name, nature: natureWord(fields.nature) } });
  if (!staff) stopEmergencies(tools, fields, on);
  const answers = answersOf(cls, fields.answers);
  const { at, place, asset, placeFrom } = await placeOf(db, fields, cls, staff);
  const path = at ? [...locate(tools, at, 'place').path] : [...(tools.areas.all('city')[0]?.path ?? [])];
  wanted(fields, cls, staff || reachable);
  return {
    change: receive({ nature: fields.nature, class: cls?.code ?? null, path, ...centresOf(tools, path), handling: expectedLimit(tools, cls?.code ?? null), asset }, tools.timer, now),
    cls, answers, at, publicAt: at && publicPosition(tools, cls?.code ?? null, at), place, asset, placeFrom,
    visibility: cls?.visibility === 'private' || fields.reporter === 'confidential' ? 'private' : 'public', reporter: fields.reporter,
  };
}

/** What is said instead of a form: gas, fire, people hurt. A blocking one is never taken as a report. */
function stopEmergencies(tools: CityTools, fields: Fields, on: string): void {
  const found = stopperFor(tools.classes, { class: fields.class, text: fields.description }, on);
  if (!found) return;
  const text = message([found.stopper.zh, found.stopper.en ?? found.stopper.zh]);
  const chosen = found.class === fields.class;
  if (found.stopper.blocks && (chosen || !fields.understood)) throw refuse(422, text, { field: 'understood' });
  if (!chosen && !fields.understood) throw refuseFields(m.understoodFirst, [{ field: 'understood', message: text }]);
}

function answersOf(cls: Class | undefined, given: Readonly<Record<string, unknown>>): Record<string, Answer> {
  const { values, problems } = checkAnswers(cls?.questions ?? [], given);
  const fields = problems.map((p): FieldProblem => ({ field: `answer.${p.code}`, message: p.message, ...(p.params ? { params: p.params } : {}) }));
  if (fields.length) throw new Refusal(422, http.checkFields, { params: { n: fields.length }, fields });
  return values;
}

async function placeOf(db: Db, fields: Fields, cls: Class | undefined, staff: boolean): Promise<{ at: Point | null; place: string | null; asset: string | null; placeFrom: string | null }> {
  const asset = fields.asset ? await assetByCode(db, fields.asset) : undefined;
  if (fields.asset && !asset) throw refuse(422, m.noAsset, { field: 'asset', params: { code: fields.asset } });
  if (cls?.asset_class && !asset && !staff) throw refuse(422, m.needAsset, { field: 'asset' });
  if (fields.lon !== undefined || fields.lat !== undefined) {
    const at = pointOf(fields);
    return { at, place: fields.place ?? asset?.place ?? (await called(db, at)), asset: asset?.code ?? null, placeFrom: fields.place_from ?? 'pin' };
  }
  if (asset) return { at: { lon: asset.lon, lat: asset.lat }, place: fields.place ?? asset.place ?? asset.name, asset: asset.code, placeFrom: 'asset' };
  if (!fields.place) {
    if (staff || !isCase(fields.nature)) return { at: null, place: null, asset: null, placeFrom: null };
    throw refuse(422, m.needPlace, { field: 'place' });
  }
  const [best] = await findPlaces(db, { text: fields.place, limit: 1 });
  if (!best && staff) return { at: null, place: fields.place, asset: null, placeFrom: null };
  if (!best) throw refuse(422, m.placeNotFound, { field: 'place', params: { place: fields.place } });
  return { at: { lon: best.lon, lat: best.lat }, place: fields.place, asset: null, placeFrom: 'address' };
}

/** A position without words gets those of the nearest address; the picture of the place stays the position. */
async function called(db: Db, at: Point): Promise<string | null> {
  return (await describePlace(db, at))?.text.zh ?? null;
}

function pointOf(fields: Fields): Point {
  const parsed = parsePoint({ lon: fields.lon, lat: fields.lat, datum: fields.datum });
  if (!parsed.ok) throw refuse(422, parsed.problem, { field: parsed.field });
  return parsed.value;
}

/** What nobody can do without: words for a question or idea, a class or words for the rest, a way to reach those who want to be known. */
function wanted(fields: Fields, cls: Class | undefined, reachable: boolean): void {
  if (!isCase(fields.nature) && !fields.description) throw refuse(422, m.needText, { field: 'description' });
  if (isCase(fields.nature) && !cls && !fields.description) throw refuse(422, m.needClassOrText, { field: 'class' });
  if (!reachable && fields.reporter !== 'anonymous' && !fields.phone && !fields.email) throw refuse(422, m.needContact, { field: 'phone' });
}
