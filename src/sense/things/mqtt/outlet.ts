// What goes to one subscriber. QoS 1: so many on the wire unacknowledged, the rest waits here, within bounds; QoS 0: what the connection does not take is
// dropped. Whoever takes nothing for a while is disconnected. Nobody else waits: each has a queue of their own.
import type { Socket } from 'node:net';
import { publish, type Message } from './frames.ts';
import { pending, type Pending } from './pending.ts';
import type { Place } from './place.ts';

/** Messages on the wire without acknowledgement. */
const WINDOW = 100;
/** Waiting messages from which on no more are read for it. */
const FULL = 1000;
/** Bytes the connection may hold back before messages of QoS 0 are dropped. */
const HELD_BACK = 1_048_576;

export interface Outlet {
  readonly pending: Pending;
  send(message: Message, qos: 0 | 1, before: Place): void;
  /** The client acknowledged. */
  acked(id: number): void;
  readonly full: boolean;
  /** Resolves when there is room again, or nobody is there any more. */
  room(): Promise<void>;
  /** Waits for acknowledgements or for the wire, and nothing moved since the last call. */
  stuck(): boolean;
  /** Messages of QoS 0 that were dropped. */
  readonly dropped: number;
  close(): void;
}

export function openOutlet(conn: Socket, from: Place): Outlet {
  const kept = pending(from);
  const queue: { message: Message; done: () => void }[] = [];
  const flying = new Map<number, () => void>();
  const waiters: (() => void)[] = [];
  let [nextId, dropped, flushed, moved, closed] = [1, 0, 0, true, false];

  function fly(): void {
    while (!closed && flying.size < WINDOW) {
      const next = queue.shift();
      if (!next) break;
      while (flying.has(nextId)) nextId = (nextId % 65_535) + 1;
      flying.set(nextId, next.done);
      conn.write(publish(next.message, nextId));
      nextId = (nextId % 65_535) + 1;
    }
    if (queue.length < FULL / 2) for (const go of waiters.splice(0)) go();
  }
  return {
    pending: kept,
    send(message, qos, before) {
      if (closed) return;
      if (qos === 1) { queue.push({ message, done: kept.add(before) }); fly(); }
      else if (conn.writableLength > HELD_BACK) dropped++;
      else conn.write(publish(message));
    },
    acked(id) {
      const done = flying.get(id);
      if (!done) return;
      flying.delete(id);
      moved = true;
      done();
      fly();
    },
    get full() { return queue.length >= FULL; },
    room: () => (closed || queue.length < FULL / 2 ? Promise.resolve() : new Promise((resolve) => { waiters.push(resolve); })),
    stuck() {
      const out = conn.bytesWritten - conn.writableLength;
      const is = !moved && out === flushed && (flying.size > 0 || conn.writableLength > 0);
      [moved, flushed] = [false, out];
      return is;
    },
    get dropped() { return dropped; },
    close() {
      closed = true;
      queue.length = 0;
      for (const go of waiters.splice(0)) go();
    },
  };
}
