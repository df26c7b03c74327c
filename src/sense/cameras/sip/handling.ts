// What a device may say and what becomes of it: REGISTER with digest, MESSAGE (Keepalive, Catalog, Alarm), NOTIFY (MobilePosition). Everything but
// REGISTER only from a registered device and from where it registered. Video is not spoken of here: an INVITE is not allowed.
import { createHash, randomBytes } from 'node:crypto';
import type { Db } from '#ground/db/index.ts';
import type { FileStore } from '#ground/files/index.ts';
import { zonedMoment } from '#ground/clock/zoned.ts';
import { Refusal } from '#ground/http/refusal.ts';
import { cityTools } from '#city/cases/index.ts';
import { alarmKind, readGbId } from '../rules.ts';
import { cameraBehind, deviceBy, keepAlive, mobileBehind, noteChannels, register, unregister, type Device } from '../sip-store.ts';
import { standsAt } from '../saving.ts';
import { cameraCalled } from '../store.ts';
import { takeEvent } from '../taking.ts';
import type { Digest } from './digest.ts';
import { alarmResponse, catalogQuery, positionQuery, readManscdp, type Said } from './manscdp.ts';
import { answerTo, userOf, type SipRequest } from './message.ts';
import type { Peer } from './transactions.ts';

export interface Desk {
  readonly db: Db; readonly files: FileStore; readonly zone: string; readonly digest: Digest; readonly now: () => Date;
  /** Sends a request of ours to a device, without waiting. */
  tell(device: string, to: Peer, request: { method: 'MESSAGE' | 'SUBSCRIBE'; body: string; headers?: readonly (readonly [string, string | number])[] }): void;
  /** After an event: later floors should hear soon. */
  nudge(): void;
}

const METHODS = 'REGISTER, MESSAGE, NOTIFY, OPTIONS';
const [SHORTEST_S, USUAL_S, LONGEST_S] = [60, 3600, 86_400];
/** How often a moving camera is asked to say where it is. */
const POSITION_EVERY_S = 60;

/** The handler of requests. Wrong passwords from one address: ten in a minute, then its registrations meet silence; devices that are registered there are heard as before. */
export function openHandling(desk: Desk): (request: SipRequest, from: Peer) => Promise<Buffer | undefined> {
  const wrongs = new Map<string, { count: number; until: number }>();
  return async (request, from) => {
    const wrong = wrongs.get(from.address);
    const now = desk.now().getTime();
    if (wrong && wrong.until <= now) wrongs.delete(from.address);
    else if (wrong && wrong.count >= 10 && request.method === 'REGISTER') return undefined;
    const answer = await answered(desk, request, from);
    if (answer.wrongPassword) {
      if (wrongs.size > 10_000) wrongs.clear();
      wrongs.set(from.address, { count: (wrongs.get(from.address)?.count ?? 0) + 1, until: now + 60_000 });
    }
    return answerTo(request, answer.status, { from, tag: randomBytes(6).toString('hex'), headers: answer.headers ?? [] });
  };
}

interface Answer { readonly status: number; readonly wrongPassword?: boolean; readonly headers?: readonly (readonly [string, string | number])[] }
async function answered(desk: Desk, request: SipRequest, from: Peer): Promise<Answer> {
  switch (request.method) {
    case 'REGISTER': return registered(desk, request, from);
    case 'MESSAGE': case 'NOTIFY': return said(desk, request, from);
    case 'OPTIONS': return { status: 200, headers: [['Allow', METHODS]] };
    default: return { status: 405, headers: [['Allow', METHODS]] };
  }
}

async function registered(desk: Desk, request: SipRequest, from: Peer): Promise<Answer> {
  const { headers } = request;
  const user = userOf(headers.get('from')) ?? '';
  if (typeof readGbId(user) === 'string' || userOf(headers.get('to')) !== user) return { status: 403 };
  const now = desk.now();
  const credentials = headers.get('authorization');
  const verdict = credentials === undefined ? 'none' : desk.digest.judge(credentials, { method: 'REGISTER', user, address: from.address }, now.getTime());
  if (verdict === 'wrong') return { status: 403, wrongPassword: true };
  if (verdict !== 'right') return { status: 401, headers: [['WWW-Authenticate', desk.digest.challenge(from.address, now.getTime(), verdict === 'stale')]] };
  const seconds = expires(request);
  if (seconds === 0) {
    await unregister(desk.db, user, now);
    return { status: 200, headers: [['Expires', 0]] };
  }
  if (seconds < SHORTEST_S) return { status: 423, headers: [['Min-Expires', SHORTEST_S]] };
  const before = await deviceBy(desk.db, user, now);
  await register(desk.db, { gbId: user, ...from, until: new Date(now.getTime() + seconds * 1000), now });
  if (!before?.registered) await greet(desk, user, from);
  // Devices set their clocks by this header; the standard has it as wall time (9.10).
  return { status: 200, headers: [['Contact', headers.get('contact') ?? ''], ['Expires', seconds], ['Date', wallClock(now, desk.zone)]] };
}

