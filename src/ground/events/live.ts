// Live pages: Server-Sent Events out of the outbox. A page that lost its connection says where it was (Last-Event-ID) and gets what it missed.
// How: watch first, replay then, and skip what both bring; the id of a message is its place in the outbox, whose order never changes.
// A reader slower than its news is never waited for nor stored for: past a quarter of a megabyte its news are dropped, and once it reads again
// it is told to look anew (`reset`). A feed with a pace is told in counts. So a stream's memory has a bound, whatever happens in the city.
// A stream ends after ten minutes and the browser comes back by itself, so that who may listen is asked again. Rejected: WebSockets
// (no replay, another protocol through every proxy), one channel a page (the filter is a function of the viewer).
import { z } from 'zod';
import { sql } from '../db/sql.ts';
import type { AnyCtx } from '../http/context.ts';
import { notFound } from '../http/answer.tsx';
import { route, type Route } from '../http/route.ts';
import { is } from '../identity/viewer.ts';
import type { LiveFeed } from '../room.ts';
import type { Happened } from './event.ts';
import { latest, readAfter, type Place } from './outbox.ts';

const HEARTBEAT_MS = 20_000;
const STREAM_MS = 600_000;
/** More missed than this, and looking again is cheaper than hearing of each. */
const REPLAY_MOST = 1000;
const BATCH = 250;
/** Bytes that may wait for a reader. */
const WAITING_MOST = 262_144;

const Feed = z.object({ feed: z.string().max(40) });

/** `GET /live?feed=NAME`: messages `news` (JSON as the feed made it), `reset` (too much was missed: read the page anew), `hello` (from here on). */
export const live: Route = route({
  method: 'GET', path: '/live', who: 'signed-in', query: Feed, summary: 'News of a desk as Server-Sent Events', about: 'Reconnects with Last-Event-ID and gets what was missed; `reset` when that is too much.',
  async handle(ctx) {
    const feed = ctx.ground.rooms.flatMap((room) => room.feeds ?? []).find((one) => one.name === ctx.query.feed && is(ctx.viewer, ...one.roles));
    if (!feed) throw notFound();
    return new Response(streamOf(ctx, feed, placeOf(ctx.request.headers.get('last-event-id'))), { headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' } });
  },
});

/** "tx.id", or undefined when it is none of ours. */
export function placeOf(id: string | null): Place | undefined {
  const parts = /^(\d{1,20})\.(\d{1,15})$/.exec(id ?? '');
  return parts ? { tx: parts[1] ?? '0', id: Number(parts[2]) } : undefined;
}

const idOf = (place: Place): string => `${place.tx}.${place.id}`;
const later = (a: Place, b: Place): boolean => BigInt(a.tx) > BigInt(b.tx) || (a.tx === b.tx && a.id > b.id);

function streamOf(ctx: AnyCtx, feed: LiveFeed, since: Place | undefined): ReadableStream<Uint8Array> {
  const { ground: { pump, log }, viewer, request } = ctx;
  let end = () => {};
  let resume = () => {};
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const encoder = new TextEncoder();
      let open = true;
      let sent: Place | undefined;
      let behind = false;
      // What arrives while the missed is still being read waits here; too much of it counts as missed.
      let held: Happened[] | undefined = [];
      let overheld = false;
      const write = (text: string) => {
        if (!open || behind) return;
        if ((controller.desiredSize ?? 0) <= 0) behind = true;
        else controller.enqueue(encoder.encode(text));
      };
      const paced = pacer(feed.paceMs, (n) => { if (sent) write(`event: news\nid: ${idOf(sent)}\ndata: ${JSON.stringify({ n })}\n\n`); });
      const tell = (events: readonly Happened[]) => {
        for (const event of events) {
          if (sent && !later(event, sent)) continue;
          sent = { tx: event.tx, id: event.id };
          const news = behind ? undefined : feed.of(viewer, event);
          if (news && paced) paced.one();
          else if (news) write(`event: news\nid: ${idOf(event)}\ndata: ${JSON.stringify(news)}\n\n`);
        }
      };
      const hold = (events: readonly Happened[]) => {
        if (!held) return tell(events);
        if (held.length + events.length > REPLAY_MOST) [held, overheld] = [[], true];
        else held.push(...events);
        if (overheld) sent = events.at(-1) ?? sent;
      };
      resume = () => {
        if (!behind || !open || !sent) return;
        behind = false;
        write(`event: reset\nid: ${idOf(sent)}\ndata: {}\n\n`);
      };
      const unwatch = pump.watch(hold);
      const beat = setInterval(() => write(': here\n\n'), HEARTBEAT_MS);
      const over = setTimeout(() => end(), STREAM_MS);
      beat.unref();
      over.unref();
      end = () => {
        if (!open) return;
        open = false;
        unwatch();
        paced?.stop();
        clearInterval(beat);
        clearTimeout(over);
        try { controller.close(); } catch { /* the reader was faster */ }
      };
      request.signal.addEventListener('abort', () => end());
      write('retry: 3000\n\n');
      void missed(ctx, since).then(({ events, from, reset }) => {
        if (!sent || later(from, sent)) sent = from;
        write(`event: ${reset || overheld ? 'reset' : 'hello'}\nid: ${idOf(sent)}\ndata: {}\n\n`);
        tell(events);
        const waiting = held ?? [];
        held = undefined;
        tell(waiting);
      }).catch((error: unknown) => { log.error(error, 'live'); end(); });
    },
    pull() { resume(); },
    cancel() { end(); },
  }, new ByteLengthQueuingStrategy({ highWaterMark: WAITING_MOST }));
}

/** Counts news and tells their number: the first at once, then one message in `ms` at most. Undefined without a pace. */
function pacer(ms: number | undefined, tell: (n: number) => void): { one(): void; stop(): void } | undefined {
  if (ms === undefined) return undefined;
  let n = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const turn = () => {
    timer = undefined;
    if (n === 0) return;
    const told = n;
    n = 0;
    timer = setTimeout(turn, ms).unref();
    tell(told);
  };
  // Not before the whole batch was looked at: its events are one message.
  return { one: () => { n += 1; timer ??= setTimeout(turn, 0).unref(); }, stop: () => clearTimeout(timer) };
}

/** Where the stream begins and what came since; `reset` when the place is unknown (cleared away) or too far back. */
async function missed({ db }: AnyCtx, since: Place | undefined): Promise<{ events: Happened[]; from: Place; reset: boolean }> {
  if (!since) return { events: [], from: await latest(db), reset: false };
  const known = await db.maybe(z.object({ yes: z.boolean() }), sql`select true as yes from ground.events_outbox where tx = ${since.tx}::text::xid8 and id = ${since.id}::bigint`);
  const events: Happened[] = [];
  let at = since;
  while (known && events.length <= REPLAY_MOST) {
    const batch = await readAfter(db, at, BATCH);
    events.push(...batch);
    const last = batch.at(-1);
    if (!last || batch.length < BATCH) return { events, from: since, reset: false };
    at = last;
  }
  return { events: [], from: await latest(db), reset: true };
}
