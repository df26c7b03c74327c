// Keeps a desk's page fresh: news makes it fetch its own address again and take over rows, tabs and badges. The row under the pointer never moves:
// while the pointer or the keyboard is in the list, new rows wait and only their number is said. So does a case that someone is reading beside it.
import { useEffect, useState } from 'preact/hooks';

export interface DeskLiveProps { feed: string; words: { /** "{n} new" */ arrived: string; on: string; away: string } }

const LATER_MS = 400;

export default function DeskLive({ feed, words }: DeskLiveProps) {
  const [said, say] = useState('');
  useEffect(() => {
    keepPlace();
    return listen(feed, words, say);
  }, []);
  return <p class="vh" role="status" aria-live="polite">{said}</p>;
}

function listen(feed: string, words: DeskLiveProps['words'], say: (text: string) => void): () => void {
  const source = new EventSource(`/live?feed=${feed}`);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waiting: Document | undefined;
  const look = async () => {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => undefined);
    if (!answer?.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const n = arrived(page);
    if (n > 0) say(words.arrived.replace('{n}', String(n)));
    replace(page, ['tabs']);
    badges(page);
    if (busy()) waiting = page;
    else show(page);
  };
  const news = () => { clearTimeout(timer); timer = setTimeout(() => void look(), LATER_MS); };
  const calm = () => { if (waiting && !busy()) { show(waiting); waiting = undefined; } };
  const sign = (away: boolean) => document.querySelectorAll<HTMLElement>('[data-live-sign]').forEach((el) => {
    el.classList.toggle('live-away', away);
    const text = el.lastChild;
    if (text) text.textContent = away ? words.away : words.on;
  });
  source.addEventListener('news', news);
  source.addEventListener('reset', news);
  // A stream cut before its first message does not know from where to go on: whoever was away looks again.
  let away = false;
  source.addEventListener('open', () => { sign(false); if (away) news(); away = false; });
  source.addEventListener('error', () => { sign(true); away = true; });
  document.addEventListener('pointerleave', calm, true);
  document.addEventListener('focusout', calm);
  return () => { source.close(); clearTimeout(timer); document.removeEventListener('pointerleave', calm, true); document.removeEventListener('focusout', calm); };
}

const rowsOf = (from: ParentNode) => new Map([...from.querySelectorAll<HTMLElement>('tr[data-row]')].map((row) => [row.dataset.row ?? '', row]));
const list = () => document.querySelector<HTMLElement>('[data-fresh="rows"]');

/** Someone points at the list, works in it or has chosen rows. */
const busy = (): boolean => list()?.matches(':hover, :focus-within') === true || document.querySelector('input[name="numbers"]:checked') !== null;

function arrived(page: Document): number {
  const before = rowsOf(document);
  return [...rowsOf(page).keys()].filter((number) => !before.has(number)).length;
}

/** Takes the fresh rows over; new ones fade in, and the list stays where it was scrolled to. */
function show(page: Document): void {
  const before = rowsOf(document);
  const at = list()?.scrollTop ?? 0;
  // The head of the table stays: its box for all rows is watched.
  const parts = ['caption', 'tbody'].map((name) => [document, page].map((from) => from.querySelector(`[data-fresh="rows"] ${name}`)));
  if (parts.every(([old, fresh]) => old && fresh)) for (const [old, fresh] of parts) { if (fresh) old?.replaceWith(document.importNode(fresh, true)); }
  else replace(page, ['rows']);
  replace(page, ['keys']);
  for (const [number, row] of rowsOf(document)) if (!before.has(number)) row.dataset.new = '';
  const fresh = list();
  if (fresh) fresh.scrollTop = at;
  if (previewMoved(page)) showPreview(page);
}

/** The case beside the list moved on, and nobody is reading or writing there. */
function previewMoved(page: Document): boolean {
  const [shown, fresh] = [document, page].map((from) => from.querySelector<HTMLElement>('.q-pre'));
  return shown?.dataset.shown !== fresh?.dataset.shown && shown?.matches(':hover, :focus-within') === false && document.querySelector('form[data-dirty]') === null;
}

function showPreview(page: Document): void {
  const [old, fresh] = [document, page].map((from) => from.querySelector('.q-pre'));
  if (!old || !fresh) return location.reload();   // a page of another shape: an empty desk that was filled
  const taken = document.importNode(fresh, true);
  old.replaceWith(taken);
  taken.dispatchEvent(new CustomEvent('fresh', { bubbles: true }));
}

/** Parts of the page by name. The markup is our own server's, under the same policy. */
function replace(page: Document, names: readonly string[]): void {
  for (const name of names) {
    const [old, fresh] = [document, page].map((from) => from.querySelector<HTMLElement>(`[data-fresh="${name}"]`));
    if (old && fresh) old.replaceWith(document.importNode(fresh, true));
  }
}

function badges(page: Document): void {
  const [old, fresh] = [document, page].map((from) => from.querySelector('.rail'));
  if (old && fresh && !old.matches(':focus-within')) old.replaceWith(document.importNode(fresh, true));
}

/** The list is where it was when the page is opened anew by J, K or a click. */
function keepPlace(): void {
  const key = `place:${location.pathname}${new URLSearchParams(location.search).get('tab') ?? ''}`;
  const box = list();
  if (box) box.scrollTop = Number(sessionStorage.getItem(key) ?? 0);
  box?.querySelector('tr[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  addEventListener('pagehide', () => sessionStorage.setItem(key, String(list()?.scrollTop ?? 0)));
}