function expires({ headers }: SipRequest): number {
  const told = /;\s*expires\s*=\s*(\d{1,9})/i.exec(headers.get('contact') ?? '')?.[1] ?? /^\d{1,9}$/.exec(headers.get('expires') ?? '')?.[0];
  return told === undefined ? USUAL_S : Math.min(LONGEST_S, Number(told));
}

const wallClock = (at: Date, zone: string): string => `${new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(at).replace(' ', 'T')}.000`;

/** A device that is new is asked what stands behind it, and moving cameras where they are. */
async function greet(desk: Desk, device: string, to: Peer): Promise<void> {
  desk.tell(device, to, { method: 'MESSAGE', body: catalogQuery(serial(), device) });
  for (const camera of await mobileBehind(desk.db, device)) {
    desk.tell(device, to, { method: 'SUBSCRIBE', body: positionQuery(serial(), camera, POSITION_EVERY_S), headers: [['Event', 'presence'], ['Expires', USUAL_S]] });
  }
}
let counter = 0;
const serial = (): number => (counter = (counter % 999_999) + 1);

async function said(desk: Desk, request: SipRequest, from: Peer): Promise<Answer> {
  const now = desk.now();
  const device = await deviceBy(desk.db, userOf(request.headers.get('from')) ?? '', now);
  if (!device?.registered || device.address !== from.address) return { status: 403 };
  if (!/^application\/manscdp\+xml\b/i.test(request.headers.get('content-type') ?? '')) return { status: 415, headers: [['Accept', 'Application/MANSCDP+xml']] };
  const news = readManscdp(request.body);
  if (!news) return { status: 400 };
  try {
    return { status: await heard(desk, device, news, from, now) };
  } catch (error) {
    if (error instanceof Refusal) return { status: 400 };
    throw error;
  }
}

async function heard(desk: Desk, device: Device, news: Said, from: Peer, now: Date): Promise<number> {
  switch (news.type) {
    case 'keepalive': await keepAlive(desk.db, device.gb_id, now); return 200;
    case 'catalog': if (news.items.length) await noteChannels(desk.db, device.gb_id, news.items, now); return 200;
    case 'alarm': return alarmed(desk, device, news, from, now);
    case 'position': return moved(desk, device, news, now);
    case 'other': return 200;
  }
}

/** An alarm of the device itself or of a camera behind it. Which it was already told is known by what it says, so one that is sent anew is no second event. */
async function alarmed(desk: Desk, device: Device, news: Extract<Said, { type: 'alarm' }>, from: Peer, now: Date): Promise<number> {
  const [behind, camera] = [await cameraBehind(desk.db, device.gb_id, news.device), await cameraCalled(desk.db, news.device, {}, now)];
  if (!behind || !camera) return 403;
  const id = createHash('sha256').update([news.sn, news.time, news.method, news.alarmType].join(' ')).digest('base64url').slice(0, 24);
  await takeEvent(desk.db, desk.files, { id: `gb-${id}`, source: 'gb28181', camera, kind: alarmKind(news.method, news.alarmType), at: zonedMoment(news.time, desk.zone), note: news.note }, now);
  desk.nudge();
  desk.tell(device.gb_id, from, { method: 'MESSAGE', body: alarmResponse(news.sn, news.device) });
  return 200;
}

async function moved(desk: Desk, device: Device, news: Extract<Said, { type: 'position' }>, now: Date): Promise<number> {
  const behind = await cameraBehind(desk.db, device.gb_id, news.device);
  if (!behind) return 403;
  if (!behind.mobile) return 200;
  const tools = await cityTools(desk.db);
  const path = tools.areas.locate(news.at.lon, news.at.lat)?.path ?? tools.areas.all('city')[0]?.path ?? [];
  await standsAt(desk.db, behind.code, news.at, path, now);
  return 200;
}
