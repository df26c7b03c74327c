// Browser side: keeps a wall true for months. News say only that something happened; the view is fetched at most every two seconds, and every ten
// without news, since time alone makes cases late. One timer, one request, one stream, one view: nothing here grows with what happens.
// Whatever fails is tried again: the stream by the browser or, once it gave up, by us; the view until the server answers.
import type { WallView } from './contract.ts';

const THROTTLE_MS = 2000;
const IDLE_MS = 10_000;
const PATIENCE_MS = 20_000;
const RETRY_MOST_MS = 30_000;
/** Older than this, a wall says so and turns grey. */
export const OLD_MS = 60_000;

/** How things stand, told once a second: the city's time by the server's clock, and the age of the view in milliseconds. */
export interface Standing { readonly now: Date; readonly age: number; readonly signedOut: boolean; /** Events told by the stream so far. */ readonly told: number }
export interface Hearing { view(view: WallView): void; stands(standing: Standing): void }

/** Follows until the returned function is called. `url` answers the view, `feed` names the stream. */
export function follow(first: WallView, url: string, feed: string, hear: Hearing): () => void {
  let view = first;
  let got = Date.now();
  let asked = got;
  let told = 0;
  let news = false;
  let busy = false;
  let signedOut = false;
  let ended = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let retry = 3000;
  let source: EventSource | undefined;

  const soon = (ms: number) => { clearTimeout(timer); if (!ended) timer = setTimeout(() => void look(), ms); };
  const look = async () => {
    if (busy) return;
    [busy, news, asked] = [true, false, Date.now()];
    try {
      const answer = await fetch(url, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(PATIENCE_MS) });
      signedOut = answer.status === 401 || answer.status === 403;
      if (answer.ok) {
        view = await answer.json();
        got = Date.now();
        // A server of another release has other pages: this one is read anew.
        if (view.release !== first.release) location.reload();
        else hear.view(view);
      }
    } catch { /* away: tried again, and the age says so */ }
    busy = false;
    soon(news ? Math.max(0, THROTTLE_MS - (Date.now() - asked)) : IDLE_MS);
  };
  const happened = (n: number) => {
    told += n;
    if (news) return;
    news = true;
    if (!busy) soon(Math.max(0, THROTTLE_MS - (Date.now() - asked)));
  };
  const open = () => {
    source = new EventSource(`/live?feed=${feed}`);
    source.addEventListener('open', () => { retry = 3000; });
    source.addEventListener('news', (event) => happened(Number(JSON.parse(event.data).n) || 1));
    source.addEventListener('reset', () => happened(0));
    source.addEventListener('error', () => {
      if (source?.readyState !== EventSource.CLOSED || ended) return;
      clearTimeout(again);
      again = setTimeout(open, retry);
      retry = Math.min(RETRY_MOST_MS, retry * 2);
    });
  };
  const tick = () => hear.stands({ now: new Date(Date.parse(view.at) + (Date.now() - got)), age: Date.now() - got, signedOut, told });
  const wake = () => { if (document.visibilityState === 'visible') soon(0); };

  open();
  soon(IDLE_MS);
  tick();
  const second = setInterval(tick, 1000);
  document.addEventListener('visibilitychange', wake);
  addEventListener('online', wake);
  return () => {
    ended = true;
    source?.close();
    [timer, again].forEach(clearTimeout);
    clearInterval(second);
    document.removeEventListener('visibilitychange', wake);
    removeEventListener('online', wake);
  };
}
