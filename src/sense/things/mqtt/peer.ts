// One connection that has signed in: what it subscribed to, what it may be told, what is on its way to it.
import type { Socket } from 'node:net';
import type { Ground } from '#ground/http/context.ts';
import { read } from '../reading/read.ts';
import { callerOf, type Caller } from '../sta/caller.ts';
import { BadQuery } from '../query/bad.ts';
import { serviceOf } from '../sta/service-of.ts';
import type { Feed, Listener } from './feed.ts';
import { message } from './frames.ts';
import { openOutlet, type Outlet } from './outlet.ts';
import { saveTopics, type Saved, type Session } from './sessions.ts';
import type { Refused } from './taking.ts';
import { writtenBefore, type Before } from './stream.ts';
import { ERRORS, interestOf, type Interest } from './topics.ts';
import type { Guest } from './who.ts';

/** Topics of one connection. */
const MOST_TOPICS = 1000;

export interface Peer {
  readonly guest: Guest; readonly outlet: Outlet;
  /** What it may do now; undefined when its key or account is no more. */
  caller(): Promise<Caller | undefined>;
  /** False when there is nothing of that name for this viewer. */
  subscribe(topic: string, qos: number): Promise<boolean>;
  unsubscribe(topics: readonly string[]): void;
  /** CONNACK is out: it may be told things. `session`: where it left off. */
  ready(): void;
  resume(session: Session): void;
  /** Writes its subscriptions down. */
  keep(): Promise<void>;
  /** Its place, when that moved since it was last asked. */
  moved(): Saved | undefined;
  refused(topic: string, refused: Refused): void;
  leave(): Promise<void>;
}
export interface Meeting { readonly ground: Ground; readonly feed: Feed; readonly guest: Guest; readonly conn: Socket; /** Its session's name; undefined when it ends with the connection. */ readonly name: string | undefined; /** Ends the connection. */ end(): void }

export function openPeer({ ground, feed, guest, conn, name, end }: Meeting): Peer {
  const { db } = ground;
  const interests = new Map<string, Interest>();
  const levels = new Map<string, number>();
  const said = new Map<string, string>();
  const old = new Map<string, Before>();
  let [isReady, joined, closed, left] = [false, false, false, ''];
  let session: Session | undefined;
  let outlet = openOutlet(conn, feed.place);
  const callerNow = async () => { const viewer = await guest.now(); return viewer && callerOf(viewer, ground.config.STA_OPEN_WRITE); };
  const sees = callerOf(guest.viewer, ground.config.STA_OPEN_WRITE).sees;

  const listener: Listener = {
    interests,
    async mayHear() {
      const still = await callerNow().then((caller) => caller?.sees === sees);
      // It signs in again as what it is now.
      if (!still) end();
      return still;
    },
    take({ interest, payload, tx }, before) {
      const { topic, property } = interest;
      const qos = levels.get(topic);
      if (qos === undefined || old.get(topic)?.(tx)) return;
      if (property) {
        const text = payload.toString();
        if (said.get(topic) === text) return;
        said.set(topic, text);
      }
      outlet.send(message(topic, payload), qos > 0 ? 1 : 0, before);
    },
    reached: (place) => outlet.pending.reached(place),
    get full() { return outlet.full; },
    room: () => outlet.room(),
    get closed() { return closed; },
  };

  function join(): void {
    if (!isReady || joined || interests.size === 0) return;
    joined = true;
    feed.join(listener, session);
  }

  return {
    guest, get outlet() { return outlet; }, caller: callerNow,
    async subscribe(topic, qos) {
      if (levels.size >= MOST_TOPICS && !levels.has(topic)) return false;
      if (topic !== ERRORS) {
        const interest = interested(topic);
        // Whether there is what the topic names; rows are not wanted.
        const now = interest && await read(db, { path: interest.path, query: interest.many ? '$top=0' : '', root: serviceOf(ground).root, now: ground.clock.now(), sees });
        if (!interest || !now || now.kind === 'missing') return false;
        // Anew it begins now, restored where it left off. A property is told when it changes.
        if (session?.topics[topic] === undefined) {
          old.set(topic, await writtenBefore(db));
          if (interest.property && now.kind === 'one') said.set(topic, JSON.stringify(now.body));
        }
        interests.set(topic, interest);
      }
      levels.set(topic, qos);
      join();
      return true;
    },
    unsubscribe(topics) { for (const topic of topics) { interests.delete(topic); levels.delete(topic); said.delete(topic); old.delete(topic); } },
    ready() { isReady = true; join(); },
    resume(found) { session = found; outlet = openOutlet(conn, found); },
    keep: async () => { if (name !== undefined) await saveTopics(db, name, levels, session ?? outlet.pending.safe(), ground.clock.now()); },
    moved() {
      if (name === undefined || !joined) return undefined;
      const { tx, id } = outlet.pending.safe();
      // Once an hour at least: a session is forgotten a day after it was last seen.
      const at = `${tx} ${id} ${Math.floor(ground.clock.now().getTime() / 3_600_000)}`;
      if (left === at) return undefined;
      left = at;
      return { name, tx, id };
    },
    refused(topic, refused) {
      const qos = levels.get(ERRORS);
      if (qos !== undefined && !closed) outlet.send(message(ERRORS, Buffer.from(JSON.stringify({ topic, code: refused.status, message: refused.message }))), 0, feed.place);
    },
    async leave() {
      if (closed) return;
      closed = true;
      feed.leave(listener);
      outlet.close();
      await guest.leave();
    },
  };

  function interested(topic: string): Interest | undefined {
    try {
      return interestOf(topic, sees);
    } catch (error) {
      if (error instanceof BadQuery) return undefined;
      throw error;
    }
  }
}
