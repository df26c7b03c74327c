// UDP loses and repeats. A request that comes again gets the very answer it got before and is not done twice (RFC 3261 §17.2); our own requests are
// sent again until somebody answers or half a minute is over (§17.1.2).
import { randomBytes } from 'node:crypto';
import { readCseq, readSip, readVia, writeSip, MOST_BYTES, type SipRequest, type SipResponse } from './message.ts';

export interface Peer { readonly address: string; readonly port: number }
export interface Counts { received: number; malformed: number; oversized: number; repeated: number; busy: number; failed: number; requests: number; answers: number }
export const noCounts = (): Counts => ({ received: 0, malformed: 0, oversized: 0, repeated: 0, busy: 0, failed: 0, requests: 0, answers: 0 });

/** T1 doubles up to T2; the end is 64 · T1. */
const [T1_MS, T2_MS, END_MS] = [500, 4000, 32_000];
const [MOST_KEPT, MOST_AT_ONCE] = [20_000, 200];

export interface Transactions {
  /** A datagram as it came. Never throws. */
  take(datagram: Uint8Array, from: Peer): void;
  /** Sends a request and waits for its final answer; undefined when none came. */
  ask(request: { method: string; uri: string; headers: readonly (readonly [string, string | number])[]; body: string }, to: Peer): Promise<SipResponse | undefined>;
  readonly counts: Counts;
  /** Stops sending anything again. */
  stop(): void;
  /** Resolves when what was being answered is answered. */
  idle(): Promise<void>;
}

/** `handle` answers a request it sees for the first time; undefined: no answer, and when it comes again it is new. It must not throw for what a device says. */
export function openTransactions(own: () => Peer, send: (bytes: Buffer, to: Peer) => void, handle: (request: SipRequest, from: Peer) => Promise<Buffer | undefined>, onError: (error: unknown) => void): Transactions {
  const counts = noCounts();
  const answered = new Map<string, { answer: Buffer | undefined; until: number }>();
  const asked = new Map<string, { done: (response: SipResponse | undefined) => void; timer: NodeJS.Timeout }>();
  const working = new Set<Promise<void>>();

  function take(datagram: Uint8Array, from: Peer): void {
    counts.received++;
    if (datagram.length > MOST_BYTES) return void counts.oversized++;
    // Two line ends keep a hole in a firewall open (RFC 5626); they ask for nothing.
    if (datagram.length <= 4) return;
    const message = readSip(datagram);
    if (!message) return void counts.malformed++;
    if (message.kind === 'response') return settle(message);
    const key = keyOf(message, from);
    const before = answered.get(key);
    if (before) {
      counts.repeated++;
      if (before.answer) send(before.answer, from);
      return;
    }
    if (working.size >= MOST_AT_ONCE) return void counts.busy++;
    const work = answer(key, message, from).finally(() => working.delete(work));
    working.add(work);
  }

  async function answer(key: string, request: SipRequest, from: Peer): Promise<void> {
    forgetOld();
    counts.requests++;
    answered.set(key, { answer: undefined, until: Date.now() + END_MS });
    try {
      const bytes = await handle(request, from);
      if (!bytes) return void answered.delete(key);
      answered.set(key, { answer: bytes, until: Date.now() + END_MS });
      send(bytes, from);
    } catch (error) {
      // Nothing is said: the device asks again, and perhaps the database is back by then.
      counts.failed++;
      answered.delete(key);
      onError(error);
    }
  }

  /** Maps keep their order, so the first are the oldest. */
  function forgetOld(): void {
    const now = Date.now();
    for (const [key, { until }] of answered) {
      if (until > now && answered.size < MOST_KEPT) return;
      answered.delete(key);
    }
  }

  function settle(response: SipResponse): void {
    counts.answers++;
    const branch = readVia(response.headers.get('via') ?? '')?.branch ?? '';
    const waiting = asked.get(branch);
    if (!waiting || response.status < 200) return;
    clearTimeout(waiting.timer);
    asked.delete(branch);
    waiting.done(response);
  }

  function ask({ method, uri, headers, body }: Parameters<Transactions['ask']>[0], to: Peer): Promise<SipResponse | undefined> {
    const branch = `z9hG4bK${randomBytes(9).toString('hex')}`;
    const { address, port } = own();
    const bytes = writeSip(`${method} ${uri} SIP/2.0`, [['Via', `SIP/2.0/UDP ${address}:${port};rport;branch=${branch}`], ['Max-Forwards', 70], ...headers], body);
    const { promise, resolve } = Promise.withResolvers<SipResponse | undefined>();
    const began = Date.now();
    const again = (wait: number): void => {
      if (Date.now() - began >= END_MS) {
        asked.delete(branch);
        return resolve(undefined);
      }
      send(bytes, to);
      asked.set(branch, { done: resolve, timer: setTimeout(() => again(Math.min(T2_MS, wait * 2)), wait).unref() });
    };
    again(T1_MS);
    return promise;
  }

  function stop(): void {
    for (const { done, timer } of asked.values()) {
      clearTimeout(timer);
      done(undefined);
    }
    asked.clear();
  }

  return { take, ask, counts, stop, idle: async () => { while (working.size > 0) await Promise.all(working); } };
}

/** What makes two datagrams one request (§17.2.3): branch, sender and method; for old devices without a branch, call and number. */
function keyOf(request: SipRequest, from: Peer): string {
  const via = readVia(request.headers.get('via') ?? '');
  const branch = via?.branch?.startsWith('z9hG4bK') ? via.branch : `${request.headers.get('call-id')} ${readCseq(request.headers)?.number}`;
  return `${branch} ${request.method} ${request.headers.get('cseq')} ${from.address}:${from.port}`;
}
