// Reading a chart point by point, by pointer or arrow keys, and dragging over a part of it to see only that. The chart stands without it.
import { useRef, useState } from 'preact/hooks';
import type { Lang } from '#ground/i18n/index.ts';
import { momentText } from './moment.ts';

export interface SeriesReadingProps {
  /** The span (ms) and the scale. */
  readonly from: number; readonly to: number; readonly low: number; readonly high: number;
  /** Pixels above the plot, and its height. */
  readonly top: number; readonly tall: number;
  /** Seconds after `from`, with what was measured then. */
  readonly at: readonly number[]; readonly avg: readonly number[]; readonly min: readonly number[]; readonly max: readonly number[]; readonly n: readonly number[];
  readonly unit: string; readonly zoom: string; readonly label: string; readonly lang: Lang; readonly zone: string; readonly now: number;
}

/** Shorter drags are clicks (share of the width); shorter spans are not looked at (ms). */
const [LEAST_DRAG, LEAST_SPAN] = [0.02, 60_000];

export default function SeriesReading(props: SeriesReadingProps) {
  const [chosen, choose] = useState<number>();
  const [drag, setDrag] = useState<readonly [number, number]>();
  const box = useRef<HTMLDivElement>(null);
  const last = props.at.length - 1;
  const shareOf = (event: PointerEvent): number => { const frame = box.current?.getBoundingClientRect(); return frame ? Math.min(1, Math.max(0, (event.clientX - frame.left) / frame.width)) : 0; };
  const read = (event: PointerEvent) => {
    const share = shareOf(event);
    choose(nearest(props, share));
    setDrag((now) => now && [now[0], share]);
  };
  const begin = (event: PointerEvent) => {
    choose(nearest(props, shareOf(event)));
    if (event.pointerType !== 'mouse' || event.button !== 0) return;
    box.current?.setPointerCapture(event.pointerId);
    setDrag([shareOf(event), shareOf(event)]);
  };
  const end = () => {
    if (drag) zoomTo(props, Math.min(...drag), Math.max(...drag));
    setDrag(undefined);
  };
  const key = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, PageUp: 10, PageDown: -10, Home: -Infinity, End: Infinity }[event.key];
    if (event.key === 'Escape') choose(undefined);
    if (step === undefined) return;
    event.preventDefault();
    choose((now) => Math.max(0, Math.min(last, now === undefined ? (step > 0 && step !== Infinity ? 0 : last) : now + step)));
  };
  const x = chosen === undefined ? 0 : place(props, chosen);
  return (
    <div ref={box} class="ts-read" role="slider" tabIndex={0} aria-label={props.label} aria-valuemin={0} aria-valuemax={last} aria-valuenow={chosen ?? last} aria-valuetext={words(props, chosen ?? last)}
      onPointerMove={read} onPointerDown={begin} onPointerUp={end} onPointerCancel={() => setDrag(undefined)} onPointerLeave={() => { if (!drag) choose(undefined); }} onKeyDown={key} onBlur={() => choose(undefined)}>
      {chosen !== undefined && (
        <>
          <svg width="100%" height="100%" aria-hidden="true">
            {drag && <rect class="ts-drag" x={`${100 * Math.min(...drag)}%`} y={props.top} width={`${100 * Math.abs(drag[1] - drag[0])}%`} height={props.tall} />}
            <line class="ts-cursor" x1={`${x}%`} x2={`${x}%`} y1={props.top} y2={props.top + props.tall} />
            <circle class="c-pt" cx={`${x}%`} cy={yOf(props, chosen)} r="4" />
          </svg>
          <output class={x > 50 ? 'ts-out ts-out-start' : 'ts-out'} aria-hidden="true"><b>{value(props, props.avg[chosen] ?? 0)}</b>{range(props, chosen)}<small>{moment(props, chosen)}</small></output>
        </>
      )}
    </div>
  );
}

const place = ({ at, from, to }: SeriesReadingProps, i: number): number => Math.round(((at[i] ?? 0) * 1000 / (to - from)) * 10_000) / 100;
const yOf = ({ avg, low, high, top, tall }: SeriesReadingProps, i: number): number => top + tall * (1 - ((avg[i] ?? 0) - low) / (high - low));
const value = ({ lang, unit }: SeriesReadingProps, n: number): string => [new Intl.NumberFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', { maximumSignificantDigits: 5 }).format(n), unit].filter(Boolean).join(' ');
const moment = ({ lang, zone, now, from, at }: SeriesReadingProps, i: number): string => momentText(lang, zone, new Date(from + (at[i] ?? 0) * 1000), new Date(now));

function range(props: SeriesReadingProps, i: number) {
  const [min = 0, max = 0, n = 1] = [props.min[i], props.max[i], props.n[i]];
  return max > min ? <span>{`${value({ ...props, unit: '' }, min)} – ${value({ ...props, unit: '' }, max)} · ${n}×`}</span> : null;
}
const words = (props: SeriesReadingProps, i: number): string => `${moment(props, i)}: ${value(props, props.avg[i] ?? 0)}`;

/** The point that is nearest in time. */
function nearest({ at, from, to }: SeriesReadingProps, share: number): number {
  const wanted = (share * (to - from)) / 1000;
  let [low, high] = [0, at.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((at[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low > 0 && wanted - (at[low - 1] ?? 0) < (at[low] ?? 0) - wanted ? low - 1 : low;
}

function zoomTo({ from, to, zoom }: SeriesReadingProps, begin: number, end: number): void {
  const [first, last] = [from + begin * (to - from), from + end * (to - from)];
  if (end - begin < LEAST_DRAG || last - first < LEAST_SPAN) return;
  const url = new URL(zoom, location.href);
  url.searchParams.set('from', `${new Date(first).toISOString().slice(0, 19)}Z`);
  url.searchParams.set('to', `${new Date(last).toISOString().slice(0, 19)}Z`);
  location.assign(url);
}
