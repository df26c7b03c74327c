// The living part of the wall. What comes in is drawn once a frame at most; the head of the page (clock, age of the data) is told every second.
import { useEffect, useState } from 'preact/hooks';
import { clockTime, duration } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import type { WallView } from './contract.ts';
import { Hours, Situation, type ShownName } from './drawings.tsx';
import { follow, OLD_MS, type Standing } from './following.ts';
import { m } from './messages.ts';
import { Figures, Happening, Ranks } from './parts.tsx';

export interface WallLiveProps { readonly view: WallView; readonly names: readonly ShownName[]; readonly lang: Lang; readonly zone: string; /** Where the view is fetched from. */ readonly url: string }

export default function WallLive(props: WallLiveProps) {
  const { names, lang, zone, url } = props;
  const [view, show] = useState(props.view);
  useEffect(() => {
    let frame = 0;
    const stop = follow(props.view, url, 'wall', {
      view: (next) => { cancelAnimationFrame(frame); frame = requestAnimationFrame(() => show(next)); },
      stands: (standing) => sayStanding(standing, lang, zone),
    });
    return () => { cancelAnimationFrame(frame); stop(); };
  }, []);
  useEffect(() => put(document.querySelector('.w-date')?.firstChild, view.date), [view.date]);
  const part = { view, lang, now: new Date(view.at) };
  return <><Figures {...part} /><Situation {...part} names={names} /><Happening {...part} /><Hours view={view} lang={lang} /><Ranks view={view} lang={lang} /></>;
}

/** The clock, the sign and the grey of the whole page. Only what differs is written. */
function sayStanding({ now, age, signedOut, told }: Standing, lang: Lang, zone: string): void {
  const old = age > OLD_MS || signedOut;
  const words = signedOut ? m.signedOut(lang) : old ? m.old(lang, { time: clockTime(lang, zone, new Date(now.getTime() - age)), age: duration(lang, age / 60_000) }) : m.live(lang, { n: Math.round(age / 1000) });
  const sign = document.querySelector<HTMLElement>('[data-live-sign]');
  sign?.classList.toggle('live-away', old);
  put(sign?.lastChild, words);
  put(document.querySelector('[data-wall-time]')?.firstChild, clockTime(lang, zone, now));
  const wall = document.querySelector<HTMLElement>('.wall');
  wall?.toggleAttribute('data-old', old);
  if (wall) wall.dataset.told = String(told);
}

function put(text: ChildNode | null | undefined, words: string): void {
  if (text && text.textContent !== words) text.textContent = words;
}
