// A camera saved: where it stands decides whose it is; its GB/T 28181 code, its area and its unit are checked first.
import { isDuplicate, type Db } from '#ground/db/index.ts';
import type { Point } from '#ground/geo/points.ts';
import { refuse } from '#ground/http/refusal.ts';
import type { Message } from '#ground/i18n/index.ts';
import { adminWords } from '#city/admin/index.ts';
import { cityTools, locate, today } from '#city/cases/index.ts';
import { usableClass } from '#city/classes/index.ts';
import { keepThing } from '#sense/things/index.ts';
import type { CameraInput, RuleInput } from './contract.ts';
import { m } from './messages.ts';
import { readGbId, type GbProblem } from './rules.ts';
import { cameraByCode, cameraCalled, moveCamera, setThing, soundArea, writeCamera, writeRule, type CameraRow, type Reach, type SavedCamera } from './store.ts';

const GB_WORDS: Readonly<Record<GbProblem, Message>> = { length: m.wrongGbLength, area: m.wrongGbArea, type: m.wrongGbType };
export interface By { readonly person: string | null; readonly reach: Reach; readonly now: Date }

/** Adds or changes a camera and returns it. Refuses (422) at the field; (403) a place outside of reach, (404) a code that is another area's. */
export async function saveCamera(db: Db, code: string, input: CameraInput, { person, reach, now }: By): Promise<CameraRow> {
  if (await isForeign(db, code, reach, now)) throw refuse(404, m.gone);
  const gb = input.gb_id ?? null;
  const problem = gb === null ? undefined : readGbId(gb);
  if (typeof problem === 'string') throw refuse(422, GB_WORDS[problem], { field: 'gb_id' });
  const tools = await cityTools(db);
  const at = { lon: input.lon, lat: input.lat };
  const { path } = locate(tools, at, 'lon');
  if (reach.areas && !reach.areas.some((area) => path.includes(area))) throw refuse(403, adminWords.areaOnly, { field: 'lon' });
  if (input.organisation && !tools.organisations.get(input.organisation)) throw refuse(422, m.noUnit, { field: 'organisation' });
  if (input.covered && !(await soundArea(db, input.covered))) throw refuse(422, m.ringOpen, { field: 'covered' });
  try {
    const camera = { code, name: input.name, gb_id: gb, at, covered: input.covered ?? null, place: input.place || null, path, organisation: input.organisation || null, public: input.public, mobile: input.mobile, silent_s: input.silent_s };
    await db.begin(async (tx) => keepAsThing(tx, { ...camera, thing: await writeCamera(tx, camera, person, now) }, now));
  } catch (error) {
    const other = gb !== null && isDuplicate(error) ? await cameraCalled(db, gb, {}, now) : undefined;
    throw other ? refuse(422, m.gbTaken, { field: 'gb_id', params: { code: other.code } }) : error;
  }
  const saved = await cameraByCode(db, code, {}, now);
  if (!saved) throw refuse(404, m.gone);
  return saved;
}

/** A camera on a vehicle has said where it is: the row and its thing, which keeps where it was. Nothing where the camera does not move. */
export const standsAt = (db: Db, code: string, at: Point, path: readonly string[], now: Date): Promise<void> => db.begin(async (tx) => {
  const camera = await moveCamera(tx, code, at, path, now);
  if (camera) await keepAsThing(tx, { ...camera, at, path }, now);
});

interface AsThing extends Pick<SavedCamera, 'code' | 'name' | 'gb_id' | 'at' | 'path' | 'organisation' | 'public'> { readonly thing: number | null }
/** The camera as a SensorThings thing, in step with it and in its transaction; seen by staff alone where the camera is. */
async function keepAsThing(tx: Db, { code, thing, name, gb_id, at, path, organisation, public: seen }: AsThing, now: Date): Promise<void> {
  const kept = await keepThing(tx, { id: thing, name, kind: 'camera', properties: { camera: code, ...(gb_id === null ? {} : { gb28181: gb_id }) }, at, path, organisation, public: seen }, now);
  if (kept !== thing) await setThing(tx, code, kept);
}

async function isForeign(db: Db, code: string, reach: Reach, now: Date): Promise<boolean> {
  const stored = await cameraByCode(db, code, {}, now);
  return stored !== undefined && reach.areas !== undefined && !stored.path.some((area) => reach.areas?.includes(area));
}

/** What becomes of a kind at one camera, or (null) at every one without a rule of its own. Refuses (422) a class that is none. */
export async function saveRule(db: Db, camera: string | null, input: RuleInput, { person, reach, now }: By): Promise<void> {
  if (input.opens === 'case' && !input.class) throw refuse(422, m.needClass, { field: 'class' });
  const tools = await cityTools(db);
  if (input.class) usableClass(tools.classes, input.class, today(now, tools));
  if (camera !== null && !(await cameraByCode(db, camera, reach, now))) throw refuse(422, m.notThere, { field: 'camera', params: { code: camera } });
  await writeRule(db, { camera, kind: input.kind, opens: input.opens, class: input.class || null, join_minutes: input.join_minutes, least_confidence: input.least_confidence }, person, now);
}
