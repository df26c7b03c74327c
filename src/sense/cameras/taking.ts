// An event taken, whichever door it comes through: judged by its rule and written with the case, the happening or nothing in one transaction.
import type { Db } from '#ground/db/index.ts';
import type { FileStore } from '#ground/files/index.ts';
import { Refusal, refuse } from '#ground/http/refusal.ts';
import { centresOf, cityTools, expectedLimit, openingCtes, publicPosition, receive, titleOf, today, type CityTools } from '#city/cases/index.ts';
import { usableClass } from '#city/classes/index.ts';
import type { Query } from '#ground/db/index.ts';
import type { Taken } from './contract.ts';
import { holdLatest, writeEvent, type EventFields } from './events-store.ts';
import { m } from './messages.ts';
import { dropSnapshot, takeSnapshot, type EventPictures } from './pictures.ts';
import { AHEAD_MS, EARLIEST_MS, judge, type OpenCase, type Verdict } from './rules.ts';
import { ruleFor, type CameraRow, type RuleRow } from './store.ts';
import { kindWord } from './words.ts';

export interface Incoming {
  readonly id: string; readonly source: 'webhook' | 'gb28181'; readonly camera: CameraRow; readonly kind: string; readonly at: Date;
  readonly box?: readonly number[] | undefined; readonly class?: string | undefined; readonly confidence?: number | undefined; readonly note?: string | undefined;
  /** A picture as it came: it is decoded and written anew. */
  readonly snapshot?: Uint8Array | undefined;
}

/** Refuses (422) a time that cannot be, (415, 413) what is no picture. The same id of the same camera again answers with what it led to the first time. */
export async function takeEvent(db: Db, files: FileStore, incoming: Incoming, now: Date): Promise<Taken> {
  if (incoming.at.getTime() - now.getTime() > AHEAD_MS) throw refuse(422, m.ahead, { field: 'time' });
  if (incoming.at.getTime() < EARLIEST_MS) throw refuse(422, m.longAgo, { field: 'time' });
  const [tools, rule] = [await cityTools(db), await ruleFor(db, incoming.camera.code, incoming.kind)];
  const pictures = incoming.snapshot && (await atField(takeSnapshot(files, incoming.snapshot)));
  try {
    const taken = await db.begin((tx) => write(tx, tools, rule, incoming, pictures, now));
    if (taken.again) await dropSnapshot(files, pictures);
    return taken;
  } catch (error) {
    await dropSnapshot(files, pictures);
    throw error;
  }
}

/** What is wrong with a picture is told at the field it came in. */
async function atField<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Refusal) || !error.fields[0]) throw error;
    const [{ message, params }] = [error.fields[0]];
    throw refuse(error.status, message, { field: 'snapshot', ...(params ? { params } : {}) });
  }
}

async function write(tx: Db, tools: CityTools, rule: RuleRow | undefined, incoming: Incoming, pictures: EventPictures | undefined, now: Date): Promise<Taken> {
  const { camera, kind } = incoming;
  const held = await holdLatest(tx, camera.code, kind, incoming.id);
  if (held.known !== null) return { event: held.known, case: held.known_case, joined: held.known_joined, again: true };
  const open: OpenCase | undefined = held.case_number !== null && held.at !== null && !held.closed ? { number: held.case_number, at: held.at } : undefined;
  const verdict = judge(rule, { at: incoming.at, now, confidence: incoming.confidence ?? null, picture: pictures !== undefined }, open);
  const opening = verdict.do === 'open' ? openCase(tools, verdict, incoming, now) : undefined;
  const joined = verdict.do === 'join' ? verdict.number : undefined;
  const written = await writeEvent(tx, fieldsOf(incoming, now), { opening, joined, happening: verdict.do === 'happening', cityClass: rule?.class ?? null }, pictures);
  return { event: written.id, case: written.number, joined: joined !== undefined, again: false };
}

/** The case as city/cases wants it. The public sees it where its class lets it be seen; no picture of the camera goes into the file. */
function openCase(tools: CityTools, { class: code }: Extract<Verdict, { do: 'open' }>, { camera, kind }: Incoming, now: Date): Query {
  const cls = usableClass(tools.classes, code, today(now, tools));
  const at = { lon: camera.lon, lat: camera.lat };
  const path = [...camera.path];
  // Which camera it was stands beside the case for staff: its name would say more of the place than the class may want to be public.
  const description = m.caseText('zh', { kind: kindWord(kind, 'zh') });
  return openingCtes({
    change: receive({ nature: 'report', class: cls.code, path, ...centresOf(tools, path), handling: expectedLimit(tools, cls.code) }, tools.timer, now),
    nature: 'report', source: 'camera', title: titleOf(cls.name, m.caseTitle('zh'), ''), description, point: at, publicPoint: publicPosition(tools, cls.code, at), accuracy: null, place: camera.place, asset: null,
    visibility: cls.visibility === 'private' ? 'private' : 'public', actor: { person: null, role: 'system', organisation: null }, note: null, at: now, pattern: tools.settings.caseNumber, zone: tools.settings.zone,
  });
}

const fieldsOf = (i: Incoming, now: Date): EventFields => ({
  camera: i.camera.code, event_id: i.id, source: i.source, kind: i.kind, at: i.at, received_at: now, box: i.box ?? null, class: i.class ?? null, confidence: i.confidence ?? null, note: i.note ?? null,
  lon: i.camera.lon, lat: i.camera.lat, path: i.camera.path,
});
