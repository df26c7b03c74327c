// A closure entered, changed, ended or withdrawn: its row, its version and its SensorThings thing in one transaction.
import type { Db } from '#ground/db/index.ts';
import { zonedMoment } from '#ground/clock/zoned.ts';
import { refuse } from '#ground/http/refusal.ts';
import { adminWords } from '#city/admin/index.ts';
import { areaIndex } from '#city/areas/index.ts';
import { citySettings } from '#city/settings/index.ts';
import { keepThing } from '#sense/things/index.ts';
import type { Closure, ClosureForm, Geometry } from './contract.ts';
import { linesOf, middleOf, readGeometry } from './geometry.ts';
import { m } from './messages.ts';
import { roadNamed } from './roads.ts';
import { stateOf } from './rules.ts';
import { addClosure, changeClosure, endClosure, holdClosure, keepVersion, setThing, type Reach, type Written } from './store.ts';

export interface By { readonly person: string | null; readonly reach: Reach; readonly now: Date }
const FIVE_YEARS_MS = 5 * 366 * 86_400_000;

/** Adds a closure (`id` undefined) or changes one that is not over. Refuses (422) at the field, (403) a place outside of reach, (404) one that is not there for them. Returns its id. */
export async function saveClosure(db: Db, id: number | undefined, form: ClosureForm, { person, reach, now }: By): Promise<number> {
  const closure = await written(db, form, id === undefined, now);
  if (reach.areas && !closure.path.some((area) => reach.areas?.includes(area))) throw refuse(403, adminWords.areaOnly, { field: 'geometry' });
  return db.begin(async (tx) => {
    const stored = id === undefined ? undefined : await held(tx, id, reach, now);
    const kept = stored?.id ?? await addClosure(tx, closure, person, now);
    if (stored) await changeClosure(tx, stored.id, closure, now);
    await asThing(tx, { ...closure, id: kept, thing: stored?.thing ?? null, updated_at: now }, now);
    await keepVersion(tx, kept, stored ? 'changed' : 'entered', person, now);
    return kept;
  });
}

/** The road is open from now on; withdrawn: the closure was never to be. Refuses (404, 409). */
export const finishClosure = (db: Db, id: number, withdrawn: boolean, { person, reach, now }: By): Promise<void> => db.begin(async (tx) => {
  const stored = await held(tx, id, reach, now);
  await endClosure(tx, id, withdrawn, now);
  await asThing(tx, { ...stored, ended_at: now, withdrawn, updated_at: now }, now);
  await keepVersion(tx, id, withdrawn ? 'withdrawn' : 'ended', person, now);
});

async function held(tx: Db, id: number, reach: Reach, now: Date): Promise<Closure> {
  const stored = await holdClosure(tx, id, reach);
  if (!stored) throw refuse(404, m.gone);
  if (['ended', 'withdrawn'].includes(stateOf(stored, now))) throw refuse(409, m.isOver);
  return stored;
}

async function written(db: Db, form: ClosureForm, fresh: boolean, now: Date): Promise<Written> {
  const { zone } = await citySettings(db);
  const starts_at = moment(form.starts_at, zone, 'starts_at');
  const ends_at = form.ends_at === '' ? null : moment(form.ends_at, zone, 'ends_at');
  if (ends_at && ends_at <= starts_at) throw refuse(422, m.endsBefore, { field: 'ends_at' });
  if (ends_at && fresh && ends_at <= now) throw refuse(422, m.endsInPast, { field: 'ends_at' });
  if (Math.abs(starts_at.getTime() - now.getTime()) > FIVE_YEARS_MS) throw refuse(422, m.farAway, { field: 'starts_at' });
  if (ends_at && ends_at.getTime() - starts_at.getTime() > FIVE_YEARS_MS) throw refuse(422, m.farAway, { field: 'ends_at' });
  const areas = await areaIndex(db);
  const geometry: Geometry = form.geometry.trim() === '' ? await roadNamed(db, form.road) : readGeometry(form.geometry, form.datum, areas.bounds);
  const path = [...new Set(linesOf(geometry).flat().flatMap(([lon, lat]) => areas.locate(lon, lat)?.path ?? []))];
  if (areas.bounds && path.length === 0) throw refuse(422, m.outside, { field: 'geometry' });
  const or = (text: string) => (text === '' ? null : text);
  return { kind: form.kind, road: form.road, road_en: or(form.road_en), direction: form.direction, reason: form.reason, reason_en: or(form.reason_en), detour: or(form.detour), detour_en: or(form.detour_en), geometry, path, starts_at, ends_at, ended_at: null, withdrawn: false };
}

function moment(text: string, zone: string, field: string): Date {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? zonedMoment(text, zone) : undefined;
  if (!at || Number.isNaN(at.getTime())) throw refuse(422, m.badTime, { field });
  return at;
}

/** A closure is a thing of its own and not a section's observation: it has a beginning, an end and a detour, and sections are drawn anew every time. */
async function asThing(tx: Db, c: Closure, now: Date): Promise<void> {
  const closure = { id: `closure-${c.id}`, type: c.kind, direction: c.direction, starts_at: c.starts_at, ends_at: c.ended_at ?? c.ends_at, withdrawn: c.withdrawn, reason: { zh: c.reason, en: c.reason_en }, detour: { zh: c.detour, en: c.detour_en }, geometry: c.geometry };
  const thing = await keepThing(tx, { id: c.thing, name: c.road, kind: 'closure', properties: { name: { zh: c.road, en: c.road_en }, closure }, at: middleOf(c.geometry), path: c.path, organisation: null, public: true }, now);
  if (thing !== c.thing) await setThing(tx, c.id, thing);
}
